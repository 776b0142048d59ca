"""A rehearsal house with the procedures of `tests.families`, driven by the door and by the command line."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from dinh import folder
from dinh.access import finders
from dinh.calendar import default_profile
from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import local
from dinh.store import ledger, rebuild
from dinh.store.keys import make_key
from dinh.store.writer import open_books
from dinh.workflow import cases, publishing
from tests.families import FOLDER

HOUSE = "24730"
BEGIN = "2026-07-01T07:30"
PEOPLE = ("office", "leader", "counter", "land", "land.2")
JOBS = [
    {"what": "Quét đường", "due_on": "2026-07-10"},
    {"what": "Khơi mương", "due_on": "2026-07-11"},
]


@cache
def checked() -> Any:
    found = publishing.check([FOLDER])
    assert found.sound, [one.message.en for one in found.problems if one.severity == "problem"]
    return found


def at(text: str) -> datetime:
    return local(text if "T" in text else f"{text}T09:00")


class Families:
    """What happens in the house of these tests. A bare day is its morning at nine."""

    def __init__(self, house: Path) -> None:
        open_books(HOUSE, HOUSE, "Xã Trường Xuân")
        make_key(house)
        folder.name_house(house, HOUSE)
        begin = local(BEGIN)
        cases.begin(
            HOUSE,
            {
                **default_profile(),
                "unit": HOUSE,
                "unit_id": "H36.99",
                "name": "Xã Trường Xuân",
                "rehearsal": True,
                "demo": True,
                "from": begin.isoformat(),
                "house": {},
            },
            begin,
        )
        publishing.publish(HOUSE, checked(), at=begin)
        from dinh.engine.record.events import Appointed

        cases.appoint(
            HOUSE,
            [
                Appointed(
                    person=one,
                    post=one,
                    roles=(one.partition(".")[0],),
                    start="2025-07-01",
                    personal={"name": f"Người {one}"},
                )
                for one in PEOPLE
            ],
            at=begin,
        )

    def hamlets(self, *codes: str, active: str = "yes", when: str = "2026-07-01") -> None:
        rows = [{"code": code, "name": f"Bon {code}", "active": active} for code in codes]
        cases.import_records(HOUSE, "hamlets", rows, source="danh sách", at=at(when))

    def directive(self, *jobs: dict[str, str], when: str = "2026-07-01", send: bool = True) -> str:
        code = cases.open_case(
            HOUSE, "office", "chi-dao", {"subject": "Dọn vệ sinh", "jobs": list(jobs)}, at=at(when)
        ).code
        if send:
            self.act(code, "send", "office", when)
        return code

    def act(self, code: str, action: str, by: str, when: str = "2026-07-02", **data: Any) -> Case:
        return cases.act(HOUSE, by, code, action, data=data, at=at(when))

    def done(self, code: str, when: str = "2026-07-03", report: str = "Sạch") -> Case:
        return self.act(code, "finish", "land", when, report=report)

    def undo(self, code: str, when: str = "2026-07-09") -> Case:
        return self.act(code, "reverse", "leader", when, reason="Nhầm")

    def case(self, code: str) -> Case:
        return finders.case_as_kept(HOUSE, code).case

    def children(self, code: str) -> list[str]:
        return [child.code for child in self.case(code).children]

    def steps(self, code: str) -> list[str]:
        return [step.name for step in self.case(code).steps]

    def clock(self, when: str) -> list[tuple[str, str]]:
        return cases.let_time_act(HOUSE, at(when))

    def whole(self) -> bool:
        """The log alone gives the same books."""
        return rebuild.rebuild(HOUSE, check=True)["equal"]

    def events(self) -> int:
        head = ledger.head(HOUSE)
        return head.number if head else 0
