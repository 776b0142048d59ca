"""What single pixels say, the sample that speaks for a cell: their residuals, and the smoothed ones. Gathered in one pass, without copies."""
from __future__ import annotations

import numpy as np
from numba import njit

from dinh.forest.kernels import FAST, NONE, median_of_nine

_BLOCK = 256
_f = np.float32


@njit(nogil=True, cache=True, fastmath=FAST, error_model="numpy")
def residuals_at(values, coefficients, sigma, rows, columns, row, scale, out):
    """What values are above the model; NONE where unknown or without a model. `row`: the design of the day."""
    a, b, c, d, e = row[0], row[1], row[2], row[3], row[4]
    for i in range(len(rows)):
        y, x, v = rows[i], columns[i], values[i]
        model = (
            a * _f(coefficients[0, y, x]) + b * _f(coefficients[1, y, x]) + c * _f(coefficients[2, y, x])
            + d * _f(coefficients[3, y, x]) + e * _f(coefficients[4, y, x])
        )  # fmt: skip
        out[i] = (_f(v) - model) * scale if (v != -32768) & (sigma[y, x] != 0) else NONE


@njit(nogil=True, cache=True, fastmath=FAST, error_model="numpy")
def smooth_at(plane, rows, columns, out):
    """The median of 3 × 3 around single pixels of `plane`, which has a rim of one; NONE where the pixel itself is missing."""
    p = np.empty((9, _BLOCK), _f)
    for start in range(0, len(rows), _BLOCK):
        n = min(_BLOCK, len(rows) - start)
        for i in range(n):
            y, x = rows[start + i], columns[start + i]
            for j in range(9):
                p[j, i] = plane[y + j // 3, x + j % 3]
        here = out[start : start + n]
        p0, p1, p2, p3, p4, p5, p6, p7, p8 = p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8]
        for i in range(n):
            here[i] = median_of_nine(p0[i], p1[i], p2[i], p3[i], p4[i], p5[i], p6[i], p7[i], p8[i])
        for i in range(n):
            here[i] = here[i] if p4[i] < NONE * _f(0.5) else NONE
