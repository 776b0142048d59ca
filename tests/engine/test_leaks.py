"""A secret value reaches only whom its class names: each way out is found, each lawful one passes."""

from pathlib import Path

import pytest

from tests.procedures.files import changed, problems

SECRET = (
    ("form:\n", "classes: {secret: {roles: [leader], label: {vi: Mật}}, wide: {roles: [leader, office], label: {vi: Kín}}}\nform:\n"),
    ("  food: {label", "  accuser: {label: {vi: Người báo}, type: person_name, required: yes, class: secret}\n  age: {label: {vi: Tuổi}, type: number, in: \"[0..150]\", required: yes, class: secret}\n  food: {label"),
    ("  hire: {times", "  older: {minus: [age, 1]}\n  hire: {times"),
)  # fmt: skip
PERMIT = "permit: {template: permit.typ, type: GP, with: {name: holder.name, day: held_on}}"
REGISTER = """\
register: hires
key: code
classes: {secret: {roles: [leader], label: {vi: Mật}}}
columns:
  code: {label: {vi: Mã}, type: text}
  who: {label: {vi: Ai}, type: person_name%s}
"""
RECORD = (
    "allow: {to: allowed, letter: permit}",
    "allow: {to: allowed, letter: permit, records: [{in: hires, add: {code: case, who: accuser}}]}",
)
OUT = {
    "a letter anybody reads": ([(PERMIT, PERMIT.replace("day: held_on", "day: accuser"))], 'Tờ "permit" đọc "accuser" thuộc lớp "secret"'),
    "what is derived from it": ([(PERMIT, PERMIT.replace("day: held_on", "day: older"))], 'Tờ "permit" đọc "older" thuộc lớp "secret"'),
    "a letter of a wider class": ([(PERMIT, PERMIT.replace("with:", "class: wide, with:").replace("day: held_on", "day: accuser"))], 'Tờ "permit" đọc "accuser"'),
    "a letter to somebody else": ([(PERMIT, PERMIT.replace("with:", "class: secret, to: [holder.name], with:").replace("day: held_on", "day: accuser"))], 'gửi "holder.name"'),
    "a public posting": ([(PERMIT, PERMIT.replace("with:", "class: secret, with:").replace("day: held_on", "day: accuser")), ("    not_by: [reception]\n", "    not_by: [reception]\n    posts: permit\n")], "Tờ niêm yết"),
    "a fee": ([("amount: hire", "amount: older")], 'Lệ phí là "older"'),
    "an officer asked to write it": ([("  reason: {label: {vi: Lý do}, type: text, required: yes}", "  reason: {label: {vi: Lý do}, type: text, required: yes, class: secret}"), ("with: {reason: reason}", "class: secret, with: {reason: reason}")], "mà vai trò office không được đọc"),
    "a register anybody reads": ([RECORD], 'Cột "who" của sổ "hires" nhận "accuser"'),
}  # fmt: skip
KEPT = {
    "a letter of the class": [
        (
            PERMIT,
            PERMIT.replace("with:", "class: secret, with:").replace("day: held_on", "day: accuser"),
        )
    ],
    "a letter to the one of whom it tells": [
        (
            PERMIT,
            PERMIT.replace("with:", "class: secret, to: [accuser], with:").replace(
                "day: held_on", "day: accuser"
            ),
        )
    ],
    "a case that is secret as a whole": [
        ("level: internal", "level: internal\nclass: secret"),
        (PERMIT, PERMIT.replace("day: held_on", "day: accuser")),
    ],
}


def leaks(folder: Path, changes: list[tuple[str, str]], register: str = "") -> list:
    found = problems(
        folder, changed(*SECRET, *changes), **({"hires": register} if register else {})
    )
    return [one for one in found if one.rule == "P3"]


@pytest.mark.parametrize(("changes", "words"), OUT.values(), ids=list(OUT))
def test_a_way_out_of_a_class_is_a_problem(
    tmp_path: Path, changes: list[tuple[str, str]], words: str
):
    (found,) = leaks(tmp_path, changes, REGISTER % "" if RECORD in changes else "")
    assert (found.severity, words in found.message.vi) == ("problem", True), found.message.vi


@pytest.mark.parametrize("changes", KEPT.values(), ids=list(KEPT))
def test_what_stays_among_readers_of_the_class_passes(
    tmp_path: Path, changes: list[tuple[str, str]]
):
    assert not leaks(tmp_path, changes)


def test_a_column_of_the_class_keeps_it(tmp_path: Path):
    assert not leaks(tmp_path, [RECORD], REGISTER % ", class: secret")


def test_a_way_that_hangs_on_a_secret_is_a_warning(tmp_path: Path):
    found = leaks(
        tmp_path,
        [
            (
                "      allow: {to: allowed, letter: permit}\n",
                '      allow: {when: {age: "> 17"}, to: allowed, letter: permit}\n',
            )
        ],
    )
    assert [(one.severity, "Đường đi của hồ sơ" in one.message.vi) for one in found] == [
        ("warning", True)
    ]


def test_a_field_that_is_asked_only_for_some_secrets_is_a_warning_and_none_once_it_has_the_class(
    tmp_path: Path,
):
    asked = '  note: {label: {vi: Ghi chú}, type: text, shown: {age: "> 17"}%s}\n  food: {label'
    assert [
        (one.severity, "Có hay không" in one.message.vi)
        for one in leaks(tmp_path, [("  food: {label", asked % "")])
    ] == [("warning", True)]
    assert not leaks(tmp_path, [("  food: {label", asked % ", class: secret")])


def test_a_secret_day_is_no_limit_that_everybody_reads(tmp_path: Path):
    day = (
        "  until_then: {label: {vi: Đến}, type: date, required: yes, class: secret}\n  food: {label"
    )
    (found,) = leaks(
        tmp_path,
        [
            ("  food: {label", day),
            (
                "    not_by: [reception]\n",
                "    not_by: [reception]\n    limit: {until: until_then}\n",
            ),
        ],
    )
    assert (found.severity, "hiện ra ở đây" in found.message.vi) == ("problem", True)
