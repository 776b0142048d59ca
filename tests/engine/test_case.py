"""What a case is: the fold of its events, each kind of which has its row."""

from __future__ import annotations

from typing import get_args

import pytest

from dinh.engine.record.case import Case, is_late
from dinh.engine.record.events import Acted, Actor, Attached, CaseBody, Clock, Filled, Noted, Struck
from dinh.engine.record.evolve import EVOLVE, evolve, replay
from tests.engine.test_unwritten import settled
from tests.procedures_for_tests import instant

AT, CLERK = instant("2026-07-01T08:00"), Actor("counter")


def folded(*bodies) -> Case:
    case = Case(code="A")
    for body in bodies:
        case = evolve(case, body, at=AT, actor=CLERK)
    return case


def test_every_kind_of_event_of_a_case_has_its_row():
    assert set(get_args(CaseBody)) <= set(EVOLVE)


def test_values_are_put_upon_those_before_and_emptied_ones_are_gone():
    case = folded(
        Filled(values={"a": 1, "b": 2}, personal={"c": "x"}),
        Filled(values={"a": 3}, emptied=("b",)),
    )
    assert case.data == {"a": 3, "c": "x"}


def test_a_row_number_is_kept_though_the_row_is_gone():
    case = folded(
        Filled(values={"rows": {"1": {}, "2": {}}}),
        Filled(values={"rows": {"1": {}}}),
        Filled(emptied=("rows",)),
    )
    assert case.rows_made == {"rows": 2} and case.data == {}


def test_papers_of_rows_are_put_together_and_others_replaced():
    file = {"digest": "ab" * 32, "type": "", "size": 1}
    case = folded(
        Attached(documents={"a": "seen", "b": {"1": "seen"}}),
        Attached(
            documents={"a": file, "b": {"2": file}}, personal={"a": "một.pdf", "b/2": "hai.pdf"}
        ),
    )
    assert case.documents == {
        "a": {**file, "name": "một.pdf"},
        "b": {"1": "seen", "2": {**file, "name": "hai.pdf"}},
    }


def test_what_was_struck_is_gone_from_the_fold_and_that_it_was_stays():
    case = folded(
        Filled(personal={"a": "x", "rows": {"1": {"name": "H'Lan", "kind": "y"}}}),
        Struck(names=("a", "rows.name"), order="QĐ 1"),
    )
    assert case.data == {"rows": {"1": {"kind": "y"}}} and case.struck == ("a", "rows.name")


def test_who_acted_at_a_step_is_remembered_once_whatever_branch_it_was():
    case = folded(Acted(step="view/1", action="go"), Acted(step="view/2", action="go"))
    assert (
        case.acted_by == {"view": ("counter",)}
        and case.counts == {"view/1.go": 1, "view/2.go": 1}
        and case.standing == 2
    )


def test_related_cases_are_kept_and_remarks_leave_no_trace():
    assert folded(
        Noted(related="B"), Noted(personal={"text": "x"}), Noted(related="C")
    ).related == ("B", "C")


@pytest.mark.parametrize(
    ("clock", "now", "late"),
    [
        (None, "2026-07-09", False),
        (Clock(AT, due=instant("2026-07-08T17:00")), "2026-07-08T17:00", False),
        (Clock(AT, due=instant("2026-07-08T17:00")), "2026-07-08T17:01", True),
        (
            Clock(AT, due=instant("2026-07-08T17:00"), paused=instant("2026-07-02")),
            "2026-07-30",
            False,
        ),
    ],
)
def test_lateness_of_an_open_case_is_a_question_of_the_time(clock, now, late):
    assert is_late(Case(code="A", clock=clock), instant(now)) is late


def test_a_whole_life_replays_to_the_same_case():
    story = settled()
    assert replay(story.events) == story.case
