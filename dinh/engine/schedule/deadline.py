"""When a case is due, and the proof of it. `docs/deadlines.md` tells the rules and their sources.

Rule to keep: a longer rule, a later start and a further pause never make a due earlier. What is chosen where the
law is silent is chosen by that.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec import Struct

from dinh.engine.schedule.calendar import (
    LOCAL,
    ONE_DAY,
    Calendar,
    Day,
    NotCovered,
    Reason,
    local,
    to_local,
)
from dinh.engine.schedule.deadline_proof import Line, Why, fold, lines_json, show_line, show_time
from dinh.engine.schedule.duration import (
    SAME_WORKING_DAY,
    Duration,
    Unit,
    parse_duration,
    show_duration,
)
from dinh.engine.schedule.lateness import Lateness, late_by, show_lateness

__all__ = [
    "SAME_WORKING_DAY",
    "Due",
    "Duration",
    "Lateness",
    "Line",
    "NotCovered",
    "Pause",
    "due",
    "due_until",
    "ends",
    "late_by",
    "parse_duration",
    "proof_json",
    "show_duration",
    "show_lateness",
    "show_line",
    "show_time",
    "yearly",
]


class Pause(Struct, frozen=True):
    """The clock stood still from `start` to `end`. Raises ValueError when it ends before it starts."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a pause ends at {self.end}, before it starts at {self.start}")


class Due(Struct, frozen=True):
    at: datetime
    proof: tuple[Line, ...]


def due(
    rule: Duration,
    start: datetime,
    calendar: Calendar,
    *,
    cutoff: time | None = None,
    pauses: Sequence[Pause] = (),
) -> Due:
    """When `rule` ends for a clock that starts at `start`.

    start   acceptance, or entering a step; its local day is day 0
    cutoff  local; what starts after it (15:00:00 sharp is in time), after closing or on a day off counts as
            received the next working day; an hour rule then starts at its opening
    pauses  may overlap, touch, be empty, lie outside; a clock that still stands has no due yet
    Raises NotCovered when the calendar does not reach far enough.
    Source: Bộ luật Dân sự 91/2015/QH13, Điều 147, 148.
    """
    return _RULES[rule.unit](
        rule.number, to_local(start), calendar, cutoff, _merged(pauses) if pauses else ()
    )


def ends(rule: Duration, start: datetime, calendar: Calendar) -> datetime:
    """When `rule` ends, without a proof: for the house's own norms, of which every step entered has one. Raises NotCovered."""
    if rule.unit == "working_hours":
        return _office_hours_on(rule.number, to_local(start), calendar)
    if rule.unit == "working_days":
        on, left = to_local(start).date(), rule.number
        while left:
            on += ONE_DAY
            left -= calendar.day(on).why is None
        return calendar.day(on).closes
    return due(rule, start, calendar).at


def _office_hours_on(number: int, cursor: datetime, calendar: Calendar) -> datetime:
    left, on = ONE_HOUR * number, cursor.date()
    while True:
        for opens, closes in calendar.day(on).spans:
            begin = opens if opens > cursor else cursor
            end = begin + left
            if end <= closes:
                return end
            if begin < closes:
                left -= closes - begin
        on += ONE_DAY


def due_until(day: date, calendar: Calendar) -> Due:
    """The close of office on a date that the law or the case fixes; on a day off, of the next working day."""
    last = calendar.day(day)
    lines = [Line("fixed", day=day, reason=last.why)]
    return _closing(_first_running(last, calendar, (), lines), lines)


def yearly(month_day: str, after: date) -> date:
    """The first day `MM-DD` on or after `after`; 02-29 is the last of February. Raises ValueError when it is no such day."""
    month, day = date.fromisoformat(f"2024-{month_day}").timetuple()[1:3]
    this_year = _day_of_month(after.year, month, day)
    return this_year if this_year >= after else _day_of_month(after.year + 1, month, day)


def proof_json(due: Due, lang: str = "vi") -> list[dict[str, Any]]:
    """`{"day","counted","why"}` a day, `{"from","to","counted","why"}` a stretch of hours (design §11)."""
    return list(lines_json(due.proof, due.at, lang))


def _merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The same pauses in order, those that overlap or touch made one; empty ones are gone."""
    merged: list[Pause] = []
    ordered = sorted(
        (Pause(to_local(pause.start), to_local(pause.end)) for pause in pauses),
        key=lambda pause: pause.start,
    )
    for pause in ordered:
        if merged and pause.start <= merged[-1].end:
            merged[-1] = Pause(merged[-1].start, max(merged[-1].end, pause.end))
        elif pause.start < pause.end:
            merged.append(pause)
    return tuple(merged)


def _stands(pauses: tuple[Pause, ...], close: datetime) -> bool:
    """Does the clock stand as the office closes? A pause that only begins at the close has left it the whole day."""
    return any(pause.start < close <= pause.end for pause in pauses)


# Rules in days.


def _working_days(
    number: int, start: datetime, calendar: Calendar, cutoff: time | None, pauses: tuple[Pause, ...]
) -> Due:
    on, lines = _received(start, calendar, cutoff)
    n = 0
    while n < number:
        on += ONE_DAY
        day = calendar.day(on)
        if day.why is None and not (pauses and _stands(pauses, day.closes)):
            n += 1
            lines.append(Line("counted", day=on, n=n, of=day.made_up))
        else:
            lines.append(_uncounted(day))
    return _closing(day, lines)


def _same_working_day(
    _: int, start: datetime, calendar: Calendar, cutoff: time | None, pauses: tuple[Pause, ...]
) -> Due:
    """Without a cut-off the close of office is the last moment: what comes later cannot be settled that day."""
    on, lines = _received(start, calendar, cutoff or time.max)
    lines.pop()  # day 0 is not passed over here: it is the day itself
    day = _next_running(calendar.day(on), calendar, pauses, lines)
    lines.append(Line("same_day", day=day.on, n=1, of=day.made_up))
    return Due(day.closes, fold(lines))


def _days(
    number: int, start: datetime, calendar: Calendar, cutoff: time | None, pauses: tuple[Pause, ...]
) -> Due:
    on, lines = _received(start, calendar, cutoff)
    return _calendar_days(number, on, lines, calendar, pauses)


def _months(
    number: int, start: datetime, calendar: Calendar, cutoff: time | None, pauses: tuple[Pause, ...]
) -> Due:
    """As many days as these months have from day 0, so that each paused day gives a day back."""
    on, lines = _received(start, calendar, cutoff)
    year, month = divmod(on.year * 12 + on.month - 1 + number, 12)
    return _calendar_days(
        (_day_of_month(year, month + 1, on.day) - on).days, on, lines, calendar, pauses
    )


def _day_of_month(year: int, month: int, day: int) -> date:
    """The day of that number, else the month's last (BLDS Điều 148 khoản 3)."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _calendar_days(
    number: int, on: date, lines: list[Line], calendar: Calendar, pauses: tuple[Pause, ...]
) -> Due:
    n = 0
    while n < number:
        on += ONE_DAY
        day = calendar.day(on)
        if pauses and _stands(pauses, day.closes):
            lines.append(Line("paused", day=on))
            continue
        n += 1
        lines.append(Line("counted", day=on, n=n, reason=day.why if n == number else None))
    return _closing(_first_running(day, calendar, pauses, lines), lines)


def _first_running(
    last: Day, calendar: Calendar, pauses: tuple[Pause, ...], lines: list[Line]
) -> Day:
    """The last day when it is open; else the next open one on which the clock runs at the close (BLDS Điều 148 khoản 5)."""
    if last.why is None:
        return last
    day = _next_running(calendar.day(last.on + ONE_DAY), calendar, pauses, lines)
    lines.append(Line("moved", day=day.on, of=day.made_up))
    return day


def _next_running(
    day: Day, calendar: Calendar, pauses: tuple[Pause, ...], lines: list[Line]
) -> Day:
    while day.why or _stands(pauses, day.closes):
        lines.append(_uncounted(day))
        day = calendar.day(day.on + ONE_DAY)
    return day


def _uncounted(day: Day) -> Line:
    return Line("closed", day=day.on, reason=day.why) if day.why else Line("paused", day=day.on)


def _closing(day: Day, lines: list[Line]) -> Due:
    return Due(day.closes, fold(lines))


def _received(start: datetime, calendar: Calendar, cutoff: time | None) -> tuple[date, list[Line]]:
    """Day 0, and the lines up to it. Without a cut-off it is the day of `start`, be it a day off (BLDS Điều 147 khoản 2)."""
    day = calendar.day(start.date())
    if cutoff is None or _in_time(day, start, cutoff):
        return day.on, [Line("received", day=day.on)]
    lines = [Line("late", day=day.on, reason=day.why, after=_last_moment(day, cutoff))]
    day = _next_running(calendar.day(day.on + ONE_DAY), calendar, (), lines)
    return day.on, [*lines, Line("taken", day=day.on)]


def _in_time(day: Day, start: datetime, cutoff: time) -> bool:
    moment = _last_moment(day, cutoff)
    return moment is not None and start <= moment


def _last_moment(day: Day, cutoff: time) -> datetime | None:
    """The last moment at which what comes in is received that day; none on a day off."""
    return None if day.why else min(local(day.on, cutoff), day.closes)


# Rules in hours.


def _hours(
    number: int, start: datetime, calendar: Calendar, cutoff: time | None, pauses: tuple[Pause, ...]
) -> Due:
    cursor, lines = _begun(start, calendar, cutoff)
    at, _ = _run(cursor, _NEVER, timedelta(hours=number), pauses, lines)
    return Due(at, fold(lines))


def _working_hours(
    number: int, start: datetime, calendar: Calendar, cutoff: time | None, pauses: tuple[Pause, ...]
) -> Due:
    cursor, lines = _begun(start, calendar, cutoff)
    left = timedelta(hours=number)
    while True:
        day = calendar.day(cursor.date())
        for opens, closes in day.spans:
            cursor = _pass(cursor, opens, None, lines)
            cursor, left = _run(cursor, closes, left, pauses, lines)
            if not left:
                return Due(cursor, fold(lines))
        cursor = _pass(cursor, local(day.on + ONE_DAY), day.why, lines)


def _run(
    cursor: datetime, until: datetime, left: timedelta, pauses: tuple[Pause, ...], lines: list[Line]
) -> tuple[datetime, timedelta]:
    """The clock runs from `cursor` to `until` or until nothing is left: where it came to, and what is left."""
    if cursor >= until:
        return cursor, left
    for pause in pauses:
        if pause.start >= min(until, cursor + left):
            break
        if pause.end > cursor:
            left = _count(cursor, pause.start, left, lines)
            paused = max(cursor, pause.start)
            cursor = min(pause.end, until)
            lines.append(Line("paused", start=paused, end=cursor))
    end = max(cursor, min(until, cursor + left))
    return end, _count(cursor, end, left, lines)


def _count(start: datetime, end: datetime, left: timedelta, lines: list[Line]) -> timedelta:
    """What is left once the time from `start` to `end` is counted."""
    if end <= start:
        return left
    lines.append(Line("counted", start=start, end=end))
    return left - (end - start)


def _pass(cursor: datetime, until: datetime, why: Reason | None, lines: list[Line]) -> datetime:
    """Time outside office hours goes by; what follows for the same reason stands in one line."""
    if until <= cursor:
        return cursor
    kind: Why = "closed" if why else "outside"
    start = cursor
    if lines and (lines[-1].why, lines[-1].reason) == (kind, why):
        start = lines.pop().start or start
    lines.append(Line(kind, start=start, end=until, reason=why))
    return until


def _begun(start: datetime, calendar: Calendar, cutoff: time | None) -> tuple[datetime, list[Line]]:
    """When a clock of hours starts. With a cut-off: within office hours, else as the office opens next."""
    lines: list[Line] = []
    if cutoff is None:
        return start, lines
    day = calendar.day(start.date())
    if _in_time(day, start, cutoff):
        return _pass(start, day.spans[0][0], None, lines), lines
    cursor = local(day.on + ONE_DAY)
    lines.append(
        Line("late", start=start, end=cursor, reason=day.why, after=_last_moment(day, cutoff))
    )
    while (day := calendar.day(cursor.date())).why:
        cursor = _pass(cursor, local(day.on + ONE_DAY), day.why, lines)
    return _pass(cursor, day.spans[0][0], None, lines), lines


ONE_HOUR = timedelta(hours=1)
_NEVER = datetime.max.replace(tzinfo=LOCAL)

_RULES: dict[Unit, Callable[[int, datetime, Calendar, time | None, tuple[Pause, ...]], Due]] = {
    "days": _days,
    "working_days": _working_days,
    "hours": _hours,
    "working_hours": _working_hours,
    "months": _months,
    "same_working_day": _same_working_day,
}
