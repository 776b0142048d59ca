"""The plots of a forest map: read in whatever system, held against one another and against an alert."""

import json
from pathlib import Path

import pytest

from dinh.engine.decisions.geometry import metres_outside
from dinh.engine.refusal import Refused

pytest.importorskip(
    "pyogrio", reason="forest plots not tested: pyogrio missing (install dinh[forest])"
)
shapely = pytest.importorskip("shapely")

import numpy as np  # noqa: E402
import pyogrio  # noqa: E402
from pyproj import Transformer  # noqa: E402
from shapely import Polygon, box  # noqa: E402

from dinh.forest.plotfile import near, plain, read_plots, square_metres  # noqa: E402
from dinh.forest.plots import Plots  # noqa: E402
from dinh.forest.systems import system, zone_of  # noqa: E402
from dinh.forest.verdicts import LEAST, precision, suggestions, wilson  # noqa: E402

EAST, NORTH = 404_000.0, 1_328_000.0
"""In VN-2000 108°30′: near Trường Xuân."""


def square(column: int, row: int, side: float = 100.0) -> Polygon:
    return box(
        EAST + column * side,
        NORTH + row * side,
        EAST + (column + 1) * side,
        NORTH + (row + 1) * side,
    )


def written(path: Path, outlines: list, crs: str = "EPSG:9218", **cells: list) -> Path:
    n = len(outlines)
    given = {
        "tinh": ["Đắk Nông"] * n,
        "tk": ["1702"] * n,
        "khoanh": ["3"] * n,
        "lo": [f"l{i}" for i in range(n)],
        "malr3": ["3"] * n,
    } | cells
    driver = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON"}[path.suffix]
    fields = [np.array(values, dtype=object) for values in given.values()]
    options = (
        {"layer": "plots"}
        if driver == "GPKG"
        else {"ENCODING": "UTF-8"}
        if driver == "ESRI Shapefile"
        else {"RFC7946": "NO"}
    )
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(outlines)),
        fields,
        list(given),
        geometry_type="Unknown" if driver == "GPKG" else "Polygon",
        crs=crs,
        driver=driver,
        **options,
    )
    return path


@pytest.mark.parametrize("name", ["plots.gpkg", "plots.shp"])
def test_a_map_in_vn2000_is_read_and_both_coordinates_are_kept(tmp_path: Path, name: str) -> None:
    found = read_plots(written(tmp_path / name, [square(0, 0), square(1, 0)]))
    assert [row["code"] for row in found.rows] == ["dak_nong-1702-3-l0", "dak_nong-1702-3-l1"]
    own, ground = (
        json.loads(found.rows[0][name])["coordinates"][0] for name in ("outline_source", "outline")
    )
    there = Transformer.from_pipeline(
        "+proj=pipeline +step +inv +proj=tmerc +lat_0=0 +lon_0=108.5 +k=0.9999 +x_0=500000 +ellps=WGS84 +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
        "+step +proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame "
        "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    ).transform(*own[0])
    assert ground[0] == pytest.approx(there, abs=2e-6), (
        "the national shift to WGS 84, written out by hand"
    )
    assert 107.5 < ground[0][0] < 107.7 and 12 < ground[0][1] < 12.1
    assert "9218" in found.rows[0]["source_crs"]
    assert float(found.rows[0]["area_ha"]) == pytest.approx(1.0, rel=0.001)


def test_geojson_in_wgs84_needs_no_zone(tmp_path: Path) -> None:
    found = read_plots(
        written(tmp_path / "p.geojson", [box(107.61, 12.01, 107.611, 12.011)], crs="EPSG:4326")
    )
    assert found.rows[0]["category"] == "production" and found.grounds[0].bounds[
        0
    ] == pytest.approx(107.61)


def test_columns_of_another_name_are_matched_by_the_caller(tmp_path: Path) -> None:
    path = written(tmp_path / "p.gpkg", [square(0, 0)], malr3=[""], cap=["Rừng phòng hộ"])
    assert read_plots(path, columns={"cap": "category"}).rows[0]["category"] == "protection"
    with pytest.raises(Refused) as no:
        read_plots(path, columns={"nowhere": "category", "cap": "kind"})
    assert (
        no.value.refusal.code == "forest.plots_columns"
        and "nowhere" in no.value.refusal.facts["wrong"]
        and "cap=kind" in no.value.refusal.facts["wrong"]
    )


def test_a_wrong_zone_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "p.gpkg", [square(0, 0)])
    with pytest.raises(Refused) as no:
        read_plots(path, "EPSG:4326")
    assert no.value.refusal.code == "forest.plots_abroad"
    found = read_plots(path, "105-00")  # inside Vietnam or not, it is far from the commune
    with pytest.raises(Refused) as far:
        near(found, [(107.62, 12.01)], 60)
    assert far.value.refusal.code == "forest.plots_far"
    near(read_plots(path), [(107.62, 12.01)], 60)


def test_every_fault_is_told_at_once_and_what_is_safe_is_repaired(tmp_path: Path) -> None:
    bow = Polygon(
        [(EAST, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH), (EAST, NORTH + 100)]
    )
    doubled = Polygon(
        [
            (EAST, NORTH),
            (EAST + 100, NORTH),
            (EAST + 100, NORTH),
            (EAST + 100, NORTH + 100),
            (EAST + 50, NORTH + 100),
            (EAST + 50, NORTH + 120),
            (EAST + 50, NORTH + 100),
            (EAST, NORTH + 100),
        ]
    )
    found = read_plots(
        written(
            tmp_path / "p.gpkg",
            [bow, doubled, square(3, 3)],
            malr3=["3", "3", "?"],
            tk=["1", "2", ""],
        )
    )
    assert {fault.field for fault in found.faults} == {
        "1.outline",
        "3.category",
        "3.subcompartment",
    }
    assert [one["row"] for one in found.repaired] == [2], (
        "a spike is cut off; a bow tie is nobody's to guess"
    )
    assert float(found.rows[0]["area_ha"]) == pytest.approx(1.0, rel=0.01)


def test_overlaps_and_gaps_are_measured(tmp_path: Path) -> None:
    ring = [square(c, r) for c in range(3) for r in range(3) if (c, r) != (1, 1)]
    ring[0] = box(EAST, NORTH, EAST + 110, NORTH + 100)
    plots = Plots(read_plots(written(tmp_path / "p.gpkg", ring)).rows)
    assert [round(one.area_m2, -1) for one in plots.overlaps()] == [1000]
    assert [round(one.area_m2, -2) for one in plots.gaps()] == [10_000]
    assert len(plots.gaps()[0].plots) == 8


def test_an_alert_is_told_by_plot_and_category(tmp_path: Path) -> None:
    found = read_plots(written(tmp_path / "p.gpkg", [square(0, 0), square(1, 0)], malr3=["3", "1"]))
    ground = shapely.union_all(found.grounds)
    touched = Plots(found.rows).touched(ground)
    assert sum(one["area_m2"] for one in touched) == pytest.approx(square_metres(ground), rel=1e-3)
    assert {one["category"] for one in touched} == {"production", "protection"}
    half = Plots(found.rows).touched(found.grounds[0].buffer(-0.0003))
    assert len(half) == 1 and half[0]["area_m2"] < touched[0]["area_m2"]


def test_zones_are_named_as_foresters_do() -> None:
    assert [
        system(words).to_epsg()
        for words in ("108-30", "VN-2000 108°30'", "TM-3 Đắk Nông", "107.75", "9218")
    ] == [
        9218,
        9218,
        9218,
        5899,
        9218,
    ]
    assert (zone_of(107.6), zone_of(108.4)) == ("EPSG:5899", "EPSG:9218")
    assert plain("Tiểu khu") == "tieukhu"
    with pytest.raises(Refused):
        system("somewhere")


def test_precision_is_told_by_kind_and_season_and_of_few_checks_the_count_alone() -> None:
    rows = [{"kind": "clearfell", "date": "2026-02-01", "end": "handed_police"}] * LEAST
    rows += [{"kind": "clearfell", "date": "2026-07-01", "end": "not_found"}] * (LEAST - 1) + [
        {"kind": "dieback", "date": "2026-07-01", "end": "unreached"}
    ]
    told = {(one["kind"], one["season"]): one for one in precision(rows)}
    assert told["clearfell", "dry"] == {
        "kind": "clearfell",
        "season": "dry",
        "checked": 10,
        "real": 10,
        "violations": 10,
        "precision": 1,
        "interval": [0.722, 1.0],
    }
    assert told["clearfell", "wet"] == {
        "kind": "clearfell",
        "season": "wet",
        "checked": 9,
        "real": 0,
        "violations": 0,
        "precision": None,
        "interval": None,
    }
    assert (
        told["all", "all"]["checked"],
        told["all", "all"]["violations"],
        told["all", "all"]["precision"],
    ) == (19, 10, 0.526)
    assert wilson(5, 10) == [0.237, 0.763]


def test_a_threshold_is_suggested_with_what_it_would_miss() -> None:
    real = [
        {
            "code": f"r{i}",
            "kind": "other",
            "seen": [("other", 0.6 + i / 100, 3000)],
            "area_m2": 3000,
            "end": "natural",
        }
        for i in range(20)
    ]
    empty = [
        {
            "code": f"e{i}",
            "kind": "other",
            "seen": [("other", 0.3 + i / 100, 1000 + i * 400)],
            "area_m2": 1000 + i * 400,
            "end": "not_found",
        }
        for i in range(10)
    ]
    told = suggestions(real + empty)
    assert {
        "kind": "other",
        "setting": "confidence",
        "least": 0.6,
        "spared": 10,
        "missed": 0,
        "of": 30,
    } in told
    assert suggestions(real) == [] and suggestions(empty[:5]) == []


def test_the_ground_that_plots_span_stands_for_a_commune_whose_outline_is_not_known():
    corners = [[107.5, 11.9], [107.6, 11.9], [107.6, 12.0], [107.5, 11.9]]
    square = json.dumps({"type": "Polygon", "coordinates": [corners]})
    around = Plots([{"code": "a", "outline": square}]).around()
    assert metres_outside((11.92, 107.58), around) == 0
    assert metres_outside((13.5, 107.6), around) > 150_000
    assert Plots([]).around() == ""
