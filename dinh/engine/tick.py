"""Time acts: a step whose limit is over and says `then` moves by itself, at the instant of its limit."""
from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from dinh.engine.calendar import NotCovered
from dinh.engine.case import Case
from dinh.engine.context import NOBODY, Context, Standing
from dinh.engine.draft import Decided, Draft
from dinh.engine.event import CLOCK, OpenStep
from dinh.engine.leading import led
from dinh.engine.procedure import Action, Procedure
from dinh.engine.refusal import Refusal

TICKS_MAX = 100


def ripe(case: Case, now: datetime) -> OpenStep | None:
    """The open step whose limit was over first and that then acts by itself."""
    over = [step for step in case.steps if step.acts and step.limit and step.limit <= now]
    return min(over, key=lambda step: step.limit or now, default=None)


def next_limit(case: Case) -> datetime | None:
    """When time will act on this case next."""
    return min((step.limit for step in case.steps if step.acts and step.limit), default=None)


def tick(procedure: Procedure, case: Case, context: Context, standing: Standing = NOBODY) -> Decided | None:
    """What one limit that is over leads to, or None. The event's instant is the limit's own: a machine that was off changes nothing."""
    step = ripe(case, context.at)
    if step is None or step.limit is None:
        return None
    at = max(step.limit, case.last_at or step.limit)
    then = procedure.steps[step.step].then
    assert then is not None
    draft = Draft(procedure, case, replace(context, at=at), CLOCK)
    action = Action(name="then", to=then.to, letters=then.letters, records=then.records)
    try:
        found = led(draft, step, procedure.steps[step.step], action, standing, actor_action="then")
    except NotCovered:  # no date is promised beyond the calendar; it acts once the calendar reaches there
        return None
    return None if isinstance(found, Refusal) else found
