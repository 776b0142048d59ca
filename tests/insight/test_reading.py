"""The house is read again when something happened, and not more often."""

from datetime import date

from dinh.access import finders
from dinh.insight import house as reading
from dinh.insight.house import Period, heads, read
from dinh.workflow import cases
from tests.desks.test_cases import went

AUTUMN = Period(date(2026, 9, 1), date(2026, 12, 31))


def test_what_was_read_stands_until_something_happens(commune):
    case = went(commune, 1)
    first = read(commune, AUTUMN)
    assert read(commune, AUTUMN) is first and [one.case.code for one in first.cases] == [case.code]
    cases.act(
        commune,
        "civil.1",
        case.code,
        "note",
        data={"text": "Đã gọi điện"},
        at=finders.time_of(commune),
    )
    again = read(commune, AUTUMN)
    assert again is not first and again.cases[0].case.place > first.cases[0].case.place


def test_what_takes_long_to_read_may_be_a_minute_old(commune, monkeypatch):
    monkeypatch.setattr(reading, "MANY", 0)
    case = went(commune, 1)
    first = read(commune, AUTUMN)
    cases.act(
        commune,
        "civil.1",
        case.code,
        "note",
        data={"text": "Đã gọi điện"},
        at=finders.time_of(commune),
    )
    assert read(commune, AUTUMN) is first
    monkeypatch.setattr(reading, "STALE_S", 0.0)
    assert read(commune, AUTUMN) is not first


def test_a_period_has_the_cases_that_were_open_in_it(commune):
    went(commune, 4)
    assert len(read(commune, AUTUMN).cases) == 1 == len(heads(commune, AUTUMN).cases)
    assert not read(commune, Period(date(2026, 1, 1), date(2026, 2, 1))).cases


def test_no_more_is_read_than_is_borne_and_it_is_said(commune, monkeypatch):
    monkeypatch.setattr(reading, "CASES_MAX", 2)
    for _ in range(3):
        went(commune, 1)
    found = read(commune, Period(date(2026, 9, 1), date(2026, 12, 30)))
    assert found.cut and len(found.cases) == 2
