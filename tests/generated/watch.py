"""What must never happen in a life of a procedure that passed: each decision is looked at as it is taken."""

from __future__ import annotations

from typing import Any

from dinh.engine.decisions.draft import Decided, scope_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.condition import Condition, holds
from dinh.engine.definition.procedure import Procedure, Table
from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Delegated, Issued, Opened
from dinh.engine.record.evolve import evolve
from tests.generated.lives import Life, Wrong

NOTHING: tuple[Any, ...] = (None, "", [], {})


def watch(life: Life, before: Case, found: Decided) -> None:
    procedure = life.procedure
    scope = scope_of(procedure, found.case, life.context("clock"))
    case = before
    for at, actor, body in found.entries:
        answered, case = (
            case,
            case if isinstance(body, Delegated) else evolve(case, body, at=at, actor=actor),
        )
        if isinstance(body, Issued):
            _letter(life, body)
        elif isinstance(body, Opened):
            _fees(
                procedure,
                scope,
                body.fees,
                ["accept"] if body.clock else [],
                f"{body.kind if hasattr(body, 'kind') else 'opened'}",
            )
            _entered(life, scope, body.entered)
            _passed(procedure, life, body.passed, found.case, found.case)
            if body.clock and procedure.deadline and body.clock.due is None:
                raise Wrong("no due", "the clock starts without a due")
        elif isinstance(body, Acted):
            _acted(life, answered, found.case, body, scope)
    _values(procedure, scope)


def _letter(life: Life, body: Issued) -> None:
    letter = life.procedure.letters.get(body.letter)
    for name, one in letter.values.items() if letter else ():
        if one.otherwise is None and body.personal["values"].get(name) in NOTHING:
            raise Wrong("blank", f"letter {body.letter} reads {one.value}, which is empty")


def _acted(life: Life, answered: Case, after: Case, body: Acted, scope: Scope) -> None:
    """answered: the case as it was answered, before a block that is entered emptied some of it."""
    procedure = life.procedure
    then = scope_of(procedure, after, life.context("clock"), data=answered.data)
    here = f"{body.step.partition('/')[0]}.{body.action}"
    if body.action != "withdraw":
        _fees(procedure, then, body.fees, [here, *(["accept"] if body.accepted else [])], here)
    if body.accepted and procedure.deadline and body.clock and body.clock.due is None:
        raise Wrong("no due", "the clock starts without a due")
    _entered(life, scope, body.entered)
    _passed(procedure, life, body.passed, answered, after)


def _entered(life: Life, scope: Scope, entered: Any) -> None:
    for one in entered:
        step = life.procedure.steps[one.step]
        if step.limit is None:
            continue
        inner = scope.within(entered=one.since)
        inner = inner.row(step.each, one.row) if step.each and one.row else inner
        _single(
            life.procedure, inner, [row.when for row in step.limit.rows], f"limit of {one.name}"
        )
        if one.limit is None:
            raise Wrong("no limit", f"{one.name} has a limit and none was set")


def _passed(procedure: Procedure, life: Life, passed: Any, answered: Case, after: Case) -> None:
    """A choice before a block that is entered sees what was answered, one at the head of a branch what the block left."""
    for one in passed:
        step = procedure.steps[one.step]
        if step.choose and not step.each:  # (a step with nobody to wait for is passed too)
            case = after if step.block else answered
            _single(
                procedure,
                scope_of(procedure, after, life.context("clock"), data=case.data),
                [choice.when for choice in step.choose],
                f"choice {one.step}",
            )


def _single(procedure: Procedure, scope: Scope, rows: list[Condition], what: str) -> None:
    hold = [place for place, row in enumerate(rows, 1) if holds(row, scope)]
    if len(hold) != 1:
        raise Wrong("table", f"lines {hold} of {what} hold")


def _fees(procedure: Procedure, scope: Scope, fees: Any, moments: list[str], what: str) -> None:
    for name, line in procedure.fee.items():
        if line.at not in moments:
            continue
        _single(procedure, scope, [rule.when for rule in line.rules], f"fee {name} at {what}")
        fee = next((one for one in fees if one.name == name), None)
        rule = next(rule for rule in line.rules if holds(rule.when, scope))
        if fee is None or (fee.amount is None and rule.amount != "unpublished"):
            raise Wrong("no fee", f"fee {name} at {what} has no amount")


def _values(procedure: Procedure, scope: Scope) -> None:
    """A table that is computed has one line for whatever its inputs are."""
    for name, value in procedure.derive.items():
        if isinstance(value.formula, Table):
            inputs = {
                clause.name
                for row in value.formula.rows
                for alternative in row.when
                for clause in alternative
            }
            if all(scope(one) not in NOTHING for one in inputs):
                _single(procedure, scope, [row.when for row in value.formula.rows], f"table {name}")
