"""Checked ground is watched anew when a leader agrees to it, and no longer when that is taken back; ground of no case, when its keeper says so."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from dinh.cli import main
from dinh.clock import now
from dinh.engine.refusal import Refused
from dinh.forest.alerts import alerts, by_patch
from dinh.forest.feedback import noted
from dinh.forest.grid import day_of
from dinh.forest.joining import FROZEN
from dinh.forest.watch import Kept, follow
from dinh.forest_cases import alert_cases, learning, verification
from dinh.store import ledger
from dinh.workflow import cases, publishing
from tests.world import instant, own_files

BY = "forest"
REPORT = {
    "started": "2026-11-25T09:00",
    "team": "Điểu Hích",
    "source": "image",
    "damage": ["none"],
    "area_special": 0,
    "area_protection": 0,
    "area_production": 0,
    "area_young": 0,
    "first_measures": "Không",
    "conclusion": "Sâu róm",
}


@pytest.fixture
def woods(world):
    """A house in which alerts may become cases, and their ground be watched anew."""
    files, wanted = own_files(), (alert_cases.SLUG, verification.SLUG)
    publishing.publish(
        world.house,
        replace(files, packages=[one for one in files.packages if one.procedure.slug in wanted]),
        at=instant("2026-11-20T07:00"),
    )
    return world.house


@pytest.fixture
def store(woods_watched, tmp_path) -> Path:
    return shutil.copytree(woods_watched.folder / "store", tmp_path / "store")


@pytest.fixture
def lost(woods, store) -> str:
    """The case of an alert that was settled as natural loss on 25/11/2026, of which the watch has heard."""
    code = alert_cases.open_cases(woods, BY, store, most=1, at=instant("2026-11-25T08:00")).opened[
        0
    ]
    cases.act(
        woods,
        BY,
        code,
        "go",
        data={"visit_on": "2026-11-25", "team": "Điểu Hích"},
        at=instant("2026-11-25T08:30"),
    )
    cases.act(
        woods,
        BY,
        code,
        "natural",
        data={"report": REPORT, "why_area": "Đã trồng lại"},
        at=instant("2026-11-25T10:00"),
    )
    alert_cases.learn(woods, store, BY, instant("2026-11-25T11:00"))
    return code


def test_replanted_ground_is_watched_again_once_a_leader_agreed_and_frozen_again_when_that_is_reversed(
    woods, store, lost
):
    (frozen,) = noted(store)
    case = verification.propose(woods, BY, lost, "thaw", date(2026, 11, 25), "Thông đã khép tán")
    assert [step.step for step in case.steps] == ["deciding"]
    assert alert_cases.learn(woods, store)["checks"] == 1, "nothing is done before it is decided"
    cases.act(woods, "leader", case.code, "agree", at=instant("2026-11-26T08:00"))
    assert alert_cases.learn(woods, store, BY, instant("2026-11-26T09:00")) == {
        "checks": 2,
        "new": 1,
    }
    thaw = next(one for one in noted(store) if one["what"] == "thaw")
    assert (thaw["by"], thaw["rows"], thaw["columns"]) == (
        case.code,
        frozen["rows"],
        frozen["columns"],
    )
    assert thaw["day"] == frozen["day"] + 1, "after the check, whatever day was said"
    assert alert_cases.learn(woods, store, BY, instant("2026-11-26T09:30"))["new"] == 0
    assert [one.what for one in learning.heeded(woods, verification.decided(woods))] == ["thaw"]
    (heeded,) = learning.heeded(woods, verification.decided(woods))
    assert heeded.words("en").startswith(f"Satellite watch: watches {len(frozen['rows'])} pixels")
    cases.act(
        woods,
        "leader",
        case.code,
        "reverse",
        data={"reason": "Nhìn nhầm lô"},
        at=instant("2026-11-26T10:00"),
    )
    alert_cases.learn(woods, store, BY, instant("2026-11-26T11:00"))
    assert noted(store) == [frozen]


def test_the_decision_goes_when_the_finding_it_rests_on_is_taken_back(woods, store, lost):
    case = verification.propose(woods, BY, lost, "thaw", date(2026, 11, 25), "Thông đã khép tán")
    cases.act(woods, "leader", case.code, "agree", at=instant("2026-11-26T08:00"))
    cases.act(
        woods,
        "leader",
        lost,
        "reverse",
        data={"reason": "Kiểm tra nhầm chỗ"},
        at=instant("2026-11-26T09:00"),
    )
    assert (
        alert_cases.learn(woods, store, BY, instant("2026-11-26T10:00"))["checks"] == 0
        and noted(store) == []
    )


def test_only_a_settled_alert_s_ground_is_watched_anew(woods, store):
    code = alert_cases.open_cases(woods, BY, store, most=1, at=instant("2026-11-25T08:00")).opened[
        0
    ]
    before = ledger.head(woods).number
    for asked, expected in (
        (code, "forest.ground_open"),
        ("H36.99-261125-9999", "forest.ground_case"),
    ):
        with pytest.raises(Refused) as refused:
            verification.propose(woods, BY, asked, "thaw", date(2026, 11, 25), "x")
        assert refused.value.refusal.code == expected
    assert ledger.head(woods).number == before


def told(capsys, *words) -> tuple[int, dict]:
    code = main(["--json", "forest", "ground", *words])
    return code, json.loads(capsys.readouterr().out or "{}")


def test_the_command_opens_the_case_for_a_leader_and_twice_is_once(woods, lost, capsys):
    words = ("thaw", "--case", lost, "--on", "2026-11-25", "--why", "Thông đã khép tán", "--by", BY)
    code, first = told(capsys, *words)
    assert code == 0 and first["steps"] == ["deciding"] and first["alert"] == lost
    assert told(capsys, *words)[1]["code"] == first["code"]
    assert told(capsys, "freeze", "--case", lost, "--on", "2026-11-25", "--by", BY)[0] == 2, (
        "what a check found is not said by a command"
    )
    assert told(capsys, "thaw", "--on", "2026-11-25")[0] == 2
    assert (
        told(capsys, "thaw", "--case", lost, "--on", "hôm qua", "--by", BY)[1]["refusal"]["code"]
        == "field.date"
    )


def test_ground_of_no_case_is_said_to_the_store_by_its_alert_and_the_next_fold_heeds_it_on_its_day(
    store, capsys
):
    fold = alert_cases.watched(store)[1]
    name, days = next(iter(by_patch(alerts(fold)).items()))
    at = days[0].rows, days[0].columns
    last = max(one.date for one in days)
    code, first = told(
        capsys, "freeze", "--store", str(store), "--alert", name, "--on", last.isoformat()
    )
    assert code == 0 and first["pixels"] == sum(len(one.rows) for one in days)
    again = told(
        capsys, "freeze", "--store", str(store), "--alert", name, "--on", last.isoformat()
    )[1]
    assert again == first and len(noted(store)) == 1
    folded = follow(alert_cases.watched(store)[0], Kept(store), day_of(date(2100, 1, 1)))
    assert (folded.state.how[at] & FROZEN).all()
    assert (
        told(
            capsys,
            "thaw",
            "--store",
            str(store),
            "--alert",
            name,
            "--on",
            date.fromordinal(last.toordinal() + 1).isoformat(),
        )[0]
        == 0
    )
    folded = follow(alert_cases.watched(store)[0], Kept(store), day_of(date(2100, 1, 1)))
    assert not (folded.state.how[at] & FROZEN).any()


def test_ground_within_an_outline_is_forest_s_own_and_what_cannot_be_is_refused_and_leaves_nothing(
    woods_watched, store, tmp_path, capsys
):
    from dinh.forest.systems import mover

    east, north = corner_of(woods_watched)
    ring = [
        list(mover("EPSG:32648")(east + x, north - y))
        for x, y in ((0, 0), (400, 0), (400, 400), (0, 400), (0, 0))
    ]
    (tmp_path / "a.geojson").write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {},
                        "geometry": {"type": "Polygon", "coordinates": [ring]},
                    }
                ],
            }
        )
    )
    code, found = told(
        capsys,
        "refit",
        "--store",
        str(store),
        "--outline",
        str(tmp_path / "a.geojson"),
        "--on",
        "2025-06-01",
    )
    fold = alert_cases.watched(store)[1]
    assert code == 0 and found["pixels"] == int(fold.forest[:40, :40].sum()) > 0
    kept = noted(store)
    tomorrow = date.fromordinal(now().date().toordinal() + 2).isoformat()
    asked = {
        "forest.ground_alert": ("--alert", "none", "--on", "2025-06-01"), "forest.ground_early": ("--outline", str(tmp_path / "a.geojson"), "--on", "2020-01-01"),
        "forest.ground_late": ("--outline", str(tmp_path / "a.geojson"), "--on", tomorrow),
    }  # fmt: skip
    for expected, words in asked.items():
        assert (
            told(capsys, "refit", "--store", str(store), *words)[1]["refusal"]["code"] == expected
        )
    assert noted(store) == kept


def corner_of(woods_watched) -> tuple[float, float]:
    grid = woods_watched.store.grid
    return grid.left, grid.top
