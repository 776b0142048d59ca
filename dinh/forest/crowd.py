"""What a forest does as a whole: haze, leaf-fall and drought move all pixels of a cell at once, and are taken out by its median.

A sample of each cell speaks for it, and in the sample the pixels that have been calm. Trap: an outbreak wider than half a cell
moves the median itself; then the upper group speaks, when it stands where the season says that it should.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dinh.forest import samples
from dinh.forest.grid import Box
from dinh.forest.kernels import NONE
from dinh.forest.settings import Settings
from dinh.forest.state import State

SAMPLE_MAX = 8192
FEW = 50
"""Fewer known pixels than this do not speak for a cell; the site does then."""


def sample_of(forest: np.ndarray, box: Box) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the forest pixels that speak for a cell: evenly spread, always the same."""
    rows, columns = np.nonzero(forest[box[0] : box[1], box[2] : box[3]])
    step = max(1, -(-len(rows) // SAMPLE_MAX))
    return rows[::step] + box[0], columns[::step] + box[2]


@dataclass
class Seen:
    """A cell in one scene: the residuals of its calm pixels, and what was made of them."""

    values: np.ndarray
    share: float
    usual: float
    """What the season says the cell's middle is."""
    odd: np.ndarray
    middle: float = 0.0
    spread: float = 1.0
    counts: bool = False
    haze: float = 0.0

    def settle(self, whole: tuple[float, float] | None, settings: Settings) -> None:
        if whole is None:
            self.middle, self.spread = self.usual, 1.0
            return
        mine = centre(self.values, settings) if len(self.values) >= FEW else whole
        self.middle = self._doubted(mine[0], settings)
        sigma = self.odd[:, 1] if len(self.odd) else np.ones(1)
        z = (self.odd[:, 0] - self.middle) / sigma if len(self.odd) else np.zeros(1)
        self.spread = max(1.0, above(z)) if len(z) >= FEW else 1.0
        self.haze = max(0.0, self.usual - self.middle)

    def _doubted(self, middle: float, settings: Settings) -> float:
        """The middle itself, unless much of the cell is far from it and its upper group is where the season puts it."""
        if len(self.odd) < FEW:
            return middle
        z = (self.odd[:, 0] - middle) / self.odd[:, 1]
        if np.mean(np.abs(z) > 3) <= settings.trap or middle > self.usual:
            return middle
        upper = self.odd[z > 1, 0]
        other = float(np.median(upper)) if len(upper) >= FEW else middle
        return other if abs(other - self.usual) < 0.5 * abs(middle - self.usual) else middle


def above(z: np.ndarray) -> float:
    """The deviation of what lies above 0: what dies lies below. Of a normal crowd the 60th percentile of the upper half is 0.84 of it."""
    upper = z[z > 0]
    return quantile(upper, 0.6) / 0.8416 if len(upper) >= 20 else 0.0


def quantile(values: np.ndarray, share: float) -> float:
    """As numpy's, by one partition: a quarter of the time on a sample."""
    at = share * (len(values) - 1)
    low = int(at)
    parted = np.partition(values, (low, min(low + 1, len(values) - 1)))
    return float(parted[low] + (parted[min(low + 1, len(values) - 1)] - parted[low]) * (at - low))


def centre(values: np.ndarray, settings: Settings) -> tuple[float, float]:
    return (quantile(values, 0.5), 1.0) if len(values) else (0.0, 1.0)


@dataclass
class Crowd:
    """How a cell's forest goes through the year: the ridge regression of its medians."""

    seasons: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, 0.0)

    def look(self, values: np.ndarray, state: State, rows: np.ndarray, columns: np.ndarray, row: np.ndarray, day: int, s: Settings) -> Seen:
        usual = float(row @ np.array(self.seasons, np.float32))
        sigma = state.sigma[rows, columns] * np.float32(s.scale / 10)
        residual = np.empty(len(values), np.float32)
        samples.residuals_at(values, state.coefficients, state.sigma, rows, columns, row, np.float32(s.scale), residual)
        known = residual < NONE / 2
        share = float(known.mean()) if len(values) else 0.0
        standing = known & (state.flag[rows, columns] == 0)
        calm = standing & (np.abs(state.calm[rows, columns]) < s.calm)
        if calm.sum() < max(FEW, 0.2 * standing.sum()):
            calm = standing if standing.sum() >= FEW else known
        pairs = np.stack([residual[calm], sigma[calm]], -1)
        return Seen(residual[calm], share, usual, pairs, counts=share >= s.clear_min)


def seasons_of(middles: np.ndarray, rows: np.ndarray) -> tuple[float, ...]:
    """The ridge regression of a cell's medians on the year."""
    penalty = np.diag([0.01, 0.5, 0.5, 1.0, 1.0])
    x = rows.astype(float)
    return tuple(float(value) for value in np.linalg.solve(x.T @ x + penalty, x.T @ middles))
