"""A demo of three months shows each procedure in force in every state, and can be made on whatever day."""

from collections import Counter
from datetime import timedelta

import pytest

from dinh import printing, scenes
from dinh.access import finders
from dinh.engine.record.case import Case, is_late
from dinh.engine.record.seal import unseal
from dinh.engine.schedule.calendar import local, to_local
from dinh.scenes.authority import ABSENCES
from dinh.scenes.furnishing import told_by
from dinh.scenes.lives.reviews import SLUGS, WHOLE
from dinh.scenes.lives.spread import KINDS
from dinh.store import books, ledger, rebuild
from dinh.store.link import linked
from dinh.store.unsynced import unsynced
from tests.world import UNIT, World

AFTERNOON = local("2026-11-25T15:10")
MONTHS = timedelta(days=110)
FEW = 60
OF_ALL = {
    "receipt",
    "supplement_request",
    "rejection",
    "returned_unsupplied",
    "refusal",
    "new_due",
    "extension",
}  # letters that procedures share
# No step of any procedure waits for them for long.
WITHOUT_STEPS = {"inspector", "party", "council", "front", "police", "military", "it"}


def lived(until=AFTERNOON, lives: int = scenes.ALL) -> list[Case]:
    """All cases of three months; a life that was refused is a fault of the demo."""
    world = World(UNIT, f"{(until - MONTHS).date()}T07:30")
    with unsynced():
        refused = scenes.live(UNIT, world.begin, until, lives=lives)
    assert refused == []
    return [
        finders.case_as_kept(UNIT, code).case
        for (code,) in linked().all("SELECT code FROM cases WHERE house=? ORDER BY code", (UNIT,))
    ]


def test_three_months_show_every_procedure_in_every_state(house):
    found = lived()
    log = [unseal(sealed) for sealed in finders.log_seen_by(UNIT, "leader")]
    by_procedure = Counter(case.procedure for case in found)

    assert len(found) >= 600
    assert (
        set(by_procedure)
        == {*(kind.slug for kind in KINDS), *SLUGS}
        == {one.slug for one in finders.procedures(UNIT) if one.level != "info"}
    )
    assert 0.3 <= by_procedure["chung-thuc-ban-sao"] / len(found) <= 0.5
    assert {
        slug for slug in by_procedure if any(case.open for case in found if case.procedure == slug)
    } == set(by_procedure)
    assert {
        slug
        for slug in by_procedure
        if any(case.outcome in ("granted", "done") for case in found if case.procedure == slug)
    } == set(by_procedure) - {WHOLE}  # that one goes on until December
    assert {case.outcome for case in found if not case.open} >= {
        "granted",
        "rejected",
        "returned",
        "stopped",
        "done",
    }
    assert {case.end for case in found} >= {"not_accepted", "withdrawn"}
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
        "delegated",
    }

    settled = [case for case in found if not case.open and case.due]
    assert 0.02 <= sum(case.late for case in settled) / len(settled) <= 0.15
    assert len({case.procedure for case in found if case.open and is_late(case, AFTERNOON)}) >= 6
    assert {delegation for event in log if (delegation := event.actor.delegation)} == {
        *(one.number for one in ABSENCES),
        "131/QĐ-UBND",
    }
    assert sum(event.kind == "noted" and bool(event.body.read) for event in log) >= 20
    assert Counter(case.channel for case in found)["online"] >= 30

    assert_everybody_has_work()
    assert_the_leader_signs_much_at_once(found)
    assert all(ledger.records(UNIT, register, "", "") for register in ("births", "deaths", "marriages", "single_status", "certifications", "beneficiaries", "funeral_supports",
                                                                       "business_households", "building_permits", "timber_harvests", "land_mediations", "complaints"))  # fmt: skip
    assert_people_keep_office_hours(log)
    assert_every_kind_of_letter_prints(found)
    assert books.verify(UNIT)["ok"]
    assert rebuild.rebuild(UNIT, check=True)["equal"]


def assert_everybody_has_work():
    idle = {
        one["person"]
        for one in told_by("staff.yaml")
        if not finders.worklist(UNIT, one["person"], at=AFTERNOON)
    }
    assert {
        role
        for one in told_by("staff.yaml")
        if one["person"] in idle
        for post in one["posts"]
        for role in post["roles"]
    } <= WITHOUT_STEPS

    reminded = {
        role
        for one in told_by("staff.yaml")
        if finders.reminded(UNIT, one["person"], at=AFTERNOON)
        for post in one["posts"]
        for role in post["roles"]
    }
    assert reminded >= {"counter", "civil_status", "construction", "justice", "office", "leader"}


def assert_the_leader_signs_much_at_once(found: list[Case]):
    """Texts of many procedures, and of copies several that may be signed together."""
    waiting = [case.procedure for case in found for step in case.steps if "leader" in step.roles]
    assert len(set(waiting)) >= 8
    assert Counter(waiting)["chung-thuc-ban-sao"] >= 4


def assert_people_keep_office_hours(log):
    calendar = finders.calendar_of(finders.state(UNIT).profile)
    for event in log:
        if event.actor.person not in ("clock", "house"):
            at = to_local(event.at)
            assert any(opens <= at <= closes for opens, closes in calendar.hours(at.date())), (
                event.case,
                event.kind,
                at,
            )


def assert_every_kind_of_letter_prints(found: list[Case]):
    """No PDF is made before somebody wants it; each can be."""
    kinds = {
        ("" if letter.name in OF_ALL else case.procedure, letter.name): (case.code, letter)
        for case in found
        for letter in case.letters
    }
    assert len(kinds) >= 45
    for code, letter in kinds.values():
        assert printing.pdf(UNIT, code, letter).startswith(b"%PDF"), (code, letter.name)


@pytest.mark.parametrize(
    "until",
    [
        pytest.param("2026-11-28T10:00", id="a Saturday"),
        pytest.param("2026-02-17T09:00", id="in the middle of Tết"),
        pytest.param("2026-02-24T08:00", id="the first morning after Tết"),
        pytest.param("2026-09-02T15:00", id="a holiday"),
        pytest.param("2026-11-26T07:31", id="a minute after opening"),
        pytest.param("2026-11-24T23:59", id="a minute before midnight"),
        pytest.param("2026-07-01T10:00", id="a day on which norms change"),
        pytest.param("2027-02-28T10:00", id="the last day of four procedures"),
        pytest.param("2027-03-01T10:00", id="the day after it"),
        pytest.param("2027-06-15T10:00", id="long after it"),
        pytest.param("2025-12-31T16:59", id="the last minute of a year"),
    ],
)
def test_it_can_be_made_on(house, until):
    found = lived(local(until), FEW)
    assert len(found) >= 50
    assert max(case.last_at for case in found) <= local(until)
    assert (
        any(case.open for case in found)
        and any(case.late for case in found)
        and any(case.delivered for case in found)
    )
    for person in (
        "leader",
        "counter.1",
        "justice.1",
        "clerk.1",
        "social.1",
        "village.7",
        "forest",
    ):
        assert finders.worklist(UNIT, person, at=local(until)), person
