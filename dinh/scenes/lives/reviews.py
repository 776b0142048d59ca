"""The yearly poverty review: nobody opens it, so its cases are found where they opened themselves, and followed from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import local
from dinh.scenes.commune import Commune
from dinh.scenes.matter import Matter
from dinh.store import ledger, queries

WHOLE, VILLAGE = "ra-soat-ho-ngheo", "ra-soat-ho-ngheo-thon"
SLUGS = (WHOLE, VILLAGE)
PLAN = "Thành lập Ban Chỉ đạo và ba tổ rà soát\nTừ 15/9 lập danh sách; tháng 10 chấm điểm; tháng 11 họp thôn, niêm yết\nKinh phí: ngân sách xã"
CAUSES = (
    "Thiếu đất sản xuất",
    "Có người ốm đau kéo dài",
    "Đông con nhỏ",
    "Thiếu vốn, thiếu kinh nghiệm",
    "Người già neo đơn",
)
WITHOUT = 5  # of so many villages one has no household to review
SPREAD = 46  # open days over which the villages begin to score


def reviews(commune: Commune) -> Iterator[Matter]:
    """The commune's review of this year, and each village's."""
    began = last_first_of_september(commune.hours.today)
    start = commune.hours.days_after(began, 1, "08:20")
    yield whole(commune, start, began)
    for number, code in enumerate(sorted(commune.citizens.villages)):
        yield village(
            commune, commune.hours.days_after(start, 5 + number % 4, "08:40"), began, code, number
        )


def last_first_of_september(today: date) -> datetime:
    return local(date(today.year if today >= date(today.year, 9, 1) else today.year - 1, 9, 1))


def opened_itself(
    slug: str, began: datetime, fits: Callable[[Case], bool]
) -> Callable[[str], Case | None]:
    """Where it stands, of those of this year; None: it did not open, for the house is younger."""

    def found(house: str) -> Case | None:
        some = (ledger.case_state(house, code) for code in queries.cases(house, procedure=slug))
        return next(
            (
                case
                for case in some
                if case and case.opened and case.opened >= began and case.open and fits(case)
            ),
            None,
        )

    return found


def whole(commune: Commune, start: datetime, began: datetime) -> Matter:
    one = commune.matter(WHOLE, start, {}, channel="house", leader="leader")
    one.everyday, one.found = True, opened_itself(WHOLE, began, lambda case: True)
    one.checked("propose", later=commune.some_days(1), plan=PLAN).signed(later=commune.some_days(1))
    return one


def village(commune: Commune, start: datetime, began: datetime, code: str, number: int) -> Matter:
    one = commune.matter(VILLAGE, start, {}, channel="house")
    one.everyday, one.found = (
        True,
        opened_itself(VILLAGE, began, lambda case: case.data.get("village") == code),
    )
    head = commune.village_head(code) or one.cast.officer
    if number % WITHOUT == WITHOUT - 1:
        one.by(one.cast.officer, "none", later=commune.some_days(6, 8))
        return one
    some = [_household(commune, code) for _ in range(commune.chance.randint(2, 5))]
    for row, _ in some:
        one.by(head, "add", 12, row=row)
    one.by(head, "listed", later=commune.some_days(2, 4))
    one.by(
        one.cast.officer,
        "scored",
        later=(
            8 + number * SPREAD // len(commune.citizens.villages) + commune.chance.randint(0, 3),
            "15:20",
        ),
        rows={str(n): cells for n, (_, cells) in enumerate(some, 1)},
    )
    one.by(
        head,
        "agreed",
        later=commune.some_days(3, 5),
        said=lambda case, told, at: {
            "meeting_at": at.date().isoformat(),
            "attended": 48,
            "chaired": "Trưởng thôn; đại diện Mặt trận, Chi bộ",
            "opinions": "Thống nhất với kết quả chấm điểm",
        },
    )
    one.signed().by(one.cast.leader, "recognise", over="09:20")
    return one


def _household(commune: Commune, code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """How it is listed, and what is found there."""
    chance = commune.chance
    who = commune.citizens.adult(ages=(28, 74))
    row = {
        "name": who.name,
        "address": f"{commune.citizens.villages[code]}, {commune.within}",
        "members": chance.randint(1, 7),
        "why": chance.choice(("asked", "known")),
    }
    return row, {
        "income": chance.randrange(700_000, 2_300_000, 50_000),
        "lacking": chance.randint(1, 6),
        "cause": chance.choice(CAUSES),
    }
