"""The house as its own log tells it: posts from–to, delegations that end, versions by their day."""

from __future__ import annotations

from dinh.engine.record.events import Appointed, Configured, Delegated, HouseBody, Published
from dinh.engine.record.house import EVOLVE_HOUSE, House, evolve_house
from tests.procedures_for_tests import instant

AT = instant("2026-07-01T08:00")


def house(*bodies) -> House:
    found = House()
    for number, body in enumerate(bodies, 1):
        found = evolve_house(found, body, AT, number)
    return found


def chair(person: str = "a", start: str = "2026-07-01", end: str = "") -> Appointed:
    return Appointed(
        person=person,
        post="chair",
        roles=("leader",),
        start=start,
        end=end,
        personal={"name": f"Người {person}"},
    )


GIVEN = Delegated(
    delegation="12", giver="chair", to="b", roles=("leader",), start="2026-07-05", end="2026-07-10"
)


def test_every_kind_of_event_of_a_house_has_its_row():
    from typing import get_args

    assert set(get_args(HouseBody)) == set(EVOLVE_HOUSE)


def test_a_post_is_held_from_its_first_to_its_last_day():
    found = house(chair(end="2026-12-31"))
    assert [
        bool(found.holdings_of("a", day))
        for day in ("2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01")
    ] == [False, True, True, False]
    assert found.holders_of("leader", "2026-08-01")[0].person == "a" and found.names == {
        "a": "Người a"
    }


def test_the_same_appointment_again_takes_the_place_of_the_first():
    assert len(house(chair(), chair(end="2026-12-31")).holdings) == 1


def test_a_delegation_holds_on_its_days_until_it_is_ended_or_the_holder_changes():
    found = house(chair(), GIVEN)
    assert [
        bool(found.delegations_to("b", f"2026-07-{day}")) for day in ("04", "05", "10", "11")
    ] == [False, True, True, False]
    ended = house(chair(), GIVEN, Delegated(delegation="12", ended=True, ended_from="2026-07-08"))
    assert [bool(ended.delegations_to("b", f"2026-07-0{day}")) for day in (7, 8)] == [True, False]
    changed = house(chair(end="2026-07-06"), GIVEN, chair("c", "2026-07-07"))
    assert [bool(changed.delegations_to("b", f"2026-07-0{day}")) for day in (6, 7)] == [True, False]


def test_of_the_versions_up_to_a_day_the_latest_is_in_force_unless_it_has_ended():
    found = house(
        *(
            Published(what="procedure", slug="x", version=day, digest=day, until=until)
            for day, until in (("2026-07-01", ""), ("2027-01-01", "2027-06-30"))
        )
    )
    versions = [
        found.version_on("x", day)
        for day in ("2026-06-30", "2026-12-31", "2027-01-01", "2027-06-30", "2027-07-01")
    ]
    assert [one.version if one else None for one in versions] == [
        None,
        "2026-07-01",
        "2027-01-01",
        "2027-01-01",
        None,
    ]
    assert found.version_on("y", "2026-07-01") is None


def test_a_profile_is_put_upon_the_one_before():
    assert house(Configured(values={"a": 1, "b": 2}), Configured(values={"b": 3})).profile == {
        "a": 1,
        "b": 3,
    }
