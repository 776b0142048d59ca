"""How likely it is that a case ends late, told from what was known at an instant, and how often such a forecast was right.

Learnt from cases that were over by then, tried on those that came later: nothing that lay in the future of an instant is ever looked at
for it. scikit-learn does the learning (the extra `mining`); without it there is no forecast, and `available` says so.
"""

from __future__ import annotations

import importlib.util
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, sqrt
from typing import Any

from msgspec import Struct

SHARE_LEARNT = 0.7
AGES = (0.25, 0.5, 0.75, 0.9)
LEARNT_MIN, EACH_MIN = 60, 8
BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0)
Z = 1.96
HOUR = timedelta(hours=1)


class Story(Struct, frozen=True):
    """A case as far as a forecast may know it. settled: None while open, or where the log does not say; acts: (when, what), in order.

    traits  what was known when it began: procedure, channel …
    """

    case: str
    started: datetime
    due: datetime
    settled: datetime | None
    acts: tuple[tuple[datetime, str], ...]
    traits: dict[str, str] = {}

    @property
    def late(self) -> bool | None:
        return None if self.settled is None else self.settled > self.due


class Asked(Struct, frozen=True):
    """A forecast is asked for: of a case, at an instant, by these features. weight: so that each case counts once."""

    case: str
    at: datetime
    features: dict[str, Any]
    late: bool | None
    weight: float = 1.0


class Bin(Struct, frozen=True):
    """Forecasts between low and high: how many (cases, weighted), what they said on average, how many were late, and the 95 % bounds of that share."""

    low: float
    high: float
    weight: float
    said: float
    late: float
    bounds: tuple[float, float]


class Backtest(Struct, frozen=True):
    """brier: mean squared error of the forecasts on what came later; base_brier: of saying to all the share that was late before."""

    learnt: int
    tried: int
    tried_late: int
    split: datetime
    base: float
    brier: float
    base_brier: float
    bins: tuple[Bin, ...]

    @property
    def skill(self) -> float:
        """Of what the base rate leaves open, how much the forecast tells: 1 - brier / base_brier."""
        return 1 - self.brier / self.base_brier if self.base_brier else 0.0


class TooFew(Exception):
    """Not enough cases are over, or all of them ended alike."""


def available() -> bool:
    return importlib.util.find_spec("sklearn") is not None


class Loads:
    """How many cases were open at an instant, by what was known then."""

    def __init__(self, stories: Iterable[Story]) -> None:
        known = list(stories)
        self.starts = sorted(one.started for one in known)
        self.ends = sorted(one.settled for one in known if one.settled)

    def at(self, at: datetime) -> int:
        return bisect_right(self.starts, at) - bisect_right(self.ends, at)


def features(story: Story, at: datetime, loads: Loads) -> dict[str, Any]:
    """What is known of the case at this instant."""
    done = bisect_right([when for when, _ in story.acts], at)
    last = story.acts[done - 1] if done else (story.started, "–")
    promised, gone = (story.due - story.started) / HOUR, (at - story.started) / HOUR
    left = (story.due - at) / HOUR
    repeated = done - len({what for _, what in story.acts[:done]})
    return {
        **{f"trait {name}": value for name, value in story.traits.items()},
        "last": last[1],
        "acts": min(done, 40),
        "repeated": min(repeated, 20),
        "share gone": min(gone / promised, 1.0) if promised > 0 else 1.0,
        "left": _root(left),
        "promised": _root(promised),
        "since last": _root((at - last[0]) / HOUR),
        "weekday": f"{at.weekday()}",
        "load": _root(loads.at(at)),
    }


def _root(value: float) -> float:
    return sqrt(max(value, 0.0))


def asked_of(story: Story, loads: Loads) -> list[Asked]:
    """The instants at which this case stood open within its time: after each act, and at some ages. Together they weigh as one case."""
    end = min(story.settled or story.due, story.due)
    ages = [story.started + (story.due - story.started) * age for age in AGES]
    instants = sorted({story.started, *(when for when, _ in story.acts), *ages})
    within = [at for at in instants if story.started <= at < end]
    return [
        Asked(story.case, at, features(story, at, loads), story.late, 1 / len(within))
        for at in within
    ]


class Forecaster(Struct, frozen=True):
    """A logistic regression, as its weights: what it says needs no library, so a house's server holds none. cases, base: what it was learnt from."""

    weights: dict[str, float]
    start: float
    cases: int
    base: float

    def of(self, asked: Sequence[Asked]) -> list[float]:
        """How likely each is late, in their order."""
        return [
            1 / (1 + exp(-max(-50.0, min(50.0, self.start + self._sum(one.features)))))
            for one in asked
        ]

    def _sum(self, known: dict[str, Any]) -> float:
        pairs = (
            (f"{name}={value}", 1.0) if isinstance(value, str) else (name, float(value))
            for name, value in known.items()
        )
        return sum(self.weights.get(name, 0.0) * value for name, value in pairs)


def learned(learnt: Sequence[Asked]) -> Forecaster:
    """As the library has it by itself: its forecasts are frequencies without being bent to them. Raises TooFew."""
    cases = {one.case: bool(one.late) for one in learnt}
    late = sum(cases.values())
    if len(cases) < LEARNT_MIN or min(late, len(cases) - late) < EACH_MIN:
        raise TooFew
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import MaxAbsScaler

    names, scale, model = DictVectorizer(), MaxAbsScaler(), LogisticRegression(max_iter=2000)
    table = scale.fit_transform(names.fit_transform([one.features for one in learnt]))
    model.fit(
        table, [bool(one.late) for one in learnt], sample_weight=[one.weight for one in learnt]
    )
    weights = {
        str(name): float(weight / size)
        for name, weight, size in zip(
            names.feature_names_, model.coef_[0], scale.scale_, strict=True
        )
    }
    return Forecaster(weights, float(model.intercept_[0]), len(cases), late / len(cases))


def brier(asked: Sequence[Asked], said: Sequence[float]) -> float:
    weight = sum(one.weight for one in asked)
    return (
        sum(one.weight * (p - bool(one.late)) ** 2 for one, p in zip(asked, said, strict=True))
        / weight
        if weight
        else 0.0
    )


def known_before(stories: Sequence[Story], at: datetime) -> list[Asked]:
    """To learn from at this instant: cases that were over by then."""
    loads = Loads(stories)
    return [
        one
        for story in stories
        if story.settled and story.settled < at
        for one in asked_of(story, loads)
    ]


def backtest(stories: Sequence[Story], share: float = SHARE_LEARNT) -> Backtest:
    """Learnt on the first part of the log by time, tried on the cases that began after it. Raises TooFew."""
    over = sorted(
        (one for one in stories if one.settled and one.started < one.due),
        key=lambda one: one.started,
    )
    if len(over) < LEARNT_MIN:
        raise TooFew
    split = over[int(len(over) * share)].started
    loads = Loads(stories)
    learnt = learned(known_before(over, split))
    tried = [one for story in over if story.started >= split for one in asked_of(story, loads)]
    if not tried:
        raise TooFew
    said = learnt.of(tried)
    late = {one.case: bool(one.late) for one in tried}
    base = [learnt.base] * len(tried)
    return Backtest(
        learnt.cases,
        len(late),
        sum(late.values()),
        split,
        learnt.base,
        brier(tried, said),
        brier(tried, base),
        binned(tried, said),
    )


def binned(asked: Sequence[Asked], said: Sequence[float]) -> tuple[Bin, ...]:
    """Reliability: of the forecasts that said about so much, how many came true."""
    found: list[Bin] = []
    for low, high in pairwise(BINS):
        some = [
            (one, p)
            for one, p in zip(asked, said, strict=True)
            if low <= p < high or p == high == BINS[-1]
        ]
        weight = sum(one.weight for one, _ in some)
        if weight:
            late = sum(one.weight for one, _ in some if one.late) / weight
            found.append(
                Bin(
                    low,
                    high,
                    weight,
                    sum(one.weight * p for one, p in some) / weight,
                    late,
                    wilson(late, weight),
                )
            )
    return tuple(found)


def wilson(share: float, n: float) -> tuple[float, float]:
    """95 % bounds of a share seen n times."""
    middle, spread, whole = (
        share + Z * Z / (2 * n),
        Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)),
        1 + Z * Z / n,
    )
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def bin_of(p: float, bins: Sequence[Bin]) -> Bin | None:
    """Of the forecasts tried, those that said about the same."""
    place = bisect_left([one.high for one in bins], p)
    return bins[min(place, len(bins) - 1)] if bins else None
