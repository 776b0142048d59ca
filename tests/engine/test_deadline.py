"""When a case is due: examples reckoned by hand, laws that hold for any calendar, and slow walks that count again."""

import doctest
import re
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dinh.engine.schedule.calendar import LOCAL, Calendar, local
from dinh.engine.schedule.deadline import (
    SAME_WORKING_DAY,
    Due,
    Duration,
    NotCovered,
    Pause,
    due,
    due_until,
    ends,
    late_by,
    parse_duration,
    proof_json,
    show_duration,
    show_lateness,
    yearly,
)
from tests.engine.calendars import calendars, hand_calendar, minutes

CALENDAR = hand_calendar()
THREE = parse_duration("3 working days")
FIFTEEN = time(15)


def at(rule: str, start: str, *pauses: tuple[str, str], cutoff: time | None = None) -> datetime:
    return due(
        parse_duration(rule), local(start), CALENDAR, cutoff=cutoff, pauses=paused(*pauses)
    ).at


def paused(*pauses: tuple[str, str]) -> list[Pause]:
    return [Pause(local(start), local(end)) for start, end in pauses]


def whys(found: Due, lang: str = "vi") -> list[str]:
    return [line["why"] for line in proof_json(found, lang)]


# Reckoned by hand. November 2026: Friday 20, Saturday 21, Sunday 22, Monday 23, Tuesday 24 (holiday), Wednesday 25,
# Thursday 26, Friday 27, Saturday 28, Sunday 29, Monday 30; then Tuesday 1/12, Wednesday 2/12.


def test_a_case_accepted_on_friday_for_three_working_days_is_due_on_wednesday():
    # Fri 27 received · Sat, Sun · Mon 30 = 1 · Tue 1/12 = 2 · Wed 2/12 = 3
    assert at("3 working days", "2026-11-27T15:30") == local("2026-12-02T17:00")


def test_the_day_of_acceptance_is_not_counted_even_from_its_first_minute():
    # Mon 30 received · Tue 1/12 = 1 · Wed 2 = 2 · Thu 3 = 3
    assert at("3 working days", "2026-11-30T07:30") == local("2026-12-03T17:00")


def test_the_culture_day_is_passed_over():
    # Fri 20 received · Sat, Sun · Mon 23 = 1 · Tue 24 holiday · Wed 25 = 2 · Thu 26 = 3
    assert at("3 working days", "2026-11-20T09:00") == local("2026-11-26T17:00")


def test_tet_is_passed_over_with_the_weekends_on_both_sides():
    # Fri 13/2 received · Sat 14, Sun 15 · Mon 16 to Fri 20 Tết · Sat 21, Sun 22 · Mon 23 = 1 · Tue 24 = 2 · Wed 25 = 3
    assert at("3 working days", "2026-02-13T10:00") == local("2026-02-25T17:00")


def test_a_swapped_day_off_is_passed_over():
    # Wed 31/12 received · Thu 1/1 holiday · Fri 2/1 swapped · Sat 3, Sun 4 · Mon 5 = 1 · Tue 6 = 2 · Wed 7 = 3
    assert at("3 working days", "2025-12-31T10:00") == local("2026-01-07T17:00")


def test_the_saturday_worked_instead_counts_with_the_hours_of_the_day_it_replaces():
    # Thu 8/1 received · Fri 9 = 1 · Sat 10 = 2, until 17:00 as on the Friday it replaces
    assert at("2 working days", "2026-01-08T10:00") == local("2026-01-10T17:00")
    # and 8 working hours from Fri 9, 15:30: 1:30 that day, 4:00 on Saturday morning, 2:30 from 13:30
    assert at("8 working hours", "2026-01-09T15:30") == local("2026-01-10T16:00")


def test_the_substitute_of_a_holiday_on_sunday_is_passed_over():
    # Fri 24/4 received · Sat 25 · Sun 26 Giỗ Tổ · Mon 27 in lieu of it · Tue 28 = 1
    assert at("1 working day", "2026-04-24T10:00") == local("2026-04-28T17:00")


def test_the_house_s_own_day_off_is_passed_over():
    # Mon 9/3 received · Tue 10 the festival · Wed 11 = 1
    assert at("1 working day", "2026-03-09T10:00") == local("2026-03-11T17:00")


def test_what_is_accepted_on_a_day_off_has_that_day_as_its_day_0():
    # Sun 22 received · Mon 23 = 1
    assert at("1 working day", "2026-11-22T10:00") == local("2026-11-23T17:00")


def test_calendar_days_count_every_day_and_an_end_on_a_day_off_moves_to_the_next_working_day():
    # 15/10 received · 16 to 31/10 = 16 · 1 to 29/11 = 45, a Sunday · Mon 30/11
    assert at("45 days", "2026-10-15T10:00") == local("2026-11-30T17:00")
    # 19/11 received · 5 days on is Tue 24/11, a holiday · Wed 25
    assert at("5 days", "2026-11-19T10:00") == local("2026-11-25T17:00")


def test_months_end_on_the_same_day_number_or_on_the_month_s_last_day():
    assert at("6 months", "2026-05-25T10:00") == local("2026-11-25T17:00")  # a Wednesday
    assert at("1 month", "2027-01-31T10:00") == local(
        "2027-03-01T17:00"
    )  # 28/2 is a Sunday · Mon 1/3
    assert at("1 month", "2026-12-31T10:00") == local(
        "2027-02-01T17:00"
    )  # 31/1 is a Sunday · Mon 1/2
    assert at("12 months", "2026-03-31T10:00") == local("2027-03-31T17:00")


def test_hours_run_by_the_clock_and_end_where_they_end_even_at_night_on_a_day_off():
    assert at("12 hours", "2026-11-21T14:20") == local("2026-11-22T02:20")


def test_working_hours_run_in_office_hours_only():
    # Fri 27, 15:30 to 17:00 = 1:30 · Mon 30, 07:30 to 11:30 = 5:30 · 13:30 to 16:00 = 8:00
    assert at("8 working hours", "2026-11-27T15:30") == local("2026-11-30T16:00")
    # begun at noon: Fri 27, 13:30 to 17:00 = 3:30 · Mon 30, 07:30 to 08:00 = 4:00
    assert at("4 working hours", "2026-11-27T12:00") == local("2026-11-30T08:00")


def test_working_hours_that_run_out_at_the_close_end_at_the_close():
    assert at("1 working hour", "2026-11-27T16:00") == local("2026-11-27T17:00")


# The cut-off.


def test_fifteen_o_clock_sharp_is_still_in_time():
    assert at("same working day", "2026-11-23T15:00", cutoff=FIFTEEN) == local("2026-11-23T17:00")


def test_a_second_after_the_cut_off_is_due_at_the_close_of_the_next_working_day():
    # Mon 23, 15:00:01 · Tue 24 holiday · Wed 25, not a day and a night later
    assert at("same working day", "2026-11-23T15:00:01", cutoff=FIFTEEN) == local(
        "2026-11-25T17:00"
    )
    assert at("same working day", "2026-11-27T16:59", cutoff=FIFTEEN) == local("2026-11-30T17:00")


def test_what_comes_on_a_day_off_or_before_opening_is_settled_on_the_working_day_that_follows():
    assert at("same working day", "2026-11-21T09:00", cutoff=FIFTEEN) == local("2026-11-23T17:00")
    assert at("same working day", "2026-11-23T05:00", cutoff=FIFTEEN) == local("2026-11-23T17:00")


def test_without_a_cut_off_the_close_is_the_last_moment_of_the_same_working_day():
    assert at("same working day", "2026-11-23T17:00") == local("2026-11-23T17:00")
    assert at("same working day", "2026-11-23T17:01") == local("2026-11-25T17:00")


def test_after_the_cut_off_a_rule_in_working_days_has_the_next_working_day_as_its_day_0():
    # Fri 20, 15:01 · taken as received Mon 23 · Tue 24 holiday · Wed 25 = 1
    assert at("1 working day", "2026-11-20T15:01", cutoff=FIFTEEN) == local("2026-11-25T17:00")
    assert at("1 working day", "2026-11-20T15:00", cutoff=FIFTEEN) == local("2026-11-23T17:00")
    # so a day off must wait as well, or Saturday would be due before Friday
    assert at("1 working day", "2026-11-21T09:00", cutoff=FIFTEEN) == local("2026-11-25T17:00")


def test_after_the_cut_off_a_rule_in_hours_starts_as_the_office_opens():
    # Fri 20, 15:01 · Mon 23, 07:30 and 8 office hours: 11:30 = 4:00, 17:00 = 7:30 · Wed 25, 08:00 = 8:00
    assert at("8 working hours", "2026-11-20T15:01", cutoff=FIFTEEN) == local("2026-11-25T08:00")
    assert at("2 hours", "2026-11-20T15:01", cutoff=FIFTEEN) == local("2026-11-23T09:30")


# Pauses.


def test_a_supplement_brought_the_same_day_costs_nothing():
    assert at(
        "3 working days", "2026-11-20T09:00", ("2026-11-23T10:00", "2026-11-23T16:59")
    ) == local("2026-11-26T17:00")


def test_a_day_on_whose_close_the_clock_stands_is_not_counted():
    # Fri 20 received · Mon 23 paused over its close · Tue 24 holiday · Wed 25 = 1 · Thu 26 = 2 · Fri 27 = 3
    assert at(
        "3 working days", "2026-11-20T09:00", ("2026-11-23T10:00", "2026-11-25T08:00")
    ) == local("2026-11-27T17:00")


def test_a_pause_that_begins_at_the_close_sharp_leaves_the_day_one_that_ends_there_takes_it():
    assert at(
        "1 working day", "2026-11-26T09:00", ("2026-11-27T17:00", "2026-11-30T08:00")
    ) == local("2026-11-27T17:00")
    assert at(
        "1 working day", "2026-11-26T09:00", ("2026-11-27T09:00", "2026-11-27T17:00")
    ) == local("2026-11-30T17:00")


def test_a_pause_over_the_day_of_acceptance_or_over_days_off_costs_no_day():
    assert at(
        "3 working days", "2026-11-20T09:00", ("2026-11-20T10:00", "2026-11-23T08:00")
    ) == local("2026-11-26T17:00")


def test_calendar_days_give_back_paused_days_on_days_off_too():
    # 19/11 received · 20 = 1 · Sat 21, Sun 22 paused at 17:00 · Mon 23 = 2 · Tue 24 = 3 · Wed 25 = 4
    assert at("4 days", "2026-11-19T09:00", ("2026-11-20T17:30", "2026-11-23T09:00")) == local(
        "2026-11-25T17:00"
    )


def test_months_give_back_paused_days():
    # 25/11 without a pause; Mon 5/10, Tue 6/10 paused: two days on is Fri 27/11
    assert at("6 months", "2026-05-25T10:00", ("2026-10-05T10:00", "2026-10-07T08:00")) == local(
        "2026-11-27T17:00"
    )


def test_an_end_moved_by_a_day_off_waits_for_a_day_on_which_the_clock_runs():
    # 19/11 received · 20 = 1 · Sat 21 = 2, the last · Mon 23 paused over its close · Tue 24 holiday · Wed 25
    assert at("2 days", "2026-11-19T09:00", ("2026-11-22T09:00", "2026-11-24T09:00")) == local(
        "2026-11-25T17:00"
    )


def test_hours_give_back_the_paused_time_to_the_second():
    assert at("2 hours", "2026-11-20T09:00", ("2026-11-20T10:00", "2026-11-20T10:20:30")) == local(
        "2026-11-20T11:20:30"
    )
    # office time only: 11:00 to 14:00 holds one office hour
    assert at(
        "2 working hours", "2026-11-20T10:00", ("2026-11-20T11:00", "2026-11-20T14:00")
    ) == local("2026-11-20T15:00")


def test_pauses_that_nest_overlap_touch_or_hold_nothing_are_one_pause():
    apart = at(
        "8 hours",
        "2026-11-20T09:00",
        ("2026-11-20T10:00", "2026-11-20T11:00"),
        ("2026-11-20T10:15", "2026-11-20T10:30"),
        ("2026-11-20T10:50", "2026-11-20T11:30"),
        ("2026-11-20T11:30", "2026-11-20T12:00"),
        ("2026-11-20T13:00", "2026-11-20T13:00"),
    )
    assert apart == local("2026-11-20T19:00")


def test_a_pause_that_begins_as_the_hours_run_out_gives_nothing_back():
    assert at("2 hours", "2026-11-20T09:00", ("2026-11-20T11:00", "2026-11-20T12:00")) == local(
        "2026-11-20T11:00"
    )
    assert at(
        "2 working hours", "2026-11-20T09:00", ("2026-11-20T11:00", "2026-11-20T12:00")
    ) == local("2026-11-20T11:00")


def test_a_pause_that_ends_as_the_clock_starts_leaves_no_line():
    found = due(
        parse_duration("2 hours"),
        local("2026-11-20T09:00"),
        CALENDAR,
        pauses=paused(("2026-11-20T08:00", "2026-11-20T09:00")),
    )
    assert whys(found) == ["tính 2 giờ"]


def test_touching_pauses_stand_in_one_line():
    found = due(
        parse_duration("2 hours"),
        local("2026-11-20T09:00"),
        CALENDAR,
        pauses=paused(
            ("2026-11-20T10:00", "2026-11-20T10:30"), ("2026-11-20T10:30", "2026-11-20T11:00")
        ),
    )
    assert whys(found) == ["tính 1 giờ", "tạm dừng tính thời hạn", "tính 1 giờ"]


def test_a_pause_before_the_start_or_after_the_due_changes_nothing():
    for rule in (
        "3 working days",
        "10 days",
        "5 hours",
        "5 working hours",
        "1 month",
        "same working day",
    ):
        plain = at(rule, "2026-11-20T09:00")
        assert (
            at(
                rule,
                "2026-11-20T09:00",
                ("2026-11-02T09:00", "2026-11-19T09:00"),
                ("2027-03-01T09:00", "2027-03-05T09:00"),
            )
            == plain
        )


def test_a_clock_that_starts_within_a_pause_starts_at_its_end():
    assert at("2 hours", "2026-11-20T09:00", ("2026-11-20T08:00", "2026-11-20T10:00")) == local(
        "2026-11-20T12:00"
    )


def test_a_pause_that_ends_before_it_starts_is_a_bug():
    with pytest.raises(ValueError, match="before it starts"):
        Pause(local("2026-11-20T10:00"), local("2026-11-20T09:00"))


def test_an_instant_without_an_offset_is_a_bug():
    with pytest.raises(ValueError, match="says no offset"):
        due(THREE, datetime.fromisoformat("2026-11-20T09:00"), CALENDAR)


def test_an_instant_of_another_zone_is_read_at_plus_seven():
    assert due(THREE, datetime.fromisoformat("2026-11-19T18:30:00+00:00"), CALENDAR).at == local(
        "2026-11-26T17:00"
    )  # 01:30 on Friday 20


# Fixed dates.


def test_a_fixed_date_ends_at_its_close_or_at_that_of_the_next_working_day():
    assert due_until(date(2026, 11, 25), CALENDAR).at == local("2026-11-25T17:00")
    found = due_until(date(2026, 11, 21), CALENDAR)
    assert found.at == local("2026-11-23T17:00")
    assert whys(found) == [
        "ngày đã định, cuối tuần, nên chuyển sang ngày làm việc tiếp theo",
        "cuối tuần",
        "hạn chuyển sang ngày này, đến 17:00",
    ]


def test_a_yearly_day_is_the_next_one_and_the_29th_of_february_is_the_last_of_its_month():
    assert yearly("09-01", date(2026, 9, 1)) == date(2026, 9, 1)
    assert yearly("09-01", date(2026, 9, 2)) == date(2027, 9, 1)
    assert yearly("02-29", date(2026, 3, 1)) == date(2027, 2, 28)
    for wrong in ("13-01", "02-30", "9-1"):
        with pytest.raises(ValueError, match=r"isoformat|day|month"):
            yearly(wrong, date(2026, 1, 1))


# Bounds.


def test_a_due_beyond_the_calendar_is_not_guessed():
    with pytest.raises(NotCovered) as refused:
        at("3 working days", "2027-12-30T10:00")
    assert (refused.value.day, refused.value.last) == (date(2028, 1, 1), date(2027, 12, 31))
    with pytest.raises(NotCovered):
        at("8 working hours", "2027-12-31T16:00")


# The proof.


def test_the_proof_says_each_day_and_why():
    assert proof_json(due(THREE, local("2026-11-20T09:00"), CALENDAR)) == [
        {"day": "2026-11-20", "counted": False, "why": "ngày nhận, không tính"},
        {"day": "2026-11-21", "counted": False, "why": "cuối tuần"},
        {"day": "2026-11-22", "counted": False, "why": "cuối tuần"},
        {"day": "2026-11-23", "counted": True, "why": "ngày 1"},
        {"day": "2026-11-24", "counted": False, "why": "nghỉ lễ: Ngày Văn hóa Việt Nam"},
        {"day": "2026-11-25", "counted": True, "why": "ngày 2"},
        {"day": "2026-11-26", "counted": True, "why": "ngày 3, đến 17:00"},
    ]


def test_the_proof_speaks_english_too():
    found = due(
        parse_duration("1 working day"), local("2026-11-20T15:01"), CALENDAR, cutoff=FIFTEEN
    )
    assert whys(found, "en") == [
        "received after 15:00, taken as received the next working day",
        "weekend",
        "weekend",
        "day taken as received, not counted",
        "public holiday: Vietnamese Culture Day",
        "day 1, until 17:00",
    ]


def test_the_proof_names_swaps_substitutes_and_the_house_s_own_days():
    assert "nghỉ hoán đổi, làm bù ngày 10/01/2026" in whys(
        due(THREE, local("2025-12-31T10:00"), CALENDAR)
    )
    assert (
        whys(due(parse_duration("2 working days"), local("2026-01-08T10:00"), CALENDAR))[-1]
        == "ngày 2, làm bù cho ngày 02/01/2026, đến 17:00"
    )
    assert "nghỉ bù Giỗ Tổ Hùng Vương (26/04/2026)" in whys(
        due(THREE, local("2026-04-24T10:00"), CALENDAR)
    )
    assert "đơn vị nghỉ: Lễ hội bon" in whys(due(THREE, local("2026-03-09T10:00"), CALENDAR))


def test_the_proof_names_the_pause():
    found = due(
        THREE,
        local("2026-11-20T09:00"),
        CALENDAR,
        pauses=paused(("2026-11-23T10:00", "2026-11-25T08:00")),
    )
    assert whys(found)[3] == "tạm dừng tính thời hạn lúc hết giờ làm việc, không tính"


def test_the_proof_of_hours_says_each_stretch():
    found = due(
        parse_duration("4 working hours"),
        local("2026-11-27T15:00"),
        CALENDAR,
        pauses=paused(("2026-11-27T16:00", "2026-11-30T08:00")),
    )
    assert [
        (line["from"][5:16], line["to"][5:16], line["counted"], line["why"])
        for line in proof_json(found)
    ] == [
        ("11-27T15:00", "11-27T16:00", True, "tính 1 giờ"),
        ("11-27T16:00", "11-27T17:00", False, "tạm dừng tính thời hạn"),
        ("11-27T17:00", "11-28T00:00", False, "ngoài giờ làm việc"),
        ("11-28T00:00", "11-30T00:00", False, "cuối tuần"),
        ("11-30T00:00", "11-30T07:30", False, "ngoài giờ làm việc"),
        ("11-30T07:30", "11-30T08:00", False, "tạm dừng tính thời hạn"),
        ("11-30T08:00", "11-30T11:00", True, "tính 3 giờ"),
    ]


@pytest.mark.parametrize(
    "rule", ["600 days", "300 working days", "18 months", "1500 working hours"]
)
def test_a_long_proof_is_folded_by_the_month_and_says_so(rule):
    found = due(parse_duration(rule), local("2026-01-15T09:00"), CALENDAR)
    folded = [
        why for line, why in zip(found.proof, whys(found), strict=True) if line.why == "folded"
    ]
    assert len(found.proof) <= 400
    assert folded
    assert all(why.startswith("gộp: ") for why in folded)
    days = [line for line in found.proof if line.day]
    assert all(
        later.day == (earlier.to or earlier.day) + timedelta(1) for earlier, later in pairwise(days)
    )


def test_folding_loses_no_counted_day_and_no_counted_hour():
    long = due(parse_duration("600 days"), local("2026-01-15T09:00"), CALENDAR)
    assert any(line.why == "folded" for line in long.proof)
    assert sum(line.days if line.why == "folded" else line.counted for line in long.proof) == 600
    hours = due(parse_duration("1500 working hours"), local("2026-01-15T09:00"), CALENDAR)
    assert any(line.why == "folded" for line in hours.proof)
    assert counted_time(hours) == timedelta(hours=1500)


def test_a_proof_survives_the_log():
    for rule in ("3 working days", "8 working hours", "600 days", "1500 working hours"):
        found = due(parse_duration(rule), local("2026-02-13T15:30"), CALENDAR, cutoff=FIFTEEN)
        assert msgspec.json.decode(msgspec.json.encode(found), type=Due) == found


# Durations.


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("3 working days", Duration(3, "working_days")),
        ("1 working day", Duration(1, "working_days")),
        ("1 working days", Duration(1, "working_days")),
        ("8 working hours", Duration(8, "working_hours")),
        ("45 days", Duration(45, "days")),
        ("12 hours", Duration(12, "hours")),
        ("6 months", Duration(6, "months")),
        ("same working day", SAME_WORKING_DAY),
    ],
)
def test_a_duration_is_read(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "days",
        "0 days",
        "3661 days",
        "-1 days",
        "3.5 days",
        "3 weeks",
        "3 Working Days",
        "٣ days",
        "３ days",
        "3 working months",
        "3 ngày",
        "99999999 days",
    ],
)
def test_a_duration_that_is_none_says_what_is_allowed(text):
    with pytest.raises(
        ValueError,
        match=r"no length of time: write N days, .* or same working day|the number is 1 to 3660",
    ):
        parse_duration(text)


def test_durations_are_shown_in_both_languages():
    shown = [
        (show_duration(parse_duration(text), "vi"), show_duration(parse_duration(text), "en"))
        for text in (
            "3 working days",
            "1 working day",
            "12 hours",
            "8 working hours",
            "6 months",
            "45 days",
            "same working day",
        )
    ]
    assert shown == [
        ("3 ngày làm việc", "3 working days"),
        ("1 ngày làm việc", "1 working day"),
        ("12 giờ", "12 hours"),
        ("8 giờ làm việc", "8 working hours"),
        ("6 tháng", "6 months"),
        ("45 ngày", "45 days"),
        ("trong ngày làm việc", "same working day"),
    ]


# Lateness.


@pytest.mark.parametrize(
    ("rule", "due_at", "now", "vi", "en"),
    [
        (
            "3 working days",
            "2026-11-20T17:00",
            "2026-11-25T09:00",
            "Trễ 2 ngày làm việc",
            "2 working days late",
        ),
        (
            "3 working days",
            "2026-11-20T17:00",
            "2026-11-22T09:00",
            "Trễ dưới 1 ngày làm việc",
            "less than 1 working day late",
        ),
        (
            "3 working days",
            "2026-11-20T17:00",
            "2026-11-20T17:42",
            "Trễ 42 phút",
            "42 minutes late",
        ),
        (
            "3 working days",
            "2026-11-20T17:00",
            "2026-11-20T17:00:20",
            "Trễ dưới 1 phút",
            "less than 1 minute late",
        ),
        (
            "3 working days",
            "2026-11-26T17:00",
            "2026-11-20T09:00",
            "Còn 3 ngày làm việc",
            "3 working days left",
        ),
        (
            "45 days",
            "2026-11-25T17:00",
            "2026-11-23T09:00",
            "Còn 1 ngày làm việc",
            "1 working day left",
        ),
        (
            "same working day",
            "2026-11-25T17:00",
            "2026-11-25T12:12",
            "Còn 3 giờ 30 phút",
            "3 hours 30 minutes left",
        ),
        ("12 hours", "2026-11-22T02:20", "2026-11-23T03:20", "Trễ 25 giờ", "25 hours late"),
        ("8 working hours", "2026-11-20T16:00", "2026-11-23T08:30", "Trễ 2 giờ", "2 hours late"),
        ("8 working hours", "2026-11-23T08:30", "2026-11-20T16:00", "Còn 2 giờ", "2 hours left"),
    ],
)
def test_lateness_is_told_as_the_rule_counts(rule, due_at, now, vi, en):
    lateness = late_by(local(due_at), local(now), CALENDAR, parse_duration(rule))
    assert (show_lateness(lateness, "vi"), show_lateness(lateness, "en")) == (vi, en)


def test_at_the_due_itself_nothing_is_late_yet():
    assert not late_by(local("2026-11-20T17:00"), local("2026-11-20T17:00"), CALENDAR, THREE).late


# Laws, for any calendar.

UNITS = st.sampled_from(["days", "working_days", "hours", "working_hours"])
RULES = st.one_of(
    st.builds(Duration, st.integers(1, 40), UNITS),
    st.builds(Duration, st.integers(1, 4), st.just("months")),
    st.just(SAME_WORKING_DAY),
)
DAY_RULES = RULES.filter(lambda rule: "hours" not in rule.unit)
CUTOFFS = st.one_of(st.none(), st.sampled_from([time(7), FIFTEEN, time(17), time(20)]))
PAUSES = st.lists(
    st.tuples(minutes(120), minutes(120)).map(lambda ends: Pause(min(ends), max(ends))), max_size=4
)
SHORT_PAUSES = st.lists(
    st.builds(
        lambda start, length: Pause(start, start + timedelta(minutes=length)),
        minutes(30),
        st.integers(0, 5000),
    ),
    max_size=4,
)


@given(RULES, minutes(), calendars(), CUTOFFS, PAUSES)
def test_a_longer_rule_is_never_due_earlier(rule, start, calendar, cutoff, pauses):
    longer = Duration(rule.number + 1, "working_days" if rule == SAME_WORKING_DAY else rule.unit)
    if rule == SAME_WORKING_DAY and cutoff is None:
        cutoff = time(23, 59)
    assert (
        due(longer, start, calendar, cutoff=cutoff, pauses=pauses).at
        >= due(rule, start, calendar, cutoff=cutoff, pauses=pauses).at
    )


@given(
    RULES.filter(lambda rule: rule.unit != "months"),
    minutes(),
    minutes(),
    calendars(),
    CUTOFFS,
    PAUSES,
)
def test_a_later_start_is_never_due_earlier(rule, one, other, calendar, cutoff, pauses):
    early, late = sorted((one, other))
    assert (
        due(rule, early, calendar, cutoff=cutoff, pauses=pauses).at
        <= due(rule, late, calendar, cutoff=cutoff, pauses=pauses).at
    )


@given(st.integers(1, 6), minutes(), minutes(), calendars(), CUTOFFS, PAUSES)
def test_a_later_start_of_months_is_never_due_earlier_when_the_pauses_come_after_both(
    number, one, other, calendar, cutoff, pauses
):
    """One month from 28/1 is longer than one from 31/1; a pause between the two starts is not given to both."""
    early, late = sorted((one, other))
    rule, day_0 = Duration(number, "months"), calendar.next_open(calendar.next_open(late.date()))
    after = [pause for pause in pauses if pause.start.date() > day_0]
    assert (
        due(rule, early, calendar, cutoff=cutoff, pauses=after).at
        <= due(rule, late, calendar, cutoff=cutoff, pauses=after).at
    )


@given(RULES, minutes(), calendars(), CUTOFFS, PAUSES, PAUSES)
def test_a_further_pause_is_never_due_earlier(rule, start, calendar, cutoff, pauses, more):
    plain = due(rule, start, calendar, cutoff=cutoff, pauses=pauses)
    assert due(rule, start, calendar, cutoff=cutoff, pauses=pauses + more).at >= plain.at


@given(RULES, minutes(), calendars(), st.sampled_from([time(7), time(10), FIFTEEN]), PAUSES)
def test_an_earlier_cut_off_is_never_due_earlier(rule, start, calendar, cutoff, pauses):
    """Of months as above: a pause between the two days 0 is not given to both."""
    if rule.unit == "months":
        day_0 = calendar.next_open(calendar.next_open(start.date()))
        pauses = [pause for pause in pauses if pause.start.date() > day_0]
    later = due(rule, start, calendar, cutoff=time(16), pauses=pauses).at
    assert (
        due(rule, start, calendar, cutoff=cutoff, pauses=pauses).at
        >= later
        >= due(rule, start, calendar, pauses=pauses).at
    )


@given(RULES, minutes(), calendars(), CUTOFFS, SHORT_PAUSES.filter(bool), st.floats(0, 1))
def test_a_pause_cut_in_two_is_the_same_pause(rule, start, calendar, cutoff, pauses, part):
    whole = due(rule, start, calendar, cutoff=cutoff, pauses=pauses)
    pause, *others = pauses
    cut = pause.start + (pause.end - pause.start) * part
    assert (
        due(
            rule,
            start,
            calendar,
            cutoff=cutoff,
            pauses=[Pause(cut, pause.end), *others, Pause(pause.start, cut)],
        )
        == whole
    )


@given(DAY_RULES, minutes(), calendars(), CUTOFFS, PAUSES)
def test_a_rule_in_days_ends_at_the_close_of_an_open_day_and_not_before_its_start(
    rule, start, calendar, cutoff, pauses
):
    found = due(rule, start, calendar, cutoff=cutoff, pauses=pauses).at
    assert found == calendar.closes(found.date())
    assert found >= start


@given(DAY_RULES, minutes(), calendars(), CUTOFFS, PAUSES)
def test_the_proof_of_days_has_every_day_once_and_counts_them(
    rule, start, calendar, cutoff, pauses
):
    found = due(rule, start, calendar, cutoff=cutoff, pauses=pauses)
    days = [line.day for line in found.proof]
    assume(len(days) < 400)
    assert days == [
        start.date() + timedelta(i) for i in range((found.at.date() - start.date()).days + 1)
    ]
    assert [line.n for line in found.proof if line.n] == list(
        range(1, sum(line.counted for line in found.proof) + 1)
    )
    if rule.unit in ("days", "working_days"):
        assert max(line.n for line in found.proof) == rule.number


@given(
    RULES.filter(lambda rule: "hours" in rule.unit), minutes(), calendars(), CUTOFFS, SHORT_PAUSES
)
def test_the_proof_of_hours_has_every_minute_once_and_counts_them(
    rule, start, calendar, cutoff, pauses
):
    found = due(rule, start, calendar, cutoff=cutoff, pauses=pauses)
    assert found.proof[0].start == start
    assert found.proof[-1].end == found.at
    assert all(before.end == after.start for before, after in pairwise(found.proof))
    assert all(line.start < line.end for line in found.proof)
    assert counted_time(found) == timedelta(hours=rule.number)


def counted_time(found: Due) -> timedelta:
    return sum(
        (
            line.spent or (line.end - line.start if line.counted else timedelta())
            for line in found.proof
        ),
        timedelta(),
    )


# Slow walks that know none of the shortcuts: a day at a time, a minute at a time, from the lists themselves.


def open_by_the_lists(calendar: Calendar, day: date) -> bool:
    if day in calendar.holidays or day in calendar.days_off:
        return False
    return day in calendar.swapped.values() or (
        day not in calendar.swapped and bool(calendar.week[day.weekday()])
    )


def hours_by_the_lists(calendar: Calendar, day: date):
    replaced = next((off for off, worked in calendar.swapped.items() if worked == day), day)
    return calendar.week[replaced.weekday()]


def close_by_the_lists(calendar: Calendar, day: date) -> datetime:
    hours = hours_by_the_lists(calendar, day)
    return datetime.combine(
        day, hours[-1][1] if hours else max(week[-1][1] for week in calendar.week if week), LOCAL
    )


def stands(pauses: list[Pause], instant: datetime) -> bool:
    return any(pause.start <= instant < pause.end for pause in pauses)


def runs_into_the_close(calendar: Calendar, day: date, pauses: list[Pause]) -> bool:
    return not stands(pauses, close_by_the_lists(calendar, day) - timedelta(microseconds=1))


def walk_days(rule: Duration, start: datetime, calendar: Calendar, pauses: list[Pause]) -> datetime:
    day, left = start.date(), rule.number
    if rule.unit == "months":
        month = day.replace(day=1)
        for _ in range(rule.number):
            month = (month + timedelta(32)).replace(day=1)
        last = (month + timedelta(32)).replace(day=1) - timedelta(1)
        left = (min(month + timedelta(day.day - 1), last) - day).days
    while left:
        day += timedelta(1)
        left -= runs_into_the_close(calendar, day, pauses) and (
            rule.unit != "working_days" or open_by_the_lists(calendar, day)
        )
    if not open_by_the_lists(calendar, day):
        while not (open_by_the_lists(calendar, day) and runs_into_the_close(calendar, day, pauses)):
            day += timedelta(1)
    return close_by_the_lists(calendar, day)


def walk_same_day(
    start: datetime, calendar: Calendar, cutoff: time, pauses: list[Pause]
) -> datetime:
    day = start.date()
    too_late = (
        start.time() > cutoff
        or start > close_by_the_lists(calendar, day)
        or not open_by_the_lists(calendar, day)
    )
    day += timedelta(too_late)
    while not open_by_the_lists(calendar, day):
        day += timedelta(1)
    while not (open_by_the_lists(calendar, day) and runs_into_the_close(calendar, day, pauses)):
        day += timedelta(1)
    return close_by_the_lists(calendar, day)


def walk_minutes(
    rule: Duration, start: datetime, calendar: Calendar, pauses: list[Pause]
) -> datetime:
    instant, left = start, rule.number * 60
    while left:
        in_office = open_by_the_lists(calendar, instant.date()) and any(
            a <= instant.time() < b for a, b in hours_by_the_lists(calendar, instant.date())
        )
        left -= (in_office or rule.unit == "hours") and not stands(pauses, instant)
        instant += timedelta(minutes=1)
    return instant


@given(DAY_RULES.filter(lambda rule: rule != SAME_WORKING_DAY), minutes(), calendars(), PAUSES)
def test_a_walk_day_by_day_comes_to_the_same_due(rule, start, calendar, pauses):
    assert due(rule, start, calendar, pauses=pauses).at == walk_days(rule, start, calendar, pauses)


@given(minutes(), calendars(), st.sampled_from([time(7), FIFTEEN, time(23, 59)]), PAUSES)
def test_a_walk_comes_to_the_same_working_day(start, calendar, cutoff, pauses):
    assert due(SAME_WORKING_DAY, start, calendar, cutoff=cutoff, pauses=pauses).at == walk_same_day(
        start, calendar, cutoff, pauses
    )


@settings(max_examples=60)
@given(
    st.builds(Duration, st.integers(1, 9), st.sampled_from(["hours", "working_hours"])),
    minutes(30),
    calendars(),
    SHORT_PAUSES,
)
def test_a_walk_minute_by_minute_comes_to_the_same_due(rule, start, calendar, pauses):
    assert due(rule, start, calendar, pauses=pauses).at == walk_minutes(
        rule, start, calendar, pauses
    )


# What the documentation shows is true.


def test_the_examples_of_the_documentation_run():
    page = (Path(__file__).parents[2] / "docs/deadlines.md").read_text()
    examples = doctest.DocTestParser().get_doctest(
        "\n".join(re.findall(r"```python\n(.*?)```", page, re.S)),
        {},
        "deadlines.md",
        "docs/deadlines.md",
        0,
    )
    assert len(examples.examples) > 10
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples).failed == 0


@given(RULES, minutes(), calendars())
def test_an_end_without_a_proof_is_the_end_that_is_proven(rule, start, calendar):
    assert ends(rule, start, calendar) == due(rule, start, calendar).at
