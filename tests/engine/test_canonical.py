"""One value has one canonical form, whatever way its numbers were written."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.record import seal

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.decimals(
    allow_nan=False, allow_infinity=False
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | decimals
    | st.text()
    | st.sampled_from(["x:1.5", "[0.10", ",-0", "H36.99", Decimal("-0"), Decimal("1E+3")])
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(values)
def test_a_value_is_written_as_if_every_number_in_it_had_been_looked_at(value):
    assert seal.canonical(value) == seal._encoder.encode(seal._normal(value))


def test_numbers_that_are_equal_are_written_alike():
    for same in (
        [Decimal("1.50"), Decimal("1.5")],
        [Decimal("2.0"), 2],
        [Decimal("-0"), 0],
        [Decimal("1E+3"), 1000],
        [Decimal("0.10"), Decimal("0.1")],
    ):
        assert len({seal.canonical({"a": [one]}) for one in same}) == 1


def test_a_text_that_looks_like_a_number_stays_as_it_is():
    assert seal.canonical({"a": "x:1.50"}) == b'{"a":"x:1.50"}'
