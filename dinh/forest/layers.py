"""Scenes as they lie on a disk: NetCDF stacks and GeoTIFFs, of any of the usual layouts, as layers of one lattice.

A layer is one band on one date. Rule to keep: a header is read when a folder is opened, pixels only when a scene is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from dinh.forest.bands import band_of
from dinh.forest.grid import Grid
from dinh.forest.trouble import refuse

FILES_MAX = 200_000
_DATE = re.compile(
    r"(?<!\d)(19[7-9]\d|20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_DAY_OF_YEAR = re.compile(r"(?<!\d)(19[7-9]\d|20\d\d)[-_.]?([0-3]\d\d)(?!\d)")
_T_DATE = re.compile(r"(19[7-9]\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T\d{6}")


@dataclass(frozen=True)
class Layer:
    band: str
    date: date
    place: Grid
    read: Callable[[], np.ndarray]
    file: str
    path: str
    offset: float = 0.0
    """To be added to the delivered number: -1000 from the processing baseline 04.00 on."""


class Unreadable(Exception):
    """One file that cannot be read; the others can."""


def date_in(text: str) -> date | None:
    found = _T_DATE.search(text) or _DATE.search(text)
    if found:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            return None
    found = _DAY_OF_YEAR.search(text)
    if found and 1 <= int(found.group(2)) <= 366:
        return date.fromordinal(
            date(int(found.group(1)), 1, 1).toordinal() + int(found.group(2)) - 1
        )
    return None


def scan(folder: Path, crs: str | None = None) -> tuple[list[Layer], list[str]]:
    """All layers of a folder, and the files that cannot be read."""
    if not folder.is_dir():
        raise refuse("forest.no_folder", folder=str(folder))
    layers: list[Layer] = []
    bad: list[str] = []
    for path in sorted(folder.rglob("*"))[:FILES_MAX]:
        kind = path.suffix.lower()
        if (
            path.name.startswith((".", "label"))
            or kind not in {".nc", ".nc4", ".tif", ".tiff"}
            or not path.is_file()
        ):
            continue
        try:
            layers.extend((_netcdf if kind.startswith(".nc") else _tiff)(path, folder, crs))
        except Unreadable:
            bad.append(path.relative_to(folder).as_posix())
    return layers, bad


def _netcdf(path: Path, folder: Path, crs: str | None) -> Iterator[Layer]:
    import xarray

    try:
        data = xarray.open_dataset(path)
    except Exception as fault:
        raise Unreadable(str(fault)) from fault
    named = {
        name: band_of(str(name))
        for name, variable in data.data_vars.items()
        if variable.ndim in (2, 3)
    }
    named = {name: band for name, band in named.items() if band}
    for name, band in named.items():
        variable = data[name]
        y, x = str(variable.dims[-2]), str(variable.dims[-1])
        if y not in data.coords or x not in data.coords:
            continue
        place, flip = _place_of_axes(
            data[x].values, data[y].values, crs or _crs_of(data, variable), path
        )
        if variable.ndim == 2:
            when = date_in(path.relative_to(folder).as_posix())
            days = [(when, None)] if when else []
        else:
            times = data[variable.dims[0]].values
            if not np.issubdtype(times.dtype, np.datetime64):
                raise Unreadable("no dates")
            days = [
                (date.fromisoformat(str(value.astype("datetime64[D]"))), at)
                for at, value in enumerate(times)
            ]
        for when, at in days:
            yield Layer(
                band,
                when,
                place,
                _slice_of(variable, at, flip),
                path.relative_to(folder).as_posix(),
                str(path),
            )


def _slice_of(variable, at: int | None, flip: tuple[bool, bool]) -> Callable[[], np.ndarray]:
    def read() -> np.ndarray:
        values = (variable if at is None else variable[at]).values
        return values[:: -1 if flip[0] else 1, :: -1 if flip[1] else 1]

    return read


def _crs_of(data, variable) -> str | None:
    mapping = (
        variable.attrs.get("grid_mapping") or variable.encoding.get("grid_mapping") or "spatial_ref"
    )
    for holder in (
        data[mapping].attrs if mapping in data.variables else {},
        variable.attrs,
        data.attrs,
    ):
        for key in (
            "spatial_ref",
            "crs_wkt",
            "crs",
            "proj:code",
            "proj:epsg",
            "epsg",
            "projection",
        ):
            if holder.get(key) not in (None, ""):
                return str(holder[key])
    return None


def _place_of_axes(
    x: np.ndarray, y: np.ndarray, crs: str | None, path: Path
) -> tuple[Grid, tuple[bool, bool]]:
    if len(x) < 2 or len(y) < 2:
        raise Unreadable("one pixel")
    step_x, step_y = float(x[-1] - x[0]) / (len(x) - 1), float(y[-1] - y[0]) / (len(y) - 1)
    metres = abs(step_x)
    if abs(metres - abs(step_y)) > 1e-3 * metres:
        raise refuse("forest.other_grid", file=path.name, what=f"{abs(step_x):g} × {abs(step_y):g}")
    left, top = float(min(x[0], x[-1])) - metres / 2, float(max(y[0], y[-1])) + metres / 2
    return Grid(_named(crs, path), left, top, metres, len(y), len(x)), (step_y > 0, step_x < 0)


def _named(crs: str | None, path: Path) -> str:
    """The system by its EPSG number where it has one. Degrees are refused: a patch is measured in square metres."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not crs:
        raise refuse("forest.no_crs", file=path.name)
    if crs in _KNOWN:
        return _KNOWN[crs]
    try:
        system = CRS.from_user_input(int(crs) if crs.isdigit() else crs)
    except CRSError as fault:
        raise refuse("forest.no_crs", file=path.name) from fault
    if system.is_geographic:
        raise refuse("forest.degrees", file=path.name)
    number = system.to_epsg(min_confidence=60)
    _KNOWN[crs] = f"EPSG:{number}" if number else system.to_wkt()
    return _KNOWN[crs]


_KNOWN: dict[str, str] = {}


def _tiff(path: Path, folder: Path, crs: str | None) -> Iterator[Layer]:
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with rasterio.open(path) as file:
            transform, rows, columns, count = file.transform, file.height, file.width, file.count
            system = crs or (file.crs.to_string() if file.crs else None)
            labels = [label or "" for label in file.descriptions]
            tags = file.tags()
    except RasterioError as fault:
        raise Unreadable(str(fault)) from fault
    if (
        abs(transform.b) > 1e-9
        or abs(transform.a + transform.e) > 1e-3 * abs(transform.a)
        or transform.a <= 0
    ):
        raise refuse("forest.other_grid", file=path.name, what="rotated or not square")
    place = Grid(_named(system, path), transform.c, transform.f, transform.a, rows, columns)
    name = path.relative_to(folder).as_posix()
    when = (
        date_in(path.stem)
        or date_in(name)
        or next((date_in(str(tags[key])) for key in tags if "DATE" in key.upper()), None)
    )
    own = band_of(path.stem)
    for number, label in enumerate(labels, 1):
        dated = date_in(label)
        band = band_of(label) or (own if count == 1 or dated else None)
        if band and (dated or when):
            yield Layer(
                band,
                dated or when,
                place,
                _band_of_file(path, number),
                name,
                str(path),
                _offset(tags),
            )  # type: ignore[arg-type]


def _offset(tags: dict[str, str]) -> float:
    """Scenes of baseline 04.00 and later carry an offset of -1000, unless whoever delivered them took it out and says so."""
    for key, value in tags.items():
        word = key.upper()
        if "BOA_ADD_OFFSET" in word or word == "BOA_OFFSET":
            return float(value)
        if "PROCESSING_BASELINE" in word:
            try:
                return -1000.0 if float(value) >= 4 else 0.0
            except ValueError:
                return 0.0
    return 0.0


def _band_of_file(path: Path, number: int) -> Callable[[], np.ndarray]:
    def read() -> np.ndarray:
        import rasterio
        from rasterio.errors import RasterioError

        try:
            with rasterio.open(path) as file:
                values = file.read(number)
                nodata = file.nodata
                scale, offset = file.scales[number - 1], file.offsets[number - 1]
        except RasterioError as fault:
            raise Unreadable(str(fault)) from fault
        if nodata is not None and not np.isnan(nodata) and nodata != 0:
            values = np.where(values == nodata, np.nan, values.astype(np.float32))
        return (
            values
            if scale == 1 and offset == 0
            else np.where(values == 0, np.nan, values * scale + offset)
        )

    return read
