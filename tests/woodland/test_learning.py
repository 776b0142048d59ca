"""What checks teach: shares with their intervals, thresholds with their effect, and which alerts are told by them."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.forest.verdicts import (
    LEAST,
    REAL,
    beside,
    effect,
    precision,
    suggestions,
    told_from,
    wilson,
)

ENDS = (*REAL, "", "unreached")


def row(n=0, *, kind="dieback", day="2026-01-10", end="legal", seen=(("dieback", 0.9, 2000.0),)):
    return {
        "code": f"H36.99-260110-{n:04d}",
        "kind": kind,
        "date": day,
        "end": end,
        "seen": list(seen),
        "area_m2": sum(one[2] for one in seen),
    }


days = st.tuples(st.sampled_from(("dieback", "clearfell")), st.floats(0, 1), st.floats(100, 50_000))
rows = st.lists(
    st.builds(
        row,
        st.integers(0, 9999),
        kind=st.sampled_from(("dieback", "clearfell")),
        end=st.sampled_from(ENDS),
        seen=st.lists(days, min_size=1, max_size=3),
    ),
    max_size=30,
)


def test_the_interval_of_a_share_is_that_of_wilson_s_own_formula():
    assert wilson(81, 263) == [0.255, 0.366]  # Newcombe 1998, Statistics in Medicine 17, table I
    assert wilson(0, 20) == [0.0, 0.161] and wilson(29, 29) == [0.883, 1.0]


def test_a_share_of_few_checks_is_not_told_and_what_was_not_reached_says_nothing():
    told = precision(
        [*(row(n) for n in range(LEAST - 1)), row(99, end="unreached"), row(98, end="")]
    )
    assert {
        (one["kind"], one["season"]): (one["checked"], one["precision"], one["interval"])
        for one in told
    } == {
        (kind, season): (LEAST - 1, None, None)
        for kind in ("dieback", "all")
        for season in ("dry", "all")
    }


def test_legal_and_natural_loss_is_rightly_told_and_a_violation_is_counted_apart():
    told = precision(
        [
            row(n, end=end, day="2026-07-01")
            for n, end in enumerate(
                ["legal"] * 4
                + ["natural"] * 3
                + ["handed_police"] * 2
                + ["handed_ranger"]
                + ["not_found"] * 10
            )
        ]
    )
    (one,) = [one for one in told if (one["kind"], one["season"]) == ("dieback", "wet")]
    assert (one["checked"], one["real"], one["violations"], one["precision"]) == (20, 10, 3, 0.5)


def test_a_patch_is_told_from_the_day_on_which_it_is_sure_and_large_enough():
    seen = [("dieback", 0.4, 1000.0), ("dieback", 0.5, 1500.0), ("dieback", 0.8, 500.0)]
    assert told_from(seen, {}) == 0
    assert told_from(seen, {"dieback": {"area_m2": 2500}}) == 1
    assert told_from(seen, {"dieback": {"area_m2": 2500, "confidence": 0.6}}) == 2
    assert told_from(seen, {"dieback": {"confidence": 0.9}}) is None
    assert told_from(seen, {"clearfell": {"confidence": 0.9}}) == 0, "another kind's threshold"


@given(rows, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_never_tells_of_more_and_every_loss_is_named(rows, one, other):
    low, high = (effect(rows, {"dieback": {"confidence": least}}) for least in sorted((one, other)))
    for before, after in zip(low, high, strict=True):
        for name in ("real", "false", "unknown"):
            assert after[f"{name}_kept"] <= before[f"{name}_kept"] <= before[name] == after[name]
        assert len(after["lost"]) == after["real"] - after["real_kept"]


@given(rows)
def test_a_suggestion_has_the_effect_that_it_tells_and_the_careful_one_misses_nothing(rows):
    for one in suggestions(rows):
        of = [row for row in rows if row["kind"] == one["kind"] and row["end"] in REAL]
        after = effect(of, beside({}, one["kind"], one["setting"], one["least"]))[-1]
        assert one["spared"] == after["false"] - after["false_kept"] > 0
        assert one["missed"] == after["real"] - after["real_kept"] <= 0.05 * after["real"]
        assert len(of) == one["of"] >= LEAST


def test_what_divides_the_false_from_the_real_is_suggested():
    found = [row(n, end="legal", seen=[("dieback", 0.7 + n / 100, 3000.0)]) for n in range(8)] + [
        row(n, end="not_found", seen=[("dieback", 0.3, 3000.0)]) for n in range(20, 26)
    ]
    (one,) = suggestions(found)
    assert (one["setting"], one["spared"], one["missed"]) == ("confidence", 6, 0) and 0.3 < one[
        "least"
    ] <= 0.7


def test_ground_that_was_held_back_comes_on_the_day_that_decided_and_never_before():
    pytest.importorskip("numba")
    from dinh.forest.alerts import Alert
    from dinh.forest.telling import told

    def alert(name, after, confidence, pixels):
        where = np.arange(pixels)
        day = date(2026, 1, 1) + timedelta(days=after)
        return Alert(
            name,
            day,
            date(2026, 1, 1),
            "dieback",
            confidence,
            pixels * 100.0,
            -0.1,
            where,
            where,
            pixels,
        )

    found = [
        alert("a", 5, 0.4, 12),
        alert("b", 6, 0.9, 10),
        alert("a", 20, 0.8, 30),
        alert("c", 25, 0.1, 10),
        alert("a", 30, 0.2, 5),
    ]
    kept, held = told(found, {"dieback": {"confidence": 0.5}})
    assert [(one.alert_id, one.date.day, len(one.rows), one.area_m2) for one in kept] == [
        ("b", 7, 10, 1000),
        ("a", 21, 42, 4200),
        ("a", 31, 5, 500),
    ]
    assert held == 1
    assert told(found, {}) == (found, 0)
