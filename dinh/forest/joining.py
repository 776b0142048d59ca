"""Following patches pixel by pixel from what was flagged in a cell, over its edges: the loop behind `patches`.

Rule to keep: a patch is followed to its end or not decided at all, so that the window does not matter.
"""

from __future__ import annotations

import numpy as np
from numba import njit

RUN, SLOW, FILLED, FROZEN = 1, 2, 3, 8
"""What `how` says of a pixel."""
CAUSE = 7
"""What is left of it without FROZEN."""
_NONE, _CANDIDATE, _NEAR, _GAP = 0, 1, 2, 3
_f = np.float32
_EDGE = 2


@njit(nogil=True, cache=True, inline="always")
def _flagged(y, x, day, numbers, flag, how, alert):
    """What a pixel is to a patch: nothing, newly flagged, or part of an alert that is not long ago."""
    if alert[y, x] > 0:
        return _NEAR if alert[y, x] >= day - numbers[1] else _NONE
    if flag[y, x] == 0:
        return _NONE
    return (
        _CANDIDATE
        if flag[y, x] >= day - (numbers[1] if how[y, x] & CAUSE == SLOW else numbers[0])
        else _NONE
    )


@njit(nogil=True, cache=True)
def _is_gap(y, x, day, numbers, flag, how, alert, cusum, ewma, sigma_own, last):
    """A pixel among flagged ones that has half of what it takes."""
    if flag[y, x] != 0 or how[y, x] != 0 or last[y, x] != day or not cusum[y, x] > numbers[2]:
        return False
    if not ewma[y, x] < -max(numbers[3], numbers[4] * _f(sigma_own[y, x])):
        return False
    around = 0
    for v in range(max(y - 1, 0), min(y + 2, flag.shape[0])):
        for u in range(max(x - 1, 0), min(x + 2, flag.shape[1])):
            if (
                how[v, u] & CAUSE != FILLED
                and _flagged(v, u, day, numbers, flag, how, alert) != _NONE
            ):
                around += 1
    return around >= numbers[5]


@njit(nogil=True, cache=True)
def _stored(loss, unit):
    return np.int16(min(max(loss / unit, _f(-32000)), _f(32000)))


@njit(nogil=True, cache=True)
def join(
    window,
    cell,
    day,
    numbers,
    least,
    flag,
    how,
    alert,
    patch,
    depth,
    cusum,
    ewma,
    sigma_own,
    last,
    first,
):
    """Gives how many pixels were alerted; where a patch goes on outside the window, -1 less those: then again with a wider one.

    window, cell  (first row, end row, first column, end column)
    numbers       float32: days that join, the same for a slow loss, and of what a gap needs: sum, loss, loss in own deviations, neighbours;
                  the share of a patch's loss that a pixel must have; what a stored unit is worth
    least         pixels of a patch
    """
    seen = np.zeros((window[1] - window[0], window[3] - window[2]), np.uint8)
    stack = np.empty((64, 2), np.int32)
    alerted = 0
    for y0 in range(cell[0], cell[1]):
        line, some = flag[y0, cell[2] : cell[3]], np.uint16(0)
        for x in range(len(line)):
            some |= line[x]
        if some == 0:
            continue
        for x0 in range(cell[2], cell[3]):
            if (
                flag[y0, x0] == 0
                or seen[y0 - window[0], x0 - window[2]]
                or _flagged(y0, x0, day, numbers, flag, how, alert) == _NONE
            ):
                continue
            stack, count = _component(
                y0,
                x0,
                window,
                day,
                numbers,
                seen,
                stack,
                flag,
                how,
                alert,
                cusum,
                ewma,
                sigma_own,
                last,
            )
            if count < 0:
                return -1 - alerted
            alerted += _decide(
                stack, count, day, numbers, least, flag, how, alert, patch, depth, ewma, first
            )
    return alerted


@njit(nogil=True, cache=True)
def _component(
    y0, x0, window, day, numbers, seen, stack, flag, how, alert, cusum, ewma, sigma_own, last
):
    """The pixels that hang together with one, as rows and columns; -1 where they come near the window's edge inside the site.

    Each pixel is asked once: `seen`.
    """
    height, width = flag.shape
    stack[0, 0], stack[0, 1] = y0, x0
    seen[y0 - window[0], x0 - window[2]] = 1
    count, at = 1, 0
    while at < count:
        y, x = stack[at, 0], stack[at, 1]
        at += 1
        inside = (y - _EDGE >= window[0] or window[0] == 0) and (
            y + _EDGE < window[1] or window[1] == height
        )
        if not (
            inside
            and (x - _EDGE >= window[2] or window[2] == 0)
            and (x + _EDGE < window[3] or window[3] == width)
        ):
            return stack, -1
        for v in range(max(y - 1, 0), min(y + 2, height)):
            for u in range(max(x - 1, 0), min(x + 2, width)):
                if seen[v - window[0], u - window[2]]:
                    continue
                kind = _flagged(v, u, day, numbers, flag, how, alert)
                if kind == _NONE and _is_gap(
                    v, u, day, numbers, flag, how, alert, cusum, ewma, sigma_own, last
                ):
                    kind = _GAP
                seen[v - window[0], u - window[2]] = 1
                if kind == _NONE:
                    continue
                if count == len(stack):
                    wider = np.empty((2 * count, 2), np.int32)
                    wider[:count] = stack
                    stack = wider
                stack[count, 0], stack[count, 1] = v, u
                count += 1
    return stack, count


@njit(nogil=True, cache=True)
def _decide(stack, count, day, numbers, least, flag, how, alert, patch, depth, ewma, first):
    """Alerts what lost about as much as the rest of its patch and is large enough: beside a clearing, a mixed pixel loses a little."""
    width = flag.shape[1]
    loss, fresh, news = np.empty(count, _f), np.empty(count, np.bool_), 0
    for i in range(count):
        y, x = stack[i, 0], stack[i, 1]
        fresh[i] = alert[y, x] == 0
        news += fresh[i]
        loss[i] = _f(_stored(ewma[y, x], numbers[7])) if flag[y, x] == 0 else _f(depth[y, x])
    if news == 0:
        return 0
    middle = _f(np.median(loss))
    kept = np.empty(count, np.bool_)
    for i in range(count):
        kept[i] = not fresh[i] or loss[i] < numbers[6] * middle
    place = np.empty(count, np.int64)
    for i in range(count):
        place[i] = np.int64(stack[i, 0]) * width + stack[i, 1]
    order = np.argsort(place)
    part, alerted = np.full(count, -1, np.int64), 0
    queue = np.empty(count, np.int64)
    for start in range(count):
        if part[start] >= 0 or not kept[start]:
            continue
        size = _together(start, order, place, kept, part, queue, width)
        name, older = np.int64(2**62), np.int64(2**62)
        new = 0
        for at in range(size):
            i = queue[at]
            if fresh[i]:
                name = min(name, place[i] + 1)
                new += 1
            else:
                older = min(older, np.int64(patch[stack[i, 0], stack[i, 1]]))
        if new == 0 or (size < least and older == 2**62):
            continue
        alerted += new
        for at in range(size):
            i = queue[at]
            if fresh[i]:
                y, x = stack[i, 0], stack[i, 1]
                patch[y, x] = np.int32(older if older < 2**62 else name)
                alert[y, x] = np.uint16(day)
                if flag[y, x] == 0:
                    flag[y, x], first[y, x], how[y, x], depth[y, x] = (
                        np.uint16(day),
                        np.uint16(day),
                        np.uint8(FILLED),
                        np.int16(loss[i]),
                    )
    return alerted


@njit(nogil=True, cache=True)
def _together(start, order, place, kept, part, queue, width):
    """Fills `queue` with what of a component still hangs together once the shallow is left out; gives how many."""
    queue[0], part[start] = start, start
    size, at = 1, 0
    sorted_places = place[order]
    while at < size:
        here = place[queue[at]]
        at += 1
        x = here % width
        for v in range(-1, 2):
            for u in range(-1, 2):
                if not 0 <= x + u < width:
                    continue
                found = np.searchsorted(sorted_places, here + v * width + u)
                if found < len(order) and sorted_places[found] == here + v * width + u:
                    i = order[found]
                    if kept[i] and part[i] < 0:
                        part[i] = start
                        queue[size] = i
                        size += 1
    return size
