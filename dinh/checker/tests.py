"""T1: a test fits the type and domain of its value. T2: a single test can be true and false (by the bounds `in`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dinh.checker import words
from dinh.checker.finding import Finding, Path, Surroundings, found, near
from dinh.checker.kinds import Kind, Scope
from dinh.checker.uses import conditions
from dinh.engine.analysis.reads import open_products
from dinh.engine.definition.condition import (
    Clause,
    Compare,
    Empty,
    Filled,
    Has,
    Is,
    Not,
    Test,
    Within,
)
from dinh.engine.definition.procedure import Procedure

ORDERED = {"number", "money", "date", "datetime"}
DAYS = {"date", "datetime"}


def tests_fit(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    scope = Scope(procedure)
    products = open_products(procedure.derive)
    unbounded: set[str] = set()
    for tested in conditions(procedure):
        for place, alternative in enumerate(tested.condition):
            for clause in alternative:
                kind = scope.of(clause.name, tested.row, tested.bare)
                path = (*tested.path, place, clause.name)
                if kind is None or not kind.type:
                    continue
                if clause.name in products:
                    yield found("D3", path, "d3", name=clause.name)
                faults = list(clause_fits(path, clause, kind, surroundings))
                yield from faults
                if (
                    kind.type == "number"
                    and not kind.derived
                    and kind.bounds is None
                    and not faults
                    and _compares(clause)
                    and clause.name not in unbounded
                ):
                    unbounded.add(clause.name)
                    yield found("T1", path, "t1_in", name=clause.name)


def _compares(clause: Clause) -> bool:
    inner = [
        one for test in clause.tests for one in (test.tests if isinstance(test, Not) else (test,))
    ]
    return any(isinstance(test, (Compare, Within)) for test in inner)


def clause_fits(
    path: Path, clause: Clause, kind: Kind, surroundings: Surroundings
) -> Iterator[Finding]:
    for test in clause.tests:
        for one in test.tests if isinstance(test, Not) else (test,):
            fault = _fault(path, clause.name, one, kind, surroundings)
            if fault:
                yield fault
            elif isinstance(one, (Compare, Within)) and not isinstance(test, Not):
                yield from _useless(path, clause.name, one, kind)


def _fault(
    path: Path, name: str, test: Test, kind: Kind, surroundings: Surroundings
) -> Finding | None:
    """T1, or None when the test fits."""
    if isinstance(test, (Filled, Empty)) and kind.type != "list":
        return None
    match kind.type, test:
        case ("yes_no", Is(name="yes" | "no")):
            return None
        case ("choice", Is(name=value)) | ("choices", Has(name=value)):
            return None if value in kind.names else _no_such(path, name, value, kind.names)
        case ("roles", Has(name=value)):
            known = surroundings.roles
            return (
                None
                if value in known or not known
                else _no_such(path, name, value, tuple(sorted(known)))
            )
        case (type_, Compare() | Within()) if type_ in ORDERED:
            if all(isinstance(one, str) == (type_ in DAYS) for one in _constants(test)):
                return None
    return found(
        "T1",
        path,
        "t1",
        test=words.shown(test),
        what=words.TYPES[kind.type],
        name=name,
        fit=words.FIT.get(kind.type, words.FILLED_ONLY),
    )


def _no_such(path: Path, name: str, value: str, known: tuple[str, ...]) -> Finding:
    meant = near(value, known)
    return found(
        "T1",
        path,
        "t1_name",
        test=value,
        name=name,
        known=", ".join((meant, *(one for one in known if one != meant)) if meant else known),
    )


def _constants(test: Compare | Within) -> tuple:
    return (test.value,) if isinstance(test, Compare) else (test.low, test.high)


def _useless(path: Path, name: str, test: Compare | Within, kind: Kind) -> Iterator[Finding]:
    """T2 of one test against the bounds of its value."""
    if kind.bounds is None:
        return
    low, high = _span(test)
    least, most = (kind.bounds.low, kind.bounds.low_in), (kind.bounds.high, kind.bounds.high_in)
    if _after(low, most) or _after(least, high):
        yield found(
            "T2", path, "t2_never", test=words.shown(test), name=name, domain=words.domain(kind)
        )
    elif _covers(low, high, least, most):
        yield found(
            "T2", path, "t2_always", test=words.shown(test), name=name, domain=words.domain(kind)
        )


type End = tuple[Any, bool]
"""The end of a span (None: there is none), and whether it belongs to it."""


def _span(test: Compare | Within) -> tuple[End, End]:
    if isinstance(test, Within):
        return (test.low, test.low_in), (test.high, test.high_in)
    none: End = (None, False)
    return {
        "<": (none, (test.value, False)),
        "<=": (none, (test.value, True)),
        ">": ((test.value, False), none),
        ">=": ((test.value, True), none),
        "=": ((test.value, True), (test.value, True)),
    }[test.op]


def _after(low: End, high: End) -> bool:
    """Does everything from `low` on lie after `high`?"""
    if low[0] is None or high[0] is None:
        return False
    return bool(low[0] > high[0] or (low[0] == high[0] and not (low[1] and high[1])))


def _covers(low: End, high: End, least: End, most: End) -> bool:
    """Does the span hold everything between `least` and `most`?"""
    below = low[0] is None or low[0] < least[0] or (low[0] == least[0] and (low[1] or not least[1]))
    above = (
        high[0] is None or high[0] > most[0] or (high[0] == most[0] and (high[1] or not most[1]))
    )
    return bool(below and above)
