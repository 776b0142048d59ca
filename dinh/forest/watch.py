"""The whole watch: a folder of scenes into a store, a history into a model, then scene after scene into alerts.

Each part may be asked for alone, stops anywhere and goes on. Rule to keep: a scene after `until` is never opened, and while a scene
is folded no younger one has been read into anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from dinh.forest import feedback, history, state
from dinh.forest.bands import settings_of
from dinh.forest.crew import Crew, in_turn
from dinh.forest.crowd import Crowd
from dinh.forest.fold import Fold
from dinh.forest.grid import date_of, day_of
from dinh.forest.ground import forest_like, read_mask
from dinh.forest.late import anew, touched
from dinh.forest.layers import Unreadable
from dinh.forest.settings import OPTICAL
from dinh.forest.stack import Stack
from dinh.forest.store import Store
from dinh.forest.trouble import NO_ROOM, refuse

SCENES_MIN = 12
_HISTORY_DAYS, _HISTORY_SCENES = 700, OPTICAL.short
_WATCHED_DAYS, _WATCHED_DAYS_MIN = 700, 300
_YEAR = 350
SAVE_SECONDS = 20.0

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


def silent(what: str, done: int, of: int) -> None:
    pass


@dataclass
class Ingested:
    new: int = 0
    same: int = 0
    joined: int = 0
    ahead: int = 0
    """Scenes after `until`, which were not opened."""
    bad: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    """Files of scenes whose bands do not make the index; they say nothing until the others come."""


def ingest(stack: Stack, store: Store, until: date, tell: Progress = silent) -> Ingested:
    """Reads what is not there yet. Files that cannot be read are told and the others are taken in."""
    done = Ingested(bad=tuple(stack.bad))
    days = [when for when in stack.days if when <= until]
    done.ahead = len(stack.days) - len(days)
    have = {row["date"]: row for row in store.rows}
    for at, when in enumerate(days):
        tell("ingest", at, len(days))
        done.lacking = (*done.lacking, *stack.lacking(when))
        files = {layer.file for layer in stack.layers[when]}
        row = have.get(when.isoformat())
        if row and files <= set(row["files"]) and row.get("stamp") == stack.stamp(when):
            done.same += 1
            continue
        try:
            outcome = store.add(stack.scene(when), stack.stamp(when))
        except Unreadable as fault:
            done.bad = (*done.bad, str(fault))
            continue
        setattr(done, outcome, getattr(done, outcome) + 1)
    tell("ingest", len(days), len(days))
    return done


def monitoring_from(days: list[int], clear: list[float], until: int) -> int:
    """The day from which to watch, where nobody says it: a first of January, so that a history has whole years.

    The first one with two years and 36 usable scenes behind it. Where there is none, or it leaves less than a year to watch, the last
    one that leaves two years. Never fewer than a year and 12 usable scenes of history.
    """
    if not days:
        return until
    usable = [day for day, share in zip(days, clear, strict=True) if share > 0.2]
    years = range(date_of(days[0]).year + 1, date_of(until).year + 1)
    can = []
    for year in years:
        first = day_of(date(year, 1, 1))
        behind = sum(day < first for day in usable)
        if first - days[0] >= _YEAR and behind >= SCENES_MIN and first <= until:
            can.append((first, behind))
    if not can:
        return (
            usable[min(len(usable) - 1, max(SCENES_MIN, len(usable) // 2))]
            if len(usable) > SCENES_MIN
            else until + 1
        )
    good = [
        first
        for first, behind in can
        if first - days[0] >= _HISTORY_DAYS and behind >= _HISTORY_SCENES
    ]
    leaves = [first for first, _ in can if until - first >= _WATCHED_DAYS]
    latest = leaves[-1] if leaves else can[0][0]
    return good[0] if good and until - good[0] >= _WATCHED_DAYS_MIN else latest


def fit(store: Store, since: int, mask: Path | None = None, crew: Crew = in_turn) -> Fold:
    """A model of everything before the day `since`."""
    rows = [row for row, day in zip(store.rows, store.days, strict=True) if day < since]
    settings = settings_of(store.index)
    usable = [row for row in rows if row["clear"] > 0.05]
    if len(usable) < history.SCENES_MIN:
        raise refuse(
            "forest.short_history",
            count=len(usable),
            least=history.SCENES_MIN,
            **{"from": date_of(since).isoformat()},
        )
    days = np.array([day_of(date.fromisoformat(row["date"])) for row in usable])
    forest = read_mask(mask, store.grid) if mask else _forest(store, usable, settings.scale)
    if not forest.any():
        raise refuse("forest.no_forest")

    return history.fit(store.grid, settings, forest, days, store.past(usable), crew=crew)


def _forest(store: Store, rows: list[dict], scale: float) -> np.ndarray:
    forest = np.zeros(store.grid.shape, bool)
    for box in store.grid.boxes():
        forest[box[0] : box[1], box[2] : box[3]] = forest_like(
            store.index, store.cube(rows, box), scale
        )
    return forest


class Kept:
    """The folder where a fold is kept between two runs: the model of the history, and the state since."""

    def __init__(self, folder: Path):
        self.model, self.state, self.forest = (
            folder / "model",
            folder / "state",
            folder / "forest.npy",
        )
        self.folder = folder

    def keep_model(self, fold: Fold, since: int, digests: dict[str, list[str]]) -> None:
        self._keep(self.model, fold, {"since": since, "scenes": digests})
        self._keep(self.state, fold, {"since": since, "scenes": {}})

    def keep(
        self, fold: Fold, since: int, digests: dict[str, list[str]], acted: Sequence[str] = ()
    ) -> None:
        self._keep(self.state, fold, {"since": since, "scenes": digests, "acted": list(acted)})

    def _keep(self, folder: Path, fold: Fold, about: dict) -> None:
        try:
            if folder == self.model:
                state.replace(self.forest, np.packbits(fold.forest).tobytes())
            state.save(fold.state, folder, {**fold.about(), **about})
        except OSError as fault:
            if fault.errno in NO_ROOM:
                raise refuse("forest.full", store=str(self.folder)) from fault
            raise

    def open(
        self, store: Store, *, model: bool = False, crew: Crew = in_turn
    ) -> tuple[Fold, dict] | None:
        found = state.load(store.grid, self.model if model else self.state, shared=crew.shared)
        if found is None or not self.forest.exists():
            return None
        planes, about = found
        count = store.grid.rows * store.grid.columns
        forest = (
            np.unpackbits(np.frombuffer(self.forest.read_bytes(), np.uint8), count=count)
            .astype(bool)
            .reshape(store.grid.shape)
        )
        fold = Fold(store.grid, settings_of(store.index), forest, planes, crew=crew)
        fold.crowds = [
            Crowd(tuple(one["seasons"]), one.get("scenes", 0)) for one in about["crowds"]
        ]
        fold.folded = list(about["folded"])
        return fold, about


def follow(
    store: Store, kept: Kept, until: int, tell: Progress = silent, crew: Crew = in_turn
) -> Fold:
    """Folds what has not been folded yet, and acts on each field check after the scenes of its day.

    A scene that came late or changed is taken in its place, in the cells that it touches; after a check of a day that was passed
    already everything is folded from the model on, anew.
    """
    found = kept.open(store, crew=crew)
    if found is None:
        raise refuse("forest.not_fitted", store=str(kept.folder))
    fold, about = found
    since = about["since"]
    rows = {
        day: row for row, day in zip(store.rows, store.days, strict=True) if since <= day <= until
    }
    checks = {
        feedback.key(one): one
        for one in feedback.noted(kept.folder)
        if since <= one["day"] <= until
    }
    done, acted = dict(about["scenes"]), list(about.get("acted", ()))
    late = _late(rows, done, checks, acted)
    if _passed(done, checks, acted) or (
        late and not set(done) <= {date_of(day).isoformat() for day in rows}
    ):
        fresh = kept.open(store, model=True, crew=crew)
        assert fresh is not None
        fold, done, acted, late = fresh[0], {}, [], []
    if late:
        _take_late(
            store, kept, fold, late, rows, done, {name: checks[name] for name in acted}, tell
        )
        done |= {date_of(day).isoformat(): rows[day]["digests"] for day in late}
    fold.folded = sorted(
        day for day in {*fold.folded, *late} if day >= since and date_of(day).isoformat() in done
    )
    left = [day for day in rows if date_of(day).isoformat() not in done]
    waiting = sorted((one["day"], name) for name, one in checks.items() if name not in acted)
    saved = time.monotonic()

    def heed(before: int) -> None:
        while waiting and waiting[0][0] < before:
            name = waiting.pop(0)[1]
            feedback.act(store, fold, checks[name])
            acted.append(name)

    changed = bool(left or waiting or late)
    for at, day in enumerate(left):
        tell("observe", at, len(left))
        heed(day)
        fold.observe(store.source(rows[day]), day)
        done[date_of(day).isoformat()] = rows[day]["digests"]
        if time.monotonic() - saved > SAVE_SECONDS:
            kept.keep(fold, since, done, acted)
            saved = time.monotonic()
    heed(until + 1)
    tell("observe", len(left), len(left))
    if changed:
        kept.keep(fold, since, done, acted)
    return fold


def _late(
    rows: dict[int, dict], done: dict[str, list[str]], checks: dict[str, dict], acted: list[str]
) -> list[int]:
    """Days whose scenes must be put before what has been taken in already, or have changed since."""
    last = max(
        [*done, *(date_of(checks[name]["day"]).isoformat() for name in acted if name in checks)],
        default="",
    )
    named = {day: date_of(day).isoformat() for day in rows}
    return [
        day
        for day, when in named.items()
        if (done[when] != rows[day]["digests"] if when in done else when <= last)
    ]


def _passed(done: dict[str, list[str]], checks: dict[str, dict], acted: list[str]) -> bool:
    """Whether a check has been taken back, or one is of a day that was passed already."""
    last = max(done, default="")
    return any(name not in checks for name in acted) or any(
        name not in acted and date_of(one["day"]).isoformat() < last for name, one in checks.items()
    )


def _take_late(
    store: Store,
    kept: Kept,
    fold: Fold,
    days: list[int],
    rows: dict[int, dict],
    done: dict,
    acted: dict[str, dict],
    tell: Progress,
) -> None:
    """Folds anew the cells that the scenes of some days touch, through all days that are done and these."""
    model = state.about_current(kept.model)
    assert model is not None
    through = sorted({*days, *(day for day in rows if date_of(day).isoformat() in done)})

    def start(cells: set[int]) -> None:
        if not state.load_into(fold.state, kept.model, model, sorted(cells)):
            raise refuse("forest.not_fitted", store=str(kept.folder))

    def go(cells: set[int]) -> None:
        waiting = sorted(
            (one["day"], name)
            for name, one in acted.items()
            if one["rows"] and fold.cell_of(one["rows"][0], one["columns"][0]) in cells
        )
        for at, day in enumerate([*through, None]):
            tell("observe", at, len(through) + 1)
            while waiting and (day is None or waiting[0][0] < day):
                feedback.act(store, fold, acted[waiting.pop(0)[1]])
            if day is not None:
                fold.observe(store.source(rows[day]), day, sorted(cells))

    if cells := touched(fold, [store.source(rows[day]) for day in days]):
        anew(fold, cells, acted.values(), start, go)
