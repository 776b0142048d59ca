"""What became of each alert: opened when the watch told it, gone to, found to be what it really was, and settled; of the last weeks, one in every state.

What lay there before the house began is opened on its first day and gone to in the days after.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import ONE_DAY, to_local
from dinh.forest_cases import learning
from dinh.forest_cases.reading import SHORT, SLUG
from dinh.messages import notes
from dinh.scenes.commune import DEPUTY, Commune
from dinh.scenes.hours import MINUTE
from dinh.scenes.matter import Cast, Matter
from dinh.scenes.papers import scan
from dinh.scenes.woods import anew
from dinh.scenes.woods.prepared import Patch, patches, plots

RANGER = "forest"
HARVEST = "woods harvest"
RECENT_DAYS = 44
RECENT = (
    "new",
    "going",
    "handing",
    "unreachable",
    "late",
    "violation",
    "violation",
    "legal",
    "violation",
)
"""What became of the latest alerts, the newest first."""
REAL = {
    "none": ("not_found",),
    "clearfell": ("violation",),
    "thinning": ("violation",),
    "dieback_fast": ("poisoned", "natural"),
    "dieback_slow": ("natural", "natural", "unreached"),
}
"""What became of the older ones, in turn, by what they really were."""
VISITS = (("08:05", "10:40"), ("08:20", "14:50"), ("08:35", "16:20"))
"""Three a day: when the ranger sets out, and when the finding is written."""
LIMITS = {"special_use": 1000, "protection": 3000, "production": 5000}
"""As in the norm forest_criminal: by which of two ways a leader hands on."""
TEAM = "Điểu Hích, kiểm lâm địa bàn; tổ bảo vệ rừng cộng đồng"
PIXEL_M2 = 100
MEASURED = 0.94
"""What is measured on the ground of what the watch saw."""
SAYS = {
    "violation": (
        ["felled"],
        "Dựng biển, giữ hiện trường, giao thôn trông",
        "Cây bị cưa sát gốc, gỗ đã chuyển đi; có vết xe kéo về hướng rẫy",
    ),
    "poisoned": (
        ["girdled", "poisoned"],
        "Lấy mẫu gốc, giữ hiện trường",
        "Thông bị ken quanh gốc, khoan lỗ đổ thuốc; lá úa dần từng cụm",
    ),
    "legal": (
        ["felled"],
        "Đối chiếu sổ khai thác gỗ",
        "Chủ rừng khai thác đúng lô, đúng thời gian đã khai báo",
    ),
    "natural": (
        ["none"],
        "Báo trạm bảo vệ thực vật",
        "Cây chết do sâu róm thông và khô hạn, không có dấu vết tác động",
    ),
    "not_found": (
        ["none"],
        "Không phải xử lý",
        "Rừng còn nguyên; tán úa vì nắng hạn, nay đã xanh lại",
    ),
}


def matters(commune: Commune, begin: datetime) -> Iterator[Matter]:
    """From the commune's last day back to the oldest alert; the harvest that one of them turns out to be comes first."""
    told = sorted(
        patches(commune.hours.today), key=lambda one: (one.found, one.number), reverse=True
    )
    recent = [one for one in told if (commune.hours.today - one.found).days <= RECENT_DAYS][
        : len(RECENT)
    ]
    stories = [
        _Story(commune, begin, one, how, 0) for one, how in zip(recent, RECENT, strict=False)
    ]
    yield from (one.harvest() for one in stories if one.how == "legal")
    turns: dict[str, int] = {}
    for place, one in enumerate(reversed(told[len(recent) :])):
        ways = REAL.get(one.real, ("natural",))
        turn = turns[one.real] = turns.get(one.real, -1) + 1
        stories.append(_Story(commune, begin, one, ways[turn % len(ways)], place))
    grown, cleaned = (
        next(one for one in stories[len(recent) :] if one.how == how)
        for how in ("natural", "not_found")
    )
    grown.name, cleaned.name = anew.GROWN, anew.CLEANED
    yield from (one.matter() for one in stories)
    yield from anew.asked(commune, grown.pixels(grown.done.date()))


class _Story:
    """One alert. place: its turn among those that lay there when the house began."""

    def __init__(
        self, commune: Commune, begin: datetime, patch: Patch, how: str, place: int
    ) -> None:
        self.commune, self.hours, self.patch, self.how, self.place = (
            commune,
            commune.hours,
            patch,
            how,
            place,
        )
        self.first = self.hours.open_from(to_local(begin).date(), "07:40")
        told = self.hours.open_from(patch.found + ONE_DAY, "07:40")
        self.opened = max(told, self.first + place * MINUTE)
        self.old = told < self.first
        self.went, self.done = (self._day(at) for at in VISITS[place % len(VISITS)])
        self.name = ""

    def _day(self, at: str) -> datetime:
        """The day of the visit: the third open day after, or what lay there by turns."""
        days = {"going": self._back(1), "handing": self._back(1), "unreachable": self._back(2)}.get(
            self.how
        )
        if days is not None:
            return self.hours.day(days, at)
        return self.hours.days_after(
            self.opened, 1 + self.place // len(VISITS) if self.old else 3, at
        )

    def _back(self, days: int) -> int:
        """So many open days ago, unless that was before it was opened."""
        while days and self.hours.day(days, "08:00") < self.opened:
            days -= 1
        return days

    def matter(self) -> Matter:
        one = Matter(
            SLUG,
            self.opened,
            {**self.patch.form, **self.patch.shown()},
            Cast(RANGER, RANGER, DEPUTY, ""),
            self.commune.chance,
            channel="house",
        )
        lines = [*self._growth(), *(self._visit() if self.how not in ("new", "late") else ())]
        for at, person, act, said in sorted(lines, key=lambda line: line[0]):
            one.at(
                at,
                person,
                act,
                said=said if callable(said) else None,
                **({} if callable(said) else said),
            )
        one.name = self.name
        return one

    def _growth(self) -> Iterator[tuple[datetime, str, str, Any]]:
        """Told while the case stands where a patch may grow; what comes later is silent, for the watch has learnt of the check."""
        for place, row in enumerate(self.patch.growth, 1):
            at = max(
                self.hours.open_from(date.fromisoformat(row["found_on"]) + ONE_DAY, "07:45"),
                self.opened + place * MINUTE / 4,
            )
            if at < self.done or self.how in ("new", "late", "going", "unreachable"):
                yield at, RANGER, "grew", {"row": row}

    def pixels(self, until: date) -> int:
        """Of the watch, that it had told of by then."""
        return round(
            (
                float(self.patch.form["area_m2"])
                + sum(
                    float(row["area_m2"])
                    for row in self.patch.growth
                    if row["found_on"] <= until.isoformat()
                )
            )
            / PIXEL_M2
        )

    def _learnt(self, case: Case, told: Any, at: datetime) -> dict[str, Any] | None:
        """What the watch's next run says that it did with the finding."""
        what, day = learning.heeds(case), learning.settled_on(case)
        return (
            {
                "text": notes.written(
                    f"forest.{what}",
                    self.pixels(day),
                    self.pixels(day) * PIXEL_M2,
                    f"{day:%d/%m/%Y}",
                )
            }
            if what and day
            else None
        )

    def _visit(self) -> Iterator[tuple[datetime, str, str, Any]]:
        day = self.went.date()
        yield self.went, RANGER, "go", {"visit_on": day.isoformat(), "team": TEAM}
        if self.how == "unreachable":
            again = self.hours.days_after(self.hours.now, 3, "08:00").date()
            yield (
                self.done,
                RANGER,
                "unreachable",
                {
                    "why_unreachable": "Suối lũ, xe không qua được ngầm",
                    "again_by": again.isoformat(),
                },
            )
        elif self.how == "unreached":
            yield (
                self.done,
                RANGER,
                "give_up",
                {"why_unreachable": "Đường sạt, vách dựng; nhìn từ xa bằng ống nhòm không rõ"},
            )
            yield self.hours.days_after(self.done, 1, "09:30"), DEPUTY, "agree", {}
        else:
            yield from self._seen()
            if self.how != "going":
                found = list(self._found())
                yield from found
                if self.how != "handing":
                    yield (
                        self.hours.days_after(found[-1][0], 1, "07:50"),
                        RANGER,
                        "note",
                        self._learnt,
                    )

    def _seen(self) -> Iterator[tuple[datetime, str, str, Any]]:
        """What the phone brought home."""
        at = self.done - 20 * MINUTE
        ring = _ring(self.patch.form["outline"])
        for place, (east, north) in enumerate(ring[:: max(1, len(ring) // 4)][:4]):
            yield (
                at + place * MINUTE,
                RANGER,
                "corner",
                {"row": {"point": f"{north:.6f}, {east:.6f}, {4 + place}"}},
            )
        yield (
            at + 5 * MINUTE,
            RANGER,
            "shot",
            lambda case, told, at: {
                "row": {
                    "photo": scan("hien-truong.png"),
                    "point": self.patch.form["centre"] + ", 6",
                    "bearing": (self.patch.number * 47) % 360,
                    "note": "Toàn cảnh",
                }
            },
        )
        if self.how in ("violation", "going", "handing"):
            for place in range(3):
                diameter = 24 + (self.patch.number * 7 + place * 5) % 22
                yield (
                    at + (6 + place) * MINUTE,
                    RANGER,
                    "stump",
                    {
                        "row": {
                            "species": "Thông ba lá",
                            "diameter_cm": diameter,
                            "height_cm": 20,
                            "state": "fresh",
                            "volume_m3": f"{diameter * diameter / 1600:.3f}",
                        }
                    },
                )

    def _found(self) -> Iterator[tuple[datetime, str, str, Any]]:
        action = {"handing": "violation", "poisoned": "violation"}.get(self.how, self.how)
        report = self._report()
        if action == "legal":
            yield (
                self.done,
                RANGER,
                action,
                lambda case, told, at: (
                    {
                        "report": report,
                        **EXPLAINED,
                        "harvest": told.rows[HARVEST, "timber_harvests"],
                    }
                    if (HARVEST, "timber_harvests") in told.rows
                    else None
                ),
            )
            return
        yield (
            self.done,
            RANGER,
            action,
            {
                "report": report,
                **({} if action == "not_found" else EXPLAINED),
                **({"suspects": "Chưa rõ, đang xác minh"} if action == "violation" else {}),
            },
        )
        if self.how in ("violation", "poisoned"):
            above = any(report[f"area_{SHORT[name]}"] >= limit for name, limit in LIMITS.items())
            yield (
                self.hours.days_after(self.done, 1, "09:20"),
                DEPUTY,
                "sign_police" if above else "sign_ranger",
                {},
            )

    def _report(self) -> dict[str, Any]:
        damage, measures, conclusion = SAYS[{"handing": "violation"}.get(self.how, self.how)]
        parts = self.patch.form.get("plots", [])
        seen = float(self.patch.form["area_m2"]) + sum(
            float(row["area_m2"])
            for row in self.patch.growth
            if row["found_on"] < self.done.date().isoformat()
        )
        lost = 0.0 if self.how == "not_found" else seen * MEASURED
        whole = sum(float(part["area_m2"]) for part in parts) or 1.0
        areas = {
            f"area_{short}": round(
                lost
                * sum(float(part["area_m2"]) for part in parts if part["category"] == name)
                / whole
                / 10
            )
            * 10
            for name, short in SHORT.items()
        }
        started = self.done - timedelta(minutes=50)
        most = parts[0] if parts else {}
        return {
            "started": started.strftime("%Y-%m-%dT%H:%M"), "team": TEAM, "source": "image", "damage": damage, **areas, "area_young": 0, "first_measures": measures, "conclusion": conclusion,
            **{name: most[name] for name in ("category", "origin", "owner") if most.get(name)},
        }  # fmt: skip

    def harvest(self) -> Matter:
        """The owner of that plot declares before the alert; in a house that began later, on its first day."""
        plot = next(row for row in plots() if row["code"] == self.patch.form["plots"][0]["plot"])
        begins = date.fromisoformat(self.patch.form["onset"])
        start = max(self.hours.open_from(begins - timedelta(days=20), "08:20"), self.first)
        hectares = round(float(plot["area_ha"]) / 2, 2)
        data = {
            "applicant": {"name": "Điểu Lôi", "birth_date": "1979-05-12", "sex": "male", "address": f"Thôn 8, {self.commune.within}"}, "proxy": {"used": False}, "place": f"Thôn 8, {self.commune.within}",
            "origin": "own", "category": "production", "plot": {name: plot[name] for name in ("old_province", "subcompartment", "compartment", "lot")}, "area": hectares, "how": "clear",
            "timber": [{"species": "Thông ba lá", "trees": 900, "volume": 306}], "from_day": max(begins, start.date() + 3 * ONE_DAY).isoformat(), "to_day": (max(begins, start.date()) + timedelta(days=60)).isoformat(),
            "use": "sale", "documents": {"land_paper": "seen"},
        }  # fmt: skip
        one = Matter(
            "khai-thac-go",
            start,
            data,
            Cast("counter.1", RANGER, DEPUTY, "clerk.1"),
            self.commune.chance,
            name=HARVEST,
        )
        one.at(start + 8 * MINUTE, "counter.1", "accept").at(
            start + 90 * MINUTE, RANGER, "enter"
        ).at(self.hours.days_after(start, 1, "09:40"), DEPUTY, "sign")
        return one


EXPLAINED = {
    "why_corners": "Chỉ lấy bốn điểm góc chính, mép rừng bị chặt lồi lõm",
    "why_area": "Đo bằng máy định vị tại rừng, ảnh vệ tinh lấy cả mép tán cây",
}
"""Asked only where the areas differ that much; dropped where they do not."""


def _ring(outline: str) -> list[list[float]]:
    found = json.loads(outline)
    return found["coordinates"][0] if found["type"] == "Polygon" else found["coordinates"][0][0]
