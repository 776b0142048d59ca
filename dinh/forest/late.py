"""A scene that comes late, or is delivered again, is taken in its place: the cells that it touches are folded anew from the model on.

A cell's state is one of its own ground, but for patches that lie over an edge and for small cells that lean on a larger one; those
cells go together. Rule to keep: the state afterwards is bit for bit what the order would have given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from dinh.forest.fold import Fold, Source
from dinh.forest.settings import MISSING

_NEAR = 2
"""Pixels: farther from one another, none is filled or joined because of the other."""
_BESIDE = np.ones((2 * _NEAR + 1, 2 * _NEAR + 1), bool)


@dataclass(frozen=True)
class Knows:
    """Whether a scene says anything of the forest of a cell; where it says nothing, the cell is not folded, whatever lies beside it."""

    at: int
    source: Source

    def __call__(self, fold: Fold) -> bool:
        box = fold.cells[self.at]
        return bool(
            ((self.source(box) != MISSING) & fold.forest[box[0] : box[1], box[2] : box[3]]).any()
        )


def touched(fold: Fold, scenes: Iterable[Source]) -> set[int]:
    """The cells of which any of the scenes says something."""
    cells = [at for at, size in enumerate(fold.sizes) if size]
    found = {source: fold.crew(fold, [Knows(at, source) for at in cells]) for source in scenes}
    return {at for knows in found.values() for at, one in zip(cells, knows, strict=True) if one}


def anew(
    fold: Fold,
    cells: set[int],
    checks: Iterable[dict],
    start: Callable[[set[int]], None],
    go: Callable[[set[int]], None],
) -> set[int]:
    """Folds cells again, with those that hang together with them before or after; gives them all.

    start  puts the model's state into cells; go  folds all scenes into them, in order
    checks  field checks, which put ground back to nothing: it counts as if it were flagged
    """
    seen = fold.state.flag > 0
    groups = []
    for one in checks:
        rows, columns = np.array(one["rows"], int), np.array(one["columns"], int)
        if len(rows):
            seen[rows, columns] = True
            groups.append(
                _cells_of(fold, np.append(rows, rows.min()), np.append(columns, columns.min()))
            )
    while True:
        cells = _together(fold, seen, cells, groups)
        start(cells)
        go(cells)
        seen |= fold.state.flag > 0
        if _together(fold, seen, cells, groups) == cells:
            return cells


def _cells_of(fold: Fold, rows: np.ndarray, columns: np.ndarray) -> set[int]:
    """Those that the pixels lie in, or in whose rim: a new model of a pixel moves what its neighbours are smoothed with."""
    near = [
        fold.cell_of(
            np.clip(rows + down, 0, fold.grid.rows - 1),
            np.clip(columns + right, 0, fold.grid.columns - 1),
        )
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    ]
    return {int(at) for at in np.unique(near)}


def _together(fold: Fold, seen: np.ndarray, cells: set[int], groups: list[set[int]]) -> set[int]:
    """With the cells that lean on one another, that a check lies in, or that a patch lies over an edge of."""
    cells = set(cells)
    while True:
        more = {at for group in groups if group & cells for at in group}
        more |= {
            at
            for at, host in enumerate(fold.hosts)
            if fold.sizes[at] and (host in cells or at in cells)
        }
        more |= {fold.hosts[at] for at in cells}
        more |= {
            other
            for at in cells
            for other in fold.around(at)
            if other not in cells and _touch(fold, seen, at, other)
        }
        if more <= cells:
            return cells
        cells |= more


def _touch(fold: Fold, seen: np.ndarray, one: int, other: int) -> bool:
    """Whether flagged ground of the one lies so near flagged ground of the other, or its corner, that a patch may join them."""
    a, b = fold.cells[one], fold.cells[other]
    top, bottom = max(a[0], b[0]) - _NEAR, min(a[1], b[1]) + _NEAR
    left, right = max(a[2], b[2]) - _NEAR, min(a[3], b[3]) + _NEAR
    place = slice(max(top, 0), bottom), slice(max(left, 0), right)
    here, there = (np.zeros(seen[place].shape, bool) for _ in range(2))
    for out, box in ((here, a), (there, b)):
        inside = tuple(
            slice(max(box[2 * i] - place[i].start, 0), max(box[2 * i + 1] - place[i].start, 0))
            for i in range(2)
        )
        out[inside] = seen[place][inside]
    if not here.any():
        return False
    near = ndimage.binary_dilation(here, _BESIDE)
    if (near & there).any():
        return True
    corners = [(y, x) for y in b[:2] for x in b[2:] if y in a[:2] and x in a[2:]]
    return any(_at(here, y - place[0].start, x - place[1].start) for y, x in corners)


def _at(here: np.ndarray, row: int, column: int) -> bool:
    return bool(
        here[max(row - _NEAR, 0) : row + _NEAR, max(column - _NEAR, 0) : column + _NEAR].any()
    )
