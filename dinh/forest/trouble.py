"""What cannot be read or done, as the refusal a person meets; its sentences stand in `dinh.messages.forest`."""

from __future__ import annotations

import errno
import logging
from importlib.util import find_spec
from typing import Any

from dinh.engine.refusal import Fault, Refusal, Refused

PACKAGES = (
    "numpy",
    "numba",
    "scipy",
    "zarr",
    "xarray",
    "rasterio",
    "shapely",
    "pyproj",
    "dask",
    "h5netcdf",
)

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says when a disk, a share of it or a bound on files is full."""


def refuse(code: str, at: tuple[Fault, ...] = (), **facts: Any) -> Refused:
    return Refused(Refusal(code, facts, at))


def need_packages() -> None:
    """The watch's packages are an extra: a counter's PC has none of them."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise refuse("forest.packages", missing=missing)
    logging.getLogger("rasterio").setLevel(
        logging.CRITICAL
    )  # it tells each fault of a file by itself, before ours says it in words
