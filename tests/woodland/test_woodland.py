"""What the commune tells of its forest: what is urgent, what changed in a month, and the day's way."""

from datetime import date

import pytest

from dinh.engine.refusal import Refused
from dinh.forest_cases import patrol
from dinh.forest_cases.change import as_json, change
from dinh.forest_cases.reading import metres, urgency
from tests.woodland.patches import TODAY, patch


def test_of_two_like_patches_that_in_the_better_protected_forest_comes_first():
    assert (
        urgency(patch(category="special_use"), TODAY)
        > urgency(patch(category="protection"), TODAY)
        > urgency(patch(category="production"), TODAY)
    )


def test_a_patch_grows_urgent_as_it_waits_for_two_weeks_and_no_longer():
    fresh, week, fortnight, year = (
        urgency(patch(found=day), TODAY)
        for day in ("2026-11-26", "2026-11-19", "2026-11-12", "2025-11-26")
    )
    assert fresh < week < fortnight == year == 2 * fresh


def test_what_is_above_the_criminal_threshold_counts_twice():
    assert urgency(patch(above=True), TODAY) == 2 * urgency(patch(), TODAY)


def test_the_table_sums_what_was_measured_on_the_ground_where_it_was():
    told = change(
        [
            patch("A", area=5000, measured=4200.0, state="violation"),
            patch("B", area=1000, state="legal"),
        ],
        date(2026, 11, 1),
        date(2026, 11, 30),
    )
    assert (told.total.area_m2, told.lost.area_m2, told.lost.codes) == (5200, 4200, ("A",))
    assert [(line.state, line.sum.codes) for line in told.lines] == [
        ("legal", ("B",)),
        ("violation", ("A",)),
    ]


def test_both_days_of_a_period_are_in_it_and_no_other():
    found = [
        patch(day, found=day) for day in ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01")
    ]
    assert change(found, date(2026, 11, 1), date(2026, 11, 30)).total.codes == (
        "2026-11-01",
        "2026-11-30",
    )


def test_every_way_of_summing_tells_the_same_patches():
    found = [
        patch("A", village="Thôn 8", owner="x"),
        patch("B", village="Thôn 8", category="production"),
        patch("C", category=""),
    ]
    told = as_json(change(found, date(2026, 11, 1), date(2026, 11, 30)))
    for name in ("lines", "by_village", "by_owner", "by_category"):
        assert sorted(code for row in told[name] for code in row["codes"]) == ["A", "B", "C"]
        assert sum(row["area_m2"] for row in told[name]) == told["total"]["area_m2"]


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert metres((107.7, 12.0), (107.7, 13.0)) == pytest.approx(111_195, rel=1e-3)
    assert [
        round(patrol.bearing((107.7, 12.0), there))
        for there in ((107.7, 12.1), (107.8, 12.0), (107.7, 11.9), (107.6, 12.0))
    ] == [0, 90, 180, 270]


def test_a_day_goes_round_by_the_short_way_and_comes_home_in_time():
    pytest.importorskip("ortools")
    east = [patch(str(n), place=(107.7 + n / 100, 12.1)) for n in (3, 1, 2)]
    way = patrol.route((107.7, 12.1), east, TODAY)
    assert {stop.patch.code for stop in way.stops} == {"1", "2", "3"}
    assert way.metres == pytest.approx(2 * metres((107.7, 12.1), (107.73, 12.1)), rel=1e-3)
    assert way.minutes <= 8 * 60


def test_where_the_day_is_too_short_the_least_worth_is_left_for_tomorrow():
    pytest.importorskip("ortools")
    found = [
        patch("small", area=1000, place=(107.71, 12.1)),
        patch("large", area=9000, place=(107.69, 12.1)),
        patch("nowhere", place=None),
    ]
    way = patrol.route((107.7, 12.1), found, TODAY, hours=1.1)
    assert [stop.patch.code for stop in way.stops] == ["large"]
    assert {one.code for one in way.left} == {"small", "nowhere"}


def test_without_the_router_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(patrol, "find_spec", lambda name: None)
    with pytest.raises(Refused) as refused:
        patrol.route((107.7, 12.1), [patch()], TODAY)
    assert refused.value.refusal.code == "forest.router"
