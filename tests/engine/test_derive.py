"""Derived values: total, exact, empty where an operand is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.decisions.evaluate import Scope, add, derived
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Derived, Fold
from tests.procedures_for_tests import Story, procedure


def value(name: str, **data):
    story = Story("tinh-toan", at="2026-07-15T08:00")
    story.open(data, by="office")
    return story.value(name)


@pytest.mark.parametrize(
    ("start", "end", "days", "months", "years"),
    [
        ("2026-07-01", "2026-07-31", 30, 0, 0),
        ("2026-01-31", "2026-02-28", 28, 0, 0),
        ("2026-01-31", "2026-03-01", 29, 1, 0),
        ("2024-02-29", "2025-02-28", 365, 11, 0),
        ("2024-02-29", "2025-03-01", 366, 12, 1),
        ("2024-02-29", "2028-02-29", 1461, 48, 4),
        ("2026-07-31", "2026-07-01", -30, 0, 0),
        ("2026-07-01", "2024-06-30", -731, -24, -2),
        ("2026-07-01", "2024-07-02", -729, -23, -1),
        ("2026-12-31", "2027-01-01", 1, 0, 0),
    ],
)
def test_time_between_two_days_is_whole_completed_and_signed(start, end, days, months, years):
    dates = {"from": start, "to": end}
    assert (value("days", **dates), value("months", **dates), value("years", **dates)) == (
        days,
        months,
        years,
    )


def test_working_days_do_not_count_the_first_and_pass_over_days_off():
    assert value("working", **{"from": "2026-07-03", "to": "2026-07-06"}) == 1
    assert value("working", **{"from": "2026-07-06", "to": "2026-07-03"}) == -1
    assert value("working", **{"from": "2026-11-23", "to": "2026-11-25"}) == 1


def test_an_instant_counts_by_its_local_day():
    assert value("since_at", at="2026-07-14T23:59") == 1
    assert value("since_at", at="2026-07-14T18:00:00Z") == 0


def test_adding_keeps_the_day_number_or_takes_the_last_of_the_month():
    assert value("next_year", **{"from": "2024-02-29"}) == "2025-02-28"
    assert value("next_month", **{"from": "2026-01-31"}) == "2026-02-28"
    assert value("next_month", **{"from": "2026-12-31"}) == "2027-01-31"
    assert value("in_ten", **{"from": "2026-12-25"}) == "2027-01-04"


def test_a_day_beyond_the_calendar_of_years_is_empty_and_no_crash():
    assert value("next_year", **{"from": "9999-12-31"}) is None
    assert value("next_month", **{"from": "9999-12-31"}) is None
    assert value("in_ten", **{"from": "9999-12-31"}) is None


@pytest.mark.parametrize(
    "name",
    [
        "days",
        "months",
        "years",
        "working",
        "next_year",
        "less",
        "product",
        "up",
        "share",
        "third",
        "tiered",
        "rate",
        "alike",
        "agrees",
        "most",
        "least_area",
        "first_since",
        "either",
        "said",
        "low_share",
    ],
)
def test_an_empty_operand_gives_empty(name):
    assert value(name) is None


@pytest.mark.parametrize(
    "name", ["area", "area_used", "worth", "n", "n_used", "n_marks", "n_scans"]
)
def test_no_rows_give_nought(name):
    assert value(name) == 0


PLOTS = [
    {"area": "1.5", "cost": 10, "used": True, "since": "2020-01-01"},
    {"cost": 20, "used": True, "since": "2010-01-01"},
    {"area": "2.25", "cost": 1, "used": False},
    {"area": 4},
]


def test_sums_skip_empty_cells_and_read_only_the_rows_where_it_holds():
    assert value("area", plots=PLOTS) == Decimal("7.75")
    assert value("area_used", plots=PLOTS) == Decimal("1.5")
    assert value("worth", plots=PLOTS) == Decimal("17.25")


def test_a_sum_of_one_field_of_a_part_is_empty_where_it_is_and_over_no_rows_nothing():
    scope = Scope(procedure("tinh-toan"), {}, {})
    sums = [
        derived(Derived(name="x", formula=Fold("sum", (over,))), scope, scope.procedure, None)
        for over in ("holder.pages", "plots.area")
    ]
    assert sums == [None, 0]


def test_counts_of_rows_names_and_files():
    assert (value("n", plots=PLOTS), value("n_used", plots=PLOTS)) == (4, 1)
    assert value("n_marks", marks=["z", "x"]) == 2
    file = {"digest": "ab" * 32, "name": "a.jpg", "type": "image/jpeg", "size": 1}
    assert value("n_scans", scans=[file, file]) == 2


def test_the_greatest_least_and_first_are_over_the_filled_ones():
    assert (
        value("most", a=2, b=3),
        value("most", a=2),
        value("either", b=3),
        value("either", a=1, b=3),
    ) == (3, 2, 3, 1)
    assert value("least_area", plots=PLOTS) == Decimal("1.5")
    assert value("first_since", plots=PLOTS) == "2020-01-01"


def test_decimals_are_exact():
    assert value("sum_ab", a="0.1", b="0.2") == Decimal("0.3")
    assert value("less", a="0.3", b="0.1") == Decimal("0.2")
    assert value("product", a="1.001", b="1.001") == Decimal("1.002001")
    assert value("product", a="999999999999999", b="999999999999999") == 999999999999999**2
    assert value("less", a="1.5", b="2") == Decimal("-0.5")
    assert str(value("product", a="1.50", b="2")) == "3"


def test_rounding_goes_up_down_or_half_up_to_a_step():
    assert (value("up", a=1, b=1), value("up", a=1000, b=1), value("up", a="0.001", b=1)) == (
        1000,
        1000,
        1000,
    )
    assert (value("down", a=1999, b=1), value("down", a=2000, b=1)) == (1000, 2000)
    assert (
        value("half", a="0.25", b=1),
        value("half", a="0.24", b=1),
        value("half", a="0.75", b=1),
    ) == (Decimal("0.5"), 0, 1)
    assert (value("up", a=-1500, b=1), value("down", a=-1500, b=1)) == (-1000, -2000)


def test_a_quotient_is_exact_and_by_nought_it_is_empty():
    assert value("share", a=1, b=3) == Fraction(1, 3)
    assert value("third", a=1, b=3) == 1
    assert value("share", a=1, b=0) is None
    assert value("share", a=4, b=2) == 2


def test_a_quotient_compares_with_a_decimal():
    assert value("low_share", a=1, b=3) is True
    assert value("low_share", a=2, b=3) is False
    assert value("low_share", a=1, b=2) is False


def test_quotients_are_added_subtracted_and_sliced_exactly():
    assert (
        value("share_more", a=1, b=3) == Fraction(1, 3) + Fraction(5, 2)
        and value("share_less", a=1, b=4) == Decimal("-0.25") - 2
    )
    assert value("share_tiers", a=5, b=2) == 4500 and value("share_most", a=1, b=3) == 3


def test_tiers_cost_by_slices_up_to_the_most():
    assert [value("tiered", small=n) for n in (0, 1, 2, 3, 17, 100)] == [
        0,
        2000,
        4000,
        5000,
        19000,
        20000,
    ]
    assert value("tiered", small="2.5") == 4500


def test_a_norm_gives_the_row_of_the_day_and_the_keys():
    assert value("rate", **{"from": "2026-06-30", "who": "old", "severe": True}) == 500_000
    assert value("rate", **{"from": "2026-07-01", "who": "old", "severe": False}) == 600_000
    assert value("rate", **{"from": "2026-07-01", "who": "disabled", "severe": True}) == 900_000
    assert value("rate", **{"from": "2026-07-01", "who": "disabled", "severe": "no"}) == 800_000
    assert value("rate", **{"from": "2026-07-01", "who": "orphan", "severe": "no"}) == Decimal(
        "650000.5"
    )
    assert value("rate", **{"from": "1999-12-31", "who": "old", "severe": True}) is None


def test_a_table_reads_a_set_of_names():
    assert (
        value("said", marks=["x", "y"]),
        value("said", marks=["y"]),
        value("said", marks=[]),
    ) == (1, 2, None)


def test_sameness_is_after_nfc_and_trimming():
    assert value("alike", word="Điểu Xuân ", other="Điểu Xuân") is True
    assert value("alike", word="a", other="A") is False


@pytest.mark.parametrize(
    ("pid", "born", "sex", "agrees"),
    [
        ("068084000001", "1984-03-02", "male", True),
        ("068184000001", "1984-03-02", "female", True),
        ("068184000001", "1984-03-02", "male", False),
        ("068285000001", "1985-01-01", "male", False),
        ("068205000001", "2005-01-01", "male", True),
        ("068305000001", "2005-01-01", "female", True),
        ("068305000001", "2006-01-01", "female", False),
    ],
)
def test_what_a_personal_number_says_of_birth_and_sex(pid, born, sex, agrees):
    assert value("agrees", pid=pid, sex=sex, **{"from": born}) is agrees


dates = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(dates, dates)
def test_days_there_and_back_are_the_same(a, b):
    from dinh.engine.decisions.evaluate import _months

    assert _months(a, b) == -_months(b, a)
    if a <= b:
        assert add(a, _months(a, b), "months") <= b or a.day > 28


@given(dates, st.integers(0, 1200))
def test_a_later_end_never_has_fewer_months(a, n):
    from dinh.engine.decisions.evaluate import _months

    assert _months(a, add(a, n, "days")) <= _months(a, add(a, n + 1, "days"))


def test_every_derived_value_can_be_shown_told_and_recorded():
    from dinh.engine.decisions.evaluate import written
    from dinh.serialize import encode

    story = Story("tinh-toan", at="2026-07-15T08:00")
    story.open(
        {"a": 1, "b": 3, "from": "2026-07-01", "to": "2026-07-09", "plots": PLOTS}, by="office"
    )
    values = {name: written(story.value(name)) for name in story.procedure.derive}
    assert b'"third":1' in encode(values) and b'"share":0.3333333333' in encode(values)


def test_a_condition_over_everything_never_raises():
    story = Story("tinh-toan")
    story.open({"a": "0.5", "b": 3, "m": 5}, by="office")
    for one in procedure("tinh-toan").derive.values():
        for row in getattr(one.formula, "rows", ()):
            assert holds(row.when, story.scope()) in (True, False)
