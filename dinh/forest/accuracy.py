"""How good a map of alerts is, and how much ground was really lost, with confidence intervals. Pure: a desk needs no numpy for it.

Olofsson et al. 2014, Good practices for estimating area and assessing accuracy of land change, Remote Sensing of Environment 148, 42–57:
a stratified random sample of the map, checked on the ground or in pictures; areas corrected by what the check found. Rule to keep:
areas are never counted from the map alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan, sqrt

from msgspec import Struct

Z95 = 1.96

type Counts = Sequence[Sequence[int]]
"""A row for each class of the map, a column for each class found. There may be more classes found than mapped."""


class Estimate(Struct, frozen=True):
    """error: the standard error."""

    value: float
    error: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 %; what cannot be less than nothing is not."""
        return max(0.0, self.value - Z95 * self.error), self.value + Z95 * self.error


class Accuracy(Struct, frozen=True):
    """By class: user's accuracy (of those mapped), producer's accuracy and corrected area (of those found); and the overall accuracy."""

    users: tuple[Estimate, ...]
    producers: tuple[Estimate, ...]
    areas: tuple[Estimate, ...]
    overall: Estimate


class Pixels(Struct, frozen=True):
    """Alerts beside what was really lost, in pixels. stable: those that stand, of which `false_stable` were told; lag_days: median from the first
    clear scene that shows a loss to its telling."""

    right: int
    missed: int
    false: int
    stable: int
    false_stable: int
    lag_days: float | None

    @property
    def users(self) -> float | None:
        """Share of what was told that is right."""
        return self.right / (self.right + self.false) if self.right + self.false else None

    @property
    def producers(self) -> float | None:
        """Share of what was lost that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        return 2 * self.right / (2 * self.right + self.false + self.missed) if self.right else None


def assess(counts: Counts, mapped: Sequence[float]) -> Accuracy:
    """From the sample's counts and the area of each class on the map. Raises ValueError: a class of the map without two samples has no error."""
    per = _per(counts, mapped)
    if len(counts[0]) < len(counts):
        raise ValueError("every class of the map needs a column")
    weight = [area / sum(mapped) for area in mapped]
    rows = range(len(mapped))
    users = [counts[i][i] / per[i] for i in rows]
    spread = [users[i] * (1 - users[i]) / (per[i] - 1) for i in rows]
    overall = Estimate(
        sum(weight[i] * users[i] for i in rows), sqrt(sum(weight[i] ** 2 * spread[i] for i in rows))
    )  # eq. 1, 5
    return Accuracy(
        tuple(Estimate(users[i], sqrt(spread[i])) for i in rows),  # eq. 2, 6
        tuple(_producers(counts, mapped, per, j) for j in range(len(counts[0]))), areas(counts, mapped), overall,
    )  # fmt: skip


def areas(counts: Counts, mapped: Sequence[float]) -> tuple[Estimate, ...]:
    """The area of each column, whatever the columns divide the sample by: a class that was found, a month (eq. 9 to 11). Raises ValueError."""
    per = _per(counts, mapped)
    found = []
    for j in range(len(counts[0])):
        share = [counts[i][j] / per[i] for i in range(len(mapped))]
        error = sqrt(
            sum(
                area**2 * p * (1 - p) / (n - 1)
                for area, p, n in zip(mapped, share, per, strict=True)
            )
        )
        found.append(Estimate(sum(area * p for area, p in zip(mapped, share, strict=True)), error))
    return tuple(found)


def _per(counts: Counts, mapped: Sequence[float]) -> list[int]:
    per = [sum(row) for row in counts]
    if (
        not counts
        or len(counts) != len(mapped)
        or len({len(row) for row in counts}) != 1
        or min(per) < 2
    ):
        raise ValueError("every class of the map needs an area and two samples or more")
    return per


def _producers(n: Counts, area: Sequence[float], per: Sequence[int], j: int) -> Estimate:
    """Eq. 3 and 7; of what was never found nothing can be said, of what is not on the map nothing was found by it."""
    total = sum(area[i] * n[i][j] / per[i] for i in range(len(area)))
    if total == 0:
        return Estimate(nan, nan)
    if j >= len(area):
        return Estimate(0.0, 0.0)
    users = n[j][j] / per[j]
    value = area[j] * users / total
    own = area[j] ** 2 * (1 - value) ** 2 * users * (1 - users) / (per[j] - 1)
    missed = sum(
        area[i] ** 2 * n[i][j] / per[i] * (1 - n[i][j] / per[i]) / (per[i] - 1)
        for i in range(len(area))
        if i != j
    )
    return Estimate(value, sqrt((own + value**2 * missed) / total**2))


def shares(sizes: Sequence[int], places: int) -> list[int]:
    """How many places to check of each class, the first of which is what did not change: half for all that changed, so that a rare class is
    not estimated from a handful, and never more than there are (section 5.1 of the paper). What is left over goes to the first."""
    changed = [size for size in sizes[1:] if size]
    each = max(2, places // (2 * len(changed))) if changed else 0
    rest = [min(size, each) for size in sizes[1:]]
    return [min(sizes[0], max(2, places - sum(rest))), *rest]


def brier(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Mean square of what confidence was off by: 0 is perfect, 0.25 says nothing."""
    return sum((sure - was) ** 2 for sure, was in zip(confidence, right, strict=True)) / len(
        confidence
    )
