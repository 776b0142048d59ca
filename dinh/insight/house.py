"""The cases of a house as they went in a period, read from its books: at most CASES_MAX, the newest.

Kept in memory for as long as nothing happens, and what took long to read for a minute whatever happens: a page has many links into the same figures, and
who looks back over months can wait a minute for the last event.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from dinh.access import finders
from dinh.engine.record.case import Case
from dinh.engine.record.events import Event
from dinh.engine.record.evolve import replay
from dinh.engine.schedule.calendar import Calendar, local
from dinh.insight.lived import Lived, lived
from dinh.store import ledger, periods

CASES_MAX = 20_000
MANY, STALE_S = 2_000, 60.0
KINDS = ("opened", "acted", "reversed", "assigned")
KEPT_MAX = 4


class Period(Struct, frozen=True):
    """Days, both included."""

    first: date
    last: date

    @property
    def begin(self) -> datetime:
        return local(self.first)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return local(date.fromordinal(self.last.toordinal() + 1))


class Read(Struct, frozen=True):
    """cut: there were more cases than are read."""

    cases: tuple[Lived, ...]
    calendar: Calendar
    cut: bool


class Kept(Struct, frozen=True):
    """What was read, at which head of the house's log, and when by the machine's own clock."""

    read: Read
    head: tuple[int, str]
    at_s: float


_kept: OrderedDict[tuple[str, Period], Kept] = OrderedDict()
_lock = threading.Lock()


def read(house: str, within: Period) -> Read:
    """Give the cases that were open at some time of the period.

    As they stand now (many: at most a minute ago); of a period that is over, as they stood at its end, so that its
    figures do not change with the day on which they are asked.
    """
    head = ledger.head(house)
    now = (head.number, head.seal) if head else (0, "")
    with _lock:
        kept = _kept.get((house, within))
    if kept and (
        kept.head == now or (len(kept.read.cases) > MANY and time.monotonic() - kept.at_s < STALE_S)
    ):
        return kept.read
    found = _read(house, within)
    with _lock:
        _kept[house, within] = Kept(found, now, time.monotonic())
        _kept.move_to_end((house, within))
        while len(_kept) > KEPT_MAX:
            _kept.popitem(last=False)
    return found


def _read(house: str, within: Period) -> Read:
    known = list(periods.present(house, within.begin, within.end, CASES_MAX + 1))
    kept = _as_they_stood(house, within, known[:CASES_MAX])
    events = periods.events(house, [case.code for case in kept], KINDS)
    over = _is_over(house, within)
    return Read(
        tuple(
            went(
                case,
                (event for event in events.get(case.code, ()) if not over or event.at < within.end),
            )
            for case in kept
        ),
        finders.calendar_of(finders.state(house).profile),
        len(known) > CASES_MAX,
    )


def _is_over(house: str, within: Period) -> bool:
    return within.end <= finders.time_of(house)


def _as_they_stood(house: str, within: Period, cases: list[Case]) -> list[Case]:
    """Give the cases as they stood at the end of a period that is over; those that were over before it began are left out.

    A case that is settled, and was before the end, stood so then: what is reversed later is open now, or settled later.
    """
    if not _is_over(house, within):
        return cases
    end = within.end
    later = [
        case.code
        for case in cases
        if (case.last_at or end) >= end and not (case.settled and case.settled < end)
    ]
    events = periods.events(house, later)
    stood = [
        replay(event for event in events[case.code] if event.at < end)
        if case.code in events
        else case
        for case in cases
    ]
    return [case for case in stood if case.open or (case.settled and case.settled >= within.begin)]


def went(case: Case, events: Iterable[Event]) -> Lived:
    """A case by its events of these KINDS."""
    return lived(case, ((event.at, event.actor, event.body) for event in events))


def heads(house: str, within: Period) -> Read:
    """The same cases without the way they went: enough to count what the index counts, and quicker."""
    known = list(periods.present(house, within.begin, within.end, CASES_MAX + 1))
    return Read(
        tuple(Lived(case, (), {}, ()) for case in _as_they_stood(house, within, known[:CASES_MAX])),
        finders.calendar_of(finders.state(house).profile),
        len(known) > CASES_MAX,
    )
