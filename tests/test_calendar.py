"""The public holidays of Vietnam and the calendar of a house, against lists and sums that do not come from the library."""

import math
import subprocess
import sys
from datetime import date, timedelta

import pytest

from dinh.calendar import MADE, BadHours, default_profile, house_calendar, make_holidays, swaps
from dinh.engine.schedule.calendar import Calendar, show_reason
from dinh.engine.schedule.deadline import due, local, parse_duration

CALENDAR = house_calendar({})
ONE = parse_duration("1 working day")


def weekdays_off(year: int, calendar: Calendar = CALENDAR) -> dict[str, str]:
    """Every Monday to Friday of the year on which the house is closed: day -> code."""
    days = (date(year, 1, 1) + timedelta(i) for i in range(366 if year % 4 == 0 else 365))
    return {
        f"{day:%d/%m}": calendar.why_closed(day).code
        for day in days
        if day.weekday() < 5 and not calendar.is_open(day)
    }


def saturdays_worked(year: int) -> list[str]:
    days = (date(year, 1, 1) + timedelta(i) for i in range(365))
    return [f"{day:%d/%m}" for day in days if day.weekday() >= 5 and CALENDAR.is_open(day)]


def test_the_days_off_of_2026():
    assert weekdays_off(2026) == {
        "01/01": "holiday",
        "02/01": "swapped",
        "16/02": "holiday",
        "17/02": "holiday",
        "18/02": "holiday",
        "19/02": "holiday",
        "20/02": "holiday",
        "27/04": "substitute",
        "30/04": "holiday",
        "01/05": "holiday",
        "31/08": "swapped",
        "01/09": "holiday",
        "02/09": "holiday",
        "24/11": "holiday",
    }
    assert saturdays_worked(2026) == ["10/01", "22/08"]


def test_the_days_off_of_2027():
    assert weekdays_off(2027) == {
        "01/01": "holiday",
        "04/02": "holiday",
        "05/02": "holiday",
        "08/02": "holiday",
        "09/02": "holiday",
        "10/02": "holiday",  # first lunar day Saturday 6/2
        "16/04": "holiday",
        "30/04": "holiday",
        "03/05": "substitute",
        "02/09": "holiday",
        "03/09": "holiday",
        "24/11": "holiday",
    }


def test_the_days_off_of_years_past_are_those_that_were_announced():
    # Announced for public employees: 2021 by Thông báo 4875/TB-LĐTBXH, 2024 by 8662/VPCP-KGVX, 2025 by 8726/VPCP-KGVX.
    assert list(weekdays_off(2021)) == [
        "01/01",
        "10/02",
        "11/02",
        "12/02",
        "15/02",
        "16/02",
        "21/04",
        "30/04",
        "03/05",
        "02/09",
        "03/09",
    ]
    assert list(weekdays_off(2024)) == [
        "01/01",
        "08/02",
        "09/02",
        "12/02",
        "13/02",
        "14/02",
        "18/04",
        "29/04",
        "30/04",
        "01/05",
        "02/09",
        "03/09",
    ]
    assert list(weekdays_off(2025)) == [
        "01/01",
        "27/01",
        "28/01",
        "29/01",
        "30/01",
        "31/01",
        "07/04",
        "30/04",
        "01/05",
        "02/05",
        "01/09",
        "02/09",
    ]


def test_the_culture_day_is_a_holiday_from_2026_only():
    assert CALENDAR.is_open(date(2025, 11, 24))
    assert all(date(year, 11, 24) in CALENDAR.holidays for year in range(2026, 2036))
    assert (
        show_reason(CALENDAR.why_closed(date(2029, 11, 26)), "vi")
        == "nghỉ bù Ngày Văn hóa Việt Nam (24/11/2029)"
    )


@pytest.mark.parametrize("year", range(2020, 2036))
def test_every_year_has_as_many_days_off_as_the_labour_code_gives(year):
    """Điều 112: one holiday beside 2/9 only since 2021, the Culture Day since 2026. Each on a rest day is given back (Điều 111)."""
    given_back = [code for code in weekdays_off(year).values() if code != "swapped"]
    assert len(given_back) == 10 + (year >= 2021) + (year >= 2026)


# The moon, reckoned anew: the Vietnamese lunar calendar by astronomy (Meeus; the rules of Hồ Ngọc Đức), for the meridian of +07:00.


def new_moon(k: int) -> int:
    """The Julian day number, at +07:00, on which the k-th new moon since 1900 falls."""
    t, dr = k / 1236.85, math.pi / 180
    t2, t3 = t * t, t * t * t
    jd = (
        2415020.75933
        + 29.53058868 * k
        + 0.0001178 * t2
        - 0.000000155 * t3
        + 0.00033 * math.sin((166.56 + 132.87 * t - 0.009173 * t2) * dr)
    )
    m = (359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3) * dr
    n = (306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3) * dr
    f = (21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3) * dr
    c = (
        (0.1734 - 0.000393 * t) * math.sin(m)
        + 0.0021 * math.sin(2 * m)
        - 0.4068 * math.sin(n)
        + 0.0161 * math.sin(2 * n)
    )
    c += (
        -0.0004 * math.sin(3 * n)
        + 0.0104 * math.sin(2 * f)
        - 0.0051 * math.sin(m + n)
        - 0.0074 * math.sin(m - n)
    )
    c += (
        0.0004 * math.sin(2 * f + m)
        - 0.0004 * math.sin(2 * f - m)
        - 0.0006 * math.sin(2 * f + n)
        + 0.0010 * math.sin(2 * f - n)
        + 0.0005 * math.sin(2 * n + m)
    )
    delta = -0.000278 + 0.000265 * t + 0.000262 * t2
    return math.floor(jd + c - delta + 0.5 + 7 / 24)


def sun_twelfth(day_number: int) -> int:
    """In which twelfth of its way, from the spring equinox, the sun stands at the beginning of the day, at +07:00."""
    t, dr = (day_number - 0.5 - 7 / 24 - 2451545.0) / 36525, math.pi / 180
    t2 = t * t
    m = (357.52910 + 35999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2) * dr
    centre = (
        (1.914600 - 0.004817 * t - 0.000014 * t2) * math.sin(m)
        + (0.019993 - 0.000101 * t) * math.sin(2 * m)
        + 0.000290 * math.sin(3 * m)
    )
    return math.floor((280.46645 + 36000.76983 * t + 0.0003032 * t2 + centre) % 360 / 30)


def eleventh_month(year: int) -> int:
    """k of the new moon that opens the lunar month holding the winter solstice of the year."""
    k = math.floor((date(year, 12, 31).toordinal() + 1721424.5 - 2415021) / 29.530588853)
    return k - (sun_twelfth(new_moon(k)) >= 9)


def lunar(year: int, month: int, day: int) -> date:
    """The day of a lunar month between 1 and 10 of the lunar year that begins in `year`."""
    start, end = eleventh_month(year - 1), eleventh_month(year)
    k = start + month + 1
    if (
        end - start > 12
    ):  # thirteen months: the leap month is the first in which the sun enters no new twelfth
        leap = next(
            i
            for i in range(start + 1, end)
            if sun_twelfth(new_moon(i)) == sun_twelfth(new_moon(i + 1))
        )
        k += leap <= k
    return date.fromordinal(new_moon(k) - 1721425 + day - 1)


def test_the_reckoning_knows_the_new_years_everybody_remembers():
    known = [
        "2007-02-17",
        "2020-01-25",
        "2021-02-12",
        "2022-02-01",
        "2023-01-22",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
        "2030-02-02",
    ]
    assert [
        str(lunar(int(day[:4]), 1, 1)) for day in known
    ] == known  # 2007 and 2030 are a day before the Chinese


@pytest.mark.parametrize("year", range(2020, 2036))
def test_the_first_three_days_of_the_lunar_year_and_its_eve_are_off(year):
    first = lunar(year, 1, 1)
    assert all(
        CALENDAR.holidays[first + timedelta(i)].name.vi == "Tết Nguyên đán" for i in (-1, 0, 1, 2)
    )


@pytest.mark.parametrize("year", range(2020, 2036))
def test_the_hung_kings_are_remembered_on_the_tenth_of_the_third_lunar_month(year):
    assert CALENDAR.holidays[lunar(year, 3, 10)].name.vi == "Giỗ Tổ Hùng Vương"


# The list that a house reads.


def test_the_list_is_what_the_library_and_the_corrections_make():
    assert MADE.read_bytes() == make_holidays(), (
        "run python -m dinh.calendar and look at the difference"
    )


def test_a_house_does_not_load_the_library():
    code = (
        "import sys, dinh.calendar as c; c.house_calendar({}); sys.exit('holidays' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=MADE.parents[1], check=False).returncode
        == 0
    )


def test_tet_of_a_year_not_yet_decided_is_marked():
    assert not CALENDAR.holidays[date(2028, 1, 26)].confirmed
    assert CALENDAR.holidays[date(2026, 2, 17)].confirmed
    assert CALENDAR.holidays[date(2028, 9, 2)].confirmed
    assert not CALENDAR.holidays[date(2028, 9, 1)].confirmed


# The profile.


def test_a_new_house_keeps_the_usual_hours_and_the_country_s_swaps():
    profile = default_profile()
    assert profile["hours"] == ["mon-fri 07:30-11:30 13:30-17:00"]
    assert profile["days_off"] == []
    assert profile["swapped"][-2:] == ["2026-01-02:2026-01-10", "2026-08-31:2026-08-22"]
    assert all(swap.source for swap in swaps())
    assert not any(swap.confirmed for swap in swaps())
    assert house_calendar(profile) is CALENDAR


def test_a_house_says_its_own_hours_swaps_and_days_off():
    calendar = house_calendar(
        {
            "hours": ["mon-fri 08:00-12:00"],
            "swapped": [],
            "days_off": ["2026-11-25 Lễ hội bon", "2026-11-26"],
        }
    )
    assert due(ONE, local("2026-11-23T09:00"), calendar).at == local(
        "2026-11-27T12:00"
    )  # 24 holiday, 25 and 26 its own
    assert calendar.is_open(date(2026, 1, 2))
    assert not calendar.is_open(date(2026, 1, 10))
    assert show_reason(calendar.why_closed(date(2026, 11, 25)), "vi") == "đơn vị nghỉ: Lễ hội bon"


@pytest.mark.parametrize(
    ("key", "line", "en"),
    [
        ("hours", "mon-fri 7-11", "no stretch of hours"),
        ("swapped", "2026-01-02", "write the day off, a colon"),
        ("swapped", "2026-01-02:2026-01-32", "no real date"),
        ("swapped", "2026-01-02:20260110", "no real date"),
        ("swapped", "2026-01-03:2026-01-10", "a rest day or a holiday already"),
        ("swapped", "2026-01-02:2026-01-05", "a working day already"),
        ("days_off", "31/02/2026", "no real date"),
        ("days_off", "2026-02-31", "no real date"),
        ("days_off", "Tết", "no real date"),
    ],
)
def test_a_line_of_the_profile_that_cannot_be_used_says_why_in_both_languages(key, line, en):
    with pytest.raises(BadHours) as refused:
        house_calendar({key: [line]})
    assert en in refused.value.words.en
    assert refused.value.words.vi


def test_a_day_off_swapped_twice_is_not_taken():
    with pytest.raises(BadHours, match="on another line already"):
        house_calendar({"swapped": ["2026-01-02:2026-01-10", "2026-01-02:2026-01-17"]})
