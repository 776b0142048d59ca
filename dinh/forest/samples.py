"""What the sample that speaks for a cell says: short runs of pixels along rows, read as the processor reads memory.

A run is read with its three rows, so that residuals and their smoothed ones come from one pass. Rule to keep: this only looks.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from dinh.forest.grid import Box
from dinh.forest.kernels import NONE, median_of_nine

RUN = 256
"""Pixels: short runs cost more than they tell, for memory is read by the line."""
WHOLE_MAX = 16384
"""Forest pixels of a cell: up to these, all speak."""
SAMPLE = 4096
_f = np.float32


def runs_of(forest: np.ndarray, box: Box) -> np.ndarray:
    """int32 (run, 3): row, first column, length. All where the forest of the cell is small, else about SAMPLE pixels, staggered."""
    part = forest[box[0] : box[1], box[2] : box[3]]
    size = int(np.count_nonzero(part))
    step = 1 if size <= WHOLE_MAX else -(-size // SAMPLE)
    starts = np.arange(0, part.shape[1], RUN)
    any_forest = (
        np.logical_or.reduceat(part, starts, axis=1) if part.size else np.zeros((0, 0), bool)
    )
    rows, at = np.nonzero(
        any_forest & ((np.arange(len(part))[:, None] + 7 * np.arange(len(starts))) % step == 0)
    )
    lengths = np.minimum(RUN, part.shape[1] - starts[at])
    return np.stack([rows + box[0], starts[at] + box[2], lengths], -1).astype(np.int32)


def pixels_of(forest: np.ndarray, runs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the forest pixels of runs."""
    count = int(runs[:, 2].sum())
    first = np.repeat(np.cumsum(runs[:, 2]) - runs[:, 2], runs[:, 2])
    rows, columns = (
        np.repeat(runs[:, 0], runs[:, 2]),
        np.repeat(runs[:, 1], runs[:, 2]) + (np.arange(count) - first),
    )
    inside = forest[rows, columns]
    return rows[inside], columns[inside]


@njit(nogil=True, cache=True, error_model="numpy", inline="never")
def _residuals(values, sigma, c0, c1, c2, c3, c4, a, b, c, d, e, scale, out):
    for x in range(len(out)):
        model = a * _f(c0[x]) + b * _f(c1[x]) + c * _f(c2[x]) + d * _f(c3[x]) + e * _f(c4[x])
        out[x] = (
            (_f(values[x]) - model) * scale if (values[x] != -32768) & (sigma[x] != 0) else NONE
        )


@njit(nogil=True, cache=True, error_model="numpy", inline="never")
def _smooth(top, here, below, out):
    for x in range(len(out)):
        out[x] = median_of_nine(
            top[x],
            top[x + 1],
            top[x + 2],
            here[x],
            here[x + 1],
            here[x + 2],
            below[x],
            below[x + 1],
            below[x + 2],
        )


@njit(nogil=True, cache=True, error_model="numpy")
def look(
    values, coefficients, sigma, sigma_slow, flag, calm, ewma, runs, row, scale, out, standing
):
    """Of the known pixels of runs, one after another: gives their count.

    row       the design of the day
    out       float32 (6, pixel or more): residual, deviation, smoothed residual, its deviation, averaged residual, calm
    standing  uint8 (pixel): not flagged yet
    """
    height, width = values.shape
    a, b, c, d, e = row[0], row[1], row[2], row[3], row[4]
    unit = scale * _f(0.1)
    three, smooth = np.empty((3, RUN + 2), _f), np.empty(RUN, _f)
    k = 0
    for i in range(len(runs)):
        y, x0, n = runs[i, 0], runs[i, 1], runs[i, 2]
        three[:] = NONE
        left, right = max(x0 - 1, 0), min(x0 + n + 1, width)
        shift = left - x0 + 1
        for j in range(3):
            at = y + j - 1
            if 0 <= at < height:
                _residuals(
                    values[at, left:right], sigma[at, left:right], coefficients[0, at, left:right], coefficients[1, at, left:right],
                    coefficients[2, at, left:right], coefficients[3, at, left:right], coefficients[4, at, left:right],
                    a, b, c, d, e, scale, three[j, shift : shift + right - left],
                )  # fmt: skip
        _smooth(three[0], three[1], three[2], smooth[:n])
        for x in range(n):
            out[0, k] = three[1, x + 1]
            out[1, k] = _f(sigma[y, x0 + x]) * unit
            out[2, k] = smooth[x]
            out[3, k] = _f(sigma_slow[y, x0 + x]) * unit
            out[4, k] = ewma[y, x0 + x]
            out[5, k] = calm[y, x0 + x]
            standing[k] = flag[y, x0 + x] == 0
            k += three[1, x + 1] < NONE * _f(0.5)
    return k


@njit(nogil=True, cache=True, error_model="numpy")
def chosen(values, wanted, out):
    """Those of `values` that are wanted, into `out`; gives their count. Without a branch, which the processor would guess wrongly."""
    k = 0
    for i in range(len(values)):
        out[k] = values[i]
        k += wanted[i]
    return k


@njit(nogil=True, cache=True, error_model="numpy")
def risen(values, sigma, middle, out):
    """The deviations of `values` above `middle` that are positive, into `out`; gives their count."""
    k = 0
    for i in range(len(values)):
        z = (values[i] - middle) / sigma[i]
        out[k] = z
        k += z > 0
    return k


@njit(nogil=True, cache=True, error_model="numpy")
def is_calm(calm, standing, bound, out):
    """Which stand and have been calm; gives how many, and how many stand."""
    count, stand = 0, 0
    for i in range(len(calm)):
        out[i] = standing[i] & (calm[i] < bound) & (calm[i] > -bound)
        count += out[i]
        stand += standing[i]
    return count, stand
