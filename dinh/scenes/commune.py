"""Where the matters of the demo take place: its hours, its citizens, its chance, and whose turn it is."""
from __future__ import annotations

from datetime import datetime
from itertools import cycle
from random import Random
from typing import Any

from dinh.scenes.citizens import Citizens
from dinh.scenes.hours import Hours
from dinh.scenes.matter import Cast, Matter

COUNTERS = ("counter.1", "counter.2", "counter.3")
OFFICERS = {"chung-thuc-ban-sao": ("justice.1", "justice.2"), "": ("civil.1", "civil.2")}
LEADERS = ("leader.2", "leader", "leader.3")


class Commune:
    """place, province: as addresses say them, `xã Trường Xuân` and `tỉnh Lâm Đồng`."""

    def __init__(self, hours: Hours, chance: Random, place: str, province: str) -> None:
        self.hours, self.chance, self.place, self.province = hours, chance, place, province
        self.citizens = Citizens(chance, self.within, hours.today)
        self._turns = {"counter": cycle(COUNTERS), "leader": cycle(LEADERS), "clerk": cycle(("clerk.1", "clerk.2"))}
        self._officers = {slug: cycle(names) for slug, names in OFFICERS.items()}

    @property
    def within(self) -> str:
        return f"{self.place}, {self.province}"

    def matter(self, slug: str, start: datetime, data: dict[str, Any], *, channel: str = "counter", name: str = "", counter: str = "", officer: str = "", leader: str = "") -> Matter:
        """By those whose turn it is, unless they are named."""
        officers = self._officers.get(slug, self._officers[""])
        cast = Cast(counter or next(self._turns["counter"]), officer or next(officers), leader or next(self._turns["leader"]), next(self._turns["clerk"]))
        return Matter(slug, start, data, cast, self.chance, channel=channel, name=name)
