"""Million pixel-dates a second of the forest watch on one core, beside nrt doing the same in the same run.

Scenes are generated, so that the disk takes no part. The processor's own time is counted where one core works, so that a busy
neighbour takes little; two workers and whole scenes are timed by the clock on the wall. DINH_BENCH_PROVINCE=1 adds 100 million pixels.
"""
from __future__ import annotations

import datetime as dt
import os
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

from dinh.bench.machine import machine

SIDE = 512
HISTORY, WATCHED = 80, 24
NRT_SIDE = 192
ROBUST_SIDE = 40
COMMUNE = 2000
PROVINCE = 10_000
COUNTRY_PIXELS = 331_000e6 / 100
"""331,000 km² at 10 m."""
ROUNDS = 3


def run() -> dict[str, Any]:
    from dinh.forest.trouble import need_packages

    need_packages()
    made = _scenes(SIDE)
    _once(made)
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for all of them
        for name, measure in _measures(made).items():
            rates.setdefault(name, []).append(measure())
    r = {name: statistics.median(found) for name, found in rates.items()}
    more = [
        _row("robust fit of a history, kernel; floor: nrt RIRLS", r["fit"], r.get("nrt_robust")),
        _row("the same, beside nrt OLS, which is not robust", r["fit"], r.get("nrt_ols")),
        _row("a whole model: medians in turns, robust fit, restlessness of each pixel", r["model"], r.get("nrt_robust")),
        _row("fold, kernels alone (residuals and state)", r["kernels"], r.get("nrt_monitor")),
        _row("fold, two workers (dask threads), wall clock", r["two"], r["one"]),
        *_commune(),
        *(_province() if os.environ.get("DINH_BENCH_PROVINCE") else []),
    ]
    return {**_row("fold of a scene, one core; floor: nrt EWMA", r["fold"], r.get("nrt_monitor")), "more": more, "machine": machine()}


def _row(what: str, figure: float, floor: float | None, unit: str = "Mpd/s") -> dict[str, Any]:
    figure, floor = round(figure, 2), round(floor, 2) if floor else None
    return {"name": "forest", "what": what, "figure": figure, "unit": unit, "floor": floor, "ratio": round(figure / floor, 2) if floor else None}


def _scenes(side: int, seed: int = 1) -> tuple[Any, Any, Any]:
    """int16 (time, y, x) with a third of it clouded, and the days of the history and of the scenes that follow."""
    import numpy as np

    random = np.random.default_rng(seed)
    days = np.arange(HISTORY + WATCHED) * 9 + 18262
    season = 300 * np.cos(2 * np.pi * days / 365.25)
    values = (5600 + season[:, None, None] + 250 * random.standard_normal((len(days), side, side), np.float32)).astype(np.int16)
    values[random.random(values.shape, np.float32) < 0.33] = -32768
    return values, days[:HISTORY], days[HISTORY:]


def _once(made: tuple) -> None:
    """Compiles what is compiled at its first call."""
    _fold(made, 1)


def _measures(made: tuple) -> dict[str, Callable[[], float]]:
    own = {
        "fit": lambda: _fit_kernel(made), "model": lambda: _model(made), "fold": lambda: _fold(made, 1), "kernels": lambda: _kernels(made),
        "one": lambda: _fold(made, 1, wall=True), "two": lambda: _fold(made, 2, wall=True),
    }  # fmt: skip
    return {**own, **_nrt()}


def _rate(pixels: float, work: Callable[[], object], *, wall: bool = False) -> float:
    clock = time.perf_counter if wall else time.process_time
    began = clock()
    work()
    return pixels / (clock() - began) / 1e6


def _fit_kernel(made: tuple) -> float:
    import numpy as np

    from dinh.forest.fold import design
    from dinh.forest.history import _fitted
    from dinh.forest.settings import OPTICAL

    values, days, _ = made
    flat = np.ascontiguousarray(values[:HISTORY].reshape(HISTORY, -1))
    ones, none = np.ones(HISTORY, np.float32), np.zeros(HISTORY, np.float32)
    return _rate(flat.size, lambda: _fitted(flat, design(days), ones, none, 0.03, OPTICAL))


def _ready(made: tuple, workers: int = 1):
    import numpy as np

    from dinh.forest import history
    from dinh.forest.fold import in_threads, in_turn
    from dinh.forest.grid import Grid
    from dinh.forest.settings import OPTICAL

    values, days, _ = made
    side = values.shape[1]
    grid = Grid("EPSG:32649", 0, 0, 10, side, side)
    spread = in_threads(workers) if workers > 1 else in_turn
    size = 256 if workers > 1 else 512
    past = values[:HISTORY]
    return history.fit(
        grid, OPTICAL, np.ones((side, side), bool), days, lambda box: past[:, box[0] : box[1], box[2] : box[3]], size=size, spread=spread
    )


def _model(made: tuple) -> float:
    return _rate(made[0][:HISTORY].size, lambda: _ready(made))


def _fold(made: tuple, workers: int, *, wall: bool = False) -> float:
    fold = _ready(made, workers)
    values, _, days = made
    return _rate(values[HISTORY:].size, lambda: [fold.observe(values[HISTORY + at], int(day)) for at, day in enumerate(days)], wall=wall)


def _kernels(made: tuple) -> float:
    import numpy as np

    from dinh.forest import kernels
    from dinh.forest.fold import design, limits

    fold = _ready(made)
    values, _, days = made
    numbers = limits(fold.settings, 0.05, 0.05)
    box = (0, SIDE, 0, SIDE)
    f = np.float32

    def work() -> None:
        for at, day in enumerate(days):
            row = design(np.array([day]))[0]
            kernels.residuals(values[HISTORY + at], fold.state.coefficients, fold.state.sigma, box, row, f(0), f(1e-4), fold.plane)
            kernels.observe(fold.plane, box, f(1), f(1), int(day), numbers, *fold.state.observed())

    return _rate(values[HISTORY:].size, work)


def _nrt() -> dict[str, Callable[[], float]]:
    """What foresters would take instead; without it there are no floors."""
    try:
        import xarray
        from nrt.monitor.ewma import EWMA
    except ImportError:
        return {}
    import numpy as np

    values, history, later = _scenes(NRT_SIDE, 2)
    scenes = np.where(values == -32768, np.nan, values / np.float32(1e4)).astype(np.float32)
    time_ = [np.datetime64("1970-01-01", "ns") + np.timedelta64(int(day), "D") for day in history]

    def data(side: int) -> Any:
        axes = {"time": time_, "y": np.arange(side), "x": np.arange(side)}
        return xarray.DataArray(scenes[:HISTORY, :side, :side], axes, ("time", "y", "x"))

    def fitted(side: int, method: str) -> Any:
        one = EWMA(trend=False, harmonic_order=2, sensitivity=3)
        one.fit(data(side), method=method, screen_outliers=None)
        return one

    fitted(24, "OLS"), fitted(24, "RIRLS")
    dates = [dt.datetime(1970, 1, 1) + dt.timedelta(int(day)) for day in later]  # noqa: DTZ001 - nrt takes naive dates

    def monitored() -> float:
        one = fitted(NRT_SIDE, "OLS")
        one.monitor(scenes[HISTORY], dates[0])
        return _rate(scenes[HISTORY + 1 :].size, lambda: [one.monitor(scenes[HISTORY + at], dates[at]) for at in range(1, len(dates))])

    return {
        "nrt_ols": lambda: _rate(HISTORY * NRT_SIDE**2, lambda: fitted(NRT_SIDE, "OLS")),
        "nrt_robust": lambda: _rate(HISTORY * ROBUST_SIDE**2, lambda: fitted(ROBUST_SIDE, "RIRLS")),
        "nrt_monitor": monitored,
    }


def _standing(side: int, workers: int):
    """A site of that size with a model, made by repeating a small one."""
    import numpy as np

    from dinh.forest.crowd import Crowd
    from dinh.forest.fold import Fold, in_threads, in_turn
    from dinh.forest.grid import Grid
    from dinh.forest.settings import OPTICAL
    from dinh.forest.state import State

    small = _ready(_scenes(SIDE))
    grid = Grid("EPSG:32649", 200_000, 1_400_000, 10, side, side)
    planes = State(grid)
    times = -(-side // SIDE)
    for name, plane in planes.planes().items():
        plane[...] = np.tile(small.state.planes()[name], (1,) * (plane.ndim - 2) + (times, times))[..., :side, :side]
    fold = Fold(grid, OPTICAL, np.ones((side, side), bool), planes, spread=in_threads(workers) if workers > 1 else in_turn)
    fold.crowds = [Crowd(small.crowds[0].seasons) for _ in fold.cells]
    return fold


def _generated(side: int, at: int, felled: int):
    """A scene of tiles, with clearings in it once `felled` is reached."""
    import numpy as np

    day = 18262 + (HISTORY + at) * 9
    random = np.random.default_rng(at)
    tile = (5600 + 300 * np.cos(2 * np.pi * day / 365.25) + 250 * random.standard_normal((SIDE, SIDE), np.float32)).astype(np.int16)
    tile[random.random(tile.shape, np.float32) < 0.2] = -32768
    if at >= felled:
        for row, column in np.random.default_rng(7).integers(0, SIDE - 20, (4, 2)):
            tile[row : row + 12, column : column + 12] -= np.int16(2500)
    times = -(-side // SIDE)
    return np.tile(tile, (times, times))[:side, :side].copy(), day


def _commune() -> list[dict[str, Any]]:
    """A new scene of 4 million pixels, from the stored index to alert polygons."""
    from dinh.forest.alerts import alerts, encoded, geojson

    fold = _standing(COMMUNE, 1)
    for at in range(3):
        fold.observe(*_generated(COMMUNE, at, 1))
    values, day = _generated(COMMUNE, 3, 1)
    began = time.perf_counter()
    fold.observe(values, day)
    folded = time.perf_counter() - began
    found = alerts(fold)
    encoded(geojson(fold, found))
    whole = time.perf_counter() - began
    return [
        _row(f"a new scene of 4 million pixels to {len(found)} alert polygons", whole, None, "s"),
        _row("of which folding and joining", folded, None, "s"),
        _row("most memory this process held so far", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, None, "GB"),
    ]


def _province() -> list[dict[str, Any]]:
    """10,000 km²: 100 million pixels, three scenes, two workers."""
    fold = _standing(PROVINCE, 2)
    took = []
    for at in range(3):
        values, day = _generated(PROVINCE, at, 1)
        began = time.perf_counter()
        fold.observe(values, day)
        took.append(time.perf_counter() - began)
        del values
    a_scene = statistics.median(took)
    return [
        _row("a province of 100 million pixels, one scene, two workers", a_scene, None, "s"),
        _row("most memory it held", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, None, "GB"),
        _row("the country, 331,000 km², one scene on this machine, extrapolated", a_scene * COUNTRY_PIXELS / PROVINCE**2, None, "s"),
    ]
