"""Watches a reference site and writes what the desk shows of it: `dinh forest reference FOLDER`.

The same watch by the same default settings as the commune's, scene by scene, with nothing told of what was lost until it is done. Rule to keep:
nothing is written outside the site's own folder, and nothing goes through the door: these are no cases of the commune.
"""

from __future__ import annotations

import argparse
import math
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from dinh import clock
from dinh.forest import work
from dinh.forest.accuracy import Pixels
from dinh.forest.alerts import Alert, alerts, by_patch, joined, outlined
from dinh.forest.alone import alone
from dinh.forest.curve import series
from dinh.forest.explain import explain
from dinh.forest.grid import Grid, date_of
from dinh.forest.pictures import middle, of_one_season
from dinh.forest.plotfile import text_of
from dinh.forest.plots import Plots
from dinh.forest.state import replace
from dinh.forest.systems import moved
from dinh.forest.trouble import refuse
from dinh.forest.truth import LOST, Held, Truth, held, read_truth, truth_file
from dinh.forest.watch import Progress
from dinh.forest_cases import reference
from dinh.forest_cases.alert_cases import watched
from dinh.forest_cases.map_layers import show_scenes
from dinh.forest_cases.site import Site

PLOT_M, ACROSS_MAX = 250, 8
TELL_EVERY = timedelta(seconds=1)


def compare(house: Path, scenes: Path, tell: Progress) -> dict[str, Any]:
    """house: the house's folder. Raises Refused where the folder has no scenes, or nothing that says what was lost."""
    known = truth_file(scenes)
    if known is None:
        raise refuse("forest.truth_none", folder=str(scenes))
    home = house / reference.FOLDER / _name(scenes)
    home.mkdir(parents=True, exist_ok=True)
    with alone(home, "reference"):
        made = _compared(home, scenes, known, _Told(home, tell))
    return {
        "site": made.name,
        "from": made.begin,
        "until": made.until,
        "scenes": made.scenes,
        "alerts": len(made.alerts),
        "losses": len(made.losses),
        "found": sum(one.found for one in made.losses),
        "f1": made.f1 and round(made.f1, 4),
        "lag_days": made.lag_days,
        "folder": str(home),
    }


def _compared(home: Path, scenes: Path, known: Path, told: _Told) -> reference.Site:
    try:
        asked = argparse.Namespace(
            scenes=str(scenes),
            store=str(home / "store"),
            out=str(home / "alerts.geojson"),
            since=None,
            mask=None,
            workers=1,
            index=None,
            crs=None,
            skip_bad=False,
            plots=None,
        )
        done = work.watch(asked, clock.now().date(), told)
        store, fold = watched(home / "store")
        truth = read_truth(known, store.grid)
        made = _site(home, store, fold, truth, date.fromisoformat(str(done["from"])), told)
        show_scenes(store, home)
        replace(home / reference.SITE, msgspec.json.encode(made))
    finally:
        told.over()
    return made


def _name(scenes: Path) -> str:
    found = scenes.resolve().name.lower()
    if not reference.NAME.fullmatch(found):
        raise refuse("forest.reference_name", folder=scenes.resolve().name)
    return found


class _Told:
    """Tells on, and leaves in the folder how far it is, for the desk."""

    def __init__(self, home: Path, tell: Progress):
        self.home, self.tell, self.what, self.next = home, tell, "", clock.now()

    def __call__(self, what: str, done: int, of: int) -> None:
        self.tell(what, done, of)
        at = clock.now()
        if what != self.what or at >= self.next:
            self.what, self.next = what, at + TELL_EVERY
            replace(
                self.home / reference.PROGRESS,
                msgspec.json.encode(reference.Going(self.home.name, what, done, of, at)),
            )

    def over(self) -> None:
        (self.home / reference.PROGRESS).unlink(missing_ok=True)


def _site(
    home: Path, store: Any, fold: Any, truth: Truth, begin: date, tell: Progress
) -> reference.Site:
    patches = by_patch(alerts(fold))
    until = date.fromisoformat(store.rows[-1]["date"])
    judged = held(patches, truth, begin, until)
    plots = squares(store.grid)
    site = Site(
        store, fold, Plots([{"code": name, "outline": outline} for name, outline in plots]), []
    )
    fresh = home / f"{reference.PICTURES}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    told = []
    for at, (name, days) in enumerate(patches.items()):
        tell("pictures", at, len(patches))
        told.append(_alert(fresh, site, truth, judged, name, days))
    shutil.rmtree(home / reference.PICTURES, ignore_errors=True)
    fresh.rename(home / reference.PICTURES)
    pixel = store.grid.metres**2
    return reference.Site(
        **{name: getattr(judged, name) for name in Pixels.__struct_fields__}, name=home.name, index=store.index, scenes=len(store.rows), first_scene=date.fromisoformat(store.rows[0]["date"]), begin=begin, until=until,
        ground_m2=float(truth.label.size * pixel), pixel_m2=float(pixel), alerts=tuple(told), losses=tuple(_losses(store.grid, truth, judged)), plots=tuple((name, msgspec.json.decode(outline)) for name, outline in plots),
    )  # fmt: skip


def _alert(
    folder: Path, site: Site, truth: Truth, judged: Held, name: str, days: Sequence[Alert]
) -> reference.Alert:
    whole = joined(days)
    pictures = of_one_season(site.store, whole)
    for which, (_, content) in zip(("before", "after"), pictures, strict=False):
        (folder / f"{name}-{which}.png").write_bytes(content)
    at = middle(whole.rows, whole.columns)
    points = [
        (one.date, one.value, one.model) for one in explain(site.store, site.fold, *at).points
    ]
    lost = (
        (date_of(int(truth.last[at])), date_of(int(truth.first[at])))
        if truth.label[at] == LOST
        else None
    )
    (folder / f"{name}-series.png").write_bytes(
        series(points, f"{site.store.index.upper()} · {name}", days[0].date, lost)
    )
    ground = site.ground(whole)
    point = ground.representative_point()
    return reference.Alert(
        name, whole.onset, whole.kind, whole.confidence, tuple((one.date, one.area_m2) for one in days), tuple((one["plot"], one["area_m2"]) for one in site.plots.touched(ground)),
        (round(point.x, 6), round(point.y, 6)), msgspec.json.decode(text_of(ground, 6)), *([day for day, _ in pictures] or (None, None)), judged.verdicts[name], judged.of_alert[name],
    )  # fmt: skip


def _losses(grid: Grid, truth: Truth, judged: Held) -> list[reference.Loss]:
    found = []
    for one in judged.losses:
        ground = moved(
            outlined(grid, *np.nonzero((truth.patch == one.patch) & (truth.label == LOST))),
            grid.crs,
        )
        found.append(
            reference.Loss(
                one.patch,
                one.last,
                one.first,
                one.pixels * grid.metres**2,
                one.found_pixels / one.pixels,
                one.found,
                one.told,
                msgspec.json.decode(text_of(ground, 6)),
            )
        )
    return sorted(found, key=lambda one: (one.first, one.number))


def squares(grid: Grid) -> list[tuple[str, str]]:
    """Plots of the site's own, for its real ones are not known: squares named by row and column from the north-west, with their outline in WGS 84."""
    from shapely.geometry import box

    width, height = grid.columns * grid.metres, grid.rows * grid.metres
    side = max(PLOT_M, math.ceil(max(width, height) / ACROSS_MAX / 10) * 10)
    found = []
    for row in range(math.ceil(height / side)):
        for column in range(math.ceil(width / side)):
            left, top = grid.left + column * side, grid.top - row * side
            square = box(
                left, max(top - side, grid.top - height), min(left + side, grid.left + width), top
            )
            found.append((f"{'ABCDEFGHIJ'[row]}{column + 1}", text_of(moved(square, grid.crs), 6)))
    return found
