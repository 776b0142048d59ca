"""The day's sheet tells every event of that day, once, in the order of the log, wherever it stands in it."""

import re
from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.store import ledger
from dinh.store import queries as finding
from dinh.store.keys import make_key
from dinh.web.counter import queries
from dinh.workflow import cases
from tests.desks.test_cases import DATA, went


@pytest.fixture
def key(house, commune):
    make_key(house)


def test_an_event_that_was_entered_later_stands_on_the_sheet_of_its_own_day(
    signed_in, commune, key
):
    case = went(commune, 1)
    cases.open_case(
        commune, "counter.1", "khai-sinh", DATA, at=finders.time_of(commune) + timedelta(days=1)
    )
    late = cases.act(
        commune,
        "civil.1",
        case.code,
        "note",
        data={"text": "ghi sau"},
        at=case.last_at + timedelta(hours=1),
    )
    pages = {
        day: signed_in("clerk").get(f"/staff/day/?on=2026-11-{day}").content.decode()
        for day in ("25", "26")
    }
    assert "ghi sau" in pages["25"]
    assert "ghi sau" not in pages["26"]
    numbers = [
        int(number.replace(".", ""))
        for number in re.findall(r'<td class="num" data-l="Số">([\d.]+)<', pages["25"])
    ]
    assert numbers == sorted(numbers)
    assert late.number in numbers


def test_a_day_is_told_page_by_page_and_sheet_by_sheet_with_nothing_left_out(
    signed_in, commune, key, monkeypatch
):
    for _ in range(3):
        went(commune, 1)
    monkeypatch.setattr("dinh.web.staff.day.SHOWN_MAX", 4)
    monkeypatch.setattr("dinh.web.staff.day.PRINTED_MAX", 5)
    all_numbers = [
        event.number for event in ledger.log(commune) if event.at.startswith("2026-11-25")
    ]
    clerk, told, query = signed_in("clerk"), [], "?on=2026-11-25"
    while query:
        page = clerk.get(f"/staff/day/{query}").content.decode()
        assert f": {len(all_numbers)} việc" in page
        told += [int(number) for number in re.findall(r'<td class="num" data-l="Số">(\d+)<', page)]
        following = re.search(r'href="(\?on=2026-11-25&amp;after=\d+)"', page)
        query = following[1].replace("&amp;", "&") if following else ""
    assert told == all_numbers
    parts = re.findall(r"/staff/day/2026-11-25\.pdf\?after=(\d+)", page)
    assert len(parts) == -(-len(all_numbers) // 5)
    assert all(
        clerk.get(f"/staff/day/2026-11-25.pdf?after={part}").content.startswith(b"%PDF")
        for part in parts
    )
    assert clerk.get("/staff/day/?on=2026-11-25&after=x").status_code == 200


def test_a_day_begins_and_ends_at_midnight_of_the_house(commune):
    start = finders.time_of(commune).replace(hour=0, minute=0, second=0) + timedelta(days=1)
    at = [
        start - timedelta(seconds=1),
        start,
        start + timedelta(days=1) - timedelta(microseconds=1),
        start + timedelta(days=1),
    ]
    codes = [cases.open_case(commune, "counter.1", "khai-sinh", DATA, at=one).code for one in at]
    found = {
        event.case
        for event in finding.events_between(
            commune, start, start + timedelta(days=1), kind="opened"
        )
    }
    assert found == set(codes[1:3])
    assert finding.count_between(commune, start, start + timedelta(days=1)) == len(
        finding.events_between(commune, start, start + timedelta(days=1))
    )


def test_the_days_takings_are_those_of_the_day_wherever_they_stand_in_the_log(world):
    now = world.begin + timedelta(hours=2)
    today = world.case("chung-thuc-ban-sao").accepted(now)
    tomorrow = world.case("chung-thuc-ban-sao").accepted(now + timedelta(days=1))
    for one in (tomorrow, today):  # today's is entered after tomorrow's
        one.acted(
            "counter.1", "pay", amount=one.case.fees[0].amount, how="cash", receipt=one.code[-4:]
        )
    found = queries.takings(world.house, finders.who(world.house, "counter.1"), now)
    assert [row.code for row in found.rows] == [today.code]
    assert found.total == today.case.fees[0].amount > 0


def test_a_day_that_is_none_or_lies_before_all_instants_has_no_sheet(signed_in, commune, key):
    browser = signed_in("clerk")
    for day in ("31/02/2026", "0001-01-01", "01/01/1899"):
        assert browser.get("/staff/day/", {"on": day}).status_code == 404
    assert browser.get("/staff/day/0001-01-01.pdf").status_code == 404
    assert browser.get("/staff/day/", {"on": "31/12/9999"}).status_code == 200
