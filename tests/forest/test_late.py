"""A late scene is taken in its place in the cells that it touches, and only there; the state is what the order would have given."""

import atexit
import shutil
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dinh.forest import watch
from dinh.forest.crew import Crew
from dinh.forest.feedback import note
from dinh.forest.fold import Fold, See
from dinh.forest.grid import Grid, date_of, day_of
from dinh.forest.settings import MISSING
from dinh.forest.stack import Scene
from dinh.forest.store import Store, open_store

GRID = Grid("EPSG:32649", 215000.0, 1318000.0, 10.0, 20, 1540)
"""Four cells in a row; the last is 4 pixels wide and leans on the third."""
CELLS = ((0, 512), (512, 1024), (1024, 1536), (1536, 1540))
HISTORY, WATCHED = 16, 8
FAR = day_of(date(2100, 1, 1))


def day(number: int) -> int:
    return day_of(date(2020, 1, 1)) + 40 * number


def scene(
    number: int, felled: tuple[int, ...] = (), known: tuple[int, ...] = (0, 1, 2, 3)
) -> Scene:
    """felled: first columns of clearings of 6 × 4 pixels; known: the cells that are not under cloud."""
    values = (5600 + 120 * np.random.default_rng(number).standard_normal(GRID.shape)).astype(
        np.int16
    )
    for column in felled if number >= HISTORY + 3 else ():
        values[8:14, column : column + 4] -= 2500
    for at, (left, right) in enumerate(CELLS):
        if at not in known:
            values[:, left:right] = MISSING
    return Scene(date_of(day(number)), "optical", {"nbr": values})


@dataclass(eq=False)
class Counting(Crew):
    """One worker that writes down which cells it folded."""

    cells: list[int] = field(default_factory=list)

    def __call__(self, fold, tasks):
        self.cells += [task.at for task in tasks if isinstance(task, See)]
        return super().__call__(fold, tasks)


@cache
def learnt() -> Path:
    folder = Path(mkdtemp(prefix="dinh.forest."))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = open_store(folder, GRID, "nbr")
    for number in range(HISTORY):
        store.add(scene(number))
    watch.Kept(folder).keep_model(watch.fit(store, day(HISTORY)), day(HISTORY), {})
    return folder


def begun(folder: Path) -> tuple[Store, watch.Kept]:
    shutil.copytree(learnt(), folder, dirs_exist_ok=True)
    return open_store(folder), watch.Kept(folder)


def came(store: Store, kept: watch.Kept, scenes: list[Scene], crew: Crew | None = None) -> Fold:
    for one in scenes:
        store.add(one)
    return watch.follow(store, kept, FAR, crew=crew or Counting())


PLACES = st.sampled_from([40, 300, 508, 510, 512, 513, 700, 1020, 1022, 1025, 1300, 1534])


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sets(PLACES, max_size=4),
    st.integers(0, WATCHED - 2),
    st.sets(st.integers(0, 3), min_size=1, max_size=2),
    st.booleans(),
)
@example({510, 40}, 4, {0}, False)
@example({508, 1022}, 4, {2}, True)
def test_a_late_scene_gives_what_its_order_would_have_given_whatever_lies_over_an_edge(
    tmp_path_factory, felled, late, known, checked
):
    folder, other = tmp_path_factory.mktemp("late"), tmp_path_factory.mktemp("order")
    scenes = [
        scene(HISTORY + at, tuple(felled), tuple(known) if at == late else (0, 1, 2, 3))
        for at in range(WATCHED)
    ]
    store, kept = begun(folder)
    came(store, kept, [one for at, one in enumerate(scenes) if at != late])
    straight, its = begun(other)
    for place in (folder, other):
        if checked and felled:
            note(
                place,
                "refit",
                day(HISTORY + WATCHED),
                [12] * 4,
                [min(felled) + step for step in range(4)],
            )
    if checked:
        came(store, kept, [])
    assert came(store, kept, [scenes[late]]).state.same_as(came(straight, its, scenes).state)


def test_only_the_cells_that_a_late_scene_touches_are_folded_anew(tmp_path):
    store, kept = begun(tmp_path)
    whole = Counting()
    came(store, kept, [scene(HISTORY + at, (40, 1300)) for at in range(WATCHED) if at != 5], whole)
    assert set(whole.cells) == {0, 1, 2, 3}
    again = Counting()
    came(store, kept, [scene(HISTORY + 5, (40, 1300), known=(0,))], again)
    assert again.cells == [0] * WATCHED
    leaning = Counting()
    came(
        store,
        kept,
        [
            Scene(
                date_of(day(HISTORY + 5) + 1),
                "optical",
                scene(HISTORY + 5, (40, 1300), known=(3,)).values,
            )
        ],
        leaning,
    )
    assert set(leaning.cells) == {2, 3}, "the small cell leans on the third"


def test_a_patch_over_an_edge_takes_its_neighbour_along(tmp_path):
    store, kept = begun(tmp_path)
    came(store, kept, [scene(HISTORY + at, (510,)) for at in range(WATCHED) if at != 5])
    again = Counting()
    came(store, kept, [scene(HISTORY + 5, (510,), known=(0,))], again)
    assert set(again.cells) == {0, 1}


def test_a_late_scene_of_nothing_but_cloud_folds_nothing_and_is_kept(tmp_path):
    store, kept = begun(tmp_path)
    came(store, kept, [scene(HISTORY + at) for at in range(WATCHED) if at != 5])
    again = Counting()
    assert (
        day(HISTORY + 5) in came(store, kept, [scene(HISTORY + 5, known=())], again).folded
        and not again.cells
    )
    once_more = Counting()
    came(store, kept, [], once_more)
    assert not once_more.cells


def test_a_patch_that_only_the_late_scene_completes_takes_its_neighbour_along(tmp_path):
    """Turns red when ties are looked for before the fold alone: the neighbour's part had a name of its own until then."""
    known = {4: (0,), 6: (1, 2, 3)}
    scenes = [scene(HISTORY + at, (510,), known.get(at, (0, 1, 2, 3))) for at in range(7)]
    store, kept = begun(tmp_path / "late")
    came(store, kept, [one for at, one in enumerate(scenes) if at != 4])
    straight, its = begun(tmp_path / "order")
    ordered = came(straight, its, scenes).state
    assert len(set(ordered.patch[ordered.alert > 0])) == 1
    assert came(store, kept, [scenes[4]]).state.same_as(ordered)
