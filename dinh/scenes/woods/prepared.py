"""What `prepare` left: the plots of a pine forest and what the watch saw there in two years. All of it is simulated."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from dinh.forest_cases.site import Shown

PREPARED = Path(__file__).parent / "prepared"


class Patch(Struct, frozen=True):
    """A patch as the watch told it. real: what it really was, a kind of the simulator, `none` where nothing happened."""

    number: int
    form: dict[str, Any]
    growth: tuple[dict[str, Any], ...]
    real: str
    told: dict[str, Any]

    @property
    def found(self) -> date:
        return date.fromisoformat(self.form["detected_on"])

    def shown(self) -> dict[str, Any]:
        """The files of its case, put among the house's documents."""
        by = timedelta(days=self.told["by"])
        pictures = [
            (
                date.fromisoformat(self.told[f"{name}_on"]) + by,
                (PREPARED / "pictures" / f"{self.number:02d}-{name}.png").read_bytes(),
            )
            if self.told[f"{name}_on"]
            else None
            for name in ("before", "after")
        ]
        points = tuple(
            (date.fromisoformat(day) + by, value, model)
            for day, value, model in self.told["points"]
        )
        return Shown(self.told["index"], *pictures, points).kept(self.form["alert_id"], self.found)


@cache
def commune() -> str:
    """The commune's outline, as each of its alerts carries it."""
    return (PREPARED / "commune.geojson").read_text("utf-8").strip()


@cache
def _told() -> dict[str, Any]:
    return json.loads((PREPARED / "woods.json").read_text("utf-8"))


def plots() -> list[dict[str, Any]]:
    """Rows of the register of forest plots."""
    return _told()["plots"]


def moved_by(today: date) -> timedelta:
    """By how much the simulated years are moved, so that the watch ended yesterday."""
    return today - timedelta(days=1) - date.fromisoformat(_told()["until"])


def patches(today: date) -> list[Patch]:
    """As if the watch had ended yesterday, by their first day."""
    by = moved_by(today)
    return [_patch(number, one, by) for number, one in enumerate(_told()["patches"])]


def _patch(number: int, one: dict[str, Any], by: timedelta) -> Patch:
    form = {
        **one["form"],
        "commune": commune(),
        **{name: _later(one["form"][name], by) for name in ("detected_on", "onset")},
    }
    form["alert_id"] = form["detected_on"].replace("-", "") + one["form"]["alert_id"][8:]
    growth = tuple({**row, "found_on": _later(row["found_on"], by)} for row in one["growth"])
    return Patch(number, form, growth, one["real"], {**one, "by": by.days})


def _later(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()
