"""Alerts held against a map of what was really lost: which are right, which loss was found, and how late.

The map is a raster on the scenes' own grid, `labels*.nc`: `label` 0 stable forest, 1 lost, else not judged; `last_undisturbed` and
`first_disturbed` (days since 1970-01-01) bound the loss; `patch` numbers it. Rule to keep: an alert before `last_undisturbed` is an error twice,
a false alert and a loss not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from dinh.forest.accuracy import Pixels
from dinh.forest.alerts import Alert
from dinh.forest.grid import Grid, date_of, day_of
from dinh.forest.trouble import refuse

STABLE, LOST = 0, 1
LAG_DAYS_MAX = 365
"""What is told later than this after the loss was to be seen is told too late to count."""
SHARE = 0.3
"""So much of a loss must be told for it to be found, and so much of an alert be loss for it to be right."""
_PLANES = ("label", "last_undisturbed", "first_disturbed", "patch")


@dataclass(frozen=True)
class Truth:
    label: np.ndarray
    last: np.ndarray
    first: np.ndarray
    patch: np.ndarray


@dataclass(frozen=True)
class Loss:
    """A real loss: it happened after `last` and by `first`, the first clear scene that shows it. told: the day by which half of what was found of it was told."""

    patch: int
    last: date
    first: date
    pixels: int
    found_pixels: int
    found: bool
    told: date | None
    alerts: tuple[str, ...]


class Held(Pixels, frozen=True):
    """verdicts: alert_id -> right, wrong, or None where nothing there is judged."""

    losses: tuple[Loss, ...]
    verdicts: Mapping[str, bool | None]
    of_alert: Mapping[str, tuple[int, ...]]
    """The losses that each alert lies on."""


def truth_file(folder: Path) -> Path | None:
    return next(iter(sorted(folder.glob("labels*.nc"))), None)


def read_truth(path: Path, grid: Grid) -> Truth:
    """Raises Refused where it cannot be read or does not lie on this grid."""
    import xarray

    try:
        with xarray.open_dataset(path) as file:
            x, y = file["x"].values, file["y"].values
            planes = [file[name].values for name in _PLANES]
    except (OSError, ValueError, KeyError) as fault:
        raise refuse("forest.truth_unreadable", file=path.name, why=str(fault)[:200]) from fault
    corner = (
        len(x) == grid.columns
        and len(y) == grid.rows
        and (x[0] - grid.metres / 2, y[0] + grid.metres / 2)
    )
    if (
        not corner
        or abs(corner[0] - grid.left) > grid.metres / 100
        or abs(corner[1] - grid.top) > grid.metres / 100
        or y[0] < y[-1]
    ):
        raise refuse("forest.truth_grid", file=path.name, rows=grid.rows, columns=grid.columns)
    return Truth(*planes)


def held(patches: Mapping[str, Sequence[Alert]], truth: Truth, begin: date, end: date) -> Held:
    """patches: by `alert_id`, each with its days; judged is what was lost from `begin` to `end`, and what never was."""
    day, owner = _told(patches, truth.label.shape)
    first, last = day_of(begin), day_of(end)
    lost = (truth.label == LOST) & (truth.first >= first) & (truth.first <= last)
    stable = truth.label == STABLE
    told = (day >= first) & (day <= last + LAG_DAYS_MAX)
    hit = told & lost & (day >= truth.last) & (day <= truth.first + LAG_DAYS_MAX)
    early = told & lost & (day < truth.last)
    right, false_stable = int(hit.sum()), int((told & stable).sum())
    names = list(patches)
    losses = tuple(
        _loss(number, truth, lost, hit, day, owner, names)
        for number in np.unique(truth.patch[lost]).tolist()
    )
    verdicts = {name: _verdict(days, truth, lost, stable) for name, days in patches.items()}
    on = {name: tuple(one.patch for one in losses if name in one.alerts) for name in names}
    lag = float(np.median((day - truth.first)[hit])) if right else None
    return Held(
        right,
        int((lost & ~hit).sum()),
        false_stable + int(early.sum()),
        int(stable.sum()),
        false_stable,
        lag,
        losses,
        verdicts,
        on,
    )


def _told(
    patches: Mapping[str, Iterable[Alert]], shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The first day on which each pixel was told, 0 never, and the number of the patch that told it, -1 none."""
    day, owner = np.zeros(shape, np.int32), np.full(shape, -1, np.int32)
    for number, days in enumerate(patches.values()):
        for one in days:
            when = day_of(one.date)
            before = day[one.rows, one.columns]
            new = (before == 0) | (when < before)
            day[one.rows[new], one.columns[new]], owner[one.rows[new], one.columns[new]] = (
                when,
                number,
            )
    return day, owner


def _loss(
    number: int,
    truth: Truth,
    lost: np.ndarray,
    hit: np.ndarray,
    day: np.ndarray,
    owner: np.ndarray,
    names: Sequence[str],
) -> Loss:
    mine = lost & (truth.patch == number)
    seen = hit & mine
    pixels, found = int(mine.sum()), int(seen.sum())
    told = date_of(int(np.sort(day[seen])[(found - 1) // 2])) if found else None
    by = tuple(names[at] for at in np.unique(owner[seen]).tolist())
    return Loss(
        number,
        date_of(int(truth.last[mine].min())),
        date_of(int(truth.first[mine].max())),
        pixels,
        found,
        found >= SHARE * pixels,
        told,
        by,
    )


def _verdict(
    days: Sequence[Alert], truth: Truth, lost: np.ndarray, stable: np.ndarray
) -> bool | None:
    scored = right = 0
    for one in days:
        at, when = (one.rows, one.columns), day_of(one.date)
        scored += int((lost | stable)[at].sum())
        right += int(
            (lost[at] & (truth.last[at] <= when) & (when <= truth.first[at] + LAG_DAYS_MAX)).sum()
        )
    return right >= SHARE * scored if scored else None
