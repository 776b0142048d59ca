"""`every` of a step: while the case stands there the work is raised again, whole lengths of time from entering."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.decisions.case_clock import warnings
from dinh.engine.decisions.draft import scope_of
from dinh.engine.schedule.calendar import local
from dinh.engine.schedule.duration import parse_duration
from dinh.workflow import cases
from tests.engine.test_timing import PLAIN
from tests.procedures_for_tests import CALENDAR, Story, procedure
from tests.test_commands import HOUSE, Line, dinh  # noqa: F401  # the fixture
from tests.test_facts import AT, publish

OPENED = local("2026-07-01T08:00")


def raised(code: str) -> list[datetime]:
    """When somebody was told, by the case's log."""
    return [
        datetime.fromisoformat(event.at)
        for event in finders.log_seen_by(HOUSE, "office", code)
        if event.kind == "noted"
    ]


def told(words: str, at: str = "") -> str:
    """The next time a step entered on 01/07/2026 08:00 is raised by `every`, after somebody was told `at`."""
    timed = procedure("thoi-han")
    story = Story(timed)
    story.open(PLAIN, by="counter")
    name = story.case.steps[0].step
    timed = replace(
        timed,
        steps={
            **timed.steps,
            name: replace(timed.steps[name], every=parse_duration(words), warn=()),
        },
    )
    case = replace(
        story.case, steps=(replace(story.case.steps[0], told_at=local(at) if at else None),)
    )
    found = warnings(timed, case, scope_of(timed, case, story.context("counter")), CALENDAR)
    return "; ".join(f"{one.at:%d/%m %H:%M} {','.join(one.tell)}" for one in found)


@pytest.mark.parametrize(
    ("words", "at", "next_"),
    [
        ("2 days", "", "03/07 08:00 counter"), ("2 days", "2026-07-03T08:00", "05/07 08:00 counter"), ("2 days", "2026-07-04T23:00", "05/07 08:00 counter"),
        ("3 working days", "", "06/07 08:00 counter"), ("3 working days", "2026-07-06T08:00", "09/07 08:00 counter"), ("1 month", "2026-08-01T08:00", "01/09 08:00 counter"),
    ],
)  # fmt: skip
def test_the_work_is_raised_whole_lengths_from_entering_and_once_for_each(words, at, next_):
    assert told(words, at) == next_


def test_it_is_raised_again_and_again_until_somebody_acts(dinh: Line, tmp_path):
    publish(
        tmp_path,
        "kind: wedding",
        "hoi-truong",
        ("    not_by: [reception]\n", "    not_by: [reception]\n    every: 2 days\n"),
    )
    form = {
        "holder": {"name": "Điểu Xuân", "address": "Bon A"},
        "kind": "meeting",
        "seats": 20,
        "held_on": "2026-12-20",
    }
    code = cases.open_case(HOUSE, "counter", "hoi-truong", form, channel="counter", at=AT).code
    cases.act(HOUSE, "counter", code, "accept", at=AT)
    for at in ("2026-07-03T07:59", "2026-07-03T08:00", "2026-07-03T09:00", "2026-07-05T08:00"):
        cases.let_time_act(HOUSE, local(at))
    assert raised(code) == [AT + timedelta(days=2), AT + timedelta(days=4)]
    for _ in range(
        6
    ):  # the machine was off: what was missed is caught up with, each at its own time
        cases.let_time_act(HOUSE, local("2026-07-10T12:00"))
    assert raised(code)[2:] == [AT + timedelta(days=6), AT + timedelta(days=8)]
    cases.act(HOUSE, "office", code, "allow", at=local("2026-07-10T13:00"))
    cases.let_time_act(HOUSE, local("2026-08-10T12:00"))
    assert len(raised(code)) == 4
