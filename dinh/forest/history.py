"""The model of a history: what each pixel does through the year beside its forest, and how restless it is.

A cell is one task and its model is made of its own ground alone. Scenes weigh by how quiet they were; the forest's medians and the
models lean on one another, so they are found in turns, on a sample; every pixel is fitted once, at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from dinh.forest import kernels
from dinh.forest.crew import Crew, in_turn
from dinh.forest.crowd import FEW, Crowd, quantile, seasons_of
from dinh.forest.fold import STRIP, Fold, design
from dinh.forest.grid import Box, Grid
from dinh.forest.settings import CELL, MISSING, Settings
from dinh.forest.state import State

_f = np.float32
_TURNS = 2
SCENES_MIN = 8

Cube = Callable[[Box], np.ndarray]
"""The history of a rectangle, int16 (time, y, x). Goes to other processes as a value where a crew has them."""


@dataclass(frozen=True)
class Learnt:
    """Of a cell: which days count, the forest's median and the weight of each, how restless its pixels are, and its year."""

    days: np.ndarray
    middle: np.ndarray
    weight: np.ndarray
    sigma: float
    seasons: tuple[float, ...]
    varies: float = 0.0
    wanders: float = 0.0


def fit(
    grid: Grid,
    settings: Settings,
    forest: np.ndarray,
    days: np.ndarray,
    cube: Cube,
    *,
    crew: Crew = in_turn,
    cell: int = CELL,
    strip: int = STRIP,
) -> Fold:
    """A fold that is ready for the first scene after the history. `days` in order; scenes that are mostly cloud are left out, cell by cell."""
    fold = Fold(
        grid, settings, forest, State(grid, shared=crew.shared), crew=crew, cell=cell, strip=strip
    )
    days = np.asarray(days)
    large = [at for at, size in enumerate(fold.sizes) if size and fold.hosts[at] == at]
    small = [at for at, size in enumerate(fold.sizes) if size and fold.hosts[at] != at]
    learnt = dict(zip(large, crew(fold, [Learn(at, days, cube) for at in large]), strict=True))
    learnt |= dict(
        zip(
            small,
            crew(fold, [Learn(at, days, cube, learnt[fold.hosts[at]]) for at in small]),
            strict=True,
        )
    )
    fold.crowds = [
        Crowd(learnt[at].seasons, len(learnt[at].days)) if at in learnt else Crowd()
        for at in range(len(fold.cells))
    ]
    fold.state.last[...] = int(days[-1]) if len(days) else 0
    return fold


@dataclass(frozen=True)
class Learn:
    """Makes the model of a cell."""

    at: int
    days: np.ndarray
    cube: Cube
    host: Learnt | None = None

    def __call__(self, fold: Fold) -> Learnt:
        s, box = fold.settings, fold.cells[self.at]
        rows, columns = fold.samples[self.at]
        values = self.cube(box)
        sample = np.ascontiguousarray(values[:, rows - box[0], columns - box[2]])
        use = _clear(sample, s)
        if not use.all():
            values, sample = values[use], sample[use]
        days = self.days[use]
        terms = design(days)
        middle, weight, sigma = _middles(sample, terms, s, _on(self.host, days))
        flat = np.ascontiguousarray(values).reshape(len(values), -1)
        shape = box[1] - box[0], box[3] - box[2]
        coefficients, deviations, _ = fitted(flat, terms, weight, middle, sigma, s)
        place = slice(box[0], box[1]), slice(box[2], box[3])
        forest = fold.forest[place]
        coefficients, deviations = (
            coefficients.reshape(-1, *shape),
            np.where(forest, deviations.reshape(shape), 0).astype(np.uint16),
        )
        fold.state.coefficients[:, *place], fold.state.sigma[place] = coefficients, deviations
        seasons = seasons_of(middle, terms) if s.by_median else (0.0,) * kernels.TERMS
        learnt = Learnt(days, middle, weight, sigma, seasons)
        return _restless(
            fold,
            place,
            learnt,
            flat.reshape(-1, *shape),
            coefficients,
            deviations,
            terms,
            self.host,
        )


def _clear(sample: np.ndarray, settings: Settings) -> np.ndarray:
    return np.count_nonzero(sample != MISSING, 1) >= settings.clear_min * max(1, sample.shape[1])


def _on(host: Learnt | None, days: np.ndarray) -> tuple[np.ndarray, np.ndarray, float] | None:
    """What the larger cell did on these days; where it saw nothing, what its year says."""
    if host is None:
        return None
    middle, weight = (design(days) @ np.array(host.seasons, _f)).astype(_f), np.ones(len(days), _f)
    _, mine, its = np.intersect1d(days, host.days, return_indices=True)
    middle[mine], weight[mine] = host.middle[its], host.weight[its]
    return middle, weight, host.sigma


def fitted(
    values: np.ndarray,
    terms: np.ndarray,
    weight: np.ndarray,
    middle: np.ndarray,
    sigma: float,
    s: Settings,
):
    """Coefficients (TERMS, pixel), deviation and count of each column of int16 (time, pixel)."""
    pixels = values.shape[1]
    out = (
        np.zeros((kernels.TERMS, pixels), np.int16),
        np.zeros(pixels, np.uint16),
        np.zeros(pixels, np.int16),
    )
    ridge = np.array(s.ridge, _f)
    kernels.fit(
        values, np.ascontiguousarray(terms), weight.astype(_f), middle.astype(_f), ridge, _f(sigma), _f(s.prior), _f(s.floor), s.passes,
        _f(s.scale), *out,
    )  # fmt: skip
    return out


def _middles(
    values: np.ndarray, terms: np.ndarray, s: Settings, host=None
) -> tuple[np.ndarray, np.ndarray, float]:
    """Of a cell's sample: the forest's median in each scene, each scene's weight, the usual deviation of a pixel."""
    known = values != MISSING
    enough = np.count_nonzero(known, 1) >= FEW
    if host is not None and (not s.by_median or np.count_nonzero(enough) < SCENES_MIN):
        return host
    x = np.where(known, values.astype(_f) * _f(s.scale), _f(np.nan))
    weight = np.ones(len(values), _f)
    middle = quantiles(x, 0.5) if s.by_median else np.zeros(len(values), _f)
    away = x - middle[:, None]
    away = np.abs(away - quantiles(away.T, 0.5, missing=np.nan))
    sigma = max(s.floor, 1.4826 * float(quantiles(away.reshape(1, -1), 0.5)[0]))
    if not s.by_median:
        return middle, weight, sigma
    for _ in range(_TURNS):
        coefficients, deviation, _ = fitted(values, terms, weight, middle, sigma, s)
        fit = deviation > 0
        # Not `@`: it wakes threads that wait busily after each small product, on the processor that another worker wants.
        residual = x - np.einsum("ti,ip->tp", terms, coefficients.astype(_f) * _f(s.scale))
        residual[:, ~fit] = np.nan
        moved = quantiles(residual, 0.5)
        middle = moved if host is None else np.where(enough, moved, host[0]).astype(_f)
        z = (residual - middle[:, None]) / np.maximum(deviation * _f(s.scale / 10), _f(1e-6))
        wide = (quantiles(z, 0.8) - quantiles(z, 0.5)) / _f(0.8416)
        weight = (1 / np.maximum(wide, 1) ** 2).astype(_f)
        sigma = float(np.median(deviation[fit]) * s.scale / 10) if fit.any() else sigma
    return middle, weight, sigma


def quantiles(values: np.ndarray, share: float, missing: float = 0.0) -> np.ndarray:
    """Of each row its quantile, interpolated, without what is not known; `missing` for a row of nothing."""
    out = np.full(len(values), missing, _f)
    if values.shape[1] < 256:  # many short rows: all at once
        count = np.count_nonzero(~np.isnan(values), 1)
        line = np.sort(values, 1)
        at = share * np.maximum(count - 1, 0)
        low = at.astype(int)
        every = np.arange(len(values))
        first, second = line[every, low], line[every, np.minimum(low + 1, np.maximum(count - 1, 0))]
        return np.where(count > 0, first + (second - first) * (at - low).astype(_f), out).astype(_f)
    for at, row in enumerate(values):
        known = row[~np.isnan(row)]
        if len(known):
            out[at] = quantile(known, share)
    return out


def _restless(
    fold: Fold, place, learnt: Learnt, values, coefficients, deviations, terms, host: Learnt | None
) -> Learnt:
    """How the smoothed residuals of the history vary, and how far their running mean wanders."""
    s, state, days, shape = fold.settings, fold.state, learnt.days, deviations.shape
    sums = [np.zeros(shape, _f) for _ in range(5)]
    last = np.full(shape, max(int(days[0]) - 30, 0) if len(days) else 0, np.uint16)
    numbers = np.array([s.memory, *s.gain, 0.1 if s.by_median else 5.0], _f)
    spreads = (1 / np.sqrt(learnt.weight)).astype(_f)
    begun = min(8, len(days) // 4)
    kernels.restless(
        values, np.ascontiguousarray(coefficients), deviations, terms, learnt.middle.astype(_f), spreads, days.astype(np.int64), begun, numbers,
        _f(s.scale), fold.strip, *sums, last,
    )  # fmt: skip
    varied, counted, _, wandered, passed = sums
    forest = fold.forest[place] & (deviations > 0)
    varies = _share(varied, counted, forest) if host is None else host.varies
    wanders = _share(wandered, passed, forest) if host is None else host.wanders
    state.sigma_slow[place] = _pooled(
        varied, counted, forest, varies, s.prior, 1.0, s.floor_slow, s.scale, widened=True
    )
    state.sigma_own[place] = _pooled(
        wandered, passed, forest, wanders, 20.0, 8.0, 0.0, s.scale, widened=False
    )
    return replace(learnt, varies=varies, wanders=wanders)


def _share(total: np.ndarray, count: np.ndarray, forest: np.ndarray) -> float:
    return float(total[forest].sum() / max(count[forest].sum(), 1)) if forest.any() else 0.0


def _pooled(
    total,
    count,
    forest,
    usual: float,
    prior: float,
    together: float,
    floor: float,
    scale: float,
    *,
    widened: bool,
) -> np.ndarray:
    """A deviation for each pixel, leaning on the cell's own; in tenths of a unit. `together`: how many scenes tell one thing."""
    freedom = np.maximum(count - 3, 1) if widened else count / _f(together)
    deviation = np.maximum(
        np.sqrt((total / _f(together) + _f(prior * usual)) / (freedom + _f(prior))), _f(floor)
    )
    if widened:
        deviation = deviation * np.sqrt(1 + 3 / np.maximum(count, 3))
    return np.where(forest, np.clip(deviation * _f(10 / scale), 0, 65000), 0).astype(np.uint16)
