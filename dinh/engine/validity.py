"""Until when a paper is good: one that is brought by the day on it, a letter from the day it is issued."""

from __future__ import annotations

from datetime import date, datetime

from dinh.engine.calendar import Calendar, to_local
from dinh.engine.deadline import due
from dinh.engine.derive import add
from dinh.engine.duration import Duration


def last_day(valid: Duration, start: datetime, calendar: Calendar) -> date:
    """The last day it may be used. Working days and hours go by the house's calendar; days and months end on any day. Raises NotCovered."""
    if valid.unit in ("days", "months"):
        return add(to_local(start).date(), valid.number, valid.unit)
    return to_local(due(valid, start, calendar).at).date()
