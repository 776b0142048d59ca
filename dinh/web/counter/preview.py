"""What a reception would come to, before anything is written: faults, papers, fee with its exemptions, due with its proof.

Everything is asked of the engine with the same context as the door uses, so that what the page promises is what the
door will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions import case_clock
from dinh.engine.decisions.context import Context
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.documents import lacking, read_documents
from dinh.engine.decisions.draft import Act, Decided, Open, scope_of
from dinh.engine.decisions.effects import fee_of
from dinh.engine.decisions.evaluate import RowScope, Scope
from dinh.engine.decisions.form_input import missing, operands, read, spoken
from dinh.engine.definition.condition import NEVER, holds, names_in
from dinh.engine.definition.procedure import Document, FeeLine, FeeRule, Field, Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import Clock, Fee
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.schedule.calendar import NotCovered
from dinh.web.shared.case_path import promises_at_once


class Paper(Struct, frozen=True):
    """A document asked of this case, for one row where it has rows."""

    document: Document
    place: str
    row: str
    required: bool


class FeeShown(Struct, frozen=True):
    """A line of the fee: what it comes to now (None: not known yet, amount None: not published), the row that held, all rows."""

    line: FeeLine
    fee: Fee | None
    rule: FeeRule | None


class Draft(Struct, frozen=True):
    procedure: Procedure
    scope: Scope
    values: dict[str, Any]
    faults: tuple[Fault, ...]
    warned: tuple[Fault, ...]
    papers: tuple[Paper, ...]
    fees: tuple[FeeShown, ...]
    clock: Clock | None
    uncovered: str = ""


def draft(
    procedure: Procedure,
    data: Mapping[str, Any],
    channel: str,
    context: Context,
    brought: frozenset[str] = frozenset(),
) -> Draft:
    """`brought`: documents that were ticked or sent, shown even where an answer no longer asks for them."""
    given = read(data, procedure.form, {}, context.exists)
    values = {name: value for name, value in given.values.items() if value not in (None, {})}
    case = Case(house=context.house, channel=channel, opener=context.person, opened=context.at)
    scope = scope_of(procedure, case, context, data=values)
    stop, warned = _spoken(procedure, scope)
    known = {fault.field for fault in given.faults}
    faults = (*given.faults, *(fault for fault in stop if fault.field not in known))
    try:
        clock, uncovered = (
            case_clock.started(procedure.deadline, scope, context.at, context.calendar)
            if promises_at_once(procedure)
            else None,
            "",
        )
    except NotCovered as out:
        clock, uncovered = None, str(out.day)
    return Draft(
        procedure,
        scope,
        values,
        faults,
        tuple(warned),
        papers(procedure, scope, brought),
        fees(procedure, scope),
        clock,
        uncovered,
    )


def _spoken(procedure: Procedure, scope: Scope) -> tuple[list[Fault], list[Fault]]:
    """What the `valid` lines say of what is filled already: (faults, warnings). What is said of a later action waits for it."""
    stop: list[Fault] = []
    warned: list[Fault] = []
    for valid in procedure.valid:
        if not valid.on and (fault := spoken(valid, scope)):
            (warned if valid.warn else stop).append(fault)
    for field in procedure.form.values():
        for row in scope.rows_of(field.name) if field.type == "list" and field.valid else ():
            for valid in field.valid:
                if valid.warn and (fault := spoken(valid, row, field)):
                    warned.append(fault)
    return stop, warned


def papers(
    procedure: Procedure, scope: Scope, brought: frozenset[str] = frozenset()
) -> tuple[Paper, ...]:
    """What is asked for, in the order of the file: what is required now, and what may always be brought."""
    asked: list[Paper] = []
    for name, document in procedure.documents.items():
        rows: list[RowScope | None] = (
            list(scope.rows_of(document.each)) if document.each else [None]
        )
        for row in rows:
            required = holds(document.required, row or scope)
            place = f"documents.{name}.{row.row_id}" if row else f"documents.{name}"
            if required or document.required == NEVER or place in brought:
                asked.append(Paper(document, place, row.row_id if row else "", required))
    return tuple(asked)


def fees(procedure: Procedure, scope: Scope) -> tuple[FeeShown, ...]:
    """A line is not known while a required answer that its row or its amount reads is empty: nothing typed is not zero."""
    empty = _empty(procedure, scope)
    shown = []
    for line in procedure.fee.values():
        rule = next((rule for rule in line.rules if holds(rule.when, scope)), None)
        known = rule is not None and not empty & _roots(
            procedure,
            {*names_in(rule.when), *([rule.amount] if isinstance(rule.amount, str) else [])},
        )
        shown.append(FeeShown(line, fee_of(line, scope) if known else None, rule))
    return tuple(shown)


def _empty(procedure: Procedure, scope: Scope) -> set[str]:
    """The fields that are asked, required and not filled; a list by its own name."""
    later = asked_later(procedure)
    found = set()
    for field in procedure.form.values():
        for fault in missing(
            field,
            scope,
            frozenset(column for column in field.columns if f"{field.name}.{column}" in later),
        ):
            found.add(field.name if fault.field.startswith(field.name + ".") else fault.field)
    return found


def asked_later(procedure: Procedure) -> frozenset[str]:
    """The columns, as `list.column`, that an officer is asked for later: the answer of another commune, a number yet to be given."""
    asked = (
        (step.each, name)
        for step in procedure.steps.values()
        for action in step.do.values()
        for name in action.asks
    )
    return frozenset(
        f"{each}.{name[4:]}" if name.startswith("row.") else name for each, name in asked
    )


def at_reception(procedure: Procedure) -> list[Field]:
    """The form as it is asked at the window: without the columns that are asked later."""
    later = asked_later(procedure)
    return [
        replace(
            field,
            columns={
                name: one
                for name, one in field.columns.items()
                if f"{field.name}.{name}" not in later
            },
        )
        if field.type == "list"
        else field
        for field in procedure.form.values()
    ]


def _roots(procedure: Procedure, names: set[str], seen: frozenset[str] = frozenset()) -> set[str]:
    """The fields that names come from, through what is derived; a column by its list."""
    found: set[str] = set()
    for name in names:
        if name in procedure.derive and name not in seen:
            found |= _roots(procedure, operands(procedure.derive[name]), seen | {name})
        else:
            found |= {name, name.partition(".")[0]}
    return found


def tried(
    procedure: Procedure,
    data: Mapping[str, Any],
    channel: str,
    action: str,
    answers: Mapping[str, Any],
    context: Context,
) -> tuple[Decided | None, Refusal | None]:
    """Opening and the first action, decided one after the other and written nowhere: the case as it would stand, or why not.

    `answers`: data of the action. So a refused acceptance leaves no case behind.
    """
    try:
        first = decide(
            procedure, Case(), Open(code=context.code, channel=channel, data=dict(data)), context
        )
        if isinstance(first, Refusal):
            return None, with_the_next(procedure, first, data, action, answers, context)
        second = decide(
            procedure,
            replace(first.case, code=context.code),
            Act(action=action, data=dict(answers)),
            context,
        )
    except NotCovered as out:
        return None, Refusal(
            "calendar.not_covered",
            {"day": str(out.day), "first": str(out.first), "last": str(out.last)},
        )
    return (None, second) if isinstance(second, Refusal) else (second, None)


def tried_opening(
    procedure: Procedure, data: Mapping[str, Any], channel: str, context: Context
) -> tuple[Decided | None, Refusal | None]:
    """Opening alone, decided and written nowhere."""
    try:
        found = decide(
            procedure, Case(), Open(code=context.code, channel=channel, data=dict(data)), context
        )
    except NotCovered as out:
        return None, Refusal(
            "calendar.not_covered",
            {"day": str(out.day), "first": str(out.first), "last": str(out.last)},
        )
    return (None, found) if isinstance(found, Refusal) else (found, None)


def with_the_next(
    procedure: Procedure,
    refusal: Refusal,
    data: Mapping[str, Any],
    action: str,
    answers: Mapping[str, Any],
    context: Context,
) -> Refusal:
    """Faults of the form, and with them what the action would refuse next: so that all of it is mended at once, not in rounds.

    That is what it asks and was not told; and, of the action that starts the clock, what it forbids and the papers that lack.
    """
    if refusal.code != "form.faults":
        return refusal
    asked = {
        name: procedure.findings[name]
        for name in procedure.steps[procedure.start].do[action].asks
        if name in procedure.findings
    }
    given = {name: value for name, value in answers.items() if name in asked}
    values = {
        name: value
        for name, value in {
            **read(data, procedure.form, {}, context.exists).values,
            **read(given, asked, {}, context.exists).values,
        }.items()
        if value not in (None, {})
    }
    scope = scope_of(
        procedure,
        Case(house=context.house, opener=context.person, opened=context.at),
        context,
        data=values,
    )
    more = [fault for field in asked.values() for fault in missing(field, scope)]
    if f"{procedure.start}.{action}" in (procedure.deadline.starts if procedure.deadline else ()):
        attached, _ = read_documents(procedure, data, scope, context.exists)
        lines = [
            line
            for line in procedure.valid
            if line.on in (action, f"{procedure.start}.{action}") and not line.warn
        ]
        more += [fault for line in lines if (fault := spoken(line, scope))]
        more += lacking(procedure, scope, attached.documents if attached else {})
    known = {fault.field for fault in refusal.at}
    at = (*refusal.at, *(fault for fault in more if fault.field not in known))
    return replace(refusal, facts={**refusal.facts, "count": len(at)}, at=at)
