"""A later map of plots brings the book up to date: what is new, what changed, what ended, with what was kept; and says beforehand what it would do."""

import json
from pathlib import Path

import pytest

from dinh.cli import main
from dinh.forest.plotfile import read_plots
from dinh.store import ledger
from dinh.workflow import cases
from tests.forest.test_plots import square, written
from tests.world import UNIT, instant


@pytest.fixture
def told(world, tmp_path: Path, capsys):
    """Imports a map of these plots, the lot's name -> column in the row, and gives what the command says."""

    def run(lots: dict[str, int], *words: str, **cells: list) -> dict:
        path = written(
            tmp_path / f"{len(list(tmp_path.iterdir()))}.gpkg",
            [square(column, 0) for column in lots.values()],
            lo=list(lots),
            **cells,
        )
        assert main(["--json", "forest", "plots", str(path), *words]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def standing(on: str = "") -> dict[str, dict]:
    return {
        row.record.rpartition("-")[2]: row.values
        for row in ledger.records(UNIT, "forest_plots", on)
    }


def test_a_second_map_adds_changes_and_tells_what_it_does_not_name(told):
    assert told({"a": 0, "b": 1}, churung=["Hộ ông A", "Hộ bà B"])["added"] == [
        "dak_nong-1702-3-a",
        "dak_nong-1702-3-b",
    ]
    again = told({"a": 0, "c": 2}, churung=["Hộ bà C", ""], malr3=["1", "3"])
    assert (again["added"], again["changed"], again["ended"], again["not_named"]) == (
        ["dak_nong-1702-3-c"], [{"plot": "dak_nong-1702-3-a", "columns": ["category", "owner"]}], [], ["dak_nong-1702-3-b"],
    )  # fmt: skip
    assert sorted(standing()) == ["a", "b", "c"]
    assert (standing()["a"]["owner"], standing()["a"]["category"]) == ("Hộ bà C", "protection")


def test_the_same_map_again_writes_nothing(told):
    told({"a": 0, "b": 1})
    number = ledger.head(UNIT).number
    again = told({"a": 0, "b": 1})
    assert (again["same"], again["added"], again["changed"], again["ended"]) == (2, [], [], [])
    assert ledger.head(UNIT).number == number


def test_what_a_map_says_nothing_of_stays_as_it_was(told):
    told({"a": 0}, churung=["Hộ ông A"], namtr=["2015"])
    told({"a": 0}, malr3=["1"])
    assert (
        standing()["a"]["owner"],
        standing()["a"]["planted_year"],
        standing()["a"]["category"],
    ) == ("Hộ ông A", 2015, "protection")


def test_a_map_of_the_whole_commune_ends_what_it_does_not_name_and_the_day_before_still_knows_it(
    world, tmp_path
):
    both = read_plots(
        written(tmp_path / "p.gpkg", [square(0, 0), square(1, 0)], lo=["a", "b"])
    ).rows
    cases.import_records(UNIT, "forest_plots", both, "thử", at=instant("2026-07-02"))
    ended = cases.import_records(
        UNIT, "forest_plots", both[:1], "thử", renews=True, whole=True, at=instant("2026-11-25")
    )
    assert [(one.change, one.record) for one in ended] == [("end", "dak_nong-1702-3-b")]
    assert [sorted(standing(day)) for day in ("2026-11-24", "2026-11-25", "")] == [
        ["a", "b"],
        ["a"],
        ["a"],
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(told):
    told({"a": 0, "b": 1})
    number = ledger.head(UNIT).number
    words = ({"a": 0, "c": 2}, "--whole")
    would = told(*words, "--dry-run", malr3=["1", "3"])
    assert (
        not would["imported"]
        and ledger.head(UNIT).number == number
        and sorted(standing()) == ["a", "b"]
    )
    does = told(*words, malr3=["1", "3"])
    assert {name: would[name] for name in ("added", "changed", "ended", "same", "not_named")} == {
        name: does[name] for name in ("added", "changed", "ended", "same", "not_named")
    }
    assert sorted(standing()) == ["a", "c"]


def test_overlaps_are_told_with_the_plots_that_stay(told):
    told({"a": 0})
    assert told({"b": 0}, "--dry-run")["overlaps"][0]["plots"] == [
        "dak_nong-1702-3-b",
        "dak_nong-1702-3-a",
    ]
