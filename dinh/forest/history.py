"""The model of a history: what each pixel does through the year beside its forest, and how restless it is.

Scenes weigh by how quiet they were. The forest's medians and the models lean on one another, so they are found in turns, on a
sample; every pixel is fitted once, at the end.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dinh.forest import kernels
from dinh.forest.crowd import FEW, Crowd, seasons_of
from dinh.forest.fold import Fold, Spread, design, in_turn
from dinh.forest.grid import Box, Grid
from dinh.forest.settings import CELL, MISSING, Settings
from dinh.forest.state import State

_f = np.float32
_TURNS = 2
SCENES_MIN = 8

Cube = Callable[[Box], np.ndarray]
"""The history of a rectangle, int16 (time, y, x)."""


def fit(grid: Grid, settings: Settings, forest: np.ndarray, days: np.ndarray, cube: Cube, size: int = CELL, spread: Spread = in_turn) -> Fold:
    """A fold that is ready for the first scene after the history. `days` in order; scenes that are mostly cloud are left out."""
    fold = Fold(grid, settings, forest, State(grid), size=size, spread=spread)
    days = np.asarray(days)
    rows = design(days)
    samples = [_sample(cube, box, where) for box, where in zip(fold.cells, fold.samples, strict=True)]
    use = _clear(samples, settings)
    site = _middles(np.concatenate(samples, 1)[use], rows[use], settings)
    found = [_middles(sample[use], rows[use], settings, site) for sample in samples]
    fold.crowds = [Crowd(seasons_of(one[0], rows[use]) if settings.by_median else (0.0,) * 5) for one in found]

    def learn(box: Box) -> None:
        middle, weight, sigma = found[fold.cell_of[box]]
        values = cube(box)[use]
        shape = values.shape[1:]
        flat = np.ascontiguousarray(values.reshape(len(values), -1))
        coefficients, deviations, _ = _fitted(flat, rows[use], weight, middle, sigma, settings)
        place = (slice(box[0], box[1]), slice(box[2], box[3]))
        fold.state.coefficients[(slice(None), *place)] = coefficients.reshape(-1, *shape)
        fold.state.sigma[place] = np.where(forest[place], deviations.reshape(shape), 0)

    fold.spread(learn, fold.boxes)
    _restlessness(fold, days[use], rows[use], [np.flatnonzero(use), found], cube)
    fold.began = int(days[-1]) if len(days) else 0
    fold.state.last[...] = fold.began
    return fold


def _sample(cube: Cube, box: Box, where: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return np.ascontiguousarray(cube(box)[:, where[0] - box[0], where[1] - box[2]])


def _clear(samples: list[np.ndarray], settings: Settings) -> np.ndarray:
    known = sum((sample != MISSING).sum(1) for sample in samples)
    return known >= settings.clear_min * max(1, sum(sample.shape[1] for sample in samples))


def _fitted(values: np.ndarray, rows: np.ndarray, weight: np.ndarray, middle: np.ndarray, sigma: float, s: Settings):
    pixels = values.shape[1]
    out = np.zeros((kernels.TERMS, pixels), np.int16), np.zeros(pixels, np.uint16), np.zeros(pixels, np.int16)
    ridge = np.array(s.ridge, _f)
    kernels.fit(
        values, np.ascontiguousarray(rows), weight.astype(_f), middle.astype(_f), ridge, _f(sigma), _f(s.prior), _f(s.floor), s.passes,
        _f(s.scale), *out,
    )  # fmt: skip
    return out


def _middles(values: np.ndarray, rows: np.ndarray, s: Settings, site=None) -> tuple[np.ndarray, np.ndarray, float]:
    """Of a cell's sample: the forest's median in each scene, each scene's weight, the usual deviation of a pixel."""
    known = values != MISSING
    x = np.where(known, values.astype(_f) * _f(s.scale), np.nan)
    enough = known.sum(1) >= FEW
    if site is not None and (not s.by_median or enough.sum() < SCENES_MIN):
        return site
    weight = np.ones(len(values), _f)
    middle = np.zeros(len(values), _f)
    with np.errstate(all="ignore"):
        if s.by_median and values.shape[1]:
            middle = np.nan_to_num(_median(x, 1)).astype(_f)
        base = _median(x - middle[:, None], 0)
        sigma = max(s.floor, 1.4826 * float(np.nan_to_num(np.nanmedian(np.abs(x - middle[:, None] - base)))))
    if not s.by_median:
        return middle, weight, sigma
    for _ in range(_TURNS):
        coefficients, deviation, _ = _fitted(values, rows, weight, middle, sigma, s)
        fit = deviation > 0
        residual = x - rows @ (coefficients.astype(_f) * _f(s.scale))
        residual[:, ~fit] = np.nan
        moved = _median(residual, 1)
        if site is not None:
            moved = np.where(enough, moved, site[0])
        middle = np.nan_to_num(moved).astype(_f)
        z = (residual - middle[:, None]) / np.maximum(deviation * (s.scale / 10), 1e-6)
        with np.errstate(all="ignore"):
            wide = (np.nanquantile(z, 0.8, axis=1) - np.nanmedian(z, axis=1)) / 0.8416 if z.size else weight
        weight = np.nan_to_num(1 / np.maximum(wide, 1) ** 2, nan=1.0).astype(_f)
        sigma = float(np.median(deviation[fit]) * s.scale / 10) if fit.any() else sigma
    return middle, weight, sigma


def _median(values: np.ndarray, axis: int) -> np.ndarray:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmedian(values, axis=axis) if values.size else np.zeros(values.shape[1 - axis], _f)


def _restlessness(fold: Fold, days: np.ndarray, rows: np.ndarray, told: list, cube: Cube) -> None:
    """How the smoothed residuals of the history vary, and how far their running mean wanders."""
    s, state, grid = fold.settings, fold.state, fold.grid
    used, found = told
    sums = {name: np.zeros(grid.shape, _f) for name in ("slow_sum", "slow_count", "wander_sum", "wander_count")}
    ewma, last = np.zeros(grid.shape, _f), np.full(grid.shape, max(int(days[0]) - 30, 0) if len(days) else 0, np.uint16)
    bound = 0.1 if s.by_median else 5.0
    numbers = np.array([s.memory, *s.gain, bound], _f)
    cubes = {box: cube(box) for box in fold.boxes} if grid.rows * grid.columns * len(days) < 3e8 else None
    scene = np.full(grid.shape, MISSING, np.int16)
    for at, day in enumerate(days):

        def lay(box: Box, at: int = at) -> None:
            part = (cubes[box] if cubes else cube(box))[used[at]]
            scene[box[0] : box[1], box[2] : box[3]] = part
            middle = found[fold.cell_of[box]][0][at]
            kernels.residuals(scene, state.coefficients, state.sigma, box, rows[at], _f(middle), _f(s.scale), fold.plane)

        fold.spread(lay, fold.boxes)

        def see(box: Box, at: int = at, day: int = int(day)) -> None:
            wide = _f(1 / np.sqrt(found[fold.cell_of[box]][1][at]))
            kernels.season(
                fold.plane, box, wide, day, numbers, at >= min(8, len(days) // 4), sums["slow_sum"], sums["slow_count"], ewma,
                sums["wander_sum"], sums["wander_count"], last,
            )  # fmt: skip

        fold.spread(see, fold.boxes)
    forest = fold.forest & (state.sigma > 0)
    state.sigma_slow[...] = _pooled(sums["slow_sum"], sums["slow_count"], forest, s.prior, 1.0, s.floor_slow, s.scale, widened=True)
    state.sigma_own[...] = _pooled(sums["wander_sum"], sums["wander_count"], forest, 20.0, 8.0, 0.0, s.scale, widened=False)


def _pooled(total, count, forest, prior: float, together: float, floor: float, scale: float, *, widened: bool) -> np.ndarray:
    """A deviation for each pixel, leaning on the site's own; in tenths of a unit. `together`: how many scenes tell one thing."""
    site = float(total[forest].sum() / max(count[forest].sum(), 1)) if forest.any() else 0.0
    freedom = np.maximum(count - 3, 1) if widened else count / together
    deviation = np.maximum(np.sqrt((total / together + prior * site) / (freedom + prior)), floor)
    if widened:
        deviation = deviation * np.sqrt(1 + 3 / np.maximum(count, 3))
    return np.where(forest, np.clip(deviation * 10 / scale, 0, 65000), 0).astype(np.uint16)


def reset(fold: Fold) -> Fold:
    """The same model with nothing observed yet: from here a late scene is folded in its place."""
    fresh = State(fold.grid)
    for name in ("coefficients", "sigma", "sigma_slow", "sigma_own"):
        getattr(fresh, name)[...] = getattr(fold.state, name)
    fresh.last[...] = fold.began
    return replace(fold, state=fresh, folded=[])
