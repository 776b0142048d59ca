"""The cells of a value: finitely many pieces of its domain, within each of which every test asked gives the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from msgspec import Struct

from dinh.checker.kinds import Kind
from dinh.engine.definition.condition import (
    Compare,
    Constant,
    Has,
    Is,
    Not,
    Test,
    Within,
    test_holds,
)

SUBSETS_MAX = 8
FIRST_DAY, LAST_DAY = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
DENSE = Fraction(1, 10**12)
"""What stands for "a little" where a value has no grid: nobody types as fine."""

ORDERED = frozenset({"number", "money", "date", "datetime"})
DAYS = frozenset({"date", "datetime"})


class Cell(Struct, frozen=True):
    """value: one of the cell's values, as a form has it (None: empty). low, high: of an ordered one, its ends on the grid
    (days as ordinals; None: there is none)."""

    value: Any
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def empty(self) -> bool:
        return self.value is None

    def passes(self, tests: Iterable[Test]) -> bool:
        return any(test_holds(test, self.value) for test in tests)


EMPTY = Cell(None)


def cells_of(kind: Kind, tests: Iterable[Test], step: Fraction | None = None) -> tuple[Cell, ...]:
    """All cells of a value of this kind under these tests, the empty one first. step: its grid, where it has one."""
    flat = list(_flat(tests))
    if kind.type in ORDERED:
        return (
            EMPTY,
            *_spans(kind, flat, Fraction(1) if kind.type in DAYS or kind.type == "money" else step),
        )
    if kind.type == "yes_no":
        return (EMPTY, Cell(True), Cell(False))
    if kind.type in ("choices", "roles"):
        return (EMPTY, *_sets(kind.names, [test.name for test in flat if isinstance(test, Has)]))
    if kind.type == "choice" or any(isinstance(test, Is) for test in flat):
        return (EMPTY, *_names(kind, [test.name for test in flat if isinstance(test, Is)]))
    if not kind.type and any(
        isinstance(test, Compare | Within) for test in flat
    ):  # a fact of a house, by how it is tested
        days = any(isinstance(one, str) for test in flat for one in constants(test))
        return (
            EMPTY,
            *_spans(Kind("date" if days else "number"), flat, Fraction(1) if days else None),
        )
    return (EMPTY, Cell("…"))


def _flat(tests: Iterable[Test]) -> Iterator[Test]:
    for test in tests:
        yield from _flat(test.tests) if isinstance(test, Not) else (test,)


def constants(test: Test) -> tuple[Constant, ...]:
    if isinstance(test, Within):
        return (test.low, test.high)
    return (test.value,) if isinstance(test, Compare) else ()


def _names(kind: Kind, tested: list[str]) -> Iterator[Cell]:
    if set(tested) <= {"yes", "no"} and not kind.names:
        yield from (Cell(True), Cell(False))
        return
    named = (
        [name for name in kind.names if name in tested]
        if kind.names
        else list(dict.fromkeys(tested))
    )
    yield from (Cell(name) for name in named)
    others = next((name for name in kind.names if name not in tested), None) if kind.names else "…"
    if others is not None:
        yield Cell(others)  # all names nobody tests are one


def _sets(names: tuple[str, ...], tested: list[str]) -> Iterator[Cell]:
    asked = list(dict.fromkeys(tested))[:SUBSETS_MAX]
    others = next((name for name in names if name not in asked), None if names else "…")
    for size in range(len(asked) + 1):
        for chosen in combinations(asked, size):
            if chosen or others is not None:
                yield Cell([*chosen] or [others])


def _spans(kind: Kind, tests: list[Test], step: Fraction | None) -> Iterator[Cell]:
    """The points that tests name and the pieces between them, within the bounds and on the grid."""
    low, high = _ends(kind, step)
    points = sorted({place(one) for test in tests for one in constants(test)})
    cuts: list[tuple[Fraction | None, Fraction | None]] = []
    before = low
    for point in points:
        cuts += [(before, _before(point, step)), (point, point)]
        before = _after(point, step)
    cuts.append((before, high))
    for start, end in cuts:
        start = low if start is None or (low is not None and start < low) else start
        end = high if end is None or (high is not None and end > high) else end
        if start is not None and end is not None and start > end:
            continue
        yield Cell(value_at(kind, _inside(start, end)), start, end)


def _ends(kind: Kind, step: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
    bounds = kind.bounds
    days = kind.type in DAYS
    low, high = (Fraction(FIRST_DAY), Fraction(LAST_DAY)) if days else (None, None)
    if bounds is not None:
        low = place(bounds.low) if bounds.low_in else _after(place(bounds.low), step)
        high = place(bounds.high) if bounds.high_in else _before(place(bounds.high), step)
    if step is not None:  # on the grid
        low = None if low is None else -(-low // step) * step
        high = None if high is None else high // step * step
    return low, high


def _after(point: Fraction, step: Fraction | None) -> Fraction:
    return point + DENSE if step is None else (point // step + 1) * step


def _before(point: Fraction, step: Fraction | None) -> Fraction:
    return point - DENSE if step is None else (-(-point // step) - 1) * step


def _inside(low: Fraction | None, high: Fraction | None) -> Fraction:
    if low is not None and high is not None and low == high:
        return low
    if low is None:
        return (
            Fraction(0) if high is None else min(high, Fraction(0)) if high == int(high) else high
        )
    whole = Fraction(-(-low // 1))  # a round number is read more easily
    return whole if high is None or whole <= high else low


def place(constant: Constant) -> Fraction:
    """Where a constant lies: a number as it is, a day by its ordinal."""
    return (
        Fraction(date.fromisoformat(constant[:10]).toordinal())
        if isinstance(constant, str)
        else Fraction(constant)
    )


def value_at(kind: Kind, where: Fraction) -> Any:
    """The value that lies there, as a form has it."""
    if kind.type in DAYS:
        day = date.fromordinal(int(where)).isoformat()
        return day if kind.type == "date" else f"{day}T09:00:00+07:00"
    return (
        int(where)
        if where.denominator == 1
        else Decimal(where.numerator) / Decimal(where.denominator)
    )
