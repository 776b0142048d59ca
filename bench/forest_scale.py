"""The forest watch on many cells: one and two workers, a commune's new scene to polygons, and, with DINH_BENCH_PROVINCE=1, a province.

The ground is made of a few generated tiles that lie in a file: each worker reads its own, as it reads a store. Time is told by the
clock on the wall and by what all processors did together, since other work may run beside it; one and two take turns, and the best of
each counts. Memory is what the machine would have more without these processes: shared pages are counted once.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TILE, KINDS = 512, 6
ROUNDS = 3
HISTORY, WATCHED = 60, 5
COMMUNE, PROVINCE = 2048, 10_000
COUNTRY_PIXELS = 331_000e6 / 100
"""331,000 km² at 10 m."""


def row(what: str, figure: float, floor: float | None, unit: str = "Mpd/s") -> dict[str, Any]:
    figure, floor = round(figure, 2), round(floor, 2) if floor else None
    return {
        "name": "forest",
        "what": what,
        "figure": figure,
        "unit": unit,
        "floor": floor,
        "ratio": round(figure / floor, 2) if floor else None,
    }


def rows() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="bench.") as folder:
        tiles = _tiles(Path(folder))
        return [
            *_workers(tiles),
            *_commune(tiles),
            *(_province(tiles) if os.environ.get("DINH_BENCH_PROVINCE") else []),
        ]


@dataclass(frozen=True)
class Tiles:
    """A scene, or a history, of a ground that is covered with the tiles of a file: int16 (time, kind, y, x)."""

    path: str
    at: int | None = None

    def __call__(self, box: tuple[int, int, int, int]) -> Any:
        import numpy as np

        kind = (3 * (box[0] // TILE) + box[2] // TILE) % KINDS
        times = slice(0, HISTORY) if self.at is None else HISTORY + self.at
        return np.array(
            np.load(self.path, mmap_mode="r")[times, kind, : box[1] - box[0], : box[3] - box[2]]
        )


def _day(at: int) -> int:
    return 18262 + 12 * at


def _tiles(folder: Path) -> str:
    """A third of each scene is cloud; from the first watched scene on there are four clearings on every tile."""
    import numpy as np

    path = folder / "tiles.npy"
    out = np.lib.format.open_memmap(path, "w+", np.int16, (HISTORY + WATCHED, KINDS, TILE, TILE))
    random = np.random.default_rng(3)
    for at in range(HISTORY + WATCHED):
        season = 5600 + 300 * np.cos(2 * np.pi * _day(at) / 365.25)
        out[at] = season + 250 * random.standard_normal((KINDS, TILE, TILE), np.float32)
        if at >= HISTORY:
            for y, x in np.random.default_rng(7).integers(0, TILE - 20, (4, 2)):
                out[at, :, y : y + 12, x : x + 12] -= 2500
        out[at][random.random((KINDS, TILE, TILE), np.float32) < 0.33] = -32768
    out.flush()
    return str(path)


def _fitted(tiles: str, side: int, crew: Any) -> Any:
    import numpy as np

    from dinh.forest import history
    from dinh.forest.grid import Grid
    from dinh.forest.settings import OPTICAL

    grid = Grid("EPSG:32649", 200_000, 1_400_000, 10, side, side)
    days = np.array([_day(at) for at in range(HISTORY)])
    return history.fit(grid, OPTICAL, np.ones((side, side), bool), days, Tiles(tiles), crew=crew)


def _observed(fold: Any, tiles: str) -> None:
    for at in range(WATCHED):
        fold.observe(Tiles(tiles, at), _day(HISTORY + at))


@dataclass
class Took:
    """What work took: seconds on the wall, and seconds of all processors together."""

    wall: float
    worked: float


def took(work: Callable[[], Any], crew: Any) -> tuple[Took, Any]:
    began, worked = time.perf_counter(), _worked(crew)
    value = work()
    return Took(time.perf_counter() - began, _worked(crew) - worked), value


def _worked(crew: Any) -> float:
    """Seconds of processor that this process and its workers have had."""
    tick = os.sysconf("SC_CLK_TCK")
    workers = 0.0
    for number in crew.numbers():
        words = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        workers += (int(words[11]) + int(words[12])) / tick
    return time.process_time() + workers


def _held(crew: Any) -> float:
    """GB of memory that these processes hold together."""
    total = 0
    for number in ("self", *crew.numbers()):
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 2**20


def _workers(tiles: str) -> list[dict[str, Any]]:
    """The same commune by one worker and by two processes, which are warm."""
    from dinh.forest.crew import in_processes, in_turn

    crews = {"one": in_turn, "two": in_processes(2, after=0.0)}
    found: dict[tuple[str, str], list[Took]] = {}
    for turn in range(ROUNDS + 1):
        for name, crew in crews.items():
            model, fold = took(lambda crew=crew: _fitted(tiles, COMMUNE, crew), crew)
            scenes, _ = took(lambda fold=fold: _observed(fold, tiles), crew)
            if turn:  # the first makes them warm
                found.setdefault((name, "model"), []).append(model)
                found.setdefault((name, "fold"), []).append(scenes)
    crews["two"].close()
    return [
        *_compared(
            "a whole model of 4 million pixels",
            HISTORY * COMMUNE**2,
            found["two", "model"],
            found["one", "model"],
        ),
        *_compared(
            "fold of 4 million pixels",
            WATCHED * COMMUNE**2,
            found["two", "fold"],
            found["one", "fold"],
        ),
        row(
            "other work on the machine: how many wanted a processor, on average of the last minute",
            os.getloadavg()[0],
            None,
            "tasks",
        ),
    ]


def _compared(what: str, pixels: float, two: list[Took], one: list[Took]) -> list[dict[str, Any]]:
    def best(of: str) -> list[float]:
        return [pixels / min(getattr(each, of) for each in crew) / 1e6 for crew in (two, one)]

    return [
        row(f"{what}, two processes beside one, wall clock", *best("wall")),
        row("the same, for each second of processor", *best("worked")),
    ]


def _commune(tiles: str) -> list[dict[str, Any]]:
    """A new scene of 4 million pixels, from the stored index to alert polygons, one worker."""
    from dinh.forest.alerts import alerts, encoded, geojson
    from dinh.forest.crew import in_turn

    fold = _fitted(tiles, COMMUNE, in_turn)
    for at in range(2):
        fold.observe(Tiles(tiles, at), _day(HISTORY + at))
    folded, _ = took(lambda: fold.observe(Tiles(tiles, 2), _day(HISTORY + 2)), in_turn)
    written, found = took(lambda: encoded(geojson(fold, alerts(fold))), in_turn)
    return [
        row(f"a new scene of 4 million pixels to {found.count(b'alert_id')} alert polygons, seconds of one processor", folded.worked + written.worked, None, "s"),
        row("the same on the wall", folded.wall + written.wall, None, "s"),
        row("of which folding and joining", folded.worked, None, "s"),
        row("most memory this process held so far", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, None, "GB"),
    ]  # fmt: skip


def _province(tiles: str) -> list[dict[str, Any]]:
    """10,000 km²: 100 million pixels, a model of 60 scenes and five scenes folded, by two processes."""
    from dinh.forest.alerts import alerts
    from dinh.forest.crew import in_processes

    crew = in_processes(2, after=0.0)
    model, fold = took(lambda: _fitted(tiles, PROVINCE, crew), crew)
    scenes, held = [], _held(crew)
    for at in range(WATCHED):
        scenes.append(
            took(lambda at=at: fold.observe(Tiles(tiles, at), _day(HISTORY + at)), crew)[0]
        )
        held = max(held, _held(crew))
    told, found = took(lambda: alerts(fold), crew)
    held = max(held, _held(crew))
    crew.close()
    wall, worked = (
        sorted(getattr(one, name) for one in scenes)[WATCHED // 2] for name in ("wall", "worked")
    )
    times = COUNTRY_PIXELS / PROVINCE**2
    return [
        row(
            "a province of 100 million pixels: model of 60 scenes, two processes, wall clock",
            model.wall,
            None,
            "s",
        ),
        row("the same, seconds of processor", model.worked, None, "s"),
        row("one scene of it, wall clock", wall, None, "s"),
        row("the same, seconds of processor", worked, None, "s"),
        row(f"its {len(found)} alerts told, wall clock", told.wall, None, "s"),
        row("most memory that all its processes held together", held, None, "GB"),
        row(
            "the country, 331,000 km², one scene, seconds of processor, extrapolated",
            worked * times,
            None,
            "s",
        ),
        row(
            "the country, model of 60 scenes, hours of processor, extrapolated",
            model.worked * times / 3600,
            None,
            "h",
        ),
    ]
