"""Coordinate systems as foresters name them: VN-2000 in zones of three degrees by their central meridian, WGS 84, EPSG codes.

The shift to WGS 84 is the national one of seven parameters, which pyproj has; Decision 05/2007/QĐ-BTNMT gives it (not confirmed).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from unicodedata import combining, normalize

from dinh.forest.trouble import refuse

VIETNAM = (102.0, 8.0, 110.0, 23.6)
"""West, south, east, north in degrees: the land."""

MERIDIANS = {
    "103-00": 9205, "104-00": 9206, "104-30": 9207, "104-45": 9208, "105-30": 9209, "105-45": 9210, "106-00": 9211, "106-15": 9212, "106-30": 9213,
    "107-00": 9214, "107-15": 9215, "107-30": 9216, "107-45": 5899, "108-15": 9217, "108-30": 9218, "102-00": 5896, "105-00": 5897, "108-00": 5898,
}  # fmt: skip
"""Central meridian -> EPSG code of VN-2000 / TM-3."""

OLD_PROVINCES = {"lam dong": "107-45", "dak nong": "108-30", "binh thuan": "108-30"}


def system(words: str) -> Any:
    """`EPSG:9218`, `9218`, `WGS 84`, `VN-2000 108°30'`, `108-30`, `108.5`, `TM-3 Đắk Nông`. Raises Refused."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    code = _meridian(words)
    try:
        return CRS.from_user_input(f"EPSG:{code}" if code else words)
    except CRSError:
        raise refuse(
            "forest.crs_unknown", given=words[:60], zones=", ".join(sorted(MERIDIANS))
        ) from None


def _meridian(words: str) -> int | None:
    plainly = "".join(
        sign for sign in normalize("NFD", words.lower().replace("đ", "d")) if not combining(sign)
    )
    for name, zone in OLD_PROVINCES.items():
        if name in plainly:
            return MERIDIANS[zone]
    if re.fullmatch(r"\s*wgs[ -]?84\s*", plainly):
        return 4326
    if found := re.search(r"\b(10[2-9])\s*[-°d ]\s*([0-5]\d)\b", plainly):
        return MERIDIANS.get(f"{found[1]}-{found[2]}")
    if found := re.fullmatch(
        r"\D*?(10[2-9])(?:[.,](\d+))?",
        plainly.removeprefix("vn-2000").removeprefix("vn2000").strip(),
    ):
        return MERIDIANS.get(f"{found[1]}-{round(float('0.' + (found[2] or '0')) * 60):02d}")
    if re.fullmatch(r"\d{4,5}", plainly):
        return int(plainly)
    return None


@cache
def mover(source: str, target: str = "EPSG:4326") -> Any:
    """(x, y) of one system -> (x, y) of the other, x to the east. The shift that holds in all of Vietnam, not one of a part."""
    from pyproj import Transformer
    from pyproj.aoi import AreaOfInterest

    return Transformer.from_crs(
        source, target, always_xy=True, area_of_interest=AreaOfInterest(*VIETNAM)
    ).transform


def moved(ground: Any, source: str, target: str = "EPSG:4326") -> Any:
    """A geometry in the other system."""
    import shapely

    return shapely.transform(ground, mover(source, target), interleaved=False)


def zone_of(longitude: float) -> str:
    """The EPSG code of the zone of the old province in whose half of the commune a place lies: Lâm Đồng 107°45′, Đắk Nông 108°30′."""
    return f"EPSG:{min((5899, 9218), key=lambda code: abs(longitude - {5899: 107.75, 9218: 108.5}[code]))}"


def said(longitude: float, latitude: float, crs: str) -> str:
    """A place as the maps of foresters write it."""
    from pyproj import CRS

    east, north = mover("EPSG:4326", crs)(longitude, latitude)
    return f"X {north:.1f}; Y {east:.1f} ({CRS.from_user_input(crs).name})"
