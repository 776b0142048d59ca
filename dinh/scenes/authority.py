"""Decisions by which the chair gave authority away for some days."""
from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from dinh.engine.event import Delegated
from dinh.scenes.hours import Hours


class Decision(Struct, frozen=True):
    at: datetime
    body: Delegated
    by: str = "leader"


# From this open day to that one, counted back from today: the chair is away for a course.
AWAY = (7, 5)
STILL_DAYS = 30


def decisions(hours: Hours) -> list[Decision]:
    """Certified copies may be signed by the head of the office: once for some days that are over, once still."""
    def given(number: str, back: int, until: datetime, reason: str) -> Decision:
        at = hours.day(back, "07:40")
        body = Delegated(delegation=number, giver="chair", post="chair", to="office.1", roles=("leader",), procedures=("chung-thuc-ban-sao",),
                         start=at.date().isoformat(), end=until.date().isoformat(), reason=reason)
        return Decision(at, body)

    return [
        given("112/QĐ-UBND", AWAY[0], hours.day(AWAY[1], "17:00"), "Chủ tịch đi tập huấn"),
        given("131/QĐ-UBND", 2, hours.day(0, "17:00") + timedelta(days=STILL_DAYS), "Ký chứng thực bản sao hằng ngày"),
    ]
