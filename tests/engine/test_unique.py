"""A register's `unique`: a row that would repeat another is refused where it would be written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dinh.engine.decisions.registers import repeats, standing_repeat
from dinh.engine.decisions.time_limits import hindered
from dinh.engine.definition.procedure import Limit, Then, TimeRow
from dinh.engine.field_types.same_value import folded, has_all
from dinh.engine.record.events import RecordChange
from dinh.engine.schedule.duration import parse_duration
from dinh.messages import told
from tests.engine.test_effects import GIVEN, PARTIES
from tests.procedures_for_tests import Story, instant, procedure

OTHER = "H36.99-260101-0009"


def unique(*columns: tuple[str, ...]):
    """The procedure of plots, whose register has these unique."""
    books = procedure("so-sach")
    return replace(books, registers={"plots": replace(books.registers["plots"], unique=columns)})


def opened(*columns: tuple[str, ...], **data: Any) -> Story:
    story = Story(unique(*columns))
    story.open({**GIVEN, "parties": [], **data}, by="land")
    return story


def standing(story: Story, record: str, **values: Any) -> None:
    story.rows["plots", record] = [(0, values)]


def test_a_row_that_repeats_another_is_refused_with_the_register_the_columns_and_where_the_other_is():
    story = opened(("owner", "since"))
    standing(story, "T1", owner="Y Ba", since="2026-12-15")
    found = story.refused("put", by="land", at="2026-12-15T09:00")
    assert found.code == "record.repeats" and (found.facts["record"], found.facts["case"]) == (
        "T1",
        OTHER,
    )
    said = told(found.code, found.facts, "vi").message
    assert all(words in said for words in ("plots", "T1", OTHER, "Chủ, Từ"))
    assert "case H36.99-260101-0009" in told(found.code, found.facts, "en").message


def test_every_column_must_be_the_same_and_a_register_without_unique_takes_any_row():
    story = opened(("owner", "since"))
    standing(story, "T1", owner="Y Ba", since="2026-12-14")
    story.act("put", by="land", at="2026-12-15T09:00")
    story = opened()
    standing(story, "T1", owner="Y Ba", since="2026-12-15")
    story.act("put", by="land", at="2026-12-15T09:00")


@pytest.mark.parametrize("owner", ["Y BA", "y ba", "Y  Ba"])
def test_capitals_and_spaces_make_no_other_person(owner):
    story = opened(("owner",))
    standing(story, "T1", owner=owner)
    assert story.refused("put", by="land").code == "record.repeats"


def test_diacritics_do():
    story = opened(("owner",))
    standing(story, "T1", owner="Ý Ba")
    story.act("put", by="land")


def test_an_empty_column_repeats_nothing_nor_does_a_value_that_was_struck():
    story = opened(("owner", "area"))
    standing(story, "T1", owner="Y Ba")
    story.act("put", by="land")
    story = opened(("owner",), parties=[{**PARTIES[0], "name": "Y Tư"}])
    standing(story, "T1", code="T1")  # whose owner was struck
    story.act("put", by="land")


def test_a_row_that_was_ended_is_no_hindrance():
    story = opened(("owner",))
    story.rows["plots", "T1"] = [(0, {"owner": "Y Ba"}), (1, None)]
    story.act("put", by="land")


def test_two_rows_of_one_decision_repeat_each_other():
    story = opened(("owner",), parties=[{**PARTIES[0], "name": "y ba"}])
    found = story.refused("put", by="land")
    assert found.code == "record.repeats" and found.facts["record"] == "T9"
    assert "cùng lần ghi này" in told(found.code, found.facts, "vi").message


def test_a_change_into_a_row_that_stands_is_refused_and_one_that_leaves_the_columns_alone_is_not():
    story = opened(("owner",), old="T1")
    standing(story, "T1", owner="Cũ", code="T1")
    standing(story, "T2", owner="Y Ba", code="T2")
    assert story.refused("change", by="land").facts["record"] == "T2"
    story = opened(("code",), old="T1")
    standing(story, "T1", owner="Cũ", code="T")
    standing(story, "T2", owner="Y Ba", code="T")
    story.act("change", by="land")


def test_reversing_does_not_bring_back_a_row_whose_place_is_taken():
    story = opened(("owner",), gone="T1")
    standing(story, "T1", owner="Y Ba", code="T1")
    story.act("drop", by="land")
    standing(story, "T2", owner="Y BA", code="T2")
    assert story.refused("reverse", by="leader", reason="Nhầm").facts["record"] == "T2"
    story.rows["plots", "T2"].append((9, None))
    story.act("reverse", by="leader", reason="Nhầm")


def test_the_register_that_the_house_has_now_holds_before_the_one_the_version_carries():
    story = Story(procedure("so-sach"))
    story.open({**GIVEN, "parties": []}, by="land")
    standing(story, "T1", owner="Y Ba")
    now = unique(("owner",)).registers["plots"]
    ordinary = story.context
    story.context = lambda by: replace(
        ordinary(by), register=lambda slug: now if slug == "plots" else None
    )  # type: ignore[method-assign]
    assert story.refused("put", by="land").code == "record.repeats"


def changes(*rows: tuple[str, str, dict[str, Any]]) -> tuple[RecordChange, ...]:
    return tuple(RecordChange("plots", record, change, values) for record, change, values in rows)


BOOKS: dict[str, dict[str, Any]] = {"A": {"code": "x"}, "B": {"code": "y"}}


def found(
    *rows: tuple[str, str, dict[str, Any]], books: Mapping[str, Mapping[str, Any]] = BOOKS
) -> list[tuple[str, bool]]:
    """(record repeated, is it of the same decision) of every repeat in `code`."""

    def same(register, wanted, besides):
        return next(
            (
                (name, "c")
                for name, values in books.items()
                if name not in besides and has_all(values, wanted)
            ),
            None,
        )

    register = unique(("code",)).registers["plots"]
    return [
        (one.record, one.here)
        for one in repeats(
            {"plots": register}, changes(*rows), {}, lambda slug, name: books.get(name), same
        )
    ]


def test_what_counts_is_how_the_rows_stand_after_the_whole_decision():
    assert found(("A", "change", {"code": "y"}), ("B", "change", {"code": "x"})) == [], (
        "two that change places"
    )
    assert found(("A", "end", {}), ("C", "add", {"code": "x"})) == []
    assert found(("C", "add", {"code": "x"}), ("C", "change", {"code": "z"})) == []
    assert found(("C", "add", {"code": "z"}), ("C", "change", {"code": "x"})) == [("A", False)]
    assert found(("C", "add", {"code": "z"}), ("D", "add", {"code": "Z"})) == [("C", True)]


def test_rows_that_repeated_each_other_before_may_still_be_changed_elsewhere():
    before = {"A": {"code": "x"}, "B": {"code": "x"}}
    assert found(("A", "change", {"area": 3}), ("B", "change", {"area": 4}), books=before) == []
    assert found(("A", "change", {"code": "X"}), books=before) == [("B", False)]


CODES = st.sampled_from(["x", "X ", "y", "z", ""])
ROWS = st.lists(
    st.tuples(
        st.sampled_from("ABCD"),
        st.sampled_from(["add", "change", "end"]),
        st.fixed_dictionaries({"code": CODES}),
    ),
    max_size=8,
)


@given(ROWS)
def test_what_is_not_refused_leaves_a_register_without_repeats(rows):
    if found(*rows):
        return
    after: dict[str, dict[str, Any]] = dict(BOOKS)
    for record, change, values in rows:
        if change == "end":
            after.pop(record, None)
        else:
            after[record] = {**(after.get(record, {}) if change == "change" else {}), **values}
    assert standing_repeat(unique(("code",)).registers["plots"], after) is None


@pytest.mark.parametrize(("one", "other"), [
    (3, Decimal("3.0")), ("2026-07-01T08:00+07:00", "2026-07-01T01:00:00+00:00"), (["b", "a"], ["a", "b"]), ("ĐIỂU XUÂN", "điểu xuân"),
    ({"digest": "d", "name": "a.pdf"}, {"digest": "d", "name": "b.pdf"}), ("", None),
])  # fmt: skip
def test_values_that_are_the_same_to_a_person_are_the_same(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoa", "Hóa"), (True, None), (3, 4), ("2026-07-01", "2026-07-02"), (["a"], ["a", "b"])],
)
def test_values_that_differ_are_not(one, other):
    assert folded(one) != folded(other)


def test_time_neither_repeats_a_row_nor_takes_the_place_of_one_and_says_why():
    books = unique(("owner",))
    put, limit = (
        books.steps["work"].do["put"],
        Limit(rows=(TimeRow(time=parse_duration("2 days")),)),
    )
    work = replace(books.steps["work"], limit=limit, then=Then(to="sign", records=put.records[:1]))
    for row, values, code in (
        ("T1", {"owner": "Y BA"}, "record.repeats"),
        ("T9", {"owner": "Cũ"}, "record.exists"),
    ):
        story = Story(replace(books, steps={**books.steps, "work": work}))
        story.open({**GIVEN, "parties": []}, by="land")
        standing(story, row, **values)
        story.time_acts("2026-08-01T08:00")
        assert story.steps == ["work"] and story.rows["plots", row][-1][1] == values
        assert hindered(story.procedure, story.case, story.context("clock")).code == code
        story.rows["plots", row].append((9, None))
        assert hindered(story.procedure, story.case, story.context("clock")) is None
        story.time_acts("2026-08-01T09:00")
        assert story.steps == ["sign"] and story.events[-1].at == instant("2026-07-03T17:00")
