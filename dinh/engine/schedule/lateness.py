"""How late, or how long still: in working days or in hours, as the rule counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from dinh.engine.schedule.calendar import Calendar, to_local
from dinh.engine.schedule.deadline_proof import show_time
from dinh.engine.schedule.duration import Duration


class Lateness(Struct, frozen=True):
    """How far `now` is from the due, on the side that `late` says.

    working_days  whole days of a rule in days, when the due is on another day
    time          hours and minutes of a rule in hours, or of a rule in days that ends today
    """

    late: bool
    working_days: int | None = None
    time: timedelta | None = None


def late_by(due_at: datetime, now: datetime, calendar: Calendar, rule: Duration) -> Lateness:
    """At the due itself it is not late yet.

    A rule in days or months counts working days; on the last day what remains is office time, without the break at noon,
    and what is late the clock. A rule in hours counts the clock, one in working hours office time. Raises NotCovered.
    """
    due_at, now = to_local(due_at), to_local(now)
    late = now > due_at
    first, last = (due_at, now) if late else (now, due_at)
    if rule.unit == "working_hours":
        return Lateness(late, time=calendar.office_time_between(first, last))
    if rule.unit != "hours" and not late and first.date() == last.date():
        return Lateness(late, time=calendar.office_time_between(first, last))
    if rule.unit == "hours" or first.date() == last.date():
        return Lateness(late, time=last - first)
    return Lateness(late, working_days=calendar.working_days_between(first.date(), last.date()))


def show_lateness(lateness: Lateness, lang: str) -> str:
    """`Trễ 2 ngày làm việc`, `Còn 4 giờ 48 phút`, `2 working days late`, `4 hours 48 minutes left`."""
    amount = _amount(lateness, lang)
    if lang == "en":
        return f"{amount} late" if lateness.late else f"{amount} left"
    return f"Trễ {amount}" if lateness.late else f"Còn {amount}"


def _amount(lateness: Lateness, lang: str) -> str:
    days, english = lateness.working_days, lang == "en"
    if lateness.time is not None:
        under = "less than 1 minute" if english else "dưới 1 phút"
        minutes = lateness.time // timedelta(minutes=1)
        return show_time(timedelta(minutes=minutes), lang) if minutes else under
    if not days:
        return "less than 1 working day" if english else "dưới 1 ngày làm việc"
    return f"{days} working day{'s' if days > 1 else ''}" if english else f"{days} ngày làm việc"
