"""Calendars for tests of the engine: one to reckon with by hand, and any at all for laws."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from dinh.engine.schedule.calendar import Calendar, Holiday, Words, local, parse_hours

USUAL = parse_hours(["mon-fri 07:30-11:30 13:30-17:00"])
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)

WEEKS = st.sampled_from(
    [
        USUAL,
        parse_hours(["mon-fri 07:30-11:30 13:30-17:00", "sat 07:30-11:30"]),
        parse_hours(["mon 08:00-12:00", "wed 13:15-18:45", "fri 07:00-11:00 12:00-16:00"]),
        parse_hours(["mon-sun 00:00-23:59"]),
        parse_hours(["tue-thu 07:00-09:00 10:00-11:00 14:00-16:30"]),
    ]
)


def holiday(vi: str, of: date | None = None) -> Holiday:
    return Holiday(Words(vi), of)


def hand_calendar() -> Calendar:
    """Trường Xuân's year 2026: the days off of the tests, written out."""
    tet = {date(2026, 2, day): holiday("Tết Nguyên đán") for day in range(16, 21)}
    return Calendar(
        USUAL,
        date(2025, 12, 1),
        LAST,
        {
            date(2026, 1, 1): holiday("Tết Dương lịch"),
            **tet,
            date(2026, 4, 26): holiday("Giỗ Tổ Hùng Vương"),
            date(2026, 4, 27): holiday("Giỗ Tổ Hùng Vương", date(2026, 4, 26)),
            date(2026, 11, 24): Holiday(Words("Ngày Văn hóa Việt Nam", "Vietnamese Culture Day")),
        },
        {date(2026, 1, 2): date(2026, 1, 10)},
        {date(2026, 3, 10): Words("Lễ hội bon")},
    )


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any week, with holidays, days off and swaps thrown over its first two months, where the starts are."""
    week = draw(WEEKS)
    near = st.dates(FIRST, FIRST + timedelta(60))
    holidays = draw(st.dictionaries(near, st.just(holiday("Lễ")), max_size=12))
    working = near.filter(lambda day: bool(week[day.weekday()]) and day not in holidays)
    resting = near.filter(lambda day: not week[day.weekday()] and day not in holidays)
    swapped = {}
    if not all(week):
        off = draw(st.lists(working, unique=True, max_size=3))
        worked = draw(st.lists(resting, unique=True, min_size=len(off), max_size=len(off)))
        swapped = dict(zip(off, worked, strict=True))
    days_off = draw(st.dictionaries(near, st.none(), max_size=3))
    return Calendar(week, FIRST, LAST, holidays, swapped, days_off)


def minutes(days: int = 60) -> st.SearchStrategy[datetime]:
    """Instants on the minute in the first `days` days of the calendars, more often at the edges of office hours."""
    day = st.dates(FIRST, FIRST + timedelta(days - 1))
    edges = [
        time(0),
        time(7, 30),
        time(11, 30),
        time(13, 30),
        time(15),
        time(16, 59),
        time(17),
        time(17, 1),
        time(23, 59),
    ]
    clock = st.one_of(
        st.sampled_from(edges), st.times().map(lambda at: at.replace(second=0, microsecond=0))
    )
    return st.builds(local, day, clock)
