"""What a field check says is heeded once, on its day, whatever comes later: real loss is silent, what was nothing is learnt anew."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dinh.forest import watch
from dinh.forest.alerts import alerts
from dinh.forest.feedback import note, noted
from dinh.forest.fold import Fold
from dinh.forest.grid import Grid, date_of, day_of
from dinh.forest.joining import FROZEN
from dinh.forest.stack import Scene
from dinh.forest.store import Store, open_store

GRID = Grid("EPSG:32649", 215000.0, 1318000.0, 10.0, 40, 40)
FIRST = day_of(date(2020, 1, 1))
HISTORY = 50
FAR = day_of(date(2100, 1, 1))
ROWS, COLUMNS = (np.repeat(np.arange(8, 14), 5)).tolist(), (np.tile(np.arange(20, 25), 6)).tolist()


def scene(number: int, lost: int = 0) -> Scene:
    values = (5600 + 120 * np.random.default_rng(number).standard_normal(GRID.shape)).astype(
        np.int16
    )
    values[8:14, 20:25] -= lost
    return Scene(date_of(FIRST + 16 * number), "optical", {"nbr": values})


def day(number: int) -> int:
    return FIRST + 16 * number


@pytest.fixture
def watched(tmp_path) -> tuple[Path, Store, watch.Kept]:
    """A patch that lost a fifth for good in the sixth scene after the history, and twelve scenes folded."""
    store, kept = open_store(tmp_path, GRID, "nbr"), watch.Kept(tmp_path)
    for number in range(HISTORY):
        store.add(scene(number))
    kept.keep_model(watch.fit(store, day(HISTORY)), day(HISTORY), {})
    for number in range(HISTORY, HISTORY + 12):
        store.add(scene(number, 1200 if number >= HISTORY + 5 else 0))
    assert watch.follow(store, kept, FAR).state.alert[8:14, 20:25].all()
    return tmp_path, store, kept


def later(store: Store, kept: watch.Kept, numbers, lost: int) -> Fold:
    for number in numbers:
        store.add(scene(number, lost))
    return watch.follow(store, kept, FAR)


def test_what_was_found_to_be_real_keeps_its_alert_and_kind_and_is_silent_from_then_on(watched):
    folder, store, kept = watched
    before = alerts(watch.follow(store, kept, FAR))
    note(folder, "freeze", day(HISTORY + 11), ROWS, COLUMNS)
    fold = later(store, kept, range(HISTORY + 12, HISTORY + 18), 3500)
    assert (fold.state.how[8:14, 20:25] & FROZEN).all() and not (fold.state.how[:8] & FROZEN).any()
    assert [(one.alert_id, one.date, one.kind, one.confidence) for one in alerts(fold)] == [
        (one.alert_id, one.date, one.kind, one.confidence) for one in before
    ]


def test_where_nothing_was_found_the_ground_as_it_is_becomes_the_model_and_a_felling_there_is_told_again(
    watched,
):
    folder, store, kept = watched
    for number in range(HISTORY + 12, HISTORY + 60):
        store.add(scene(number, 1200))
    checked = day(HISTORY + 59)
    note(folder, "refit", checked, ROWS, COLUMNS)
    assert not watch.follow(store, kept, FAR).state.alert.any()
    assert not later(store, kept, range(HISTORY + 60, HISTORY + 70), 1200).state.alert.any()
    again = later(store, kept, range(HISTORY + 70, HISTORY + 74), 3700).state.alert
    assert again[8:14, 20:25].all() and (again[again > 0] > checked).all()


def test_replanted_ground_is_watched_again(watched):
    folder, store, kept = watched
    note(folder, "freeze", day(HISTORY + 11), ROWS, COLUMNS)
    note(folder, "thaw", day(HISTORY + 40), ROWS, COLUMNS)
    fold = later(store, kept, range(HISTORY + 12, HISTORY + 41), 1200)
    assert not fold.state.how.any() and not fold.state.alert.any()


def test_a_check_is_heeded_once_and_on_its_day_whenever_it_and_the_scenes_come(watched):
    """Turns red when a check acts on the day it was written down, or again at each run."""
    folder, store, kept = watched
    note(folder, "refit", day(HISTORY + 20), ROWS, COLUMNS)
    step = [later(store, kept, [number], 1200) for number in range(HISTORY + 12, HISTORY + 26)][-1]
    note(folder, "refit", day(HISTORY + 20), ROWS, COLUMNS)
    assert len(noted(folder)) == 1
    generation = (folder / "state" / "current.json").read_bytes()
    assert watch.follow(store, kept, FAR).state.same_as(step.state)
    assert (folder / "state" / "current.json").read_bytes() == generation, (
        "nothing new, and yet it was written"
    )
    late = folder / "late"
    other, its = open_store(late, GRID, "nbr"), watch.Kept(late)
    for number in range(HISTORY):
        other.add(scene(number))
    its.keep_model(watch.fit(other, day(HISTORY)), day(HISTORY), {})
    for number in range(HISTORY, HISTORY + 26):
        if number != HISTORY + 9:
            other.add(scene(number, 1200 if number >= HISTORY + 5 else 0))
    watch.follow(other, its, FAR)
    note(late, "refit", day(HISTORY + 20), ROWS, COLUMNS)
    watch.follow(other, its, FAR)
    assert later(other, its, [HISTORY + 9], 1200).state.same_as(step.state)
