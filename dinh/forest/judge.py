"""How good the watch is on simulated forests that nothing was chosen on: `python -m dinh.forest.judge [SORT …]`.

A setting is judged here, on several seeds of each sort of forest, before it is changed. Rule to keep: these seeds are used for nothing else.
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np

from dinh.forest.calibrate import watched
from dinh.forest.simulate import DISTURBED, KINDS, STABLE, Plan, simulate

_SHORT = {"start": date(2020, 12, 1), "end": date(2023, 12, 31), "every": 16}
"""Thirteen months of history, a scene every 16 days, of which most are cloud."""
SORTS = {
    "tropical": [Plan(seed=seed, size=120, events=5) for seed in range(41, 45)],
    "temperate": [
        Plan(seed=seed, size=120, events=5, climate="temperate") for seed in range(51, 54)
    ],
    "radar": [
        Plan(seed=seed, size=120, events=5, sensor="radar", every=12) for seed in range(61, 64)
    ],
    "short": [
        Plan(seed=seed, size=120, events=5, climate=("temperate", "tropical")[seed % 2], **_SHORT)
        for seed in range(71, 75)
    ],
}


def judged(plan: Plan) -> dict[str, float]:
    """F1 by pixel, stable ones alerted of 10,000, days from the loss to the alert, and of each kind the share that was found in its time."""
    made = simulate(plan)
    truth, alert = made.truth, watched(made).state.alert.astype(int)
    assert truth is not None
    lost, stable = truth.label == DISTURBED, truth.label == STABLE
    found = lost & (alert > truth.last_undisturbed) & (alert > 0)
    wrong = (stable & (alert > 0)).sum() + (lost & (alert > 0) & ~found).sum()
    right = found.sum()
    value = {
        "f1": 2 * right / max(right + lost.sum() + wrong, 1),
        "false": 1e4 * (stable & (alert > 0)).sum() / max(stable.sum(), 1),
    }
    value["lag"] = float(np.median((alert - truth.first_disturbed)[found])) if right else np.nan
    kinds = {name: lost & (truth.kind == number) for number, name in enumerate(KINDS)}
    return value | {
        name: float(found[where].mean()) for name, where in kinds.items() if where.any()
    }


def main(words: list[str]) -> None:
    for sort in words or SORTS:
        rows = [judged(plan) for plan in SORTS[sort]]
        names = dict.fromkeys(name for row in rows for name in row)
        print(
            sort,
            {
                name: round(float(np.nanmean([row[name] for row in rows if name in row])), 3)
                for name in names
            },
        )


if __name__ == "__main__":
    main(sys.argv[1:])
