"""What is given as JSON becomes events that every reader of the log can read again, or is refused whole, at its place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.record.events import Appointed, Delegated
from dinh.engine.refusal import Fault, Refused
from dinh.input.delegations import delegation
from dinh.input.posts import appointments
from dinh.input.profile import fact_of
from dinh.store.snapshots import encoded

TODAY = "2026-11-27"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(Decimal("1e999999")) | st.text(max_size=5) | st.sampled_from(["TM.", "yes", "no", "leader", "2026-12-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["post", "title", "roles", "of", "signs", "vi", "en", "x"]), inner, max_size=3), max_leaves=6,
)  # fmt: skip
PERSON = {
    "person": "leader",
    "name": "Nguyễn Thị Mẫu",
    "posts": ["chair"],
    "roles": ["leader"],
    "title": "Chủ tịch",
    "of": "thon-1",
    "signs": "TM.",
    "basis": "1/QĐ",
    "from": TODAY,
    "to": TODAY,
}
LENT = {
    "decision": "12/QĐ",
    "giver": "chair",
    "receiver": "counter.1",
    "roles": ["leader"],
    "procedures": ["khai-sinh"],
    "from": TODAY,
    "to": TODAY,
    "ended": False,
    "reason": "đi học",
}


def mangled(whole: dict[str, Any]) -> Any:
    return st.dictionaries(st.sampled_from([*whole]), VALUES, min_size=1, max_size=2).map(
        lambda wrong: {**whole, **wrong}
    )


def outcome(make: Callable[[], list[Any]]) -> tuple[list[Any], tuple[Fault, ...]]:
    """What was made of it, or the faults for which it was refused."""
    try:
        return make(), ()
    except Refused as refused:
        return [], refused.refusal.at


def read_again(body: Any) -> Any:
    return msgspec.json.decode(encoded(body), type=type(body))


@given(mangled(PERSON))
def test_whoever_is_appointed_can_be_read_again_whatever_was_given(one):
    found, faults = outcome(lambda: appointments(one, {}, TODAY))
    assert [read_again(body) for body in found] == found
    assert all(fault.field.startswith("1") for fault in faults) and bool(faults) != bool(found)


@given(mangled(LENT))
def test_what_is_delegated_can_be_read_again_whatever_was_given(one):
    found, faults = outcome(lambda: [delegation(one, TODAY)])
    assert [read_again(body) for body in found] == found
    assert {fault.field.partition(".")[0] for fault in faults} <= {*LENT}


def test_one_role_alone_is_a_role_and_not_its_letters():
    assert appointments({**PERSON, "roles": "leader"}, {}, TODAY)[0].roles == ("leader",)
    assert delegation({**LENT, "roles": "leader"}, TODAY).roles == ("leader",)


def test_what_a_post_says_itself_stands_over_what_is_said_for_all():
    first, second = appointments(
        {
            **PERSON,
            "posts": [
                {"post": "vice", "signs": None, "title": {"vi": "Phó", "en": "Deputy"}},
                "chair",
            ],
            "signs": None,
        },
        {},
        TODAY,
    )
    assert (first.signs, first.title["en"], second.signs, second.title) == (
        "KT.",
        "Deputy",
        "TM.",
        {"vi": "Chủ tịch"},
    )


def test_a_post_has_days_and_a_decision_of_its_own_where_it_says_so():
    own = {"post": "vice", "from": "01/09/2026", "to": "2026-12-31", "basis": "2/QĐ"}
    whole = {**PERSON, "from": "2026-07-01", "to": ""}
    first, second = appointments({**whole, "posts": [own, "chair"]}, {}, TODAY)
    assert (first.start, first.end, first.basis) == ("2026-09-01", "2026-12-31", "2/QĐ")
    assert (second.start, second.end, second.basis) == ("2026-07-01", "", "1/QĐ")
    with pytest.raises(Refused) as refused:
        appointments({**whole, "posts": [{"post": "vice", "to": "2026-06-30"}]}, {}, TODAY)
    assert [(fault.field, fault.code) for fault in refused.value.refusal.at] == [
        ("1.posts.1.to", "appoint.dates")
    ]


@pytest.mark.parametrize("said", ["no", False, None])
def test_a_delegation_that_is_not_ended_is_given(said):
    assert delegation({**LENT, "ended": said}, TODAY) == Delegated(
        delegation="12/QĐ", giver="chair", to="counter.1", roles=("leader",), procedures=("khai-sinh",), start=TODAY, end=TODAY, reason="đi học")  # fmt: skip


def test_a_misspelt_name_is_told_with_the_nearest():
    with pytest.raises(Refused) as refused:
        appointments(
            {**PERSON, "roels": ["leader"], "posts": [{"post": "chair", "qqqq": 1}]}, {}, TODAY
        )
    assert {fault.field: fault.facts["near"] for fault in refused.value.refusal.at} == {
        "1.roels": "roles",
        "1.posts.1.qqqq": "",
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yes", True),
        ("12", 12),
        ("12.0", 12),
        ("-0.5", Decimal("-0.5")),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("1e999999999", "1e999999999"),
        ("٣", "٣"),
    ],
)
def test_a_fact_that_is_no_plain_number_is_text(typed, meant):
    assert fact_of(typed) == meant


def test_a_person_is_appointed_as_given():
    assert appointments(PERSON, {}, TODAY) == [Appointed(
        person="leader", post="chair", roles=("leader",), title={"vi": "Chủ tịch"}, start=TODAY, end=TODAY, basis="1/QĐ", of=("thon-1",), signs="TM.", personal={"name": "Nguyễn Thị Mẫu"})]  # fmt: skip


@pytest.mark.parametrize("name", ["applicant", "opener", "clock", "house", "operator"])
def test_nobody_is_appointed_under_a_name_that_the_log_gives_to_who_is_no_officer(name):
    """An `applicant` would read every case of the house, also what is kept to some."""
    found, faults = outcome(lambda: appointments({**PERSON, "person": name}, {}, TODAY))
    assert (found, [(fault.field, fault.code) for fault in faults]) == (
        [],
        [("1.person", "appoint.person")],
    )
    assert appointments({**PERSON, "person": f"{name}.1"}, {}, TODAY)[0].person == f"{name}.1"
