"""Builders of the forest's sentences: simulated forests, folds of them, files of every layout."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from dinh.forest import clouds, history
from dinh.forest.bands import index_values
from dinh.forest.fold import Fold
from dinh.forest.grid import Grid, day_of
from dinh.forest.settings import OPTICAL, RADAR, Settings
from dinh.forest.simulate import Plan, Simulated, simulate

CRS = "EPSG:32649"


@dataclass
class Watched:
    made: Simulated
    values: np.ndarray
    days: np.ndarray
    since: int
    settings: Settings

    @property
    def grid(self) -> Grid:
        return Grid(CRS, 215000.0, 1318000.0, self.made.plan.metres, *self.values.shape[1:])

    @property
    def later(self) -> list[int]:
        return [int(day) for day in self.days if day >= self.since]

    def fold(self, values: np.ndarray | None = None, **asked) -> Fold:
        """A model of the history, with nothing folded yet."""
        past = (self.values if values is None else values)[self.days < self.since]
        forest = self.made.truth.forest
        days = self.days[self.days < self.since]
        return history.fit(
            self.grid,
            self.settings,
            forest,
            days,
            lambda box: past[:, box[0] : box[1], box[2] : box[3]],
            **asked,
        )

    def folded(self, days=None, **asked) -> Fold:
        fold = self.fold(**asked)
        for day in self.later if days is None else days:
            fold.observe(self.scene(day), day)
        return fold

    def scene(self, day: int) -> np.ndarray:
        return self.values[int(np.flatnonzero(self.days == day)[0])]


def watched(seed: int, size: int = 90, **plan) -> Watched:
    made = simulate(Plan(seed=seed, size=size, **{"events": 4, "end": date(2024, 3, 31), **plan}))
    radar = made.plan.sensor == "radar"
    values = np.stack([_index(made, at, radar) for at in range(len(made.dates))])
    return Watched(
        made,
        values,
        np.array([day_of(day) for day in made.dates]),
        day_of(made.plan.monitor),
        RADAR if radar else OPTICAL,
    )


def _index(made: Simulated, at: int, radar: bool) -> np.ndarray:
    bands = (
        {"vh": made.bands["VH"][at]}
        if radar
        else {"nir_narrow": made.bands["B8A"][at] / 1e4, "swir2": made.bands["B12"][at] / 1e4}
    )
    seen = (
        np.ones(made.truth.forest.shape, bool) if radar else clouds.clear({"scl": made.scl[at]}, 10)
    )
    return index_values("vh" if radar else "nbr", bands, seen)


def found_shares(one: Watched, fold: Fold) -> dict[str, float]:
    """Share of each kind's pixels that were alerted on or after the day they were struck, and of the stable ones that were at all."""
    from dinh.forest.simulate import KINDS

    truth, alert = one.made.truth, fold.state.alert.astype(int)
    hit = (alert > 0) & (alert >= truth.last_undisturbed)
    shares = {}
    for number, kind in enumerate(KINDS[1:6], 1):
        where = (truth.label == 1) & (truth.kind == number)
        if where.any():
            shares[kind] = float(hit[where].mean())
    shares["false"] = float((alert[(truth.label == 0) & (truth.kind == 0)] > 0).mean())
    return shares


def geotiff(
    path: Path,
    bands: list[np.ndarray],
    names: list[str] | None = None,
    crs: str = CRS,
    left: float = 215000.0,
    metres: float = 10.0,
    **tags,
):
    """One file on the ground of the simulated forest."""
    import rasterio
    from rasterio.transform import Affine

    path.parent.mkdir(parents=True, exist_ok=True)
    about = {
        "driver": "GTiff", "height": bands[0].shape[0], "width": bands[0].shape[1], "count": len(bands), "dtype": bands[0].dtype,
        "crs": crs, "transform": Affine(metres, 0, left, 0, -metres, 1318000.0), "tiled": True, "blockxsize": 64, "blockysize": 64, "compress": "deflate",
    }  # fmt: skip
    with rasterio.open(path, "w", **about) as file:
        for number, band in enumerate(bands, 1):
            file.write(band, number)
            if names:
                file.set_band_description(number, names[number - 1])
        if tags:
            file.update_tags(**tags)
