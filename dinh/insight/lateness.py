"""How likely each open case is to end late: learnt from the house's own log up to the beginning of the day, with how often that was right.

Kept for the day, since learning takes seconds: what happened today is in the features of a case, never in what was learnt. Somebody who
waits for a page waits WAIT_S at most; it is learnt meanwhile, and the page says so.
"""
from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

from msgspec import Struct

from dinh.engine.calendar import local, to_local
from dinh.insight.house import Period, read
from dinh.insight.lived import Lived
from dinh.mining.forecast import Asked, Bin, Loads, Story, bin_of, features
from dinh.mining.learning import Learnt, learn

DAYS, WAIT_S = 730, 5.0


class Risk(Struct, frozen=True):
    """likely: that the case ends late. like: of the forecasts that were tried, those that said about so much."""

    code: str
    likely: float
    due: datetime
    like: Bin | None


_learners = ThreadPoolExecutor(1, thread_name_prefix="learning")
_kept: dict[str, tuple[str, Future[Learnt]]] = {}
_lock = threading.Lock()


def story(one: Lived) -> Story | None:
    case = one.case
    started, due = case.accepted or case.opened, case.due
    if started is None or due is None or due <= started:
        return None
    acts = tuple(pair for pair in one.acts if pair[0] >= started)
    return Story(case.code, started, due, case.settled, acts, {"procedure": case.procedure, "channel": case.channel})


def stories(cases: Sequence[Lived]) -> list[Story]:
    return [found for one in cases if (found := story(one)) is not None]


def learnt(house: str, now: datetime, wait_s: float | None = WAIT_S) -> Learnt | None:
    """What the log taught up to the beginning of this day; None: it is being learnt. wait_s None: however long it takes."""
    day = to_local(now).date()
    key = day.isoformat()
    with _lock:
        if house not in _kept or _kept[house][0] != key:
            known = stories(read(house, Period(day - timedelta(days=DAYS), day)).cases)
            _kept[house] = key, _learners.submit(learn, known, local(day))
        future = _kept[house][1]
    try:
        return future.result(wait_s)
    except TimeoutError:
        return None


def risks(found: Learnt | None, cases: Sequence[Lived], now: datetime) -> list[Risk]:
    """The open cases whose promised time runs and is not over, the likeliest to be late first."""
    if found is None or found.forecaster is None:
        return []
    running = [known for one in cases if one.case.open and one.case.clock and one.case.clock.paused is None and (known := story(one)) and known.due > now]
    loads = Loads(stories(cases))
    said = found.forecaster.of([Asked(one.case, now, features(one, now, loads), None) for one in running])
    bins = found.tried.bins if found.tried else ()
    rows = [Risk(one.case, likely, one.due, bin_of(likely, bins)) for one, likely in zip(running, said, strict=True)]
    return sorted(rows, key=lambda one: (-one.likely, one.due))
