"""A forest elsewhere is watched and shown beside what was really lost there; the commune's books and map hear nothing of it."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dinh.cli import main
from dinh.forest import simulate
from dinh.forest.grid import Grid
from dinh.forest.stack import Scene
from dinh.forest.store import open_store
from dinh.forest_cases import reference
from dinh.forest_cases.tiles import layers
from dinh.store import ledger

PLAN = simulate.Plan(
    seed=5,
    size=48,
    events=2,
    wide=0.0,
    every=8,
    start=date(2022, 1, 1),
    monitor=date(2024, 1, 1),
    end=date(2024, 12, 31),
    crs="EPSG:32634",
    corner=(500_000.0, 5_000_000.0),
)


@pytest.fixture(scope="module")
def scenes_elsewhere(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere") / "balkan"
    simulate.write(simulate.simulate(PLAN), folder)
    return folder


def test_a_site_is_watched_into_its_own_folder_with_pictures_map_and_what_was_so_and_nothing_passes_the_door(
    world, house, scenes_elsewhere, capsys
):
    before = ledger.head(world.house).number
    assert main(["--json", "forest", "reference", str(scenes_elsewhere)]) == 0
    told = json.loads(capsys.readouterr().out)
    site = reference.site(house, "balkan")
    assert reference.names(house) == ("balkan",) and reference.going(house, "balkan") is None
    assert (told["alerts"], told["losses"], told["found"]) == (
        len(site.alerts),
        len(site.losses),
        sum(one.found for one in site.losses),
    )
    assert (
        site.alerts
        and site.losses
        and (site.begin, site.until) == (date(2024, 1, 1), date.fromisoformat(told["until"]))
    )
    assert site.right and site.right + site.missed == round(
        sum(one.area_m2 for one in site.losses) / site.pixel_m2
    )
    for one in site.alerts:
        content = [
            reference.picture(house, "balkan", one.alert_id, which)
            for which in ("before", "after", "series")
        ]
        assert (
            content[2].startswith(b"\x89PNG")
            and [bool(part) for part in content[:2]] == [one.before_on is not None] * 2
        )
        assert one.before_on is None or one.before_on < one.onset <= one.found <= one.after_on
        assert sum(area for _, area in one.plots) == pytest.approx(one.area_m2, rel=0.01), (
            "the squares cover the ground"
        )
        assert 20 < one.place[0] < 22 and 44 < one.place[1] < 46
    assert layers(house / reference.FOLDER / "balkan") and not layers(house)
    assert ledger.head(world.house).number == before


def test_a_folder_that_does_not_say_what_was_lost_or_a_name_that_is_none_is_refused_and_leaves_nothing(
    world, house, tmp_path, capsys
):
    (tmp_path / "Rừng lạ").mkdir()
    (tmp_path / "Rừng lạ/labels_10m.nc").write_bytes(b"")
    (tmp_path / "bare").mkdir()
    for folder, code in (
        ("Rừng lạ", "forest.reference_name"),
        ("bare", "forest.truth_none"),
        ("none", "forest.no_folder"),
    ):
        assert main(["--json", "forest", "reference", str(tmp_path / folder)]) == 1
        assert json.loads(capsys.readouterr().out)["refusal"]["code"] == code
    assert reference.names(house) == ()


HOLDS = "import sys; from pathlib import Path; from dinh.forest.alone import alone\nwith alone(Path(sys.argv[1]), 'reference'): print('held', flush=True); sys.stdin.read()"


def test_a_second_run_on_a_site_is_refused_and_leaves_the_firsts_progress_and_one_that_fails_leaves_none(
    world, house, tmp_path, capsys
):
    home = house / reference.FOLDER / "balkan"
    for folder in (home, tmp_path / "balkan"):
        folder.mkdir(parents=True)
    (tmp_path / "balkan/labels_10m.nc").write_bytes(b"no map")
    (home / reference.PROGRESS).write_text("the first one's")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(home)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as first:
        assert first.stdout is not None and first.stdout.readline() == b"held\n"
        assert main(["--json", "forest", "reference", str(tmp_path / "balkan")]) == 1
        said = json.loads(capsys.readouterr().out)["refusal"]
        assert said["code"] == "forest.taken" and str(first.pid) in str(said)
        assert (home / reference.PROGRESS).read_text() == "the first one's"
        first.kill()
    assert main(["--json", "forest", "reference", str(tmp_path / "balkan")]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "forest.no_scenes"
    assert reference.names(house) == ()


def test_of_a_forest_elsewhere_no_case_is_opened_and_no_sample_drawn(
    world, house, tmp_path, capsys
):
    kept = house / reference.FOLDER / "balkan/store"
    store = open_store(kept, Grid(PLAN.crs, *PLAN.corner, 10.0, 8, 8), "nbr")
    store.add(Scene(date(2024, 1, 1), "optical", {"nbr": np.zeros((8, 8), np.int16)}))
    carried = shutil.copytree(kept, tmp_path / "store")
    before = ledger.head(world.house).number
    for folder, code in ((kept, "forest.store_reference"), (carried, "forest.store_far")):
        for words in (("cases",), ("accuracy", "--draw", "20")):
            assert main(["--json", "forest", *words, "--store", str(folder), "--by", "forest"]) == 1
            assert json.loads(capsys.readouterr().out)["refusal"]["code"] == code
    assert ledger.head(world.house).number == before and not layers(house)
