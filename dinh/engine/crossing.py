"""A case goes over to another house: by the step it enters, by hand, or at its end back to where its result is delivered.

One house has a case at a time (`Case.now`) and alone acts on it; who may act, the calendar and the books are that house's.
`home` in a procedure is the house that settles the case (`Case.settles`): the one that opened it, until it is handed over by
`transfer` or `route`.
"""
from __future__ import annotations

from dinh.engine.case import Case
from dinh.engine.context import Context
from dinh.engine.draft import Act, Decided, Draft
from dinh.engine.event import Assigned, Transferred
from dinh.engine.procedure import Field, Procedure, Text
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.rights import Answers, begin

HOUSE = Field(name="house", label=Text("Đơn vị", "House"), type="house")


def crossed(draft: Draft) -> Refusal | None:
    """Hand the case over where the step it has entered, or its end, belongs to another house than the one that has it."""
    house = _belongs(draft)
    if isinstance(house, Refusal):
        return house
    if house != draft.case.now:
        draft.add(Transferred(house=house, out_of=draft.case.now, why="end" if draft.case.end else "at"))
    return None


def _belongs(draft: Draft) -> str | Refusal:
    """The house whose turn it is. Raises nothing: a house that is not there is a refusal."""
    case, context = draft.case, draft.context
    if case.end or not case.steps:
        return case.first if case.end else case.now
    step = draft.procedure.steps[case.steps[0].step]
    if step.block or step.at == "home":
        return case.settles
    house = context.province() if step.at == "province" else str(draft.scope()(step.at) or "")
    if not house:
        return Refusal("cross.unnamed" if step.at != "province" else "cross.no_province", {"step": step.name, "field": step.at})
    if house != case.now and not context.exists(HOUSE, house):
        return Refusal("cross.no_house", {"step": step.name, "house": context.called(house)})
    return house


def transfer(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    """By hand, with a reason: to the house that is to settle it; or back to the one it came from, to be put right there."""
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = Answers(command.data, ("house", "reason"))
    house, reason = _other(data, context), data.text("reason")
    back = came_from(case) == house
    if case.end and house and not back:
        data.faults.append(Fault("house", "transfer.settled", {"house": context.called(came_from(case))}))
    if refusal := data.refusal():
        return refusal
    begun[0].add(Transferred(house=house, out_of=case.now, why="back" if back else "transfer", personal={"reason": reason}))
    return begun[0].decided()


def came_from(case: Case) -> str:
    """The house it came from by a step or at its end; "": by hand, or it never came."""
    return case.went[-2].house if len(case.went) > 1 and case.went[-1].why in ("at", "end") else ""


def route(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    """Before it is accepted, to the house that is competent."""
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = Answers(command.data, ("house",))
    house = _other(data, context)
    if refusal := data.refusal():
        return refusal
    begun[0].add(Assigned(step=case.steps[0].name if case.steps else "", person="", house=house))
    begun[0].add(Transferred(house=house, out_of=case.now, why="route"))
    return begun[0].decided()


def _other(data: Answers, context: Context) -> str:
    house = data.text("house", most=80)
    if house and house == context.house:
        data.faults.append(Fault("house", "transfer.itself", {"house": context.called(house)}))
    elif house and not context.exists(HOUSE, house):
        data.faults.append(Fault("house", "field.not_found", {"given": house, "type": "house"}))
    return house
