"""A folder of scenes as one stack: one grid, one index to watch, one scene for each day.

The grid is the finest that the index needs; coarser bands are laid over it, tiles of one day are joined. A layer whose pixels do
not fall on that lattice is refused: to shift it silently would move every alert.
"""
from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
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

    def scene(self, when: date) -> Scene:
        """Reads a day's bands; raises Unreadable with the file's name."""
        bands: dict[str, np.ndarray] = {}
        for layer in self.layers[when]:
            try:
                values = layer.read()
            except Unreadable as fault:
                raise Unreadable(layer.file) from fault
            except Exception as fault:  # a damaged file makes the libraries raise whatever they like
                raise Unreadable(layer.file) from fault
            _lay(bands, layer, values, self.grid)
        seen = clouds.clear(bands, self.grid.metres) if self.sensor == "optical" else np.ones(self.grid.shape, bool)
        _without_offset(bands, seen, when)
        there = set(bands)
        values = {name: index_values(name, bands, seen) for name in (self.index, *self.beside) if bands_for(name, there)}
        values.setdefault(self.index, np.full(self.grid.shape, MISSING, np.int16))
        return Scene(when, self.sensor, values, tuple(sorted({layer.file for layer in self.layers[when]})))


def open_stack(folder: Path, crs: str | None = None, index: str | None = None) -> Stack:
    if index is not None and index not in INDICES:
        raise refuse("forest.index_unknown", index=index, indices=list(INDICES))
    layers, bad = scan(folder, crs)
    if not layers:
        if bad:
            raise refuse("forest.unreadable", count=len(bad), files=bad[:8])
        raise refuse("forest.no_scenes", folder=str(folder))
    there = _usual_bands(layers)
    chosen = next((name for name in ([index] if index else INDICES) if bands_for(name, there)), None)
    if chosen is None:
        raise refuse("forest.no_index", folder=str(folder), bands=sorted({layer.band for layer in layers}))
    beside = tuple(name for name in ("ndvi", "ndmi") if name != chosen and bands_for(name, there) and chosen not in ("vh", "vv"))[:1]
    wanted = {*(bands_for(chosen, there) or ())}
    for name in beside:
        wanted |= set(bands_for(name, there) or ())
    grid = _grid([layer for layer in layers if layer.band in (bands_for(chosen, there) or ())])
    masks = [] if chosen in ("vh", "vv") else [mask for mask in MASKS if mask in there][:1]
    plain = {"blue", "green", "red", "nir", "nir_narrow"} if not masks and chosen not in ("vh", "vv") else set()
    by_day: dict[date, list[Layer]] = defaultdict(list)
    for layer in layers:
        if layer.band in wanted | set(masks) | plain:
            _check(layer, grid)
            by_day[layer.date].append(layer)
    return Stack(grid, chosen, beside, sorted(by_day), bad, dict(by_day))


def _usual_bands(layers: Sequence[Layer]) -> set[str]:
    """The bands that most days have."""
    days: dict[str, set[date]] = defaultdict(set)
    for layer in layers:
        days[layer.band].add(layer.date)
    most = max(len(found) for found in days.values())
    return {band for band, found in days.items() if len(found) >= most / 2}


def _grid(layers: Sequence[Layer]) -> Grid:
    places = {layer.place for layer in layers}
    finest = min(places, key=lambda place: (place.metres, -place.rows * place.columns, place.left, -place.top))
    same = [place for place in places if place.crs == finest.crs]
    left, top = min(place.left for place in same), max(place.top for place in same)
    right = max(place.left + place.columns * place.metres for place in same)
    bottom = min(place.top - place.rows * place.metres for place in same)
    return Grid(finest.crs, left, top, finest.metres, round((top - bottom) / finest.metres), round((right - left) / finest.metres))


def _check(layer: Layer, grid: Grid) -> None:
    place = layer.place
    if place.crs != grid.crs:
        raise refuse("forest.other_grid", file=layer.file, what=f"{place.crs[:40]}, {grid.crs[:40]}")
    times = place.metres / grid.metres
    right, down = (place.left - grid.left) / grid.metres, (grid.top - place.top) / grid.metres
    if abs(times - round(times)) > 1e-3 or max(abs(right - round(right)), abs(down - round(down))) > 0.02:
        raise refuse("forest.other_grid", file=layer.file, what=f"{place.metres:g} m, ({place.left:.1f}, {place.top:.1f})")


def _lay(bands: dict[str, np.ndarray], layer: Layer, values: np.ndarray, grid: Grid) -> None:
    """Puts one layer on the grid; where tiles of a day overlap, the first one known stands."""
    times = round(layer.place.metres / grid.metres)
    kind = layer.band if layer.band in MASKS else "value"
    values = _numbers(values, layer) if kind == "value" else values
    if times > 1:
        values = np.repeat(np.repeat(values, times, 0), times, 1)
    row, column = round((grid.top - layer.place.top) / grid.metres), round((layer.place.left - grid.left) / grid.metres)
    if layer.band not in bands:
        bands[layer.band] = np.zeros(grid.shape, values.dtype) if kind != "value" else np.full(grid.shape, np.nan, np.float32)
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
    if whole or np.nanmedian(values[known]) > 2:
        values = (values + layer.offset) / 10000
    return np.where(known, np.maximum(values, 1e-4), np.nan)


def _without_offset(bands: dict[str, np.ndarray], seen: np.ndarray, when: date) -> None:
    """Some archives drop the note of the offset. Forest reflects 2 to 6 % of visible and 5 to 12 % of far infrared light, so a clear
    scene without one pixel in a hundred below 10 % in any of them has it still."""
    dark = [bands[name][seen & np.isfinite(bands[name])] for name in ("blue", "red", "swir2") if name in bands]
    if when < _OFFSET_FROM or not dark or min(len(values) for values in dark) < 200:
        return
    if all(np.percentile(values, 1) > 0.1 and np.percentile(values, 20) < 0.25 for values in dark):
        for name, values in bands.items():
            if name in _REFLECTING:
                bands[name] = np.where(np.isfinite(values), np.maximum(values - 0.1, 1e-4), np.nan)
