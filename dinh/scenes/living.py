"""Weeks of work in the commune, played act by act on a rehearsal clock, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any
from zlib import crc32

from dinh.access import finders
from dinh.engine.record.case import Case
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import ONE_DAY, to_local
from dinh.scenes import births, copies, single, woods
from dinh.scenes.authority import EMPOWERED, SECOND, Decision, decisions, proposed
from dinh.scenes.commune import Commune
from dinh.scenes.hours import Hours
from dinh.scenes.lives import reviews, spread, waiting
from dinh.scenes.matter import READ, Line, Matter, Told
from dinh.workflow import cases

SEED = 24730
AFTER_HOURS = timedelta(minutes=5)
CONTENT = (5, 4, 5, 4, 4, 5, 3, 5, 4, 2)  # of five


def live(house: str, begin: datetime, until: datetime, *, lives: int = 0) -> list[str]:
    """Some ninety told cases of the last weeks between `begin` and `until`, the same ones each time, and so many everyday `lives`
    of three months. Gives what of everyday life was refused, which is nothing on a usual day. The house must be a rehearsal's."""
    profile = finders.state(house).profile
    hours = Hours(finders.calendar_of(profile), until)
    name = profile["name"]
    commune = Commune(
        hours,
        Random(SEED),
        name[:1].lower() + name[1:],
        profile["province"],
        lambda one: happens(house, one, begin),
    )
    told = [*matters(commune, begin), *(everyday(commune, lives) if lives else ())]
    return play(house, begin, commune, decisions(hours), told)


def everyday(commune: Commune, lives: int) -> Iterator[Matter]:
    yield from spread(commune, lives)
    yield from waiting(commune)
    yield from reviews(commune)


def matters(commune: Commune, begin: datetime) -> list[Matter]:
    return [
        *births.matters(commune),
        *single.matters(commune),
        *copies.matters(commune),
        *woods.matters(commune, begin),
    ]


def play(
    house: str, begin: datetime, commune: Commune, decided: list[Any], told: list[Matter]
) -> list[str]:
    """Everything in order of time, up to now; each evening the limits that are over act. Gives what was refused of everyday lives."""
    stage = _Stage(house, commune)
    for one in decided:
        if one.at >= begin:
            stage.plan(one.at, lambda at, one=one: _delegated(house, one, at))
    for evening in _evenings(begin, commune.hours):
        stage.plan(evening, lambda at: cases.let_time_act(house, at))
    for matter in told:
        if happens(house, matter, begin):
            stage.plan(matter.start, lambda at, matter=matter: stage.open(matter, at))
    morning, newcomer = proposed(commune.hours)
    stage.plan(
        morning,
        lambda at: cases.appoint(
            house, [newcomer], person=EMPOWERED, reason="Quầy 2 quá tải từ tháng trước", at=at
        ),
    )
    stage.run()
    return stage.refused


def _delegated(house: str, one: Decision, at: datetime) -> None:
    """The chair proposes the delegation, a vice-chair approves it."""
    if number := cases.delegate(house, one.body, person=one.by, at=at):
        cases.approve(house, number, person=SECOND, at=at)


def happens(house: str, matter: Matter, begin: datetime) -> bool:
    """Nobody files before the demo begins, or by a procedure that is no longer, or not yet, in force."""
    return (
        matter.start >= begin
        and finders.state(house).version_on(matter.slug, matter.start.date().isoformat())
        is not None
    )


def _evenings(begin: datetime, hours: Hours) -> Iterator[datetime]:
    day = to_local(begin).date()
    while day <= hours.today:
        yield min(hours.calendar.day(day).closes + AFTER_HOURS, hours.now)
        day += ONE_DAY


class _Stage:
    """What is still to happen, the earliest first."""

    def __init__(self, house: str, commune: Commune) -> None:
        self.house, self.commune, self.hours, self.told = house, commune, commune.hours, Told()
        self.waiting: list[tuple[datetime, int, Any]] = []
        self.planned = 0
        self.refused: list[str] = []

    def plan(self, at: datetime, do: Any) -> None:
        self.planned += 1
        if at <= self.hours.now:
            heappush(self.waiting, (at, self.planned, do))

    def run(self) -> None:
        while self.waiting:
            at, _, do = heappop(self.waiting)
            do(at)

    def open(self, matter: Matter, at: datetime) -> None:
        def opens() -> Case:
            return cases.open_case(
                self.house,
                matter.opener,
                matter.slug,
                {**matter.data, **matter.also(self.told)},
                channel=matter.channel,
                at=at,
            )

        if matter.found is not None:
            if (case := matter.found(self.house)) is not None:
                self.follow(matter, case, 0, at)
            return
        case = self.tried(matter, f"opening {matter.name or matter.slug} of {at}", opens)
        if case is not None:
            if matter.name:
                self.told.codes[matter.name] = case.code
            self.follow(matter, case, 0, at)

    def tried(self, matter: Matter, what: str, do: Callable[[], Case]) -> Case | None:
        """An everyday life ends where it is refused: a demo is made on whatever day. A told case may not be refused."""
        try:
            return do()
        except Refused as fault:
            if not matter.everyday:
                fault.add_note(f"{what}: {fault.refusal}")
                raise
            self.refused.append(f"{what}: {fault.refusal}")
            return None

    def follow(self, matter: Matter, case: Case, place: int, at: datetime) -> None:
        if matter.name:
            self.told.rows.update({(matter.name, one.register): one.record for one in case.records})
        if place < len(matter.lines):
            line = matter.lines[place]
            self.plan(
                self.when(line, case, at), lambda at: self.act(matter, case.code, line, place, at)
            )

    def when(self, line: Line, case: Case, at: datetime) -> datetime:
        if line.on:
            return max(line.on, self.hours.after(at, 1))
        if line.over:
            return self.hours.days_after(
                max(step.limit for step in case.steps if step.acts and step.limit), 1, line.at
            )
        return (
            self.hours.days_after(at, line.days, line.at)
            if line.at
            else self.hours.after(at, line.minutes)
        )

    def act(self, matter: Matter, code: str, line: Line, place: int, at: datetime) -> None:
        person = (
            self.commune.stands_in(line.person, matter.slug, at) if matter.everyday else line.person
        )

        def acts() -> Case:
            before = finders.case_as_kept(self.house, code, at).case
            data = line.data(before, self.told, at)
            if data is None:
                return before
            if line.act == READ:
                cases.read_personal(self.house, person, code, data["names"])
                return before
            return cases.act(
                self.house, person, code, line.act, step=line.step or None, data=data, at=at
            )

        case = self.tried(
            matter,
            f"line {place + 1} of {matter.name or matter.slug} ({code}), {person} {line.act} at {at}",
            acts,
        )
        if case is not None:
            if matter.everyday and line.act == "deliver":
                self.rate(case, at)
            self.follow(matter, case, place + 1, at)

    def rate(self, case: Case, at: datetime) -> None:
        """One applicant in three says how content they were; who waited too long is less so."""
        lot = crc32(case.code.encode())
        if case.end and lot % 3 == 0:
            cases.rate(
                self.house,
                case.code,
                max(1, CONTENT[lot // 3 % len(CONTENT)] - 2 * case.late),
                at=at,
            )
