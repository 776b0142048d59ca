"""What the watch remembers of a pixel: 48 bytes, as one plane for each value.

On disk a state is a generation: a folder with one file for each cell, all its planes one after another, written whole and made
current by renaming one small file. Rule to keep: a generation that is current is never written to again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from dinh.forest.grid import Grid
from dinh.forest.kernels import TERMS
from dinh.forest.memory import Block

PLANES: dict[str, type] = {
    "sigma": np.uint16, "sigma_slow": np.uint16, "sigma_own": np.uint16, "cusum": np.float32, "ewma": np.float32, "calm": np.float32,
    "total": np.float32, "depth": np.int16, "run": np.uint8, "how": np.uint8, "first": np.uint16, "flag": np.uint16, "last": np.uint16,
    "alert": np.uint16, "patch": np.int32,
}  # fmt: skip
BYTES = TERMS * 2 + sum(np.dtype(kind).itemsize for kind in PLANES.values())
_CURRENT = "current.json"


class State:
    """The planes of a whole site, `coefficients` (TERMS, y, x) and each of PLANES (y, x)."""

    def __init__(self, grid: Grid, address: str | None = None, *, shared: bool = False):
        self.grid = grid
        shapes = {
            "coefficients": ((TERMS, *grid.shape), np.int16),
            **{name: (grid.shape, kind) for name, kind in PLANES.items()},
        }
        self.block = Block(shapes, address, shared=shared)
        for name, plane in self.block.planes.items():
            setattr(self, name, plane)

    def planes(self) -> dict[str, np.ndarray]:
        return self.block.planes

    def observed(self) -> tuple[np.ndarray, ...]:
        """In the order in which `kernels.observe` takes them."""
        names = (
            "sigma",
            "sigma_slow",
            "sigma_own",
            "cusum",
            "ewma",
            "calm",
            "total",
            "depth",
            "run",
            "how",
            "first",
            "flag",
            "last",
        )
        return tuple(getattr(self, name) for name in names)

    def same_as(self, other: State) -> bool:
        return all(
            np.array_equal(mine, theirs)
            for mine, theirs in zip(self.planes().values(), other.planes().values(), strict=True)
        )


def save(state: State, folder: Path, about: dict) -> None:
    """Writes a new generation and makes it current; what was current stays until then, whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    number = (about_current(folder) or {}).get("generation", 0) + 1
    new = folder / f"{number:08d}"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        for index, (top, bottom, left, right) in enumerate(state.grid.boxes()):
            with (new / f"{index:06d}.cell").open("wb") as file:
                for plane in state.planes().values():
                    file.write(np.ascontiguousarray(plane[..., top:bottom, left:right]).tobytes())
                file.flush()
                os.fsync(file.fileno())
        replace(folder / _CURRENT, json.dumps({**about, "generation": number}).encode())
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    for old in folder.iterdir():
        if old.is_dir() and old != new:
            shutil.rmtree(old, ignore_errors=True)


def replace(path: Path, content: bytes) -> None:
    """The file is the old one or the new one, never half of it."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def about_current(folder: Path) -> dict | None:
    path = folder / _CURRENT
    return json.loads(path.read_text()) if path.exists() else None


def load(grid: Grid, folder: Path, *, shared: bool = False) -> tuple[State, dict] | None:
    """The current generation and what was said of it; None where there is none, or it is of another grid."""
    about = about_current(folder)
    while about is not None:
        state = State(grid, shared=shared)
        try:
            return (
                (state, about)
                if load_into(state, folder, about, range(len(list(grid.boxes()))))
                else None
            )
        except FileNotFoundError:
            before, about = about, about_current(folder)
            if about == before:
                raise  # else a run has just written the next generation and taken this one away
    return None


def load_into(state: State, folder: Path, about: dict, cells: Iterable[int]) -> bool:
    """Puts what a generation says of some cells into a state; False where it is of another grid."""
    boxes = list(state.grid.boxes())
    for index in cells:
        top, bottom, left, right = boxes[index]
        content = (folder / f"{about['generation']:08d}" / f"{index:06d}.cell").read_bytes()
        at = 0
        for plane in state.planes().values():
            part = plane[..., top:bottom, left:right]
            if at + part.nbytes > len(content):
                return False
            part[...] = np.frombuffer(content, plane.dtype, part.size, at).reshape(part.shape)
            at += part.nbytes
        if at != len(content):
            return False
    return True
