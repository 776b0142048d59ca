"""Joining flagged pixels into patches, and adding to a patch what grew on it.

A patch is at least ten pixels that touch, flagged within two months of one another (longer where they died slowly, for clouds hide
a rainy season). Rule to keep: an alert's date is the day of the scene that decided it, and no pixel is ever alerted twice; what
becomes of a patch hangs on its own pixels alone, wherever cells end and in whatever order they are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dinh.forest import joining
from dinh.forest.grid import Box

if TYPE_CHECKING:
    from dinh.forest.fold import Fold

_ROOM = 48
"""Pixels around a cell in which a patch is followed; four times as many when it goes on."""


def join(fold: Fold, day: int, cells: Sequence[int]) -> int:
    """Alerts whatever has become a patch with this scene, where it has a pixel in one of the cells; gives how many pixels that is."""
    return sum(_joined(fold, day, fold.cells[at]) for at in cells)


def _joined(fold: Fold, day: int, cell: Box) -> int:
    state, s = fold.state, fold.settings
    numbers = np.array(
        [s.join_days, s.join_days_slow, s.limit * s.fill, s.slow_drop * s.fill, s.slow_own * s.scale / 10 * s.fill, s.fill_neighbours, s.trim, s.scale], np.float32
    )  # fmt: skip
    room, done = _ROOM, 0
    while True:
        window = (
            max(cell[0] - room, 0),
            min(cell[1] + room, fold.grid.rows),
            max(cell[2] - room, 0),
            min(cell[3] + room, fold.grid.columns),
        )
        found = joining.join(
            window, cell, day, numbers, s.pixels_min(fold.grid.metres), state.flag, state.how, state.alert, state.patch, state.depth, state.cusum,
            state.ewma, state.sigma_own, state.last, state.first,
        )  # fmt: skip
        if found >= 0:
            return done + found
        done, room = done - 1 - found, 4 * room
