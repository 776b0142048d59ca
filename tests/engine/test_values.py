"""One value of a field, as people type it: understood, or a fault that says why not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.definition.condition import Within
from dinh.engine.definition.fields import Field, Text
from dinh.engine.field_types.reading import READ, Bad, read_value


def read(kind: str, given, **more):
    return read_value(Field(name="x", label=Text("X"), type=kind, **more), given)


def refused(kind: str, given, **more) -> str:
    with pytest.raises(Bad) as bad:
        read(kind, given, **more)
    return bad.value.code


NAMES = {"of": {"a": Text("A"), "b": Text("B"), "c": Text("C")}}


@pytest.mark.parametrize("kind", sorted(READ))
def test_nothing_and_blank_are_empty_for_every_type(kind):
    for empty in (None, "", "  ", "\t"):
        assert read(kind, empty) is None


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("text", " Điều\u0323  ", "Điều\u0323".encode().decode() and "Điềụ"),
        ("text", "a\r\nb\tc", "a\nb c"),
        ("text", 12, "12"),
        ("text", "H'Lan Niê Kđăm", "H'Lan Niê Kđăm"),
        ("text", "<b>$x$ #let", "<b>$x$ #let"),
        ("person_name", "  Y   Bách ", "Y Bách"),
        ("person_name", "Lan", "Lan"),
        ("phone", "０９１２ 345.678", "0912345678"),
        ("phone", "+84 (912) 345-678", "+84912345678"),
        ("phone", "84912345678", "84912345678"),
        ("phone", "0263 3 123 456", "02633123456"),
        ("phone", "1800 1234", "18001234"),
        ("phone", "080 48891", "08048891"),
        ("phone", "+61 2 6253 0111", "+61262530111"),
        ("person_name", "H\u02bcLan Niê", "H'Lan Niê"),
        ("person_name", "H\u2019Lan Niê", "H'Lan Niê"),
        ("person_name", "K\u2019 Brèo", "K' Brèo"),
        ("address", "Bon Bu P\u02bcrăng", "Bon Bu P'răng"),
        ("text", "gọi là \u2018H\u02bcLan\u2019 ở bon", "gọi là \u2018H'Lan\u2019 ở bon"),
        ("email", "a.b@vi.vn", "a.b@vi.vn"),
        ("personal_id", "０６８０８４ 000.001", "068084000001"),
        ("number", "1.234,5", Decimal("1234.5")),
        ("number", "１２", 12),
        ("number", "1234,5", Decimal("1234.5")),
        ("number", "1200", 1200),
        ("number", "-3", -3),
        ("number", Decimal("2.0"), 2),
        ("number", "0", 0),
        ("money", "1.500.000 đồng", 1_500_000),
        ("money", "50000đ", 50_000),
        ("money", 0, 0),
        ("date", "1/7/2026", "2026-07-01"),
        ("date", "2026-7-1", "2026-07-01"),
        ("date", "29/02/2028", "2028-02-29"),
        ("datetime", "2026-07-01T08:05:59", "2026-07-01T08:05+07:00"),
        ("datetime", "2026-07-01T01:05Z", "2026-07-01T08:05+07:00"),
        ("datetime", "1/7/2026 8:05", "2026-07-01T08:05+07:00"),
        ("yes_no", "yes", True),
        ("yes_no", "no", False),
        ("yes_no", True, True),
        ("position", "12.25, 107.5", "12.25, 107.5"),
        ("position", {"lat": 12, "lon": 107, "accuracy": 5}, "12, 107, 5"),
    ],
)
def test_what_people_type_is_understood(kind, given, value):
    assert read(kind, given, places=2) == value


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("text", "a\u0000", "field.control"),
        ("text", "a\u202eb", "field.control"),
        ("text", "x" * 2001, "field.too_long"),
        ("text", ["x"], "field.not_text"),
        ("text", {"a": 1}, "field.not_text"),
        ("text", True, "field.not_text"),
        ("person_name", "123", "field.name"),
        ("phone", "12", "field.phone"),
        ("phone", "091234567", "field.phone_length"),
        ("phone", "09123456789", "field.phone_length"),
        ("phone", "+84 91 234 567", "field.phone_length"),
        ("phone", "0263 123 456", "field.phone_length"),
        ("phone", "1900 1234567", "field.phone_length"),
        ("email", "a@b", "field.email"),
        ("personal_id", "123456789", "field.id_old"),
        ("personal_id", "06808400000", "field.id_length"),
        ("personal_id", "06808400000x", "field.id_digits"),
        ("number", "1,2,3", "field.number"),
        ("number", True, "field.number"),
        ("number", "NaN", "field.number"),
        ("number", "1e5", "field.number"),
        ("number", "1.234", "field.places"),
        ("number", "100²", "field.number"),
        ("number", "½", "field.number"),
        ("personal_id", "06808400000²", "field.id_digits"),
        ("phone", "091234567①", "field.phone"),
        ("date", "0²/11/2026", "field.date"),
        ("number", "1234567890123456", "field.number_size"),
        ("number", 10**40, "field.number_size"),
        ("money", -1, "field.money"),
        ("money", "1.5", "field.money"),
        ("money", 10**15, "field.money"),
        ("date", "31/02/2026", "field.no_such_day"),
        ("date", "2026-13-01", "field.no_such_day"),
        ("date", "tomorrow", "field.date"),
        ("date", 20260701, "field.date"),
        ("datetime", "x", "field.datetime"),
        ("datetime", "0001-01-01T00:00+14:00", "field.datetime"),
        ("datetime", "9999-12-31T23:59-12:00", "field.datetime"),
        ("yes_no", "có", "field.yes_no"),
        ("yes_no", 1, "field.yes_no"),
        ("yes_no", [], "field.yes_no"),
        ("position", "200, 10", "field.position"),
        ("position", "1", "field.position"),
        ("position", "NaN, 1", "field.position"),
        ("position", "Infinity, 1", "field.position"),
        ("position", [1, 2], "field.not_text"),
        ("file", "a.pdf", "field.file"),
        ("file", {"digest": "AB" * 32}, "field.file"),
    ],
)
def test_what_is_no_such_value_says_why(kind, given, code):
    assert refused(kind, given, places=2) == code


def test_a_number_without_decimals_is_asked_for_as_a_whole_number():
    assert refused("number", "2,5") == refused("number", "1.5") == "field.whole"
    assert read("number", "2,0") == 2


def test_choices_keep_the_declared_order_and_may_be_given_as_one_text():
    assert (
        read("choices", ["c", "a", "a"], **NAMES) == ["a", "c"] == read("choices", "c, a", **NAMES)
    )
    assert read("choices", [], **NAMES) is None
    assert (
        refused("choices", ["a", "x"], **NAMES)
        == refused("choices", {"a": 1}, **NAMES)
        == refused("choices", [["a"]], **NAMES)
        == "field.choice"
    )
    assert refused("choice", ["a"], **NAMES) == refused("choice", "A", **NAMES) == "field.choice"


def test_bounds_include_or_exclude_their_ends():
    assert (
        read("number", 1, bounds=Within(1, 5)) == 1
        and refused("number", 1, bounds=Within(1, 5, low_in=False)) == "field.bounds"
    )
    assert read("number", "0.5", places=1, bounds=Within(Decimal("0.5"), 5)) == Decimal("0.5")
    assert (
        refused("date", "2025-12-31", bounds=Within("2026-01-01", "2026-12-31")) == "field.bounds"
    )


@given(
    st.sampled_from(sorted(READ)),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False), st.text()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
        ),
        max_leaves=5,
    ),
)
def test_any_json_is_a_value_or_a_fault(kind, given):
    try:
        value = read(kind, given, **NAMES)
    except Bad as bad:
        assert bad.code  # noqa: PT017  # either outcome is right, and each has its own law
    else:
        again = value if kind != "roles" else ",".join(value or ())
        assert read(kind, again, **NAMES) == value
