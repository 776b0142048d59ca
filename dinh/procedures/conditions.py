"""Text of tests → values of `dinh.engine.definition.condition` (the grammar's §3: unary tests, as in decision tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dinh.engine.definition.condition import (
    Clause,
    Compare,
    Condition,
    Empty,
    Filled,
    Has,
    Is,
    Not,
    Test,
)
from dinh.procedures import scalars

COMPARE = re.compile(r"(<=|>=|<|>|=)\s*(\S+)")
NOT = re.compile(r"not\((.*)\)")
HAS = re.compile(r"has ([a-z_][a-z0-9_]*)")
TESTS_MAX = 200


def tests(text: str) -> tuple[Test, ...] | None:
    """`a, b` in one string: one of them holds. None when any is not understood."""
    parts = list(split(text))
    read = [one(part, inner=False) for part in parts[: TESTS_MAX + 1]]
    return tuple(read) if 0 < len(read) <= TESTS_MAX and None not in read else None  # type: ignore[arg-type]


def one(text: str, *, inner: bool) -> Test | None:
    """A single test; `inner`: within a not(…), which holds no other."""
    if text == "filled":
        return Filled()
    if text == "empty":
        return Empty()
    if found := HAS.fullmatch(text):
        return Has(found[1])
    if found := NOT.fullmatch(text):
        return None if inner else _not(found[1])
    if found := COMPARE.fullmatch(text):
        value = scalars.constant(found[2])
        return None if value is None else Compare(found[1], value)  # type: ignore[arg-type]
    if text[:1] in ("[", "("):
        return scalars.interval(text)
    if scalars.NAME.fullmatch(text):
        return Is(text)
    value = scalars.constant(text)
    return None if value is None else Compare("=", value)


def _not(text: str) -> Not | None:
    read = [one(part, inner=True) for part in split(text)]
    return Not(tuple(read)) if read and None not in read else None  # type: ignore[arg-type]


def split(text: str) -> Iterator[str]:
    """The parts between the commas that stand in no bracket."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            yield text[start:place].strip()
            start = place + 1
    if text.strip():
        yield text[start:].strip()


def both(left: Condition, right: Condition) -> Condition:
    """Both hold: the alternatives of one joined with those of the other."""
    return tuple(a + b for a in left for b in right)


def renamed(condition: Condition, names: dict[str, str]) -> Condition:
    return tuple(
        tuple(Clause(names.get(clause.name, clause.name), clause.tests) for clause in alternative)
        for alternative in condition
    )
