"""When the house opens a case by itself, and with what: the days of a period, the form from a register's row. Pure."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dinh.engine.brood import FoundScope, form, suited
from dinh.engine.calendar import local
from dinh.engine.opens import Start
from dinh.engine.procedure import Procedure
from dinh.engine.scope import Scope

DAYS_MAX = 10_000


def days(start: Start, begins: date, until: date, in_force: date) -> Iterator[date]:
    """The days on which it opens, from `begins` to `until`, both included. A day that a month has not is its last.

    in_force  from when days are counted, where the line does not say it
    """
    if start.unit == "days":
        yield from _counted(
            start, date.fromisoformat(start.on) if start.on else in_force, begins, until
        )
        return
    for year in range(begins.year, until.year + 1):
        for month in range(1, 13) if start.unit == "months" else (int((start.on or "01-01")[:2]),):
            day = _in(year, month, int((start.on or "01")[-2:]))
            if begins <= day <= until:
                yield day


def _in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, months.monthrange(year, month)[1]))


def _counted(start: Start, first: date, begins: date, until: date) -> Iterator[date]:
    ahead = max(0, -(-(begins - first).days // start.number))
    for number in range(ahead, ahead + DAYS_MAX):
        day = first + timedelta(days=number * start.number)
        if day > until:
            return
        yield day


def begun(day: date, published: datetime) -> datetime:
    """The instant at which a case of that day opens: the day's first, whenever the clock comes to it; never before there was a rule for it."""
    return max(local(f"{day.isoformat()}T00:00"), published)


def given(
    procedure: Procedure,
    start: Start,
    at: datetime,
    house: str,
    rows: Mapping[str, tuple[str, Mapping[str, Any]]],
) -> dict[str, Any]:
    """The form of the case. rows: `found` and `added`, each with its record and its values."""
    outer = Scope(procedure, {}, {"opened": at, "acted": at, "home": house})
    return suited(procedure, form(start.give, FoundScope(outer, rows)))
