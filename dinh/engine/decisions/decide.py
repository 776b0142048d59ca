"""decide(procedure, case, command, context) -> events, or a Refusal: what may happen, by the procedure's values.

`decide` may refuse and changes nothing. One row of DECIDE for each command; what a person's action leads to is computed
once (`leading`) and carried by the events.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dinh.engine.decisions.action_input import take_in
from dinh.engine.decisions.child_cases import Back, Close, Reopen, child_back, close, reopen
from dinh.engine.decisions.consequences import led
from dinh.engine.decisions.context import Context, Standing
from dinh.engine.decisions.draft import Act, Decided, Draft, Open, scope_of
from dinh.engine.decisions.evaluate import Scope, moment
from dinh.engine.decisions.general_actions import UNWRITTEN
from dinh.engine.decisions.general_rights import elsewhere
from dinh.engine.decisions.migration import Move, Unmove, move_case, take_back
from dinh.engine.decisions.opening import open_case
from dinh.engine.decisions.permissions import Offer, not_covered, offer, offers
from dinh.engine.definition.procedure import Action, Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import OpenStep
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import NotCovered


def decide(procedure: Procedure, case: Case, command: Any, context: Context) -> Decided | Refusal:
    """Asking for a day beyond the calendar is a refusal: no date is promised on a holiday list nobody has."""
    try:
        return DECIDE[type(command)](procedure, case, command, context)
    except NotCovered as out:
        return not_covered(out)


def act(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    if case.away:
        return elsewhere(case, context)
    if command.seen is not None and command.seen != case.number:
        return Refusal("case.moved", {"seen": command.seen, "now": case.number})
    if case.last_at and context.at < case.last_at:
        return Refusal("time.backwards", {"at": moment(context.at), "last": moment(case.last_at)})
    if command.action in UNWRITTEN and not any(
        command.action in procedure.steps[one.step].do
        for one in case.steps
        if one.step in procedure.steps
    ):
        return UNWRITTEN[command.action](procedure, case, command, context)
    if not case.open:
        return Refusal("case.settled", {"end": case.end_label.get("vi", case.end)})
    found = _offered(procedure, case, command, context)
    if isinstance(found, Refusal):
        return found
    return _acted(procedure, case, found, command, context)


Offered = tuple[OpenStep, Standing, Scope]
"""The open step at which an action is meant, the authority on which it is done, and the values as the step sees them."""


def _offered(procedure: Procedure, case: Case, command: Act, context: Context) -> Offered | Refusal:
    """The one open step at which this person means the action."""
    may: list[Offered] = []
    hindered: Offer | None = None
    for one in case.steps:
        action = procedure.steps[one.step].do.get(command.action)
        if action is not None and (not command.step or command.step in (one.name, one.step)):
            scope = scope_of(procedure, case, context, limit=one.limit, entered=one.since)
            here = offer(procedure, case, one, action, scope, context)
            if not here.hindrances:
                may.append((one, here.standing, scope))
            elif hindered is None:
                hindered = here
    if len(may) == 1:
        return may[0]
    if may:
        return Refusal(
            "step.which", {"action": command.action, "steps": [one.name for one, *_ in may]}
        )
    if hindered:
        return hindered.hindrances[0]
    return _unknown(procedure, case, command, scope_of(procedure, case, context), context)


def _unknown(
    procedure: Procedure, case: Case, command: Act, scope: Scope, context: Context
) -> Refusal:
    can = sorted({one.action for one in offers(procedure, case, scope, context) if one.may})
    steps = [step.name for step in procedure.steps.values() if command.action in step.do]
    standing = [one.name for one in case.steps]
    if not steps:
        return Refusal("action.unknown", {"action": command.action, "can": can, "steps": standing})
    if (
        command.step
        and command.step not in standing
        and (
            "/" in command.step or command.step not in {name.partition("/")[0] for name in standing}
        )
    ):
        return Refusal("step.not_open", {"step": command.step, "steps": standing, "can": can})
    return Refusal(
        "action.not_here", {"action": command.action, "at": steps, "steps": standing, "can": can}
    )


def _acted(
    procedure: Procedure, case: Case, offered: Offered, command: Act, context: Context
) -> Decided | Refusal:
    open_step, standing, scope = offered
    step = procedure.steps[open_step.step]
    action = step.do[command.action]
    draft = Draft(procedure, case, context, context.actor(standing))
    starts = (
        procedure.deadline is not None
        and case.accepted is None
        and f"{step.name}.{action.name}" in procedure.deadline.starts
    )
    refusal = take_in(draft, open_step, step, action, command, starts)
    if refusal:
        return refusal
    if draft.waits:
        action = Action(name=action.name, edits=action.edits)
    return led(
        draft,
        open_step,
        step,
        action,
        standing,
        starts=starts,
        present=action.present,
        scope=scope if draft.case is case else None,
    )


DECIDE: dict[type, Callable[[Procedure, Case, Any, Context], Decided | Refusal]] = {
    Open: open_case,
    Act: act,
    Move: move_case,
    Unmove: take_back,
    Back: child_back,
    Close: close,
    Reopen: reopen,
}
