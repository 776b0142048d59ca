"""From an alert of the watch to a case, once, with its pictures; and back to the watch what the check found."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from dinh import cases, publishing
from dinh.store import documents, ledger
from dinh.woodland import opening
from tests.world import instant, own_files

BY = "forest"
AT = instant("2026-11-25T08:00")


@pytest.fixture
def watched(woods_watched) -> Path:
    """The store of the demo's forest."""
    return woods_watched.folder / "store"


@pytest.fixture
def woods(world):
    """A house in which alerts may become cases."""
    files = own_files()
    publishing.publish(world.house, replace(files, packages=[one for one in files.packages if one.procedure.slug == opening.SLUG]), at=instant("2026-11-25T07:00"))
    return world


def test_alerts_open_cases_once_with_pictures_and_the_way(woods, watched: Path) -> None:
    told = opening.open_cases(woods.house, BY, watched, most=8, at=AT)
    assert told.opened and not told.refused
    again = opening.open_cases(woods.house, BY, watched, most=8, at=AT)
    assert not again.opened and not again.grown
    kept = list(opening.kept_cases(woods.house))
    assert len({case.data["alert_id"] for case in kept}) == len(kept) == len(told.opened)
    assert sum(len(case.data.get("growth") or {}) for case in kept) == len(told.grown)
    for name in ("before", "after", "series"):
        assert documents.path(kept[0].data[name]["digest"]).read_bytes().startswith(b"\x89PNG")
    assert kept[0].data["vn2000"].startswith("X ")


def test_a_map_of_plots_tells_where_each_alert_lies(watched: Path, tmp_path: Path, capsys) -> None:
    from dinh.commands import main

    main(["--json", "forest", "alerts", "--store", str(watched)])
    bare = json.loads(capsys.readouterr().out)
    west, south, east, north = 107.0, 11.0, 109.0, 13.0
    outline = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    plot = {"type": "Feature", "properties": {"tinh": "Đắk Nông", "tk": "1702", "khoanh": "3", "lo": "a", "malr3": "3"}, "geometry": {"type": "Polygon", "coordinates": [outline]}}
    (tmp_path / "plots.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [plot]}))
    code = main(["--json", "forest", "alerts", "--store", str(watched), "--plots", str(tmp_path / "plots.geojson")])
    told = json.loads(capsys.readouterr().out)
    assert code == 0 and len(told["features"]) == len(bare["features"]) > 0
    for one, before in zip(told["features"], bare["features"], strict=True):
        assert not before["properties"]["plots"]
        (lies,) = one["properties"]["plots"]
        assert lies["plot"] == "dak_nong-1702-3-a" and lies["category"] == "production"
        assert lies["area_m2"] == pytest.approx(one["properties"]["area_m2"], rel=0.01)


def test_a_check_that_finds_nothing_is_learnt_once(woods, watched: Path, tmp_path: Path) -> None:
    import shutil

    store = shutil.copytree(watched, tmp_path / "store")
    code = opening.open_cases(woods.house, BY, store, most=1, at=AT).opened[0]
    cases.act(woods.house, BY, code, "go", data={"visit_on": "2026-11-25", "team": "Điểu Hích"}, at=AT)
    report = {"started": "2026-11-25T09:00", "team": "Điểu Hích", "source": "image", "damage": ["none"], "area_special": 0, "area_protection": 0, "area_production": 0, "area_young": 0, "first_measures": "Không", "conclusion": "Rừng còn nguyên"}
    cases.act(woods.house, BY, code, "not_found", data={"report": report}, at=instant("2026-11-25T10:00"))
    assert ledger.case_state(woods.house, code).end == "not_found"
    assert opening.learn(woods.house, store) == {"checks": 1, "new": 1}
    assert opening.learn(woods.house, store)["new"] == 0
    assert opening.checked(woods.house)[0]["end"] == "not_found"
