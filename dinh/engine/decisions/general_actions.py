"""What every procedure has without writing it: note, attach, pay, reassign, relate, withdraw, extend, reverse, deliver.

`route` and `transfer` are told in `crossing`. `not_by` does not see these acts.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from dinh.engine.decisions import case_clock, effects, letters
from dinh.engine.decisions.child_cases import brought_since
from dinh.engine.decisions.consequences import led, went_on
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.documents import read_documents
from dinh.engine.decisions.draft import Act, Decided
from dinh.engine.decisions.extension import extended_clock
from dinh.engine.decisions.general_rights import Answers, begin, supplying
from dinh.engine.decisions.transfer import crossed, route, transfer
from dinh.engine.decisions.undo import answers_again, reversal
from dinh.engine.definition.procedure import Field, Procedure, Text
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.record import payments
from dinh.engine.record.case import Case
from dinh.engine.record.events import (
    Acted,
    Assigned,
    Attached,
    Delegated,
    Delivered,
    Extended,
    Noted,
    Paid,
)
from dinh.engine.record.requested_items import still_open
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.schedule.calendar import to_local

MINUS = frozenset("-−–")  # a keyboard's and those of a sheet of figures
PAY_WAYS = ("cash", "transfer", "online")
DELIVERY_WAYS = ("counter", "post", "online")


def _note(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = Answers(command.data, ("text",))
    words = data.text("text")
    if refusal := data.refusal():
        return refusal
    begun[0].add(Noted(personal={"text": words}))
    return begun[0].decided()


def _attach(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = Answers(command.data, ("documents", "text"))
    attached, faults = read_documents(procedure, command.data, begun[0].scope(), context.exists)
    data.faults += faults
    if attached is None and not data.faults:
        data.faults.append(Fault("documents", "field.required"))
    if refusal := data.refusal():
        return refusal
    assert isinstance(attached, Attached)
    begun[0].add(attached)
    return begun[0].decided()


def _pay(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = Answers(command.data, ("line", "amount", "how", "receipt", "reason"))
    how, receipt, line = (
        data.one_of("how", PAY_WAYS, "cash"),
        data.text("receipt", required=False, most=60),
        data.text("line", required=False, most=60),
    )
    back, amount = _amount(data)
    reason = data.text("reason", required=back, most=500)
    known = [fee.name for fee in case.fees]
    if back:  # what was taken is given back though its fee is gone, with the act that charged it
        known = list(dict.fromkeys((*known, *(one.line for one in case.paid if one.line))))
    if line and line not in known:
        data.faults.append(Fault("line", "field.choice", {"given": line, "names": known}))
    if not known and not (back and case.paid):
        data.faults.append(Fault("amount", "pay.no_fee"))
    if (
        amount
        and not {one.field for one in data.faults} & {"amount", "line"}
        and (too_much := _too_much(case, line, amount))
    ):
        data.faults.append(too_much)
    if refusal := data.refusal():
        return refusal
    begun[0].add(
        Paid(
            amount=amount,
            how=how,
            line=line,
            receipt=receipt,
            personal={"reason": reason} if reason else {},
        )
    )
    return begun[0].decided()


def _amount(data: Answers) -> tuple[bool, int]:
    """Is it given back, and how much, in đồng: below zero then, for it is typed with a minus before it."""
    given = data.given.get("amount")
    typed = "" if given is None else str(given).strip()
    back = typed[:1] in MINUS
    try:
        amount = read_value(
            Field(name="amount", label=Text("Số tiền"), type="money"),
            typed[1:].strip() if back else given,
        )
    except Bad as bad:
        data.faults.append(Fault("amount", bad.code, bad.facts))
        return back, 0
    if not amount:
        data.faults.append(Fault("amount", "field.required"))
    return back, -(amount or 0) if back else amount or 0


def _too_much(case: Case, line: str, amount: int) -> Fault | None:
    if amount < 0:
        paid = payments.returnable(case, line)
        return (
            Fault("amount", "pay.refund", {"paid": paid, "given": -amount})
            if -amount > paid
            else None
        )
    owed = payments.unpaid(case, line)
    return (
        Fault("amount", "pay.too_much", {"owed": owed, "given": amount})
        if owed is not None and amount > owed
        else None
    )


def _relate(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = Answers(command.data, ("case", "text"))
    other, words = data.text("case", most=60), data.text("text", required=False)
    if other and other == case.code:
        data.faults.append(Fault("case", "relate.itself", {"given": other}))
    elif other and not context.exists(Field(name="case", label=Text("Hồ sơ"), type="case"), other):
        data.faults.append(Fault("case", "field.not_found", {"given": other, "type": "case"}))
    if refusal := data.refusal():
        return refusal
    begun[0].add(Noted(related=other, personal={"text": words} if words else {}))
    return begun[0].decided()


def _reassign(
    procedure: Procedure, case: Case, command: Act, context: Context
) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = Answers(command.data, ("person", "text"))
    person = data.text("person", most=60)
    steps = [one for one in case.steps if command.step in ("", one.name, one.step)]
    if not steps:
        return Refusal(
            "step.not_open",
            {"step": command.step, "steps": [one.name for one in case.steps], "can": []},
        )
    if len(steps) > 1:
        return Refusal(
            "step.which", {"action": command.action, "steps": [one.name for one in steps]}
        )
    step = steps[0]
    if person and not context.exists(
        Field(name="person", label=Text("Người"), type="person"), person
    ):
        data.faults.append(Fault("person", "field.not_found", {"given": person, "type": "person"}))
    if refusal := data.refusal():
        return refusal
    begun[0].add(Assigned(step=step.name, person=person))
    return begun[0].decided()


def _withdraw(
    procedure: Procedure, case: Case, command: Act, context: Context
) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, standing = begun
    data = Answers(command.data, ("reason", "refund"))
    reason, refund = data.text("reason"), data.text("refund", required=False)
    if refusal := data.refusal():
        return refusal
    clock = (
        case_clock.stopped(case.clock, context.at, context.calendar)
        if case.clock and case.clock.stopped is None
        else None
    )
    draft.close(
        child.code for child in case.children if not child.end
    )  # nobody waits for them any more
    draft.add(
        Acted(
            step="",
            action="withdraw",
            left=tuple(step.name for step in case.steps),
            clock=clock,
            end="withdrawn",
            outcome="stopped",
            end_label={"vi": "Đã rút hồ sơ", "en": "Withdrawn"},
            closed=draft.closed,
            taken_down=tuple(x.digest for x in case.letters if x.posted),
            personal={"reason": reason} | ({"refund": refund} if refund else {}),
        )
    )
    for one in letters.stopping(draft, standing, case, reason, refund):
        draft.add(one)
    crossed(draft)
    return draft.decided()


def _waive(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    """What was asked for need not be brought; with nothing left to wait for the case goes on as if it had been."""
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, standing = begun
    data = Answers(command.data, ("items", "reason"))
    reason, names = data.text("reason"), _names(data, case)
    if refusal := data.refusal():
        return refusal
    draft.told = {"waived": names, "personal": {"reason": reason}}
    waits = supplying(procedure, case)
    assert waits is not None
    if any(item.of not in names for item in still_open(case.requested)):
        draft.add(Acted(step="", action="waive", **draft.told))
        return draft.decided()
    open_step, step, action = waits
    return led(draft, open_step, step, action, standing, actor_action="waive")


def _names(data: Answers, case: Case) -> tuple[str, ...]:
    """The items that are waived: those named, of the ones still open."""
    given = data.given.get("items")
    names = [given] if isinstance(given, str) else given
    if not names or not isinstance(names, list | tuple):
        data.faults.append(Fault("items", "supplement.no_items"))
        return ()
    known = [item.of for item in still_open(case.requested)]
    data.faults += [
        Fault("items", "supplement.unknown", {"name": str(name)[:80], "near": ""})
        for name in names
        if name not in known
    ]
    return tuple(name for name in known if name in names)


def _extend(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, standing = begun
    data = Answers(command.data, ("until", "by", "reason"))
    reason = data.text("reason")
    clock = extended_clock(draft, data)
    if refusal := data.refusal():
        return refusal
    assert clock is not None and clock.due is not None and case.clock is not None
    draft.add(
        Extended(
            old=case.clock.due,
            new=clock.due,
            clock=clock,
            apology=True,
            personal={"reason": reason},
        )
    )
    for one in letters.apology(draft, standing, case, reason):
        draft.add(one)
    return draft.decided()


def _reverse(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, standing = begun
    data = Answers(command.data, ("event", "reason"))
    reason = data.text("reason")
    event = data.given.get("event", case.standing)
    if str(event) not in (str(case.standing), str(case.standing_number or case.standing)):
        data.faults.append(
            Fault("event", "reverse.not_last", {"event": str(event), "last": case.standing})
        )
    if refusal := data.refusal():
        return refusal
    body = reversal(procedure, case, context)
    if isinstance(body, Refusal):
        return body
    draft.close(body.closed)
    draft.add(replace(body, personal=body.personal | {"reason": reason}))
    for one in letters.revocation(draft, standing, case, body.withdrawn, reason):
        draft.add(one)
    if context.before is not None and (
        again := answers_again(
            procedure,
            case,
            context.before(case.standing),
            draft.scope(),
            brought_since(procedure, case, case.standing),
        )
    ):
        draft.add(again)
    if case.delegated >= case.standing:
        draft.add(
            Delegated(
                delegation=case.delegation(case.delegated),
                ended=True,
                end=to_local(context.at).date().isoformat(),
            )
        )
    return went_on(draft)  # as many children may be back by now as a step waits for


def _deliver(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, _ = begun
    data = Answers(command.data, ("to", "how"))
    how, to = (
        data.one_of("how", DELIVERY_WAYS, "counter"),
        data.text("to", required=False, most=200),
    )
    if refusal := data.refusal():
        return refusal
    draft.add(
        Delivered(
            how=how,
            personal={"to": to} if to else {},
            fees=effects.fees(procedure, "deliver", draft.scope()),
        )
    )
    return draft.decided()


UNWRITTEN: dict[str, Callable[[Procedure, Case, Act, Context], Decided | Refusal]] = {
    "note": _note,
    "attach": _attach,
    "pay": _pay,
    "relate": _relate,
    "reassign": _reassign,
    "withdraw": _withdraw,
    "waive": _waive,
    "extend": _extend,
    "reverse": _reverse,
    "deliver": _deliver,
    "route": route,
    "transfer": transfer,
}
