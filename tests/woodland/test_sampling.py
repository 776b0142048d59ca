"""Accuracy and corrected areas: the figures of the paper's own example, and what a judged sample tells."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dinh.engine.record.case import Case
from dinh.forest.accuracy import Estimate, areas, assess, brier, shares
from dinh.forest_cases.sampling import corrected, estimated, sample_of

HECTARES = 0.09  # of a pixel of 30 m
COUNTS = ((66, 0, 5, 4), (0, 55, 8, 12), (1, 0, 153, 11), (2, 1, 9, 313))
MAPPED = (200_000, 150_000, 3_200_000, 6_450_000)
"""Olofsson et al. 2014, section 6, tables 8 and 9: deforestation, forest gain, stable forest, stable non-forest."""


def told(estimates, unit=1.0, places=2):
    return [
        (round(one.value * unit, places), round(1.96 * one.error * unit, places))
        for one in estimates
    ]


def test_the_worked_example_of_the_paper_gives_its_published_figures():
    found = assess(COUNTS, MAPPED)
    assert told([found.overall]) == [(0.95, 0.02)]
    assert told(found.users) == [(0.88, 0.07), (0.73, 0.10), (0.93, 0.04), (0.96, 0.02)]
    assert told(found.producers) == [(0.75, 0.21), (0.85, 0.25), (0.93, 0.03), (0.96, 0.02)]
    assert told(found.areas, HECTARES, 0) == [
        (21_158, 6_158),
        (11_686, 3_756),
        (285_770, 15_510),
        (581_386, 16_282),
    ]


def test_a_class_that_was_found_and_is_not_on_the_map_has_an_area_and_was_never_found_by_it():
    found = assess([(9, 0, 1), (0, 10, 0)], [100.0, 900.0])
    assert found.areas[2].value == pytest.approx(10) and found.producers[2] == Estimate(0.0, 0.0)


@pytest.mark.parametrize("counts", [((1, 0), (0, 5)), ((5, 0),), ((5, 0), (0, 5, 1)), ((5,), (5,))])
def test_what_has_no_error_is_refused(counts):
    with pytest.raises(ValueError, match="class of the map"):
        assess(counts, [1.0, 2.0])


matrices = st.integers(2, 4).flatmap(
    lambda n: st.lists(
        st.lists(st.integers(0, 40), min_size=n, max_size=n).filter(lambda row: sum(row) > 1),
        min_size=n,
        max_size=n,
    )
)


@given(matrices, st.data())
def test_corrected_areas_sum_to_the_map_and_columns_joined_have_the_area_of_both(counts, data):
    mapped = data.draw(st.lists(st.floats(1, 1e9), min_size=len(counts), max_size=len(counts)))
    found = areas(counts, mapped)
    assert sum(one.value for one in found) == pytest.approx(sum(mapped))
    (joined, *_) = areas([[row[0] + row[1], *row[2:], 0] for row in counts], mapped)
    assert joined.value == pytest.approx(found[0].value + found[1].value)
    assert all(low <= one.value <= high for one in found for low, high in [one.interval])


@given(
    st.lists(st.integers(0, 5000), min_size=3, max_size=3).filter(lambda sizes: sizes[0] > 1),
    st.integers(4, 900),
)
def test_a_sample_gives_what_changed_its_half_and_takes_no_place_twice(sizes, places):
    found = shares(sizes, places)
    assert all(n <= size for n, size in zip(found, sizes, strict=True))
    assert sum(found) <= max(places, 2 + 2 * len(found))
    assert all(n >= min(size, 2) for n, size in zip(found, sizes, strict=True))


def test_a_confidence_that_is_always_right_has_no_brier_score_left():
    assert brier([1.0, 0.0], [True, False]) == 0 and brier([0.5, 0.5], [True, False]) == 0.25


# --- a sample as its case tells it ------------------------------------------------------------------------------------


def case(judged, end="agreed"):
    points = {
        str(n): {
            "point": "12.0, 107.6",
            "stratum": "fast" if n <= 4 else "stable",
            **({"mapped_on": "2026-03-05"} if n <= 4 else {}),
        }
        for n in range(1, 11)
    }
    data = {
        "first": "2026-01-01", "last": "2026-06-30", "strata": {"1": {"name": "stable", "area_m2": 900_000}, "2": {"name": "fast", "area_m2": 40_000}}, "points": points,
        "judged": {str(n): {"no": no, "found": found, **({"lost_on": on} if on else {})} for n, (no, found, on) in enumerate(judged, 1)},
    }  # fmt: skip
    return Case(
        house="24730",
        code="S",
        procedure="forest-sample",
        version="1",
        opened=datetime(2026, 7, 1, tzinfo=UTC),
        data=data,
        end=end,
    )


ALL = [
    (1, "fast", None),
    (2, "fast", "2026-02-20"),
    (3, "stable", None),
    (4, "fast", None),
    (5, "slow", "2026-05-01"),
    *((n, "stable", None) for n in range(6, 11)),
]


def test_a_sample_tells_areas_by_class_and_month_and_counts_what_was_judged_last():
    one = estimated(sample_of(case([(1, "stable", None), *ALL])))
    assert one.classes == ("stable", "fast", "slow") and one.counts == ((5, 0, 1), (1, 3, 0))
    assert one.lost.value == pytest.approx(900_000 / 6 + 40_000 * 3 / 4)
    assert {month: round(found.value) for month, found in one.months} == {
        "2026-02": 10_000,
        "2026-03": 20_000,
        "2026-05": 150_000,
    }


def test_places_keep_their_numbers_in_whatever_order_the_books_give_them():
    kept = case(ALL)
    shuffled = {
        name: dict(sorted(rows.items())) if isinstance(rows, dict) else rows
        for name, rows in kept.data.items()
    }  # "10" before "2"
    assert sample_of(replace(kept, data=shuffled)) == replace(
        sample_of(kept), case=replace(kept, data=shuffled)
    )
    assert [one.no for one in sample_of(replace(kept, data=shuffled)).spots] == list(range(1, 11))


def test_what_cannot_be_told_is_left_out_and_a_class_that_is_left_with_one_place_has_no_figures():
    assert estimated(sample_of(case([(1, "unsure", None), *ALL[1:]]))).counts == (
        (5, 0, 1),
        (1, 2, 0),
    )
    assert estimated(sample_of(case([(n, "unsure", None) for n in (1, 2, 3)] + ALL[3:]))) is None


def test_figures_are_told_when_all_is_judged_and_correct_an_area_when_they_are_agreed_to():
    whole, part = sample_of(case(ALL, end="")), sample_of(case(ALL[:4]))
    assert whole.told and not part.told and part.judged == 4
    period = date(2026, 3, 1), date(2026, 3, 31)
    assert corrected([whole], *period) == []
    (told,) = corrected([sample_of(case(ALL))], *period)
    assert (
        told["code"] == "S"
        and told["lost"][-1]["month"] == "all"
        and told["lost"][-1]["interval"][0] == 0
    )
    assert corrected([sample_of(case(ALL))], date(2025, 1, 1), date(2025, 12, 31)) == []
