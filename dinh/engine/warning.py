"""When people are to be told of a case that nobody moved: instants before or after its due, a limit, entering, a date (`warn`),
and again and again while it stands in a step (`every`).

Told is noted; nothing moves by it (grammar §6).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct

from dinh.engine.calendar import ONE_DAY, Calendar, NotCovered, local, to_local
from dinh.engine.case import Case
from dinh.engine.deadline import due_until, ends
from dinh.engine.derive import add
from dinh.engine.duration import Duration
from dinh.engine.event import OpenStep
from dinh.engine.procedure import Procedure, Warn
from dinh.engine.scope import Scope

BACK_DAYS_MAX = 3660
AGAIN_MAX = 3660


class Warning(Struct, frozen=True):
    """Tell these roles at `at`; `line`: which of the step's lines, from 1; 0: its `every`."""

    step: str
    line: int
    at: datetime
    tell: tuple[str, ...]


def warnings(procedure: Procedure, case: Case, scope: Scope, calendar: Calendar) -> list[Warning]:
    """Every warning of the open steps whose base is known; of `every` the next one."""
    found = []
    for step in case.steps:
        spec = procedure.steps.get(step.step)
        inner = scope.row(spec.each, step.row) if spec and spec.each and step.row else scope
        for line, warn in enumerate(spec.warn if spec else (), 1):
            at = _at(warn, case, step, inner, calendar)
            if at is not None:
                found.append(Warning(step.name, line, at, warn.tell))
        if spec and spec.every and (again := _again(step, spec.every, calendar)):
            found.append(Warning(step.name, 0, again, step.roles))
    return found


def by_values(procedure: Procedure, case: Case) -> bool:
    """Is any of them told by a value of the case? Most are by its due or a limit."""
    specs = [procedure.steps[step.step] for step in case.steps if step.step in procedure.steps]
    return any(warn.base not in ("due", "limit", "entered") for spec in specs for warn in spec.warn)


def _again(step: OpenStep, every: Duration, calendar: Calendar) -> datetime | None:
    """The next time the work is raised again: whole lengths from entering, after whoever was told last."""
    at, told = step.since, step.told_at or step.since
    try:
        for _ in range(AGAIN_MAX):
            at = moved(at, every, calendar, before=False)
            if at > told:
                return at
    except (NotCovered, OverflowError, ValueError):
        pass
    return None


def _at(
    warn: Warn, case: Case, step: OpenStep, scope: Scope, calendar: Calendar
) -> datetime | None:
    """Its instant; None beyond the days that the calendar, or any calendar, has."""
    try:
        base = _base(warn, case, step, scope, calendar)
        return (
            moved(base, warn.offset, calendar, before=warn.before)
            if base is not None and warn.offset
            else base
        )
    except (NotCovered, OverflowError, ValueError):
        return None


def _base(
    warn: Warn, case: Case, step: OpenStep, scope: Scope, calendar: Calendar
) -> datetime | None:
    match warn.base:
        case "due":
            return case.due
        case "limit":
            return step.limit
        case "entered":
            return step.since
    value = scope(warn.base)
    return (
        due_until(date.fromisoformat(value[:10]), calendar).at if isinstance(value, str) else None
    )


def moved(base: datetime, offset: Duration, calendar: Calendar, *, before: bool) -> datetime:
    """`base` ± a length: days and months by the calendar at the same hour, working days over open days only."""
    if not before:
        return (
            ends(offset, base, calendar)
            if offset.unit in ("working_hours", "hours")
            else _by_days(base, offset, calendar, 1)
        )
    if offset.unit == "hours":
        return base - timedelta(hours=offset.number)
    if offset.unit == "working_hours":
        return _office_time_before(base, timedelta(hours=offset.number), calendar)
    return _by_days(base, offset, calendar, -1)


def _by_days(base: datetime, offset: Duration, calendar: Calendar, way: int) -> datetime:
    at = to_local(base)
    if offset.unit == "days":
        return at + timedelta(days=way * offset.number)
    if offset.unit == "months":
        return local(add(at.date(), way * offset.number, "months"), at.time())
    day, left = at.date(), offset.number
    while left:
        day += way * ONE_DAY
        left -= calendar.is_open(day)
    return local(day, at.time())


def _office_time_before(base: datetime, length: timedelta, calendar: Calendar) -> datetime:
    """The latest instant from which at least so much office time remains until `base`."""
    day = to_local(base).date()
    for _ in range(BACK_DAYS_MAX):
        for opens, closes in reversed(calendar.hours(day)):
            end = min(closes, base)
            if end > opens and calendar.office_time_between(opens, base) >= length:
                return end - (length - calendar.office_time_between(end, base))
        day -= ONE_DAY
    return base
