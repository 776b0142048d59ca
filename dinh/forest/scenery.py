"""The ground a simulated forest stands on: smooth random fields, cover, and what each kind of surface reflects."""

from __future__ import annotations

import numpy as np

BANDS = ("B02", "B03", "B04", "B8A", "B11", "B12")
# Reflectance of a closed canopy, of what stands under it when green and when dry, of standing dead crowns, of bare soil.
PINE = np.array([0.022, 0.042, 0.032, 0.275, 0.125, 0.058])
BROADLEAF = np.array([0.020, 0.045, 0.026, 0.370, 0.160, 0.070])
GRASS = np.array([0.035, 0.065, 0.055, 0.300, 0.190, 0.100])
STRAW = np.array([0.050, 0.080, 0.090, 0.250, 0.270, 0.170])
DEAD = np.array([0.035, 0.058, 0.072, 0.180, 0.190, 0.120])
SOIL = np.array([0.060, 0.090, 0.120, 0.220, 0.290, 0.220])
TWIGS = np.array([0.045, 0.065, 0.075, 0.160, 0.210, 0.150])
"""A leafless crown in winter."""


def field(random: np.random.Generator, shape: tuple[int, int], length: float) -> np.ndarray:
    """A smooth random field, mean 0 and deviation 1, whose hills are about `length` pixels wide."""
    rows = np.fft.fftfreq(shape[0])[:, None]
    columns = np.fft.rfftfreq(shape[1])[None, :]
    weight = np.exp(-0.5 * (rows**2 + columns**2) * (2 * np.pi * length / 2.5) ** 2)
    noise = np.fft.rfft2(random.standard_normal(shape)) * weight
    smooth = np.fft.irfft2(noise, s=shape)
    return (smooth - smooth.mean()) / (smooth.std() + 1e-12)


def covered(
    random: np.random.Generator, shape: tuple[int, int], share: float, length: float
) -> np.ndarray:
    """A ragged mask that covers about `share` of the ground."""
    if share <= 0:
        return np.zeros(shape, bool)
    if share >= 1:
        return np.ones(shape, bool)
    hills = field(random, shape, length) + 0.25 * field(random, shape, max(length / 5, 2))
    return hills > np.quantile(hills, 1 - share)


def blot(
    random: np.random.Generator, shape: tuple[int, int], pixels: float, within: np.ndarray
) -> np.ndarray:
    """One ragged patch of about that many pixels, on allowed ground; empty where there is no room for it."""
    places = np.argwhere(within)
    if not len(places):
        return np.zeros(shape, bool)
    row, column = places[random.integers(len(places))]
    y, x = np.ogrid[: shape[0], : shape[1]]
    turn, longer = random.uniform(0, np.pi), random.uniform(1.0, 2.2)
    u = (x - column) * np.cos(turn) + (y - row) * np.sin(turn)
    v = (y - row) * np.cos(turn) - (x - column) * np.sin(turn)
    radius = np.sqrt(pixels / np.pi)
    edge = 1 + 0.25 * field(random, shape, max(radius / 2, 2))
    return ((u / longer) ** 2 + (v * longer) ** 2 < (radius * edge) ** 2) & within
