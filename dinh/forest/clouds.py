"""Which pixels of a scene may be believed: the delivered mask, grown round clouds and shadows; a plain test where there is none."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

_TOUCH = np.ones((3, 3), bool)
_GROW_METRES = 10.0


def clear(bands: dict[str, np.ndarray], metres: float) -> np.ndarray:
    """True where the ground is seen. Vegetation and bare soil (SCL 4, 5) alone count; one pixel round cloud and shadow does not."""
    if "scl" in bands:
        scl = bands["scl"]
        return np.isin(scl, (4, 5)) & ~_grown(np.isin(scl, (3, 8, 9, 10)), metres)
    if "qa" in bands:
        return _landsat(bands["qa"].astype(np.int64), metres)
    if "mask" in bands:
        mask = bands["mask"]
        return ~_grown(np.isfinite(mask) & (mask > 0), metres)
    if "valid" in bands:
        return np.isfinite(bands["valid"]) & (bands["valid"] > 0)
    return _plain(bands, metres)


def _grown(bad: np.ndarray, metres: float) -> np.ndarray:
    by = max(1, round(_GROW_METRES / metres))
    return ndimage.binary_dilation(bad, structure=_TOUCH, iterations=by) if bad.any() else bad


def _landsat(qa: np.ndarray, metres: float) -> np.ndarray:
    """Collection 2: bit 0 fill, 1 dilated cloud, 2 cirrus, 3 cloud, 4 shadow, 5 snow, 7 water."""
    bad = (qa & 0b11110) != 0
    return ((qa & 0b10100001) == 0) & ~_grown(bad, metres)


def _plain(bands: dict[str, np.ndarray], metres: float) -> np.ndarray:
    """No mask was delivered: what is too bright in blue or red for vegetation is cloud, what is too dark in infrared is shadow."""
    first = next(iter(bands.values()))
    bad = np.zeros(first.shape, bool)
    unknown = np.zeros(first.shape, bool)
    for name, brightest in (("blue", 0.18), ("red", 0.20), ("green", 0.22)):
        if name in bands:
            unknown |= ~np.isfinite(bands[name])
            bad |= np.nan_to_num(bands[name]) > brightest
    for name in ("nir", "nir_narrow"):
        if name in bands:
            unknown |= ~np.isfinite(bands[name])
            bad |= (np.nan_to_num(bands[name], nan=1) < 0.08) & (
                np.nan_to_num(bands[name], nan=1) > 0
            )
    return ~unknown & ~(_grown(bad, metres) if bad.any() else bad)
