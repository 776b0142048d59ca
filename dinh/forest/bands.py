"""What a band is called by those who deliver scenes, and what is computed from it.

Names of Sentinel-2, Landsat and plain colours, radar in dB or linear. Rule to keep: what is not understood is said, never guessed.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from dinh.forest.settings import MISSING, OPTICAL, RADAR, Settings

NAMES: dict[str, str] = {}
for _band, _names in {
    "blue": "b2 b02 blue",
    "green": "b3 b03 green",
    "red": "b4 b04 red",
    "nir": "b8 b08 nir nir1 nir_broad",
    "nir_narrow": "b8a nir08 nir_narrow nira nir2 narrow_nir",
    "swir1": "b11 swir16 swir1 swir_1 swir",
    "swir2": "b12 swir22 swir2 swir_2",
    "scl": "scl scene_classification",
    "qa": "qa_pixel pixel_qa qa",
    "mask": "mask cloud_mask cloudmask cloud clouds fmask",
    "valid": "valid clear clear_mask validity",
    "vv": "vv sigma0_vv gamma0_vv vv_db s1vv vv_gamma0 vv_sigma0",
    "vh": "vh sigma0_vh gamma0_vh vh_db s1vh vh_gamma0 vh_sigma0",
    "ndvi": "ndvi lndvi", "nbr": "nbr", "ndmi": "ndmi ndwi_gao",
}.items():  # fmt: skip
    NAMES.update(dict.fromkeys(_names.split(), _band))
LANDSAT = {
    "sr_b2": "blue",
    "sr_b3": "green",
    "sr_b4": "red",
    "sr_b5": "nir",
    "sr_b6": "swir1",
    "sr_b7": "swir2",
}
NAMES.update(LANDSAT)

INDICES: dict[str, tuple[tuple[str, ...], Settings]] = {
    "nbr": (("nir_narrow|nir", "swir2"), OPTICAL),
    "ndvi": (("nir|nir_narrow", "red"), OPTICAL),
    "ndmi": (("nir_narrow|nir", "swir1"), OPTICAL),
    "vh": (("vh",), RADAR),
    "vv": (("vv",), RADAR),
}
"""What may be watched, the best first, with the bands it is made of (`a|b`: whichever there is)."""
MASKS = ("scl", "qa", "mask", "valid")


def band_of(name: str) -> str | None:
    """The band that a name means, also within a file's name (`T49_20200103_B04_10m`); None: no band."""
    word = name.strip().lower()
    if word in NAMES:
        return NAMES[word]
    parts = [part for part in re.split(r"[^a-z0-9]+", word) if part]
    pairs = [f"{a}_{b}" for a, b in pairwise(parts)]
    found = [NAMES[part] for part in (*pairs, *reversed(parts)) if part in NAMES]
    return found[0] if found else None


def bands_for(index: str, there: set[str]) -> tuple[str, ...] | None:
    """Which of the bands that are there make an index; None where one is missing."""
    if index in there:
        return (index,)
    chosen = [
        next((one for one in wanted.split("|") if one in there), None)
        for wanted in INDICES[index][0]
    ]
    return tuple(str(one) for one in chosen) if all(chosen) else None


def settings_of(index: str) -> Settings:
    return INDICES[index][1]


def index_values(index: str, bands: dict[str, np.ndarray], clear: np.ndarray) -> np.ndarray:
    """The index in stored units, MISSING where it is not known. Optical bands as reflectance, radar as delivered."""
    settings = settings_of(index)
    used = bands_for(index, set(bands))
    assert used is not None
    if settings is RADAR:
        value = _decibels(bands[used[0]])
    elif used == (index,):
        value = bands[index].astype(np.float32)
        value = value / 10000 if np.nanmax(np.abs(value), initial=0) > 3 else value
    else:
        high, low = (bands[name].astype(np.float32) for name in used)
        total = high + low
        good = (high > 0) & (low > 0) & (total > 0)
        value = np.where(good, (high - low) / np.where(good, total, 1), np.nan)
    known = clear & np.isfinite(value)
    stored = np.rint(np.where(known, value, 0) / settings.scale)
    return np.where(known & (np.abs(stored) < 32000), stored, MISSING).astype(np.int16)


def _decibels(values: np.ndarray) -> np.ndarray:
    """Backscatter in dB. Linear power is positive everywhere, dB over forest is not; whole numbers above 50 are amplitudes."""
    values = values.astype(np.float32)
    known = values[np.isfinite(values) & (values != 0)]
    if not known.size or np.median(known) < 0:
        return np.where(values == 0, np.nan, values)
    with np.errstate(all="ignore"):
        if np.median(known) > 50:
            return np.where(values > 0, 20 * np.log10(values) - 83.0, np.nan)
        return np.where(values > 0, 10 * np.log10(values), np.nan)
