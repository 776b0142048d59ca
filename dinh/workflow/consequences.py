"""What is decided is written, and what follows from it in other cases: children opened, withdrawn, told to their parents.

All of it is one transaction: a child's end and its parent's return are written together or not at all, in the books of two
houses where it must be. What cannot be done in a child or a parent undoes the whole act, and its reason is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from dinh import messages
from dinh.access import finders
from dinh.engine.decisions.case_clock import by_values, warnings
from dinh.engine.decisions.child_cases import Back, Close, Reopen, opens_of, stays
from dinh.engine.decisions.child_openings import Born, brought, suited
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Decided, Open, scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.time_limits import hindered, next_limit, ripe, tick
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import Parent
from dinh.engine.record.events import CLOCK, HOUSE, Acted, Actor, Delegated, Noted
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.store.across_houses import Needs
from dinh.store.writer import Batch
from dinh.workflow import across_houses
from dinh.workflow.decision import beside, context_in, decided, house_context, taken

TICKS_MAX = 100
INSTANT = timedelta(microseconds=1)


def append(batch: Batch, code: str, found: Decided, procedure: Procedure) -> Case:
    """Write it; gives the case after all that followed."""
    before = batch.case(code)
    for series, number in found.numbers.items():
        batch.take(series, number)
    own = [entry for entry in found.entries if type(entry[2]) is Delegated]
    entries = (
        [entry for entry in found.entries if type(entry[2]) is not Delegated]
        if own
        else found.entries
    )
    case = across_houses.append(batch, code, entries, folded=found.case)
    assert case is not None
    if (
        own
    ):  # who may do what is the house's own matter: it lies in the house's log and names the case
        batch.append("", own)
    holder = beside(batch, case.now) if case.away else batch
    plan_warnings(holder, holder.case(code) or case, procedure)
    if found.born or found.closed:
        _lead_children(batch, case, found)
    if case.parent:
        _tell_parent(batch, before, case, entries[-1][0])
    if any(type(entry[2]) is Acted and entry[2].records for entry in entries):
        _plan_starts(batch, case, entries)
    return batch.case(code) or case


def plan_warnings(batch: Batch, case: Case, procedure: Procedure) -> None:
    """A job for each warning of the open steps, at its instant; the same one is planned once."""
    if not case.open or not any(
        procedure.steps[step.step].warn or procedure.steps[step.step].every
        for step in case.steps
        if step.step in procedure.steps
    ):
        return
    if by_values(procedure, case):
        scope = scope_of(
            procedure,
            case,
            context_in(batch, "applicant", case.last_at or case.opened, procedure, case.code),
        )  # type: ignore[arg-type]  # an open case has been opened
    else:
        scope = Scope(procedure, case.data, {})
    for one in warnings(procedure, case, scope, finders.calendar_of(batch.state().profile)):
        batch.job(
            "warn",
            f"{case.code}/{one.step}/{one.line}/{int(one.at.timestamp())}",
            due=one.at,
            code=case.code,
            step=one.step,
            line=one.line,
            at=one.at.isoformat(),
            tell=list(one.tell),
        )


def _plan_starts(batch: Batch, case: Case, entries: Any) -> None:
    """A job for each record that was added: the clock looks whether a case starts by it."""
    for place, (at, actor, body) in enumerate(entries, case.place - len(entries) + 1):
        for change in body.records if type(body) is Acted and not actor.house else ():
            if change.change == "add":
                batch.job(
                    "starts",
                    f"{case.code}/{place}/{change.register}/{change.record}",
                    due=at,
                    register=change.register,
                    record=change.record,
                    period=f"{case.code}/{place}",
                    at=at.isoformat(),
                )


# --- children -------------------------------------------------------------------------------------------------------


def _lead_children(batch: Batch, case: Case, found: Decided) -> None:
    at, actor, _ = found.entries[-1]
    for entry in found.entries:  # who opened them, not the house that went on from there
        if getattr(entry[2], "children", ()) or getattr(entry[2], "closed", ()):
            at, actor = entry[0], entry[1]
            break
    houses = {one.child.house for one in found.born} | {
        child.house for child in case.children if child.code in found.closed
    }
    if missing := houses - batch.beside.keys() - {batch.house}:
        raise Needs(sorted(missing))
    for one in found.born:
        taken(beside(batch, one.child.house), one.child.code, at)
    for code in found.closed:
        close_child(batch, case, code, at, actor)
    for one in found.born:
        open_child(batch, case, one, at, actor)


def open_child(batch: Batch, parent: Case, born: Born, at: datetime, actor: Actor) -> Case:
    """Open a child in the books of its house. Raises Refused `child.…` where it cannot be: then nothing of the parent's act stands."""
    child = born.child
    there = beside(batch, child.house)
    try:
        procedure = finders.procedure(
            there.house, child.procedure, on=to_local(at).date().isoformat(), found=there.state()
        )
    except finders.NotFound:
        raise Refused(Refusal("child.unknown", {"procedure": child.procedure})) from None
    place = next(one.place for one in parent.children if one.code == child.code)
    by = (
        actor if there is batch else HOUSE
    )  # elsewhere it is opened by itself, for the parent: who wanted it stands in the parent's log
    command = Open(
        code=child.code,
        channel="parent",
        data=suited(procedure, born.data),
        actor=by,
        parent=Parent(batch.house, parent.code, place),
    )
    try:
        found = decided(procedure, Case(), command, house_context(there, at, procedure, child.code))
    except Refused as out:
        raise Refused(because("child.refused", procedure, child.row, out.refusal)) from None
    return append(there, child.code, found, procedure)


def because(code: str, procedure: Procedure, row: str, why: Refusal) -> Refusal:
    """The refusal of one case as the reason why another cannot go on."""
    words = {lang: messages.told(why.code, why.facts, lang) for lang in ("vi", "en")}
    faults = {
        lang: "; ".join(
            f"{_label(procedure, one.field)}: {messages.fault_told(one, lang)}" for one in why.at
        )
        for lang in words
    }
    return Refusal(
        code,
        {
            "procedure": {"vi": procedure.name.vi, "en": procedure.name.of("en")},
            "row": f" ({row})" if row else "",
            "why": {lang: f"{told.message} {faults[lang]}".strip() for lang, told in words.items()},
        },
    )


def _label(procedure: Procedure, name: str) -> str:
    field = procedure.form.get(name)
    return field.label.vi if field else name


def close_child(batch: Batch, parent: Case, code: str, at: datetime, actor: Actor) -> None:
    """Withdraw a child that is open, wherever it is now."""
    held = _held(batch, next(child.house for child in parent.children if child.code == code), code)
    if held is None:
        return
    there, child = held
    child = time_acts(there, child, at - INSTANT)
    procedure = finders.followed(there.house, child, there.state())
    by = (
        actor
        if there is batch or actor.house
        else msgspec.structs.replace(actor, house=batch.house)
    )
    found = decided(
        procedure,
        child,
        Close(by_case=parent.code, actor=by),
        house_context(there, at, procedure, code),
    )
    if found.entries:
        append(there, code, found, procedure)


def _held(batch: Batch, house: str, code: str) -> tuple[Batch, Case] | None:
    """The case in the books of the house that has it now."""
    there = beside(batch, house or batch.house)
    case = there.case(code)
    if case is not None and case.away:
        there = beside(there, case.now)
        case = there.case(code)
    return (there, case) if case is not None else None


def _tell_parent(batch: Batch, before: Case | None, child: Case, at: datetime) -> None:
    """The parent is told of the child's end, once; or that the end was taken back."""
    ended, ends = bool(before and before.end), bool(child.end)
    if ended == ends:
        return
    assert child.parent is not None
    held = _held(batch, child.parent.house, child.parent.code)
    if held is None:
        return
    there, parent = held
    known = next((one for one in parent.children if one.code == child.code), None)
    if known is None or bool(known.end) == ends:
        return
    parent = time_acts(there, parent, at - INSTANT)
    procedure = finders.followed(there.house, parent, there.state())
    told = house_context(there, at, procedure, parent.code)
    if ended:
        append(
            there,
            parent.code,
            decided(procedure, parent, Reopen(child=child.code), told),
            procedure,
        )
    else:
        _give_back(there, parent, procedure, _back(batch, parent, procedure, child, at), told)


def _back(batch: Batch, parent: Case, procedure: Procedure, child: Case, at: datetime) -> Back:
    own = finders.followed(batch.house, child, batch.state())
    one = opens_of(procedure, next(known for known in parent.children if known.code == child.code))
    scope = scope_of(own, child, house_context(batch, at, own, child.code))
    return Back(
        child=child.code,
        end=child.end,
        outcome=child.outcome,
        label=child.end_label,
        values=brought(scope, child, one.takes if one else {}),
    )


def _give_back(there: Batch, parent: Case, procedure: Procedure, back: Back, told: Any) -> None:
    """The return moves the parent; where what should follow cannot be, the return alone is written, and whoever has the step is told why."""
    found = decide(procedure, parent, back, told)
    if not isinstance(found, Refusal):
        try:
            return whole(there, lambda: append(there, parent.code, found, procedure)) and None
        except Refused as out:
            found = out.refusal
    case = append(there, parent.code, stays(procedure, parent, back, told), procedure)
    waiting = next((step for step in case.steps if back.child in step.awaits), None)
    if waiting is not None:
        words = messages.told(found.code, found.facts, "vi")
        body = Noted(
            about=f"warn:{waiting.name}",
            told=waiting.roles,
            personal={
                "text": f"Hồ sơ con đã xong mà chưa tự đi tiếp được. {words.message} {words.do}".strip()
            },
        )
        across_houses.append(there, parent.code, [(case.last_at, CLOCK, body)])


def whole[T](batch: Batch, work: Callable[[], T]) -> T:
    """All of it or, when it is refused, nothing: as if it had not been tried."""
    kept = [(one, one.kept()) for one in (batch, *batch.beside.values())]
    try:
        return work()
    except Refused:
        for one, effects in kept:
            one.back_to(effects)
        raise


# --- time -----------------------------------------------------------------------------------------------------------


def time_acts(batch: Batch, case: Case, at: datetime) -> Case:
    """Every limit of the case that is over acts, the earliest first."""
    for _ in range(TICKS_MAX):
        limit = next_limit(case)
        if limit is None or limit > at:
            break
        procedure = finders.followed(batch.house, case, batch.state())
        told = context_in(batch, "applicant", at, procedure, case.code)
        found = tick(procedure, case, msgspec.structs.replace(told, person="clock", name=""))
        if found is None:
            return _told_why_not(batch, case, hindered(procedure, case, told), at)
        try:
            case = whole(
                batch,
                lambda case=case, found=found, procedure=procedure: append(
                    batch, case.code, found, procedure
                ),
            )  # type: ignore[misc]
        except Refused as out:
            return _told_why_not(batch, case, out.refusal, at)
    return case


def _told_why_not(batch: Batch, case: Case, why: Refusal | None, at: datetime) -> Case:
    """Time could not act: whoever has the step is told so, once for each limit, for it now waits for them."""
    step = ripe(case, at)
    if why is None or step is None or step.limit is None:
        return case
    key = f"limit:{case.code}/{step.name}/{int(step.limit.timestamp())}"
    if batch.done(key) is not None:
        return case
    batch.remember(key, b"", "")
    words = messages.told(why.code, why.facts, "vi")
    body = Noted(
        about=f"warn:{step.name}",
        told=step.roles,
        personal={"text": f"Hết hạn mà chưa tự chuyển được. {words.message} {words.do}".strip()},
    )
    return (
        across_houses.append(
            batch, case.code, [(max(step.limit, case.last_at or step.limit), CLOCK, body)]
        )
        or case
    )
