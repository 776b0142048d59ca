"""What a forest does as a whole: haze, leaf-fall and drought move all pixels of a cell at once, and are taken out by its median.

A sample of each cell speaks for it, and in the sample the pixels that have been calm. Trap: an outbreak wider than half a cell
moves the median itself; then the upper group speaks, when it stands where the season says that it should.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dinh.forest import samples
from dinh.forest.settings import Settings
from dinh.forest.state import State

_f = np.float32
FEW = 50
"""Fewer known pixels than this do not speak for a cell; the one that it leans on does then."""


@dataclass(frozen=True)
class Seen:
    """A cell in one scene: whether it counts, what its forest did (`middle`), how widely its pixels are spread, and what haze it may be."""

    counts: bool = False
    raw: float | None = None
    """The median itself: what a cell says that leans on this one. None where it says nothing."""
    middle: float = 0.0
    spread: float = 1.0
    haze: float = 0.0
    spread_slow: float = 1.0
    restless: float = 0.0
    """The deviation of the averaged residuals of what stands."""


def look(
    values: np.ndarray,
    state: State,
    runs: np.ndarray,
    forest: int,
    row: np.ndarray,
    usual: float,
    s: Settings,
    leans_on: float | None = None,
    scenes: int = 0,
) -> Seen:
    """forest: how many pixels of the runs are forest; usual: what the season says the cell's middle is; leans_on: the raw median of a
    larger cell, where this one is too small to speak; scenes: of the history that the cell's model is of, 0 unknown."""
    size = int(runs[:, 2].sum())
    told, standing, calm, room = (
        np.empty((6, size), _f),
        np.empty(size, np.uint8),
        np.empty(size, np.uint8),
        np.empty((3, size + 1), _f),
    )
    n = samples.look(
        values,
        state.coefficients,
        state.sigma,
        state.sigma_slow,
        state.flag,
        state.calm,
        state.ewma,
        runs,
        row,
        _f(s.scale),
        told,
        standing,
    )
    if n < s.clear_min * forest or not n:
        return Seen()
    residual, sigma, smooth, slow, averaged, calmness = told[:, :n]
    standing, calm = standing[:n], calm[:n]
    count, stand = samples.is_calm(calmness, standing, _f(s.calm), calm)
    restless = upper_spread(_chosen(averaged, standing, room[0]))
    if not s.by_median:
        return Seen(True, None, usual, restless=restless)
    if count < max(FEW, 0.2 * stand):
        calm = standing if stand >= FEW else np.ones(n, np.uint8)
    smooth, slow = (
        _chosen(smooth, standing, room[0]),
        np.maximum(_chosen(slow, standing, room[1]), _f(1e-6)),
    )
    if not calm.all():
        residual, sigma = (
            _chosen(residual, calm, np.empty(n + 1, _f)),
            _chosen(sigma, calm, np.empty(n + 1, _f)),
        )
    raw = quantile(residual, 0.5)
    middle = _doubted(
        residual, sigma, raw if leans_on is None or len(residual) >= FEW else leans_on, usual, s
    )
    spread_slow = _above(smooth, slow, middle, room[2])
    spread = _above(residual, sigma, middle, room[0]) if len(residual) >= FEW else 1.0
    speaks = raw if len(residual) >= FEW else None
    return Seen(
        True,
        speaks,
        middle,
        widened(spread, scenes, s),
        max(0.0, usual - middle),
        max(1.0, spread_slow),
        restless,
    )


def widened(spread: float, scenes: int, s: Settings) -> float:
    """By what the deviations of a scene are multiplied. Of a short history they hold the whole year's unrest in a handful of scenes, and a felling in
    summer would not stand out: there a scene that is calmer says so itself."""
    return max(spread, s.calmest if 0 < scenes < s.short else 1.0)


def _chosen(values: np.ndarray, wanted: np.ndarray, out: np.ndarray) -> np.ndarray:
    return out[: samples.chosen(values, wanted, out)]


def _doubted(
    residual: np.ndarray, sigma: np.ndarray, middle: float, usual: float, settings: Settings
) -> float:
    """The middle itself, unless much of the cell is far from it and its upper group is where the season puts it."""
    if len(residual) < FEW or middle > usual:
        return middle
    z = (residual - _f(middle)) / sigma
    if np.count_nonzero(np.abs(z) > 3) <= settings.trap * len(z):
        return middle
    upper = residual[z > 1]
    other = quantile(upper, 0.5) if len(upper) >= FEW else middle
    return other if abs(other - usual) < 0.5 * abs(middle - usual) else middle


def _above(values: np.ndarray, sigma: np.ndarray, middle: float, room: np.ndarray) -> float:
    """The deviation of what lies above the middle: what dies lies below. Of a normal crowd the 60th percentile of the upper half is 0.84 of it."""
    count = samples.risen(values, sigma, _f(middle), room)
    return quantile(room[:count], 0.6) / 0.8416 if count >= 20 else 0.0


def upper_spread(values: np.ndarray) -> float:
    """The deviation of the upper half: what dies moves the lower one only."""
    if len(values) < 20:
        return 0.0
    return (quantile(values, 0.8) - quantile(values, 0.5)) / 0.8416


def quantile(values: np.ndarray, share: float) -> float:
    """As numpy's, by one partition and the least of what lies above."""
    at = share * (len(values) - 1)
    low = int(at)
    parted = np.partition(values, low)
    first = parted[low]
    return (
        float(first + (parted[low + 1 :].min() - first) * _f(at - low))
        if at > low
        else float(first)
    )


@dataclass
class Crowd:
    """How a cell's forest goes through the year: the ridge regression of its medians; and of how many scenes that was learnt, 0 unknown."""

    seasons: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, 0.0)
    scenes: int = 0

    def usual(self, row: np.ndarray) -> float:
        return float(row @ np.array(self.seasons, np.float32))


def seasons_of(middles: np.ndarray, rows: np.ndarray) -> tuple[float, ...]:
    """The ridge regression of a cell's medians on the year."""
    penalty = np.diag([0.01, 0.5, 0.5, 1.0, 1.0])
    x = rows.astype(float)
    return tuple(float(value) for value in np.linalg.solve(x.T @ x + penalty, x.T @ middles))
