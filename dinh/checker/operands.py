"""T1 of what is computed: an operand is of a type its function takes; an amount is money, an `until` a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dinh.checker import words
from dinh.checker.finding import Finding, Path, Surroundings, found
from dinh.checker.kinds import Kind, Scope, fields_of
from dinh.checker.uses import operands
from dinh.engine.definition.procedure import (
    Add,
    Between,
    Derived,
    Fold,
    FromNorm,
    IdAgrees,
    MetresOutside,
    Minus,
    PolygonArea,
    Procedure,
    Quotient,
    Tiers,
    TimeRow,
    Times,
)

NUMBERS = frozenset({"number", "money"})
DAYS = frozenset({"date", "datetime"})
COUNTED = frozenset({"list", "choices", "roles", "files"})
ANY: frozenset[str] = frozenset()
FIT: dict[frozenset[str], tuple[str, str]] = {
    NUMBERS: ("Dùng số hoặc số tiền.", "Use a number or money."),
    DAYS: ("Dùng ngày hoặc lúc.", "Use a date or an instant."),
    COUNTED: (
        "Dùng danh sách, nhiều lựa chọn hoặc các tệp.",
        "Use a list, a set of choices or files.",
    ),
    NUMBERS | DAYS: ("Dùng số, số tiền hoặc ngày.", "Use numbers, money or dates."),
}


def operands_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    scope = Scope(procedure)
    for value in procedure.derive.values():
        yield from _formula(("derive", value.name), value, scope, "")
    for field in fields_of(procedure):
        section = "form" if field.name in procedure.form else "findings"
        for value in field.derive.values():
            yield from _formula(
                (section, field.name, "derive", value.name), value, scope, field.name
            )
    yield from _amounts(procedure, scope)
    yield from _untils(procedure, scope)


def _formula(at: Path, value: Derived, scope: Scope, row: str) -> Iterator[Finding]:
    function, wanted = wants(value.formula)
    for path, operand in operands(value.formula) if wanted else ():
        kind = (
            Kind("number")
            if not isinstance(operand, str)
            else scope.of(operand, row, bool(row)) or scope.column(operand)
        )
        yield from _unfit((*at, *path), operand, kind, function, wanted)


def wants(formula: Any) -> tuple[str, frozenset[str]]:
    """The function's name and the types it takes; none: any."""
    match formula:
        case Between(unit=unit):
            return unit, DAYS
        case Add():
            return "add", DAYS
        case FromNorm():
            return "norm", DAYS
        case Fold(function="sum"):
            return "sum", NUMBERS
        case Fold(function="count"):
            return "count", COUNTED
        case Fold(function="greatest" | "least" as function):
            return function, NUMBERS | DAYS
        case Minus() | Quotient() | Times() | Tiers():
            return type(formula).__name__.lower(), NUMBERS
        case IdAgrees():
            return "id_agrees", ANY
        case PolygonArea():
            return "polygon_area", ANY
        case MetresOutside():
            return "metres_outside", ANY
    return "", ANY


def _unfit(
    path: Path, name: Any, kind: Kind | None, function: str, wanted: frozenset[str]
) -> Iterator[Finding]:
    if kind is not None and kind.type and kind.type not in wanted:
        yield found(
            "T1",
            path,
            "t1_operand",
            name=name,
            what=words.TYPES[kind.type],
            function=function,
            fit=FIT[wanted],
        )


def _amounts(procedure: Procedure, scope: Scope) -> Iterator[Finding]:
    for line in procedure.fee.values():
        for place, rule in enumerate(line.rules):
            if isinstance(rule.amount, str) and rule.amount != "unpublished":
                yield from _unfit(
                    ("fee", line.name, "rules", place, "amount"),
                    rule.amount,
                    scope.of(rule.amount),
                    "amount",
                    NUMBERS,
                )


def _untils(procedure: Procedure, scope: Scope) -> Iterator[Finding]:
    for place, line in enumerate(procedure.deadline.rows if procedure.deadline else ()):
        yield from _until(("deadline", "by", place, "until"), line, scope, "")
    for step in procedure.steps.values():
        for place, line in enumerate(step.limit.rows if step.limit else ()):
            yield from _until(
                ("steps", step.name, "limit", "by", place, "until"), line, scope, step.each
            )


def _until(path: Path, line: TimeRow, scope: Scope, row: str) -> Iterator[Finding]:
    if line.until and not line.until[0].isdigit():
        yield from _unfit(path, line.until, scope.of(line.until, row), "until", DAYS)
