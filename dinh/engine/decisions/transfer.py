"""A case goes over to another house: by the step it enters, by hand, or at its end back to where its result is delivered.

One house has a case at a time (`Case.now`) and alone acts on it; who may act, the calendar and the books are that house's.
`home` in a procedure is the house that settles the case (`Case.settles`): the one that opened it, until it is handed over by
`transfer` or `route`; where whoever opened it alone is asked, the one that opened it all the same. Rule to keep: a step is done in the house that it belongs to (`belongs`) and in no other, whoever has the case.
"""

from __future__ import annotations

from msgspec.structs import replace

from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import Act, Decided, Draft
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.general_rights import Answers, begin
from dinh.engine.definition.procedure import Field, Procedure, Text
from dinh.engine.record.case import Case
from dinh.engine.record.events import HOUSE as HOUSE_ITSELF
from dinh.engine.record.events import Assigned, Transferred
from dinh.engine.refusal import Fault, Refusal

HOME = "home"
HOUSE = Field(name="house", label=Text("Đơn vị", "House"), type="house")


def crossed(draft: Draft) -> Refusal | None:
    """Hand the case over where the step it has entered, or its end, belongs to another house than the one that has it."""
    case = draft.case
    if not (case.went or case.home or _crosses(draft.procedure)):  # which is most of what happens
        return None
    house = belongs(draft.procedure, case, draft.scope(), draft.context)
    if isinstance(house, Refusal):
        return house
    if house != case.now:
        draft.add(Transferred(house=house, out_of=case.now, why="end" if case.end else "at"))
    return None


def _crosses(procedure: Procedure) -> bool:
    """Is any of its steps another house's? Found once."""
    found: bool | None = procedure.__dict__.get("_crosses")
    if found is None:
        found = procedure.__dict__["_crosses"] = any(
            step.at != HOME for step in procedure.steps.values()
        )
    return found


def belongs(procedure: Procedure, case: Case, scope: Scope, context: Context) -> str | Refusal:
    """The house whose turn it is. Raises nothing: a house that is not there is a refusal."""
    if case.end or not case.steps:
        return case.first if case.end else case.now
    step = procedure.steps[case.steps[0].step]
    if step.block or step.at == HOME:
        return case.first if _waits_for_opener(case) else case.settles
    house = context.province() if step.at == "province" else str(scope(step.at) or "")
    if not house:
        return Refusal(
            "cross.unnamed" if step.at != "province" else "cross.no_province",
            {"step": step.name, "field": step.at},
        )
    if house != case.now and not context.exists(HOUSE, house):
        return Refusal("cross.no_house", {"step": step.name, "house": context.called(house)})
    return house


def _waits_for_opener(case: Case) -> bool:
    """Is only whoever opened it asked? That is somebody of the house where it was opened, whoever settles it."""
    return (
        bool(case.opener)
        and case.opener != HOUSE_ITSELF.person
        and all(one.roles == ("opener",) for one in case.steps)
    )


def astray(procedure: Procedure, case: Case, scope: Scope, context: Context) -> str:
    """The house that does the open step, where another has the case: handed back by hand, to be put right. "": nobody else."""
    house = belongs(procedure, case, scope, context) if len(case.went) > 1 and case.open else ""
    return house if isinstance(house, str) and house != case.now else ""


def bound_for(procedure: Procedure, case: Case, scope: Scope, context: Context) -> tuple[str, ...]:
    """The houses to which alone it may be handed by hand; none: any. Who is asked for a step (`at`) gives it back or does it: who settles the matter is not theirs to say."""
    if case.end:
        return (came_from(case) or case.first,)
    if other := astray(procedure, case, scope, context):
        return (other,)
    return (
        tuple(dict.fromkeys((came_from(case) or case.settles, case.settles)))
        if case.now != case.settles
        else ()
    )


def transfer(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    """By hand, with a reason: to the house that is to settle it; or back to the one it came from, to be put right there.

    `for_good: yes` hands it to the house it came from by a step so that this house settles it from now on.
    """
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft = begun[0]
    data = Answers(command.data, ("house", "reason", "for_good"))
    house, reason = _other(data, context), data.text("reason")
    for_good = data.yes("for_good")
    only = bound_for(procedure, case, draft.scope(), context)
    if only and house and house not in only and not _told(data):
        data.faults.append(_not_there(draft, only))
    elif only and for_good:
        data.faults.append(replace(_not_there(draft, only), field="for_good"))
    if refusal := data.refusal():
        return refusal
    draft.add(
        Transferred(
            house=house,
            out_of=case.now,
            why="transfer" if for_good else _why(case, house, only, draft),
            personal={"reason": reason},
        )
    )
    return draft.decided()


def _why(case: Case, house: str, only: tuple[str, ...], draft: Draft) -> str:
    """As the hand-over tells it: only where nothing bound it is the house another that settles it."""
    if case.end and house != came_from(case):
        return "end"
    if astray(draft.procedure, case, draft.scope(), draft.context):
        return "at"
    return "back" if only or house == came_from(case) else "transfer"


def _told(data: Answers) -> bool:
    return any(fault.field == "house" for fault in data.faults)


def _not_there(draft: Draft, only: tuple[str, ...]) -> Fault:
    procedure, case, context, scope = draft.procedure, draft.case, draft.context, draft.scope()
    step = case.steps[0].name if case.steps else ""
    code = (
        "transfer.settled"
        if case.end
        else "transfer.astray"
        if astray(procedure, case, scope, context)
        else "transfer.asked"
    )
    return Fault(
        "house", code, {"house": " / ".join(context.called(one) for one in only), "step": step}
    )


def came_from(case: Case) -> str:
    """The house it came from by a step or at its end; "": by hand, or it never came."""
    return case.went[-2].house if len(case.went) > 1 and case.went[-1].why in ("at", "end") else ""


def route(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    """Before it is accepted, to the house that is competent."""
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft = begun[0]
    data = Answers(command.data, ("house",))
    house = _other(data, context)
    if (only := bound_for(procedure, case, draft.scope(), context)) and not _told(data):
        data.faults.append(_not_there(draft, only))
    if refusal := data.refusal():
        return refusal
    draft.add(Assigned(step=case.steps[0].name if case.steps else "", person="", house=house))
    draft.add(Transferred(house=house, out_of=case.now, why="route"))
    return draft.decided()


def _other(data: Answers, context: Context) -> str:
    house = data.text("house", most=80)
    if house and house == context.house:
        data.faults.append(Fault("house", "transfer.itself", {"house": context.called(house)}))
    elif house and not context.exists(HOUSE, house):
        data.faults.append(Fault("house", "field.not_found", {"given": house, "type": "house"}))
    return house
