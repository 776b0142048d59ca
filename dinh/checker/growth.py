"""What is reckoned of a list to which rows are added: it only grows, or only falls, from where it stands (F2)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from dinh.checker.proof.cells import Cell
from dinh.engine.definition.procedure import Fold, Procedure


class Limit(Struct, frozen=True):
    """way: `up`, `down`, or `list` itself; at: from where, at the least and at the most; empty: it may be that nothing is there yet; filled: that something is."""

    way: str
    least: Fraction | None = None
    most: Fraction | None = None
    empty: bool = False
    filled: bool = False

    def lets(self, cell: Cell) -> bool:
        """May it come to this from where it may stand?"""
        return self.empty or (
            not cell.empty
            and (self.way != "up" or _not_below(cell, self.least))
            and (self.way != "down" or _not_above(cell, self.most))
        )

    def surely_lets(self, cell: Cell) -> bool:
        """From wherever it may stand?"""
        return not self.filled or (
            not cell.empty
            and (self.way != "up" or _not_below(cell, self.most))
            and (self.way != "down" or _not_above(cell, self.least))
        )


def _not_below(cell: Cell, at: Fraction | None) -> bool:
    return at is None or cell.high is None or cell.high >= at


def _not_above(cell: Cell, at: Fraction | None) -> bool:
    return at is None or cell.low is None or cell.low <= at


def direction(procedure: Procedure, name: str) -> str:
    """Which way it goes when a row is added; "": any."""
    fields = {**procedure.form, **procedure.findings}
    if name in fields:
        return "list"
    value = procedure.derive.get(name)
    fold = value.formula if value is not None else None
    if not isinstance(fold, Fold) or len(fold.over) != 1:
        return ""
    if fold.function in ("count", "greatest"):
        return "up"
    list_, _, column = str(fold.over[0]).partition(".")
    one = fields[list_].columns.get(column) if list_ in fields else None
    rises = one is not None and (one.type == "money" if one.bounds is None else one.bounds.low >= 0)
    return "down" if fold.function == "least" else "up" if fold.function == "sum" and rises else ""


def limit_of(way: str, cells: Iterable[Cell] | None) -> Limit | None:
    """None: nothing limits it. cells: where it may stand."""
    if not way or cells is None:
        return None
    known = [*cells]
    there = [cell for cell in known if not cell.empty]
    ends = [cell.low if way == "up" else cell.high for cell in there]
    if way == "list":
        return Limit(way, empty=len(there) < len(known), filled=bool(there))
    some, open_ = [end for end in ends if end is not None], None in ends
    least = None if way == "up" and open_ else min(some, default=None)
    most = None if way == "down" and open_ else max(some, default=None)
    return Limit(way, least, most, len(there) < len(known), bool(there))
