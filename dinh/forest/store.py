"""Scenes once read: a zarr array for each index, a chunk for each cell and date, and a table that says which slots are true.

A slot is written first and named in the table after, so that a kill or a full disk leaves what was there. Rule to keep: a scene is
the same however often and in whatever order it comes; two deliveries of one day are joined pixel by pixel, the greener value standing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dinh.forest.grid import Box, Grid, day_of
from dinh.forest.settings import CELL, MISSING
from dinh.forest.stack import Scene
from dinh.forest.state import replace
from dinh.forest.trouble import NO_ROOM, refuse

_SLOTS = 8192
_TABLE = "scenes.json"


class Store:
    """`grid`, the `index` that is watched, and a row for each scene: slot, date, sensor, clear, digests, files."""

    def __init__(self, folder: Path, grid: Grid, index: str, rows: list[dict]):
        self.folder, self.grid, self.index, self.rows = folder, grid, index, rows
        self._arrays: dict[str, Any] = {}

    @property
    def days(self) -> list[int]:
        return [day_of(date.fromisoformat(row["date"])) for row in self.rows]

    def array(self, index: str):
        import zarr

        if index not in self._arrays:
            chunk = (1, min(CELL, self.grid.rows), min(CELL, self.grid.columns))
            path = self.folder / f"{index}.zarr"
            if path.exists():
                self._arrays[index] = zarr.open_array(path, mode="r+")
            else:
                self._arrays[index] = zarr.create_array(
                    path, shape=(_SLOTS, *self.grid.shape), chunks=chunk, dtype="int16", fill_value=MISSING,
                    compressors=zarr.codecs.BloscCodec(cname="lz4", clevel=1, shuffle="shuffle"),
                )  # fmt: skip
        return self._arrays[index]

    def add(self, scene: Scene, stamp: str = "") -> str:
        """`new`, `same` (nothing changes) or `joined` (a second delivery of a day that is here)."""
        digest = scene.digest
        at = next((row for row in self.rows if row["date"] == scene.date.isoformat()), None)
        if at and digest in at["digests"]:
            return "same"
        stamped = {"stamp": stamp} if stamp else {}
        try:
            row = self._joined(at, scene, digest) if at else self._written(scene, digest)
        except OSError as fault:
            if fault.errno in NO_ROOM:
                raise refuse("forest.full", store=str(self.folder)) from fault
            raise
        row |= stamped
        rows = [row if one is at else one for one in self.rows] if at else [*self.rows, row]
        self.rows = sorted(rows, key=lambda one: one["date"])
        self._keep()
        return "joined" if at else "new"

    def _written(self, scene: Scene, digest: str) -> dict:
        slot = 1 + max((row["slot"] for row in self.rows), default=-1)
        for name, values in scene.values.items():
            self.array(name)[slot] = values
        clear = float((scene.values[self.index] != MISSING).mean())
        return {
            "slot": slot, "date": scene.date.isoformat(), "sensor": scene.sensor, "clear": round(clear, 4), "digests": [digest],
            "indices": sorted(scene.values), "files": list(scene.files),
        }  # fmt: skip

    def _joined(self, row: dict, scene: Scene, digest: str) -> dict:
        """Into a slot of its own, so that the old one is true until the table says otherwise."""
        both = {}
        for name in sorted({*row["indices"], *scene.values}):
            mine = (
                self.array(name)[row["slot"]]
                if name in row["indices"]
                else np.full(self.grid.shape, MISSING, np.int16)
            )
            both[name] = np.maximum(mine, scene.values.get(name, MISSING))
        merged = Scene(scene.date, scene.sensor, both, tuple(sorted({*row["files"], *scene.files})))
        return {**self._written(merged, digest), "digests": sorted({*row["digests"], digest})}

    def _keep(self) -> None:
        told = {"grid": asdict(self.grid), "index": self.index, "scenes": self.rows}
        try:
            replace(self.folder / _TABLE, json.dumps(told, ensure_ascii=False, indent=0).encode())
        except OSError as fault:
            raise refuse("forest.full", store=str(self.folder)) from fault

    def values(self, row: dict, index: str | None = None) -> np.ndarray:
        return self.array(index or self.index)[row["slot"]]

    def source(self, row: dict) -> Pages:
        """What reads a rectangle of a scene, in this process or another."""
        return Pages(str(self.folder / f"{self.index}.zarr"), (row["slot"],), one=True)

    def past(self, rows: Sequence[dict]) -> Pages:
        """The same for several scenes: int16 (time, y, x)."""
        return Pages(str(self.folder / f"{self.index}.zarr"), tuple(row["slot"] for row in rows))

    def cube(self, rows: Sequence[dict], box: Box) -> np.ndarray:
        """Scenes of a rectangle, int16 (time, y, x)."""
        return self.past(rows)(box)

    def series(self, row: int, column: int, index: str | None = None) -> Iterator[tuple[date, int]]:
        """One pixel through the time: what a case shows."""
        name = index or self.index
        array = self.array(name)
        for one in self.rows:
            if name in one["indices"]:
                yield date.fromisoformat(one["date"]), int(array[one["slot"], row, column])


@dataclass(frozen=True)
class Pages:
    """Scenes of a store as a value that other processes can be given: each opens the array for itself."""

    path: str
    slots: tuple[int, ...]
    one: bool = False

    def __call__(self, box: Box) -> np.ndarray:
        array = _opened(self.path)
        out = np.empty((len(self.slots), box[1] - box[0], box[3] - box[2]), np.int16)
        for at, slot in enumerate(self.slots):
            out[at] = array[slot, box[0] : box[1], box[2] : box[3]]
        return out[0] if self.one else out


@lru_cache(maxsize=4)
def _opened(path: str):
    import zarr

    return zarr.open_array(path, mode="r")


def has_scenes(folder: Path) -> bool:
    return (folder / _TABLE).exists()


def open_store(folder: Path, grid: Grid | None = None, index: str | None = None) -> Store:
    """The store of a folder, made where there is none and a grid is given. One of another ground or index is refused."""
    table = folder / _TABLE
    if not table.exists():
        if grid is None or index is None:
            raise refuse("forest.not_ingested", store=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        return Store(folder, grid, index, [])
    try:
        told = json.loads(table.read_text(encoding="utf-8"))
        found = Store(folder, Grid(**told["grid"]), told["index"], told["scenes"])
    except (ValueError, KeyError, TypeError) as fault:
        raise refuse("forest.broken_store", store=str(folder), what=str(fault)) from fault
    if grid is not None and (found.grid != grid or (index and found.index != index)):
        raise refuse(
            "forest.store_other",
            store=str(folder),
            what=f"{found.index}, {found.grid.rows} × {found.grid.columns}",
        )
    return found
