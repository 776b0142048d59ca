"""A commune, its neighbour and its province in one database: builders for the tests of what goes from one house to another."""

from datetime import timedelta
from functools import cache
from typing import Any, Self

from django.conf import settings

from dinh import folder
from dinh.access import finders
from dinh.calendar import default_profile
from dinh.engine.record.case import Case
from dinh.engine.record.events import Appointed
from dinh.engine.schedule.calendar import local
from dinh.procedures import own_registers
from dinh.procedures.checking import Checked
from dinh.store import ledger
from dinh.store.books import verify
from dinh.store.keys import make_key
from dinh.store.rebuild import rebuild
from dinh.store.writer import open_books
from dinh.workflow import cases, publishing
from tests.procedures_for_tests import FOLDER
from tests.world import instant

COMMUNE, NEIGHBOUR, PROVINCE = "24730", "24736", "68"
NAMES = {COMMUNE: "Xã Trường Xuân", NEIGHBOUR: "Xã Đức An", PROVINCE: "Tỉnh Lâm Đồng"}
SHORT = {COMMUNE: "xa", NEIGHBOUR: "ban", PROVINCE: "tinh"}
ROLES = ("office", "leader", "counter")
BEGIN = local("2026-07-01T07:30")
ASKED = {"asker": "Điểu Xuân", "partner": NEIGHBOUR}


def a_house(house: str, begin: Any = BEGIN, **profile: Any) -> None:
    """A rehearsal house of this folder: its people are `xa.office`, `tinh.leader` and so on; the procedure is the commune's alone."""
    open_books(house, house, NAMES[house])
    if folder.houses_of(settings.HOUSE):
        folder.add_house(settings.HOUSE, house)
    else:
        folder.make(settings.HOUSE)
        make_key(settings.HOUSE)
        folder.name_house(settings.HOUSE, house)
    told = {
        "unit": house,
        "name": NAMES[house],
        "place": NAMES[house],
        "province": "tỉnh Lâm Đồng",
        "rehearsal": True,
        "from": begin.isoformat(),
        "house": {},
    }
    cases.begin(house, {**default_profile(), **told, **profile}, begin)
    publishing.publish(house, checked(house == COMMUNE), at=begin)
    cases.appoint(house, [
        Appointed(person=f"{SHORT[house]}.{role}", post=f"{SHORT[house]}.{role}", roles=(role,), title={"vi": role}, start="2025-07-01", signs="TM.", personal={"name": f"{NAMES[house]}: {role}"})
        for role in ROLES
    ], at=begin)  # fmt: skip


@cache
def checked(commune: bool) -> Checked:
    """The commune publishes what it asks by, the others only what a child follows there."""
    asking = (
        [FOLDER / f"{slug}.yaml" for slug in ("hoi-y-kien", "hoi-hai-noi", "len-tinh")]
        if commune
        else []
    )
    return publishing.check(
        [*asking, FOLDER / "tra-loi.yaml", FOLDER / "registers", own_registers() / "villages.yaml"]
    )


class Houses:
    """All three, and one case that goes among them; each act ten minutes after the last."""

    def __init__(self, *houses: str, **profile: Any) -> None:
        self.houses = houses or (COMMUNE, NEIGHBOUR, PROVINCE)
        for house in self.houses:
            a_house(house, **profile)
        self.code, self.at = "", local("2026-07-01T08:00")

    def opened(self, **more: Any) -> Self:
        self.code = cases.open_case(
            COMMUNE, "xa.office", "hoi-y-kien", {**ASKED, **more}, channel="house", at=self.at
        ).code
        return self

    def act(
        self,
        person: str,
        action: str,
        at: str = "",
        *,
        house: str = "",
        key: str | None = None,
        **data: Any,
    ) -> Self:
        """`xa.office` acts in the commune, `tinh.office` in the province, wherever the case is. Raises Refused."""
        self.at = instant(at) if at else self.at + timedelta(minutes=10)
        house = house or next(one for one, short in SHORT.items() if person.startswith(f"{short}."))
        cases.act(house, person, self.code, action, data=data, at=self.at, key=key)
        return self

    def asked(self, **more: Any) -> Self:
        """In the province's hands."""
        return self.opened(**more).act("xa.office", "accept").act("xa.office", "ask_province")

    def goes(
        self, person: str, action: str, house: str, *, reason: str = "", for_good: bool = False
    ) -> Self:
        """`person` routes or transfers the case to a house. Raises Refused."""
        self.at += timedelta(minutes=10)
        here = next(one for one, short in SHORT.items() if person.startswith(f"{short}."))
        cases.act(
            here,
            person,
            self.code,
            action,
            data={"house": house}
            | ({"reason": reason} if reason else {})
            | ({"for_good": True} if for_good else {}),
            at=self.at,
        )
        return self

    def case(self, house: str = COMMUNE) -> Case:
        found = ledger.case_state(house, self.code)
        assert found is not None
        return found

    def kinds(self, house: str = COMMUNE) -> list[str]:
        return [event.kind for event in ledger.events(house, self.code)]

    def work(self, person: str, house: str) -> list[str]:
        return [row.step for row in finders.worklist(house, person, at=self.at)]

    def sound(self) -> None:
        """Each log verifies by itself, each house can be made anew from its own log, and one house may act."""
        for house in self.houses:
            assert verify(house)["ok"], (house, verify(house))
            assert rebuild(house, check=True)["equal"], (house, rebuild(house, check=True))
        told = [ledger.case_state(house, self.code) for house in self.houses]
        assert len([case for case in told if case and not case.away]) == 1
