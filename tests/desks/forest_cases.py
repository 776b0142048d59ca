"""A forest in a test's house: the procedure in force, and alerts that went their ways through the door."""

from functools import cache
from typing import Any

from dinh import cases
from dinh.procedures import Checked, check_paths, own, own_registers
from tests.desks.conftest import kept

SQUARE = '{"type":"Polygon","coordinates":[[[107.62,12.01],[107.622,12.01],[107.622,12.012],[107.62,12.012],[107.62,12.01]]]}'
REPORT = {
    "started": "2026-11-25T10:00", "team": "Điểu Hích, kiểm lâm địa bàn", "source": "image", "damage": ["felled"], "area_special": 0, "area_protection": 0, "area_production": 5600, "area_young": 0,
    "first_measures": "Giữ hiện trường", "conclusion": "Rừng bị chặt",
}  # fmt: skip


@cache
def checked_files() -> Checked:
    """The procedures and the registers, checked once for all tests of a run."""
    return check_paths([*(own() / "lam-nghiep" / f"{slug}.yaml" for slug in ("forest-alert", "forest-threshold", "forest-sample")), own_registers()])


def publish_forest(house: str) -> None:
    checked = checked_files()
    cases.publish(house, [cases.Publication("procedure", one.procedure.slug, one.procedure.in_force, kept(one)) for one in checked.packages])
    known = checked.registers
    cases.publish(house, [cases.Publication("register", "forest_plots", "2025-07-01", _register(known["forest_plots"]))])


def _register(one: Any) -> Any:
    from dinh.procedures.published import Kept

    return Kept(register=one)


def alert(house: str, name: str, *acts: tuple[str, dict[str, Any]], by: str = "forest", **data: Any) -> Any:
    """Opened, then each of (action, data); `sign_…`, `agree` and `back` are the leader's."""
    given = {
        "alert_id": name, "detected_on": "2026-11-20", "onset": "2026-11-10", "kind": "clearfell", "confidence": "0,91", "area_m2": 5400, "centre": "12.011, 107.621", "outline": SQUARE,
        "plots": [{"plot": "dak_nong-1702-3-a", "category": "production", "owner": "Ban quản lý rừng", "area_m2": 5400}], **data,
    }  # fmt: skip
    case = cases.open_case(house, by, "forest-alert", given, channel="house")
    for action, more in acts:
        case = cases.act(house, "leader" if action.startswith(("sign_", "agree", "back")) else by, case.code, action, data=more)
    return case


GO = ("go", {"visit_on": "2026-11-25", "team": "Điểu Hích"})
