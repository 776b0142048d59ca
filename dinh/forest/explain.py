"""Why a pixel was flagged, or was not: its series, what was expected of it, and what the watch remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from dinh.forest.fold import Fold, design
from dinh.forest.grid import date_of, day_of
from dinh.forest.joining import FILLED, FROZEN, RUN, SLOW
from dinh.forest.settings import MISSING
from dinh.forest.store import Store
from dinh.forest.trouble import refuse

HOW = {0: "standing", RUN: "run", SLOW: "slow", FILLED: "filled", FROZEN: "frozen"}


@dataclass(frozen=True)
class Point:
    """One scene at a pixel, in units of the index. `crowd` is what the whole forest did that day beside the pixel's own model."""

    date: date
    value: float
    model: float
    crowd: float | None
    residual: float | None


@dataclass(frozen=True)
class Explained:
    row: int
    column: int
    index: str
    forest: bool
    sigma: float
    how: str
    flag: date | None
    alert: date | None
    first: date | None
    cusum: float
    loss: float
    """The averaged residual of the pixel's surroundings."""
    points: list[Point]


def place_of(fold: Fold, x: float, y: float) -> tuple[int, int]:
    """Row and column of a point given in the site's own system, or in degrees of longitude and latitude."""
    from pyproj import Transformer

    if abs(x) <= 180 and abs(y) <= 90:
        x, y = Transformer.from_crs("EPSG:4326", fold.grid.crs, always_xy=True).transform(x, y)
    found = fold.grid.place(x, y)
    if found is None:
        raise refuse("forest.outside", x=round(x, 1), y=round(y, 1), crs=fold.grid.crs[:60])
    return found


def explain(store: Store, fold: Fold, row: int, column: int) -> Explained:
    state, s = fold.state, fold.settings
    series = [(when, value) for when, value in store.series(row, column) if value != MISSING]
    rows = (
        design(np.array([day_of(when) for when, _ in series]))
        if series
        else np.zeros((0, 5), np.float32)
    )
    model = rows @ (state.coefficients[:, row, column].astype(np.float32) * np.float32(s.scale))
    crowds = [_crowd(store, fold, when, row, column) if s.by_median else 0.0 for when, _ in series]
    points = [
        Point(
            when,
            round(value * s.scale, 4),
            round(float(m) + (c or 0.0), 4),
            c,
            None if c is None else round(value * s.scale - float(m) - c, 4),
        )
        for (when, value), m, c in zip(series, model, crowds, strict=True)
    ]
    dated = {name: int(getattr(state, name)[row, column]) for name in ("flag", "alert", "first")}
    return Explained(
        row, column, store.index, bool(fold.forest[row, column]), round(float(state.sigma[row, column]) * s.scale / 10, 4),
        HOW.get(_cause(int(state.how[row, column])), "other"), **{name: date_of(day) if day else None for name, day in dated.items()},
        cusum=round(float(state.cusum[row, column]), 2), loss=round(float(state.ewma[row, column]), 4), points=points,
    )  # fmt: skip


def _crowd(store: Store, fold: Fold, when: date, row: int, column: int) -> float | None:
    """The median residual of the forest round the pixel's cell on one day, from its standing part."""
    at = next(
        index
        for index, box in enumerate(fold.cells)
        if box[0] <= row < box[1] and box[2] <= column < box[3]
    )
    rows, columns = fold.samples[at]
    if not len(rows):
        return None
    step = max(1, len(rows) // 2000)
    rows, columns = rows[::step], columns[::step]
    one = next(entry for entry in store.rows if entry["date"] == when.isoformat())
    box = fold.cells[at]
    part = store.array(store.index)[one["slot"], box[0] : box[1], box[2] : box[3]]
    values = part[rows - box[0], columns - box[2]]
    state = fold.state
    day = day_of(when)
    known = (values != MISSING) & (
        (state.flag[rows, columns] == 0) | (state.flag[rows, columns] > day)
    )
    if known.sum() < max(
        20, fold.settings.clear_min * len(rows)
    ):  # mostly cloud, whose rims would speak for the forest: the watch passes it over, too
        return None
    model = np.tensordot(
        design(np.array([day]))[0], state.coefficients[:, rows, columns].astype(np.float32), 1
    )
    return round(float(np.median((values[known] - model[known]) * fold.settings.scale)), 4)


def _cause(how: int) -> int:
    return FROZEN if how & FROZEN else how
