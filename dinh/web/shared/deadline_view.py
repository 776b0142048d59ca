"""A due and its proof as pages show them: every day or stretch of time, counted or not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from dinh.engine.definition.law import law_said
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.case import Case
from dinh.engine.record.events import Clock
from dinh.engine.schedule.calendar import Calendar, to_local
from dinh.engine.schedule.deadline import Duration, late_by, show_lateness, show_line
from dinh.engine.schedule.deadline_proof import Line
from dinh.engine.schedule.duration import show_duration
from dinh.messages.words import SHORT_WEEKDAYS, hour, say

DAYS_SHOWN_MAX = 60


class DayShown(Struct, frozen=True):
    """kind: `off` (not counted), `end` (the due day), "" (counted)."""

    weekday: str
    day: str
    why: str
    kind: str


class ProofShown(Struct, frozen=True):
    """`days` for rules in days, `stretches` for rules in hours. `more`: lines left out in the middle."""

    days: tuple[DayShown, ...] = ()
    stretches: tuple[str, ...] = ()
    more: int = 0


def shown(proof: Sequence[Line], lang: str) -> ProofShown:
    kept = (
        proof
        if len(proof) <= DAYS_SHOWN_MAX
        else [*proof[: DAYS_SHOWN_MAX // 2], *proof[-DAYS_SHOWN_MAX // 2 :]]
    )
    days = tuple(_day(line, line is proof[-1], lang) for line in kept if line.day)
    stretches = tuple(_stretch(line, lang) for line in kept if line.start and line.end)
    return ProofShown(days, stretches, len(proof) - len(kept))


def _day(line: Line, last: bool, lang: str) -> DayShown:
    assert line.day is not None
    kind = "end" if last else "" if line.counted else "off"
    return DayShown(
        SHORT_WEEKDAYS[lang][line.day.weekday()], f"{line.day:%d/%m}", show_line(line, lang), kind
    )


def _stretch(line: Line, lang: str) -> str:
    assert line.start is not None
    assert line.end is not None
    return f"{hour(line.start)} {to_local(line.start):%d/%m} – {hour(line.end)} {to_local(line.end):%d/%m}: {show_line(line, lang)}"


class StateShown(Struct, frozen=True):
    """Where a due stands, as a tag: `late`, `today`, `wait`, `done` or "" (ahead), and its words."""

    kind: str
    words: str


def state(case: Case, now: datetime, calendar: Calendar, lang: str) -> StateShown:
    """`Trễ 2 ngày làm việc`, `Còn 4 giờ 48 phút`, `Tạm dừng tính thời hạn`; of a settled case how it ended against its due."""
    clock = case.clock
    if clock is None or clock.due is None:
        return StateShown("", "Chưa có hẹn trả" if lang != "en" else "No due date")
    if case.end:
        return _ended(case, clock, calendar, lang)
    if clock.paused is not None:
        return StateShown("wait", "Tạm dừng tính thời hạn" if lang != "en" else "Time limit paused")
    found = late_by(clock.due, now, calendar, clock.rule or Duration(1, "working_days"))
    kind = "late" if found.late else "today" if found.time is not None else ""
    return StateShown(kind, show_lateness(found, lang))


def _ended(case: Case, clock: Clock, calendar: Calendar, lang: str) -> StateShown:
    assert clock.due is not None
    assert case.settled is not None
    rule = clock.rule or Duration(1, "working_days")
    return _met(clock.due, case.settled, rule, calendar, lang)


def _met(
    due: datetime, settled: datetime, rule: Duration, calendar: Calendar, lang: str
) -> StateShown:
    if settled <= due:
        return StateShown("done", "Xong đúng hẹn" if lang != "en" else "Done in time")
    found = late_by(due, settled, calendar, rule)
    words = show_lateness(found, lang)
    return StateShown(
        "late", f"Xong, {words[:1].lower() + words[1:]}" if lang != "en" else f"Done, {words}"
    )


class StretchShown(Struct, frozen=True):
    """A promise that was settled before its outcome was taken back: how that stands, and its instants."""

    state: StateShown
    due: datetime | None
    settled: datetime


class Restarted(Struct, frozen=True):
    """The time of a case whose outcome was taken back: since when it counts again, by which length and article, and what went before."""

    at: datetime
    rule: str
    law: str
    stretches: tuple[StretchShown, ...]


def restarted(case: Case, procedure: Procedure, calendar: Calendar, lang: str) -> Restarted | None:
    """None: no outcome was taken back, or the case is to be accepted anew."""
    clock = case.clock
    if not case.stretches or clock is None:
        return None
    deadline = procedure.deadline
    rule = clock.rule or Duration(1, "working_days")
    return Restarted(
        clock.started,
        show_duration(clock.rule, lang) if clock.rule else "",
        law_said(deadline.law, procedure, lang) if deadline else "",
        tuple(
            StretchShown(
                _met(one.due, one.settled, rule, calendar, lang)
                if one.due
                else StateShown("", say("Không hẹn ngày", "No day was set", lang)),
                one.due,
                one.settled,
            )
            for one in case.stretches
        ),
    )
