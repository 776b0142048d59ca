"""The loops that all pixels pass through: fitting a history, and folding one scene into the state.

Each works on blocks of pixels small enough for the processor's first cache, in short loops that the compiler turns into vector
instructions; they hold no lock of the interpreter. Rules to keep: nothing here knows a date younger than the one it is given; and no
`fastmath`, by which a loop just compiled rounds otherwise than the same loop from the cache, so that two processes differ.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TERMS = 5
NONE = np.float32(1e6)
"""A residual that is missing."""
LEAST = 3
"""A pixel seen less often has no model and is not watched."""
_BLOCK = 256
_f = np.float32


@njit(nogil=True, cache=True, error_model="numpy")
def fit(
    values,
    design,
    weight,
    middle,
    ridge,
    prior_sigma,
    prior_count,
    floor,
    passes,
    scale,
    coefficients,
    sigma,
    count,
):
    """A robust ridge regression for every column of `values`.

    values      int16 (time, pixel), MISSING where there is none
    design      float32 (time, TERMS); weight float32 (time): how much a scene is worth; middle float32 (time): what the forest did
    Gives       coefficients int16 (TERMS, pixel) in units of `scale`; sigma uint16 (pixel) in tenths of it, 0 where unfit; count
    The normal equations are factorised once: each pass moves the solution by clipped residuals (Huber 1981, 7.9), which costs a
    fifth of weighing anew and ends at the same place.
    """
    dates, pixels = values.shape
    y = np.empty((dates, _BLOCK), _f)
    gram = np.empty((15, _BLOCK), _f)
    right = np.empty((TERMS, _BLOCK), _f)
    beta = np.empty((TERMS, _BLOCK), _f)
    s = np.empty(_BLOCK, _f)
    squares = np.empty(_BLOCK, _f)
    n = np.empty(_BLOCK, _f)
    r = np.empty(_BLOCK, _f)
    for start in range(0, pixels, _BLOCK):
        size = min(_BLOCK, pixels - start)
        gram[:] = 0
        n[:] = 0
        beta[:] = 0
        for t in range(dates):
            m = middle[t]
            w = weight[t]
            for p in range(size):
                v = values[t, start + p]
                here = _f(1) if v != -32768 else _f(0)
                y[t, p] = (_f(v) * scale - m) if v != -32768 else NONE
                n[p] += here
                r[p] = here * w
            k = 0
            for i in range(TERMS):
                for j in range(i + 1):
                    x = design[t, i] * design[t, j]
                    for p in range(size):
                        gram[k, p] += r[p] * x
                    k += 1
        _factorise(gram, ridge, size)
        for p in range(size):
            s[p] = prior_sigma
        for step in range(passes + 1):
            right[:] = 0
            squares[:] = 0
            loose = _f(1e6) if step == 0 else _f(2)
            away = _f(6) if step > 1 else _f(1e6)
            for t in range(dates):
                root = np.sqrt(weight[t])
                w = weight[t]
                for p in range(size):
                    v = y[t, p]
                    e = v - (
                        design[t, 0] * beta[0, p]
                        + design[t, 1] * beta[1, p]
                        + design[t, 2] * beta[2, p]
                        + design[t, 3] * beta[3, p]
                        + design[t, 4] * beta[4, p]
                    )
                    big = loose * s[p] / root
                    c = e if e < big else big
                    c = c if c > -big else -big
                    far = away * s[p] / root
                    c = c if (e < far) & (e > -far) else _f(0)
                    c = c if v < NONE * _f(0.5) else _f(0)
                    r[p] = c * w
                    squares[p] += c * c * w
                for i in range(TERMS):
                    x = design[t, i]
                    for p in range(size):
                        right[i, p] += r[p] * x
            for i in range(TERMS):
                for p in range(size):
                    right[i, p] -= ridge[i] * beta[i, p]
            _solve(gram, right, size)
            for i in range(TERMS):
                for p in range(size):
                    beta[i, p] += right[i, p]
            if step > 0:
                for p in range(size):
                    freedom = max(n[p] - _f(3), _f(1)) + prior_count
                    s[p] = np.sqrt(
                        (squares[p] / _f(0.77) + prior_count * prior_sigma * prior_sigma) / freedom
                    )
        for p in range(size):
            enough = n[p] >= LEAST
            wide = np.sqrt(_f(1) + _f(3) / max(n[p], _f(3)))
            sigma[start + p] = (
                np.uint16(min(max(s[p], floor) * wide * _f(10) / scale, _f(65000)))
                if enough
                else np.uint16(0)
            )
            count[start + p] = np.int16(n[p])
            for i in range(TERMS):
                value = beta[i, p] / scale
                coefficients[i, start + p] = (
                    np.int16(np.rint(min(max(value, _f(-32000)), _f(32000))))
                    if enough
                    else np.int16(0)
                )


@njit(nogil=True, cache=True, error_model="numpy", inline="never")
def _factorise(gram, ridge, size):
    """Cholesky of each pixel's matrix in place; the diagonal is kept inverted."""
    for j in range(TERMS):
        jj = j * (j + 1) // 2
        for k in range(j):
            for p in range(size):
                gram[jj + j, p] -= gram[jj + k, p] * gram[jj + k, p]
        for p in range(size):
            gram[jj + j, p] = _f(1) / np.sqrt(max(gram[jj + j, p] + ridge[j], _f(1e-6)))
        for i in range(j + 1, TERMS):
            ii = i * (i + 1) // 2
            for k in range(j):
                for p in range(size):
                    gram[ii + j, p] -= gram[ii + k, p] * gram[jj + k, p]
            for p in range(size):
                gram[ii + j, p] *= gram[jj + j, p]


@njit(nogil=True, cache=True, error_model="numpy", inline="never")
def _solve(gram, right, size):
    for i in range(TERMS):
        ii = i * (i + 1) // 2
        for k in range(i):
            for p in range(size):
                right[i, p] -= gram[ii + k, p] * right[k, p]
        for p in range(size):
            right[i, p] *= gram[ii + i, p]
    for back in range(TERMS):
        i = TERMS - 1 - back
        for k in range(i + 1, TERMS):
            kk = k * (k + 1) // 2
            for p in range(size):
                right[i, p] -= gram[kk + i, p] * right[k, p]
        ii = i * (i + 1) // 2
        for p in range(size):
            right[i, p] *= gram[ii + i, p]


@njit(nogil=True, cache=True, error_model="numpy")
def residuals(values, coefficients, sigma, box, row, middle, scale, plane):
    """What the values of a rectangle and of a rim of one pixel are above the model and what the forest did that day, into `plane`.

    box = (first row, end row, first column, end column). NONE where unknown, and outside the site; plane[0, 0] is the rim's corner.
    """
    height, width = values.shape
    a, b, c, d, e = row[0] * scale, row[1] * scale, row[2] * scale, row[3] * scale, row[4] * scale
    flat, values_, sigma_ = plane.reshape(-1), values.reshape(-1), sigma.reshape(-1)
    k0, k1, k2 = (
        coefficients[0].reshape(-1),
        coefficients[1].reshape(-1),
        coefficients[2].reshape(-1),
    )
    k3, k4 = coefficients[3].reshape(-1), coefficients[4].reshape(-1)
    wide, across = plane.shape[1], box[3] - box[2] + 2
    left, right = max(box[2] - 1, 0), min(box[3] + 1, width)
    n = right - left
    for y in range(box[0] - 1, box[1] + 1):
        start = (y - box[0] + 1) * wide
        if y < 0 or y >= height:
            flat[start : start + across] = NONE
            continue
        at, to = y * width + left, start + left - box[2] + 1
        flat[start] = NONE
        flat[start + across - 1] = NONE
        out, v, s = flat[to : to + n], values_[at : at + n], sigma_[at : at + n]
        c0, c1, c2, c3, c4 = (
            k0[at : at + n],
            k1[at : at + n],
            k2[at : at + n],
            k3[at : at + n],
            k4[at : at + n],
        )
        for x in range(n):
            model = (
                a * _f(c0[x])
                + b * _f(c1[x])
                + c * _f(c2[x])
                + d * _f(c3[x])
                + e * _f(c4[x])
                + middle
            )
            out[x] = _f(v[x]) * scale - model if (v[x] != -32768) & (s[x] != 0) else NONE


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _low(a, b):
    return a if a < b else b


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _high(a, b):
    return a if a > b else b


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
def median_of_nine(p0, p1, p2, p3, c, p5, p6, p7, p8):
    """The median; one that is missing counts as `c`, the middle one. The network of Smith (1996): 19 exchanges."""
    half = NONE * _f(0.5)
    p4 = c
    p0 = p0 if p0 < half else c
    p1 = p1 if p1 < half else c
    p2 = p2 if p2 < half else c
    p3 = p3 if p3 < half else c
    p5 = p5 if p5 < half else c
    p6 = p6 if p6 < half else c
    p7 = p7 if p7 < half else c
    p8 = p8 if p8 < half else c
    p1, p2 = _low(p1, p2), _high(p1, p2)
    p4, p5 = _low(p4, p5), _high(p4, p5)
    p7, p8 = _low(p7, p8), _high(p7, p8)
    p0, p1 = _low(p0, p1), _high(p0, p1)
    p3, p4 = _low(p3, p4), _high(p3, p4)
    p6, p7 = _low(p6, p7), _high(p6, p7)
    p1, p2 = _low(p1, p2), _high(p1, p2)
    p4, p5 = _low(p4, p5), _high(p4, p5)
    p7, p8 = _low(p7, p8), _high(p7, p8)
    p3 = _high(p0, p3)
    p5 = _low(p5, p8)
    p4, p7 = _low(p4, p7), _high(p4, p7)
    p6 = _high(p3, p6)
    p4 = _high(p1, p4)
    p2 = _low(p2, p5)
    p4 = _low(p4, p7)
    p4, p2 = _low(p4, p2), _high(p4, p2)
    p4 = _high(p6, p4)
    return _low(p4, p2)


@njit(nogil=True, cache=True, error_model="numpy", inline="never")
def _smooth(top, here, below, out):
    """Median of 3 × 3 along three rows that begin one pixel before `out`: slices that start at 0, which the compiler turns into vectors."""
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
def smooth_row(plane, y, first, last, out):
    """Median of each pixel's 3 × 3 neighbourhood along a row of `plane`; a neighbour that is missing counts as the pixel itself.

    plane has a rim of one pixel: (y + 1, x + 1) is the pixel.
    """
    _smooth(
        plane[y, first : last + 2],
        plane[y + 1, first : last + 2],
        plane[y + 2, first : last + 2],
        out[: last - first],
    )


@njit(nogil=True, cache=True, error_model="numpy")
def _season(
    plane,
    box,
    spread,
    day,
    limits,
    begun,
    slow_sum,
    slow_count,
    ewma,
    wander_sum,
    wander_count,
    last,
):
    """One scene: how the smoothed residual varies, and how its mean wanders once `begun`."""
    width = ewma.shape[1]
    s, g = np.empty(_BLOCK, _f), np.empty(_BLOCK, _f)
    memory, gain_min, gain_max, bound = limits[0], limits[1], limits[2], limits[3]
    slow_sum, slow_count, ewma, last = (
        slow_sum.reshape(-1),
        slow_count.reshape(-1),
        ewma.reshape(-1),
        last.reshape(-1),
    )
    wander_sum, wander_count = wander_sum.reshape(-1), wander_count.reshape(-1)
    today, one, zero, half = _f(day), _f(1), _f(0), NONE * _f(0.5)
    counts = one if begun else zero
    for y in range(box[0], box[1]):
        for start in range(box[2], box[3], _BLOCK):
            n = min(_BLOCK, box[3] - start)
            smooth_row(plane, y - box[0], start - box[2], start - box[2] + n, s)
            at = y * width + start
            a, b, c, d = (
                slow_sum[at : at + n],
                slow_count[at : at + n],
                ewma[at : at + n],
                last[at : at + n],
            )
            for x in range(n):
                gap = _high(today - _f(d[x]), zero)
                g[x] = (
                    _low(_high(gap / (memory + gap), gain_min), gain_max) if s[x] < half else zero
                )
                d[x] = np.uint16(today) if s[x] < half else d[x]
            for x in range(n):
                known = one if s[x] < half else zero
                s[x] = _low(_high(s[x] / spread, -bound), bound) * known
                a[x] += s[x] * s[x]
                b[x] += known
            e, f = wander_sum[at : at + n], wander_count[at : at + n]
            for x in range(n):
                c[x] = c[x] + g[x] * (s[x] - c[x])
                known = counts if g[x] > zero else zero
                e[x] += c[x] * c[x] * known
                f[x] += known


@njit(nogil=True, cache=True, error_model="numpy")
def restless(
    values,
    coefficients,
    sigma,
    rows,
    middles,
    spreads,
    days,
    begun,
    limits,
    scale,
    strip,
    slow_sum,
    slow_count,
    ewma,
    wander_sum,
    wander_count,
    last,
):
    """The scenes of a history, before monitoring begins: how each pixel's smoothed residual varies and how its mean wanders.

    values  int16 (time, y, x); rows, middles, spreads, days: of each time; from the time `begun` on the mean counts
    limits  float32: memory, least gain, most gain, bound of a residual
    A strip of rows goes through all its scenes while it lies in the processor's cache.
    """
    height, width = sigma.shape
    plane = np.empty((strip + 2, width + 2), _f)
    for top in range(0, height, strip):
        box = (top, min(top + strip, height), 0, width)
        for t in range(len(values)):
            residuals(values[t], coefficients, sigma, box, rows[t], middles[t], scale, plane)
            _season(
                plane,
                box,
                spreads[t],
                days[t],
                limits,
                t >= begun,
                slow_sum,
                slow_count,
                ewma,
                wander_sum,
                wander_count,
                last,
            )


@njit(nogil=True, cache=True, error_model="numpy")
def observe(
    plane,
    box,
    spread,
    spread_slow,
    day,
    limits,
    sigma,
    sigma_slow,
    sigma_own,
    cusum,
    ewma,
    calm,
    total,
    depth,
    run,
    how,
    first,
    flag,
    last,
):
    """Folds one scene into the state of a rectangle; gives how many pixels it flagged.

    plane    float32: residuals of the rectangle with a rim of one pixel
    box      (first row, end row, first column, end column)
    limits   float32: see `dinh.forest.fold.limits`
    how      uint8: 0 standing, 1 flagged by a run, 2 by a slow loss, 3 as a filled gap, 8 frozen
    """
    width, wide = sigma.shape[1], plane.shape[1]
    s, live, up, moved, felt = (
        np.empty(_BLOCK, _f),
        np.empty(_BLOCK, _f),
        np.empty(_BLOCK, _f),
        np.empty(_BLOCK, _f),
        np.empty(_BLOCK, _f),
    )
    sigmas, drop, run_min, drift, limit = limits[0], limits[1], limits[2], limits[3], limits[4]
    clip, slow_drop, slow_own, memory, gain_min, gain_max, unit = (
        limits[5],
        limits[6],
        limits[7],
        limits[8],
        limits[9],
        limits[10],
        limits[11],
    )
    clip_sum = limits[13]
    unflagging = _f(1e9) if limits[12] == 0 else _f(0)
    inverse, inverse_slow = _f(1) / (spread * unit), _f(1) / (spread_slow * unit)
    zero, one, half = _f(0), _f(1), NONE * _f(0.5)
    today, flagged = _f(day), 0
    flat = plane.reshape(-1)
    sigma, sigma_slow, sigma_own, cusum, ewma = (
        sigma.reshape(-1),
        sigma_slow.reshape(-1),
        sigma_own.reshape(-1),
        cusum.reshape(-1),
        ewma.reshape(-1),
    )
    calm, total, depth, run, how = (
        calm.reshape(-1),
        total.reshape(-1),
        depth.reshape(-1),
        run.reshape(-1),
        how.reshape(-1),
    )
    first, flag, last = first.reshape(-1), flag.reshape(-1), last.reshape(-1)
    per_row = (box[3] - box[2] + _BLOCK - 1) // _BLOCK
    for block in range((box[1] - box[0]) * per_row):
        y, start = box[0] + block // per_row, box[2] + block % per_row * _BLOCK
        columns = min(_BLOCK, box[3] - start)
        smooth_row(plane, y - box[0], start - box[2], start - box[2] + columns, s)
        at, end = y * width + start, y * width + start + columns
        rim = (y - box[0] + 1) * wide + start - box[2] + 1
        r = flat[rim : rim + columns]
        flag_, how_, last_, run_ = flag[at:end], how[at:end], last[at:end], run[at:end]
        sigma_, slow_, own_, first_ = (
            sigma[at:end],
            sigma_slow[at:end],
            sigma_own[at:end],
            first[at:end],
        )
        cusum_, ewma_, calm_, total_ = cusum[at:end], ewma[at:end], calm[at:end], total[at:end]
        for x in range(columns):
            live[x] = one if (r[x] < half) & (flag_[x] == 0) else zero
        for x in range(columns):
            live[x] = live[x] if how_[x] == 0 else zero
        for x in range(columns):  # the sum of a slow loss
            zs = _low(_high(s[x] * inverse_slow / _high(_f(slow_[x]), one), -clip_sum), clip_sum)
            up[x] = _high(cusum_[x] - zs - drift, zero)
        for x in range(columns):
            cusum_[x] = up[x] * live[x] + cusum_[x] * (one - live[x])
        for x in range(columns):  # its mean, by the days since the pixel was last seen
            gap = _high(today - _f(last_[x]), zero)
            felt[x] = _low(_high(gap / (memory + gap), gain_min), gain_max)
        for x in range(columns):
            bound = clip * unit * _high(_f(slow_[x]), one)
            s[x] = _low(_high(s[x], -bound), bound)
        for x in range(columns):
            moved[x] = ewma_[x] + felt[x] * (s[x] - ewma_[x])
        for x in range(columns):
            ewma_[x] = moved[x] * live[x] + ewma_[x] * (one - live[x])
        for x in range(columns):  # a run of scenes
            s[x] = r[x] * inverse / _high(_f(sigma_[x]), one)
        for x in range(columns):
            here = gain_min if r[x] < half else zero
            calm_[x] = calm_[x] + here * (_low(_high(s[x], -clip), clip) - calm_[x])
        for x in range(columns):
            felt[x] = _f(run_[x]) + one if (s[x] < -sigmas) & (r[x] < -drop) else zero
        for x in range(columns):
            s[x] = (total_[x] if felt[x] > one else zero) + (r[x] if felt[x] > zero else zero)
        for x in range(columns):
            total_[x] = s[x] * live[x] + total_[x] * (one - live[x])
        count = 0
        for x in range(columns):
            lost = (up[x] > limit + unflagging) & (
                moved[x] < -_high(slow_drop, slow_own * _f(own_[x]) * unit)
            )
            up[x] = _f(2) if lost else zero
        for x in range(columns):
            state = one if felt[x] >= run_min else up[x]
            state = state if live[x] > zero else zero
            up[x] = state
            count += state > zero
        for x in range(columns):
            new = live[x] if felt[x] == one else zero
            first_[x] = np.uint16(today * new + _f(first_[x]) * (one - new))
        for x in range(columns):
            here = one if r[x] < half else zero
            last_[x] = np.uint16(today * here + _f(last_[x]) * (one - here))
        for x in range(columns):
            run_[x] = np.uint8(_low(felt[x], _f(200)) * live[x] + _f(run_[x]) * (one - live[x]))
        if count:
            for x in range(columns):
                if up[x] > zero:
                    flagged += 1
                    flag_[x] = np.uint16(day)
                    how_[x] = np.uint8(up[x])
                    mean = total_[x] / felt[x] if up[x] == one else moved[x]
                    depth[at + x] = np.int16(
                        _low(_high(mean * _f(0.1) / unit, _f(-32000)), _f(32000))
                    )
                    if up[x] > one:
                        first_[x] = np.uint16(day)
    return flagged


@njit(nogil=True, cache=True, error_model="numpy")
def fold(
    values,
    box,
    strip,
    row,
    middle,
    scale,
    spread,
    spread_slow,
    day,
    limits,
    coefficients,
    sigma,
    sigma_slow,
    sigma_own,
    cusum,
    ewma,
    calm,
    total,
    depth,
    run,
    how,
    first,
    flag,
    last,
):
    """Residuals and state of a rectangle, a strip of rows at a time, so that the residuals never leave the processor's cache."""
    plane = np.empty((min(strip, box[1] - box[0]) + 2, box[3] - box[2] + 2), _f)
    flagged = 0
    for top in range(box[0], box[1], strip):
        part = (top, min(top + strip, box[1]), box[2], box[3])
        residuals(values, coefficients, sigma, part, row, middle, scale, plane)
        flagged += observe(
            plane,
            part,
            spread,
            spread_slow,
            day,
            limits,
            sigma,
            sigma_slow,
            sigma_own,
            cusum,
            ewma,
            calm,
            total,
            depth,
            run,
            how,
            first,
            flag,
            last,
        )
    return flagged
