"""What the command line asks of the watch, a function for each part; each gives the JSON value of its command."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path

from dinh.forest import explain as explaining
from dinh.forest import simulate as simulating
from dinh.forest.alerts import Alert, encoded, geojson
from dinh.forest.alerts import Plots as PlotsAt
from dinh.forest.alerts import alerts as found_alerts
from dinh.forest.alone import alone
from dinh.forest.crew import as_asked
from dinh.forest.fold import Fold
from dinh.forest.grid import date_of, day_of
from dinh.forest.plots import Plots
from dinh.forest.stack import Stack, open_stack
from dinh.forest.state import replace
from dinh.forest.store import Store, has_scenes, open_store
from dinh.forest.telling import told as told_of
from dinh.forest.trouble import refuse
from dinh.forest.verdicts import Thresholds
from dinh.forest.watch import Ingested, Kept, Progress, follow, monitoring_from
from dinh.forest.watch import fit as fit_history
from dinh.forest.watch import ingest as ingest_stack


def watch(words: argparse.Namespace, until: date, tell: Progress) -> dict:
    """Everything in one go. Without --store what it kept on the way goes when it is done; after a stop it is found and goes on."""
    out = Path(words.out)
    if not out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(out))
    folder = Path(words.store) if words.store else out.with_name(out.name + ".watch")
    stack = _stack(words)
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder, "watch"):
        value = _watched(words, folder, stack, until, tell, out)
        if not words.store:
            shutil.rmtree(folder, ignore_errors=True)
    return value


def _watched(
    words: argparse.Namespace, folder: Path, stack: Stack, until: date, tell: Progress, out: Path
) -> dict:
    store, taken = _taken(words, folder, stack, until, tell)
    crew = as_asked(words.workers)
    since = day_of(words.since) if words.since else _since(store, until)
    kept = Kept(folder)
    found = kept.open(store, model=True)
    if found is None or found[1]["since"] != since or _history_moved(store, found[1], since):
        tell("fit", 0, 1)
        _keep_model(
            store,
            kept,
            fit_history(store, since, Path(words.mask) if words.mask else None, crew=crew),
            since,
        )
        tell("fit", 1, 1)
    fold = follow(store, kept, day_of(until), tell, crew)
    value = _written(fold, out, plots=words.plots, least=_least(words))
    return {
        "from": date_of(since),
        "until": until,
        "index": store.index,
        "scenes": len(store.rows),
        "workers": crew.used,
        **_counts(taken),
        **value,
    }


def ingest(words: argparse.Namespace, until: date, tell: Progress) -> dict:
    folder = Path(words.store)
    stack = _catalogue(words, until) if words.stac else _stack(words)
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder, "ingest"):
        if words.stac:
            store = open_store(folder, stack.grid, stack.index)
            taken = ingest_stack(stack, store, until, tell)
        else:
            store, taken = _taken(words, folder, stack, until, tell)
    return {
        "store": str(words.store),
        "index": store.index,
        "scenes": len(store.rows),
        **_counts(taken),
    }


def fit(words: argparse.Namespace, until: date, tell: Progress) -> dict:
    folder = Path(words.store)
    open_store(folder)
    with alone(folder, "fit"):
        store = open_store(folder)
        since = day_of(words.since) if words.since else _since(store, until)
        tell("fit", 0, 1)
        crew = as_asked(words.workers)
        fold = fit_history(store, since, Path(words.mask) if words.mask else None, crew=crew)
        _keep_model(store, Kept(folder), fold, since)
    return {
        "from": date_of(since),
        "scenes": sum(day < since for day in store.days),
        "forest_pixels": int(fold.forest.sum()),
        "workers": crew.used,
    }


def observe(words: argparse.Namespace, until: date, tell: Progress) -> dict:
    folder = Path(words.store)
    open_store(folder)
    with alone(folder, "observe"):
        store = open_store(folder)
        before = Kept(folder).open(store)
        crew = as_asked(words.workers)
        fold = follow(store, Kept(folder), day_of(until), tell, crew)
    return {
        "folded": len(fold.folded) - (len(before[0].folded) if before else 0),
        "alerts": len({one.alert_id for one in found_alerts(fold)}),
        "workers": crew.used,
    }


def alerts(words: argparse.Namespace, until: date, tell: Progress) -> dict:
    fold = _kept_fold(words.store)[1]
    if words.out:
        return _written(fold, Path(words.out), words.after, words.plots, _least(words))
    return geojson(fold, _told(fold, words.after, _least(words))[0], plots=_on(words.plots, fold))


def explain(words: argparse.Namespace, until: date, tell: Progress) -> dict:
    store, fold = _kept_fold(words.store)
    row, column = explaining.place_of(fold, words.x, words.y)
    return asdict(explaining.explain(store, fold, row, column))


def simulate(words: argparse.Namespace, until: date, tell: Progress) -> dict:
    plan = simulating.Plan(
        seed=words.seed,
        size=words.size,
        sensor=words.sensor,
        climate=words.climate,
        every=12 if words.sensor == "radar" else 5,
    )
    made = simulating.simulate(plan)
    simulating.write(made, Path(words.out))
    return {
        "folder": str(words.out),
        "scenes": len(made.dates),
        "from": plan.monitor,
        "until": plan.end,
        "sensor": plan.sensor,
    }


def _stack(words: argparse.Namespace) -> Stack:
    if not words.scenes:
        raise refuse("forest.no_folder", folder="--scenes")
    return open_stack(Path(words.scenes), words.crs, words.index)


def _catalogue(words: argparse.Namespace, until: date) -> Stack:
    from dinh.forest.stac import open_catalogue

    return open_catalogue(words.stac, words.collection, words.bbox, words.start, until)


def _taken(
    words: argparse.Namespace, folder: Path, stack: Stack, until: date, tell: Progress
) -> tuple[Store, Ingested]:
    if beyond := _beyond(folder, stack):
        raise refuse("forest.outside_store", store=str(folder), count=len(beyond), files=beyond[:8])
    store = open_store(folder, stack.grid, stack.index)
    taken = ingest_stack(stack, store, until, tell)
    if taken.bad and not words.skip_bad:
        raise refuse("forest.unreadable", count=len(taken.bad), files=list(taken.bad[:8]))
    return store, taken


def _beyond(folder: Path, stack: Stack) -> list[str]:
    """Files that lie beyond the ground of a store that others of the folder are of."""
    if not has_scenes(folder):
        return []
    beyond = stack.outside(open_store(folder).grid)
    return (
        beyond
        if len(beyond) < len({layer.file for layers in stack.layers.values() for layer in layers})
        else []
    )


def _counts(taken: Ingested) -> dict:
    return {
        "new": taken.new,
        "same": taken.same,
        "joined": taken.joined,
        "ahead": taken.ahead,
        "bad": list(taken.bad),
        "lacking": list(taken.lacking),
    }


def _since(store: Store, until: date) -> int:
    return monitoring_from(store.days, [row["clear"] for row in store.rows], day_of(until))


def _before(store: Store, since: int) -> dict[str, list[str]]:
    return {
        row["date"]: row["digests"]
        for row, day in zip(store.rows, store.days, strict=True)
        if day < since
    }


def _keep_model(store: Store, kept: Kept, fold: Fold, since: int) -> None:
    kept.keep_model(fold, since, _before(store, since))


def _history_moved(store: Store, about: dict, since: int) -> bool:
    return about["scenes"] != _before(store, since)


def _kept_fold(folder: str) -> tuple[Store, Fold]:
    store = open_store(Path(folder))
    found = Kept(Path(folder)).open(store)
    if found is None:
        raise refuse("forest.not_fitted", store=folder)
    return store, found[0]


def _on(plots: Plots | None, fold: Fold) -> PlotsAt | None:
    return plots.on(fold.grid.crs) if plots else None


def _least(words: argparse.Namespace) -> Thresholds:
    """The thresholds of the house, where one has set some."""
    return getattr(words, "least", None) or {}


def _told(fold: Fold, after: date | None, least: Thresholds) -> tuple[list[Alert], int]:
    found, held = told_of(found_alerts(fold), least)
    return [one for one in found if after is None or one.date > after], held


def _written(
    fold: Fold,
    out: Path,
    after: date | None = None,
    plots: Plots | None = None,
    least: Thresholds | None = None,
) -> dict:
    """Two files: WGS 84, and beside it the site's own grid. plots: those that each alert lies in are told with their areas."""
    (found, held), lain = _told(fold, after, least or {}), _on(plots, fold)
    own = out.with_name(f"{out.stem}.grid{out.suffix or '.geojson'}")
    replace(out, encoded(geojson(fold, found, plots=lain)))
    replace(own, encoded(geojson(fold, found, own_grid=True, plots=lain)))
    kinds = {
        kind: len({one.alert_id for one in found if one.kind == kind})
        for kind in ("clearfell", "thinning", "dieback", "other")
    }
    return {
        "out": str(out), "out_own_grid": str(own), "alerts": len({one.alert_id for one in found}), "features": len(found),
        "area_m2": sum(one.area_m2 for one in found), "kinds": kinds, **({"held": held, "thresholds": least} if least else {}),
    }  # fmt: skip
