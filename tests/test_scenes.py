"""The demo commune lives the same weeks each time, and meets every state of the three procedures."""

import pytest

from dinh import scenes
from dinh.access import finders
from dinh.engine.record.case import Case, is_late
from dinh.engine.record.seal import unseal
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local, to_local
from dinh.scenes.furnishing import told_by
from dinh.scenes.hours import Hours
from dinh.store import books, ledger, queries, rebuild
from dinh.store.link import linked
from dinh.workflow import cases
from tests.world import UNIT, World

BEGIN = "2026-10-12T07:30"
MORNING = local("2026-11-25T10:20")
SATURDAY = local("2026-11-28T10:00")
ROLES = [
    "counter",
    "civil_status",
    "justice",
    "social",
    "land",
    "construction",
    "economy",
    "finance",
    "office",
    "clerk",
    "leader",
    "party",
    "council",
    "front",
    "village_head",
    "police",
    "military",
    "forest",
    "it",
]


def lived(until=MORNING, house: str = UNIT, begin: str = BEGIN) -> list[Case]:
    """All cases of a demo made between the two moments."""
    world = World(house, begin)
    scenes.live(house, world.begin, until)
    return told(house)


def told(house: str) -> list[Case]:
    return [
        finders.case_as_kept(house, code).case
        for (code,) in linked().all("SELECT code FROM cases WHERE house=? ORDER BY code", (house,))
    ]


def outline(case: Case) -> tuple:
    return (
        case.code,
        case.procedure,
        case.end,
        [step.name for step in case.steps],
        case.due,
        case.last_at,
        case.data,
        case.place,
    )


def test_the_demo_is_the_same_each_time_it_is_made(house):
    first, second = lived(house="24730"), lived(house="24733")
    assert len(first) >= 60
    assert [outline(case) for case in first] == [outline(case) for case in second]


def test_every_state_is_met_and_the_books_are_whole(house):
    found = lived()
    steps = {step.step for case in found for step in case.steps}
    ends = {case.end for case in found}
    log = [unseal(sealed) for sealed in finders.log_seen_by(UNIT, "leader")]

    assert steps >= {
        "reception",
        "waiting",
        "check",
        "completing",
        "confirming",
        "verifying",
        "posting",
        "approving",
        "inquiry_open",
        "weigh",
        "signing",
        "refusing",
        "sealing",
    }
    assert ends >= {"", "granted", "rejected", "not_accepted", "returned", "withdrawn"}
    assert {event.kind for event in log} >= {
        "opened",
        "filled",
        "attached",
        "acted",
        "issued",
        "paid",
        "delivered",
        "extended",
        "assigned",
        "reversed",
        "noted",
    }
    assert {case.channel for case in found} == {"counter", "online"}

    assert sum("signing" in {step.step for step in case.steps} for case in found) >= 8
    assert any(is_late(case, MORNING) for case in found if case.open)
    assert any(case.late for case in found if not case.open)
    assert any(case.end == "granted" and not case.delivered for case in found)
    assert any(
        case.open and case.due and to_local(case.due).date() == MORNING.date() for case in found
    )
    assert any(
        case.open and case.due and case.due > MORNING and not is_late(case, MORNING)
        for case in found
    )
    assert any(case.clock and case.clock.paused for case in found)
    assert {event.actor.delegation for event in log} == {"", "112/QĐ-UBND", "131/QĐ-UBND"}

    assert books.verify(UNIT)["ok"]
    assert rebuild.rebuild(UNIT, check=True)["equal"]


def test_on_a_saturday_the_story_ends_on_friday_with_work_left_for_everybody(house):
    found = lived(SATURDAY)
    last = max(case.last_at for case in found)
    assert local("2026-11-27T16:30") <= last <= local("2026-11-27T17:00")
    for person in ("leader", "counter.1", "civil.1", "justice.1", "clerk.1", "office.1"):
        assert finders.worklist(UNIT, person, at=SATURDAY), person


def test_nobody_acts_outside_office_hours_but_the_clock(house):
    lived()
    calendar = finders.calendar_of(finders.state(UNIT).profile)
    for event in map(unseal, finders.log_seen_by(UNIT, "leader")):
        if event.actor.person not in ("clock", "house"):
            at = to_local(event.at)
            assert any(opens <= at <= closes for opens, closes in calendar.hours(at.date())), (
                event.case,
                event.kind,
                at,
            )


def test_every_role_is_held_and_each_act_of_signing_has_two_to_do_it(world):
    state = finders.state(UNIT)
    holders = {
        role: {holding.person for holding in state.holders_of(role, "2026-11-25")} for role in ROLES
    }
    assert all(holders.values())
    assert all(
        len(holders[role]) >= 2
        for role in ("leader", "civil_status", "justice", "counter", "clerk")
    )
    assert 40 <= len(state.names) <= 50
    assert {holding.signs for holding in state.holdings} >= {"TM.", "KT.", "TL."}


def test_the_villages_stand_in_their_register_and_say_what_is_good_and_hard_there(world):
    rows = ledger.records(UNIT, "villages", "", "")
    assert len(rows) == len(told_by("villages.yaml"))
    assert all(row.values["strengths"] and row.values["difficulties"] for row in rows)


def test_rows_from_elsewhere_are_refused_whole_with_every_fault_named(world):
    rows = [
        {"code": "T11", "name": "Thôn 11", "kind": "thon"},
        {"code": "T12", "kind": "xom", "households": "nhiều", "mayor": "Y Nam"},
    ]
    with pytest.raises(Refused) as refused:
        cases.import_records(UNIT, "villages", rows, "thử", at=local("2026-11-25T09:00"))
    assert sorted((fault.field, fault.code) for fault in refused.value.refusal.at) == [
        ("2.households", "field.number"), ("2.kind", "field.choice"), ("2.mayor", "field.unknown"), ("2.name", "field.required"),
    ]  # fmt: skip
    assert queries.record(UNIT, "villages", "T11") is None


def test_moments_are_counted_back_over_lunch_holidays_and_week_ends(world):
    hours = Hours(finders.calendar_of(finders.state(UNIT).profile), local("2026-11-25T08:00"))
    assert hours.ago(30) == local("2026-11-25T07:30")
    assert hours.ago(31) == local("2026-11-23T16:59")  # the 24th is a holiday
    assert hours.day(2, "09:00") == local("2026-11-20T09:00")
    assert hours.after(local("2026-11-23T11:20"), 20) == local("2026-11-23T13:40")
    assert Hours(hours.calendar, local("2026-11-25T05:00")).now == local("2026-11-23T17:00")


def test_a_case_of_the_world_goes_from_acceptance_to_delivery(world):
    case = world.case("khai-sinh").accepted("2026-11-27")
    assert case.due == local("2026-11-27T17:00")
    assert case.checked().signed().sealed().delivered().outcome == "granted"
