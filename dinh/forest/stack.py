"""A folder of scenes as one stack: one grid, one index to watch, one scene for each day.

The grid is the finest that the index needs; coarser bands are laid over it, tiles of one day are joined. A layer whose pixels do
not fall on that lattice is refused: to shift it silently would move every alert.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, hypot
from pathlib import Path

import numpy as np

from dinh.forest import clouds
from dinh.forest.bands import INDICES, MASKS, bands_for, index_values
from dinh.forest.grid import Grid
from dinh.forest.layers import Layer, Unreadable, scan
from dinh.forest.settings import MISSING
from dinh.forest.trouble import refuse

_OFFSET_FROM = date(2022, 1, 25)
"""Sentinel-2 scenes from this day on may carry the offset of baseline 04.00."""


NIR_LEAST = 300
"""Of whole numbers, which are reflectance × 10,000: any land has near infrared far beyond 3 %. What is less is of another scale, and too coarse to be watched."""
EMPTY_MAX = 4
"""A folder's ground may be so many times what its scenes cover."""
OFF_MAX = 0.02
"""Of a pixel, that a scene may lie beside the lattice."""
_REFLECTING = ("blue", "green", "red", "nir", "nir_narrow", "swir1", "swir2")


@dataclass
class Scene:
    """One day on the stack's grid. `values` by index, int16, MISSING where unknown."""

    date: date
    sensor: str
    values: dict[str, np.ndarray]
    files: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        told = hashlib.sha256(f"{self.date}{self.sensor}".encode())
        for name in sorted(self.values):
            told.update(name.encode() + np.ascontiguousarray(self.values[name]).tobytes())
        return told.hexdigest()[:32]


@dataclass
class Stack:
    grid: Grid
    index: str
    """What is watched."""
    beside: tuple[str, ...]
    """What is kept beside it, for the picture in the case."""
    days: list[date]
    bad: list[str] = field(default_factory=list)
    layers: dict[date, list[Layer]] = field(default_factory=dict)

    @property
    def sensor(self) -> str:
        return "radar" if self.index in ("vh", "vv") else "optical"

    def stamp(self, when: date) -> str:
        """Changes with the files a day is read from, without opening them."""
        told = hashlib.sha256()
        for name in sorted({layer.path for layer in self.layers[when]}):
            about = Path(name).stat()
            told.update(f"{name} {about.st_size} {about.st_mtime_ns}".encode())
        return told.hexdigest()[:16]

    def lacking(self, when: date) -> list[str]:
        """The files of a day whose bands do not make the index: it is kept, and joined when the others come."""
        there = {layer.band for layer in self.layers[when]}
        return (
            []
            if bands_for(self.index, there)
            else sorted({layer.file for layer in self.layers[when]})
        )

    def outside(self, ground: Grid) -> list[str]:
        """The files that lie beyond a ground."""
        return sorted(
            {
                layer.file
                for layers in self.layers.values()
                for layer in layers
                if not _within(layer.place, ground)
            }
        )

    def scene(self, when: date) -> Scene:
        """Reads a day's bands; raises Unreadable with the file's name, Refused where its numbers are of another scale."""
        bands: dict[str, np.ndarray] = {}
        for layer in self.layers[when]:
            try:
                values = layer.read()
            except Unreadable as fault:
                raise Unreadable(layer.file) from fault
            except (
                Exception
            ) as fault:  # a damaged file makes the libraries raise whatever they like
                raise Unreadable(layer.file) from fault
            _lay(bands, layer, values, self.grid)
        seen = (
            clouds.clear(bands, self.grid.metres)
            if self.sensor == "optical"
            else np.ones(self.grid.shape, bool)
        )
        _without_offset(bands, seen, when)
        there = set(bands)
        values = {
            name: index_values(name, bands, seen)
            for name in (self.index, *self.beside)
            if bands_for(name, there)
        }
        values.setdefault(self.index, np.full(self.grid.shape, MISSING, np.int16))
        return Scene(
            when, self.sensor, values, tuple(sorted({layer.file for layer in self.layers[when]}))
        )


def open_stack(folder: Path, crs: str | None = None, index: str | None = None) -> Stack:
    if index is not None and index not in INDICES:
        raise refuse("forest.index_unknown", index=index, indices=list(INDICES))
    layers, bad = scan(folder, crs)
    if not layers:
        if bad:
            raise refuse("forest.unreadable", count=len(bad), files=bad[:8])
        raise refuse("forest.no_scenes", folder=str(folder))
    there = _usual_bands(layers)
    chosen = next(
        (name for name in ([index] if index else INDICES) if bands_for(name, there)), None
    )
    if chosen is None:
        raise refuse(
            "forest.no_index", folder=str(folder), bands=sorted({layer.band for layer in layers})
        )
    beside = tuple(
        name
        for name in ("ndvi", "ndmi")
        if name != chosen and bands_for(name, there) and chosen not in ("vh", "vv")
    )[:1]
    wanted = {*(bands_for(chosen, there) or ())}
    for name in beside:
        wanted |= set(bands_for(name, there) or ())
    grid = _grid([layer for layer in layers if layer.band in (bands_for(chosen, there) or ())])
    masks = [] if chosen in ("vh", "vv") else [mask for mask in MASKS if mask in there][:1]
    plain = (
        {"blue", "green", "red", "nir", "nir_narrow"}
        if not masks and chosen not in ("vh", "vv")
        else set()
    )
    by_day: dict[date, list[Layer]] = defaultdict(list)
    for layer in layers:
        if layer.band in wanted | set(masks) | plain:
            by_day[layer.date].append(layer)
    stray = {
        layer.file: what
        for mine in by_day.values()
        for layer in mine
        if (what := _off(layer, grid))
    }
    if stray:
        raise refuse(
            "forest.other_grid",
            file=", ".join(list(stray)[:8]) + (" …" if len(stray) > 8 else ""),
            what=next(iter(stray.values())),
        )
    _must_hold_together([layer for mine in by_day.values() for layer in mine], grid)
    return Stack(grid, chosen, beside, sorted(by_day), bad, dict(by_day))


def _within(place: Grid, ground: Grid) -> bool:
    near = ground.metres / 100
    right, bottom = (
        (one.left + one.columns * one.metres for one in (place, ground)),
        (one.top - one.rows * one.metres for one in (place, ground)),
    )
    (mine, its), (low, lowest) = right, bottom
    return (
        place.left >= ground.left - near
        and place.top <= ground.top + near
        and mine <= its + near
        and low >= lowest - near
    )


def _usual_bands(layers: Sequence[Layer]) -> set[str]:
    """The bands that most days have."""
    days: dict[str, set[date]] = defaultdict(set)
    for layer in layers:
        days[layer.band].add(layer.date)
    most = max(len(found) for found in days.values())
    return {band for band, found in days.items() if len(found) >= most / 2}


def _grid(layers: Sequence[Layer]) -> Grid:
    """The ground of all of them, on the lattice and in the system that most are of: a single stray file is found to be the stray one."""
    systems = Counter(layer.place.crs for layer in layers)
    crs = max(sorted(systems), key=systems.__getitem__)
    places = Counter(layer.place for layer in layers if layer.place.crs == crs)
    metres = min(place.metres for place in places)
    usual = max(
        (place for place in places if place.metres == metres),
        key=lambda place: (places[place], place.rows * place.columns, -place.left, place.top),
    )
    left = usual.left - _steps(usual.left - min(place.left for place in places), metres) * metres
    top = usual.top + _steps(max(place.top for place in places) - usual.top, metres) * metres
    right = max(place.left + place.columns * place.metres for place in places)
    bottom = min(place.top - place.rows * place.metres for place in places)
    return Grid(crs, left, top, metres, _steps(top - bottom, metres), _steps(right - left, metres))


def _must_hold_together(layers: Sequence[Layer], grid: Grid) -> None:
    """A scene of elsewhere would make a ground of everything between, and a state of it that no machine holds."""
    places = Counter(layer.place for layer in layers)
    covered = sum(place.rows * place.columns * place.metres**2 for place in places)
    if grid.rows * grid.columns * grid.metres**2 <= EMPTY_MAX * covered:
        return
    usual = max(places, key=places.__getitem__)
    far = {
        layer.file: hypot(layer.place.left - usual.left, layer.place.top - usual.top)
        for layer in layers
    }
    file = max(far, key=far.__getitem__)
    raise refuse("forest.scattered", file=file, km=round(far[file] / 1000))


def _steps(length: float, metres: float) -> int:
    return ceil(length / metres - OFF_MAX)


def _off(layer: Layer, grid: Grid) -> str:
    """How a layer does not lie on the grid; "" where it does."""
    place = layer.place
    if place.crs != grid.crs:
        return f"{place.crs[:40]}, {grid.crs[:40]}"
    times = place.metres / grid.metres
    right, down = (place.left - grid.left) / grid.metres, (grid.top - place.top) / grid.metres
    lies = (
        abs(times - round(times)) <= 1e-3
        and max(abs(right - round(right)), abs(down - round(down))) <= OFF_MAX
    )
    return "" if lies else f"{place.metres:g} m, ({place.left:.1f}, {place.top:.1f})"


def _lay(bands: dict[str, np.ndarray], layer: Layer, values: np.ndarray, grid: Grid) -> None:
    """Puts one layer on the grid; where tiles of a day overlap, the first one known stands."""
    times = round(layer.place.metres / grid.metres)
    kind = layer.band if layer.band in MASKS else "value"
    values = _numbers(values, layer) if kind == "value" else values
    if times > 1:
        values = np.repeat(np.repeat(values, times, 0), times, 1)
    row, column = (
        round((grid.top - layer.place.top) / grid.metres),
        round((layer.place.left - grid.left) / grid.metres),
    )
    if layer.band not in bands:
        bands[layer.band] = (
            np.zeros(grid.shape, values.dtype)
            if kind != "value"
            else np.full(grid.shape, np.nan, np.float32)
        )
    out = bands[layer.band]
    top, left = max(row, 0), max(column, 0)
    part = values[top - row : grid.rows - row, left - column : grid.columns - column]
    place = out[top : top + part.shape[0], left : left + part.shape[1]]
    empty = np.isnan(place) if kind == "value" else place == 0
    place[empty] = part[empty]


def _numbers(values: np.ndarray, layer: Layer) -> np.ndarray:
    """Reflectance 0..1 from delivered numbers; 0 is no data. Radar as it is."""
    if layer.band in ("vv", "vh") or layer.band in INDICES:
        return values.astype(np.float32)
    whole = np.issubdtype(values.dtype, np.integer)
    values = values.astype(np.float32)
    known = np.isfinite(values) & (values != 0)
    if not known.any():
        return np.where(known, values, np.nan)
    if (
        whole
        and layer.band in ("nir", "nir_narrow")
        and (bright := float(np.percentile(values[known], 95))) < NIR_LEAST
    ):
        raise refuse("forest.scale", file=layer.file, found=round(bright))
    if whole or np.nanmedian(values[known]) > 2:
        values = (values + layer.offset) / 10000
    return np.where(known, np.maximum(values, 1e-4), np.nan)


def _without_offset(bands: dict[str, np.ndarray], seen: np.ndarray, when: date) -> None:
    """Some archives drop the note of the offset. Forest reflects 2 to 6 % of visible and 5 to 12 % of far infrared light, so a clear
    scene without one pixel in a hundred below 10 % in any of them has it still."""
    dark = [
        bands[name][seen & np.isfinite(bands[name])]
        for name in ("blue", "red", "swir2")
        if name in bands
    ]
    if when < _OFFSET_FROM or not dark or min(len(values) for values in dark) < 200:
        return
    if all(np.percentile(values, 1) > 0.1 and np.percentile(values, 20) < 0.25 for values in dark):
        for name, values in bands.items():
            if name in _REFLECTING:
                bands[name] = np.where(np.isfinite(values), np.maximum(values - 0.1, 1e-4), np.nan)
