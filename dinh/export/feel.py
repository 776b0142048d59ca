"""Conditions in FEEL, the expression language of DMN: whole expressions, and unary tests of one input.

Rule to keep: a test of an empty value is false, `not(…)` too, so every negation also says `null`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dinh.engine.definition.condition import (
    ALWAYS,
    NEVER,
    Clause,
    Compare,
    Condition,
    Empty,
    Filled,
    Has,
    Is,
    Not,
    Test,
    Within,
)
from dinh.engine.definition.procedure import Field, Procedure

LANGUAGE = "https://www.omg.org/spec/DMN/20191111/FEEL/"
NUMBERS = frozenset({"number", "money"})


def expression(condition: Condition, procedure: Procedure) -> str:
    """`proof = "note" and days_old > 60`."""
    if condition == ALWAYS:
        return "true"
    if condition == NEVER:
        return "false"
    alternatives = [
        " and ".join(_clause(clause, procedure, len(one) > 1) for clause in one) or "true"
        for one in condition
    ]
    return " or ".join(
        f"({one})" if len(condition) > 1 and " and " in one else one for one in alternatives
    )


def _clause(clause: Clause, procedure: Procedure, inner: bool) -> str:
    tests = [_on(clause.name, test, type_of(clause.name, procedure)) for test in clause.tests]
    said = " or ".join(tests)
    return f"({said})" if inner and len(tests) > 1 else said


def unary(clause: Clause, procedure: Procedure) -> str:
    """The tests of one clause as an input entry: `"a", "b"`, `not(null, "c")`, `> 60`."""
    kind = type_of(clause.name, procedure)
    if (
        len(clause.tests) == 1
        and isinstance(clause.tests[0], Not)
        and all(_plain(one) for one in clause.tests[0].tests)
    ):
        return (
            f"not({', '.join(['null', *(_positive(one, kind) for one in clause.tests[0].tests)])})"
        )
    if len(clause.tests) == 1 and isinstance(clause.tests[0], Filled):
        return "not(null)"
    if all(_plain(one) for one in clause.tests):
        return ", ".join(_positive(one, kind) for one in clause.tests)
    return " or ".join(_on("?", one, kind) for one in clause.tests)


def _plain(test: Test) -> bool:
    return isinstance(test, Is | Compare | Within | Empty)


def _positive(test: Test, kind: str) -> str:
    match test:
        case Is(name=name):
            return name_of(name, kind)
        case Compare(op="=", value=value):
            return constant(value)
        case Compare(op=op, value=value):
            return f"{op} {constant(value)}"
        case Within():
            return interval(test)
    return "null"


def _on(name: str, test: Test, kind: str) -> str:
    match test:
        case Filled():
            return f"{name} != null"
        case Empty():
            return f"{name} = null"
        case Is(name=one):
            return f"{name} = {name_of(one, kind)}"
        case Has(name=one):
            return f'list contains({name}, "{one}")'
        case Compare(op=op, value=value):
            return f"{name} {op} {constant(value)}"
        case Within():
            return f"{name} in {interval(test)}"
        case Not(tests=tests):
            return f"({name} != null and not({' or '.join(_on(name, one, kind) for one in tests)}))"


def interval(test: Within) -> str:
    return f"{'[' if test.low_in else '('}{constant(test.low)}..{constant(test.high)}{']' if test.high_in else ')'}"


def constant(value: Any) -> str:
    return str(value) if isinstance(value, int | Decimal) else f'date("{value}")'


def name_of(name: str, kind: str) -> str:
    return (
        {"yes": "true", "no": "false"}[name]
        if kind == "yes_no" and name in ("yes", "no")
        else f'"{name}"'
    )


# --- types ------------------------------------------------------------------------------------------------------------


def type_of(name: str, procedure: Procedure) -> str:
    """The grammar's type of a name; facts of a house that are tested by yes and no are yes_no."""
    bare = name.removeprefix("case.").removeprefix("row.")
    for fields in _scopes(procedure, bare):
        if bare in fields:
            return fields[bare]
    return "choice" if bare == "channel" else "yes_no" if bare.startswith("house.") else "text"


def _scopes(procedure: Procedure, name: str) -> Iterator[dict[str, str]]:
    yield {one.name: one.type for one in (*procedure.form.values(), *procedure.findings.values())}
    yield {one.name: one.type for one in procedure.derive.values()}
    for one in _lists(procedure):
        yield {
            **{column.name: column.type for column in one.columns.values()},
            **{value.name: value.type for value in one.derive.values()},
        }


def _lists(procedure: Procedure) -> list[Field]:
    return [
        one
        for one in (*procedure.form.values(), *procedure.findings.values())
        if one.type == "list"
    ]


def type_ref(kind: str) -> str:
    return {"yes_no": "boolean", "date": "date", "datetime": "dateTime"}.get(
        kind, "number" if kind in NUMBERS else "string"
    )
