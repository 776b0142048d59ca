"""What a field check says to the watch: nothing was found, so learn the ground anew; or the loss is real, so be silent there.

Each check is written down beside the store, and is acted on again, on its day, when late scenes make the watch fold anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dinh.forest import history
from dinh.forest.fold import Fold, design
from dinh.forest.joining import FROZEN
from dinh.forest.settings import MISSING
from dinh.forest.state import replace

_FILE = "feedback.json"
_DAYS = 730
_CLEARED = (
    "cusum",
    "ewma",
    "calm",
    "total",
    "depth",
    "run",
    "how",
    "first",
    "flag",
    "alert",
    "patch",
)


def noted(folder: Path) -> list[dict]:
    path = folder / _FILE
    return json.loads(path.read_text()) if path.exists() else []


def check(what: str, day: int, rows: Sequence[int], columns: Sequence[int], by: str = "") -> dict:
    """what: `freeze`, `thaw` (replanted) or `refit`; by: the case that found it, empty for a check of its own."""
    return {
        "what": what,
        "day": day,
        "rows": [int(row) for row in rows],
        "columns": [int(column) for column in columns],
        **({"by": by} if by else {}),
    }


def note(folder: Path, what: str, day: int, rows: Sequence[int], columns: Sequence[int]) -> None:
    """Writes a check down; `follow` acts on it. Noting it twice is noting it once."""
    before, one = noted(folder), check(what, day, rows, columns)
    if one not in before:
        replace(folder / _FILE, json.dumps([*before, one]).encode())


def found_by_cases(folder: Path, checks: Sequence[dict]) -> int:
    """Writes down what the cases found, in place of what they found before: a finding that was taken back is taken back here. Gives how many are new."""
    before = noted(folder)
    after = [*(one for one in before if not one.get("by")), *checks]
    if after != before:
        replace(folder / _FILE, json.dumps(after).encode())
    return sum(one not in before for one in checks)


def key(check: dict) -> str:
    """The same for the same check: what a state remembers of those that it has heeded."""
    return hashlib.sha256(json.dumps(check, sort_keys=True).encode()).hexdigest()[:16]


def act(store, fold: Fold, check: dict) -> None:
    rows, columns = np.array(check["rows"], int), np.array(check["columns"], int)
    if check["what"] == "freeze":
        fold.state.how[rows, columns] |= FROZEN
        return
    for name in _CLEARED:
        getattr(fold.state, name)[rows, columns] = 0
    _refit(store, fold, rows, columns, check["day"])


def _refit(store, fold: Fold, rows: np.ndarray, columns: np.ndarray, day: int) -> None:
    """A new model for single pixels from the two years before the day, beside what their forest did."""
    s = fold.settings
    chosen = {
        when: row
        for row, when in zip(store.rows, store.days, strict=True)
        if day - _DAYS <= when <= day and row["clear"] > s.clear_min
    }
    if len(chosen) < history.SCENES_MIN:
        return
    box = (int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1)
    values = np.ascontiguousarray(
        store.cube(list(chosen.values()), box)[:, rows - box[0], columns - box[2]]
    )
    at = fold.cell_of(box[0], box[2])
    cell = fold.cells[at]
    place = slice(cell[0], cell[1]), slice(cell[2], cell[3])
    middle = np.array(
        [_crowd_at(store, fold, row, when, at) for when, row in chosen.items()], np.float32
    )
    prior = float(np.median(fold.state.sigma[place][fold.forest[place]])) * s.scale / 10
    terms = design(np.array(list(chosen)))
    fold.state.coefficients[:, rows, columns], fold.state.sigma[rows, columns], _ = history.fitted(
        values, terms, np.ones(len(chosen)), middle, prior, s
    )


def _crowd_at(store, fold: Fold, row: dict, day: int, at: int) -> float:
    """What the forest of a cell did on a day."""
    if not fold.settings.by_median:
        return 0.0
    rows, columns = fold.samples[at]
    cell = fold.cells[at]
    values = store.cube([row], cell)[0][rows - cell[0], columns - cell[2]]
    known = (values != MISSING) & (fold.state.flag[rows, columns] == 0)
    if known.sum() < 20:
        return 0.0
    model = np.tensordot(
        design(np.array([day]))[0], fold.state.coefficients[:, rows, columns].astype(np.float32), 1
    )
    return float(np.median((values[known] - model[known]) * fold.settings.scale))
