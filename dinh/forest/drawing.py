"""A sample of the watch's own map, to be judged by people: which places, of which class, and what each looked like before and after.

The classes of a period: forest that stood at its beginning and was not alerted in it (`stable`), lost by a run of scenes (`fast`), lost slowly
(`slow`). What was alerted before is no forest of the period. Rule to keep: the same seed draws the same places, and their order tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dinh.forest.accuracy import shares
from dinh.forest.alerts import alerts
from dinh.forest.fold import Fold
from dinh.forest.paint import CLOUD, EDGE, painted, png, stretch
from dinh.forest.settings import MISSING
from dinh.forest.store import Store
from dinh.forest.systems import mover
from dinh.forest.trouble import refuse

STRATA = ("stable", "fast", "slow")
OUTSIDE = -1
ACROSS, ENLARGED, GAP = 32, 8, 8
SCENES_MAX = 12
NEAR = timedelta(days=120)


@dataclass(frozen=True)
class Place:
    """stratum: on the map, which whoever judges is not told; on: the alert's day; picture: before and after, side by side."""

    stratum: str
    row: int
    column: int
    longitude: float
    latitude: float
    on: date | None
    picture: bytes


@dataclass(frozen=True)
class Drawn:
    """strata: name, pixels, places; of those only that there are."""

    pixel_m2: float
    strata: tuple[tuple[str, int, int], ...]
    places: tuple[Place, ...]


def strata_of(fold: Fold, first: date, last: date) -> tuple[np.ndarray, np.ndarray]:
    """Class (index of STRATA, OUTSIDE) and alert's day (ordinal, 0: none) of each pixel."""
    classes = np.where(fold.forest, 0, OUTSIDE).astype(np.int8)
    days = np.zeros(classes.shape, np.int32)
    for one in alerts(fold):
        if one.date < first:
            classes[one.rows, one.columns] = OUTSIDE
        elif one.date <= last:
            classes[one.rows, one.columns] = STRATA.index(
                "slow" if one.kind == "dieback" else "fast"
            )
            days[one.rows, one.columns] = one.date.toordinal()
    return classes, days


def draw(store: Store, fold: Fold, first: date, last: date, places: int, seed: int = 1) -> Drawn:
    """Raises Refused where nothing was lost in the period: there is nothing to divide the map by."""
    classes, days = strata_of(fold, first, last)
    sizes = [int((classes == at).sum()) for at in range(len(STRATA))]
    if sum(size >= 2 for size in sizes) < 2:
        raise refuse("forest.sample_none", **{"from": first.isoformat()}, to=last.isoformat())
    chance = np.random.default_rng(seed)
    wanted = shares([size if size >= 2 else 0 for size in sizes], places)
    rows, columns = (
        np.concatenate(one)
        for one in zip(
            *(_some(classes == at, n, chance) for at, n in enumerate(wanted)), strict=True
        )
    )
    order = chance.permutation(len(rows))
    rows, columns = rows[order], columns[order]
    grid = fold.grid
    east, north = mover(grid.crs, "EPSG:4326")(
        grid.left + (columns + 0.5) * grid.metres, grid.top - (rows + 0.5) * grid.metres
    )
    shown = _Pictures(store, first, last)
    found = tuple(
        Place(STRATA[classes[row, column]], int(row), int(column), float(x), float(y), date.fromordinal(int(days[row, column])) if days[row, column] else None, shown.of(int(row), int(column)))
        for row, column, x, y in zip(rows, columns, east, north, strict=True)
    )  # fmt: skip
    return Drawn(
        grid.metres**2,
        tuple((name, sizes[at], wanted[at]) for at, name in enumerate(STRATA) if wanted[at]),
        found,
    )


def _some(mask: np.ndarray, n: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.nonzero(mask)
    chosen = chance.choice(len(rows), n, replace=False) if n else np.zeros(0, int)
    return rows[chosen], columns[chosen]


class _Pictures:
    """Scenes round the beginning and the end of the period, the nearest to it first."""

    def __init__(self, store: Store, first: date, last: date):
        rows = [(row, date.fromisoformat(row["date"])) for row in store.rows]
        before = sorted(
            (one for one in rows if one[1] < first), key=lambda one: one[1], reverse=True
        )[:SCENES_MAX]
        after = sorted(
            (one for one in rows if abs(one[1] - last) <= NEAR),
            key=lambda one: (one[1] < last, abs(one[1] - last)),
        )[:SCENES_MAX]
        self.before, self.after = (
            [store.values(row) for row, _ in some] for some in (before, after)
        )
        self.low, self.high = (
            stretch(self.before[0] if self.before else self.after[0])
            if self.before or self.after
            else (0.0, 1.0)
        )

    def of(self, row: int, column: int) -> bytes:
        two = [self._one(planes, row, column) for planes in (self.before, self.after)]
        return png(np.hstack([two[0], np.full((two[0].shape[0], GAP), 0, np.uint8), two[1]]))

    def _one(self, planes: list[np.ndarray], row: int, column: int) -> np.ndarray:
        """The nearest scene in which the place is clear; the place stands in a frame in the middle."""
        window = (
            slice(row - ACROSS // 2, row + ACROSS // 2),
            slice(column - ACROSS // 2, column + ACROSS // 2),
        )
        plane = next(
            (one for one in planes if one[row, column] != MISSING), planes[0] if planes else None
        )
        part = (
            np.full((ACROSS, ACROSS), CLOUD, np.uint8)
            if plane is None
            else painted(_cut(plane, window), self.low, self.high)
        )
        big = np.kron(part, np.ones((ENLARGED, ENLARGED), np.uint8))
        low, high = (ACROSS // 2 - 1) * ENLARGED, (ACROSS // 2 + 2) * ENLARGED - 1
        big[low, low : high + 1] = big[high, low : high + 1] = big[low : high + 1, low] = big[
            low : high + 1, high
        ] = EDGE
        return big


def _cut(plane: np.ndarray, window: tuple[slice, slice]) -> np.ndarray:
    """The window, with nothing where it reaches beyond the plane."""
    out = np.full((ACROSS, ACROSS), MISSING, plane.dtype)
    (top, left), (bottom, right) = (
        (window[0].start, window[1].start),
        (window[0].stop, window[1].stop),
    )
    rows, columns = (
        slice(max(top, 0), min(bottom, plane.shape[0])),
        slice(max(left, 0), min(right, plane.shape[1])),
    )
    out[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = plane[
        rows, columns
    ]
    return out
