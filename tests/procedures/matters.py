"""Matters of land, trade, forest, building and complaint as invented people file them, and what stands of them afterwards.

case = filed(world, "khai-thac-go", origin="state").accepted("2026-11-25")
"""

from typing import Any

from dinh import printing
from dinh.store import ledger
from tests.letters.papers import text_of
from tests.world import FATHER, MOTHER, PLACE, UNIT, Told, World

BON = f"Bon Bu Bơ, {PLACE}"
LAND = {"place": BON, "sheet": "31", "number": "207", "area": 5200}
NOBODY_ELSE = {"used": False}


def asking(*items: str) -> dict[str, object]:
    """A supplement of these papers and fields."""
    return {**MISSING, "items": list(items)}


MISSING = {"missing": "Bản vẽ", "missing_reason": "Chưa đủ", "guidance": "Gửi thêm"}
REFUSAL = {"refusal_reason": "Không đủ điều kiện", "refusal_basis": "Điều 1"}
VISIT = {
    "visit": {
        "day": "2026-11-26",
        "attended": "Công chức; ông Điểu Xuân",
        "found": "Đúng như khai",
        "concluded": "Phù hợp",
    }
}

GIVEN: dict[str, dict[str, Any]] = {
    "dang-ky-ho-kinh-doanh": {
        "applicant": FATHER, "proxy": NOBODY_ELSE, "founded_by": "individual", "trade_name": "Hộ kinh doanh Điểu Xuân", "place": BON,
        "businesses": [{"what": "Bán lẻ tạp hóa", "code": "4711", "main": True}], "capital": 50_000_000, "workers": 1, "documents": {"identity": "seen"},
    },
    "giay-phep-xay-dung": {
        "applicant": FATHER, "proxy": NOBODY_ELSE, "land": LAND, "zone": "urban", "storeys": 2, "basement": False, "footprint": 96.5, "floors": 193,
        "height": 8, "designer": "Công ty thiết kế mẫu", "adjoining": False, "documents": {"land_paper": "seen", "drawings": "seen"},
    },
    "hoa-giai-tranh-chap-dat-dai": {
        "applicant": {key: FATHER[key] for key in ("name", "id", "address")}, "proxy": NOBODY_ELSE, "respondent": {"name": "Trần Quốc Bảo", "address": f"Thôn 4, {PLACE}"},
        "others": [{"name": "Thị Ngơn", "address": BON}], "land": LAND, "nature": "boundary", "claim": "Rẫy bị cắm cọc lấn ba mét",
    },
    "khieu-nai-lan-dau": {
        "applicant": {key: FATHER[key] for key in ("name", "id", "address")}, "proxy": NOBODY_ELSE, "people": 1, "object": "decision",
        "decision_no": "12/QĐ-XPHC, ngày 20/10/2026", "made_by": "Công chức địa chính xã", "known_on": "2026-10-22", "content": "Phạt nhầm thửa đất", "wish": "Hủy quyết định",
    },
    "khai-thac-go": {
        "applicant": {key: FATHER[key] for key in ("name", "id", "address")}, "proxy": NOBODY_ELSE, "place": BON, "origin": "own", "category": "production",
        "plot": {"old_province": "dak_nong", "subcompartment": "1695", "compartment": "3", "lot": "a"}, "area": 1.2, "how": "clear",
        "timber": [{"species": "Keo lai", "trees": 1500, "volume": 120.5}, {"species": "Bạch đàn", "trees": 40, "volume": 6.25}],
        "from_day": "2026-12-05", "to_day": "2026-12-31", "use": "sale", "documents": {"land_paper": "seen"},
    },
}  # fmt: skip
NEIGHBOUR = MOTHER | {"id": "067194999018", "sex": "female"}


def filed(world: World, slug: str, *, channel: str = "counter", **form: Any) -> Told:
    """Complete and right; what a test does not say is as in GIVEN."""
    return Told(
        world,
        slug,
        GIVEN[slug] | form,
        channel,
        "applicant" if channel == "online" else "counter.1",
    )


def letters(case: Told) -> list[str]:
    """What was issued and still holds, in order."""
    return [one.name for one in case.letters if not one.withdrawn]


def printed(case: Told, name: str) -> str:
    """The words of the last letter of that name, from its PDF."""
    letter = [one for one in case.letters if one.name == name][-1]
    return text_of(printing.pdf(UNIT, case.code, letter))


def rows(register: str) -> list[dict[str, Any]]:
    """The rows that stand in a book today."""
    return [dict(row.values) for row in ledger.records(UNIT, register, "")]
