"""The new due of an extension with apology (form 04): an open day or a length, later than before, within bounds.

Rule to keep: the day that the letter names is the day that was typed; a closed day is refused, never moved.
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec.structs import replace

from dinh.engine.decisions import case_clock
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import Draft
from dinh.engine.decisions.evaluate import Scope, moment
from dinh.engine.decisions.general_rights import Answers
from dinh.engine.definition.procedure import Procedure
from dinh.engine.definition.steps import Bound
from dinh.engine.field_types.reading import Bad, read_date
from dinh.engine.record.event_parts import Clock
from dinh.engine.refusal import Fault
from dinh.engine.schedule.calendar import show_reason
from dinh.engine.schedule.deadline import due
from dinh.engine.schedule.duration import Duration, typed_duration

LEAST_BOUND = Bound(op="<=", time=Duration(5, "working_days"))


def extended_clock(draft: Draft, data: Answers) -> Clock | None:
    """The clock with the new due, by a day (`until`) or a length (`by`); None after a fault at its field."""
    clock, context = draft.case.clock, draft.context
    assert clock is not None and clock.due is not None
    until, by = data.given.get("until"), data.given.get("by")
    if bool(until) == bool(by):
        data.faults.append(Fault("until", "extend.until_or_by"))
        return None
    try:
        new = _until(clock, read_date(until), context) if until else _by(clock, str(by), context)
    except Bad as bad:
        data.faults.append(Fault("until", bad.code, bad.facts))
        return None
    except ValueError:
        data.faults.append(Fault("by", "field.duration"))
        return None
    if fault := _fault(draft, clock, new.due, read_date(until) if until else ""):
        data.faults.append(fault)
    return new


def _until(clock: Clock, day: str, context: Context) -> Clock:
    return case_clock.promised(replace(clock, rule=None, until=day, extra=()), context.calendar)


def _by(clock: Clock, length: str, context: Context) -> Clock:
    more = (*clock.extra, typed_duration(length))
    return case_clock.promised(replace(clock, extra=more), context.calendar)


def _fault(draft: Draft, clock: Clock, new: datetime | None, day: str) -> Fault | None:
    context, place = draft.context, "until" if day else "by"
    assert clock.due is not None
    if new is None or new <= max(clock.due, context.at):
        return Fault(place, "extend.not_later", {"due": moment(clock.due)})
    if day and (closed := _closed(date.fromisoformat(day), context)):
        return closed
    ends = bound_ends(draft.procedure, draft.scope(), clock, context)
    if not any(_within(bound, new, end) for bound, end in ends):
        latest = [end for bound, end in ends if bound.op in ("<", "<=", "=")]
        return Fault(place, "extend.too_long", {"latest": moment(max(latest)) if latest else ""})
    return None


def _closed(day: date, context: Context) -> Fault | None:
    why = context.calendar.why_closed(day)
    if why is None:
        return None
    return Fault(
        "until",
        "extend.closed",
        {
            "day": str(day),
            "why": show_reason(why, "vi"),
            "why_en": show_reason(why, "en"),
            "open": str(context.calendar.next_open(day)),
        },
    )


def bound_ends(
    procedure: Procedure, scope: Scope, clock: Clock, context: Context
) -> list[tuple[Bound, datetime]]:
    """Each bound with where it ends; an extension keeps to one of them.

    A bound of the file counts from the old due as the clock ran: days on which it stood after that are none of the bound's.
    Where the file has none: the time of the deadline once more, or five working days where that is more, from the old due or,
    of a case that is late, from now.
    """
    assert clock.due is not None
    bounds, start = procedure.extension.by, clock.due
    if not bounds:
        rule = case_clock.rule_of(procedure.deadline, scope)
        bounds = (*(() if rule is None else (Bound(op="<=", time=rule),)), LEAST_BOUND)
        start = max(clock.due, context.at)
    return [
        (bound, due(bound.time, start, context.calendar, pauses=clock.pauses).at)
        for bound in bounds
    ]


def _within(bound: Bound, new: datetime, end: datetime) -> bool:
    return {"<": new < end, "<=": new <= end, ">": new > end, ">=": new >= end, "=": new == end}[
        bound.op
    ]
