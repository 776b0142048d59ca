"""From an alert of the watch to a case, once, with its pictures; and back to the watch what the check found."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from dinh.forest_cases import alert_cases, learning
from dinh.store import documents, ledger
from dinh.workflow import cases, publishing
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
    publishing.publish(
        world.house,
        replace(
            files,
            packages=[
                one
                for one in files.packages
                if one.procedure.slug in (alert_cases.SLUG, learning.SLUG)
            ],
        ),
        at=instant("2026-11-25T07:00"),
    )
    return world


def test_alerts_open_cases_once_with_pictures_and_the_way(woods, watched: Path) -> None:
    told = alert_cases.open_cases(woods.house, BY, watched, most=8, at=AT)
    assert len(told.opened) == 8 and told.left and not told.refused
    again = alert_cases.open_cases(woods.house, BY, watched, most=0, at=AT)
    assert not again.opened and not again.grown and again.left == told.left, (
        "what one run left stays for the next, and nothing is opened twice"
    )
    kept = list(alert_cases.kept_cases(woods.house))
    assert len({case.data["alert_id"] for case in kept}) == len(kept) == len(told.opened)
    assert sum(len(case.data.get("growth") or {}) for case in kept) == len(told.grown)
    for name in ("before", "after", "series"):
        assert documents.path(kept[0].data[name]["digest"]).read_bytes().startswith(b"\x89PNG")
    assert kept[0].data["vn2000"].startswith("X ")


def test_a_map_of_plots_tells_where_each_alert_lies(watched: Path, tmp_path: Path, capsys) -> None:
    from dinh.cli import main

    main(["--json", "forest", "alerts", "--store", str(watched)])
    bare = json.loads(capsys.readouterr().out)
    west, south, east, north = 107.0, 11.0, 109.0, 13.0
    outline = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    plot = {
        "type": "Feature",
        "properties": {"tinh": "Đắk Nông", "tk": "1702", "khoanh": "3", "lo": "a", "malr3": "3"},
        "geometry": {"type": "Polygon", "coordinates": [outline]},
    }
    (tmp_path / "plots.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [plot]})
    )
    code = main(
        [
            "--json",
            "forest",
            "alerts",
            "--store",
            str(watched),
            "--plots",
            str(tmp_path / "plots.geojson"),
        ]
    )
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
    code = alert_cases.open_cases(woods.house, BY, store, most=1, at=AT).opened[0]
    cases.act(
        woods.house, BY, code, "go", data={"visit_on": "2026-11-25", "team": "Điểu Hích"}, at=AT
    )
    report = {
        "started": "2026-11-25T09:00",
        "team": "Điểu Hích",
        "source": "image",
        "damage": ["none"],
        "area_special": 0,
        "area_protection": 0,
        "area_production": 0,
        "area_young": 0,
        "first_measures": "Không",
        "conclusion": "Rừng còn nguyên",
    }
    cases.act(
        woods.house, BY, code, "not_found", data={"report": report}, at=instant("2026-11-25T10:00")
    )
    assert ledger.case_state(woods.house, code).end == "not_found"
    assert alert_cases.learn(woods.house, store) == {"checks": 1, "new": 1}
    assert alert_cases.learn(woods.house, store)["new"] == 0
    assert alert_cases.checked(woods.house)[0]["end"] == "not_found"


def test_a_threshold_that_a_leader_set_is_what_the_next_run_goes_by_and_no_longer_when_it_is_reversed(
    woods, watched: Path
) -> None:
    rows, codes = alert_cases.checked(woods.house), []
    for kind in ("clearfell", "thinning", "dieback", "other"):
        codes.append(
            cases.open_case(
                woods.house,
                BY,
                learning.SLUG,
                {
                    "kind": kind,
                    "setting": "area_m2",
                    "least": 10**7,
                    "real": 0,
                    "real_kept": 0,
                    "lost_m2": 0,
                    "empty": 0,
                    "empty_kept": 0,
                },
                channel="house",
                at=AT,
            ).code
        )
        cases.act(woods.house, "leader", codes[-1], "set", at=AT)
    told = alert_cases.open_cases(woods.house, BY, watched, most=4, at=AT)
    assert not rows and not told.opened and len(told.held) > 4
    for code in codes:
        cases.act(woods.house, "leader", code, "reverse", data={"reason": "Bỏ sót"}, at=AT)
    told = alert_cases.open_cases(woods.house, BY, watched, most=4, at=AT)
    assert len(told.opened) == 4 and not told.held


def test_a_finding_that_is_taken_back_is_taken_back_in_the_watch_and_the_case_tells_what_was_done(
    woods, watched: Path, tmp_path: Path
) -> None:
    import shutil

    from dinh.forest.feedback import noted

    store = shutil.copytree(watched, tmp_path / "store")
    code = alert_cases.open_cases(woods.house, BY, store, most=1, at=AT).opened[0]
    cases.act(
        woods.house, BY, code, "go", data={"visit_on": "2026-11-25", "team": "Điểu Hích"}, at=AT
    )
    report = {
        "started": "2026-11-25T09:00",
        "team": "Điểu Hích",
        "source": "image",
        "damage": ["none"],
        "area_special": 0,
        "area_protection": 0,
        "area_production": 0,
        "area_young": 0,
        "first_measures": "Không",
        "conclusion": "Rừng còn nguyên",
    }
    cases.act(
        woods.house, BY, code, "not_found", data={"report": report}, at=instant("2026-11-25T10:00")
    )
    alert_cases.learn(woods.house, store, BY, instant("2026-11-25T11:00"))
    (one,) = noted(store)
    assert (one["what"], one["by"]) == ("refit", code)
    (heeded,) = learning.heeded(woods.house, alert_cases.kept_cases(woods.house))
    assert heeded.done.startswith(f"Theo dõi bằng ảnh: học lại {len(one['rows'])} điểm ảnh")
    cases.act(
        woods.house,
        "leader",
        code,
        "reverse",
        data={"reason": "Kiểm tra nhầm chỗ"},
        at=instant("2026-11-25T14:00"),
    )
    assert alert_cases.learn(woods.house, store, BY, instant("2026-11-25T15:00")) == {
        "checks": 0,
        "new": 0,
    }
    assert noted(store) == []
