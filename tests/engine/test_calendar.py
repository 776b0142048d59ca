"""The days and hours a house is open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.engine.schedule.calendar import (
    BadHours,
    Calendar,
    NotCovered,
    Reason,
    Words,
    local,
    parse_hours,
    show_reason,
    to_local,
)
from tests.engine.calendars import FIRST, LAST, USUAL, calendars, hand_calendar, holiday, minutes

CALENDAR = hand_calendar()


def closed(day: str, lang: str = "vi") -> str:
    why = CALENDAR.why_closed(date.fromisoformat(day))
    return show_reason(why, lang) if why else ""


def test_a_closed_day_says_why():
    assert closed("2026-11-24") == "nghỉ lễ: Ngày Văn hóa Việt Nam"
    assert closed("2026-11-21") == "cuối tuần"
    assert (
        closed("2026-04-26") == "nghỉ lễ: Giỗ Tổ Hùng Vương"
    )  # a Sunday too; the name explains the Monday
    assert closed("2026-04-27") == "nghỉ bù Giỗ Tổ Hùng Vương (26/04/2026)"
    assert closed("2026-01-02") == "nghỉ hoán đổi, làm bù ngày 10/01/2026"
    assert closed("2026-03-10") == "đơn vị nghỉ: Lễ hội bon"
    assert closed("2026-11-25") == ""


def test_a_closed_day_says_why_in_english():
    assert [closed(day, "en") for day in ("2026-11-24", "2026-11-21", "2026-01-02")] == [
        "public holiday: Vietnamese Culture Day",
        "weekend",
        "swapped day off, worked on 10/01/2026 instead",
    ]


def test_a_holiday_nobody_has_confirmed_says_so():
    assert (
        show_reason(Reason("holiday", Words("Tết Nguyên đán"), unconfirmed=True), "vi")
        == "nghỉ lễ: Tết Nguyên đán (chưa xác nhận)"
    )


def test_a_day_off_without_a_name_and_a_rest_day_in_the_week_have_their_words():
    calendar = Calendar(
        parse_hours(["mon-tue 07:30-11:30"]), FIRST, LAST, days_off={date(2026, 1, 5): None}
    )
    assert show_reason(calendar.why_closed(date(2026, 1, 5)), "vi") == "đơn vị nghỉ"
    assert show_reason(calendar.why_closed(date(2026, 1, 7)), "vi") == "nghỉ hằng tuần"


def test_the_saturday_worked_has_the_hours_of_the_day_it_replaces():
    worked = date(2026, 1, 10)
    assert CALENDAR.is_open(worked)
    assert CALENDAR.day(worked).made_up == date(2026, 1, 2)
    assert [(a.time(), b.time()) for a, b in CALENDAR.hours(worked)] == [
        (time(7, 30), time(11, 30)),
        (time(13, 30), time(17)),
    ]
    assert CALENDAR.opens(worked) == local("2026-01-10T07:30")
    assert CALENDAR.closes(worked) == local("2026-01-10T17:00")


def test_a_short_friday_worked_on_another_day_is_as_short_there():
    week = parse_hours(["mon-thu 07:30-11:30 13:30-17:00", "fri 08:00-11:00"])
    calendar = Calendar(week, FIRST, LAST, swapped={date(2026, 1, 2): date(2026, 1, 10)})
    assert calendar.closes(date(2026, 1, 10)) == local("2026-01-10T11:00")
    assert calendar.office_time_between(
        local("2026-01-10T00:00"), local("2026-01-12T00:00")
    ) == timedelta(hours=3)


def test_a_closed_day_neither_opens_nor_closes_but_says_when_it_would_have():
    for ask in (CALENDAR.opens, CALENDAR.closes):
        with pytest.raises(ValueError, match="closed on 2026-11-24"):
            ask(date(2026, 11, 24))
    assert CALENDAR.day(date(2026, 11, 24)).closes == local("2026-11-24T17:00")
    assert CALENDAR.hours(date(2026, 11, 24)) == ()


def test_the_next_open_day_does_not_count_the_day_itself():
    assert CALENDAR.next_open(date(2026, 11, 23)) == date(2026, 11, 25)
    assert CALENDAR.first_open(date(2026, 11, 23)) == date(2026, 11, 23)
    assert CALENDAR.first_open(date(2026, 2, 14)) == date(2026, 2, 23)


def test_working_days_are_counted_without_the_first_and_with_a_sign():
    friday, thursday = date(2026, 11, 20), date(2026, 11, 26)
    assert CALENDAR.working_days_between(friday, thursday) == 3  # 23, 25, 26
    assert CALENDAR.working_days_between(thursday, friday) == -3
    assert CALENDAR.working_days_between(friday, date(2026, 11, 22)) == 0
    assert CALENDAR.working_days_between(CALENDAR.first, CALENDAR.first) == 0


def test_a_day_outside_the_list_is_not_guessed():
    for day in (date(2025, 11, 30), date(2028, 1, 1)):
        for ask in (CALENDAR.is_open, CALENDAR.why_closed, CALENDAR.hours, CALENDAR.first_open):
            with pytest.raises(NotCovered) as refused:
                ask(day)
            assert (refused.value.first, refused.value.last) == (
                date(2025, 12, 1),
                date(2027, 12, 31),
            )
        with pytest.raises(NotCovered):
            CALENDAR.working_days_between(date(2026, 1, 1), day)
        with pytest.raises(NotCovered):
            CALENDAR.office_time_between(local(day, time(9)), local("2026-01-05T09:00"))


@pytest.mark.parametrize(
    ("off", "worked", "why"),
    [
        ("2026-01-03", "2026-01-10", "rest day or a holiday already"),
        ("2026-01-01", "2026-01-10", "rest day or a holiday already"),
        ("2026-01-02", "2026-01-05", "a working day already"),
        ("2026-01-02", "2026-01-04", "a holiday"),
        ("2026-01-02", "2026-01-02", "a working day already"),
    ],
)
def test_a_swap_that_contradicts_the_week_or_the_holidays_is_not_taken(off, worked, why):
    holidays = {date(2026, 1, 1): holiday("Tết Dương lịch"), date(2026, 1, 4): holiday("Lễ")}
    with pytest.raises(ValueError, match=why):
        Calendar(
            USUAL, FIRST, LAST, holidays, {date.fromisoformat(off): date.fromisoformat(worked)}
        )


def test_one_saturday_makes_up_for_one_day_off_only():
    saturday = date(2026, 1, 10)
    with pytest.raises(ValueError, match="for another day off too"):
        Calendar(
            USUAL, FIRST, LAST, swapped={date(2026, 1, 2): saturday, date(2026, 1, 5): saturday}
        )


def test_a_half_saturday_is_worked_in_full_instead_of_a_swapped_day():
    calendar = Calendar(
        parse_hours(["mon-fri 07:30-11:30 13:30-17:00", "sat 07:30-11:30"]),
        FIRST,
        LAST,
        swapped={date(2026, 1, 2): date(2026, 1, 10)},
    )
    assert calendar.closes(date(2026, 1, 10)) == local("2026-01-10T17:00")
    assert calendar.closes(date(2026, 1, 17)) == local("2026-01-17T11:30")


def test_a_house_that_does_not_work_the_swapped_day_does_not_work_the_saturday_either():
    calendar = Calendar(
        parse_hours(["mon-thu 07:30-11:30"]),
        FIRST,
        LAST,
        swapped={date(2026, 1, 2): date(2026, 1, 10)},
    )
    assert not calendar.is_open(date(2026, 1, 10))
    assert show_reason(calendar.why_closed(date(2026, 1, 2)), "vi") == "nghỉ hằng tuần"


def test_hours_are_read_day_by_day():
    week = parse_hours(["mon-fri 07:30-11:30 13:30-17:00", "sat 07:30-11:30"])
    assert week[0] == week[4] == ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
    assert week[5] == ((time(7, 30), time(11, 30)),)
    assert week[6] == ()
    assert parse_hours(["mon wed-thu 08:00-12:00"])[:4] == (
        ((time(8), time(12)),),
        (),
        ((time(8), time(12)),),
        ((time(8), time(12)),),
    )


@pytest.mark.parametrize(
    ("lines", "en"),
    [
        ([], "at least one day"),
        ([""], "write the days, then the hours"),
        (["mon-fri"], "write the days, then the hours"),
        (["07:30-11:30"], "write the days, then the hours"),
        (["mon 07:30-11:30 tue"], "write the days, then the hours"),
        (["mån 07:30-11:30"], "'mån' is no day"),
        (["thứ-hai 07:30-11:30"], "is no day"),
        (["fri-mon 07:30-11:30"], "runs backwards"),
        (["mon 7:30-11:30"], "no stretch of hours"),
        (["mon 07:30-24:00"], "no stretch of hours"),
        (["mon 07:60-11:30"], "no stretch of hours"),
        (["mon ٠٧:٣٠-١١:٣٠"], "no stretch of hours"),
        (["mon 11:30-07:30"], "ends before it begins"),
        (["mon 07:30-07:30"], "ends before it begins"),
        (["mon 07:30-11:30 11:00-17:00"], "without overlap"),
        (["mon 13:30-17:00 07:30-11:30"], "without overlap"),
        (["mon-fri 07:30-11:30", "fri 13:30-17:00"], "fri has its hours on another line"),
    ],
)
def test_hours_that_cannot_be_read_say_what_to_write(lines, en):
    with pytest.raises(BadHours) as refused:
        parse_hours(lines)
    assert en in refused.value.words.en
    assert refused.value.words.vi
    assert refused.value.text == (lines[-1] if lines else "")


def test_an_instant_is_read_at_plus_seven():
    assert (
        to_local(datetime(2026, 1, 1, 0, 30, tzinfo=UTC)).isoformat() == "2026-01-01T07:30:00+07:00"
    )
    assert local("2026-12-02T17:00") == local(date(2026, 12, 2), time(17))
    assert local("2026-12-02") == local(date(2026, 12, 2))


# Laws.

DAYS = st.dates(FIRST, LAST)


@given(calendars(), DAYS, DAYS, DAYS)
def test_working_days_add_up_and_turn_their_sign(calendar, a, b, c):
    between = calendar.working_days_between
    assert between(a, b) == -between(b, a)
    assert between(a, b) + between(b, c) == between(a, c)
    assert -366 * 2 <= between(a, b) <= abs((b - a).days)


@given(calendars(), st.dates(FIRST, FIRST + timedelta(150)), st.integers(0, 60))
def test_working_days_are_the_open_days_counted_one_by_one(calendar, start, length):
    days = [start + timedelta(i) for i in range(1, length + 1)]
    assert calendar.working_days_between(start, start + timedelta(length)) == sum(
        map(calendar.is_open, days)
    )


@given(calendars(), st.dates(FIRST, FIRST + timedelta(150)))
def test_a_day_has_hours_or_a_reason(calendar, day):
    found = calendar.day(day)
    assert bool(found.spans) == (found.why is None) == calendar.is_open(day)
    assert calendar.first_open(day) >= day
    assert calendar.is_open(calendar.next_open(day))
    assert all(a < b <= found.closes and a.date() == b.date() == day for a, b in found.spans)


@settings(max_examples=30)
@given(calendars(), minutes(), st.integers(0, 4000))
def test_office_time_is_the_office_minutes_counted_one_by_one(calendar, start, length):
    end = start + timedelta(minutes=length)
    walked = sum(
        any(
            a <= start + timedelta(minutes=i) < b
            for a, b in calendar.hours((start + timedelta(minutes=i)).date())
        )
        for i in range(length)
    )
    assert (
        calendar.office_time_between(start, end)
        == timedelta(minutes=walked)
        == -calendar.office_time_between(end, start)
    )
