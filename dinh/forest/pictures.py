"""Pictures of the ground for who goes there: before and after, with the patch's edge. PNG of few colours, which a thin line carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from dinh.forest.paint import EDGE, painted, png, stretch
from dinh.forest.settings import MISSING

ACROSS = 96
ENLARGED = 4
NEAR = (48, 8)
"""Pixels across and how much they are enlarged, where a patch is looked at from near."""
_LATER, _EARLIER_DAYS, _YEAR, _SEASON_DAYS, _SOON_DAYS = 12, 550, 365, 90, 120


def window(
    shape: tuple[int, int], rows: np.ndarray, columns: np.ndarray, across: int = ACROSS
) -> tuple[int, int, int, int]:
    """A square round the patch that has room round it, inside the grid."""
    side = max(across, 2 * int(max(np.ptp(rows), np.ptp(columns)) + 1))
    found = []
    for middle, size in ((int(np.mean(rows)), shape[0]), (int(np.mean(columns)), shape[1])):
        low = max(0, min(middle - side // 2, size - side))
        found += [low, min(size, low + side)]
    return tuple(found)  # type: ignore[return-value]


def ground(
    values: np.ndarray,
    rows: np.ndarray,
    columns: np.ndarray,
    low: float,
    high: float,
    across: int = ACROSS,
    enlarged: int = ENLARGED,
) -> bytes:
    """One scene round a patch: brown is bare, green is forest, grey is cloud; the patch's edge is red."""
    top, bottom, left, right = window(values.shape, rows, columns, across)
    part = values[top:bottom, left:right]
    colours = painted(part, low, high)
    inside = np.zeros(part.shape, bool)
    inside[rows - top, columns - left] = True
    big = np.kron(colours, np.ones((enlarged, enlarged), np.uint8))
    within = np.kron(inside, np.ones((enlarged, enlarged), bool))
    padded = np.pad(within, 1)
    core = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    big[within & ~core] = EDGE
    return png(big)


def before_and_after(store: Any, alert: Any) -> list[tuple[date, bytes]]:
    """The clearest scene of the last ones before the loss began, and that of the deciding day or of the clearest after it."""
    top, bottom, left, right = window(
        (store.grid.rows, store.grid.columns), alert.rows, alert.columns
    )
    days = [date.fromisoformat(row["date"]) for row in store.rows]
    earlier = [row for row, day in zip(store.rows, days, strict=True) if day < alert.onset][-8:]
    later = [row for row, day in zip(store.rows, days, strict=True) if day >= alert.date][
        :1
    ] or store.rows[-1:]
    planes = []
    for some in (earlier, later):
        seen = [
            (row, store.values(row)) for row in some if row.get("sensor", "optical") is not None
        ]
        if seen:
            row, plane = max(
                seen,
                key=lambda one: (
                    int((one[1][alert.rows, alert.columns] != MISSING).sum()),
                    int((one[1][top:bottom, left:right] != MISSING).sum()),
                ),
            )
            planes.append((date.fromisoformat(row["date"]), plane))
    if not planes:
        return []
    low, high = stretch(planes[0][1])
    return [(day, ground(plane, alert.rows, alert.columns, low, high)) for day, plane in planes]


def of_one_season(store: Any, alert: Any) -> list[tuple[date, bytes]]:
    """Looking back: of the scenes after the patch was told and those before it began the two that are clearest, nearest in season and soon after: bare ground greens over. From near, with twice the contrast."""
    box = window(store.grid.shape, alert.rows, alert.columns, NEAR[0])
    dated = [(date.fromisoformat(row["date"]), row) for row in store.rows]
    later = [one for one in dated if one[0] >= alert.date][:_LATER]
    earlier = [one for one in dated if 0 < (alert.onset - one[0]).days <= _EARLIER_DAYS]
    seen = {day: (store.source(row)(box) != MISSING).mean() for day, row in (*later, *earlier)}
    pairs = [
        (seen[a] + seen[b] - _apart(a, b) / _SEASON_DAYS - (a - alert.date).days / _SOON_DAYS, b, a)
        for a, _ in later
        for b, _ in earlier
    ]
    if not pairs:
        return []
    rows, (_, before, after) = dict(dated), max(pairs)
    first = store.values(rows[before])
    low, high = stretch(first)
    return [
        (day, ground(plane, alert.rows, alert.columns, (low + high) / 2, high, *NEAR))
        for day, plane in ((before, first), (after, store.values(rows[after])))
    ]


def _apart(one: date, other: date) -> int:
    """Days between two places in the year."""
    days = abs(one.timetuple().tm_yday - other.timetuple().tm_yday)
    return min(days, _YEAR - days)


def middle(rows: Sequence[int], columns: Sequence[int]) -> tuple[int, int]:
    """The patch's pixel that is nearest to its middle."""
    r, c = np.asarray(rows, float), np.asarray(columns, float)
    at = int(np.argmin((r - r.mean()) ** 2 + (c - c.mean()) ** 2))
    return int(rows[at]), int(columns[at])
