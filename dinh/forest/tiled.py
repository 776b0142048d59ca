"""A scene as tiles of a web map (EPSG:3857, 256 pixels): painted on its own grid, laid over by the nearest pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from dinh.forest.grid import Grid
from dinh.forest.paint import OUTSIDE, painted, png, stretch

SIDE = 256
ROUND = 20_037_508.342789244
"""Half the way round the equator, in metres of the map."""
LEVELS = 5
"""Zooms above the scene's own: on the last, 10 km are 64 pixels."""


def bounds(grid: Grid) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees."""
    from rasterio.warp import transform_bounds

    edges = (
        grid.left,
        grid.top - grid.rows * grid.metres,
        grid.left + grid.columns * grid.metres,
        grid.top,
    )
    return tuple(
        round(one, 6) for one in transform_bounds(grid.crs, "EPSG:4326", *edges, densify_pts=21)
    )  # type: ignore[return-value]


def tiles(values: np.ndarray, grid: Grid) -> Iterator[tuple[int, int, int, bytes]]:
    """Every tile that the scene touches: zoom, column, row from the north, PNG."""
    numbers = painted(values, *stretch(values))
    west, south, east, north = bounds(grid)
    own = round(
        math.log2(2 * ROUND * math.cos(math.radians((south + north) / 2)) / SIDE / grid.metres)
    )
    for zoom in range(max(0, own - LEVELS), own + 1):
        (left, top), (right, bottom) = place(west, north, zoom), place(east, south, zoom)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield zoom, column, row, png(_tile(numbers, grid, zoom, column, row))


def place(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile in which a place lies."""
    count, lat = 1 << zoom, math.radians(latitude)
    return int((longitude + 180) / 360 * count), int(
        (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * count
    )


def _tile(numbers: np.ndarray, grid: Grid, zoom: int, column: int, row: int) -> np.ndarray:
    from rasterio.transform import Affine
    from rasterio.warp import Resampling, reproject

    metres: Any = 2 * ROUND / SIDE / (1 << zoom)
    corner = Affine(
        metres, 0, column * SIDE * metres - ROUND, 0, -metres, ROUND - row * SIDE * metres
    )
    found = np.full((SIDE, SIDE), OUTSIDE, np.uint8)
    reproject(
        numbers,
        found,
        src_transform=Affine(*grid.transform()),
        src_crs=grid.crs,
        dst_transform=corner,
        dst_crs="EPSG:3857",
        resampling=Resampling.nearest,
        init_dest_nodata=False,
        src_nodata=None,
    )
    return found
