"""What the watch finds in a forest whose truth is known, and the laws of folding."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.forest import history, kernels
from dinh.forest.crew import in_processes
from dinh.forest.settings import MISSING
from dinh.forest.state import BYTES
from tests.forest.ground import found_shares, watched


def test_felling_and_dying_are_found_and_standing_forest_is_left_alone(pines):
    shares = found_shares(pines, pines.folded())
    assert shares["clearfell"] > 0.85
    assert shares["thinning"] > 0.6
    assert shares["dieback_fast"] > 0.7
    assert shares["wide_outbreak"] > 0.8
    assert shares["false"] < 0.05


def test_radar_finds_felling_under_cloud():
    one = watched(6, sensor="radar", every=12)
    shares = found_shares(one, one.folded())
    assert shares["clearfell"] > 0.85
    assert shares["false"] < 0.02


def test_after_one_year_of_a_leafy_forest_a_felling_stands_out_in_a_calm_summer():
    """A dozen scenes of leaf-out and leaf-fall make every pixel look restless: a scene in which the whole forest is calm says that it is not."""
    one = watched(
        178, size=70, climate="temperate", start=date(2020, 12, 1), end=date(2023, 10, 31), every=16
    )
    shares, deaf = (
        found_shares(each, each.folded())
        for each in (one, replace(one, settings=replace(one.settings, calmest=1.0)))
    )
    assert shares["clearfell"] > 0.8 > 0.7 > deaf["clearfell"]
    assert shares["false"] < 0.01


def test_what_grows_greener_is_no_felling(pines):
    """Turns red when the sign of the residual is swapped."""
    fold = pines.fold()
    for day in pines.later[:12]:
        scene = pines.scene(day)
        fold.observe(np.where(scene == MISSING, MISSING, scene + 1500).astype(np.int16), day)
    assert not fold.state.alert.any()


def test_an_alert_on_a_felling_is_never_older_than_the_felling(pines):
    """Turns red when a scene looks ahead: before its day a felling cannot be known."""
    truth, alert = pines.made.truth, pines.folded().state.alert.astype(int)
    felled = (truth.label == 1) & (truth.kind == 1) & (alert > 0)
    assert felled.sum() > 30
    assert (alert[felled] <= truth.last_undisturbed[felled]).mean() < 0.03


def test_folding_up_to_a_day_gives_the_alerts_of_that_day_whatever_comes_later(pines):
    middle = pines.later[len(pines.later) // 2]
    until = pines.folded([day for day in pines.later if day <= middle]).state.alert
    whole = pines.folded().state.alert
    assert np.array_equal(np.where(whole <= middle, whole, 0), until)


@pytest.fixture(scope="module")
def still():
    """A forest in which nothing happens, on 64 × 64 pixels, with a clean scene every eight days."""
    random = np.random.default_rng(3)
    one = watched(7, size=64, wide=0, hardness=0.0, events=0)
    one.values = (5600 + 150 * random.standard_normal(one.values.shape)).astype(np.int16)
    one.made.truth.forest[:] = True
    return one


def cut(
    scene: np.ndarray, rows: slice = slice(20, 26), columns: slice = slice(40, 44), by: int = 2500
) -> np.ndarray:
    felled = scene.copy()
    felled[rows, columns] -= by
    return felled


def test_the_third_scene_in_a_row_decides_and_not_the_second(still):
    """Turns red when the run is counted one too few or one too many."""
    fold = still.fold()
    fold.settings = replace(fold.settings, slow_channel=False)
    for number, day in enumerate(still.later[:4], 1):
        fold.observe(cut(still.scene(day)), day)
        assert bool(fold.state.alert.any()) == (number >= 3), number
    assert set(np.unique(fold.state.alert[fold.state.alert > 0])) == {still.later[2]}


def test_one_good_scene_between_ends_a_run(still):
    fold = still.fold()
    fold.settings = replace(fold.settings, slow_channel=False)
    for number, day in enumerate(still.later[:8]):
        fold.observe(still.scene(day) if number % 3 == 2 else cut(still.scene(day)), day)
    assert not fold.state.alert.any()


def test_an_alert_lies_where_the_felling_lies_row_by_row_and_column_by_column(still):
    """Turns red when rows and columns are swapped or the ground is shifted by a pixel."""
    fold = still.fold()
    for day in still.later[:4]:
        fold.observe(cut(still.scene(day)), day)
    rows, columns = np.nonzero(fold.state.alert)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 25, 40, 43)


def test_nine_pixels_are_no_patch_and_ten_are(still):
    for rows, columns, patch in (
        (slice(10, 13), slice(10, 13), False),
        (slice(10, 12), slice(10, 15), True),
    ):
        fold = still.fold()
        for day in still.later[:5]:
            fold.observe(cut(still.scene(day), rows, columns), day)
        assert bool(fold.state.alert.any()) == patch


def test_ground_that_was_seen_only_four_times_is_watched_all_the_same(still):
    values = still.values.copy()
    past = np.flatnonzero(still.days < still.since)
    values[past[4:], 18:30, 38:50] = MISSING
    fold = still.fold(values)
    for day in still.later[:4]:
        fold.observe(cut(still.scene(day)), day)
    assert (fold.state.alert[20:26, 40:44] > 0).all() and (fold.state.alert > 0).sum() == 24


def test_haze_over_the_whole_forest_flags_nothing(still):
    fold = still.fold()
    for day in still.later[:10]:
        fold.observe((still.scene(day) - 1500).astype(np.int16), day)
    assert not fold.state.alert.any()


def test_an_outbreak_over_most_of_the_ground_is_seen_although_it_moves_the_median(still):
    fold = still.fold()
    for day in still.later[:12]:
        fold.observe(cut(still.scene(day), slice(0, 64), slice(0, 40)), day)
    assert (fold.state.alert[:, :40] > 0).mean() > 0.9
    assert (fold.state.alert[:, 42:] > 0).mean() < 0.02


def test_a_scene_that_is_all_cloud_and_a_flood_of_nothing_change_only_the_list_of_days(still):
    fold = still.folded(still.later[:3])
    before = {name: plane.copy() for name, plane in fold.state.planes().items()}
    assert fold.observe(np.full(still.grid.shape, MISSING, np.int16), still.later[3]) == 0
    assert all(np.array_equal(before[name], plane) for name, plane in fold.state.planes().items())


def test_a_patch_that_grows_keeps_its_name(still):
    fold = still.fold()
    for number, day in enumerate(still.later[:12]):
        fold.observe(cut(still.scene(day), columns=slice(40, 44 if number < 5 else 50)), day)
    names = np.unique(fold.state.patch[fold.state.alert > 0])
    assert len(names) == 1 and len(np.unique(fold.state.alert)) == 3  # nothing, and two days


def test_folding_again_gives_the_same_bytes(pines):
    assert pines.folded(pines.later[:40]).state.same_as(pines.folded(pines.later[:40]).state)


@settings(max_examples=4)
@given(st.sampled_from([1, 16, 48, 64, 90]))
def test_tiling_does_not_matter(pines, strip):
    assert pines.folded(pines.later[:25], strip=strip).state.same_as(
        pines.folded(pines.later[:25]).state
    )


@dataclass(frozen=True)
class Given:
    """Scenes as a value that another process can be given."""

    path: str
    at: int | None = None

    def __call__(self, box):
        values = np.load(self.path, mmap_mode="r")
        return np.array(
            values[..., box[0] : box[1], box[2] : box[3]]
            if self.at is None
            else values[self.at, box[0] : box[1], box[2] : box[3]]
        )


def test_two_workers_give_what_one_gives(pines, tmp_path):
    """Thirty-six cells, of which some have little forest and lean on others; each worker reads its own ground, and the first cell is done here."""
    crew, past = in_processes(2, after=1e-4), pines.days < pines.since
    np.save(tmp_path / "past.npy", pines.values[past])
    np.save(tmp_path / "later.npy", pines.values[~past])
    told = (
        pines.grid,
        pines.settings,
        pines.made.truth.forest,
        pines.days[past],
        Given(str(tmp_path / "past.npy")),
    )
    one, two = history.fit(*told, cell=16), history.fit(*told, cell=16, crew=crew)
    assert two.crowds == one.crowds and any(host != at for at, host in enumerate(two.hosts))
    for at, day in enumerate(pines.later[:30]):
        one.observe(pines.scene(day), day)
        two.observe(Given(str(tmp_path / "later.npy"), at), day)
    assert two.state.same_as(one.state) and one.state.alert.any()
    assert crew.used == len(crew.numbers()) == 2
    crew.close()


def test_others_are_started_only_when_there_is_enough_to_do(pines):
    crew = in_processes(2, after=float("inf"))
    assert pines.fold(cell=16, crew=crew).state.same_as(pines.fold(cell=16).state)
    assert (crew.used, crew.numbers()) == (1, [])


def test_no_compiled_loop_may_order_its_sums_as_it_likes():
    """A loop that was just compiled and one that was compiled before would round differently, and so would two processes."""
    from dinh.forest import joining, samples

    loops = {
        name: one
        for module in (kernels, samples, joining)
        for name, one in vars(module).items()
        if hasattr(one, "targetoptions")
    }
    assert {"fold", "fit", "restless", "look"} <= loops.keys()
    assert [name for name, one in loops.items() if one.targetoptions.get("fastmath")] == []


def test_a_pixel_takes_48_bytes():
    assert BYTES <= 48


@settings(max_examples=20)
@given(st.lists(st.floats(-1, 1, width=32), min_size=9, max_size=9), st.sets(st.integers(0, 8)))
def test_the_smoothed_residual_is_the_median_of_its_neighbourhood(values, missing):
    plane = np.array(values, np.float32).reshape(3, 3)
    for at in missing - {4}:
        plane[at // 3, at % 3] = kernels.NONE
    out = np.empty(1, np.float32)
    kernels.smooth_row(plane, 0, 0, 1, out)
    assert out[0] == np.median(np.where(plane >= kernels.NONE / 2, plane[1, 1], plane))


def test_a_robust_fit_is_not_drawn_by_clouds_that_no_mask_knows():
    random = np.random.default_rng(1)
    days = np.arange(80) * 9
    from dinh.forest.fold import design
    from dinh.forest.history import fitted
    from dinh.forest.settings import OPTICAL

    rows = design(days)
    truth = np.array([0.55, 0.03, -0.02, 0.01, 0.0])
    values = np.repeat(
        np.rint((rows @ truth) * 1e4)[:, None], 300, 1
    ) + 150 * random.standard_normal((80, 300))
    values[random.random(values.shape) < 0.12] -= 3500
    beta, sigma, _ = fitted(values.astype(np.int16), rows, np.ones(80), np.zeros(80), 0.03, OPTICAL)
    model = rows @ (beta.astype(np.float32) * 1e-4)
    assert np.abs(model - (rows @ truth)[:, None]).mean() < 0.012
    assert np.median(sigma) * 1e-5 < 0.035
