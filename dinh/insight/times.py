"""Where the time went: by step and post, waiting against working, and what made late cases late.

The log tells when a case came to a step and when somebody moved it on, never when somebody began to work on it. So `at a post` is office
time (the hours in which the office was open) from entering to leaving, `closed` the nights and days off between, and `outside` the time
in which the applicant was waited for. Nothing is guessed beyond that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

from msgspec import Struct

from dinh.engine.record.case import is_late
from dinh.engine.schedule.calendar import Calendar
from dinh.insight.lived import Lived, Span

HOUR = timedelta(hours=1)
ZERO = timedelta(0)


class Visit(Struct, frozen=True):
    """One stay of one case. office_h: office hours; over_h: of these beyond the house's own norm for the step."""

    code: str
    office_h: float
    calendar_h: float
    over_h: float
    open: bool


class StepTimes(Struct, frozen=True):
    """Every visit of a step in the period, the longest first. norm: it has one of the house's own."""

    procedure: str
    step: str
    label: dict[str, str]
    roles: tuple[str, ...]
    outside: bool
    norm: bool
    visits: tuple[Visit, ...]

    @property
    def median_h(self) -> float:
        return median(one.office_h if not self.outside else one.calendar_h for one in self.visits)

    @property
    def tenth_h(self) -> float:
        """Of ten, nine took no longer."""
        ordered = sorted(
            one.office_h if not self.outside else one.calendar_h for one in self.visits
        )
        return ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]

    @property
    def total_h(self) -> float:
        return sum(one.office_h if not self.outside else one.calendar_h for one in self.visits)

    @property
    def over(self) -> tuple[Visit, ...]:
        return tuple(one for one in self.visits if one.over_h > 0)


class Split(Struct, frozen=True):
    """A case's time from opening to its end (or now), in hours: at posts, closed, outside, and with nobody (before it was there)."""

    code: str
    office_h: float
    closed_h: float
    outside_h: float

    @property
    def whole_h(self) -> float:
        return self.office_h + self.closed_h + self.outside_h


class Cause(Struct, frozen=True):
    """Late cases in which this step took most beyond its norm, or, where no step has a norm, most office time."""

    procedure: str
    step: str
    label: dict[str, str]
    roles: tuple[str, ...]
    codes: tuple[str, ...]
    lost_h: float


def step_times(cases: Iterable[Lived], calendar: Calendar, now: datetime) -> list[StepTimes]:
    """The steps that took most time in all, first."""
    spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
    visits: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for one in cases:
        for span in one.spans:
            key = one.case.procedure, span.step
            spans[key].append(span)
            visits[key].append(visit(one.case.code, span, calendar, now))
    found = [
        StepTimes(
            procedure,
            step,
            known[-1].label,
            known[-1].roles,
            known[-1].outside,
            any(span.norm for span in known),
            tuple(sorted(visits[procedure, step], key=lambda one: -one.calendar_h)),
        )
        for (procedure, step), known in spans.items()
    ]
    return sorted(found, key=lambda one: (one.outside, -one.total_h))


def visit(code: str, span: Span, calendar: Calendar, now: datetime) -> Visit:
    end = span.end or max(now, span.begin)
    office = office_time(calendar, span.begin, end)
    over = office_time(calendar, span.norm, end) if span.norm and end > span.norm else ZERO
    return Visit(code, office / HOUR, (end - span.begin) / HOUR, over / HOUR, span.end is None)


def office_time(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    return calendar.office_time_between(begin, end) if end > begin else ZERO


def splits(cases: Iterable[Lived], calendar: Calendar, now: datetime) -> list[Split]:
    """Of the cases that are over, the longest first. What ran at the same time is counted once; outside goes before the post."""
    found = []
    for one in cases:
        if one.case.settled is None or one.case.opened is None:
            continue
        outside = sum(
            ((end - begin) for begin, end in merged(span for span in one.spans if span.outside)),
            ZERO,
        )
        whole = one.case.settled - one.case.opened
        office = office_time(calendar, one.case.opened, one.case.settled) - sum(
            (
                office_time(calendar, *pair)
                for pair in merged(span for span in one.spans if span.outside)
            ),
            ZERO,
        )
        found.append(
            Split(one.case.code, office / HOUR, (whole - outside - office) / HOUR, outside / HOUR)
        )
    return sorted(found, key=lambda one: -one.whole_h)


def merged(spans: Iterable[Span]) -> list[tuple[datetime, datetime]]:
    """The time that some of these cover, each moment once."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted((one.begin, one.end) for one in spans if one.end):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def causes(cases: Sequence[Lived], calendar: Calendar, now: datetime) -> list[Cause]:
    """The steps in which late cases lost most, those of most cases first."""
    lost: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    spans: dict[tuple[str, str], Span] = {}
    for one in cases:
        if not is_late(one.case, now) or one.case.due is None:
            continue
        until = one.case.settled or now
        own = [
            (span, visit(one.case.code, span, calendar, now))
            for span in one.spans
            if not span.outside and span.begin < until
        ]
        worst = max(own, key=lambda pair: (pair[1].over_h, pair[1].office_h), default=None)
        if worst:
            key = one.case.procedure, worst[0].step
            spans[key] = worst[0]
            lost[key].append((one.case.code, worst[1].over_h or worst[1].office_h))
    found = [
        Cause(
            procedure,
            step,
            spans[procedure, step].label,
            spans[procedure, step].roles,
            tuple(code for code, _ in some),
            sum(h for _, h in some),
        )
        for (procedure, step), some in lost.items()
    ]
    return sorted(found, key=lambda one: (-len(one.codes), -one.lost_h))


def ways(cases: Iterable[Lived], procedure: str) -> dict[str, list[str]]:
    """Way of the procedure's graph -> the codes of the cases that went it."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in cases:
        if one.case.procedure == procedure:
            for way in one.ways:
                found[way].append(one.case.code)
    return found
