"""Decisions by which the chair gave authority away for some days."""
from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from dinh.engine.event import Delegated
from dinh.scenes.hours import Hours

DELEGATED, EMPOWERED = "chung-thuc-ban-sao", "office.1"


class Decision(Struct, frozen=True):
    at: datetime
    body: Delegated
    by: str = "leader"


class Absence(Struct, frozen=True):
    """The chair is away from this open day to that one, counted back from today."""

    start: int
    end: int
    number: str
    why: str


ABSENCES = (
    Absence(54, 52, "71/QĐ-UBND", "Chủ tịch dự hội nghị của tỉnh"),
    Absence(36, 32, "89/QĐ-UBND", "Chủ tịch nghỉ phép năm"),
    Absence(21, 20, "101/QĐ-UBND", "Chủ tịch đi kiểm tra rừng giáp ranh"),
    Absence(7, 5, "112/QĐ-UBND", "Chủ tịch đi tập huấn"),
)
STILL_FROM, STILL_DAYS = 2, 30


def decisions(hours: Hours) -> list[Decision]:
    """Certified copies may be signed by the head of the office: while the chair was away, and still."""
    def given(number: str, start: datetime, until: datetime, reason: str) -> Decision:
        body = Delegated(delegation=number, giver="chair", post="chair", to=EMPOWERED, roles=("leader",), procedures=(DELEGATED,),
                         start=start.date().isoformat(), end=until.date().isoformat(), reason=reason)
        return Decision(start, body)

    told = [*((one.number, one.why) for one in ABSENCES), ("131/QĐ-UBND", "Ký chứng thực bản sao hằng ngày")]
    return [given(number, start, end, why) for (number, why), (start, end) in zip(told, periods(hours), strict=True)]


def absences(hours: Hours) -> list[tuple[datetime, datetime]]:
    """From when to when the chair is away."""
    return [(hours.day(one.start, "07:40"), hours.day(one.end, "17:00")) for one in ABSENCES]


def periods(hours: Hours) -> list[tuple[datetime, datetime]]:
    """From when to when somebody else may sign copies."""
    return [*absences(hours), (hours.day(STILL_FROM, "07:40"), hours.day(0, "17:00") + timedelta(days=STILL_DAYS))]
