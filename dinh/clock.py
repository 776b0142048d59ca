"""The only place that asks what time it is. Tests and rehearsals are told the time; a live house is not."""

from __future__ import annotations

import time as system_time
from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


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
