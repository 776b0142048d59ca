"""The only place that asks what time it is. Tests and rehearsals are told the time; a live house is not.

Who makes what is to be kept for a while looks at the clock with a `Watch`, and is then given the time as `Present`: it notes until
when it would have answered alike. Rule to keep: what `Present` does not know how to note holds for the minute, so that a new way
of asking costs time and never truth. The minute is the finest that a page tells.
"""

from __future__ import annotations

import time as system_time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any, SupportsIndex

type Tell = Callable[[], datetime]
"""Tells the present: of the machine, or of a house whose own time stands still."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MIDNIGHT = time(0)


def now() -> datetime:
    return present(datetime.now(UTC), machine)


def machine() -> datetime:
    return now()


SLEW_SECONDS_MAX = 5 * 60  # a clock is set right by less now and then
_noted: tuple[float, float] | None = None
"""seconds of the clock, and since the machine was started, when the clock was last believed"""


def steady_seconds(now: int) -> int:
    """Seconds of the clock, `now`, for what lasts so long: while this process runs they do not go back with a clock that is set back.

    A clock that is set forward is believed, and so is one that is set right by less than five minutes.
    """
    global _noted
    running = running_seconds()
    expected = now if _noted is None else _noted[0] + running - _noted[1]
    if now < expected - SLEW_SECONDS_MAX:
        return int(expected)
    _noted = (now, running)
    return now


def running_seconds() -> float:
    """Since the machine was started, sleep included; nobody sets it."""
    return system_time.clock_gettime(system_time.CLOCK_BOOTTIME)


class Watch:
    """until: how the present is told -> the latest instant at which it was asked, and that from which on something may be answered otherwise."""

    __slots__ = ("until",)

    def __init__(self) -> None:
        self.until: dict[Tell, tuple[datetime, datetime]] = {}

    def note(self, tell: Tell, at: datetime, end: datetime) -> None:
        known = self.until.get(tell)
        self.until[tell] = (max(at, known[0]), min(end, known[1])) if known else (at, end)


watching: ContextVar[Watch | None] = ContextVar("watching", default=None)


@contextmanager
def unwatched() -> Iterator[None]:
    """The time as it is: for what is done inside, and is not shown."""
    token = watching.set(None)
    try:
        yield
    finally:
        watching.reset(token)


def holds(until: dict[Tell, tuple[datetime, datetime]]) -> bool:
    """Would all that was asked of the present be answered alike now?"""
    if not until:
        return True
    token = watching.set(None)
    try:
        return all(at <= tell() < end for tell, (at, end) in until.items())
    finally:
        watching.reset(token)


def present(at: datetime, tell: Tell) -> datetime:
    """This instant, as told now; where somebody watches, one that notes."""
    return at if watching.get() is None or isinstance(at, Present) else watched(at, tell)


def watched(at: datetime, tell: Tell) -> Present:
    found = Present(
        at.year,
        at.month,
        at.day,
        at.hour,
        at.minute,
        at.second,
        at.microsecond,
        at.tzinfo,
        fold=at.fold,
    )
    found.plain, found.tell = at, tell
    return found


def once(at: datetime) -> datetime:
    """As any instant: for what is remembered longer than a page, and tells when it was made."""
    return at.plain if isinstance(at, Present) else at


def until(at: datetime, end: datetime | None) -> None:
    """At this instant something happens by itself, of which the present was not asked."""
    if end is not None:
        at < end  # noqa: B015  # asked, so that it is noted


def for_a_minute() -> None:
    """What is told now is neither the log's nor the clock's, and may be otherwise in a minute."""
    present(now(), machine).replace()


class Present(datetime):
    """The present instant: it answers as any, and notes in the `Watch` under way until when it would answer so."""

    plain: datetime
    tell: Tell
    elsewhere: Present | None = None  # a page asks for the local day a hundred times

    def _holds_until(self, end: datetime) -> None:
        if (watch := watching.get()) is not None:
            watch.note(self.tell, self.plain, end)

    def _for_a_minute(self) -> datetime:
        self._holds_until(self.plain.replace(second=0, microsecond=0) + MINUTE)
        return self.plain

    def _for_an_hour(self) -> datetime:
        self._holds_until(self.plain.replace(minute=0, second=0, microsecond=0) + HOUR)
        return self.plain

    def _for_the_day(self) -> datetime:
        """The day of its own zone; one that changes its hours by season is asked again each minute."""
        if type(self.plain.tzinfo) is not timezone:
            return self._for_a_minute()
        self._holds_until(datetime.combine(self.plain.date() + DAY, MIDNIGHT, self.plain.tzinfo))
        return self.plain

    def _beside(self, other: object, reached: bool) -> Any:
        """What to compare with. reached: is it answered otherwise from that instant on, or only behind it?"""
        if isinstance(other, Present):
            self._for_a_minute()
            return other._for_a_minute()
        if isinstance(other, datetime) and other.tzinfo is not None:
            end = other if reached else other + datetime.resolution
            if end > self.plain:
                self._holds_until(end)
        return other

    def __lt__(self, other: Any) -> bool:
        return self.plain < self._beside(other, True)

    def __ge__(self, other: Any) -> bool:
        return self.plain >= self._beside(other, True)

    def __gt__(self, other: Any) -> bool:
        return self.plain > self._beside(other, False)

    def __le__(self, other: Any) -> bool:
        return self.plain <= self._beside(other, False)

    def __eq__(self, other: object) -> bool:
        self._for_a_minute()
        return self.plain == (other.plain if isinstance(other, Present) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def _apart(self, other: Any) -> datetime:
        """Of the time between two instants a page tells whole minutes: they stay as many until the other's second, not the clock's."""
        if isinstance(other, datetime) and other.tzinfo is not None:
            self._holds_until(
                self.plain + ((once(other) - self.plain) % MINUTE or datetime.resolution)
            )
        return self._for_a_minute()

    def __sub__(self, other: Any) -> Any:
        return self._apart(other) - (other._for_a_minute() if isinstance(other, Present) else other)

    def __rsub__(self, other: Any) -> Any:
        return other - self._apart(other)

    def __hash__(self) -> int:
        return hash(self._for_a_minute())

    def astimezone(self, tz: Any = None) -> datetime:
        """In UTC as any instant, for that is how a log keeps one."""
        if type(tz) is not timezone or tz is UTC:
            return self._for_a_minute().astimezone(tz)
        if self.elsewhere is None or self.elsewhere.plain.tzinfo is not tz:
            self.elsewhere = watched(self.plain.astimezone(tz), self.tell)
        return self.elsewhere

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return self._for_a_minute().__reduce_ex__(protocol)


def _told(name: str, holding: Callable[[Present], datetime]) -> Any:
    """What an instant is asked by this name, and until when that holds."""
    asked = getattr(datetime, name)
    if callable(asked):
        return lambda self, *given, **named: getattr(holding(self), name)(*given, **named)
    return property(lambda self: getattr(holding(self), name))


OF_THE_DAY = ("year", "month", "day", "date", "weekday", "isoweekday", "isocalendar", "toordinal")
OF_THE_MINUTE = (
    "minute", "second", "microsecond", "time", "timetz", "timestamp", "timetuple", "utctimetuple", "isoformat", "ctime", "strftime", "replace",
    "__format__", "__str__", "__repr__", "__add__", "__radd__", "__reduce__", "__replace__",
)  # fmt: skip
for _name in OF_THE_DAY:
    setattr(Present, _name, _told(_name, Present._for_the_day))
setattr(Present, "hour", _told("hour", Present._for_an_hour))  # noqa: B010  # beside its like
for _name in OF_THE_MINUTE:
    setattr(Present, _name, _told(_name, Present._for_a_minute))
