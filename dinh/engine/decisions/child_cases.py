"""A parent and its children, decided: a child is back, is withdrawn with its parent, or is open again."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions import case_clock
from dinh.engine.decisions.action_input import classed, hidden
from dinh.engine.decisions.consequences import led, open_children, ready, went_on
from dinh.engine.decisions.context import NOBODY, Context
from dinh.engine.decisions.draft import Decided, Draft
from dinh.engine.decisions.effects import fitted
from dinh.engine.decisions.form_input import next_row
from dinh.engine.decisions.transfer import crossed
from dinh.engine.decisions.undo import reversal
from dinh.engine.definition.links import Opens
from dinh.engine.definition.procedure import Action, Field, Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.child_records import WITHDRAWN, Child
from dinh.engine.record.event_parts import ChildBack
from dinh.engine.record.events import HOUSE, Acted, Actor, Filled, OpenStep, Reversed
from dinh.engine.refusal import Refusal


class Back(Struct, frozen=True, kw_only=True):
    """A child has come to its end. values: what it brings, by the parent's names (`brood.brought`)."""

    child: str
    end: str
    outcome: str = ""
    label: dict[str, str] = {}
    values: dict[str, Any] = {}


class Close(Struct, frozen=True, kw_only=True):
    """Withdraw this child, on its parent's account."""

    by_case: str
    actor: Actor


class Reopen(Struct, frozen=True, kw_only=True):
    """The end of this child was taken back: what its return led to is taken back too."""

    child: str


def opens_of(procedure: Procedure, child: Child) -> Opens | None:
    """The line of `opens` that opened it, where the version has it still."""
    name, _, act = child.by.partition(".")
    step = procedure.steps.get(name)
    source = step.do.get(act) if step and act else step
    return source.opens[child.line] if source and child.line < len(source.opens) else None


def child_back(
    procedure: Procedure, case: Case, command: Back, context: Context
) -> Decided | Refusal:
    """Told once: a child that is back already brings nothing. What it brings is filled, and the last that is waited for moves the case."""
    child = next((one for one in case.children if one.code == command.child), None)
    if child is None or child.end:
        return Decided((), case)
    context = replace(context, at=max(context.at, case.last_at or context.at))
    filled, taken = _filled(procedure, case, child, command.values)
    back = ChildBack(child.code, command.end, command.outcome, command.label, taken)
    waiting = next((step for step in case.steps if child.code in step.awaits), None)
    draft = Draft(procedure, case, context, HOUSE)
    if filled:
        draft.add(filled)
    if waiting is not None and waiting.step in procedure.steps and ready(case, waiting, back=1):
        then = procedure.steps[waiting.step].then
        assert then is not None, "a step that waits says what then"
        action = Action(name="then", to=then.to, letters=then.letters, records=then.records)
        return led(
            draft,
            waiting,
            procedure.steps[waiting.step],
            action,
            NOBODY,
            actor_action="returned",
            returned=back,
        )
    return _noticed(draft, waiting, back)


def stays(procedure: Procedure, case: Case, command: Back, context: Context) -> Decided:
    """The child is back, and the case stays where it is: what should follow could not."""
    child = next(one for one in case.children if one.code == command.child)
    filled, taken = _filled(procedure, case, child, command.values)
    draft = Draft(
        procedure, case, replace(context, at=max(context.at, case.last_at or context.at)), HOUSE
    )
    if filled:
        draft.add(filled)
    waiting = next((step for step in case.steps if child.code in step.awaits), None)
    return _noticed(
        draft, waiting, ChildBack(child.code, command.end, command.outcome, command.label, taken)
    )


def _noticed(draft: Draft, waiting: OpenStep | None, back: ChildBack) -> Decided:
    draft.add(Acted(step=waiting.name if waiting else "", action="returned", returned=back))
    return draft.decided()


def _filled(
    procedure: Procedure, case: Case, child: Child, values: dict[str, Any]
) -> tuple[Filled | None, str]:
    """What the child brings as values of the case, and the row that was made for them. A row that is gone takes nothing."""
    one = opens_of(procedure, child)
    known = {**procedure.form, **procedure.findings}
    found: dict[str, tuple[Field, Any]] = {}
    taken = child.taken
    for target, value in values.items():
        head, _, column = target.rpartition(".")
        rows = known.get(one.each if one and head == "row" else head)
        if target in known:
            found[target] = (known[target], fitted(value, known[target]))
        elif rows is not None and rows.type == "list" and column in rows.columns:
            row = child.row if head == "row" else taken
            if head != "row" and not row:
                row = taken = str(
                    next_row(case.data.get(rows.name) or {}, case.rows_made.get(rows.name, 0))
                )
            if head != "row" or row in (case.data.get(rows.name) or {}):
                found[f"{rows.name}/{row}/{column}"] = (rows, fitted(value, rows.columns[column]))
    return (_told(procedure, found) if found else None), taken


def brought_since(procedure: Procedure, case: Case, place: int) -> tuple[tuple[str, str, str], ...]:
    """What children that are back since an event brought: by name, or by list, row and column."""
    known = {**procedure.form, **procedure.findings}
    found: list[tuple[str, str, str]] = []
    for child in case.children:
        one = opens_of(procedure, child) if child.back > place else None
        for target in one.takes if one else ():
            head, _, column = target.rpartition(".")
            if target in known:
                found.append((target, "", ""))
            else:
                found.append(
                    (one.each, child.row, column)
                    if one and head == "row"
                    else (head, child.taken, column)
                )
    return tuple(found)


def _told(procedure: Procedure, found: dict[str, tuple[Field, Any]]) -> Filled:
    """Open, or personal, as where somebody answers it (`answering.parted`)."""
    open_ = {name: value for name, (field, value) in found.items() if not hidden(procedure, field)}
    kept = {field.name for field, _ in found.values() if classed(field)}
    return Filled(
        values={name: value for name, value in open_.items() if "/" not in name},
        rows={name: value for name, value in open_.items() if "/" in name},
        personal={name: value for name, (_, value) in found.items() if name not in open_},
        classed=tuple(sorted(kept)),
    )


def close(procedure: Procedure, case: Case, command: Close, context: Context) -> Decided | Refusal:
    """A child is withdrawn as its parent wants; its own children with it. One that has ended stays as it ended."""
    if not case.open:
        return Decided((), case)
    at = max(context.at, case.last_at or context.at)
    draft = Draft(procedure, case, replace(context, at=at), command.actor)
    clock = (
        case_clock.stopped(case.clock, at, context.calendar)
        if case.clock and case.clock.stopped is None
        else None
    )
    draft.close(open_children(case))
    draft.add(
        Acted(
            step="",
            action="withdraw",
            left=tuple(step.name for step in case.steps),
            clock=clock,
            end=WITHDRAWN["end"],
            outcome=WITHDRAWN["outcome"],
            end_label=WITHDRAWN["label"],
            taken_down=tuple(x.digest for x in case.letters if x.posted),
            closed=draft.closed,
            by_case=command.by_case,
        )
    )
    return crossed(draft) or draft.decided()


def reopen(
    procedure: Procedure, case: Case, command: Reopen, context: Context
) -> Decided | Refusal:
    """The case as it was before the child was back, if that or the house alone led on since; refused once somebody has gone on from there."""
    child = next((one for one in case.children if one.code == command.child), None)
    if child is None or not child.back:
        return Decided((), case)
    context = replace(context, at=max(context.at, case.last_at or context.at))
    draft = Draft(procedure, case, context, HOUSE)
    if not child.moved and not _counted_on(case, child, context):
        draft.add(
            Reversed(
                event=child.back, reopened=(child.code,), by_case=child.code, standing=case.standing
            )
        )
        return draft.decided()
    if child.moved and case.standing != child.back:
        return Refusal("reverse.parent_on", {"parent": case.code, "child": child.code})
    body = reversal(procedure, case, context)
    if isinstance(body, Refusal):
        return body
    draft.close(body.closed)
    draft.add(replace(body, reopened=(child.code,), by_case=child.code))
    return went_on(draft)  # as many others may be back as it waits for


def _counted_on(case: Case, child: Child, context: Context) -> bool:
    """Did the house lead the case on, last, from a step that waits for more children than are back without this one?"""
    if not case.standing or case.by_house != case.standing or context.before is None:
        return False
    others = replace(case, children=tuple(one for one in case.children if one.code != child.code))
    open_ = {step.name for step in case.steps}
    return any(
        child.code in step.awaits and step.name not in open_ and not ready(others, step)
        for step in context.before(case.standing).steps
    )
