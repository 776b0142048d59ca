"""Conditions: unary tests of one value against constants, and what it means for them to hold.

A condition is alternatives of clauses (one alternative must hold, all its clauses with it); `ALWAYS` has one empty
alternative, `NEVER` has none. A test of an empty value is false, `not(…)` too; only `empty` holds (grammar §3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

Constant = Any
"""A number (int or Decimal), or a day as YYYY-MM-DD. (`Any`: msgspec cannot tell str and Decimal apart in a union;
stored versions are decoded with floats read as Decimal.)"""


class Filled(Struct, frozen=True, tag="filled", tag_field="is"):
    pass


class Empty(Struct, frozen=True, tag="empty", tag_field="is"):
    pass


class Is(Struct, frozen=True, tag="name", tag_field="is"):
    """The value is this name; `yes` and `no` are the names of a yes_no."""

    name: str


class Has(Struct, frozen=True, tag="has", tag_field="is"):
    """The set of names holds this one."""

    name: str


class Compare(Struct, frozen=True, tag="compare", tag_field="is"):
    op: Literal["<", "<=", ">", ">=", "="]
    value: Constant


class Within(Struct, frozen=True, tag="within", tag_field="is"):
    """An interval; `low_in`, `high_in`: the bound belongs to it."""

    low: Constant
    high: Constant
    low_in: bool = True
    high_in: bool = True


class Not(Struct, frozen=True, tag="not", tag_field="is"):
    """Filled, and none of these holds."""

    tests: tuple[Test, ...]


Test = Filled | Empty | Is | Has | Compare | Within | Not


class Clause(Struct, frozen=True):
    """One name and its tests, one of which must hold."""

    name: str
    tests: tuple[Test, ...]


Condition = tuple[tuple[Clause, ...], ...]
ALWAYS: Condition = ((),)
NEVER: Condition = ()


def holds(condition: Condition, value_of: Callable[[str], Any]) -> bool:
    """Does the condition hold, when `value_of(name)` gives each value (None when empty)?"""
    if condition == ALWAYS:  # as most are
        return True
    for alternative in condition:
        for clause in alternative:
            value = value_of(clause.name)
            for test in clause.tests:
                if test_holds(test, value):
                    break
            else:
                break
        else:
            return True
    return False


def test_holds(test: Test, value: Any) -> bool:
    if value is None or value == "" or value == [] or value == {}:
        return type(test) is Empty
    return TEST[type(test)](test, value)


def _compare(test: Compare, value: Any) -> bool:
    left = value[:10] if isinstance(value, str) else value
    return COMPARE[test.op](left, test.value)


def _within(test: Within, value: Any) -> bool:
    left = value[:10] if isinstance(value, str) else value
    low = left >= test.low if test.low_in else left > test.low
    return low and (left <= test.high if test.high_in else left < test.high)


def _is(test: Is, value: Any) -> bool:
    if isinstance(value, bool):
        return test.name == ("yes" if value else "no")
    return value == test.name


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
}
TEST: dict[type, Callable[[Any, Any], bool]] = {
    Filled: lambda test, value: True,
    Empty: lambda test, value: False,
    Is: _is,
    Has: lambda test, value: test.name in value,
    Compare: _compare,
    Within: _within,
    Not: lambda test, value: not any(test_holds(t, value) for t in test.tests),
}


def names_in(condition: Condition) -> frozenset[str]:
    """The names a condition reads."""
    return frozenset(clause.name for alternative in condition for clause in alternative)
