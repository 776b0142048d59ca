"""Seals: what is sealed reads back, any changed byte breaks it, and a struck value does not."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dinh.engine.record import seal
from dinh.engine.record.events import HOUSE, Noted
from dinh.engine.record.evolve import replay
from tests.engine.test_unwritten import HEIRS, settled


@pytest.fixture(scope="module")
def sealed() -> list[seal.Sealed]:
    return settled(heirs=HEIRS, since="2026-01-01").sealed


TEXTS = ("house", "case", "kind", "at", "actor", "body")


@given(st.data())
def test_any_changed_sign_of_any_event_breaks_a_seal(sealed, data):
    place = data.draw(st.integers(0, len(sealed) - 1))
    key = data.draw(st.sampled_from(TEXTS))
    text = getattr(sealed[place], key)
    at = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(exclude_characters=text[at], exclude_categories=("Cs",)))
    changed = [
        *sealed[:place],
        replace(sealed[place], **{key: text[:at] + sign + text[at + 1 :]}),
        *sealed[place + 1 :],
    ]
    assert seal.verify(changed)[1:] == (str(place + 1), "seal")


@given(st.data())
def test_an_event_dropped_or_swapped_is_found(sealed, data):
    place = data.draw(st.integers(0, len(sealed) - 2))
    assert seal.verify([*sealed[:place], *sealed[place + 1 :]])[2]
    swapped = [*sealed]
    swapped[place], swapped[place + 1] = sealed[place + 1], sealed[place]
    assert seal.verify(swapped)[2]


def test_a_number_or_place_that_was_changed_is_found(sealed):
    assert seal.verify([replace(sealed[0], place=2), *sealed[1:]])[1:] == ("1", "seal")


def test_a_personal_value_that_was_changed_is_found_and_one_that_was_struck_is_not_missed(sealed):
    place = next(n for n, one in enumerate(sealed) if "applicant.name" in one.personal)
    kept = sealed[place].personal
    forged = {**kept, "applicant.name": seal.Kept(kept["applicant.name"].salt, "Người khác")}
    assert (
        seal.verify(
            [*sealed[:place], replace(sealed[place], personal=forged), *sealed[place + 1 :]]
        )[2]
        == "value:applicant.name"
    )
    struck = {key: one for key, one in kept.items() if key != "applicant.name"}
    assert seal.verify(
        [*sealed[:place], replace(sealed[place], personal=struck), *sealed[place + 1 :]]
    )[1:] == ("", "")


def test_the_same_value_twice_has_two_digests_and_no_personal_value_stands_in_a_body(sealed):
    digests = [
        one
        for event in sealed
        for one in msgspec.json.decode(event.body).get("personal", {}).values()
    ]
    assert len(digests) == len(set(digests))
    assert not any(word in event.body for event in sealed for word in ("Y Bách", "Bon A", "H'Lan"))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=5)
    | st.decimals(-99, 99, places=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=4))
def test_personal_values_are_kept_in_the_form_that_their_digests_were_made_of_whoever_writes_them(
    values,
):
    body = Noted(about="x", personal=values)
    sealed = seal.seal(
        seal.FIRST,
        "24730",
        1,
        "c-1",
        1,
        datetime(2026, 7, 1, tzinfo=UTC),
        HOUSE,
        body,
        (f"{n:032x}" for n in count()),
    )
    whole = seal.canonical(
        {key: [kept.salt, kept.value] for key, kept in sealed.personal.items()}
    ).decode()
    assert seal.kept_text(sealed.personal) == whole
    assert (
        seal.kept_text(
            {key: seal.Kept(kept.salt, kept.value) for key, kept in sealed.personal.items()}
        )
        == whole
    )
    assert seal.verify([sealed])[2] == ""


def test_a_replay_from_any_place_on_gives_the_same_case(sealed):
    events = [seal.unseal(one) for one in sealed]
    whole = replay(events)
    for place in range(len(events)):
        assert replay(events[place:], replay(events[:place])) == whole
