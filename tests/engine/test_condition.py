"""Unary tests: what holds of a value, and that nothing but `empty` holds of none."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from dinh.engine.definition.condition import (
    ALWAYS,
    NEVER,
    Clause,
    Compare,
    Empty,
    Filled,
    Has,
    Is,
    Not,
    Within,
    holds,
    names_in,
)
from dinh.engine.definition.condition import test_holds as true_of

EVERY = [
    Filled(),
    Is("a"),
    Is("yes"),
    Is("no"),
    Has("a"),
    Compare("<", 5),
    Compare(">=", "2026-01-01"),
    Within(1, 5),
    Not((Is("a"),)),
    Not((Has("a"),)),
    Not((Compare("<", 5),)),
]


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_a_test_of_an_empty_value_is_false_not_too_and_only_empty_holds(nothing):
    assert not any(true_of(one, nothing) for one in EVERY)
    assert true_of(Empty(), nothing)


@pytest.mark.parametrize("value", [0, False, "a", ["a"], Decimal(0), Fraction(1, 3), {"1": {}}])
def test_what_is_filled_is_not_empty_nought_and_no_included(value):
    assert true_of(Filled(), value)
    assert not true_of(Empty(), value)


@pytest.mark.parametrize(
    ("one", "value", "does"),
    [
        (Is("yes"), True, True),
        (Is("no"), False, True),
        (Is("yes"), False, False),
        (Is("a"), "a", True),
        (Is("1"), 1, False),
        (Has("a"), ["b", "a"], True),
        (Not((Has("a"),)), ["b"], True),
        (Compare("<", 5), 4, True),
        (Compare("<", Decimal("0.5")), Fraction(1, 3), True),
        (Compare("=", Decimal("1.5")), Decimal("1.50"), True),
        (Compare(">", 5), 5, False),
        (Compare("<=", "2026-07-01"), "2026-07-01", True),
        (Compare("<=", "2026-07-01"), "2026-07-01T23:59:00+07:00", True),
        (Compare(">", "2026-07-01"), "2026-07-02T00:00:00+07:00", True),
        (Within(1, 5), 1, True),
        (Within(1, 5, low_in=False), 1, False),
        (Within(1, 5), 5, True),
        (Within(1, 5, high_in=False), 5, False),
        (Within(Decimal("0.1"), Decimal("0.3")), Fraction(1, 5), True),
        (Within("2026-01-01", "2026-12-31"), "2026-12-31", True),
        (Not((Is("a"), Is("b"))), "c", True),
        (Not((Is("a"), Is("b"))), "b", False),
    ],
)
def test_each_test_holds_of_what_it_says(one, value, does):
    assert true_of(one, value) is does


def test_alternatives_clauses_and_tests_of_one_clause():
    values = {"a": 1, "b": True}.get
    one, other = Clause("a", (Compare("<", 0), Compare("=", 1))), Clause("b", (Is("no"),))
    assert (
        holds(((one,),), values)
        and not holds(((one, other),), values)
        and holds(((one, other), (one,)), values)
    )
    assert holds(ALWAYS, values) and not holds(NEVER, values)
    assert names_in(((one, other),)) == {"a", "b"}
