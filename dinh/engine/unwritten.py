"""What every procedure has without writing it: note, attach, pay, reassign, relate, withdraw, extend, reverse, deliver.

`route` and `transfer` cross houses and are not built yet; they say so. `not_by` does not see these acts.
"""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from dinh.engine import effects, timing
from dinh.engine.calendar import to_local
from dinh.engine.case import Case
from dinh.engine.context import NOBODY, Context, Standing
from dinh.engine.deadline import due, parse_duration
from dinh.engine.documents import read_documents
from dinh.engine.draft import Act, Decided, Draft
from dinh.engine.event import Acted, Assigned, Attached, Delegated, Delivered, Extended, Noted, Paid, Reversed
from dinh.engine.issue import issued
from dinh.engine.procedure import Field, Letter, LetterValue, Procedure, Text
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.reversing import counted_anew, undone
from dinh.engine.scope import moment
from dinh.engine.values import Bad, read_date, text

TEXT_MAX = 2000
PAY_WAYS = ("cash", "transfer", "online")
DELIVERY_WAYS = ("counter", "post", "online")


def hindrance(procedure: Procedure, case: Case, action: str, context: Context) -> tuple[Standing, Refusal | None]:
    """May this person do this unwritten action now? The standing that may, or why not."""
    if action in procedure.off:
        return NOBODY, Refusal("unwritten.off", {"action": action})
    if action in NOT_BUILT:
        return NOBODY, Refusal("action.not_built", {"action": action})
    standing = _standing(case, action, context)
    if standing is None:
        return NOBODY, Refusal("unwritten.not_yours", {"action": action, "by": list(_who(case, action))})
    return standing, WHEN[action](procedure, case) if action in WHEN else None


def _who(case: Case, action: str) -> tuple[str, ...]:
    return WHO.get(action) or (*(role for step in case.steps for role in step.roles), "leader")


WHO = {
    "note": ("reader",), "attach": ("reader", "applicant"), "relate": ("reader",), "pay": ("counter",), "deliver": ("counter",),
    "withdraw": ("applicant", "counter"), "extend": ("leader",), "reverse": ("leader",),
}
NOT_BUILT = ("route", "transfer")


def _standing(case: Case, action: str, context: Context) -> Standing | None:
    applicant = context.person in ("applicant", case.applicant) and bool(context.person)
    for role in _who(case, action):
        if role == "applicant" and applicant:
            return context.standings[0] if context.standings else NOBODY
        for standing in context.standings:
            if role in standing.roles or (role == "reader" and standing.post):
                return standing
    return None


def _open(procedure: Procedure, case: Case) -> Refusal | None:
    return None if case.open else Refusal("case.settled", {"end": case.end_label.get("vi", case.end)})


def _withdrawable(procedure: Procedure, case: Case) -> Refusal | None:
    if any(letter.result and not letter.withdrawn for letter in case.letters):
        return Refusal("withdraw.result_issued")
    return _open(procedure, case)


def _deliverable(procedure: Procedure, case: Case) -> Refusal | None:
    if case.delivered:
        return Refusal("deliver.done", {"at": moment(case.delivered)})
    stands = case.end or any(letter.result and not letter.withdrawn for letter in case.letters)
    return None if stands else Refusal("deliver.no_result")


def _extendable(procedure: Procedure, case: Case) -> Refusal | None:
    extension = procedure.extension
    if not extension.allowed:
        return Refusal("extend.not_allowed")
    if not case.open or case.clock is None or case.clock.due is None:
        return Refusal("extend.no_due")
    if extension.times is not None and case.extensions >= extension.times:
        return Refusal("extend.used_up", {"times": extension.times})
    return None


def _reversible(procedure: Procedure, case: Case) -> Refusal | None:
    return None if case.standing else Refusal("reverse.nothing")


WHEN: dict[str, Callable[[Procedure, Case], Refusal | None]] = {
    "withdraw": _withdrawable, "deliver": _deliverable, "extend": _extendable, "reverse": _reversible, "reassign": _open,
}


class _Data:
    """The data of an unwritten action, read field by field; faults are gathered."""

    def __init__(self, given: dict[str, Any], allowed: tuple[str, ...]) -> None:
        self.given, self.faults = given, [Fault(name, "field.unknown", {"name": name, "near": ""}) for name in given if name not in allowed]

    def text(self, name: str, *, required: bool = True, most: int = TEXT_MAX) -> str:
        given = self.given.get(name)
        if given in (None, ""):
            if required:
                self.faults.append(Fault(name, "field.required"))
            return ""
        try:
            return text(given, most)
        except Bad as bad:
            self.faults.append(Fault(name, bad.code, bad.facts))
            return ""

    def one_of(self, name: str, names: tuple[str, ...], default: str = "") -> str:
        given = self.given.get(name, default)
        if given not in names:
            self.faults.append(Fault(name, "field.choice" if given else "field.required", {"given": str(given)[:60], "names": list(names)}))
        return str(given)

    def refusal(self) -> Refusal | None:
        return Refusal("form.faults", {"count": len(self.faults)}, tuple(self.faults)) if self.faults else None


Begun = tuple["Draft", Standing]


def _begin(procedure: Procedure, case: Case, command: Act, context: Context) -> Begun | Refusal:
    standing, refusal = hindrance(procedure, case, command.action, context)
    if refusal:
        return refusal
    return Draft(procedure, case, context, context.actor(standing)), standing


def _note(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = _Data(command.data, ("text",))
    words = data.text("text")
    if refusal := data.refusal():
        return refusal
    begun[0].add(Noted(personal={"text": words}))
    return begun[0].decided()


def _attach(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = _Data(command.data, ("documents", "text"))
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
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = _Data(command.data, ("line", "amount", "how", "receipt"))
    how, receipt, line = data.one_of("how", PAY_WAYS, "cash"), data.text("receipt", required=False, most=60), data.text("line", required=False, most=60)
    amount = _amount(data)
    known = [fee.name for fee in case.fees]
    if line and line not in known:
        data.faults.append(Fault("line", "field.choice", {"given": line, "names": known}))
    if not known:
        data.faults.append(Fault("amount", "pay.no_fee"))
    owed = _owed(case, line)
    if owed is not None and amount > owed and not data.faults:
        data.faults.append(Fault("amount", "pay.too_much", {"owed": owed, "given": amount}))
    if refusal := data.refusal():
        return refusal
    begun[0].add(Paid(amount=amount, how=how, line=line, receipt=receipt))
    return begun[0].decided()


def _amount(data: _Data) -> int:
    from dinh.engine.values import read_value

    try:
        amount = read_value(Field(name="amount", label=Text("Số tiền"), type="money"), data.given.get("amount"))
    except Bad as bad:
        data.faults.append(Fault("amount", bad.code, bad.facts))
        return 0
    if amount is None or amount == 0:
        data.faults.append(Fault("amount", "field.required"))
    return amount or 0


def _owed(case: Case, line: str) -> int | None:
    """What is still to pay; None when an amount is not published."""
    lines = [fee for fee in case.fees if not line or fee.name == line]
    if any(fee.amount is None for fee in lines):
        return None
    owed = sum(fee.amount or 0 for fee in lines) - sum(one.amount for one in case.paid if not line or one.line == line)
    if not line or any(fee.amount is None for fee in case.fees):
        return owed
    return min(owed, sum(fee.amount or 0 for fee in case.fees) - sum(one.amount for one in case.paid))


def _relate(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = _Data(command.data, ("case", "text"))
    other, words = data.text("case", most=60), data.text("text", required=False)
    if other and (other == case.code or not context.exists(Field(name="case", label=Text("Hồ sơ"), type="case"), other)):
        data.faults.append(Fault("case", "field.not_found", {"given": other, "type": "case"}))
    if refusal := data.refusal():
        return refusal
    begun[0].add(Noted(related=other, personal={"text": words} if words else {}))
    return begun[0].decided()


def _reassign(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    data = _Data(command.data, ("person", "text"))
    person = data.text("person", most=60)
    steps = [one for one in case.steps if command.step in ("", one.name, one.step)]
    if not steps:
        return Refusal("step.not_open", {"step": command.step, "steps": [one.name for one in case.steps], "can": []})
    if len(steps) > 1:
        return Refusal("step.which", {"action": command.action, "steps": [one.name for one in steps]})
    step = steps[0]
    if person and not context.exists(Field(name="person", label=Text("Người"), type="person"), person):
        data.faults.append(Fault("person", "field.not_found", {"given": person, "type": "person"}))
    if refusal := data.refusal():
        return refusal
    begun[0].add(Assigned(step=step.name, person=person))
    return begun[0].decided()


def _withdraw(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, standing = begun
    data = _Data(command.data, ("reason",))
    reason = data.text("reason")
    if refusal := data.refusal():
        return refusal
    clock = timing.stopped(case.clock, context.at, context.calendar) if case.clock and case.clock.stopped is None else None
    draft.add(Acted(
        step="", action="withdraw", left=tuple(step.name for step in case.steps), clock=clock, end="withdrawn",
        outcome="stopped", end_label={"vi": "Đã rút hồ sơ", "en": "Withdrawn"}, taken_down=tuple(x.digest for x in case.letters if x.posted), personal={"reason": reason},
    ))
    _form(draft, standing, "05", "stopping_notice", Text("Thông báo dừng giải quyết hồ sơ", "Notice of stopping"), {"reason": reason})
    return draft.decided()


def _form(draft: Draft, standing: Standing, form: str, name: str, label: Text, values: dict[str, Any]) -> None:
    """A form of the one-stop set that no file writes; issued where the version carries its template."""
    if f"letters/form-{form}.typ" not in draft.procedure.sources and f"form-{form}.typ" not in draft.procedure.sources:
        return
    letter = Letter(name=name, label=label, form=form, values={key: LetterValue(key, "") for key in values})
    procedure = replace(draft.procedure, letters={**draft.procedure.letters, name: letter})
    scope = draft.scope(**values)
    for one in issued(procedure, (name,), draft.case, scope, draft.context, standing, draft.numbers):
        draft.add(one)


def _extend(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, standing = begun
    data = _Data(command.data, ("until", "by", "reason"))
    reason = data.text("reason")
    clock = _extended(procedure, case, data, context)
    if refusal := data.refusal():
        return refusal
    assert clock is not None and clock.due is not None and case.clock is not None
    draft.add(Extended(old=case.clock.due, new=clock.due, clock=clock, apology=True, personal={"reason": reason}))
    if procedure.extension.letter:
        for one in issued(procedure, (procedure.extension.letter,), draft.case, draft.scope(reason=reason, old_due=moment(case.clock.due)), context, standing, draft.numbers):
            draft.add(one)
    else:
        _form(draft, standing, "04", "apology", Text("Văn bản xin lỗi và đề nghị gia hạn", "Apology and extension"), {"reason": reason, "old_due": moment(case.clock.due)})
    return draft.decided()


def _extended(procedure: Procedure, case: Case, data: _Data, context: Context) -> Any:
    """The clock with the new due, by a day (`until`) or a length (`by`); later than before, within the procedure's bounds."""
    clock = case.clock
    assert clock is not None and clock.due is not None
    until, by = data.given.get("until"), data.given.get("by")
    if bool(until) == bool(by):
        data.faults.append(Fault("until", "extend.until_or_by"))
        return None
    try:
        new = timing.promised(replace(clock, extra=(*clock.extra, parse_duration(str(by)))), context.calendar) if by else _until(clock, until, context)
    except Bad as bad:
        data.faults.append(Fault("until", bad.code, bad.facts))
        return None
    except ValueError:
        data.faults.append(Fault("by", "field.duration"))
        return None
    if new.due is None or new.due <= max(clock.due, context.at):
        data.faults.append(Fault("until" if until else "by", "extend.not_later", {"due": moment(clock.due)}))
    elif procedure.extension.by and not any(_within(bound, clock.due, new.due, context) for bound in procedure.extension.by):
        data.faults.append(Fault("until" if until else "by", "extend.too_long"))
    return new


def _until(clock: Any, until: Any, context: Context) -> Any:
    return timing.promised(replace(clock, rule=None, until=read_date(until), extra=()), context.calendar)


def _within(bound: Any, old: datetime, new: datetime, context: Context) -> bool:
    at = due(bound.time, old, context.calendar).at
    return {"<": new < at, "<=": new <= at, ">": new > at, ">=": new >= at, "=": new == at}[bound.op]


def _reverse(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, _ = begun
    data = _Data(command.data, ("event", "reason"))
    reason = data.text("reason")
    event = data.given.get("event", case.standing)
    if str(event) not in (str(case.standing), str(case.standing_number or case.standing)):
        data.faults.append(Fault("event", "reverse.not_last", {"event": str(event), "last": case.standing}))
    if refusal := data.refusal():
        return refusal
    assert context.before is not None, "reversing asks for the case as it was"
    before = context.before(case.standing)
    records, personal = undone(procedure, case, context)
    clock = timing.ticked(before.clock, before.steps, context.at, context.calendar) if before.clock else None
    draft.add(Reversed(
        event=case.standing, steps=tuple(counted_anew(step, context) for step in before.steps), clock=clock, counts=before.counts, fees=before.fees, standing=before.standing,
        accepted=before.accepted, records=records, withdrawn=tuple(x.digest for x in case.letters if x.place > case.standing and not x.withdrawn),
        extensions=before.extensions, personal=personal | {"reason": reason},
    ))
    if case.delegated >= case.standing:
        draft.add(Delegated(delegation=case.code, ended=True, end=to_local(context.at).date().isoformat()))
    return draft.decided()


def _deliver(procedure: Procedure, case: Case, command: Act, context: Context) -> Decided | Refusal:
    begun = _begin(procedure, case, command, context)
    if isinstance(begun, Refusal):
        return begun
    draft, _ = begun
    data = _Data(command.data, ("to", "how"))
    how, to = data.one_of("how", DELIVERY_WAYS, "counter"), data.text("to", required=False, most=200)
    if refusal := data.refusal():
        return refusal
    draft.add(Delivered(how=how, personal={"to": to} if to else {}, fees=effects.fees(procedure, "deliver", draft.scope())))
    return draft.decided()


def _unbuilt(procedure: Procedure, case: Case, command: Act, context: Context) -> Refusal:
    return Refusal("action.not_built", {"action": command.action})


UNWRITTEN: dict[str, Callable[[Procedure, Case, Act, Context], Decided | Refusal]] = {
    "note": _note, "attach": _attach, "pay": _pay, "relate": _relate, "reassign": _reassign, "withdraw": _withdraw, "extend": _extend,
    "reverse": _reverse, "deliver": _deliver, "route": _unbuilt, "transfer": _unbuilt,
}
