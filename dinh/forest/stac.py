"""Scenes from a STAC catalogue: an API on the network or a catalogue on a disk, read by odc-stac onto one grid.

Rule to keep: the offset of baseline 04.00 is taken out, unless the catalogue says that it has been already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from dinh.forest.bands import INDICES, MASKS, band_of, bands_for
from dinh.forest.grid import Grid
from dinh.forest.layers import Layer
from dinh.forest.stack import Stack
from dinh.forest.trouble import refuse

ITEMS_MAX = 5000


def open_catalogue(
    where: str, collection: str, bbox: str | None, start: date | None, until: date
) -> Stack:
    items = [
        item for item in _items(where, collection, bbox, start, until) if item.datetime is not None
    ]
    if not items:
        raise refuse("forest.no_scenes", folder=where)
    names = _assets(items)
    index = next((one for one in INDICES if bands_for(one, set(names))), None)
    if index is None:
        raise refuse("forest.no_index", folder=where, bands=sorted(names))
    wanted = {
        *(bands_for(index, set(names)) or ()),
        *(bands_for("ndvi", set(names)) or ()),
        *[mask for mask in MASKS if mask in names][:1],
    }
    by_day: dict[date, list[Any]] = defaultdict(list)
    for item in items:
        by_day[item.datetime.date()].append(item)
    box = [float(part) for part in bbox.split(",")] if bbox else None
    grid, geobox = _grid(items, [names[band] for band in sorted(wanted)], box)
    layers = {
        when: [
            Layer(
                band,
                when,
                grid,
                _reader(found, names[band], geobox),
                found[0].id,
                found[0].id,
                offset_of(found[0]),
            )
            for band in sorted(wanted)
        ]
        for when, found in by_day.items()
    }
    beside = ("ndvi",) if index == "nbr" and bands_for("ndvi", set(names)) else ()
    return Catalogue(grid, index, beside, sorted(by_day), [], layers)


class Catalogue(Stack):
    def stamp(self, when: date) -> str:
        """An item of a catalogue does not change under its name."""
        return ",".join(sorted({layer.path for layer in self.layers[when]}))


def _items(
    where: str, collection: str, bbox: str | None, start: date | None, until: date
) -> Sequence[Any]:
    if Path(where).exists():
        import pystac

        found = list(pystac.Catalog.from_file(where).get_items(recursive=True))
        first = start or date(1970, 1, 1)
        return [item for item in found if item.datetime and first <= item.datetime.date() <= until][
            :ITEMS_MAX
        ]
    from pystac_client import Client

    span = f"{start or '2015-06-01'}/{until}"
    box = [float(part) for part in bbox.split(",")] if bbox else None
    return list(
        Client.open(where)
        .search(collections=[collection], bbox=box, datetime=span, max_items=ITEMS_MAX)
        .items()
    )


def _assets(items: Sequence[Any]) -> dict[str, str]:
    """Band -> the name of its asset, of the assets that every item has."""
    shared = set.intersection(*(set(item.assets) for item in items))
    return {band: name for name in sorted(shared, reverse=True) if (band := band_of(name))}


def offset_of(item: Any) -> float:
    """What is to be added to the delivered numbers."""
    about = item.properties
    if about.get("earthsearch:boa_offset_applied"):
        return 0.0
    baseline = str(about.get("s2:processing_baseline") or about.get("processing:version") or "0")
    try:
        return -1000.0 if float(baseline) >= 4 else 0.0
    except ValueError:
        return 0.0


def _grid(items: Sequence[Any], assets: Sequence[str], box: list[float] | None) -> tuple[Grid, Any]:
    from odc.stac import load

    data = load(items[:1], bands=assets, bbox=box, chunks={})
    geobox = data.odc.geobox
    crs = f"EPSG:{geobox.crs.epsg}" if geobox.crs.epsg else geobox.crs.to_wkt()
    place = geobox.transform
    return Grid(crs, place.c, place.f, place.a, *geobox.shape), geobox


def _reader(items: Sequence[Any], asset: str, geobox: Any) -> Callable[[], np.ndarray]:
    def read() -> np.ndarray:
        from odc.stac import load

        return load(items, bands=[asset], geobox=geobox, groupby="solar_day")[asset].values[0]

    return read
