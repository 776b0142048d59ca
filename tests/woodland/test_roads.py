"""The nearest road to an alert, where whoever keeps the server put roads into the house's folder."""

import json

import pytest

pytest.importorskip("shapely")

from dinh.forest_cases.roads import FILE, nearest, read_roads
from dinh.forest_cases.site import Site, apart

ROAD = {
    "type": "Feature",
    "properties": {"name": "ĐT 681"},
    "geometry": {"type": "LineString", "coordinates": [[107.6, 12.0], [107.6, 12.2]]},
}
FAR = {
    "type": "Feature",
    "properties": {"ten": "liên thôn"},
    "geometry": {"type": "MultiLineString", "coordinates": [[[107.7, 12.0], [107.7, 12.2]]]},
}


def kept(folder, *features):
    (folder / "forest").mkdir(exist_ok=True)
    (folder / FILE).write_text(
        json.dumps({"type": "FeatureCollection", "features": list(features)}), "utf-8"
    )
    return read_roads(folder)


def test_the_nearest_road_and_the_place_on_it_are_told(tmp_path):
    roads = kept(tmp_path, FAR, ROAD)
    name, longitude, latitude = nearest(roads, 107.62, 12.1)
    assert name == "ĐT 681" and (longitude, latitude) == (pytest.approx(107.6), pytest.approx(12.1))
    assert apart(longitude, latitude, 107.62, 12.1)[0] == pytest.approx(2_177, rel=0.01)
    assert nearest(roads, 107.69, 12.1)[0] == "liên thôn"


def test_what_is_no_line_or_far_away_or_not_there_says_nothing(tmp_path):
    broken = (
        {},
        None,
        {"geometry": {"type": "LineString"}},
        {"geometry": {"type": "Point", "coordinates": [107.6, 12.1]}, "properties": None},
    )
    assert read_roads(tmp_path) == [] and kept(tmp_path, *broken) == []
    assert nearest(kept(tmp_path, ROAD), 108.6, 12.1) is None and nearest([], 107.6, 12.1) is None
    (tmp_path / FILE).write_text("{half", "utf-8")
    assert read_roads(tmp_path) == []


def test_the_way_is_told_from_the_village_and_from_the_road(tmp_path):
    site = Site(
        None,
        None,
        None,
        [{"record": "B01", "name": "Bon Bu Bơ", "lat": 12.1, "lon": 107.61}],
        kept(tmp_path, ROAD),
    )
    assert site.way(107.62, 12.1) == (
        "B01",
        "Từ Bon Bu Bơ: 1,1 km đường chim bay về hướng Đông (90°); Từ đường ĐT 681: 2,2 km đường chim bay về hướng Đông (90°), rời đường ở 12.10000, 107.60000",
    )
    assert Site(None, None, None, []).way(107.62, 12.1) == ("", "")
