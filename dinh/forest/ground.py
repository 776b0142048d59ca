"""Which pixels are forest: the mask that is given, else what looked like forest through the history."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dinh.forest.grid import Grid
from dinh.forest.history import quantiles
from dinh.forest.settings import MISSING
from dinh.forest.trouble import refuse

_LEAST = {"ndvi": 0.55, "nbr": 0.30, "ndmi": 0.05, "vh": -19.0, "vv": -13.0}
"""What a closed forest shows in its best season, at the very least."""
_SCENES_MAX = 60


def read_mask(path: Path, grid: Grid) -> np.ndarray:
    """A raster on the same grid; whatever is not 0 is forest."""
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with rasterio.open(path) as file:
            place = file.transform
            same = (
                file.shape == grid.shape
                and abs(place.c - grid.left) < grid.metres / 2
                and abs(place.f - grid.top) < grid.metres / 2
            )
            if not same or abs(place.a - grid.metres) > 1e-6:
                raise refuse("forest.mask_grid", file=path.name)
            mask = file.read(1)
    except RasterioError as fault:
        raise refuse("forest.unreadable", count=1, files=[path.name]) from fault
    return np.isfinite(mask) & (mask != 0)


def forest_like(index: str, history: np.ndarray, scale: float) -> np.ndarray:
    """Pixels whose values in the better half of the history are a forest's, and near to those of most of them.

    history  int16 (time, y, x), MISSING where unknown
    """
    step = max(1, len(history) // _SCENES_MAX)
    values = history[::step].astype(np.float32)
    values[values == MISSING] = np.nan
    high = (
        quantiles(values.reshape(len(values), -1).T, 0.75, missing=np.nan).reshape(values.shape[1:])
        * scale
    )
    known = np.isfinite(high)
    green = known & (high >= _LEAST[index])
    if not green.any():
        return green
    least = 0.02 if scale < 1e-3 else 0.4
    threshold = _LEAST[index]
    for _ in range(
        4
    ):  # the upper half tells how forests differ here; meadows and fields lie in the lower one
        middle, upper = np.quantile(high[known & (high >= threshold)], (0.5, 0.8))
        threshold = max(
            _LEAST[index], float(middle) - 4 * max((float(upper) - float(middle)) / 0.8416, least)
        )
    return known & (high >= threshold)
