"""`start`: what a field, a finding, a column of a row or of a register begins with, where nobody says otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from dinh.engine.decisions.effects import Numbers
from dinh.engine.decisions.registers import imported
from tests.engine.test_effects import GIVEN, PARTIES
from tests.procedures.files import changed, package
from tests.procedures_for_tests import Story, instant, procedure

BEGUN = changed(
    ("  food: {label: {vi: Có ăn uống}, type: yes_no, shown: {kind: wedding}}",
     "  food: {label: {vi: Có ăn uống}, type: yes_no, shown: {kind: wedding}, start: no}\n"
     "  guests: {label: {vi: Khách}, type: list, rows: \"[0..3]\", of: {who: {label: {vi: Ai}, type: text}, minutes: {label: {vi: Phút}, type: number, in: \"[1..60]\", start: 10}}}"),
    ("reason: {label: {vi: Lý do}, type: text, required: yes}", "reason: {label: {vi: Lý do}, type: text, required: yes, start: Hết chỗ}"),
)  # fmt: skip
FORM: dict[str, Any] = {
    "holder": {"name": "Điểu Xuân", "address": "Bon A"},
    "kind": "wedding",
    "seats": 20,
    "held_on": "2026-12-20",
}


@pytest.fixture
def story(tmp_path) -> Story:
    return Story(package(tmp_path, BEGUN).procedure, at="2026-11-25T08:00")


def test_a_field_and_the_columns_of_a_row_begin_with_it(story):
    story.open(
        {
            **FORM,
            "guests": [
                {"who": "Y Ba"},
                {"who": "Y Tư", "minutes": 5},
                {"who": "Y Năm", "minutes": None},
            ],
        },
        channel="counter",
    )
    assert story.value("food") is False
    assert [row.get("minutes") for row in story.value("guests").values()] == [10, 5, None], (
        "what is said to be empty is empty"
    )


def test_a_finding_begins_with_it_and_what_is_said_goes_before_it(story):
    story.open(FORM, channel="counter")
    story.act("accept")
    story.act("reject", by="office")
    assert story.value("reason") == "Hết chỗ"


def test_a_finding_that_is_said_is_what_is_said(story):
    story.open(FORM, channel="counter")
    story.act("accept")
    story.act("reject", by="office", reason="Khác")
    assert story.value("reason") == "Khác"


def test_a_row_of_a_register_begins_with_it(tmp_path):
    books = procedure("so-sach")
    plots = books.registers["plots"]
    begun = replace(
        plots,
        written_by=("import",),
        columns={**plots.columns, "area": replace(plots.columns["area"], start=7)},
    )
    story = Story(replace(books, registers={"plots": begun}))
    story.open({**GIVEN, "parties": PARTIES[:1]}, by="land")
    story.act("put", by="land")
    assert [one.values.get("area") for one in story.events[-1].body.records][1:] == [7]
    assert story.events[-1].body.records[0].values["area"] != 7
    rows = [{"code": "P1", "owner": "Y Ba", "since": "2026-07-01"}]
    body = imported(
        begun,
        rows,
        "thử",
        instant("2026-07-01"),
        Numbers(lambda series: 0),
        lambda field, name: True,
    )
    assert body.records[0].values["area"] == 7
