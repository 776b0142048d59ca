"""Alerts held against what was really lost, by hand on a few pixels, and on the development scenes as their own score does."""

from datetime import date, timedelta

import numpy as np
import pytest

from dinh.engine.refusal import Refused
from dinh.forest.alerts import Alert, by_patch
from dinh.forest.grid import Grid, day_of
from dinh.forest.truth import Truth, held, read_truth

BEGIN, END = date(2024, 1, 1), date(2024, 12, 31)
LAST, FIRST = date(2024, 3, 1), date(2024, 4, 1)


def truth() -> Truth:
    """Ten pixels in a row: four of loss 7, four that stand, one that was lost before, one of which nothing is known."""
    label = np.array([[1, 1, 1, 1, 0, 0, 0, 0, 1, 255]], np.uint8)
    last, first, patch = (np.full(label.shape, -1, np.int32) for _ in range(3))
    last[label == 1], first[label == 1], patch[label == 1] = day_of(LAST), day_of(FIRST), 7
    last[0, 8], first[0, 8], patch[0, 8] = day_of(date(2022, 1, 1)), day_of(date(2022, 2, 1)), 5
    return Truth(label, last, first, patch)


def alert(name: str, day: date, *columns: int) -> Alert:
    return Alert(
        name,
        day,
        day,
        "clearfell",
        0.9,
        100.0 * len(columns),
        -0.3,
        np.zeros(len(columns), int),
        np.array(columns),
        len(columns),
    )


def against(*alerts: Alert):
    return held(by_patch(alerts), truth(), BEGIN, END)


def test_pixels_are_right_missed_or_false_and_what_was_lost_before_or_is_not_known_counts_for_neither():
    found = against(alert("a", date(2024, 5, 1), 0, 1, 4, 8, 9))
    assert (found.right, found.missed, found.false, found.stable, found.false_stable) == (
        2,
        2,
        1,
        4,
        1,
    )
    assert found.lag_days == 30
    (loss,) = found.losses
    assert (
        loss.patch,
        loss.last,
        loss.first,
        loss.pixels,
        loss.found_pixels,
        loss.found,
        loss.told,
        loss.alerts,
    ) == (7, LAST, FIRST, 4, 2, True, date(2024, 5, 1), ("a",))
    assert found.of_alert == {"a": (7,)}


def test_an_alert_before_the_loss_is_a_false_one_and_the_loss_is_missed_and_one_a_year_too_late_as_well():
    early, late = (
        against(alert("a", LAST - timedelta(1), 0, 1)),
        against(alert("a", FIRST + timedelta(366), 0, 1)),
    )
    assert (early.right, early.missed, early.false, early.verdicts) == (0, 4, 2, {"a": False})
    assert (late.right, late.missed, late.verdicts) == (0, 4, {"a": False})
    assert not late.losses[0].found and late.losses[0].told is None
    assert (
        against(alert("a", LAST, 0)).right
        == against(alert("a", FIRST + timedelta(365), 0)).right
        == 1
    ), "both ends count"


def test_an_alert_is_right_from_three_tenths_of_loss_on_and_not_judged_where_nothing_is_known():
    found = against(
        alert("a", FIRST, 0, 4, 5),
        alert("b", FIRST, 1, 6, 7),
        alert("b", FIRST, 4),
        alert("c", FIRST, 9),
        alert("d", FIRST, 8),
    )
    assert found.verdicts == {"a": True, "b": False, "c": None, "d": None}


def test_a_loss_that_was_told_in_parts_is_told_when_half_of_what_was_found_was_and_the_first_day_of_a_pixel_counts():
    found = against(
        alert("a", date(2024, 5, 1), 0),
        alert("a", date(2024, 6, 1), 1, 2),
        alert("b", date(2024, 7, 1), 0, 3),
    )
    (loss,) = found.losses
    assert (loss.told, loss.alerts, loss.found_pixels) == (date(2024, 6, 1), ("a", "b"), 4)


def test_a_map_that_lies_elsewhere_or_is_none_is_refused_by_name(tmp_path):
    import xarray

    grid = Grid("EPSG:32648", 1000.0, 2000.0, 10.0, 2, 3)
    planes = {
        name: (("y", "x"), np.zeros((2, 3), np.int32))
        for name in ("label", "last_undisturbed", "first_disturbed", "patch")
    }
    xarray.Dataset(planes, {"y": [1995.0, 1985.0], "x": [1005.0, 1015.0, 1025.0]}).to_netcdf(
        tmp_path / "labels_10m.nc"
    )
    assert read_truth(tmp_path / "labels_10m.nc", grid).label.shape == (2, 3)
    xarray.Dataset(planes, {"y": [1985.0, 1995.0], "x": [1005.0, 1015.0, 1025.0]}).to_netcdf(
        tmp_path / "labels_turned.nc"
    )
    xarray.Dataset(
        {"label": planes["label"]}, {"y": [1995.0, 1985.0], "x": [1005.0, 1015.0, 1025.0]}
    ).to_netcdf(tmp_path / "labels_part.nc")
    (tmp_path / "labels_half.nc").write_bytes(b"CDF")
    for name, code in (
        ("turned", "forest.truth_grid"),
        ("part", "forest.truth_unreadable"),
        ("half", "forest.truth_unreadable"),
    ):
        with pytest.raises(Refused) as refused:
            read_truth(tmp_path / f"labels_{name}.nc", grid)
        assert (
            refused.value.refusal.code == code
            and refused.value.refusal.facts["file"] == f"labels_{name}.nc"
        )
    with pytest.raises(Refused):
        read_truth(tmp_path / "labels_10m.nc", Grid("EPSG:32648", 1010.0, 2000.0, 10.0, 2, 3))
