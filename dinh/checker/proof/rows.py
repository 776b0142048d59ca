"""Rows of a list that give the counts, sums and first values that a box wants: whole numbers of each kind of row.

A list is a bag over the kinds of its rows: which of the conditions on rows hold of it. How many there are of each kind is a
small problem of whole numbers, within `rows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dinh.checker.kinds import kind_of
from dinh.checker.proof.bounds import hull
from dinh.checker.proof.cells import value_at
from dinh.checker.proof.formula import Box, both, no
from dinh.engine.definition.condition import ALWAYS, Condition, holds
from dinh.engine.definition.procedure import Field, Fold

if TYPE_CHECKING:
    from dinh.checker.proof.dependencies import Cone

CONDITIONS_MAX = 4
ROWS_TRIED = 14
TRIES_MAX = 20_000


class Wanted(Struct, frozen=True):
    """What a fold over the list must give: a whole number between (count), or this value (at)."""

    fold: Fold
    least: Fraction | None = None
    most: Fraction | None = None
    at: Fraction | None = None
    none: bool = False


WITHOUT: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"sum"}),
    frozenset({"first", "least", "greatest"}),
    frozenset({"sum", "first", "least", "greatest"}),
)
"""Which values of columns are left as they come: bounds may let several be, of which those that were picked do not go together."""


def rows_for(
    cone: Cone, box: Box, field: Field, values: Mapping[str, Fraction], attempt: int = 0
) -> list[dict[str, Any]] | None:
    """The rows, or None when none were found. attempt: a place in WITHOUT."""
    least, most = (0, ROWS_TRIED) if field.name in cone.brought else room(field)
    if field.name in box and all(cell.empty for cell in box[field.name]):
        least = most = 0
    wanted = [
        one
        for one in _wanted(cone, box, field, values)
        if one.none or one.fold.function not in WITHOUT[attempt]
    ]
    counts = [one for one in wanted if one.fold.function == "count"]
    fewest = max((int(one.least) for one in counts if one.least is not None), default=0)
    if fewest > least and not (field.rows and fewest > room(field, tried=fewest)[1]):
        least, most = fewest, room(field, tried=fewest + ROWS_TRIED)[1]
    conditions = list(dict.fromkeys(one.fold.where for one in wanted if one.fold.where != ALWAYS))
    if len(conditions) > CONDITIONS_MAX:
        return None
    kinds = [
        (held, row)
        for held in product((True, False), repeat=len(conditions))
        if (row := _row(cone, field, conditions, held)) is not None
    ]
    for numbers in _numbers(len(kinds), least, most):
        if all(_gives(one, conditions, kinds, numbers) for one in counts):
            rows = [
                dict(row)
                for (_, row), number in zip(kinds, numbers, strict=True)
                for _ in range(number)
            ]
            held = [
                held
                for (held, _), number in zip(kinds, numbers, strict=True)
                for _ in range(number)
            ]
            if _put(field, wanted, conditions, rows, held):
                return rows
    return None


def room(field: Field, tried: int = ROWS_TRIED) -> tuple[int, int]:
    """How few rows there may be, and how many are tried: so many more than that."""
    if field.rows is None:
        return 0, tried
    least = int(field.rows.low) + (not field.rows.low_in)
    most = int(field.rows.high) - (not field.rows.high_in)
    return least, min(most, least + tried)


def _wanted(cone: Cone, box: Box, field: Field, values: Mapping[str, Fraction]) -> Iterator[Wanted]:
    for name, cells in box.items():
        value = cone.procedure.derive.get(name)
        fold = value.formula if value else None
        if isinstance(fold, Fold) and str(fold.over[0]).partition(".")[0] == field.name:
            span = hull(cells)
            if span is None:
                yield Wanted(fold, none=all(cell.empty for cell in cells))
            else:
                yield Wanted(fold, span.low, span.high, values.get(name, span.low))


def _row(
    cone: Cone, field: Field, conditions: list[Condition], held: tuple[bool, ...]
) -> dict[str, Any] | None:
    """A row of which just these conditions hold."""
    from dinh.checker.proof.dependencies import Cone as Inner
    from dinh.checker.proof.dependencies import Moment
    from dinh.checker.proof.solve import Found, answer

    inner = Inner(cone.procedure, Moment(row=field.name))
    for column in field.columns.values():
        if column.required == ALWAYS:
            inner.include(f"row.{column.name}")
    asked = [inner.asked(one, bare=True) for one in conditions]
    question = both(one if wanted else no(one) for one, wanted in zip(asked, held, strict=True))
    found = answer(
        inner,
        question,
        lambda form: all(
            holds(one, form.bare()) is wanted for one, wanted in zip(conditions, held, strict=True)
        ),
    )
    return dict(found.form.values[field.name]["1"]) if isinstance(found, Found) else None


def _numbers(kinds: int, least: int, most: int) -> Iterator[tuple[int, ...]]:
    """How many rows of each kind, few rows first."""
    tried = 0
    for total in range(least, most + 1):
        for one in _shares(kinds, total):
            yield one
            tried += 1
            if tried > TRIES_MAX:
                return


def _shares(kinds: int, total: int) -> Iterator[tuple[int, ...]]:
    if kinds == 0:
        if total == 0:
            yield ()
        return
    if kinds == 1:
        yield (total,)
        return
    for first in range(total, -1, -1):
        for rest in _shares(kinds - 1, total - first):
            yield (first, *rest)


def _gives(
    one: Wanted,
    conditions: list[Condition],
    kinds: list[tuple[tuple[bool, ...], dict[str, Any]]],
    numbers: tuple[int, ...],
) -> bool:
    place = conditions.index(one.fold.where) if one.fold.where != ALWAYS else None
    column = str(one.fold.over[0]).partition(".")[2]
    count = sum(
        number
        for (held, row), number in zip(kinds, numbers, strict=True)
        if (place is None or held[place]) and (not column or column in row)
    )
    return (one.least is None or count >= one.least) and (one.most is None or count <= one.most)


def _put(
    field: Field,
    wanted: list[Wanted],
    conditions: list[Condition],
    rows: list[dict[str, Any]],
    held: list[tuple[bool, ...]],
) -> bool:
    """Values of columns that give the sums, greatest, least and first values wanted."""
    fixed: dict[tuple[int, str], Any] = {}
    for one in sorted(wanted, key=lambda one: ORDER.index(one.fold.function)):
        column = field.columns.get(str(one.fold.over[0]).partition(".")[2])
        if one.fold.function == "count" or column is None or (one.at is None and not one.none):
            continue
        place = conditions.index(one.fold.where) if one.fold.where != ALWAYS else None
        mine = [number for number, answers in enumerate(held) if place is None or answers[place]]
        if one.none:
            if mine and column.required == ALWAYS:
                return False
            for number in mine:
                rows[number].pop(column.name, None)
            continue
        assert one.at is not None
        if not mine:
            if one.fold.function != "sum" or one.at:
                return False
        elif not _placed(one, column, mine, rows, fixed):
            return False
    return True


ORDER = ("sum", "first", "least", "greatest", "count")


def _placed(
    one: Wanted,
    column: Field,
    mine: list[int],
    rows: list[dict[str, Any]],
    fixed: dict[tuple[int, str], Any],
) -> bool:
    """first and least begin the rows, greatest ends them; a sum is shared out among all."""
    assert one.at is not None
    if one.fold.function == "sum":
        step = Fraction(1, 10**column.places)
        share = one.at / len(mine) // step * step
        parts = [share] * len(mine)
        parts[0] += one.at - sum(parts)
        places = list(zip(mine, parts, strict=True))
    elif one.fold.function == "greatest":
        places = [(mine[-1], one.at)]
    else:
        places = [
            (number, one.at)
            for number in mine
            if (number, column.name) not in fixed or number == mine[0]
        ]
    for number, at in places:
        value = value_at(kind_of(column), at)
        if fixed.get((number, column.name), value) != value and not (
            one.fold.function == "greatest" and number != mine[0]
        ):
            return False
        fixed[number, column.name] = rows[number][column.name] = value
    return True
