"""How good a map of alerts is, and how much ground was really lost, with confidence intervals.

Olofsson et al. 2014, Good practices for estimating area and assessing accuracy of land change, Remote Sensing of Environment 148:
a stratified random sample of the map, checked on the ground or in pictures; areas corrected by what the check found. Rule to keep:
areas are never counted from the map alone.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z95 = 1.96


@dataclass(frozen=True)
class Estimate:
    value: float
    error: float
    """Standard error."""

    @property
    def interval(self) -> tuple[float, float]:
        """95 %."""
        return self.value - Z95 * self.error, self.value + Z95 * self.error


@dataclass(frozen=True)
class Accuracy:
    """By class of the map: user's and producer's accuracy and the corrected area; and the overall accuracy."""

    users: tuple[Estimate, ...]
    producers: tuple[Estimate, ...]
    areas: tuple[Estimate, ...]
    overall: Estimate


def assess(counts: Sequence[Sequence[int]], mapped: Sequence[float]) -> Accuracy:
    """From the sample's counts (row: class on the map, column: class found) and the area of each class on the map.

    A stratum of the map without two samples has no error: ValueError.
    """
    n = np.asarray(counts, float)
    area = np.asarray(mapped, float)
    per = n.sum(1)
    if n.ndim != 2 or n.shape[0] != n.shape[1] or n.shape[0] != len(area) or (per < 2).any():
        raise ValueError("every class of the map needs two samples or more, and the matrix must be square")
    weight = area / area.sum()
    share = weight[:, None] * n / per[:, None]  # eq. 4
    found = share.sum(0)
    users = np.diag(n) / per
    users_error = np.sqrt(users * (1 - users) / (per - 1))  # eq. 6
    overall = float(np.trace(share))
    overall_error = float(np.sqrt((weight**2 * users * (1 - users) / (per - 1)).sum()))  # eq. 5
    found_error = np.sqrt((weight[:, None] ** 2 * (n / per[:, None]) * (1 - n / per[:, None]) / (per[:, None] - 1)).sum(0))  # eq. 10
    with np.errstate(all="ignore"):
        producers = np.where(found > 0, np.diag(share) / found, np.nan)
    producers_error = [_producers_error(n, area, producers, j) for j in range(len(area))]
    return Accuracy(
        _pairs(users, users_error), _pairs(producers, producers_error), _pairs(found * area.sum(), found_error * area.sum()),
        Estimate(overall, overall_error),
    )  # fmt: skip


def _producers_error(n: np.ndarray, area: np.ndarray, producers: np.ndarray, j: int) -> float:
    """Eq. 7."""
    per = n.sum(1)
    total = (area / per * n[:, j]).sum()
    if total == 0:
        return float("nan")
    users = n[j, j] / per[j]
    own = area[j] ** 2 * (1 - producers[j]) ** 2 * users * (1 - users) / (per[j] - 1)
    others = [i for i in range(len(area)) if i != j]
    missed = sum(area[i] ** 2 * n[i, j] / per[i] * (1 - n[i, j] / per[i]) / (per[i] - 1) for i in others)
    return float(np.sqrt((own + producers[j] ** 2 * missed) / total**2))


def _pairs(values: Sequence[float], errors: Sequence[float]) -> tuple[Estimate, ...]:
    return tuple(Estimate(float(value), float(error)) for value, error in zip(values, errors, strict=True))


def sample_size(mapped: Sequence[float], users: Sequence[float], error: float = 0.01) -> int:
    """How many places to check so that the overall accuracy has this standard error, for expected user's accuracies (eq. 13)."""
    weight = np.asarray(mapped, float) / np.sum(mapped)
    expected = np.asarray(users, float)
    return int(np.ceil((weight * np.sqrt(expected * (1 - expected))).sum() ** 2 / error**2))


def draw(strata: np.ndarray, per_stratum: Sequence[int], seed: int) -> list[tuple[int, int, int]]:
    """Places to check, (stratum, row, column): a simple random sample within each stratum, the same for the same seed.

    strata  int (y, x): the class on the map, negative where nothing is asked
    """
    random = np.random.default_rng(seed)
    places = []
    for stratum, wanted in enumerate(per_stratum):
        rows, columns = np.nonzero(strata == stratum)
        chosen = random.choice(len(rows), min(wanted, len(rows)), replace=False) if len(rows) else []
        places.extend((stratum, int(rows[at]), int(columns[at])) for at in sorted(chosen))
    return places


def brier(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Mean square of what confidence was off by: 0 is perfect, 0.25 says nothing."""
    return float(np.mean((np.asarray(confidence, float) - np.asarray(right, float)) ** 2))
