"""Two places that the ranger wants watched anew after a check: one was agreed to and the watch has heeded it, of the other the leader is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from dinh.forest_cases.verification import SLUG
from dinh.messages import notes
from dinh.scenes.commune import DEPUTY, Commune
from dinh.scenes.matter import Cast, Matter, Told
from dinh.scenes.papers import scan

RANGER = "forest"
GROWN, CLEANED = "woods grown again", "woods cleaned"
"""Alerts whose ground these are: one that was natural loss, one where nothing was lost."""
AGREED_BACK, ASKED_BACK = 12, 1
"""Open days ago, on which it was asked for."""
SAW = {
    GROWN: (
        "thaw",
        "Rừng thông từng bị sâu róm ăn trụi đã ra lá mới, tán khép như các lô bên; đi dọc ba tuyến, không thấy cây chết thêm",
    ),
    CLEANED: (
        "refit",
        "Chủ rừng phát dây leo, dọn thực bì chống cháy dưới tán nên ảnh đổi màu; cây thông còn đủ, không gốc nào mới chặt",
    ),
}


def asked(commune: Commune, pixels: int) -> Iterator[Matter]:
    """pixels: of the ground that has grown again, as the watch counts it."""
    hours = commune.hours
    grown = _asked(commune, GROWN, hours.day(AGREED_BACK, "15:20"))
    agreed = hours.days_after(grown.start, 1, "09:10")
    grown.at(agreed, DEPUTY, "agree")
    grown.at(
        hours.days_after(agreed, 1, "07:50"),
        RANGER,
        "note",
        text=notes.written("forest.thaw", pixels, pixels * 100, f"{grown.start:%d/%m/%Y}"),
    )
    yield grown
    yield _asked(commune, CLEANED, hours.day(ASKED_BACK, "15:40"))


def _asked(commune: Commune, alert: str, start: datetime) -> Matter:
    what, why = SAW[alert]
    one = Matter(
        SLUG,
        start,
        {"what": what, "why": why, "from_day": start.date().isoformat()},
        Cast(RANGER, RANGER, DEPUTY, ""),
        commune.chance,
        channel="house",
    )
    one.also = _of(alert)
    return one


def _of(alert: str) -> Callable[[Told], dict[str, Any]]:
    return lambda told: {"alert": told.codes[alert], "photo": scan("hien-truong.png")}
