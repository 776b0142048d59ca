"""Time acts: a step whose limit is over and says `then` moves by itself, at the instant of its limit."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from dinh.engine.decisions.consequences import led
from dinh.engine.decisions.context import NOBODY, Context, Standing
from dinh.engine.decisions.draft import Decided, Draft
from dinh.engine.definition.procedure import Action, Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import CLOCK, OpenStep
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import NotCovered

TICKS_MAX = 100


def over(case: Case, now: datetime) -> list[OpenStep]:
    """The open steps whose limit is over and that then act by themselves, the earliest first."""
    return (
        []
        if case.away
        else sorted(
            (step for step in case.steps if step.acts and step.limit and step.limit <= now),
            key=lambda step: step.limit or now,
        )
    )


def ripe(case: Case, now: datetime) -> OpenStep | None:
    """The first of them."""
    return next(iter(over(case, now)), None)


def next_limit(case: Case) -> datetime | None:
    """When time will act on this case next."""
    return (
        None
        if case.away
        else min((step.limit for step in case.steps if step.acts and step.limit), default=None)
    )


def tick(
    procedure: Procedure, case: Case, context: Context, standing: Standing = NOBODY
) -> Decided | None:
    """What one limit that is over leads to, or None. The event's instant is the limit's own: a machine that was off changes nothing."""
    found = _then(procedure, case, context, standing)
    return found if isinstance(found, Decided) else None


def hindered(procedure: Procedure, case: Case, context: Context) -> Refusal | None:
    """Why the limit that is over does not act by itself; None: it does, or none is over."""
    found = _then(procedure, case, context, NOBODY)
    return found if isinstance(found, Refusal) else None


def _then(
    procedure: Procedure, case: Case, context: Context, standing: Standing
) -> Decided | Refusal | None:
    """Of the first limit that can act; where none can, why the first cannot."""
    why: Refusal | None = None
    for step in over(case, context.at):
        found = _of(step, procedure, case, context, standing)
        if isinstance(found, Decided):
            return found
        why = why or found
    return why


def _of(
    step: OpenStep, procedure: Procedure, case: Case, context: Context, standing: Standing
) -> Decided | Refusal | None:
    then = procedure.steps[step.step].then
    assert then is not None and step.limit is not None
    draft = Draft(
        procedure, case, replace(context, at=max(step.limit, case.last_at or step.limit)), CLOCK
    )
    action = Action(name="then", to=then.to, letters=then.letters, records=then.records)
    try:
        return led(draft, step, procedure.steps[step.step], action, standing, actor_action="then")
    except (
        NotCovered
    ):  # no date is promised beyond the calendar; it acts once the calendar reaches there
        return None
