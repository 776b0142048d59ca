"""Start, stop and move the clock of a case, limit its steps, and say when to remind of a case that nobody moved.

`schedule.deadline` knows how to count; this module knows when a case's clock runs. Reminders come at instants before or after
the due, a limit, entering or a date (`warn`), and again and again while the case stands in a step (`every`). A reminder is
noted; nothing moves by it (grammar §6).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.evaluate import Scope, add
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Deadline, Extends, Limit, Procedure, TimeRow, Warn
from dinh.engine.record.case import Case
from dinh.engine.record.events import Clock, OpenStep
from dinh.engine.schedule.calendar import ONE_DAY, Calendar, NotCovered, local, to_local
from dinh.engine.schedule.deadline import Due, Pause, due, due_until, ends, yearly
from dinh.engine.schedule.duration import NUMBER_MAX, Duration


def started(deadline: Deadline | None, scope: Scope, at: datetime, calendar: Calendar) -> Clock:
    """The clock as it starts; with `deadline: none` it only says since when the case is accepted."""
    if deadline is None:
        return Clock(at)
    row = _row(deadline.rows, scope)
    return promised(
        Clock(at, cutoff=deadline.cutoff)
        if row is None
        else _by(Clock(at, cutoff=deadline.cutoff), row, scope),
        calendar,
    )


def _row(rows: Sequence[TimeRow], scope: Scope) -> TimeRow | None:
    return next((row for row in rows if holds(row.when, scope)), None)


def rule_of(deadline: Deadline | None, scope: Scope) -> Duration | None:
    """The length that the deadline gives this case; None: it is a fixed day, or there is no deadline."""
    row = _row(deadline.rows, scope) if deadline else None
    return row.time if row else None


def _by(clock: Clock, row: TimeRow, scope: Scope) -> Clock:
    if row.time:
        return replace(clock, rule=row.time, until="", cutoff=row.cutoff or clock.cutoff)
    return replace(clock, rule=None, until=_day(row.until, scope, clock.started) or "")


def _day(until: str, scope: Scope, start: datetime) -> str | None:
    """`until` as a day: a date field's value, or the next `MM-DD`."""
    if len(until) == 5 and until[2] == "-" and until.replace("-", "").isdigit():
        return yearly(until, to_local(start).date()).isoformat()
    value = scope(until)
    return value[:10] if isinstance(value, str) else None


def promised(clock: Clock, calendar: Calendar) -> Clock:
    """The due and its proof, counted anew from the rule, the pauses and what extended it."""
    cutoff = time.fromisoformat(clock.cutoff) if clock.cutoff else None
    if clock.rule:
        found: Due | None = due(
            clock.rule, clock.started, calendar, cutoff=cutoff, pauses=clock.pauses
        )
    elif clock.until:
        found = due_until(date.fromisoformat(clock.until), calendar)
    else:
        found = None
    for more in clock.extra:
        if found:
            later = due(more, found.at, calendar, pauses=clock.pauses)
            found = Due(later.at, found.proof + later.proof[1:])
    return replace(clock, due=found.at if found else None, proof=found.proof if found else ())


def ticked(clock: Clock, steps: Sequence[OpenStep], at: datetime, calendar: Calendar) -> Clock:
    """The clock after the case moved: it stands while any step pauses, and runs on from where it stood."""
    if clock.stopped:
        return clock
    pauses = any([step.pauses for step in steps])
    if pauses and clock.paused is None:
        return replace(clock, paused=at)
    if not pauses and clock.paused is not None:
        return promised(replace(clock, paused=None, pauses=_kept(clock, at)), calendar)
    return clock


def again(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """The clock of a case whose outcome is taken back: a new stretch from now, of the length that it was promised first.

    A fixed day that is over by now gives as many days again as it gave the first time, and one at least.
    """
    rule, until = clock.rule, clock.until
    if until and clock.due is not None and clock.due <= at:
        given = (to_local(clock.due).date() - to_local(clock.started).date()).days
        rule, until = Duration(min(max(given, 1), NUMBER_MAX), "days"), ""
    return promised(Clock(at, rule=rule, until=until, cutoff=clock.cutoff), calendar)


def _kept(clock: Clock, at: datetime) -> tuple[Pause, ...]:
    assert clock.paused is not None
    return (*clock.pauses, Pause(clock.paused, at)) if at > clock.paused else clock.pauses


def stopped(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """The clock at an end. A pause that was still open ends with it."""
    if clock.paused is not None:
        clock = promised(replace(clock, paused=None, pauses=_kept(clock, at)), calendar)
    return replace(clock, stopped=at)


def limit_of(
    limit: Limit | None, scope: Scope, at: datetime, calendar: Calendar
) -> tuple[datetime | None, Duration | None]:
    """The law's end for a step entered at `at`."""
    row = _row(limit.rows, scope) if limit else None
    if limit is None or row is None:
        return None, None
    if row.time:
        cutoff = time.fromisoformat(last) if (last := row.cutoff or limit.cutoff) else None
        return due(row.time, at, calendar, cutoff=cutoff).at, row.time
    day = _day(row.until, scope, at)
    return (due_until(date.fromisoformat(day), calendar).at if day else None), None


def extended(
    clock: Clock,
    extends: Extends,
    use: int,
    deadline: Deadline | None,
    scope: Scope,
    calendar: Calendar,
) -> Clock:
    """The clock with a new due: longer by, in all, until, or by the table read again. `use`: how often before this time."""
    if extends.by:
        return promised(
            replace(clock, extra=(*clock.extra, extends.by[min(use, len(extends.by) - 1)])),
            calendar,
        )
    if extends.to:
        return promised(replace(clock, rule=extends.to, until="", extra=()), calendar)
    if extends.until:
        return promised(
            replace(
                clock,
                rule=None,
                until=_day(extends.until, scope, clock.started) or clock.until,
                extra=(),
            ),
            calendar,
        )
    row = _row(deadline.rows, scope) if deadline else None
    return (
        promised(_by(replace(clock, extra=(), cutoff=deadline.cutoff), row, scope), calendar)
        if deadline and row
        else clock
    )


def extended_limit(
    step: OpenStep,
    extends: Extends,
    use: int,
    limit: Limit | None,
    scope: Scope,
    calendar: Calendar,
) -> datetime | None:
    if extends.by:
        more = extends.by[min(use, len(extends.by) - 1)]
        return due(more, step.limit or step.since, calendar).at
    if extends.to:
        return due(extends.to, step.since, calendar).at
    if extends.until:
        day = _day(extends.until, scope, step.since)
        return due_until(date.fromisoformat(day), calendar).at if day else None
    return limit_of(limit, scope, step.since, calendar)[0]


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
