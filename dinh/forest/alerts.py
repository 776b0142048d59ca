"""Alerts as others read them: patches of ground, each with its day, onset, kind, confidence and area.

A patch that grew is one feature for each day on which it grew, all with one `alert_id`. Rule to keep: what a feature says was known
on its `date`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from dinh.forest.fold import Fold
from dinh.forest.grid import Grid, date_of
from dinh.forest.joining import CAUSE, FILLED, RUN, SLOW
from dinh.forest.settings import Settings

ALERTS_MAX = 1_000_000
FACTS = ("size", "added", "depth", "slow", "radar", "long")
WEIGHTS = (0.37, 0.25, -0.31, 1.93, 0.38, 2.65, 0.47)
"""A constant and one for each of FACTS: found on simulated forests by `dinh.forest.calibrate`, whose Brier score docs/forest.md tells."""

Plots = Callable[[Any], list[dict]]
"""The plots that a geometry of the site's own grid lies in: [{"plot", "area_m2", …}]."""


@dataclass(frozen=True)
class Alert:
    """The ground that was added to a patch on one day.

    alert_id    stable: the day and the pixel of the patch's first ground; the same however often it is computed
    date        of the scene that decided; `onset` is the first scene in which the loss showed
    kind        clearfell, thinning, dieback or other
    confidence  0..1
    drop        mean loss of the index (dB for radar), negative
    rows, columns   the pixels, in the site's grid
    pixels      of the whole patch, with what was added on that day
    """

    alert_id: str
    date: date
    onset: date
    kind: str
    confidence: float
    area_m2: float
    drop: float
    rows: np.ndarray
    columns: np.ndarray
    pixels: int


def alerts(fold: Fold, since: date | None = None) -> list[Alert]:
    """In the order of their day, then of their place."""
    state = fold.state
    rows, columns = np.nonzero(state.alert)
    if not len(rows):
        return []
    patch, day = state.patch[rows, columns], state.alert[rows, columns]
    order = np.lexsort((columns, rows, patch, day))
    rows, columns, patch, day = rows[order], columns[order], patch[order], day[order]
    cuts = np.flatnonzero((np.diff(patch) != 0) | (np.diff(day.astype(np.int32)) != 0)) + 1
    starts = np.append(0, cuts)
    counts = np.diff(np.append(starts, len(rows)))
    told = _told(fold, rows, columns, np.repeat(np.arange(len(starts)), counts), starts, counts)
    began: dict[int, int] = {}
    sizes: dict[int, int] = {}
    found = []
    for at, (start, count) in enumerate(
        zip(starts.tolist(), counts.tolist(), strict=True)
    ):  # by day, so that a patch is as large as it was then
        name, when, part = int(patch[start]), int(day[start]), slice(start, start + count)
        began.setdefault(name, when)
        sizes[name] = sizes.get(name, 0) + count
        found.append(
            _alert(
                fold,
                (rows[part], columns[part]),
                [line[at] for line in told],
                name,
                when,
                began[name],
                sizes[name],
            )
        )
    return [one for one in found if since is None or one.date > since]


def by_patch(found: Iterable[Alert]) -> dict[str, list[Alert]]:
    """Of each patch, by its `alert_id`, the alerts in their order."""
    patches: dict[str, list[Alert]] = {}
    for one in found:
        patches.setdefault(one.alert_id, []).append(one)
    return patches


def joined(days: Sequence[Alert]) -> Alert:
    """The ground of several days of one patch, told on the last of them."""
    last = days[-1]
    if len(days) == 1:
        return last
    rows, columns = (
        np.concatenate([one.rows for one in days]),
        np.concatenate([one.columns for one in days]),
    )
    return replace(
        last,
        onset=min(one.onset for one in days),
        rows=rows,
        columns=columns,
        area_m2=sum(one.area_m2 for one in days),
    )


def _told(
    fold: Fold,
    rows: np.ndarray,
    columns: np.ndarray,
    group: np.ndarray,
    starts: np.ndarray,
    counts: np.ndarray,
) -> tuple[list, list, list]:
    """Of each group of pixels: its loss, whether it died slowly, and the day on which the loss showed first."""
    state = fold.state
    how, depth, first = (
        state.how[rows, columns] & CAUSE,
        state.depth[rows, columns],
        state.first[rows, columns],
    )
    drop = _medians(depth, group, len(starts)) * fold.settings.scale
    slow = np.add.reduceat(how == SLOW, starts, dtype=int) > 0.5 * np.add.reduceat(
        how != FILLED, starts, dtype=int
    )
    by_run = ~slow & (np.add.reduceat(how == RUN, starts, dtype=int) > 0)
    tells = np.where(by_run[group], how == RUN, True)
    return (
        drop.tolist(),
        slow.tolist(),
        _medians(first[tells], group[tells], len(starts)).astype(int).tolist(),
    )


def _medians(values: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """The median of each group; none is empty."""
    line = values[np.lexsort((values, group))].astype(float)
    counts = np.bincount(group, minlength=groups)
    starts = np.cumsum(counts) - counts
    return (line[starts + (counts - 1) // 2] + line[starts + counts // 2]) / 2


def _alert(
    fold: Fold,
    place: tuple[np.ndarray, np.ndarray],
    told: list,
    patch: int,
    day: int,
    began: int,
    pixels: int,
) -> Alert:
    s, grid = fold.settings, fold.grid
    row, column = divmod(patch - 1, grid.columns)
    drop, slow, first = told
    kind = (
        "dieback"
        if slow
        else "clearfell"
        if -drop >= s.clearfell_drop
        else "thinning"
        if -drop >= s.drop
        else "other"
    )
    one = Alert(
        f"{date_of(began):%Y%m%d}-{row:05d}-{column:05d}", date_of(day), date_of(first), kind, 0.0, float(len(place[0])) * grid.metres**2,
        round(drop, 4), *place, pixels,
    )  # fmt: skip
    return replace(one, confidence=confidence(facts(one, s)))


def facts(one: Alert, settings: Settings) -> tuple[float, ...]:
    """What confidence is made of, in the order of FACTS; all of it was known on the alert's day."""
    waited = (one.date - one.onset).days
    return (
        math.log(max(one.pixels, 1) / 10), math.log(max(len(one.rows), 1) / 10), math.log(max(-one.drop / settings.drop, 0.2)),
        float(one.kind == "dieback"), float(not settings.by_median), math.log(1 + max(waited, 0) / 30),
    )  # fmt: skip


def confidence(told: Sequence[float]) -> float:
    """How likely it is that most of the ground is really disturbed."""
    odds = WEIGHTS[0] + sum(weight * fact for weight, fact in zip(WEIGHTS[1:], told, strict=True))
    return round(1 / (1 + math.exp(-odds)), 3)


def shapes(fold: Fold, one: Alert) -> Any:
    """The ground as a shapely geometry of the site's own grid."""
    return outlined(fold.grid, one.rows, one.columns)


def outlined(grid: Grid, rows: np.ndarray, columns: np.ndarray) -> Any:
    """The ground of these pixels as a shapely geometry of their grid's system."""
    from rasterio.features import shapes as traced
    from rasterio.transform import Affine
    from shapely import unary_union
    from shapely.geometry import shape

    top, left = int(rows.min()), int(columns.min())
    mask = np.zeros((int(rows.max()) - top + 1, int(columns.max()) - left + 1), np.uint8)
    mask[rows - top, columns - left] = 1
    place = Affine(
        grid.metres,
        0,
        grid.left + left * grid.metres,
        0,
        -grid.metres,
        grid.top - top * grid.metres,
    )
    return unary_union(
        [
            shape(outline)
            for outline, value in traced(mask, mask=mask.astype(bool), transform=place)
            if value
        ]
    )


def features(
    fold: Fold, found: list[Alert], crs: str, plots: Plots | None = None
) -> Iterator[dict]:
    from pyproj import Transformer
    from shapely import transform
    from shapely.geometry import mapping

    move = (
        None
        if crs == fold.grid.crs
        else Transformer.from_crs(fold.grid.crs, crs, always_xy=True).transform
    )
    for one in found[:ALERTS_MAX]:
        ground = shapes(fold, one)
        yield {
            "type": "Feature",
            "geometry": mapping(transform(ground, move, interleaved=False) if move else ground),
            "properties": {
                "alert_id": one.alert_id, "date": one.date.isoformat(), "onset": one.onset.isoformat(), "kind": one.kind,
                "confidence": one.confidence, "area_m2": one.area_m2, "drop": one.drop, "plots": plots(ground) if plots else [],
            },
        }  # fmt: skip


def geojson(
    fold: Fold, found: list[Alert], *, own_grid: bool = False, plots: Plots | None = None
) -> dict:
    """A FeatureCollection in WGS 84, or in the site's own system with its name."""
    crs = fold.grid.crs if own_grid else "EPSG:4326"
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if own_grid else {}
    return {
        "type": "FeatureCollection",
        **named,
        "features": list(features(fold, found, crs, plots)),
    }


def encoded(collection: dict) -> bytes:
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
