"""Alerts in a test's house that went their ways through the door, and a sample as the watch draws it."""

from datetime import date
from typing import Any

from msgspec import Struct

from dinh.workflow import cases

SQUARE = '{"type":"Polygon","coordinates":[[[107.62,12.01],[107.622,12.01],[107.622,12.012],[107.62,12.012],[107.62,12.01]]]}'
REPORT = {
    "started": "2026-11-25T10:00", "team": "Điểu Hích, kiểm lâm địa bàn", "source": "image", "damage": ["felled"], "area_special": 0, "area_protection": 0, "area_production": 5600, "area_young": 0,
    "first_measures": "Giữ hiện trường", "conclusion": "Rừng bị chặt",
}  # fmt: skip


def alert(
    house: str, name: str, *acts: tuple[str, dict[str, Any]], by: str = "forest", **data: Any
) -> Any:
    """Opened, then each of (action, data); `sign_…`, `agree` and `back` are the leader's."""
    given = {
        "alert_id": name, "detected_on": "2026-11-20", "onset": "2026-11-10", "kind": "clearfell", "confidence": "0,91", "area_m2": 5400, "centre": "12.011, 107.621", "outline": SQUARE,
        "plots": [{"plot": "dak_nong-1702-3-a", "category": "production", "owner": "Ban quản lý rừng", "area_m2": 5400}], **data,
    }  # fmt: skip
    case = cases.open_case(house, by, "forest-alert", given, channel="house")
    for action, more in acts:
        case = cases.act(
            house,
            "leader" if action.startswith(("sign_", "agree", "back")) else by,
            case.code,
            action,
            data=more,
        )
    return case


GO = ("go", {"visit_on": "2026-11-25", "team": "Điểu Hích"})


class Place(Struct):
    stratum: str
    latitude: float
    longitude: float
    on: date | None
    picture: bytes


class Drawn(Struct):
    """As the watch draws it."""

    pixel_m2: float
    strata: tuple
    places: tuple
