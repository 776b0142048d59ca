"""Time acts: a step whose limit is over and that says what then, at the instant of its limit."""

from __future__ import annotations

from dinh.engine.decisions.time_limits import next_limit, ripe, tick
from dinh.engine.record.case import Case
from dinh.engine.record.events import OpenStep
from tests.engine.test_move import asking
from tests.engine.test_timing import accepted
from tests.procedures_for_tests import instant

FIRST, LATER = instant("2026-07-03"), instant("2026-07-05")


def test_of_several_limits_that_are_over_the_earliest_acts_first_and_one_without_then_never():
    steps = (
        OpenStep("a", FIRST, limit=LATER, acts=True),
        OpenStep("b", FIRST, limit=FIRST),
        OpenStep("c", FIRST, limit=FIRST, acts=True),
        OpenStep("d", FIRST),
    )
    case = Case(code="A", steps=steps)
    assert (
        ripe(case, instant("2026-07-10")).name == "c"
        and ripe(case, instant("2026-07-02")) is None
        and next_limit(case) == FIRST
    )
    assert next_limit(Case(code="A", steps=steps[1:2])) is None


def test_every_branch_acts_at_its_own_time_and_the_block_meets_after_the_last():
    story = asking(big=False)
    story.time_acts("2026-08-01T08:00")
    acted = [event for event in story.events if event.actor.person == "clock"]
    assert [event.body.step for event in acted] == ["opinion/1", "opinion/2"] and story.steps == [
        "settle"
    ]
    assert {event.at.isoformat() for event in acted} == {"2026-07-08T10:00:00+00:00"}


def test_a_machine_that_was_off_changes_nothing():
    early, late = accepted(), accepted()
    for story in (early, late):
        story.act("wait", by="land", at="2026-07-02T09:00")
    for day in range(3, 20):
        early.time_acts(f"2026-07-{day:02d}T12:00")
    late.time_acts("2027-03-01T08:00")
    from msgspec.structs import replace

    def timeless(story):
        return [
            (
                event.at,
                event.kind,
                event.body
                if event.kind != "issued"
                else replace(event.body, digest="", personal={}),
            )
            for event in story.events
        ]

    assert timeless(early) == timeless(late)


def test_nothing_acts_where_nothing_is_ripe():
    story = accepted()
    assert tick(story.procedure, story.case, story.context("clock")) is None
