"""Areas within corners and distances from outlines, by figures known beforehand."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.decisions.geometry import METRES_PER_DEGREE, area_m2, metres_outside, place_of

SQUARE = [(12.0, 107.6), (12.0, 107.61), (12.01, 107.61), (12.01, 107.6)]


def shape_of(*rings, kind="Polygon") -> str:
    lines = [[[east, north] for north, east in [*ring, ring[0]]] for ring in rings]
    return json.dumps({"type": kind, "coordinates": lines if kind == "Polygon" else [lines]})


WIDE = METRES_PER_DEGREE * math.cos(math.radians(12.0))
metres = st.integers(1, 5000)


@given(metres, metres)
def test_the_area_of_a_rectangle_is_its_sides_multiplied_whichever_way_round_it_is_walked(
    north, east
):
    top, right = 12.0 + north / METRES_PER_DEGREE, 107.6 + east / WIDE
    corners = [(12.0, 107.6), (12.0, right), (top, right), (top, 107.6)]
    assert area_m2(corners) == pytest.approx(north * east, rel=1e-6, abs=1)
    assert area_m2(corners[::-1]) == pytest.approx(north * east, rel=1e-3, abs=1)


@given(metres)
def test_a_place_north_of_an_outline_is_as_far_outside_as_it_lies_north(north):
    assert metres_outside((12.01 + north / METRES_PER_DEGREE, 107.605), shape_of(SQUARE)) == north


@given(st.floats(12.0001, 12.0099), st.floats(107.6001, 107.6099))
def test_a_place_within_an_outline_is_not_outside_it(north, east):
    assert metres_outside((north, east), shape_of(SQUARE)) == 0


def test_beyond_a_corner_the_distance_is_to_the_corner():
    place = (12.01 + 300 / METRES_PER_DEGREE, 107.61 + 400 / WIDE)
    assert metres_outside(place, shape_of(SQUARE)) == pytest.approx(500, abs=1)


def test_a_place_in_a_hole_is_outside_and_one_in_any_part_is_inside():
    hole = [(12.004, 107.604), (12.004, 107.606), (12.006, 107.606), (12.006, 107.604)]
    assert metres_outside((12.005, 107.605), shape_of(SQUARE, hole)) > 0
    assert metres_outside((12.002, 107.602), shape_of(SQUARE, hole)) == 0
    assert metres_outside((12.002, 107.602), shape_of(SQUARE, kind="MultiPolygon")) == 0


@pytest.mark.parametrize(
    "shape",
    [
        "",
        "x",
        "{}",
        '{"type":"Point","coordinates":[1,2]}',
        "[]",
        '{"type":"Polygon","coordinates":[[["a","b"]]]}',
    ],
)
def test_an_outline_that_cannot_be_read_says_nothing(shape):
    assert metres_outside((12.0, 107.6), shape) is None


def test_fewer_than_three_corners_have_no_area():
    assert area_m2(SQUARE[:2]) is None
    assert place_of("12.0, 107.6, 5") == (12.0, 107.6) and place_of("gần suối") is None
