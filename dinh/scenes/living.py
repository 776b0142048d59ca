"""Weeks of work in the commune, played act by act on a rehearsal clock, in the order in which they happened."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from dinh import access, cases
from dinh.engine.calendar import ONE_DAY, to_local
from dinh.engine.case import Case
from dinh.scenes import births, copies, single
from dinh.scenes.authority import decisions
from dinh.scenes.commune import Commune
from dinh.scenes.hours import Hours
from dinh.scenes.matter import Line, Matter, Told

SEED = 24730
AFTER_HOURS = timedelta(minutes=5)


def live(house: str, begin: datetime, until: datetime) -> None:
    """Some ninety cases between `begin` and `until`, the same ones each time. The house must be a rehearsal's."""
    profile = access.state(house).profile
    hours = Hours(access.calendar_of(profile), until)
    name = profile["name"]
    commune = Commune(hours, Random(SEED), name[:1].lower() + name[1:], profile["province"])
    play(house, begin, hours, decisions(hours), matters(commune))


def matters(commune: Commune) -> list[Matter]:
    return [*births.matters(commune), *single.matters(commune), *copies.matters(commune)]


def play(house: str, begin: datetime, hours: Hours, decided: list[Any], told: list[Matter]) -> None:
    """Everything in order of time, up to now; each evening the limits that are over act."""
    stage = _Stage(house, hours)
    for one in decided:
        stage.plan(one.at, lambda at, one=one: cases.delegate(house, one.body, person=one.by, at=at))
    for evening in _evenings(begin, hours):
        stage.plan(evening, lambda at: cases.let_time_act(house, at))
    for matter in told:
        if matter.start >= begin and in_force(house, matter):
            stage.plan(matter.start, lambda at, matter=matter: stage.open(matter, at))
    stage.run()


def in_force(house: str, matter: Matter) -> bool:
    """Nobody files by a procedure that is no longer, or not yet, in force."""
    return access.state(house).version_on(matter.slug, matter.start.date().isoformat()) is not None


def _evenings(begin: datetime, hours: Hours) -> Iterator[datetime]:
    day = to_local(begin).date()
    while day <= hours.today:
        yield min(hours.calendar.day(day).closes + AFTER_HOURS, hours.now)
        day += ONE_DAY


class _Stage:
    """What is still to happen, the earliest first."""

    def __init__(self, house: str, hours: Hours) -> None:
        self.house, self.hours, self.told = house, hours, Told()
        self.waiting: list[tuple[datetime, int, Any]] = []
        self.planned = 0

    def plan(self, at: datetime, do: Any) -> None:
        self.planned += 1
        if at <= self.hours.now:
            heappush(self.waiting, (at, self.planned, do))

    def run(self) -> None:
        while self.waiting:
            at, _, do = heappop(self.waiting)
            do(at)

    def open(self, matter: Matter, at: datetime) -> None:
        try:
            case = cases.open_case(self.house, matter.opener, matter.slug, matter.data, channel=matter.channel, at=at)
        except Exception as fault:
            fault.add_note(f"opening {matter.name or matter.slug} of {at}: {getattr(fault, 'refusal', '')}")
            raise
        if matter.name:
            self.told.codes[matter.name] = case.code
        self.follow(matter, case, 0, at)

    def follow(self, matter: Matter, case: Case, place: int, at: datetime) -> None:
        if place < len(matter.lines):
            line = matter.lines[place]
            self.plan(self.when(line, case, at), lambda at: self.act(matter, case.code, line, place, at))

    def when(self, line: Line, case: Case, at: datetime) -> datetime:
        if line.over:
            return self.hours.days_after(max(step.limit for step in case.steps if step.acts and step.limit), 1, line.at)
        return self.hours.days_after(at, line.days, line.at) if line.at else self.hours.after(at, line.minutes)

    def act(self, matter: Matter, code: str, line: Line, place: int, at: datetime) -> None:
        before = access.case_as_kept(self.house, code, at).case
        try:
            case = cases.act(self.house, line.person, code, line.act, step=line.step or None, data=line.data(before, self.told), at=at)
        except Exception as fault:
            fault.add_note(f"line {place + 1} of {matter.name or matter.slug} ({code}), {line.person} {line.act} at {at}: {getattr(fault, 'refusal', '')}")
            raise
        self.follow(matter, case, place + 1, at)
