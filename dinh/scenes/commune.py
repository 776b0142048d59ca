"""Where the matters of the demo take place: its hours, its citizens, its chance, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import cycle
from random import Random
from typing import Any

from dinh.engine.schedule.calendar import local
from dinh.scenes.authority import DELEGATED, DENOUNCED, DEPUTY, EMPOWERED, absences, periods
from dinh.scenes.citizens import Citizen, Citizens
from dinh.scenes.furnishing import told_by
from dinh.scenes.hours import Hours
from dinh.scenes.matter import Cast, Matter, Said

COUNTERS = ("counter.1", "counter.2", "counter.3")
OFFICERS = {
    "chung-thuc-ban-sao": ("justice.1", "justice.2"),
    "tro-cap-xa-hoi-hang-thang": ("social.1", "social.2"),
    "tro-cap-mai-tang": ("social.2", "social.1"),
    "dang-ky-ho-kinh-doanh": ("economy.2",),
    "giay-phep-xay-dung": ("construction.1", "land.2"),
    "hoa-giai-tranh-chap-dat-dai": ("land.1", "land.2"),
    "khai-thac-go": ("forest",),
    "khieu-nai-lan-dau": ("office.1", "office.2"),
    "to-cao": ("office.2", "office.1"),
    "ra-soat-ho-ngheo": ("social.1",),
    "ra-soat-ho-ngheo-thon": ("social.2", "social.1"),
    "": ("civil.1", "civil.2"),
}
LEADERS = ("leader.2", "leader", "leader.3")
CHAIR = "leader"
TIMES = (
    "07:50",
    "08:10",
    "08:45",
    "09:20",
    "09:55",
    "10:30",
    "11:05",
    "13:50",
    "14:10",
    "14:45",
    "15:20",
    "16:05",
)
COME_AGAIN = 0.3


class Commune:
    """place, province: as addresses say them, `xã Trường Xuân` and `tỉnh Lâm Đồng`; happens: whether a matter that is told will be opened."""

    def __init__(
        self,
        hours: Hours,
        chance: Random,
        place: str,
        province: str,
        happens: Callable[[Matter], bool] = lambda one: True,
    ) -> None:
        self.hours, self.chance, self.place, self.province, self.happens = (
            hours,
            chance,
            place,
            province,
            happens,
        )
        self.citizens = Citizens(chance, self.within, hours.today)
        self.known: list[Citizen] = []
        self._remembered: dict[str, list[Matter]] = {}
        self._recalled: dict[tuple[str, str], str] = {}
        self._absences, self._empowered = absences(hours), periods(hours)
        self._turns = {
            "counter": cycle(COUNTERS),
            "leader": cycle(LEADERS),
            "clerk": cycle(("clerk.1", "clerk.2")),
        }
        self._officers = {slug: cycle(names) for slug, names in OFFICERS.items()}

    @property
    def within(self) -> str:
        return f"{self.place}, {self.province}"

    def matter(
        self,
        slug: str,
        start: datetime,
        data: dict[str, Any],
        *,
        channel: str = "counter",
        name: str = "",
        counter: str = "",
        officer: str = "",
        leader: str = "",
    ) -> Matter:
        """By those whose turn it is, unless they are named."""
        officers = self._officers.get(slug, self._officers[""])
        cast = Cast(
            counter or next(self._turns["counter"]),
            officer or next(officers),
            leader or next(self._turns["leader"]),
            next(self._turns["clerk"]),
        )
        return Matter(slug, start, data, cast, self.chance, channel=channel, name=name)

    def pick[T](self, weights: Mapping[T, int]) -> T:
        return self.chance.choices([*weights], [*weights.values()])[0]

    def some_days(self, *days: int) -> tuple[int, str] | None:
        """One of these numbers of open days later, at a time; None: on the same day."""
        later = self.chance.choice(days)
        return (later, self.chance.choice(TIMES)) if later else None

    def on_the_day(self, name: str, values: Mapping[str, Any], **more: Any) -> Said:
        """Minutes of the day on which they are written."""
        return lambda case, told, at: {name: {"day": at.date().isoformat(), **values}, **more}

    def in_days(self, name: str, days: int, **more: Any) -> Said:
        """An appointment at eight, so many open days after the act."""
        return lambda case, told, at: {
            name: self.hours.days_after(at, days, "08:00").strftime("%Y-%m-%dT%H:%M"),
            **more,
        }

    def remember(self, register: str, one: Matter) -> None:
        """A later life may go on from the row that this one will have there, if it happens."""
        if not self.happens(one):
            return
        kept = self._remembered.setdefault(register, [])
        one.name = one.name or f"{register} {len(kept)}"
        kept.append(one)

    def recall(self, register: str, on: date, open_days: int) -> Matter | None:
        """The oldest remembered life begun so many open days before; each is recalled once."""
        kept = self._remembered.get(register, [])
        if (
            kept
            and kept[0].start.date() <= self.hours.days_after(local(on), -open_days, "08:00").date()
        ):
            self._recalled[register, _who(kept[0])] = kept[0].name
            return kept.pop(0)
        return None

    def row_of(self, register: str, who: str) -> tuple[str, str]:
        """How what was recalled of somebody is told: its name and the register."""
        return self._recalled[register, who], register

    def somebody(self) -> Citizen:
        """A grown citizen of the commune; some come again."""
        if len(self.known) < 20 or self.chance.random() >= COME_AGAIN:
            self.known.append(self.citizens.adult("", "", (18, 70)))
            return self.known[-1]
        return self.chance.choice(self.known)

    def village(self, address: str) -> tuple[str, str]:
        """The code and the name of the village where an address of the commune is."""
        return next(
            (code, name)
            for code, name in self.citizens.villages.items()
            if address.startswith(f"{name},")
        )

    def village_head(self, village: str) -> str:
        """Who signs in for the village; "" where nobody does."""
        return next(
            (
                one["person"]
                for one in told_by("staff.yaml")
                for post in one["posts"]
                if village in post.get("of", ())
            ),
            "",
        )

    def stands_in(self, person: str, slug: str, at: datetime) -> str:
        """Who acts in the place of one who is away: for the chair, over copies, whom the chair has empowered; else a vice-chair. Nobody over denunciations."""
        if person != CHAIR or slug == DENOUNCED:
            return person
        if slug == DELEGATED and any(start <= at <= end for start, end in self._empowered):
            return EMPOWERED
        return DEPUTY if any(start <= at <= end for start, end in self._absences) else person


def _who(one: Matter) -> str:
    return (one.data.get("deceased") or one.data["applicant"])["name"]
