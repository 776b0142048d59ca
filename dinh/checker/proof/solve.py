"""Is there a form for which a question holds? Boxes of cells are split until each is decided, refuted, or made a real form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from msgspec import Struct

from dinh.checker.proof.bounds import empty_of, settled, spans_of
from dinh.checker.proof.cells import Cell, cells_of
from dinh.checker.proof.dependencies import Cone
from dinh.checker.proof.form import Form, made
from dinh.checker.proof.formula import Box, Formula, both, undecided, verdict

BOXES_MAX = 1_500
ALL_MAX = 40_000
"""Boxes for one question, and for all of one file together: what they do not decide is said to be open."""

_left: ContextVar[list[int] | None] = ContextVar("boxes left", default=None)


@contextmanager
def bounded(boxes: int = ALL_MAX) -> Iterator[None]:
    """All questions asked within share so many boxes."""
    token = _left.set([boxes])
    try:
        yield
    finally:
        _left.reset(token)


class Found(Struct, frozen=True):
    """A real form for which the question holds: the engine itself said so. box: cells in all of which it holds."""

    form: Form
    box: Box = {}


class Nothing(Struct, frozen=True):
    """There is no such form."""


class Open(Struct, frozen=True):
    """Neither was shown. about: the values on which it hangs."""

    about: tuple[str, ...]


Answer = Found | Nothing | Open


def answer(
    cone: Cone,
    question: Formula,
    holds: Callable[[Form], bool],
    among: Callable[[str, Cell], bool] = lambda name, cell: True,
) -> Answer:
    """question: of names that the cone has taken. holds: does the engine say that it holds of this form? among: of a name only these cells."""
    cone.take(question)
    cone.refuse_faults()
    cone.handed_down()
    box = {
        name: tuple(
            cell for cell in cells_of(kind, cone.tests[name], cone.grid[name]) if among(name, cell)
        )
        for name, kind in cone.kinds.items()
    }
    if not all(box.values()):
        return Nothing()
    return _Search(cone, both((question, *cone.always)), holds).of(box)


class _Search:
    def __init__(self, cone: Cone, formula: Formula, holds: Callable[[Form], bool]) -> None:
        self.cone, self.formula, self.holds = cone, formula, holds
        self.left = BOXES_MAX
        self.all = _left.get() or [ALL_MAX]
        self.open: set[str] | None = None

    def of(self, box: Box) -> Answer:
        waiting = [box]
        while waiting:
            self.left -= 1
            self.all[0] -= 1
            if self.left < 0 or self.all[0] < 0:
                return Open(tuple(sorted(name for name in box if len(box[name]) > 1)))
            one = waiting.pop()
            found = verdict(self.formula, one)
            if found is False:
                continue
            values = settled(spans_of(one), self.cone.links, empty_of(one))
            if values is None:
                continue
            if found is None:
                waiting += self._split(one)
            elif (form := made(self.cone, one, values, self.holds)) is not None:
                return Found(form, one)
            elif parts := self._parted(one):
                waiting += parts
            else:
                self.open = (self.open or set()) | {
                    name for name, kind in self.cone.kinds.items() if kind.derived
                }
        return Nothing() if self.open is None else Open(tuple(sorted(self.open)))

    def _split(self, box: Box) -> list[Box]:
        literal = undecided(self.formula, box)
        assert literal is not None
        yes = tuple(cell for cell in box[literal.name] if cell.passes(literal.tests))
        rest = tuple(cell for cell in box[literal.name] if not cell.passes(literal.tests))
        return [{**box, literal.name: rest}, {**box, literal.name: yes}]

    def _parted(self, box: Box) -> list[Box]:
        """The formula holds in the whole box, yet no form was made of it: look at its parts, computed values first."""
        many = [name for name, cells in box.items() if len(cells) > 1]
        if not many:
            return []
        name = max(many, key=lambda one: (self.cone.kinds[one].derived, _ordered(box[one])))
        cells = box[name]
        half = len(cells) // 2
        return [{**box, name: cells[half:]}, {**box, name: cells[:half]}]


def _ordered(cells: tuple[Cell, ...]) -> bool:
    return any(cell.low is not None or cell.high is not None for cell in cells)
