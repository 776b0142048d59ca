"""The clock of a case and the limits of its steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.decisions import case_clock
from dinh.engine.definition.steps import Deadline, TimeRow
from dinh.engine.record.case import is_late
from dinh.engine.schedule.calendar import to_local
from dinh.engine.schedule.duration import parse_duration, show_duration
from tests.procedures_for_tests import CALENDAR, Story, instant

PLAIN = {
    "applicant": {"name": "Y Bách", "address": "Bon A"},
    "way": "days",
    "event_on": "2026-12-01",
    "code_of": "T1",
}


def accepted(at: str = "2026-07-01T08:10", **data) -> Story:
    story = Story("thoi-han")
    story.open({**PLAIN, **data})
    story.act("accept", at=at)
    return story


@pytest.mark.parametrize(
    ("way", "at", "due"),
    [
        ("days", "2026-07-01T15:00:00", "2026-07-08T17:00"),
        ("days", "2026-07-01T15:00:01", "2026-07-09T17:00"),
        ("days", "2026-07-04T09:00", "2026-07-13T17:00"),
        ("hours", "2026-07-01T10:00", "2026-07-02T16:30"),
        ("hours", "2026-07-01T15:01", "2026-07-03T14:00"),
        ("months", "2026-07-31T09:00", "2026-09-03T17:00"),
        ("same", "2026-07-01T15:00", "2026-07-01T17:00"),
        ("same", "2026-07-03T15:01", "2026-07-06T17:00"),
        ("fixed", "2026-07-01T09:00", "2026-12-01T17:00"),
        ("yearly", "2026-07-01T09:00", "2026-09-03T17:00"),
        ("yearly", "2026-09-04T09:00", "2027-09-01T17:00"),
    ],
)
def test_the_due_follows_the_line_of_the_table_that_holds(way, at, due):
    assert accepted(at, way=way).due == due


def test_the_clock_starts_by_the_first_of_the_actions_that_may_start_it():
    story = Story("thoi-han")
    story.open(PLAIN)
    assert story.case.accepted is None and story.due == ""
    story.act("doubt")
    story.act("accept", by="land", at="2026-07-02T08:00")
    assert story.due == "2026-07-09T17:00" and story.case.accepted == instant("2026-07-02T08:00")


def test_a_fee_at_acceptance_knows_the_moment_of_acceptance():
    assert accepted(since="2026-01-01").case.fees[0].amount == 50_000
    assert accepted(since="2026-06-30").case.fees[0].amount == 0
    assert accepted().case.fees[0].amount == 0


def test_a_supplement_brought_the_same_day_costs_nothing_and_a_day_paused_at_the_close_is_given_back():
    story = accepted()
    story.act("wait", by="land", at="2026-07-02T09:00")
    assert story.case.clock.paused and not is_late(story.case, instant("2026-12-01"))
    story.act("supply", by="applicant", at="2026-07-02T16:00")
    assert story.due == "2026-07-08T17:00"
    story.act("wait", by="land", at="2026-07-03T09:00")
    story.act("supply", by="applicant", at="2026-07-07T10:00")
    assert story.due == "2026-07-10T17:00"
    assert not any(not line for line in story.case.clock.proof)


def test_a_rule_in_hours_gives_the_paused_time_back_exactly():
    story = accepted("2026-07-01T10:00", way="hours")
    story.act("wait", by="land", at="2026-07-01T10:30")
    story.act("supply", by="applicant", at="2026-07-01T14:00")
    assert story.due == "2026-07-03T08:30"


def test_a_pause_does_not_stop_the_steps_own_limit_and_when_it_is_over_the_case_moves_at_that_instant():
    story = accepted()
    story.act("wait", by="land", at="2026-07-02T09:00")
    assert story.limit("waiting") == "2026-07-13T17:00"
    story.time_acts("2026-07-13T16:59")
    assert story.case.open
    story.time_acts("2026-08-20T08:00")
    assert story.case.end == "returned" and story.case.settled == instant("2026-07-13T17:00")
    assert [letter.name for letter in story.case.letters] == ["receipt", "back_notice"]
    assert story.case.clock.stopped and story.case.clock.paused is None


def test_an_action_without_a_target_leaves_the_step_and_its_clock_running():
    story = accepted()
    story.act("wait", by="land", at="2026-07-02T09:00")
    since = story.case.steps[0].since
    story.act("more_time", by="applicant", at="2026-07-03T09:00")
    assert story.case.steps[0].since == since and story.limit("waiting") == "2026-07-20T17:00"
    story.act("more_time", by="applicant", at="2026-07-04T09:00")
    assert story.limit("waiting") == "2026-07-27T17:00"
    assert story.refused("more_time", by="applicant").code == "action.used_up"


def test_the_nth_use_extends_by_the_nth_length_and_the_last_one_for_every_further():
    story = accepted()
    dues = []
    for day in (2, 3, 4):
        story.act("longer", by="land", at=f"2026-07-0{day}T09:00", reason="Phức tạp")
        dues.append(story.due)
    assert dues == ["2026-07-15T17:00", "2026-07-17T17:00", "2026-07-21T17:00"]
    assert [event.body.old is not None for event in story.events if event.kind == "extended"] == [
        True
    ] * 3


def test_what_extended_a_due_stays_after_a_pause():
    story = accepted()
    story.act("longer", by="land", at="2026-07-02T09:00", reason="Phức tạp")
    story.act("wait", by="land", at="2026-07-02T10:00")
    story.act("supply", by="applicant", at="2026-07-03T09:00")
    assert story.due == "2026-07-16T17:00"


def test_a_due_is_set_to_a_whole_time_to_a_day_or_read_again_from_the_table():
    story = accepted()
    story.act("whole", by="land", at="2026-07-02T09:00")
    assert story.due == "2026-07-29T17:00"
    story.act("until", by="land", at="2026-07-02T10:00", new_day="2026-08-15")
    assert story.due == "2026-08-17T17:00"
    story.act("again", by="land", at="2026-07-02T11:00", way="months")
    assert story.due == "2026-08-03T17:00"


def test_a_limit_by_a_table_by_a_day_and_put_off():
    story = accepted(heirs=[{"name": "H'Lan", "minor": True, "part": "T1-1"}])
    story.act("show", by="land", at="2026-07-02T09:00")
    assert story.limit("posting") == "2026-07-17T17:00"
    story.act("put_off", by="land", at="2026-07-03T09:00", new_day="2026-07-30")
    assert story.limit("posting") == "2026-07-30T17:00"
    story.act("object", by="land", at="2026-07-04T09:00")
    story.act("pass", by="land", at="2026-07-04T10:00")
    assert story.limit("sign") == "2026-12-01T17:00" and not story.case.steps[0].acts


def test_the_houses_own_norm_is_counted_from_entering():
    assert accepted("2026-07-01T09:00").case.steps[0].time_due == instant("2026-07-03T17:00")


def test_the_clock_stops_at_an_end_and_a_case_settled_after_its_due_was_late():
    story = accepted()
    story.act("pass", by="land", at="2026-07-02T09:00")
    story.act("sign", by="leader", at="2026-07-08T17:00")
    assert story.case.clock.stopped == instant("2026-07-08T17:00") and not story.case.late
    story = accepted()
    story.act("pass", by="land", at="2026-07-02T09:00")
    assert is_late(story.case, instant("2026-07-08T17:01")) and not is_late(
        story.case, instant("2026-07-08T17:00")
    )
    story.act("sign", by="leader", at="2026-07-08T17:01")
    assert story.case.late


def test_a_promise_beyond_the_known_holidays_is_refused_and_nothing_is_left_behind():
    story = Story("thoi-han", at="2040-07-01T08:00")
    story.open(PLAIN)
    assert story.refused("accept").code == "calendar.not_covered"


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 90)), max_size=3),
    st.sampled_from(["days", "hours", "months", "same"]),
)
def test_a_pause_never_makes_a_due_earlier(pauses, way):
    from datetime import timedelta

    story = accepted(way=way)
    before = story.due
    for work, wait in pauses:
        story.at += timedelta(hours=work)
        story.act("wait", by="land")
        story.at += timedelta(hours=wait)
        story.act("supply", by="applicant")
        assert story.due >= before
        before = story.due


def test_an_edit_after_acceptance_has_the_fee_looked_at_again_and_keeps_what_was_not_touched():
    story = accepted(since="2026-01-01")
    story.act("measure", by="land", at="2026-07-02T08:00")
    story.act("wait", by="land", at="2026-07-02T09:00")
    story.act("supply", by="applicant", at="2026-07-03T09:00", since="2026-06-30")
    assert [(fee.name, fee.amount) for fee in story.case.fees] == [("base", 0), ("survey", 120_000)]
    story.act("wait", by="land", at="2026-07-03T10:00")
    story.act("supply", by="applicant", at="2026-07-03T11:00")
    assert story.events[-1].body.refixed == ()


@pytest.mark.parametrize(("when", "at", "day"), [
    ("same working day", "2026-07-01T15:00", "2026-07-01"), ("same working day", "2026-07-01T15:01", "2026-07-02"), ("3 working days", "2026-07-01T15:01", "2026-07-06"),
])  # fmt: skip
def test_a_line_may_have_a_cutoff_of_its_own_that_moves_no_other_line(when, at, day):
    """What is promised on the day itself is promised for the next when it comes late; a rule in days counts from the day all the same."""
    lines = (
        TimeRow(time=parse_duration("same working day"), cutoff="15:00"),
        TimeRow(time=parse_duration("3 working days")),
    )
    row = next(one for one in lines if show_duration(one.time, "en") == when)
    clock = case_clock.started(
        Deadline(starts=("opened",), rows=(row,)), Story("thoi-han").scope(), instant(at), CALENDAR
    )
    assert clock.due is not None and to_local(clock.due).date().isoformat() == day
