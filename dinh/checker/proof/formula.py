"""Formulas over tests: what is asked, and what always holds between values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from dinh.checker.proof.cells import Cell
from dinh.engine.definition.condition import Condition, Empty, Filled, Test


class Lit(Struct, frozen=True):
    """One of the tests holds of the value of this name."""

    name: str
    tests: tuple[Test, ...]


class All(Struct, frozen=True):
    of: tuple[Formula, ...]


class Any_(Struct, frozen=True):
    of: tuple[Formula, ...]


class None_(Struct, frozen=True):
    """It does not hold."""

    of: Formula


class Weighed:
    """A part of a formula that is weighed as a whole: of a graph whose ways hang on tests, say."""

    def tests(self) -> Iterator[Lit]:
        """The literals on which it hangs."""
        raise NotImplementedError

    def verdict(self, box: Box) -> bool | None:
        raise NotImplementedError

    def undecided(self, box: Box) -> Lit | None:
        raise NotImplementedError


Formula = Lit | All | Any_ | None_ | Weighed
YES: Formula = All(())
NO: Formula = Any_(())
Box = Mapping[str, tuple[Cell, ...]]
"""For each name the cells in which its value may still lie."""


def condition(said: Condition, names: Mapping[str, str] | None = None) -> Formula:
    """A condition as a formula; names: under which name here a name of it goes."""
    at = names or {}
    return either(
        both(Lit(at.get(clause.name, clause.name), clause.tests) for clause in alternative)
        for alternative in said
    )


def both(of: Any) -> Formula:
    parts = tuple(of)
    return parts[0] if len(parts) == 1 else All(parts)


def either(of: Any) -> Formula:
    parts = tuple(of)
    return parts[0] if len(parts) == 1 else Any_(parts)


def no(of: Formula) -> Formula:
    return None_(of)


def implies(cause: Formula, effect: Formula) -> Formula:
    return Any_((None_(cause), effect))


def filled(name: str) -> Formula:
    return Lit(name, (Filled(),))


def empty(name: str) -> Formula:
    return Lit(name, (Empty(),))


def literals(formula: Formula) -> Iterator[Lit]:
    waiting = [formula]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Lit):
            yield one
        elif isinstance(one, Weighed):
            yield from one.tests()
        elif isinstance(one, None_):
            waiting.append(one.of)
        else:
            waiting.extend(one.of)


def verdict(formula: Formula, box: Box) -> bool | None:
    """Does it hold in the whole box? None: in a part of it, as far as can be seen."""
    if isinstance(formula, Lit):
        return _of_cells(formula, box[formula.name])
    if isinstance(formula, Weighed):
        return formula.verdict(box)
    if isinstance(formula, None_):
        inner = verdict(formula.of, box)
        return None if inner is None else not inner
    wanted = isinstance(formula, Any_)  # one such part decides
    open_ = False
    for part in formula.of:
        found = verdict(part, box)
        if found is wanted:
            return wanted
        open_ = open_ or found is None
    return None if open_ else not wanted


def _of_cells(literal: Lit, cells: tuple[Cell, ...]) -> bool | None:
    answers = {cell.passes(literal.tests) for cell in cells}
    return answers.pop() if len(answers) == 1 else None


def undecided(formula: Formula, box: Box) -> Lit | None:
    """A literal on which the formula still hangs, the first one."""
    if isinstance(formula, Lit):
        return formula if _of_cells(formula, box[formula.name]) is None else None
    if isinstance(formula, Weighed):
        return formula.undecided(box)
    if isinstance(formula, None_):
        return undecided(formula.of, box)
    for part in formula.of:
        if verdict(part, box) is None:
            return undecided(part, box)
    return None
