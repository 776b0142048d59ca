"""The demo's forest: alerts in every state, through the door, whatever day the demo is made on."""

from datetime import date, timedelta
from random import Random

import pytest
from django.conf import settings
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.record.case import is_late
from dinh.engine.record.seal import unseal
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local, to_local
from dinh.forest_cases import learning, verification
from dinh.forest_cases.reading import Patch, read
from dinh.forest_cases.tiles import layers
from dinh.scenes import woods
from dinh.scenes.commune import Commune
from dinh.scenes.hours import Hours
from dinh.scenes.living import play
from dinh.scenes.woods.prepared import plots
from dinh.scenes.woods.stories import RANGER
from dinh.store import books, documents, ledger, queries, rebuild
from dinh.store.unsynced import unsynced
from dinh.workflow import cases, publishing
from tests.world import UNIT, World, own_files

STATES = {"new", "going", "unreachable", "violation", "legal", "natural", "not_found", "watched"}
ENDS = {"", "handed_police", "handed_ranger", "legal", "natural", "not_found", "unreached"}


def lived(until: str, days: int = 110) -> tuple[Patch, ...]:
    """The forest of a demo alone, made up to then."""
    end = local(until)
    world = World(UNIT, f"{(end - timedelta(days=days)).date()}T07:30")
    files = own_files()
    publishing.publish(
        UNIT,
        replace(
            files,
            packages=[
                one
                for one in files.packages
                if one.procedure.slug in ("forest-alert", verification.SLUG)
            ],
        ),
        at=world.begin,
    )
    woods.furnish(UNIT, settings.HOUSE, world.begin, end)
    commune = Commune(
        Hours(finders.calendar_of(finders.state(UNIT).profile), end),
        Random(1),
        "xã Trường Xuân",
        "tỉnh Lâm Đồng",
    )
    with unsynced():
        assert play(UNIT, world.begin, commune, [], [*woods.matters(commune, world.begin)]) == []
    return read(UNIT)


def test_a_corner_far_outside_the_demos_commune_is_kept_only_with_the_reason(house):
    lived("2026-11-25T10:00")
    case = next(one.case for one in read(UNIT) if one.state == "going")
    corner = {"point": "13.5, 107.62, 5"}
    with pytest.raises(Refused) as no:
        cases.act(UNIT, RANGER, case.code, "corner", data={"row": corner})
    (fault,) = no.value.refusal.at
    assert fault.field.startswith("corners.") and fault.field.endswith(".why")
    assert "cách 14" in fault.facts["vi"]
    why = "Rừng liền sang xã bên"
    cases.act(UNIT, RANGER, case.code, "corner", data={"row": {**corner, "why": why}})
    rows = ledger.case_state(UNIT, case.code).data["corners"].values()
    assert [row.get("why") for row in rows][-1] == why


def test_alerts_have_led_to_cases_in_every_state_and_the_books_are_whole(house):
    found = lived("2026-11-25T15:10")
    by_end = {patch.finding: patch for patch in found}

    assert {patch.state for patch in found} == STATES
    assert set(by_end) == ENDS
    assert any(patch.open and patch.case.data.get("growth") for patch in found) and any(
        not patch.open and patch.case.data.get("growth") for patch in found
    )
    assert {step.name for patch in found for step in patch.case.steps} == {
        "planning",
        "visiting",
        "again",
        "handing",
    }
    assert any(
        is_late(patch.case, local("2026-11-25T15:10")) for patch in found if patch.state == "new"
    )
    assert all(patch.above for patch in found if patch.finding == "handed_police") and not any(
        patch.above for patch in found if patch.finding == "handed_ranger"
    )
    assert books.verify(UNIT)["ok"]
    assert rebuild.rebuild(UNIT, check=True)["equal"]

    harvest = queries.record(UNIT, "timber_harvests", by_end["legal"].case.data["harvest"])
    assert (harvest["subcompartment"], harvest["compartment"], harvest["lot"]) == tuple(
        by_end["legal"].parts[0].name.split("/")
    ), "the harvest that was declared is of that plot"
    assert all(patch.checked_m2 == 0 for patch in found if patch.finding == "not_found")
    assert_every_alert_lies_in_plots_and_shows_what_was_seen(found)
    assert_of_two_places_to_be_watched_anew_one_waits_for_the_leader_and_one_was_heeded(
        {patch.code: patch for patch in found}
    )


def assert_of_two_places_to_be_watched_anew_one_waits_for_the_leader_and_one_was_heeded(alerts):
    asked, agreed = (
        ledger.case_state(UNIT, code) for code in queries.cases(UNIT, procedure=verification.SLUG)
    )
    assert [step.name for step in asked.steps] == ["deciding"] and alerts[
        asked.data["alert"]
    ].finding == "not_found"
    assert agreed.end == verification.AGREED and alerts[agreed.data["alert"]].finding == "natural"
    of_ground, *of_alerts = learning.heeded(
        UNIT, [agreed, *(patch.case for patch in alerts.values())]
    )
    assert "again from" in of_ground.words("en") and all(
        "froze" in one.words("en") or "learnt" in one.words("en") for one in of_alerts[-10:]
    )


def assert_every_alert_lies_in_plots_and_shows_what_was_seen(found):
    known = {row.record for row in ledger.records(UNIT, "forest_plots")}
    assert known == {row["code"] for row in plots()}
    for patch in found:
        assert patch.parts and {part.plot for part in patch.parts} <= known
        assert all(
            documents.path(patch.case.data[name]["digest"]).read_bytes().startswith(b"\x89PNG")
            for name in ("before", "after", "series")
        )
        assert (
            patch.case.data["before_on"]
            < patch.case.data["onset"]
            <= patch.case.data["detected_on"]
            <= patch.case.data["after_on"]
        )
    assert max(patch.found for patch in found) == date(2026, 11, 24), (
        "the watch ended on the day before"
    )
    shown = layers(settings.HOUSE)
    assert len(shown) >= 12 and all(
        one.on and date(2024, 11, 1) <= one.on < date(2026, 11, 25) for one in shown
    )
    assert len({f"{patch.found:%Y-%m}" for patch in found}) >= 8, (
        "there is something to slide through"
    )


@pytest.mark.parametrize(
    ("until", "days"),
    [
        pytest.param("2026-11-28T10:00", 45, id="a Saturday"),
        pytest.param("2026-02-17T09:00", 110, id="in the middle of Tết"),
        pytest.param("2026-11-26T07:31", 45, id="a minute after opening"),
    ],
)
def test_the_forest_can_be_made_on(house, until, days):
    found = lived(until, days)
    assert len(found) >= 25
    assert {patch.state for patch in found} == STATES and {patch.finding for patch in found} == ENDS
    calendar = finders.calendar_of(finders.state(UNIT).profile)
    for event in map(unseal, finders.log_seen_by(UNIT, "leader")):
        if event.case and event.actor.person not in ("clock", "house"):
            at = to_local(event.at)
            assert any(opens <= at <= closes for opens, closes in calendar.hours(at.date())), (
                event.case,
                event.kind,
                at,
            )
