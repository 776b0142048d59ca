"""How sure an alert is: weights found on simulated forests, and judged on other ones, by the Brier score beside the base rate's.

`python -m dinh.forest.calibrate` does it anew and prints what `dinh.forest.alerts` holds; say `--quick` for a look.
Rule to keep: forests that weights are found on and forests that they are judged on share no seed, and development scenes are neither.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dinh.forest import clouds, history
from dinh.forest.accuracy import brier
from dinh.forest.alerts import Alert, alerts, facts
from dinh.forest.bands import index_values
from dinh.forest.fold import Fold
from dinh.forest.grid import Grid, day_of
from dinh.forest.settings import OPTICAL, RADAR
from dinh.forest.simulate import Plan, Simulated, Truth, simulate

FOUND_ON = range(2001, 2025)
JUDGED_ON = range(3001, 3017)
_RIDGE = 1.0


@dataclass(frozen=True)
class Told:
    """An alert's facts, and whether most of its ground was really disturbed by then."""

    facts: tuple[float, ...]
    right: bool


def plan_of(seed: int) -> Plan:
    """Both climates and radar, in turn; every other one without an outbreak, and one in four under a friendlier sky."""
    sort = seed % 4
    more = (
        {"sensor": "radar", "every": 12}
        if sort == 3
        else {"climate": "temperate" if sort == 1 else "tropical"}
    )
    return Plan(
        seed=seed,
        size=120,
        events=5,
        wide=0.12 if seed % 2 else 0.0,
        hardness=0.6 if sort == 2 else 1.0,
        **more,
    )


def watched(made: Simulated) -> Fold:
    """A simulated forest watched to its end."""
    radar = made.plan.sensor == "radar"
    values = np.stack([index_of(made, at) for at in range(len(made.dates))])
    days = np.array([day_of(day) for day in made.dates])
    past = days < day_of(made.plan.monitor)
    grid = Grid("EPSG:32649", 215000.0, 1318000.0, made.plan.metres, *values.shape[1:])
    settings = RADAR if radar else OPTICAL
    fold = history.fit(
        grid,
        settings,
        made.truth.forest,
        days[past],
        lambda box: values[past][:, box[0] : box[1], box[2] : box[3]],
    )
    for at in np.flatnonzero(~past):
        fold.observe(values[at], int(days[at]))
    return fold


def index_of(made: Simulated, at: int) -> np.ndarray:
    if made.plan.sensor == "radar":
        return index_values(
            "vh", {"vh": made.bands["VH"][at]}, np.ones(made.truth.forest.shape, bool)
        )
    bands = {"nir_narrow": made.bands["B8A"][at] / 1e4, "swir2": made.bands["B12"][at] / 1e4}
    return index_values("nbr", bands, clouds.clear({"scl": made.scl[at]}, made.plan.metres))


def told(seed: int) -> list[Told]:
    made = simulate(plan_of(seed))
    fold = watched(made)
    return [
        Told(facts(one, fold.settings), right)
        for one in alerts(fold)
        if (right := _right(one, made.truth)) is not None
    ]


def _right(one: Alert, truth: Truth) -> bool | None:
    """None where the truth says nothing: at an edge, or a clearing too small to be reported."""
    label = truth.label[one.rows, one.columns]
    known = (label == 0) | (label == 1)
    if known.sum() < max(1, 0.3 * len(label)):
        return None
    real = (label == 1) & (truth.last_undisturbed[one.rows, one.columns] <= day_of(one.date))
    return bool(real[known].mean() >= 0.5)


def weights(found: Iterable[Told]) -> np.ndarray:
    """Logistic regression by Newton's steps with a slight ridge; the constant is free of it."""
    found = list(found)
    x = np.array([[1.0, *one.facts] for one in found])
    y = np.array([one.right for one in found], float)
    w = np.zeros(x.shape[1])
    penalty = np.diag([0.0, *[_RIDGE] * (x.shape[1] - 1)])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve(
            x.T @ (x * (p * (1 - p))[:, None]) + penalty, x.T @ (y - p) - penalty @ w
        )
        w += step
        if np.abs(step).max() < 1e-8:
            break
    return w


def probabilities(w: np.ndarray, found: Iterable[Told]) -> np.ndarray:
    return 1 / (1 + np.exp(-np.array([[1.0, *one.facts] for one in found]) @ w))


def reliability(p: np.ndarray, right: np.ndarray, bins: int = 5) -> list[tuple[float, float, int]]:
    """Of alerts in the order of confidence, bin by bin: what was said, what was true, how many."""
    order = np.array_split(np.argsort(p, kind="stable"), bins)
    return [
        (round(float(p[at].mean()), 3), round(float(right[at].mean()), 3), len(at))
        for at in order
        if len(at)
    ]


def main(words: list[str]) -> None:
    few = slice(0, 3) if "--quick" in words else slice(None)
    learnt = [one for seed in FOUND_ON[few] for one in told(seed)]
    judged = [one for seed in JUDGED_ON[few] for one in told(seed)]
    w = weights(learnt)
    right = np.array([one.right for one in judged])
    p = probabilities(w, judged)
    base = float(np.mean([one.right for one in learnt]))
    print(
        "weights",
        [round(float(one), 3) for one in w],
        "of",
        len(learnt),
        "alerts, right:",
        round(base, 3),
    )
    print(
        "judged on", len(judged), "alerts of other forests; right:", round(float(right.mean()), 3)
    )
    print(
        "Brier",
        round(brier(p, right), 4),
        "base rate",
        round(brier(np.full(len(right), base), right), 4),
    )
    print("said, true, alerts:", reliability(p, right))


if __name__ == "__main__":
    main(sys.argv[1:])
