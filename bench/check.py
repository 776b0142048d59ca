"""Milliseconds for checking a published file, of all of them read and proven with their examples run.

The floor is the same bytes parsed by the bare library (PyYAML with libyaml, its plain loader) in the same run. Both count the
process's own time, so that a busy neighbour takes nothing from them. Letters are left out: the typesetter has a figure of its own.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from time import process_time
from typing import Any

import yaml

from bench.machine import machine
from dinh.calendar import default_profile, house_calendar
from dinh.engine.simulate import Surroundings
from dinh.engine.simulate import run as told
from dinh.procedures import check_paths, own, own_registers
from dinh.procedures.checking import Checked
from dinh.procedures.lookup import yaml_files

LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)


def run() -> dict[str, Any]:
    """The figure is of all files together, by file; `more` has all, the median and the slowest of one file, and what the proofs alone take."""
    _checked()  # warm
    files = [*yaml_files(own()), *yaml_files(own_registers())]
    parsed = _parsed(files)
    began = process_time()
    _checked()
    whole = process_time() - began
    began = process_time()
    check_paths([own(), own_registers()])
    proven = process_time() - began
    each = {path: _alone(path) for path in yaml_files(own()) if _is_procedure(path)}
    slowest = max(each, key=each.__getitem__)
    return _row("", whole / len(files), parsed / len(files)) | {
        "more": [
            _row(f"all {len(files)} files", whole, parsed),
            _row(f"all {len(files)} files, their examples not run", proven, parsed),
            _row(f"one procedure alone, what it uses read too: the median of {len(each)}", statistics.median(each.values()), None),
            _row(f"one procedure alone, the slowest: {slowest.name}", each[slowest], None),
        ],
        "machine": machine(),
    }  # fmt: skip


def _row(what: str, figure: float, floor: float | None) -> dict[str, Any]:
    said = {
        "name": "check",
        **({"what": what} if what else {}),
        "figure": round(figure * 1000, 1),
        "unit": "ms",
        "floor": None,
        "ratio": None,
    }
    return (
        said
        if floor is None
        else said | {"floor": round(floor * 1000, 1), "ratio": round(figure / floor, 1)}
    )


def _parsed(files: list[Path]) -> float:
    texts = [path.read_text() for path in files]
    began = process_time()
    for text in texts:
        yaml.load(text, LOADER)
    return process_time() - began


def _checked(*paths: Path) -> Checked:
    calendar = house_calendar(default_profile())
    return check_paths(
        paths or [own(), own_registers()],
        run_example=lambda procedure, example: told(procedure, example, Surroundings(calendar)),
    )


def _alone(path: Path) -> float:
    began = process_time()
    _checked(path)
    return process_time() - began


def _is_procedure(path: Path) -> bool:
    return any(line.startswith("procedure:") for line in path.read_text().splitlines())
