"""Folding scenes into a state, one date at a time: the model of a history first, then each scene once, in the order of its date.

A cell is one task: what its forest as a whole did that day (from a sample), then residuals and state of every pixel; patches are
joined over cells after it. Rule to keep: a fold is a function of the scenes and their order alone, and a cell's state one of its own
ground (with a rim of a pixel), so that folding again gives the same bytes and a late scene only touches where it lies.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from dinh.forest import kernels, patches
from dinh.forest.crew import Crew, in_turn
from dinh.forest.crowd import Crowd, Seen, look
from dinh.forest.grid import Box, Grid
from dinh.forest.memory import Block
from dinh.forest.samples import pixels_of, runs_of
from dinh.forest.settings import CELL, Settings
from dinh.forest.state import State

_f = np.float32
_YEAR = 365.25
STRIP = 32
"""Rows whose residuals lie in the processor's cache at once."""
LEANS = 200
"""A cell with fewer forest pixels leans on the nearest larger one."""
Source = Callable[[Box], np.ndarray]
"""A scene that each worker reads for itself: int16 (y, x) of a rectangle. Goes to other processes as a value."""


def design(days: np.ndarray) -> np.ndarray:
    """A constant and two harmonics of the year, float32 (day, term)."""
    turn = 2 * np.pi * np.asarray(days, float) / _YEAR
    return np.stack(
        [np.ones_like(turn), np.cos(turn), np.sin(turn), np.cos(2 * turn), np.sin(2 * turn)], -1
    ).astype(_f)


def design_of(day: int) -> np.ndarray:
    """The same for one day."""
    turn = 2 * math.pi * day / _YEAR
    return np.array([1, math.cos(turn), math.sin(turn), math.cos(2 * turn), math.sin(2 * turn)], _f)


def limits(settings: Settings, drop: float, slow_drop: float) -> np.ndarray:
    """What `kernels.observe` is told, in its order."""
    s = settings
    unit = s.scale / 10
    return np.array(
        [
            s.sigmas,
            drop,
            s.run,
            s.drift,
            s.limit,
            s.clip,
            slow_drop,
            s.slow_own,
            s.memory,
            *s.gain,
            unit,
            float(s.slow_channel),
            s.clip_sum,
        ],
        _f,
    )


@dataclass
class Fold:
    """A site being watched. `forest` (y, x) bool; `crowds` holds, for each cell, what its forest usually does."""

    grid: Grid
    settings: Settings
    forest: np.ndarray
    state: State
    crowds: list[Crowd] = field(default_factory=list)
    folded: list[int] = field(default_factory=list)
    crew: Crew = in_turn
    cell: int = CELL
    strip: int = STRIP
    ground: Block | None = field(default=None, repr=False)
    """Shared with other processes where a crew has them: the forest, and the scene that is folded."""

    def __post_init__(self):
        self.cells = list(self.grid.boxes(self.cell))
        self.scene: np.ndarray | None = self.ground.planes["scene"] if self.ground else None
        if self.crew.shared and self.ground is None:
            self.ground = Block(
                {"forest": (self.grid.shape, np.bool_), "scene": (self.grid.shape, np.int16)},
                shared=True,
            )
            self.ground.planes["forest"][...] = self.forest
            self.forest, self.scene = self.ground.planes["forest"], self.ground.planes["scene"]
        self.samples = Samples(self)

    @property
    def wide(self) -> int:
        """Cells from west to east."""
        return -(-self.grid.columns // self.cell)

    def cell_of(self, row: Any, column: Any) -> Any:
        """The number of the cell that a pixel lies in, or of each of several (arrays)."""
        return row // self.cell * self.wide + column // self.cell

    @cached_property
    def sizes(self) -> list[int]:
        """Forest pixels of each cell."""
        return [
            int(np.count_nonzero(self.forest[box[0] : box[1], box[2] : box[3]]))
            for box in self.cells
        ]

    @cached_property
    def hosts(self) -> list[int]:
        """For each cell the one that speaks when it is too small: itself, or the nearest that is not."""
        wide = self.wide
        large = np.array([at for at, size in enumerate(self.sizes) if size >= LEANS], int)
        if not len(large):
            return [int(np.argmax(self.sizes))] * len(self.cells)
        far = [
            (large // wide - at // wide) ** 2 + (large % wide - at % wide) ** 2
            for at in range(len(self.cells))
        ]
        return [
            at if size >= LEANS else int(large[np.argmin(far[at])])
            for at, size in enumerate(self.sizes)
        ]

    def about(self) -> dict:
        return {"folded": self.folded, "crowds": [asdict(crowd) for crowd in self.crowds]}

    def address(self) -> tuple:
        """What another process needs to see the same planes."""
        assert self.ground is not None
        return (
            self.grid,
            self.settings,
            self.cell,
            self.strip,
            self.state.block.address,
            self.ground.address,
        )

    @classmethod
    def at(cls, address: tuple) -> Fold:
        grid, settings, cell, strip, planes, ground = address
        block = Block({"forest": (grid.shape, np.bool_), "scene": (grid.shape, np.int16)}, ground)
        return cls(
            grid,
            settings,
            block.planes["forest"],
            State(grid, planes),
            cell=cell,
            strip=strip,
            ground=block,
        )

    def observe(
        self, values: np.ndarray | Source, day: int, cells: Sequence[int] | None = None
    ) -> int:
        """Folds one scene; gives how many pixels it newly put into alerts.

        values  int16 (y, x), MISSING where unknown; or what reads a rectangle of it
        cells   only these, where others have been folded already
        """
        mine = [at for at in (range(len(self.cells)) if cells is None else cells) if self.sizes[at]]
        self._laid(values, mine)
        row = design_of(day)
        large = [at for at in mine if self.hosts[at] == at]
        found = self.crew(self, [See(at, day, row, self.crowds[at]) for at in large])
        raw = {at: seen.raw for at, (seen, _) in zip(large, found, strict=True)}
        small = [at for at in mine if self.hosts[at] != at]
        found += self.crew(
            self, [See(at, day, row, self.crowds[at], raw.get(self.hosts[at])) for at in small]
        )
        if cells is None:
            self.folded.append(day)
        flagged = [at for at, (_, count) in zip(large + small, found, strict=True) if count]
        return patches.join(self, day, sorted(flagged))

    def _laid(self, values: np.ndarray | Source, cells: Sequence[int]) -> None:
        """Puts the scene where all workers see it."""
        if isinstance(values, np.ndarray):
            if self.ground is None:
                self.scene = np.ascontiguousarray(values, np.int16)
            else:
                self.ground.planes["scene"][...] = values
            return
        if self.ground is None:
            self.ground = Block({"scene": (self.grid.shape, np.int16)})
            self.scene = self.ground.planes["scene"]
        near = (
            cells
            if len(cells) == len(self.cells)
            else sorted({one for at in cells for one in self.around(at)})
        )
        self.crew(self, [Lay(at, values) for at in near])

    def around(self, at: int) -> list[int]:
        """The cell and those that touch it."""
        wide, high = self.wide, -(-self.grid.rows // self.cell)
        row, column = divmod(at, wide)
        return [
            r * wide + c
            for r in range(max(0, row - 1), min(high, row + 2))
            for c in range(max(0, column - 1), min(wide, column + 2))
        ]


class Samples:
    """For each cell the rows and columns of the forest pixels that speak for it; found when asked for, always the same."""

    def __init__(self, fold: Fold):
        self._fold, self._found, self._runs = fold, {}, {}

    def __getitem__(self, at: int) -> tuple[np.ndarray, np.ndarray]:
        if at not in self._found:
            self._found[at] = pixels_of(self._fold.forest, self.runs(at)[0])
        return self._found[at]

    def runs(self, at: int) -> tuple[np.ndarray, int]:
        """Their runs, and how many of their pixels are forest."""
        if at not in self._runs:
            runs = runs_of(self._fold.forest, self._fold.cells[at])
            self._runs[at] = runs, len(pixels_of(self._fold.forest, runs)[0])
        return self._runs[at]


@dataclass(frozen=True)
class Lay:
    """Reads a cell of a scene."""

    at: int
    source: Source

    def __call__(self, fold: Fold) -> None:
        box = fold.cells[self.at]
        assert fold.scene is not None
        fold.scene[box[0] : box[1], box[2] : box[3]] = self.source(box)


@dataclass(frozen=True)
class See:
    """Folds the scene into a cell; gives what its forest did and how many pixels it flagged."""

    at: int
    day: int
    row: np.ndarray
    """The design of the day."""
    crowd: Crowd
    leans_on: float | None = None

    def __call__(self, fold: Fold) -> tuple[Seen, int]:
        s, state = fold.settings, fold.state
        seen = look(
            fold.scene,
            state,
            *fold.samples.runs(self.at),
            self.row,
            self.crowd.usual(self.row),
            s,
            self.leans_on,
            self.crowd.scenes,
        )
        if not seen.counts:
            return seen, 0
        drop = s.drop + s.haze_weight * max(0.0, seen.haze - s.haze_from)
        numbers = limits(s, drop, max(s.slow_drop, seen.restless * s.slow_crowd))
        return seen, kernels.fold(
            fold.scene, fold.cells[self.at], fold.strip, self.row, _f(seen.middle), _f(s.scale), _f(seen.spread), _f(seen.spread_slow), self.day, numbers,
            state.coefficients, *state.observed(),
        )  # fmt: skip
