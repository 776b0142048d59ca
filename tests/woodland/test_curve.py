"""The drawing of what one pixel did: what is said of it is where it was, and nothing is cut off."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dinh.forest.curve import EDGE, svg


def drawn(first: date, count: int, **more) -> str:
    return svg([(first + timedelta(30 * n), 0.8, 0.82) for n in range(count)], "NDVI", **more)


def places(pattern: str, words: str) -> list[float]:
    return [float(one) for one in re.findall(pattern, words)]


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(2, 120))
def test_the_years_stand_apart_and_within_the_picture(first, count):
    years = places(r'<text x="(\d+)" y="224"', drawn(first, count))
    assert all(x + 24 <= EDGE for x in years)
    assert all(after - before >= 29 for before, after in pairwise(years))


def test_the_band_lies_where_it_was_really_lost_and_the_alert_beside_it():
    words = drawn(
        date(2019, 1, 1), 25, alert=date(2020, 1, 26), lost=(date(2019, 6, 30), date(2019, 12, 27))
    )
    (left,), (width,) = (
        places(r'<rect x="([\d.]+)"', words),
        places(r'<rect x="[\d.]+" y="35" width="([\d.]+)"', words),
    )
    points = places(r'<circle cx="([\d.]+)"', words)
    assert left == points[6] and abs(left + width - points[12]) < 0.2, (
        "the days of the seventh and the thirteenth scene"
    )
    assert places(r'<line x1="([\d.]+)" x2="[\d.]+" y1="35"', words) == [points[13]]


def test_a_loss_that_began_before_the_series_is_drawn_from_its_edge_on():
    words = drawn(date(2019, 1, 1), 25, lost=(date(2010, 1, 1), date(2011, 1, 1)))
    assert places(r'<rect x="([\d.]+)"', words) == [45.0] and places(
        r'y="35" width="([\d.]+)"', words
    ) == [1.0]
    assert "<rect x=" not in drawn(date(2019, 1, 1), 25)
