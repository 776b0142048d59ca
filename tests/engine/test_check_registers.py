"""Registers, roles and who may act: what a file names there is checked, each at its line."""

import pytest

from dinh.procedures import check_paths
from dinh.procedures.problem import Problem
from tests.procedures.files import GOOD, changed, line_of, problems

REGISTER = """\
register: hires
key: code
number: yearly
columns:
  code: {label: {vi: Mã}, type: text, required: yes}
  who: {label: {vi: Ai}, type: person_name, required: yes}
  day: {label: {vi: Ngày}, type: date, required: yes, law: QC 1}
  note: {label: {vi: Riêng}, type: text, class: guarded}
law: {QC: {title: Quy chế}}
classes: {guarded: {roles: [office, leader], label: {vi: Mật}}}
class: open
unique: [[who, day], [note]]
"""


def of_the_register(found: list[Problem]) -> list[tuple[str, int, int, str]]:
    return [
        (one.rule, one.line, one.column, one.message.en)
        for one in found
        if one.file.endswith("hires.yaml")
    ]


@pytest.mark.parametrize(
    ("rule", "change", "says"),
    [
        ("N1", ("[who, day]", "[who, dai]"), 'There is no column "dai"; did you mean "day"?'),
        ("N1", ("key: code", "key: cod"), 'There is no column "cod"; did you mean "code"?'),
        ("R1", ("[who, day]", "[who, who]"), 'Column "who" stands twice in one combination'),
        ("R1", ("[note]", "[day, who]"), "This combination is empty or stands there already"),
        ("R1", ("[note]", "[]"), "This combination is empty or stands there already"),
        (
            "P1",
            ("[office, leader]", "[ofice, leader]"),
            'The role "ofice" is not in roles.yaml; did you mean "office"?',
        ),
        (
            "N1",
            ("class: guarded", "class: garded"),
            'There is no class "garded"; did you mean "guarded"?',
        ),
        ("N1", ("class: open", "class: opn"), 'There is no class "opn"; did you mean "open"?'),
        ("N3", ("law: QC 1", "law: QX 1"), 'The key of law "QX" is not in law'),
    ],
)
def test_a_register_names_its_own_columns_classes_and_roles(tmp_path, rule, change, says):
    assert not problems(tmp_path, hires=REGISTER)
    text = changed(change, text=REGISTER)
    ((found, line, column, message),) = of_the_register(problems(tmp_path, hires=text))
    wrong = next(
        n
        for n, (old, new) in enumerate(
            zip(REGISTER.splitlines(), text.splitlines(), strict=True), 1
        )
        if old != new
    )
    assert (found, line) == (rule, wrong) and message.startswith(says)
    assert column > 1 or line == 1


def test_a_counted_column_is_no_part_of_what_is_unique_and_its_figure_is_said_to_come_later(
    tmp_path,
):
    text = f"{REGISTER}counted: {{faults: {{count: cases}}}}\n"
    assert [(one[0], one[3]) for one in of_the_register(problems(tmp_path, hires=text))] == [
        ("R1", 'The counted column "faults" is not shown anywhere yet')
    ]
    found = of_the_register(problems(tmp_path, hires=changed(("[note]", "[faults]"), text=text)))
    assert 'Column "faults" is counted and cannot stand here' in [one[3] for one in found]


ROLE = "role: office"
PEOPLE = "findings:\n  keeper: {label: {vi: Người giữ}, type: person, required: yes}\n  desk: {label: {vi: Vị trí}, type: post, required: yes}\n  near: {label: {vi: Thôn}, type: village}\n"
ASKED = "allow: {to: allowed, letter: permit, asks: [keeper, desk, near]}"


def staffed(*changes: tuple[str, str]) -> str:
    return changed(
        *changes,
        text=changed(
            ("findings:\n", PEOPLE), ("allow: {to: allowed, letter: permit}", ASKED), text=GOOD
        ),
    )


@pytest.mark.parametrize(
    "role",
    [
        "{person: keeper}",
        "{post: desk}",
        "[{person: keeper}, office]",
        "opener",
        "{person: opener}",
    ],
)
def test_a_role_may_be_a_person_or_a_post_that_the_case_names(tmp_path, role):
    free = (
        [("    not_by: [reception]\n", "")] if role == "opener" else []
    )  # the window opened it, and accepts it
    named = (
        "accept: {to: weigh, letter: receipt}",
        "accept: {to: weigh, letter: receipt, asks: [keeper, desk]}",
    )
    assert not [
        one
        for one in problems(tmp_path, staffed((ROLE, f"role: {role}"), named, *free))
        if one.severity == "problem" and one.rule != "E1"
    ]


def test_a_step_of_a_person_whom_nobody_has_named_is_nobodys(tmp_path):
    found = [
        one
        for one in problems(tmp_path, staffed((ROLE, "role: {person: keeper}")))
        if one.rule == "D2"
    ]
    assert ['Bước "weigh" đọc "keeper", có khi trống' in one.message.vi for one in found] == [True]
    assert not [
        one
        for one in problems(tmp_path, staffed((ROLE, "role: [{person: keeper}, office]")))
        if one.rule == "D2"
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule", "says"),
    [
        (
            ROLE,
            "role: ofice",
            "P1",
            'The role "ofice" is not in roles.yaml; did you mean "office"?',
        ),
        (ROLE, "role: [office, leadr]", "P1", 'did you mean "leader"?'),
        (ROLE, "role: {person: keper}", "N1", 'did you mean "keeper"?'),
        (ROLE, "role: {person: desk}", "T1", '"desk" is a post, which does not fit person'),
        (ROLE, "role: {post: keeper}", "T1", '"keeper" is a person, which does not fit post'),
        (ROLE, "role: {person: kind}", "T1", '"kind" is a choice, which does not fit person'),
        (
            ROLE,
            "role: {person: holder.name}",
            "T1",
            '"holder.name" is a name, which does not fit person',
        ),
        (ROLE, "role: office\n    of: kind", "T1", '"kind" is a choice, which does not fit of'),
        (
            "not_by: [reception]",
            "not_by: [seats]",
            "T1",
            '"seats" is a number, which does not fit not_by',
        ),
        (
            "not_by: [reception]",
            "not_by: [holder]",
            "T1",
            '"holder" is a citizen without an account here',
        ),
        (
            ROLE,
            "role: office\n    warn: [{at: due - 1 day, tell: [leadr]}]",
            "P1",
            'did you mean "leader"?',
        ),
    ],
)
def test_who_acts_is_a_known_role_or_a_field_of_that_kind(tmp_path, old, new, rule, says):
    assert not [
        one
        for one in problems(tmp_path, staffed((ROLE, "role: office\n    of: near")))
        if one.severity == "problem" and one.rule != "E1"
    ]
    text = staffed((old, new))
    found = [one for one in problems(tmp_path, text) if one.rule not in ("E1", "N2", "F5")]
    assert [(one.rule, one.line) for one in found] == [(rule, line_of(text, new.split("\n")[-1]))]
    assert says in found[0].message.en
    assert found[0].column > 5


def test_a_role_of_a_folder_is_known_to_the_files_in_it(tmp_path):
    text = changed((ROLE, "role: forester"))
    assert [one.rule for one in problems(tmp_path, text) if one.rule == "P1"] == ["P1"]
    (tmp_path / "roles.yaml").write_text("roles: {forester: {vi: Kiểm lâm}}\n")
    assert not [one for one in problems(tmp_path, text) if one.rule == "P1"]


def test_a_folder_that_is_given_is_searched_whole_for_its_roles(tmp_path):
    (tmp_path / "letters").mkdir()
    for name in ("permit", "refusal"):
        (tmp_path / "letters" / f"{name}.typ").write_text("")
    for folder in ("hall", "people"):
        (tmp_path / folder).mkdir()
    (tmp_path / "hall" / "x.yaml").write_text(changed((ROLE, "role: forester")))
    assert [one.rule for one in check_paths([tmp_path]).problems if one.rule == "P1"] == ["P1"]
    (tmp_path / "people" / "roles.yaml").write_text("roles: {forester: {vi: Kiểm lâm}}\n")
    assert not [one for one in check_paths([tmp_path]).problems if one.rule == "P1"]


NORM = """\
norm: halls
unit: đồng
keys: {kind: [wedding, meeting], size: [small, large]}
law: {QD: {title: Quyết định giá}}
rows:
  - {from: 2026-07-01, to: 2026-12-31, kind: wedding, size: small, value: 500000, law: QD 1}
  - {from: 2027-01-01, kind: wedding, size: small, value: 600000}
  - {from: 2026-07-01, kind: wedding, size: large, value: 900000}
  - {from: 2026-07-01, kind: meeting, value: 0}
"""


@pytest.mark.parametrize(
    ("rule", "change", "says"),
    [
        (
            "N1",
            ("kind: meeting, value", "kind: metting, value"),
            'There is no name "metting"; did you mean "meeting"?',
        ),
        (
            "R2",
            ("{from: 2027-01-01, kind", "{from: 2026-12-31, kind"),
            "From 31/12/2026 rows 1 and 2 both hold: wedding, small",
        ),
        (
            "R2",
            ("kind: meeting, value: 0", "kind: [meeting, wedding], size: large, value: 0"),
            "From 01/07/2026 rows 3 and 4 both hold: wedding, large",
        ),
        ("R2", ("to: 2026-12-31", "to: 2026-06-30"), "This row ends before it begins"),
        ("N3", ("law: QD 1", "law: QX 1"), 'The key of law "QX" is not in law'),
    ],
)
def test_a_norm_has_one_row_for_its_names_on_a_day(tmp_path, rule, change, says):
    assert not problems(tmp_path, halls=NORM)
    text = changed(change, text=NORM)
    ((found, line, message),) = [
        (one.rule, one.line, one.message.en)
        for one in problems(tmp_path, halls=text)
        if one.file.endswith("halls.yaml")
    ]
    wrong = next(
        n
        for n, (old, new) in enumerate(zip(NORM.splitlines(), text.splitlines(), strict=True), 1)
        if old != new
    )
    assert (found, message) == (rule, says) and line == wrong
