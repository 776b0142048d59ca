"""How likely each open case is to end late: learnt from the house's own log up to the beginning of the day, with how often that was right.

Kept for the day, since learning takes seconds: what happened today is in the features of a case, never in what was learnt. It is told as
of the hour, or of what the case did last: a chance of being late that moved with each minute would say more than it knows. Somebody who
waits for the page of insight waits WAIT_S at most; it is learnt meanwhile, and the page says so. Lists and pages of cases never wait: they show what
is learnt (`of_case`), and the server's timer begins it every day (`begin`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from itertools import batched
from time import sleep, thread_time

from django.db import connections
from msgspec import Struct

from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import local, to_local
from dinh.insight.house import CASES_MAX, KINDS, Period, went
from dinh.insight.lived import Lived
from dinh.mining.forecast import Asked, Bin, Loads, Story, bin_of, features
from dinh.mining.learning import Learnt, learn
from dinh.store import periods

DAYS, WAIT_S = 730, 5.0
STORIES_MAX = 5_000
SOME = 10  # cases read at a time: some milliseconds, in which pages that are made beside it wait again and again


class Risk(Struct, frozen=True):
    """likely: that the case ends late. like: of the forecasts that were tried, those that said about so much."""

    code: str
    likely: float
    due: datetime
    like: Bin | None


class Taught(Struct, frozen=True):
    """What the log taught, and how many cases were open until then."""

    learnt: Learnt
    loads: Loads


class Today(Struct, frozen=True):
    """What a house is taught on a day (ISO)."""

    day: str
    taught: Future[Taught]


_learners = ThreadPoolExecutor(1, thread_name_prefix="learning")
_kept: dict[str, Today] = {}
_stories: dict[tuple[str, str], tuple[int, Story | None]] = {}
_lock = threading.Lock()


def story(one: Lived) -> Story | None:
    case = one.case
    started, due = case.accepted or case.opened, case.due
    if started is None or due is None or due <= started:
        return None
    acts = tuple(pair for pair in one.acts if pair[0] >= started)
    return Story(
        case.code,
        started,
        due,
        case.settled,
        acts,
        {"procedure": case.procedure, "channel": case.channel},
    )


def learnt(house: str, now: datetime, wait_s: float | None = WAIT_S) -> Learnt | None:
    """What the log taught up to the beginning of this day; None: it is being learnt. wait_s None: however long it takes."""
    try:
        return begin(house, now).taught.result(wait_s).learnt
    except TimeoutError:
        return None


def begin(house: str, now: datetime) -> Today:
    """Begins to learn, once a day, and again where the books could not be read."""
    day = to_local(now).date()
    with _lock:
        today = _kept.get(house)
        if (
            today is None
            or today.day != day.isoformat()
            or (today.taught.done() and today.taught.exception())
        ):
            today = _kept[house] = Today(day.isoformat(), _learners.submit(_teach, house, day))
    return today


def _teach(house: str, day: date) -> Taught:
    try:
        known = list(_read_slowly(house, Period(day - timedelta(days=DAYS), day)))
        return Taught(learn(known, local(day)), Loads(known))
    finally:
        connections.close_all()


def _read_slowly(house: str, within: Period) -> Iterator[Story]:
    """The stories of a period, read in a quarter of this thread's time: a large house takes minutes, and pages are made beside it."""
    began = thread_time()
    for some in batched(
        periods.present(house, within.begin, within.end, CASES_MAX), SOME, strict=False
    ):
        events = periods.events(house, [case.code for case in some], KINDS)
        yield from (
            found for case in some if (found := story(went(case, events.get(case.code, ()))))
        )
        sleep(3 * (thread_time() - began))
        began = thread_time()


def ready(house: str, now: datetime) -> bool:
    """Is it learnt already what this day's forecasts are told by?"""
    today = _kept.get(house)
    return (
        today is not None
        and today.day == to_local(now).date().isoformat()
        and today.taught.done()
        and not today.taught.exception()
    )


def of_case(house: str, case: Case, now: datetime) -> Risk | None:
    """None where no promised time runs, and where nothing is learnt yet. Waits for nobody."""
    if not _runs(case, now) or not ready(house, now):
        return None
    known = _told(house, case)
    return next(iter(_risks(house, [known] if known else [], now)), None)


def _runs(case: Case, now: datetime) -> bool:
    return (
        case.open
        and case.clock is not None
        and case.clock.paused is None
        and case.due is not None
        and case.due > now
    )


def _told(house: str, case: Case) -> Story | None:
    """The story of a case, read again only where something happened since."""
    number, told = _stories.get((house, case.code), (0, None))
    if number != case.number:
        told = story(went(case, periods.events(house, [case.code], KINDS).get(case.code, ())))
        if len(_stories) > STORIES_MAX:
            _stories.clear()
        _stories[house, case.code] = case.number, told
    return told


def risks(house: str, cases: Sequence[Lived], now: datetime) -> list[Risk]:
    """The open cases whose promised time runs and is not over, the likeliest to be late first; none where nothing is learnt yet."""
    return (
        _risks(
            house, [known for one in cases if _runs(one.case, now) and (known := story(one))], now
        )
        if ready(house, now)
        else []
    )


def _hour(now: datetime) -> datetime:
    here = to_local(now)
    return local(here.date(), time(here.hour))


def _risks(house: str, running: Sequence[Story], now: datetime) -> list[Risk]:
    """Of a house that is taught already."""
    taught = _kept[house].taught.result()
    told = taught.learnt
    if told.forecaster is None:
        return []
    hour = _hour(now)
    instants = [max(hour, one.acts[-1][0] if one.acts else one.started) for one in running]
    said = told.forecaster.of(
        [
            Asked(one.case, at, features(one, at, taught.loads), None)
            for one, at in zip(running, instants, strict=True)
        ]
    )
    bins = told.tried.bins if told.tried else ()
    rows = [
        Risk(one.case, likely, one.due, bin_of(likely, bins))
        for one, likely in zip(running, said, strict=True)
    ]
    return sorted(rows, key=lambda one: (-one.likely, one.due))
