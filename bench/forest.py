"""Million pixel-dates a second of the forest watch on one core, beside nrt doing the same in the same run.

Scenes are generated, so that the disk takes no part. The processor's own time is counted where one core works, so that a busy
neighbour takes little; two workers and whole scenes are timed by the clock on the wall. DINH_BENCH_PROVINCE=1 adds 100 million pixels.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench import forest_scale
from bench.forest_scale import row
from bench.machine import machine

SIDE = 512
HISTORY, WATCHED = 80, 24
NRT_SIDE = 192
ROBUST_SIDE = 40
ROUNDS = 3


def run() -> dict[str, Any]:
    from dinh.forest.trouble import need_packages

    need_packages()
    made = scenes(SIDE)
    _once(made)
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for all of them
        for name, measure in _measures(made).items():
            rates.setdefault(name, []).append(measure())
    r = {name: statistics.median(found) for name, found in rates.items()}
    more = [
        row("robust fit of a history, kernel; floor: nrt RIRLS", r["fit"], r.get("nrt_robust")),
        row("the same, beside nrt OLS, which is not robust", r["fit"], r.get("nrt_ols")),
        row(
            "a whole model: medians in turns, robust fit, restlessness of each pixel",
            r["model"],
            r.get("nrt_robust"),
        ),
        row("fold, kernels alone (residuals and state)", r["kernels"], r.get("nrt_monitor")),
        *forest_scale.rows(),
    ]
    return {
        **row("fold of a scene, one core; floor: nrt EWMA", r["fold"], r.get("nrt_monitor")),
        "more": more,
        "machine": machine(),
    }


def scenes(side: int, seed: int = 1) -> tuple[Any, Any, Any]:
    """int16 (time, y, x) with a third of it clouded, and the days of the history and of the scenes that follow."""
    import numpy as np

    random = np.random.default_rng(seed)
    days = np.arange(HISTORY + WATCHED) * 9 + 18262
    season = 300 * np.cos(2 * np.pi * days / 365.25)
    values = (
        5600
        + season[:, None, None]
        + 250 * random.standard_normal((len(days), side, side), np.float32)
    ).astype(np.int16)
    values[random.random(values.shape, np.float32) < 0.33] = -32768
    return values, days[:HISTORY], days[HISTORY:]


def _once(made: tuple) -> None:
    """Compiles what is compiled at its first call."""
    _fold(made)


def _measures(made: tuple) -> dict[str, Callable[[], float]]:
    own = {
        "fit": lambda: _fit_kernel(made), "model": lambda: _model(made), "fold": lambda: _fold(made), "kernels": lambda: _kernels(made),
    }  # fmt: skip
    return {**own, **_nrt()}


def _rate(pixels: float, work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return pixels / (time.process_time() - began) / 1e6


def _fit_kernel(made: tuple) -> float:
    import numpy as np

    from dinh.forest.fold import design
    from dinh.forest.history import fitted
    from dinh.forest.settings import OPTICAL

    values, days, _ = made
    flat = np.ascontiguousarray(values[:HISTORY].reshape(HISTORY, -1))
    ones, none = np.ones(HISTORY, np.float32), np.zeros(HISTORY, np.float32)
    return _rate(flat.size, lambda: fitted(flat, design(days), ones, none, 0.03, OPTICAL))


def ready(made: tuple):
    """A fold with a model of the generated history."""
    import numpy as np

    from dinh.forest import history
    from dinh.forest.grid import Grid
    from dinh.forest.settings import OPTICAL

    values, days, _ = made
    side = values.shape[1]
    past = values[:HISTORY]
    forest = np.ones((side, side), bool)
    return history.fit(
        Grid("EPSG:32649", 0, 0, 10, side, side),
        OPTICAL,
        forest,
        days,
        lambda box: past[:, box[0] : box[1], box[2] : box[3]],
    )


def _model(made: tuple) -> float:
    return _rate(made[0][:HISTORY].size, lambda: ready(made))


def _fold(made: tuple) -> float:
    fold = ready(made)
    values, _, days = made
    return _rate(
        values[HISTORY:].size,
        lambda: [fold.observe(values[HISTORY + at], int(day)) for at, day in enumerate(days)],
    )


def _kernels(made: tuple) -> float:
    import numpy as np

    from dinh.forest import kernels
    from dinh.forest.fold import STRIP, design, limits

    fold = ready(made)
    values, _, days = made
    numbers = limits(fold.settings, 0.05, 0.05)
    f = np.float32

    def work() -> None:
        for at, day in enumerate(days):
            row = design(np.array([day]))[0]
            told = (0, SIDE, 0, SIDE), STRIP, row, f(0), f(1e-4), f(1), f(1), int(day), numbers
            kernels.fold(
                values[HISTORY + at], *told, fold.state.coefficients, *fold.state.observed()
            )

    return _rate(values[HISTORY:].size, work)


def _nrt() -> dict[str, Callable[[], float]]:
    """What foresters would take instead; without it there are no floors."""
    try:
        import xarray
        from nrt.monitor.ewma import EWMA
    except ImportError:
        return {}
    import numpy as np

    values, history, later = scenes(NRT_SIDE, 2)
    given = np.where(values == -32768, np.nan, values / np.float32(1e4)).astype(np.float32)
    time_ = [np.datetime64("1970-01-01", "ns") + np.timedelta64(int(day), "D") for day in history]

    def data(side: int) -> Any:
        axes = {"time": time_, "y": np.arange(side), "x": np.arange(side)}
        return xarray.DataArray(given[:HISTORY, :side, :side], axes, ("time", "y", "x"))

    def fitted(side: int, method: str) -> Any:
        one = EWMA(trend=False, harmonic_order=2, sensitivity=3)
        one.fit(data(side), method=method, screen_outliers=None)
        return one

    fitted(24, "OLS"), fitted(24, "RIRLS")
    dates = [dt.datetime(1970, 1, 1) + dt.timedelta(int(day)) for day in later]  # noqa: DTZ001 - nrt takes naive dates

    def monitored() -> float:
        one = fitted(NRT_SIDE, "OLS")
        one.monitor(given[HISTORY], dates[0])
        return _rate(
            given[HISTORY + 1 :].size,
            lambda: [one.monitor(given[HISTORY + at], dates[at]) for at in range(1, len(dates))],
        )

    return {
        "nrt_ols": lambda: _rate(HISTORY * NRT_SIDE**2, lambda: fitted(NRT_SIDE, "OLS")),
        "nrt_robust": lambda: _rate(HISTORY * ROBUST_SIDE**2, lambda: fitted(ROBUST_SIDE, "RIRLS")),
        "nrt_monitor": monitored,
    }
