"""Scenes of every layout are read alike, and bad ones are refused in words before anything is folded."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.cli import main
from dinh.engine.refusal import Refused
from dinh.forest import watch
from dinh.forest.bands import band_of
from dinh.forest.fold import Fold
from dinh.forest.grid import Grid, day_of
from dinh.forest.layers import date_in
from dinh.forest.settings import MISSING
from dinh.forest.simulate import Plan, simulate, write
from dinh.forest.stack import Scene, open_stack
from dinh.forest.store import open_store
from tests.forest.ground import CRS, geotiff

LONG_AGO, FAR = date(2000, 1, 1), date(2100, 1, 1)


@pytest.fixture(scope="module")
def made():
    return simulate(Plan(seed=3, size=40, end=date(2022, 6, 30), every=20, events=2))


@pytest.fixture(scope="module")
def netcdf(made, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("netcdf")
    write(made, folder)
    return folder


def scene(folder: Path, when: date, **asked) -> np.ndarray:
    stack = open_stack(folder, **asked)
    return stack.scene(when).values[stack.index]


def test_one_file_a_band_and_one_file_a_date_are_read_as_the_netcdf_is(made, netcdf, tmp_path):
    for at, when in enumerate(made.dates[:4]):
        names = ["red", "nir08", "swir22", "SCL"]
        bands = [
            made.bands["B04"][at],
            made.bands["B8A"][at],
            made.bands["B12"][at],
            made.scl[at].astype(np.int16),
        ]
        geotiff(tmp_path / "dates" / f"S2_{when:%Y%m%d}.tif", bands, names)
        for name, band in zip(("B04", "B8A", "B12", "SCL"), bands, strict=True):
            geotiff(
                tmp_path / "bands" / f"{when}" / f"T49PBN_{when:%Y%m%d}T030541_{name}_10m.tif",
                [band],
            )
    for when in made.dates[:4]:
        wanted = scene(netcdf, when)
        assert np.array_equal(scene(tmp_path / "dates", when), wanted)
        assert np.array_equal(scene(tmp_path / "bands", when), wanted)


def test_coarser_bands_are_laid_over_the_finer_grid(made, tmp_path):
    when = made.dates[0]
    geotiff(tmp_path / f"{when}_B08.tif", [made.bands["B8A"][0]])
    geotiff(tmp_path / f"{when}_B12.tif", [made.bands["B12"][0][::2, ::2]], metres=20.0)
    stack = open_stack(tmp_path)
    assert (stack.index, stack.grid.metres, stack.grid.shape) == ("nbr", 10.0, (40, 40))
    nir, swir = (
        values.astype(float)
        for values in (
            made.bands["B8A"][0],
            np.kron(made.bands["B12"][0][::2, ::2], np.ones((2, 2))),
        )
    )
    got = stack.scene(when).values["nbr"]
    known = got != MISSING
    assert np.allclose(got[known], (1e4 * (nir - swir) / (nir + swir))[known], atol=1)


def test_radar_in_linear_power_is_read_as_in_decibels(made, tmp_path):
    decibels = np.full((40, 40), -13.5, np.float32) + np.arange(40, dtype=np.float32) / 20
    for number, when in enumerate(("20210104", "20210116")):
        geotiff(tmp_path / "db" / f"S1_{when}_VH.tif", [decibels + number])
        geotiff(
            tmp_path / "linear" / f"S1_{when}_VH.tif",
            [(10 ** ((decibels + number) / 10)).astype(np.float32)],
        )
    first = scene(tmp_path / "db", date(2021, 1, 4))
    assert np.abs(first - scene(tmp_path / "linear", date(2021, 1, 4))).max() <= 1
    assert first[0, 0] == -1350


def test_the_offset_of_baseline_four_is_taken_out_whether_it_is_told_or_not(made, tmp_path):
    at = next(
        at
        for at, when in enumerate(made.dates)
        if when >= date(2022, 1, 25) and (made.scl[at] == 4).mean() > 0.7
    )
    when = made.dates[at]
    bands = [made.bands[name][at] for name in ("B04", "B8A", "B12")]
    names = ["B04", "B8A", "B12", "SCL"]
    scl = made.scl[at].astype(np.int16)
    geotiff(tmp_path / "plain" / f"{when}.tif", [*bands, scl], names)
    geotiff(
        tmp_path / "told" / f"{when}.tif",
        [*[band + np.int16(1000) for band in bands], scl],
        names,
        PROCESSING_BASELINE="05.09",
    )
    geotiff(
        tmp_path / "silent" / f"{when}.tif",
        [*[band + np.int16(1000) for band in bands], scl],
        names,
    )
    wanted = scene(tmp_path / "plain", when)
    assert np.array_equal(scene(tmp_path / "told", when), wanted)
    assert np.array_equal(scene(tmp_path / "silent", when), wanted)


def test_without_a_mask_bright_clouds_are_seen_all_the_same(made, tmp_path):
    when = made.dates[0]
    red, nir = np.full((40, 40), 300, np.int16), np.full((40, 40), 3000, np.int16)
    red[:10], nir[:10] = 4500, 5000
    geotiff(tmp_path / f"{when}_B04.tif", [red])
    geotiff(tmp_path / f"{when}_B08.tif", [nir])
    got = scene(tmp_path, when)
    assert (got[:11] == MISSING).all() and (got[12:] != MISSING).all()


def test_bands_and_dates_are_known_by_many_names():
    assert [band_of(name) for name in ("B2", "B02", "blue", "B8A", "SR_B5", "S2A_T49_B12_20m", "VH", "foo", "Gamma0_VV")] == [
        "blue", "blue", "blue", "nir_narrow", "nir", "swir2", "vh", None, "vv",
    ]  # fmt: skip
    assert date_in("S2B_MSIL2A_20230415T031529") == date(2023, 4, 15)
    assert date_in("LC08_2021.045") == date(2021, 2, 14)
    assert date_in("T49PBN") is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"crs": "EPSG:32648"}, "forest.other_grid"),
        ({"left": 215004.0}, "forest.other_grid"),
        ({"left": 214996.0}, "forest.other_grid"),
        ({"left": 515000.0}, "forest.scattered"),
        ({"metres": 15.0}, "forest.other_grid"),
        ({"crs": "EPSG:4326", "metres": 0.0001, "left": 108.0}, "forest.degrees"),
    ],
)
def test_a_scene_on_another_grid_is_refused_by_its_name(made, tmp_path, change, code):
    for at, when in enumerate(made.dates[:3]):
        bands = [made.bands["B8A"][at], made.bands["B12"][at]]
        geotiff(tmp_path / f"{when}.tif", bands, ["B8A", "B12"], **(change if at == 2 else {}))
    with pytest.raises(Refused) as refused:
        open_stack(tmp_path)
    assert refused.value.refusal.code == code
    assert refused.value.refusal.facts["file"] == f"{made.dates[2]}.tif", (
        "whichever is the stray one, never the others"
    )


def test_a_scene_beside_the_ground_of_a_store_is_named_and_one_of_another_scale_too_and_nothing_of_them_is_taken_in(
    made, tmp_path, capsys
):
    for at, when in enumerate(made.dates[:3]):
        geotiff(
            tmp_path / "scenes" / f"{when}.tif",
            [made.bands["B8A"][at], made.bands["B12"][at]],
            ["B8A", "B12"],
        )
    words = [
        "--json",
        "forest",
        "ingest",
        "--scenes",
        str(tmp_path / "scenes"),
        "--store",
        str(tmp_path / "store"),
    ]
    assert main(words) == 0 and json.loads(capsys.readouterr().out)["new"] == 3
    table = (tmp_path / "store/scenes.json").read_bytes()
    for code, change, part in (
        ("forest.outside_store", {"left": 215400.0}, 1),
        ("forest.scale", {}, 100),
    ):
        geotiff(
            tmp_path / "scenes" / f"{made.dates[3]}.tif",
            [made.bands[name][3] // part for name in ("B8A", "B12")],
            ["B8A", "B12"],
            **change,
        )
        assert main(words) == 1
        refusal = json.loads(capsys.readouterr().out)["refusal"]
        assert refusal["code"] == code and f"{made.dates[3]}.tif" in str(refusal)
        assert (tmp_path / "store/scenes.json").read_bytes() == table
    geotiff(tmp_path / "scenes" / f"{made.dates[3]}.tif", [made.bands["B8A"][3]], ["B8A"])
    assert main(words) == 0 and json.loads(capsys.readouterr().out)["lacking"] == [
        f"{made.dates[3]}.tif"
    ]


def test_what_cannot_be_read_at_all_is_said(tmp_path):
    for code, folder in (("forest.no_folder", tmp_path / "none"), ("forest.no_scenes", tmp_path)):
        with pytest.raises(Refused) as refused:
            open_stack(folder)
        assert refused.value.refusal.code == code
    geotiff(tmp_path / "2021-01-01_B02.tif", [np.ones((40, 40), np.int16)])
    with pytest.raises(Refused) as refused:
        open_stack(tmp_path)
    assert refused.value.refusal.code == "forest.no_index"


@pytest.mark.parametrize("damage", ["half", "header", "empty", "holes"])
def test_a_file_that_came_in_half_is_told_by_name_and_the_other_scenes_are_taken_in(
    made, tmp_path, damage
):
    """Cut off, its first bytes only, nothing at all, or a file of full length whose second half was never written."""
    for at, when in enumerate(made.dates[:3]):
        geotiff(
            tmp_path / "in" / f"{when}.tif",
            [made.bands["B8A"][at], made.bands["B12"][at]],
            ["B8A", "B12"],
        )
    broken = tmp_path / "in" / f"{made.dates[1]}.tif"
    whole = broken.read_bytes()
    half = whole[: len(whole) // 2]
    broken.write_bytes(
        {
            "half": half,
            "header": whole[:64],
            "empty": b"",
            "holes": half + bytes(len(whole) - len(half)),
        }[damage]
    )
    stack = open_stack(tmp_path / "in")
    store = open_store(tmp_path / "store", stack.grid, stack.index)
    taken = watch.ingest(stack, store, FAR)
    assert taken.new == 2 and list(taken.bad) == [broken.name]


def test_numbers_of_any_scale_give_the_same_index(made, tmp_path):
    """Whole ten-thousandths, shares of one, and thousandths whose scale the file tells."""
    import rasterio

    when = made.dates[0]
    bands = [made.bands["B8A"][0], made.bands["B12"][0]]
    geotiff(tmp_path / "whole" / f"{when}.tif", bands, ["B8A", "B12"])
    geotiff(
        tmp_path / "shares" / f"{when}.tif",
        [(band / 1e4).astype(np.float32) for band in bands],
        ["B8A", "B12"],
    )
    geotiff(
        tmp_path / "told" / f"{when}.tif",
        [np.where(band, band + 2000, 0).astype(np.int16) for band in bands],
        ["B8A", "B12"],
    )
    with rasterio.open(tmp_path / "told" / f"{when}.tif", "r+") as file:
        file.scales, file.offsets = (1e-4, 1e-4), (-0.2, -0.2)
    wanted = scene(tmp_path / "whole", when)
    assert (wanted != MISSING).any()
    for name in ("shares", "told"):
        assert np.abs(scene(tmp_path / name, when).astype(int) - wanted).max() <= 1


@pytest.mark.parametrize("what", [np.nan, np.inf, -np.inf])
def test_a_flood_of_what_is_no_number_is_a_scene_of_nothing(made, tmp_path, what):
    for at, when in enumerate(made.dates[:3]):
        bands = [(made.bands[name][at] / 1e4).astype(np.float32) for name in ("B8A", "B12")]
        geotiff(
            tmp_path / f"{when}.tif",
            [np.full_like(band, what) for band in bands] if at == 1 else bands,
            ["B8A", "B12"],
        )
    assert (scene(tmp_path, made.dates[1]) == MISSING).all() and (
        scene(tmp_path, made.dates[2]) != MISSING
    ).any()


def test_a_day_that_lacks_a_band_is_a_scene_of_nothing(made, tmp_path):
    for at, when in enumerate(made.dates[:4]):
        for name in ("B8A", "B12") if at != 2 else ("B8A",):
            geotiff(tmp_path / f"{when}_{name}.tif", [made.bands[name][at]])
    assert (scene(tmp_path, made.dates[2]) == MISSING).all() and (
        scene(tmp_path, made.dates[3]) != MISSING
    ).any()


def test_a_scene_after_the_last_day_is_never_opened(netcdf, made, tmp_path):
    stack = open_stack(netcdf)
    store = open_store(tmp_path / "store", stack.grid, stack.index)
    taken = watch.ingest(stack, store, made.dates[9])
    assert (taken.new, taken.ahead) == (10, len(made.dates) - 10)
    assert max(store.days) == day_of(made.dates[9])


# --- the store and what is kept --------------------------------------------------------------------------------------

SMALL = Grid(CRS, 215000.0, 1318000.0, 10.0, 40, 40)
DAYS = [date.fromordinal(date(2020, 1, 1).toordinal() + 16 * number) for number in range(70)]


def small_scene(number: int, seed: int = 0, felled: bool = False) -> Scene:
    random = np.random.default_rng(1000 * seed + number)
    values = (5600 + 150 * random.standard_normal(SMALL.shape)).astype(np.int16)
    values[random.random(SMALL.shape) < 0.1] = MISSING
    if felled:
        values[10:16, 20:26] = 2500
    return Scene(DAYS[number], "optical", {"nbr": values}, (f"{number}.tif",))


def test_the_same_scene_twice_changes_nothing(tmp_path):
    store = open_store(tmp_path, SMALL, "nbr")
    assert [store.add(small_scene(number)) for number in (0, 1, 0)] == ["new", "new", "same"]
    table = (tmp_path / "scenes.json").read_bytes()
    assert store.add(small_scene(1)) == "same"
    assert (tmp_path / "scenes.json").read_bytes() == table


def test_two_deliveries_of_a_day_are_joined_the_same_whichever_comes_first(tmp_path):
    values = []
    for name, order in (("a", (1, 2)), ("b", (2, 1))):
        store = open_store(tmp_path / name, SMALL, "nbr")
        assert [store.add(small_scene(5, seed)) for seed in order] == ["new", "joined"]
        values.append(store.values(store.rows[0]))
    assert np.array_equal(*values)


def followed(folder: Path, numbers: list[list[int]]) -> Fold:
    """A watch that was fed in several goes; what is in the first 40 is its history."""
    store = open_store(folder, SMALL, "nbr")
    kept = watch.Kept(folder)
    for number in range(40):
        store.add(small_scene(number))
    since = day_of(DAYS[40])
    kept.keep_model(watch.fit(store, since), since, {})
    fold = None
    for part in numbers:
        for number in part:
            store.add(small_scene(number, felled=number > 50))
        fold = watch.follow(store, kept, day_of(FAR))
    assert fold is not None
    return fold


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(40, 58)), st.integers(1, 17))
def test_scenes_late_and_out_of_order_give_what_their_order_would_have_given(
    tmp_path_factory, order, cut
):
    straight = followed(tmp_path_factory.mktemp("straight"), [list(range(40, 58))])
    mixed = followed(tmp_path_factory.mktemp("mixed"), [list(order[:cut]), list(order[cut:])])
    assert mixed.state.same_as(straight.state)
    assert straight.state.alert.any()


def test_what_comes_later_changes_nothing_that_was_known_before(tmp_path):
    """Turns red when a model or a fold looks ahead: scenes of later days lie in the store, and say that all forest is gone."""
    known = followed(tmp_path / "known", [list(range(40, 50))])
    store, kept = open_store(tmp_path / "all", SMALL, "nbr"), watch.Kept(tmp_path / "all")
    for number in range(58):
        store.add(small_scene(number, felled=True) if number >= 50 else small_scene(number))
    since = day_of(DAYS[40])
    kept.keep_model(watch.fit(store, since), since, {})
    assert watch.follow(store, kept, day_of(DAYS[49])).state.same_as(known.state)


def test_stopping_and_going_on_is_the_same_as_never_stopping(tmp_path):
    whole = followed(tmp_path / "a", [list(range(40, 58))])
    parts = followed(tmp_path / "b", [[number] for number in range(40, 58)])
    assert parts.state.same_as(whole.state)


def test_a_kill_in_the_middle_of_a_fold_loses_nothing(tmp_path):
    """The program is killed with -9 while it folds and saves after every scene; what it kept is whole, and goes on to the same end."""
    straight = followed(tmp_path / "straight", [list(range(40, 58))])
    followed(tmp_path / "killed", [[40]])
    code = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from dinh.forest import watch
        from tests.forest.test_files import FAR, day_of, open_store, small_scene
        folder = Path({str(tmp_path / "killed")!r})
        store, kept = open_store(folder), watch.Kept(folder)
        watch.SAVE_SECONDS = -1
        for number in range(41, 58):
            store.add(small_scene(number, felled=number > 50))
            print(number, flush=True)
            watch.follow(store, kept, day_of(FAR))
    """)
    running = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=dict(os.environ),
    )
    assert running.stdout is not None
    for _ in range(3):
        running.stdout.readline()
    time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL, "it had not come to its end"
    assert 41 <= len(open_store(tmp_path / "killed").rows) < 58
    store, kept = open_store(tmp_path / "killed"), watch.Kept(tmp_path / "killed")
    for number in range(41, 58):
        store.add(small_scene(number, felled=number > 50))
    assert watch.follow(store, kept, day_of(FAR)).state.same_as(straight.state)


FULL = """
import json, resource, sys
from pathlib import Path
from dinh.engine.refusal import Refused
from dinh.forest import watch
from tests.forest.test_files import FAR, day_of, open_store, small_scene
folder, bytes_max, numbers = Path(sys.argv[1]), int(sys.argv[2]), [int(word) for word in sys.argv[3:]]
store, kept = open_store(folder), watch.Kept(folder)
resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_max, bytes_max))
try:
    for number in numbers:
        store.add(small_scene(number))
    watch.follow(store, kept, day_of(FAR))
except Refused as refused:
    print(refused.refusal.code)
"""


@pytest.mark.parametrize(
    ("bytes_max", "numbers"),
    [(1000, ["42"]), (30_000, [])],
    ids=["while a scene is taken in", "while the state is written"],
)
def test_a_full_disk_leaves_all_as_it_was_and_with_room_the_watch_goes_on(
    tmp_path, bytes_max, numbers
):
    """The system itself refuses to let a file grow: nothing is made believe."""
    before = followed(tmp_path / "full", [[40, 41]]).state
    store = open_store(tmp_path / "full")
    if not numbers:
        store.add(small_scene(42))
    table = (tmp_path / "full" / "scenes.json").read_bytes()
    words = [sys.executable, "-c", FULL, str(tmp_path / "full"), str(bytes_max), *numbers]
    said = subprocess.run(
        words, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    ).stdout
    assert said.split() == ["forest.full"]
    assert (tmp_path / "full" / "scenes.json").read_bytes() == table
    store, kept = open_store(tmp_path / "full"), watch.Kept(tmp_path / "full")
    found = kept.open(store)
    assert found is not None and found[0].state.same_as(before)
    store.add(small_scene(42))
    assert watch.follow(store, kept, day_of(FAR)).state.same_as(
        followed(tmp_path / "straight", [[40, 41, 42]]).state
    )


def test_a_store_of_another_ground_is_refused(tmp_path):
    open_store(tmp_path, SMALL, "nbr").add(small_scene(0))
    with pytest.raises(Refused) as refused:
        open_store(tmp_path, Grid(CRS, 0.0, 0.0, 10.0, 40, 40), "nbr")
    assert refused.value.refusal.code == "forest.store_other"
    (tmp_path / "scenes.json").write_text("{half")
    with pytest.raises(Refused) as refused:
        open_store(tmp_path)
    assert refused.value.refusal.code == "forest.broken_store"


def test_a_history_that_is_too_short_or_without_forest_is_refused(tmp_path):
    store = open_store(tmp_path, SMALL, "nbr")
    for number in range(12):
        store.add(small_scene(number))
    with pytest.raises(Refused) as refused:
        watch.fit(store, day_of(DAYS[4]))
    assert refused.value.refusal.code == "forest.short_history"
    geotiff(tmp_path / "mask.tif", [np.zeros(SMALL.shape, np.uint8)])
    with pytest.raises(Refused) as refused:
        watch.fit(store, day_of(DAYS[11]), tmp_path / "mask.tif")
    assert refused.value.refusal.code == "forest.no_forest"


@pytest.mark.parametrize(
    ("first", "last", "every", "until", "begins"),
    [
        (date(2020, 1, 3), date(2024, 12, 27), 8, date(2024, 12, 31), date(2022, 1, 1)),
        (date(2015, 8, 1), date(2021, 1, 1), 27, date(2021, 1, 1), date(2019, 1, 1)),
        (date(2015, 8, 1), date(2018, 12, 31), 30, date(2018, 12, 31), date(2017, 1, 1)),
        (date(2014, 10, 7), date(2016, 5, 17), 24, date(2016, 5, 17), date(2016, 1, 1)),
    ],
)
def test_where_nobody_says_it_watching_begins_with_a_year(first, last, every, until, begins):
    days = list(range(day_of(first), day_of(last) + 1, every))
    assert watch.monitoring_from(days, [1.0] * len(days), day_of(until)) == day_of(begins)
