"""The clock of a case, and the limits of its steps: started, standing still, moved. Values in, values out.

`deadline` knows how to count; this module knows when a case's clock runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from msgspec.structs import replace

from dinh.engine.calendar import Calendar, to_local
from dinh.engine.condition import holds
from dinh.engine.deadline import Due, Pause, due, due_until, yearly
from dinh.engine.duration import Duration
from dinh.engine.event import Clock, OpenStep
from dinh.engine.procedure import Deadline, Extends, Limit, TimeRow
from dinh.engine.scope import Scope


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
