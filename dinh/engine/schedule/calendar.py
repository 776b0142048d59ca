"""The days and hours a house is open, as one value.

Rule to keep: a day outside the covered range is never guessed. Asking for one raises `NotCovered`, which the
caller turns into a refusal: a date promised to a citizen may not rest on a holiday list nobody has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Literal

from msgspec import Struct, field

LOCAL = timezone(timedelta(hours=7))
MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
SATURDAY = 5  # as `date.weekday()` counts
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

type Closed = Literal["weekend", "rest_day", "holiday", "substitute", "swapped", "day_off"]
type Interval = tuple[time, time]
type Span = tuple[datetime, datetime]
type Week = tuple[tuple[Interval, ...], ...]


def local(on: date | str, at: time | None = None) -> datetime:
    """An instant of the house: `local(date(2026, 12, 2), time(17))` or `local("2026-12-02T17:00")`."""
    if isinstance(on, str):
        return to_local(datetime.fromisoformat(on).replace(tzinfo=LOCAL))
    return datetime.combine(on, at or MIDNIGHT, LOCAL)


def to_local(instant: datetime) -> datetime:
    """The same instant at +07:00. Raises ValueError without an offset: that is a bug, not a local time."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} says no offset, so it is no instant")
    return instant.astimezone(LOCAL)


class Words(Struct, frozen=True, omit_defaults=True):
    """A name in both languages; `en` is empty where nobody has written it yet."""

    vi: str
    en: str = ""

    def of(self, lang: str) -> str:
        return self.en if lang == "en" and self.en else self.vi


class NotCovered(LookupError):
    """The calendar does not say whether the house is open on `day`; it knows `first` to `last`."""

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(f"the calendar covers {first} to {last}, not {day}")
        self.day, self.first, self.last = day, first, last


class BadHours(ValueError):
    """A line of the profile that cannot be read: `text` as written, `words` what is wrong and what to write."""

    def __init__(self, text: str, vi: str, en: str) -> None:
        super().__init__(f"{text!r}: {en}")
        self.text, self.words = text, Words(vi, en)


class Holiday(Struct, frozen=True, omit_defaults=True):
    """A day off for everyone.

    of         the holiday on a rest day that this day stands in for (Bộ luật Lao động 2019, Điều 111 khoản 3)
    confirmed  no: the yearly decision is not published or was not checked, so the day is only expected
    """

    name: Words
    of: date | None = None
    confirmed: bool = True


class Reason(Struct, frozen=True, omit_defaults=True):
    """Why a house is closed on a day.

    name  of the holiday, or what the house calls its own day off
    of    `substitute`: the holiday it stands in for; `swapped`: the day worked instead
    """

    code: Closed
    name: Words | None = None
    of: date | None = None
    unconfirmed: bool = False


class Day(Struct, frozen=True):
    """One day of a house.

    spans     office hours as instants; none when closed
    closes    when the office closes; on a closed day, when it would have
    why       why it is closed; None: it is open
    made_up   the swapped day whose hours are worked today
    """

    on: date
    spans: tuple[Span, ...]
    closes: datetime
    why: Reason | None = None
    made_up: date | None = None


class Calendar(Struct, frozen=True, dict=True):
    """The days of one house.

    week      office hours of Monday to Sunday; a weekday without any is a weekly rest day
    holidays  public holidays and their substitutes
    swapped   day off -> rest day worked instead, with the hours of the day it replaces; without effect where that day is none of work
    days_off  the house's own days off, with what it calls them
    first, last  the range these lists cover, both included
    Raises ValueError when a swap contradicts itself or the holidays.
    """

    week: Week
    first: date
    last: date
    holidays: Mapping[date, Holiday] = field(default_factory=dict)
    swapped: Mapping[date, date] = field(default_factory=dict)
    days_off: Mapping[date, Words | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != len(WEEKDAYS) or not any(self.week):
            raise ValueError(
                "a week has seven days, and the office is open on one of them at least"
            )
        for off, worked in self.swapped.items():
            if problem := self._fault_of_swap(off, worked):
                raise ValueError(f"swap {off}:{worked}: {problem}")

    def _fault_of_swap(self, off: date, worked: date) -> str:
        """A Saturday worked anyway may be worked in full; a weekday nobody works here leaves its swap without effect."""
        if off in self.holidays or (off.weekday() >= SATURDAY and not self.week[off.weekday()]):
            return "the day off is a rest day or a holiday already"
        if worked in self.swapped or (worked.weekday() < SATURDAY and self.week[worked.weekday()]):
            return "the day worked instead is a working day already"
        if worked in self.holidays:
            return "the day worked instead is a holiday"
        return (
            "the day worked instead is so for another day off too"
            if list(self.swapped.values()).count(worked) > 1
            else ""
        )

    @cached_property
    def _swapped(self) -> dict[date, date]:
        return {off: worked for off, worked in self.swapped.items() if self.week[off.weekday()]}

    @cached_property
    def _worked(self) -> dict[date, date]:
        return {worked: off for off, worked in self._swapped.items()}

    @cached_property
    def _days(self) -> dict[date, Day]:
        return {}

    @cached_property
    def _origin(self) -> int:
        return self.first.toordinal()

    @cached_property
    def _size(self) -> int:
        return self.last.toordinal() - self._origin + 1

    @cached_property
    def _open_before(self) -> list[int]:
        """Place i: the open days before the i-th day of the range."""
        opens = (self._why(self.first + timedelta(i)) is None for i in range(self._size))
        return list(accumulate(opens, initial=0))

    @cached_property
    def _office_before(self) -> list[timedelta]:
        """Place i: the office time before the i-th day of the range."""
        length = [sum((_length(hours) for hours in day), timedelta()) for day in self.week]
        return list(
            accumulate(
                (
                    self._office_time_of(self.first + timedelta(i), length)
                    for i in range(self._size)
                ),
                initial=timedelta(),
            )
        )

    def _office_time_of(self, on: date, length: list[timedelta]) -> timedelta:
        return timedelta() if self._why(on) else length[self._worked.get(on, on).weekday()]

    def _place(self, on: date) -> int:
        place = on.toordinal() - self._origin
        if 0 <= place < self._size:
            return place
        raise NotCovered(on, self.first, self.last)

    def day(self, on: date) -> Day:
        found = self._days.get(on)
        if found is None:
            found = self._days[on] = self._look_at(on)
        return found

    def _look_at(self, on: date) -> Day:
        self._place(on)
        why, made_up = self._why(on), self._worked.get(on)
        hours = self.week[(made_up or on).weekday()]
        spans = () if why else tuple((local(on, start), local(on, end)) for start, end in hours)
        return Day(
            on,
            spans,
            local(on, hours[-1][1] if hours else self._latest_close),
            why,
            None if why else made_up,
        )

    @cached_property
    def _latest_close(self) -> time:
        return max(hours[-1][1] for hours in self.week if hours)

    def _why(self, on: date) -> Reason | None:
        """A holiday is named first, also on a Sunday: it explains the Monday after it."""
        if holiday := self.holidays.get(on):
            return Reason(
                "substitute" if holiday.of else "holiday",
                holiday.name,
                holiday.of,
                not holiday.confirmed,
            )
        if on in self.days_off:
            return Reason("day_off", self.days_off[on])
        if worked := self._swapped.get(on):
            return Reason("swapped", of=worked)
        if self.week[on.weekday()] or on in self._worked:
            return None
        return Reason("weekend" if on.weekday() >= SATURDAY else "rest_day")

    def is_open(self, on: date) -> bool:
        return self.day(on).why is None

    def why_closed(self, on: date) -> Reason | None:
        return self.day(on).why

    def hours(self, on: date) -> tuple[Span, ...]:
        return self.day(on).spans

    def opens(self, on: date) -> datetime:
        """Raises ValueError on a closed day: it does not open."""
        return self._open_day(on).spans[0][0]

    def closes(self, on: date) -> datetime:
        """Raises ValueError on a closed day; `day(on).closes` says when it would have closed."""
        return self._open_day(on).closes

    def _open_day(self, on: date) -> Day:
        day = self.day(on)
        if day.why:
            raise ValueError(f"the house is closed on {on}: {show_reason(day.why, 'en')}")
        return day

    def next_open(self, after: date) -> date:
        """The first open day after `after`, which does not count itself."""
        return self.first_open(after + ONE_DAY)

    def first_open(self, on: date) -> date:
        """`on` when it is open, else the next day that is."""
        while self.day(on).why is not None:
            on += ONE_DAY
        return on

    def working_days_between(self, start: date, end: date) -> int:
        """Open days from `start` to `end`: `start` not counted, `end` counted, negative when `end` is earlier.

        It is a difference of positions, so between(a, b) = -between(b, a) and between(a, b) + between(b, c) = between(a, c).
        """
        before = self._open_before
        return before[self._place(end) + 1] - before[self._place(start) + 1]

    def office_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Office time from `start` to `end`, negative when `end` is earlier."""
        return self._office_until(end) - self._office_until(start)

    def _office_until(self, instant: datetime) -> timedelta:
        instant = to_local(instant)
        place = self._place(instant.date())
        today = (
            min(end, instant) - start
            for start, end in self.day(instant.date()).spans
            if start < instant
        )
        return sum(today, self._office_before[place])


def _length(hours: Interval) -> timedelta:
    return local(date.min, hours[1]) - local(date.min, hours[0])


def parse_hours(lines: Iterable[str]) -> Week:
    """Office hours of the week from the profile's lines: `mon-fri 07:30-11:30 13:30-17:00`, `sat 07:30-11:30`.

    Raises BadHours for a line that is no such thing, a day said twice, and hours that overlap or run backwards.
    """
    week: dict[str, tuple[Interval, ...]] = {}
    for line in lines:
        days, hours = _read_line(line)
        for day in days:
            if day in week:
                raise BadHours(
                    line,
                    f"ngày {day} đã có giờ ở dòng khác",
                    f"{day} has its hours on another line already",
                )
            week[day] = hours
    if not week:
        raise BadHours("", "phải có ít nhất một ngày làm việc", "at least one day must be worked")
    return tuple(week.get(day, ()) for day in WEEKDAYS)


def _read_line(line: str) -> tuple[list[str], tuple[Interval, ...]]:
    words = line.split()
    days = [word for word in words if not word[0].isdigit()]
    hours = words[len(days) :]
    if not days or not hours or words[: len(days)] != days:
        raise BadHours(
            line,
            "hãy viết ngày rồi đến giờ, như “mon-fri 07:30-11:30 13:30-17:00”",
            "write the days, then the hours: mon-fri 07:30-11:30 13:30-17:00",
        )
    intervals = tuple(_interval(word, line) for word in hours)
    if any(a[1] > b[0] for a, b in pairwise(intervals)):
        raise BadHours(
            line,
            "các khoảng giờ phải nối tiếp và không chồng nhau",
            "the hours must follow one another without overlap",
        )
    return [day for word in days for day in _days_of(word, line)], intervals


def _days_of(word: str, line: str) -> tuple[str, ...]:
    first, dash, last = word.lower().partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        raise BadHours(
            line,
            f"“{word}” không phải là ngày; các ngày là {' '.join(WEEKDAYS)}",
            f"{word!r} is no day; days are {' '.join(WEEKDAYS)}",
        )
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if end < start:
        raise BadHours(
            line,
            f"“{word}” đi ngược; tuần bắt đầu từ mon",
            f"{word!r} runs backwards; a week begins with mon",
        )
    return WEEKDAYS[start : end + 1]


def _interval(word: str, line: str) -> Interval:
    read = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", word, re.ASCII)
    if not read:
        raise BadHours(
            line,
            f"“{word}” không phải là khoảng giờ, như 07:30-11:30",
            f"{word!r} is no stretch of hours like 07:30-11:30",
        )
    a, b, c, d = map(int, read.groups())
    if (a, b) >= (c, d):
        raise BadHours(
            line, f"“{word}” kết thúc trước khi bắt đầu", f"{word!r} ends before it begins"
        )
    return time(a, b), time(c, d)


def show_reason(reason: Reason, lang: str) -> str:
    """`nghỉ bù Giỗ Tổ Hùng Vương (26/04/2026)` / `in lieu of Hung Kings' Commemoration Day (26/04/2026)`."""
    vi, en = _REASONS[reason.code]
    name = reason.name.of(lang) if reason.name else ""
    text = (
        (en if lang == "en" else vi)
        .format(name=name, of=f"{reason.of:%d/%m/%Y}" if reason.of else "")
        .rstrip(" :")
    )
    return text + (
        (" (not confirmed)" if lang == "en" else " (chưa xác nhận)") if reason.unconfirmed else ""
    )


_REASONS = {
    "weekend": ("cuối tuần", "weekend"),
    "rest_day": ("nghỉ hằng tuần", "weekly rest day"),
    "holiday": ("nghỉ lễ: {name}", "public holiday: {name}"),
    "substitute": ("nghỉ bù {name} ({of})", "day off in lieu of {name} ({of})"),
    "swapped": ("nghỉ hoán đổi, làm bù ngày {of}", "swapped day off, worked on {of} instead"),
    "day_off": ("đơn vị nghỉ: {name}", "the office is closed: {name}"),
}
