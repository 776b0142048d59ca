"""Folding scenes into a state, one date at a time: the model of a history first, then each scene once, in the order of its date.

Each scene is read in three steps, each cell by cell: what the forest as a whole did that day (from a sample), residuals, state.
Rule to keep: a fold is a function of the scenes and their order alone, so that folding again gives the same bytes.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from dinh.forest import kernels, patches, samples
from dinh.forest.crowd import Crowd, above, centre, quantile, sample_of
from dinh.forest.grid import Box, Grid
from dinh.forest.settings import CELL, Settings
from dinh.forest.state import State

_f = np.float32
_YEAR = 365.25
Spread = Callable[[Callable[[Box], object], Iterable[Box]], Sequence[object]]


def in_turn(work: Callable[[Box], object], boxes: Iterable[Box]) -> list[object]:
    return [work(box) for box in boxes]


def in_threads(workers: int) -> Spread:
    """A task for each cell on dask's threads; the loops hold no lock of the interpreter."""
    import dask

    def spread(work: Callable[[Box], object], boxes: Iterable[Box]) -> Sequence[object]:
        return dask.compute(*[dask.delayed(work, pure=False, traverse=False)(box) for box in boxes], scheduler="threads", num_workers=workers)

    return spread


def design(days: np.ndarray) -> np.ndarray:
    """A constant and two harmonics of the year, float32 (day, term)."""
    turn = 2 * np.pi * np.asarray(days, float) / _YEAR
    return np.stack([np.ones_like(turn), np.cos(turn), np.sin(turn), np.cos(2 * turn), np.sin(2 * turn)], -1).astype(_f)


def limits(settings: Settings, drop: float, slow_drop: float) -> np.ndarray:
    """What `kernels.observe` is told, in its order."""
    s = settings
    unit = s.scale / 10
    return np.array(
        [s.sigmas, drop, s.run, s.drift, s.limit, s.clip, slow_drop, s.slow_own, s.memory, *s.gain, unit, float(s.slow_channel), s.clip_sum], _f
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
    began: int = 0
    """The last day of the history."""
    size: int = CELL
    spread: Spread = in_turn

    def __post_init__(self):
        self.plane = np.full((self.grid.rows + 2, self.grid.columns + 2), kernels.NONE, _f)
        self.boxes = list(self.grid.boxes(self.size))
        self.cells = list(self.grid.boxes())
        wide = -(-self.grid.columns // CELL)
        self.cell_of = {box: box[0] // CELL * wide + box[2] // CELL for box in self.boxes}
        self.samples = [sample_of(self.forest, box) for box in self.cells]

    def about(self) -> dict:
        return {"folded": self.folded, "crowds": [asdict(crowd) for crowd in self.crowds]}

    def observe(self, values: np.ndarray, day: int) -> int:
        """Folds one scene; gives how many pixels it newly put into alerts. `values` int16 (y, x), MISSING where unknown."""
        s, state = self.settings, self.state
        row = design(np.array([day]))[0]
        seen = [self._centre(index, values, row, day) for index in range(len(self.cells))]
        self.folded.append(day)
        if not any(one.counts for one in seen):
            return 0
        whole = centre(np.concatenate([one.values for one in seen]), s) if s.by_median else None
        for one in seen:
            one.settle(whole, s)

        def lay(box: Box) -> None:
            one = seen[self.cell_of[box]]
            kernels.residuals(values, state.coefficients, state.sigma, box, row, _f(one.middle), _f(s.scale), self.plane)

        self.spread(lay, self.boxes)
        told = [self._limits(index, one) for index, one in enumerate(seen)]

        def see(box: Box) -> int:
            index = self.cell_of[box]
            if not seen[index].counts:
                return 0
            spread_slow, numbers = told[index]
            return kernels.observe(self.plane, box, _f(seen[index].spread), _f(spread_slow), day, numbers, *state.observed())

        flagged = sum(self.spread(see, self.boxes))
        return patches.join(self, day) if flagged else 0

    def _centre(self, index: int, values: np.ndarray, row: np.ndarray, day: int):
        rows, columns = self.samples[index]
        return self.crowds[index].look(values[rows, columns], self.state, rows, columns, row, day, self.settings)

    def _limits(self, index: int, seen) -> tuple[float, np.ndarray]:
        """The spread of the smoothed residuals in this scene, and what a slow loss must exceed while the forest is as restless as now."""
        s, rows, columns = self.settings, *self.samples[index]
        spread_slow, crowd = 1.0, 0.0
        if len(rows):
            smooth = np.empty(len(rows), _f)
            samples.smooth_at(self.plane, rows, columns, smooth)
            unit = s.scale / 10
            good = (smooth < kernels.NONE / 2) & (self.state.flag[rows, columns] == 0)
            z = smooth[good] / np.maximum(self.state.sigma_slow[rows, columns][good] * unit, 1e-6)
            spread_slow = max(1.0, above(z)) if s.by_median else 1.0
            standing = self.state.ewma[rows, columns][good]
            crowd = upper_spread(standing) * s.slow_crowd
        drop = s.drop + s.haze_weight * max(0.0, seen.haze - s.haze_from)
        return spread_slow, limits(s, drop, max(s.slow_drop, crowd))


def upper_spread(values: np.ndarray) -> float:
    """The deviation of the upper half: what dies moves the lower one only."""
    if len(values) < 20:
        return 0.0
    return (quantile(values, 0.8) - quantile(values, 0.5)) / 0.8416
