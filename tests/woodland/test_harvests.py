"""Which declared harvests may explain an alert: the plot and the time must fit, and what a declaration leaves open fits any."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.forest_cases import harvests
from dinh.forest_cases.harvests import ADDRESS, fits

PLOT = {"old_province": "dak_nong", "subcompartment": "1702", "compartment": "3", "lot": "a"}


@pytest.mark.parametrize(
    ("harvest", "is_there"),
    [
        (PLOT, True),
        ({**PLOT, "lot": ""}, True),
        ({**PLOT, "lot": "A "}, True),
        ({**PLOT, "lot": "b"}, False),
        ({**PLOT, "old_province": "lam_dong"}, False),
        ({"compartment": "3"}, False),
        ({}, False),
    ],
)
def test_a_declaration_fits_the_plot_that_it_names(harvest, is_there):
    assert fits(harvest, PLOT) is is_there


@given(
    st.dictionaries(
        st.sampled_from(ADDRESS), st.sampled_from(("", "1702", "3", "a", "dak_nong")), max_size=4
    )
)
def test_to_say_less_never_makes_a_declaration_unfit_but_for_the_sub_compartment(said):
    less = {name: word for name, word in said.items() if name in ("subcompartment", "compartment")}
    assert not fits(said, PLOT) or fits(less, PLOT)


def test_what_was_over_long_before_or_begins_after_the_loss_explains_nothing():
    def then(first, last):
        return harvests._then(
            {"from_day": first, "to_day": last}, onset=date(2026, 3, 10), found=date(2026, 3, 20)
        )

    assert (
        then("2026-03-01", "2026-03-15")
        and then("2026-03-20", "2026-04-01")
        and then("2026-01-01", "2026-02-08")
    )
    assert not then("2026-03-21", "2026-04-01") and not then("2026-01-01", "2026-02-07")
