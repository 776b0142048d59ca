"""Move a running case to another version of its procedure, and take that back. How it would stand, `versions` says."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dinh.engine.decisions import case_clock
from dinh.engine.decisions.action_input import parted
from dinh.engine.decisions.context import Context, Standing
from dinh.engine.decisions.draft import Decided, Draft, scope_of
from dinh.engine.decisions.evaluate import moment
from dinh.engine.decisions.general_rights import TEXT_MAX
from dinh.engine.decisions.migration_plan import Cannot, Needs, Plan, planned
from dinh.engine.decisions.undo import counted_anew, followed_before
from dinh.engine.definition.procedure import Procedure
from dinh.engine.field_types.reading import Bad, text
from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, CaseBody, Filled, Noted, Paid, Reversed
from dinh.engine.refusal import Fault, Refusal

MOVERS = frozenset({"leader", "office"})
HARMLESS = (Noted, Paid)
"""What may happen after a move without standing against its being taken back: it hangs on no step and no field."""


class Move(Struct, frozen=True, kw_only=True):
    """To the version that is decided by. `old`: the one the case follows."""

    old: Procedure
    plan: Plan
    reason: str


class Unmove(Struct, frozen=True, kw_only=True):
    """Back to `old`. `since`: what happened in the case after the move, in order."""

    old: Procedure
    reason: str
    since: tuple[CaseBody, ...] = ()


def move_case(
    procedure: Procedure, case: Case, command: Move, context: Context
) -> Decided | Refusal:
    asked = _asked(command, context)
    if isinstance(asked, Refusal):
        return asked
    standing, reason = asked
    outcome = planned(case, command.old, procedure, command.plan, context)
    if isinstance(outcome, Cannot):
        return outcome.why
    if isinstance(outcome, Needs):
        return Refusal("move.needs", {"count": len(outcome.faults)}, outcome.faults)
    draft = Draft(procedure, case, context, context.actor(standing))
    draft.add(
        Acted(
            step="",
            action="move",
            left=tuple(one.name for one in case.steps),
            entered=outcome.steps,
            clock=outcome.clock,
            version=procedure.in_force,
            digest=procedure.digest,
            renamed=outcome.renamed,
            facts=outcome.facts,
            personal={"reason": reason},
        )
    )
    if outcome.values:
        draft.add(parted(procedure, outcome.values, [], draft.scope()))
    return draft.decided()


def take_back(
    procedure: Procedure, case: Case, command: Unmove, context: Context
) -> Decided | Refusal:
    asked = _asked(command, context)
    if isinstance(asked, Refusal):
        return asked
    standing, reason = asked
    if not case.moved:
        return Refusal("move.none")
    filled = [body for body in command.since[:1] if isinstance(body, Filled)]
    if happened := [
        body for body in command.since[len(filled) :] if not isinstance(body, HARMLESS)
    ]:
        return Refusal("move.since", {"count": len(happened), "at": moment(case.last_at)})
    assert context.before is not None, "taking back asks for the case as it was"
    before = context.before(case.moved)
    clock = (
        case_clock.ticked(before.clock, before.steps, context.at, context.calendar)
        if before.clock
        else None
    )
    draft = Draft(command.old, case, context, context.actor(standing))
    draft.add(
        Reversed(
            event=case.moved,
            steps=tuple(counted_anew(step, context) for step in before.steps),
            clock=clock,
            counts=before.counts,
            fees=before.fees,
            standing=before.standing,
            accepted=before.accepted,
            extensions=before.extensions,
            standing_house=before.standing_house,
            standing_act=before.standing_act,
            delivered=before.delivered,
            personal={"reason": reason},
            **followed_before(case, before),
        )
    )
    if given := _given(filled):
        as_before = {name: before.data[name] for name in given if name in before.data}
        scope = scope_of(command.old, before, context)
        draft.add(
            parted(
                command.old,
                as_before,
                [],
                scope,
                tuple(name for name in given if name not in as_before),
            )
        )
    return draft.decided()


def _asked(command: Move | Unmove, context: Context) -> tuple[Standing, str] | Refusal:
    """By which post, and why; or that it is not theirs to do, or says no reason."""
    standing, reason = mover(context), _reason(command.reason)
    if standing is None:
        return Refusal("house.not_yours", {"what": "move", "by": sorted(MOVERS)})
    return reason if isinstance(reason, Refusal) else (standing, reason)


def mover(context: Context) -> Standing | None:
    """The post by which the person may: the leader's or the office's own, not another's by delegation."""
    return next(
        (one for one in context.standings if one.roles & MOVERS and not one.delegation), None
    )


def _reason(given: Any) -> str | Refusal:
    try:
        said = text(given, TEXT_MAX)
    except Bad as bad:
        return Refusal("form.faults", {"count": 1}, (Fault("reason", bad.code, bad.facts),))
    return said or Refusal("form.faults", {"count": 1}, (Fault("reason", "field.required"),))


def _given(filled: list[Filled]) -> list[str]:
    return [name for body in filled for name in (*body.values, *body.personal)]
