"""What others read of the watch: alerts as GeoJSON, the reasons of a pixel, accuracy with its intervals, and the command line."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from shapely import contains_xy, union_all

from dinh.cli import main
from dinh.forest import accuracy, calibrate
from dinh.forest.alerts import alerts, confidence, facts, geojson, shapes
from dinh.forest.grid import day_of
from dinh.forest.simulate import Plan, simulate, write


@pytest.fixture(scope="module")
def folded(pines):
    return pines.folded()


def test_an_alert_says_id_days_kind_confidence_area_and_plots(folded):
    found = geojson(
        folded,
        alerts(folded),
        plots=lambda ground: [{"plot": "TK101-K2-a", "area_m2": ground.area}],
    )
    assert found["type"] == "FeatureCollection" and "crs" not in found
    for one in found["features"]:
        told = one["properties"]
        assert {"alert_id", "date", "onset", "kind", "confidence", "area_m2", "plots"} <= set(told)
        assert told["onset"] <= told["date"] and 0 <= told["confidence"] <= 1
        assert told["kind"] in {"clearfell", "thinning", "dieback", "other"}
        assert told["plots"][0]["area_m2"] == pytest.approx(told["area_m2"])
    x, y = np.array(_points(found)).T
    assert ((x > 108) & (x < 109) & (y > 11) & (y < 12.5)).all()


def _points(found: dict) -> list:
    points: list = []

    def walk(part) -> None:
        if isinstance(part[0], float):
            points.append(part[:2])
        else:
            for one in part:
                walk(one)

    for one in found["features"]:
        walk(one["geometry"]["coordinates"])
    return points


def test_in_the_sites_own_grid_the_ground_is_exactly_the_pixels(folded):
    found = geojson(folded, alerts(folded), own_grid=True)
    assert found["crs"]["properties"]["name"] == "EPSG:32649"
    assert sum(shapes(folded, one).area for one in alerts(folded)) == pytest.approx(
        (folded.state.alert > 0).sum() * 100
    )
    assert all(x % 10 == 0 and y % 10 == 0 for x, y in _points(found))
    rows, columns = np.nonzero(folded.state.alert)
    lies = contains_xy(
        union_all([shapes(folded, one) for one in alerts(folded)]),
        215000 + 10 * columns + 5,
        1318000 - 10 * rows - 5,
    )
    assert lies.all(), "turned, mirrored or shifted"


def test_no_ground_is_told_twice_and_a_patch_that_grew_has_one_name(folded):
    told = alerts(folded)
    pixels = [
        (row, column) for one in told for row, column in zip(one.rows, one.columns, strict=True)
    ]
    assert len(pixels) == len(set(pixels)) == (folded.state.alert > 0).sum()
    assert (
        len({(one.alert_id, one.date) for one in told})
        == len(told)
        > len({one.alert_id for one in told})
    )
    assert [one.date for one in told] == sorted(one.date for one in told)


def test_kinds_are_told_apart(pines, folded):
    truth = pines.made.truth
    kinds = {"clearfell": set(), "dieback": set()}
    for one in alerts(folded):
        number = np.bincount(truth.kind[one.rows, one.columns], minlength=8)[1:6].argmax() + 1
        if one.kind in kinds and truth.label[one.rows, one.columns].mean() > 0.5:
            kinds[one.kind].add(int(number))
    assert 1 in kinds["clearfell"] and kinds["dieback"] & {3, 4, 5}


def test_a_larger_and_deeper_loss_is_surer(folded):
    one = next(one for one in alerts(folded) if one.kind == "dieback")
    larger, deeper = replace(one, pixels=10 * one.pixels), replace(one, drop=3 * one.drop)
    sure = {
        name: confidence(facts(each, folded.settings))
        for name, each in (("as is", one), ("larger", larger), ("deeper", deeper))
    }
    assert (
        sure["as is"] == one.confidence < min(sure["larger"], sure["deeper"])
        and max(sure.values()) < 1
    )


def test_confidence_learns_what_is_true_and_beats_the_base_rate():
    """Turns red when a weight's sign is swapped, or weights and facts are out of step."""
    random = np.random.default_rng(5)
    known = random.standard_normal((4000, 2))
    right = random.random(4000) < 1 / (1 + np.exp(-(1 + 2 * known[:, 0] - known[:, 1])))
    found = [calibrate.Told(tuple(row), bool(yes)) for row, yes in zip(known, right, strict=True)]
    w = calibrate.weights(found[:2000])
    assert np.allclose(w, [1, 2, -1], atol=0.25)
    p = calibrate.probabilities(w, found[2000:])
    assert accuracy.brier(p, right[2000:]) < 0.7 * accuracy.brier(
        [right.mean()] * 2000, right[2000:]
    )
    assert all(abs(said - true) < 0.08 for said, true, _ in calibrate.reliability(p, right[2000:]))


def test_an_alert_is_as_sure_as_what_was_known_on_its_day_says(pines):
    """Turns red when the ground that a patch gains later counts."""
    middle = pines.later[len(pines.later) // 2]
    until = alerts(pines.folded([day for day in pines.later if day <= middle]))
    whole = [one for one in alerts(pines.folded()) if day_of(one.date) <= middle]
    assert len(until) > 5
    assert [(one.alert_id, one.date, one.confidence) for one in until] == [
        (one.alert_id, one.date, one.confidence) for one in whole
    ]


def test_a_hundred_thousand_alerts_at_once_are_told(pines):
    from dinh.forest.fold import Fold
    from dinh.forest.grid import Grid
    from dinh.forest.state import State

    grid = Grid("EPSG:32649", 215000.0, 1318000.0, 10.0, 640, 640)
    fold = Fold(grid, pines.settings, np.ones(grid.shape, bool), State(grid))
    rows, columns = np.mgrid[0:640:2, 0:640:2]
    fold.state.alert[rows, columns] = 19000
    fold.state.patch[rows, columns] = rows * 640 + columns + 1
    fold.state.how[rows, columns] = 1
    fold.state.depth[rows, columns] = -2000
    fold.state.first[rows, columns] = 18990
    found = alerts(fold)
    assert len(found) == len({one.alert_id for one in found}) == 102_400
    assert {(one.kind, one.drop, one.area_m2, one.onset.isoformat()) for one in found} == {
        ("clearfell", -0.2, 100.0, "2021-12-29")
    }


# --- the command line ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write(
        simulate(Plan(seed=4, size=60, end=date(2022, 12, 31), every=8, events=3)),
        folder / "scenes",
    )
    return folder


def told(capsys, *words: str) -> tuple[int, dict]:
    code = main(["--json", "--lang", "en", "forest", *words])
    return code, json.loads(capsys.readouterr().out or "{}")


def test_the_whole_watch_in_one_go_is_what_its_parts_give(site, capsys):
    code, whole = told(
        capsys,
        "watch",
        "--scenes",
        str(site / "scenes"),
        "--until",
        "2022-12-31",
        "--out",
        str(site / "a.geojson"),
    )
    assert (
        code == 0
        and whole["from"] == "2022-01-01"
        and whole["index"] == "nbr"
        and whole["alerts"] > 0
    )
    assert not (site / "a.geojson.watch").exists() and (site / "a.grid.geojson").exists()
    store = str(site / "store")
    assert (
        told(
            capsys,
            "ingest",
            "--scenes",
            str(site / "scenes"),
            "--store",
            store,
            "--until",
            "2022-12-31",
        )[1]["new"]
        == whole["new"]
    )
    assert told(capsys, "fit", "--store", store, "--from", "2022-01-01")[0] == 0
    assert told(capsys, "observe", "--store", store, "--until", "2022-07-01")[1]["folded"] > 5
    assert (
        told(capsys, "observe", "--store", store, "--until", "2022-12-31")[1]["alerts"]
        == whole["alerts"]
    )
    assert told(capsys, "observe", "--store", store, "--until", "2022-12-31")[1]["folded"] == 0
    assert told(capsys, "alerts", "--store", store)[1] == json.loads(
        (site / "a.geojson").read_text()
    )
    one = json.loads((site / "a.grid.geojson").read_text())["features"][0]
    x, y = (
        one["geometry"]["coordinates"][0][0]
        if one["geometry"]["type"] == "Polygon"
        else one["geometry"]["coordinates"][0][0][0]
    )
    code, why = told(capsys, "explain", "--store", store, str(x + 5), str(y - 5))
    assert code == 0 and len(why["points"]) > 30
    day = day_of(date.fromisoformat(one["properties"]["date"]))
    after = [
        point["residual"]
        for point in why["points"]
        if point["residual"] is not None and day_of(date.fromisoformat(point["date"])) >= day
    ]
    assert why["how"] in {"run", "slow", "filled", "standing"} and (not after or after[0] < 0.1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("watch", "--scenes", "none", "--out", "a.geojson"), "forest.no_folder"),
        (("fit", "--store", "none"), "forest.not_ingested"),
        (("ingest", "--store", "none", "--scenes", ".", "--index", "evi"), "forest.index_unknown"),
        (("watch", "--scenes", ".", "--out", "none/a.geojson"), "forest.out_folder"),
    ],
)
def test_a_refusal_says_what_happened_and_what_to_do(tmp_path, monkeypatch, capsys, words, code):
    monkeypatch.chdir(tmp_path)
    gave, said = told(capsys, *words)
    assert gave == 1 and said["refusal"]["code"] == code and said["refusal"]["do"]


def test_why_alerts_cannot_be_written_is_said_in_the_readers_language(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    for lang, why in (
        ("vi", "không có tệp hay thư mục này"),
        ("en", "there is no such file or folder"),
    ):
        assert (
            main(["--lang", lang, "forest", "watch", "--scenes", ".", "--out", "none/a.geojson"])
            == 1
        )
        assert "none/a.geojson" in (said := capsys.readouterr().err) and why in said


def test_wrong_words_are_wrong_usage(capsys):
    assert main(["forest", "watch", "--scenes", ".", "--until", "31/12/2022", "--out", "a"]) == 2
    assert main(["forest"]) == 2


def test_without_its_packages_the_command_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr("dinh.forest.trouble.find_spec", lambda name: None)
    code, said = told(capsys, "fit", "--store", "none")
    assert (
        code == 1
        and said["refusal"]["code"] == "forest.packages"
        and "dinh[forest]" in said["refusal"]["do"]
    )
