"""Who is told of an approaching limit sees it on their desk, until the step is done."""

from datetime import timedelta

import pytest
from django.test import Client

from dinh.access import finders
from dinh.store import accounts, books
from dinh.store.rebuild import rebuild
from dinh.workflow import cases


@pytest.fixture
def browser(world):
    def client(person: str) -> Client:
        found = Client()
        accounts.account(person)
        assert found.post("/sign-in", {"demo": person}).status_code == 302
        return found

    return client


def waiting(world):
    """A birth filed over the net on a Wednesday morning that nobody looks at: after 8 office hours the counter is told."""
    return world.case(channel="online").opened("2026-11-25")


def test_the_counter_is_told_on_its_desk_of_what_nobody_looked_at(world, browser):
    told = waiting(world)
    assert finders.reminded(world.house, "counter.1") == []
    told.time_acts("2026-11-26T16:00")
    page = browser("counter.1").get("/staff/").content.decode()
    assert "Được nhắc: 1 việc" in page
    assert page.count(f'/cases/{told.code}/"') >= 1
    assert "Tiếp nhận" in page.partition("Được nhắc")[2]
    assert "Được nhắc" not in browser("civil.1").get("/staff/").content.decode()
    assert "Reminded: 1" in browser("counter.2").get("/staff/?lang=en").content.decode()


def test_a_reminder_stays_until_the_step_is_done_and_no_longer(world, browser):
    told = waiting(world).time_acts("2026-11-26T16:00")
    told.acted("counter.1", "note", text="đã gọi người nộp")
    assert [one.case.code for one in finders.reminded(world.house, "counter.1")] == [told.code]
    told.accepted()
    assert finders.reminded(world.house, "counter.1") == []
    assert "Được nhắc" not in browser("counter.1").get("/staff/").content.decode()


def test_reminders_are_a_fold_of_the_log(world):
    told = waiting(world).time_acts("2026-11-26T16:00")
    assert [step.told for step in told.case.steps] == [("counter",)]
    assert rebuild(world.house, check=True)["equal"]
    rebuild(world.house)
    assert [one.case.code for one in finders.reminded(world.house, "counter.1")] == [told.code]
    told.accepted()
    assert rebuild(world.house, check=True)["equal"]
    assert books.verify(world.house)["ok"]


def test_a_list_of_reminders_goes_on_behind_those_that_are_not_to_be_read(world, monkeypatch):
    codes = [waiting(world).code for _ in range(3)]
    for code in codes:
        cases.let_time_act(world.house, finders.time_of(world.house) + timedelta(days=3), code)
    kept = finders.may_read
    monkeypatch.setattr(
        finders, "may_read", lambda case, one: case.code == codes[2] and kept(case, one)
    )
    assert [one.case.code for one in finders.reminded(world.house, "counter.1", limit=1)] == [
        codes[2]
    ]
