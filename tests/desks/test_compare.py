"""Two versions compared in words: every difference is told by what it means, and nothing that is the same."""

import pytest
from msgspec import Struct
from msgspec.structs import fields as fields_of

from dinh.engine.definition import procedure as values
from dinh.engine.definition.procedure import Procedure
from dinh.export.compare import NOT_COMPARED, WHOLE, compared, marks
from dinh.export.spoken_words import LABELS
from tests.desks.test_moving import put
from tests.engine.test_versions import ASKS_MORE, RENAMED, version
from tests.world import own_files

OLD = version(day="2026-07-01")


def told(
    *changes: tuple[str, str], lang: str = "vi"
) -> list[tuple[str, str, str, list[tuple[str, str, str]]]]:
    return [
        (
            section.title,
            change.kind,
            change.name,
            [(line.label, line.before, line.after) for line in change.lines],
        )
        for section in compared(OLD, version(*changes), lang)
        for change in section.changes
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), []),
        (
            (("amount: 20000", "amount: 50000"),),
            [("Phí, lệ phí", "changed", "Mức thu", [("Mức", "20.000 đồng", "50.000 đồng")])],
        ),
        (
            (("time: 5 working days", "time: 2 working days"),),
            [
                (
                    "Thời hạn giải quyết",
                    "changed",
                    "Thời hạn giải quyết",
                    [("Thời hạn", "5 ngày làm việc", "2 ngày làm việc")],
                )
            ],
        ),
        (
            (("limit: 3 working days", "limit: 1 working day"),),
            [
                (
                    "Các bước",
                    "changed",
                    "look",
                    [("Thời hạn luật định", "3 ngày làm việc", "1 ngày làm việc")],
                )
            ],
        ),
        (
            (("role: land, limit", "role: economy, limit"),),
            [("Các bước", "changed", "look", [("Người làm", "địa chính", "kinh tế")])],
        ),
        (
            (("vi: Để làm gì", "vi: Mục đích"),),
            [("Điều hỏi", "changed", "Mục đích", [("Tên gọi", "“Để làm gì”", "“Mục đích”")])],
        ),
        (
            (("type: text, required: yes}\n  helpers", "type: text}\n  helpers"),),
            [("Điều hỏi", "changed", "Để làm gì", [("Phải có", "luôn luôn", "")])],
        ),
        (
            (("east: {vi: Đông}, west", "west"),),
            [("Điều hỏi", "changed", "Gian", [("lựa chọn", "“Đông”", "")])],
        ),
        (
            (("not_by: [look], ", ""),),
            [("Các bước", "changed", "sign", [("Không phải người đã làm", "“look”", "")])],
        ),
        (
            (
                (
                    "deadline:",
                    "valid: [{when: {purpose: filled}, at: purpose, say: {vi: Kho đã đóng}}]\ndeadline:",
                ),
            ),
            [
                (
                    "Điều máy soát lại",
                    "added",
                    "Kho đã đóng",
                    [("Khi", "", "khi để làm gì: có ghi"), ("Ở", "", "để làm gì")],
                )
            ],
        ),
    ],
)
def test_a_change_is_told_where_it_belongs_before_and_now(changes, expected):
    found = told(*changes)
    assert [(title, kind, name) for title, kind, name, _ in found] == [
        (title, kind, name) for title, kind, name, _ in expected
    ]
    assert [
        [(label.lower(), before.lower(), after.lower()) for label, before, after in lines]
        for *_, lines in found
    ] == [
        [(label.lower(), before.lower(), after.lower()) for label, before, after in lines]
        for *_, lines in expected
    ]


def test_what_is_new_or_gone_is_told_with_all_it_says_and_stands_marked_in_the_picture():
    sections = compared(OLD, version(*RENAMED, *ASKS_MORE), "en")
    found = {
        (change.kind, change.name): change for section in sections for change in section.changes
    }
    assert {
        ("added", "Điện thoại"),
        ("added", "weigh"),
        ("removed", "look"),
        ("changed", "sign"),
    } <= set(found)
    assert [(line.label, line.after) for line in found["added", "Điện thoại"].lines][0:2] == [
        ("Kind", "telephone"),
        ("Required", "always"),
    ]
    gone, come = marks(sections, "en")
    assert (
        gone["look"] == ("removed", "gone")
        and come["weigh"] == ("added", "new")
        and "weigh" not in gone
        and come["sign"] == ("changed", "changed")
    )


def test_every_part_of_a_procedure_is_compared():
    sections = {
        "law",
        "form",
        "findings",
        "documents",
        "valid",
        "deadline",
        "extension",
        "fee",
        "steps",
        "ends",
        "letters",
        "derive",
        "norms",
        "registers",
        "starts",
        "moves",
        "gives",
        "told",
        "examples",
        "sources",
    }
    assert {field.name for field in fields_of(Procedure)} == NOT_COMPARED | WHOLE | sections


def test_every_key_that_a_file_can_say_has_a_word():
    structs = {
        kind.__name__: kind
        for kind in vars(values).values()
        if isinstance(kind, type) and issubclass(kind, Struct)
    }
    inner = {
        "Procedure",
        "Text",
        "Source",
        "Example",
        "Within",
        "Duration",
        "Filled",
        "Empty",
        "Struct",
        "Alternative",
    }
    lacking = {
        f"{name}.{field.name}"
        for name, kind in structs.items()
        if name not in inner
        for field in fields_of(kind)
        if f"{name}.{field.name}" not in LABELS and field.name not in LABELS
    }
    assert (
        lacking
        - {f"{name}.slug" for name in structs}
        - {"Norm.digest", "Register.digest", "Step.block", "Step.branch", "Derived.names"}
        == set()
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_programs_own_procedures_differ_from_nothing_in_words_and_not_at_all_from_themselves(
    lang,
):
    empty = version(day="2026-07-01")
    for one in own_files().packages[lang == "en" :: 4]:
        assert compared(one.procedure, one.procedure, lang) == ()
        whole = compared(empty, one.procedure, lang)
        words = " ".join(
            f"{line.label} {line.after}"
            for section in whole
            for change in section.changes
            for line in change.lines
        )
        assert (
            "Struct" not in words
            and "frozenset" not in words
            and "Clause(" not in words
            and "((" not in words
        ), words


def test_the_page_tells_the_later_version_against_the_earlier_whatever_is_asked_first(
    signed_in, commune
):
    put(commune, OLD)
    put(commune, version(*RENAMED, *ASKS_MORE, day="2026-11-20"))
    leader = signed_in("leader")
    page = leader.get("/staff/procedures/cho-muon-kho/?compare=2026-07-01").content.decode()
    assert (
        "Bản từ 20/11/2026 khác bản từ 01/07/2026 ở đâu" in page
        and "mark-added" in page
        and "mark-removed" in page
    )
    turned = leader.get(
        "/staff/procedures/cho-muon-kho/?version=2026-07-01&compare=2026-11-20"
    ).content.decode()
    assert "Bản từ 20/11/2026 khác bản từ 01/07/2026 ở đâu" in turned
    assert (
        "Hai bản nói cùng một điều"
        in leader.get("/staff/procedures/cho-muon-kho/?compare=2026-11-20").content.decode()
    )
    assert leader.get("/staff/procedures/cho-muon-kho/?compare=x").status_code == 404
    assert (
        "How the version from"
        in leader.get("/staff/procedures/cho-muon-kho/?compare=2026-07-01&lang=en").content.decode()
    )
