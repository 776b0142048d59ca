"""What a person may do with a case, and why not the rest. `decide` and the pages ask the same rule, here.

Each finder gives the hindrances, in the order in which a person would meet them; none means: may.
"""

from __future__ import annotations

from msgspec import Struct

from dinh.engine.decisions.context import NOBODY, Context, Standing
from dinh.engine.decisions.evaluate import Scope, named
from dinh.engine.decisions.general_rights import elsewhere
from dinh.engine.decisions.transfer import astray
from dinh.engine.definition.condition import ALWAYS, holds, test_holds
from dinh.engine.definition.procedure import Action, Procedure, Step
from dinh.engine.record.case import Case
from dinh.engine.record.events import OpenStep
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import NotCovered


class Offer(Struct, frozen=True):
    """One action at one open step, with what hinders this person (`hindrances` empty: may)."""

    step: str
    action: str
    standing: Standing
    hindrances: tuple[Refusal, ...]

    @property
    def may(self) -> bool:
        return not self.hindrances


def offers(procedure: Procedure, case: Case, scope: Scope, context: Context) -> list[Offer]:
    """Every declared action of every open step, for this person."""
    found = []
    for open_step in case.steps:
        step = procedure.steps.get(open_step.step)
        for action in step.do.values() if step else ():
            found.append(offer(procedure, case, open_step, action, scope, context))
    return found


def offer(
    procedure: Procedure,
    case: Case,
    open_step: OpenStep,
    action: Action,
    scope: Scope,
    context: Context,
) -> Offer:
    step = procedure.steps[open_step.step]
    if case.away:
        return Offer(open_step.name, action.name, NOBODY, (elsewhere(case, context),))
    if case.went and (other := astray(procedure, case, scope, context)):
        return Offer(
            open_step.name,
            action.name,
            NOBODY,
            (Refusal("step.elsewhere", {"step": open_step.name, "house": context.called(other)}),),
        )
    standing, hindrances = standing_for(procedure, case, open_step, step, scope, context)
    if action.when != ALWAYS and (hindrance := _not_offered(open_step, step, action, scope)):
        hindrances += (hindrance,)
    if (
        action.at_most is not None
        and case.counts.get(f"{open_step.name}.{action.name}", 0) >= action.at_most
    ):
        hindrances += (_used_up(case, open_step, step, action, scope),)
    if action.adds and (hindrance := _full(action, scope)):
        hindrances += (hindrance,)
    return Offer(open_step.name, action.name, standing, hindrances)


def _used_up(case: Case, open_step: OpenStep, step: Step, action: Action, scope: Scope) -> Refusal:
    """That the action was done as often as it may be, and which others of the step are left."""
    left = [
        other
        for other in step.do.values()
        if (
            other.at_most is None
            or case.counts.get(f"{open_step.name}.{other.name}", 0) < other.at_most
        )
        and (other.when == ALWAYS or _not_offered(open_step, step, other, scope) is None)
    ]
    facts = {
        "action": action.name,
        "label": _called(action),
        "times": action.at_most,
        "others": [_called(other) for other in left],
    }
    return Refusal("action.used_up", facts)


def _called(action: Action) -> dict[str, str]:
    label = action.label
    return {"vi": label.vi, "en": label.en or label.vi} if label else {"vi": action.name}


def _not_offered(open_step: OpenStep, step: Step, action: Action, scope: Scope) -> Refusal | None:
    """Does the action's `when` hold, as the step itself sees it: with its row, its limit, the moment it was entered?"""
    inner = scope.within(limit=open_step.limit, entered=open_step.since)
    inner = inner.row(step.each, open_step.row) if step.each and open_step.row else inner
    try:
        return (
            None
            if holds(action.when, inner)
            else Refusal("action.not_offered", {"action": action.name, "step": open_step.name})
        )
    except NotCovered as out:
        return not_covered(out)


def not_covered(out: NotCovered) -> Refusal:
    return Refusal(
        "calendar.not_covered",
        {"day": str(out.day), "first": str(out.first), "last": str(out.last)},
    )


def standing_for(
    procedure: Procedure,
    case: Case,
    open_step: OpenStep,
    step: Step,
    scope: Scope,
    context: Context,
) -> tuple[Standing, tuple[Refusal, ...]]:
    """The first of the person's authorities that may act at the step, or why none may."""
    hindrance = (
        _four_eyes(
            procedure,
            case,
            step,
            scope.row(step.each, open_step.row) if step.each and open_step.row else scope,
            context,
        )
        if step.not_by
        else None
    )
    for standing in context.standings or (NOBODY,):
        if standing.delegation and not procedure.delegable:
            continue
        if _covers(open_step, standing, case, context):
            return standing, (hindrance,) if hindrance else ()
    wrong = Refusal(
        "step.not_yours",
        {
            "step": open_step.name,
            "label": open_step.label or open_step.name,
            "by": list(open_step.roles),
            "of": list(open_step.of),
        },
    )
    return NOBODY, (wrong, hindrance) if hindrance else (wrong,)


def _covers(open_step: OpenStep, standing: Standing, case: Case, context: Context) -> bool:
    if standing.roles.isdisjoint(open_step.roles) and not any(
        _is(role, standing, case, context) for role in open_step.roles
    ):
        return False
    return not open_step.of or not standing.of or bool(set(open_step.of) & set(standing.of))


def _is(role: str, standing: Standing, case: Case, context: Context) -> bool:
    match role.partition(":"):
        case ("applicant", "", _):
            return _for_applicant(standing, case, context)
        case ("opener", "", _):
            return case.opened_by(context.person, context.house)
        case ("person", ":", name):
            return bool(name) and context.person == name
        case ("post", ":", name):
            return bool(name) and standing.post == name
        case _:
            return role in standing.roles


def _for_applicant(standing: Standing, case: Case, context: Context) -> bool:
    """The applicant; or the counter, for one who filed there and has no account: it takes in what the person brings."""
    if context.person and context.person in ("applicant", case.applicant):
        return True
    return (
        not case.applicant and case.channel in ("counter", "post") and "counter" in standing.roles
    )


def _four_eyes(
    procedure: Procedure, case: Case, step: Step, scope: Scope, context: Context
) -> Refusal | None:
    """`not_by`: who acted at those steps, or is named in those fields, may not act here, by whichever post or delegation;
    nor who for that may not act at one of those steps."""
    for name in procedure.barred(step.name):
        if name in case.acted_by:
            if case.known_as(context.person, context.house) in case.acted_by[name]:
                return Refusal("step.not_by", {"step": step.name, "other": name})
        elif context.person and (
            case.opened_by(context.person, context.house)
            if name == "opener"
            else context.person in named(scope, name)
        ):
            return Refusal("step.named", {"step": step.name, "field": name})
    return None


def _full(action: Action, scope: Scope) -> Refusal | None:
    field = scope.field_of(action.adds)
    rows = scope(action.adds) or {}
    if (
        field
        and field.rows
        and len(rows) >= field.rows.low
        and not test_holds(field.rows, len(rows) + 1)
    ):
        return Refusal("list.full", {"list": action.adds, "most": field.rows.high})
    return None
