"""The proof of a due date: every day, or stretch of time, from the start to the end, counted or not, and why.

A line holds codes and facts, so that an event can carry it and any language can say it. Rule to keep: the lines
follow one another without a hole from the start of the clock to the due, so that whoever reads them can count for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal

from msgspec import Struct

from dinh.engine.schedule.calendar import Reason, show_reason, to_local

LINES_MAX = 400
LINES_AT_ENDS = 100  # what is folded lies between; the covered years hold fewer than 200 months

type Why = Literal[
    "received",  # the day the clock started: never counted
    "late",  # received after the cut-off, after closing or on a day off: taken as received on the day that follows
    "taken",  # the day it is taken as received: not counted
    "same_day",  # the day of a rule that ends on the working day itself
    "counted",  # day number n of a rule in days; the clock runs, of a rule in hours
    "paused",  # the clock stood still: at the close of that day, or throughout that stretch
    "closed",  # a day off; `reason` says which
    "outside",  # outside office hours
    "fixed",  # the date the law or the case names
    "moved",  # the last day was a day off, so the end has moved here
    "folded",  # a run of lines too many to write out
]


class Line(Struct, frozen=True, omit_defaults=True):
    """One line of a proof: of a day (`day`), or of a stretch of time (`start` to `end`).

    n        the how-manieth counted day it is; 0: not counted
    reason   why the house is closed that day
    of       the swapped day whose work is done on this one
    after    `late`: the moment by which it should have been received
    to, days `folded`: its last day, and how many of its days were counted
    spent    `folded`: how much of it was counted, of a rule in hours
    """

    why: Why
    day: date | None = None
    start: datetime | None = None
    end: datetime | None = None
    n: int = 0
    reason: Reason | None = None
    of: date | None = None
    after: datetime | None = None
    to: date | None = None
    days: int = 0
    spent: timedelta = timedelta()

    @property
    def counted(self) -> bool:
        return self.why == "counted" or self.n > 0 or bool(self.spent)


def fold(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The same lines, no more than LINES_MAX: those in the middle stand together by the month, and say so."""
    if len(lines) <= LINES_MAX:
        return tuple(lines)
    head, middle, tail = (
        lines[:LINES_AT_ENDS],
        lines[LINES_AT_ENDS:-LINES_AT_ENDS],
        lines[-LINES_AT_ENDS:],
    )
    return (*head, *(_folded(list(month)) for _, month in groupby(middle, _month_of)), *tail)


def _month_of(line: Line) -> tuple[int, int]:
    on = line.day or line.start
    assert on is not None
    return on.year, on.month


def _folded(lines: list[Line]) -> Line:
    first, last, n = lines[0], lines[-1], max(line.n for line in lines)
    if first.day:
        return Line(
            "folded", day=first.day, to=last.day, n=n, days=sum(line.counted for line in lines)
        )
    return Line(
        "folded",
        start=first.start,
        end=last.end,
        spent=sum((_spent(line) for line in lines), timedelta()),
    )


def _spent(line: Line) -> timedelta:
    return line.end - line.start if line.counted and line.start and line.end else timedelta()


def lines_json(lines: Iterable[Line], at: datetime, lang: str) -> Iterator[dict[str, Any]]:
    """Lines as `due_proof` shows them; the last one adds the hour at which the time ends."""
    lines = tuple(lines)
    for line in lines:
        why = show_line(line, lang)
        if line.start and line.end:
            place = {"from": to_local(line.start).isoformat(), "to": to_local(line.end).isoformat()}
        else:
            place = {"day": str(line.day)} | ({"to": str(line.to)} if line.to else {})
            why += (
                _say(", đến {at:%H:%M}", ", until {at:%H:%M}", lang, at=to_local(at))
                if line is lines[-1]
                else ""
            )
        yield {**place, "counted": line.counted, "why": why}


def show_line(line: Line, lang: str) -> str:
    """`ngày 2`, `nghỉ lễ: Ngày Văn hóa Việt Nam`, `tạm dừng tính thời hạn lúc hết giờ làm việc`."""
    if line.why == "closed" and line.reason:
        return show_reason(line.reason, lang)
    vi, en = _TEXTS[_text_of(line)]
    return _say(
        vi,
        en,
        lang,
        line=line,
        late=_show_late(line, lang),
        skipped=_skipped(line),
        reason=show_reason(line.reason, lang) if line.reason else "",
        time=show_time(_spent(line) or line.spent, lang),
    )


def _text_of(line: Line) -> str:
    if line.why == "counted":
        return (
            "runs" if line.start else "last" if line.reason else "made_up" if line.of else "counted"
        )
    if line.why == "fixed" and line.reason:
        return "fixed_closed"
    return (
        "folded_time"
        if line.why == "folded" and line.start
        else "paused_time"
        if line.why == "paused" and line.start
        else line.why
    )


def _show_late(line: Line, lang: str) -> str:
    if line.reason:
        return _say(
            "vào ngày nghỉ ({why})",
            "on a day off ({why})",
            lang,
            why=show_reason(line.reason, lang),
        )
    return (
        _say("sau {after:%H:%M}", "after {after:%H:%M}", lang, after=to_local(line.after))
        if line.after
        else ""
    )


def _skipped(line: Line) -> int:
    return (line.to - line.day).days + 1 - line.days if line.to and line.day else 0


def _say(vi: str, en: str, lang: str, **facts: Any) -> str:
    return (en if lang == "en" else vi).format(**facts)


def show_time(length: timedelta, lang: str) -> str:
    """`4 giờ 48 phút`, `1 hour 30 minutes`; whole seconds, named only where there are any."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "giờ", "hour"), (minutes, "phút", "minute"), (seconds, "giây", "second")]
    shown = [
        f"{n} {vi}" if lang != "en" else f"{n} {en}" + "s" * (n != 1) for n, vi, en in parts if n
    ]
    return " ".join(shown) or _say("0 phút", "0 minutes", lang)


_TEXTS = {
    "received": ("ngày nhận, không tính", "day received, not counted"),
    "late": (
        "nhận {late}, tính như nhận ngày làm việc tiếp theo",
        "received {late}, taken as received the next working day",
    ),
    "taken": ("ngày tính là nhận, không tính", "day taken as received, not counted"),
    "same_day": ("trong ngày làm việc này", "within this working day"),
    "counted": ("ngày {line.n}", "day {line.n}"),
    "made_up": (
        "ngày {line.n}, làm bù cho ngày {line.of:%d/%m/%Y}",
        "day {line.n}, worked instead of {line.of:%d/%m/%Y}",
    ),
    "last": (
        "ngày {line.n}, {reason}, nên chuyển sang ngày làm việc tiếp theo",
        "day {line.n}, {reason}, so it moves to the next working day",
    ),
    "runs": ("tính {time}", "{time} counted"),
    "paused": (
        "tạm dừng tính thời hạn lúc hết giờ làm việc, không tính",
        "time limit paused at the close of office, not counted",
    ),
    "paused_time": ("tạm dừng tính thời hạn", "time limit paused"),
    "outside": ("ngoài giờ làm việc", "outside office hours"),
    "fixed": ("ngày đã định", "the date fixed"),
    "fixed_closed": (
        "ngày đã định, {reason}, nên chuyển sang ngày làm việc tiếp theo",
        "the date fixed, {reason}, so it moves to the next working day",
    ),
    "moved": ("hạn chuyển sang ngày này", "the end moves to this day"),
    "folded": (
        "gộp: {line.days} ngày được tính (đến ngày {line.n}), {skipped} ngày không tính",
        "together: {line.days} days counted (up to day {line.n}), {skipped} not counted",
    ),
    "folded_time": ("gộp: tính {time}", "together: {time} counted"),
}
