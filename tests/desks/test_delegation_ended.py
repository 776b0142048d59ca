"""A delegation ends at once or from a day to come, by who gave it or who stands above; at the door, on the page, over the API."""

import json
from datetime import datetime, timedelta

import pytest

from dinh.access import finders
from dinh.cli import main
from dinh.engine.record.events import Delegated
from dinh.engine.record.house import House, evolve_house
from dinh.engine.schedule.calendar import to_local
from dinh.workflow import cases
from tests.desks.test_authority import browser, delegated, posted, refused, staffed  # noqa: F401
from tests.world import UNIT

NUMBER = "12/QĐ-UBND"


def end(**more) -> Delegated:
    return Delegated(delegation=NUMBER, ended=True, **more)


def today(days: int = 0) -> str:
    return (to_local(finders.time_of(UNIT)).date() + timedelta(days=days)).isoformat()


def standing():
    return finders.delegation(UNIT, NUMBER)


def in_force(day: str) -> bool:
    return standing().on(day)


@pytest.fixture
def lent(staffed):
    """A vice-chair's authority with the counter officer."""
    cases.delegate(UNIT, delegated("vice_chair.1", "counter.1", decision=NUMBER))
    assert in_force(today())
    return staffed


@pytest.fixture
def chairs(staffed):
    """The chair's authority with the head of the office."""
    cases.delegate(UNIT, delegated("chair", "office.1", decision=NUMBER))
    return staffed


# --- at the door --------------------------------------------------------------------------------------------------------


def test_an_end_that_repeats_the_last_day_holds_at_once(lent):
    cases.delegate(UNIT, end(end="2026-12-31"), person="leader.2")
    assert standing().ended == today() and not in_force(today())


def test_an_end_from_a_day_to_come_is_changed_until_it_comes(lent):
    cases.delegate(UNIT, end(ended_from=today(5)), person="leader.2")
    assert in_force(today(4)) and not in_force(today(5))
    cases.delegate(UNIT, end(ended_from=today(9)), person="leader.2")
    assert in_force(today(8)) and not in_force(today(9))
    cases.delegate(UNIT, end(), person="leader.2")
    assert not in_force(today())
    assert refused(cases.delegate, end(), person="leader.2").code == "delegation.unknown"


@pytest.mark.parametrize("days", [-1, 4000])
def test_an_end_lies_between_today_and_the_last_day(lent, days):
    found = refused(cases.delegate, end(ended_from=today(days)), person="leader.2")
    assert [(one.field, one.code) for one in found.at] == [("ended_from", "delegation.end_day")]


def test_an_end_that_names_another_receiver_or_day_is_told_each(lent):
    wrong = end(to="land.1", end="2026-12-30")
    found = refused(cases.delegate, wrong, person="leader.2")
    assert [one.field for one in found.at] == ["receiver", "to"]


@pytest.mark.parametrize("person", ["leader.2", "leader", ""])
def test_who_gave_it_who_stands_above_and_the_operator_end_it(lent, person):
    cases.delegate(UNIT, end(), person=person)
    assert not in_force(today())


@pytest.mark.parametrize("person", ["leader.3", "office.1", "counter.1", "land.1"])
def test_nobody_else_ends_it_and_the_refusal_names_who_can(lent, person):
    found = refused(cases.delegate, end(), person=person)
    assert found.code == "delegation.not_yours_to_end"
    names = finders.state(UNIT).names
    assert found.facts["who"] == sorted([names["leader"], names["leader.2"]])


@pytest.mark.parametrize("person", ["leader.2", "leader.3", "office.1", "office.2"])
def test_below_the_chair_nobody_ends_the_chairs_delegation(chairs, person):
    assert refused(cases.delegate, end(), person=person).code == "delegation.not_yours_to_end"
    cases.delegate(UNIT, end(), person="leader")


def test_an_older_log_reads_the_end_as_of_its_event_and_keeps_what_it_said():
    at = datetime.fromisoformat("2026-11-25T09:00:00+07:00")
    house = House()
    for body in (
        delegated("chair", "office.1"),
        Delegated(delegation=NUMBER, ended=True, end="2026-12-31"),
    ):
        house = evolve_house(house, body, at, 1)
    (one,) = house.delegations
    assert (one.ended, one.said_end) == ("2026-11-25", "2026-12-31")
    assert not one.on("2026-11-25") and one.on("2026-11-24")


# --- over HTTP and from the command line ------------------------------------------------------------------------------


def test_over_the_api_an_end_with_its_old_last_day_ends_and_the_receiver_signs_no_more(
    lent,
    browser,
):
    old = {
        "decision": NUMBER, "giver": "vice_chair.1", "receiver": "counter.1",
        "from": "2026-07-01", "to": "2026-12-31", "ended": True,
    }  # fmt: skip
    assert "leader" in finders.who(UNIT, "counter.1").roles
    answer = posted(browser("leader.2"), "/api/delegations", old, 201)
    assert (answer["ended"], answer["ended_from"]) == (True, today())
    assert "leader" not in finders.who(UNIT, "counter.1").roles
    assert posted(browser("leader.2"), "/api/delegations", old, 422)["code"] == "delegation.unknown"


def test_over_http_a_vice_chair_does_not_end_the_chairs_delegation(chairs, browser):
    vice = browser("leader.2")
    body = {"decision": NUMBER, "ended": True}
    assert posted(vice, "/api/delegations", body, 403)["code"] == "delegation.not_yours_to_end"
    assert "delegations/ends" not in vice.get("/staff/people/").content.decode()
    answer = vice.post("/staff/people/delegations/ends", {"decision": NUMBER})
    assert answer.status_code == 422
    assert in_force(today())
    assert "delegations/ends" in browser("leader").get("/staff/people/").content.decode()


def test_the_page_ends_from_a_day_shows_it_and_offers_to_change_it(lent, browser):
    chair = browser("leader")
    last = datetime.fromisoformat(today(5)).strftime("%d/%m/%Y")
    sent = {"decision": NUMBER, "ended_from": last}
    page = chair.post("/staff/people/delegations/ends", sent, follow=True).content.decode()
    assert f"hết hiệu lực từ {last}" in page and "Đổi ngày chấm dứt" in page
    page = chair.post("/staff/people/delegations/ends", {**sent, "ended_from": "1/1/2020"})
    assert page.status_code == 422
    assert 'value="1/1/2020"' in page.content.decode()
    assert "Chọn lại ngày" in page.content.decode()


def test_the_log_says_from_which_day_it_no_longer_holds(lent, browser):
    cases.delegate(UNIT, end(ended_from=today(5)), person="leader.2")
    page = browser("leader").get("/staff/day/").content.decode()
    assert "chấm dứt ủy quyền" in page and "hết hiệu lực từ" in page


def test_the_command_line_ends_by_the_same_rule(lent, tmp_path):
    file = tmp_path / "end.json"
    file.write_text(json.dumps({"decision": NUMBER, "ended": True, "ended_from": today(3)}))
    assert main(["delegate", str(file), "--by", "leader.3"]) == 1
    assert in_force(today(3))
    assert main(["delegate", str(file), "--by", "leader.2"]) == 0
    assert standing().ended == today(3)
