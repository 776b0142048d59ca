"""Decisions by which the chair gave authority away for some days, each approved by a vice-chair; and one change that still waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from dinh.engine.record.events import Appointed, Delegated
from dinh.scenes.hours import Hours

DELEGATED, EMPOWERED = "chung-thuc-ban-sao", "office.1"
DENOUNCED, DEPUTY = "to-cao", "leader.2"
SECOND = "leader.3"
"""Who approves what the chair delegates."""


class Decision(Struct, frozen=True):
    at: datetime
    body: Delegated
    by: str = "leader"


class Absence(Struct, frozen=True):
    """The chair is away from this open day to that one, counted back from today. number: of the decision that empowers somebody."""

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
    """While the chair is away the head of the office may sign certified copies, and still may. Denunciations wait for the chair."""

    def given(
        number: str, start: datetime, until: datetime, reason: str, to: str, role: str, slug: str
    ) -> Decision:
        body = Delegated(
            delegation=number,
            giver="chair",
            post="chair",
            to=to,
            roles=(role,),
            procedures=(slug,),
            start=start.date().isoformat(),
            end=until.date().isoformat(),
            reason=reason,
        )
        return Decision(start, body)

    told = [
        *((one.number, one.why) for one in ABSENCES),
        ("131/QĐ-UBND", "Ký chứng thực bản sao hằng ngày"),
    ]
    copies = [
        given(number, start, end, why, EMPOWERED, "leader", DELEGATED)
        for (number, why), (start, end) in zip(told, periods(hours), strict=True)
    ]
    return sorted(copies, key=lambda one: one.at)


def proposed(hours: Hours) -> tuple[datetime, Appointed]:
    """A new counter officer whom the office proposed this morning, which a leader still has to approve."""
    day = hours.day(0, "07:35")
    return day, Appointed(
        person="counter.5",
        post="counter.5",
        roles=("counter",),
        title={"vi": "Công chức một cửa", "en": "Counter officer"},
        start=day.date().isoformat(),
        basis="140/QĐ-UBND",
        personal={"name": "Thị Brơi"},
    )


def absences(hours: Hours) -> list[tuple[datetime, datetime]]:
    """From when to when the chair is away."""
    return [(hours.day(one.start, "07:40"), hours.day(one.end, "17:00")) for one in ABSENCES]


def periods(hours: Hours) -> list[tuple[datetime, datetime]]:
    """From when to when somebody else may sign copies."""
    return [
        *absences(hours),
        (hours.day(STILL_FROM, "07:40"), hours.day(0, "17:00") + timedelta(days=STILL_DAYS)),
    ]
