"""What the desk's map shows of a watch is written by the watch: scenes as tiles, the commune's outline; nothing else there is touched."""

import json
from datetime import date, timedelta

import pytest

from dinh.engine.refusal import Refused
from dinh.forest.store import open_store
from dinh.forest_cases.map_layers import OUTLINE, monthly, show_outline, show_scenes
from dinh.forest_cases.tiles import FOLDER, layers, write_layer
from tests.forest.test_plots import square, written


def test_a_month_shows_its_clearest_scene_and_none_where_all_were_cloud():
    days = [date(2022, 1, 3) + timedelta(days=5 * n) for n in range(290)]
    rows = [
        {"date": day.isoformat(), "clear": 0.3 if day.month in (7, 8) else 0.7 + day.day / 200}
        for day in days
        if day <= date(2025, 12, 31)
    ]
    shown = monthly(rows)
    assert [row["date"][:7] for row in shown] == [
        f"{year}-{month:02d}"
        for year in (2024, 2025)
        for month in range(1, 13)
        if month not in (7, 8)
    ]
    assert all(
        row["clear"] == max(one["clear"] for one in rows if one["date"][:7] == row["date"][:7])
        for row in shown
    )
    assert monthly([]) == []


def test_scenes_are_written_once_old_ones_go_and_a_base_map_stays(woods_watched, tmp_path):
    store = open_store(woods_watched.folder / "store")
    for name in ("scene-2001-01-01", "nen"):
        write_layer(
            tmp_path / FOLDER / f"{name}.mbtiles",
            [(1, 0, 0, b"\x89PNG")],
            {"name": name, "bounds": "107,12,108,13"},
        )
    new = show_scenes(store, tmp_path)
    shown = layers(tmp_path)
    assert new == len(shown) - 1 >= 12 and [one.name for one in shown if one.on is None] == ["nen"]
    assert show_scenes(store, tmp_path) == 0 and layers(tmp_path) == shown
    west, south, east, north = shown[-1].bounds
    assert west < 107.6 < east and south < 12.16 < north


def test_the_outline_comes_from_any_map_file_into_wgs84(tmp_path):
    show_outline(written(tmp_path / "xa.gpkg", [square(0, 0), square(1, 0)]), "", tmp_path)
    told = json.loads((tmp_path / OUTLINE).read_text())
    assert told["type"] == "Polygon", "two polygons that touch are one commune"
    assert all(107.5 < east < 107.7 and 12 < north < 12.1 for east, north in told["coordinates"][0])


def test_an_outline_that_is_none_or_lies_elsewhere_leaves_the_one_before(tmp_path):
    show_outline(written(tmp_path / "xa.gpkg", [square(0, 0)]), "", tmp_path)
    before = (tmp_path / OUTLINE).read_bytes()
    for path, crs, code in (
        (tmp_path / "none.gpkg", "", "forest.plots_unreadable"),
        (tmp_path / "xa.gpkg", "EPSG:32633", "forest.plots_abroad"),
    ):
        with pytest.raises(Refused) as no:
            show_outline(path, crs, tmp_path)
        assert no.value.refusal.code == code
    assert (tmp_path / OUTLINE).read_bytes() == before
