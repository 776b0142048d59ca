"""Timber: one's own acacia is entered, the State's pine is confirmed by the rangers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import WAYS, Kind
from dinh.scenes.lives.ways import settle
from dinh.scenes.matter import Matter

SLUG = "khai-thac-go"
# Species, and the volume of a hundred trees in m³.
OWN = (("Keo lai", 9), ("Bạch đàn", 12), ("Thông ba lá", 34))
SCATTERED = (("Muồng đen", 22), ("Sầu đâu", 18), ("Keo lai", 9))
STATE = "state"
TEXTS = {
    "supplied": {
        "items": ["documents.land_paper"],
        "missing": "Giấy tờ về quyền sử dụng đất, rừng",
        "missing_reason": "Chưa rõ lô rừng là của ai",
        "guidance": "Mang sổ giao khoán, hoặc xin thôn xác nhận",
    },
    "rejected": {
        "rejection_reason": "Nơi khai thác thuộc xã khác",
        "rejection_basis": "Thông tư 26/2022/TT-BNNPTNT",
        "go_instead": "Ủy ban nhân dân xã nơi có rừng",
    },
    "refused": {
        "refusal_reason": "Lô rừng là rừng tự nhiên theo bản đồ hiện trạng",
        "refusal_basis": "Luật Lâm nghiệp 2017, Điều 58",
    },
    "withdrawn": {"reason": "Giá gỗ xuống, chưa khai thác"},
    "extended": {"by": "2 working days", "reason": "Mưa lớn, đường vào lô rừng bị cắt"},
    "reversed": {"reason": "Bản đồ hiện trạng đã được đính chính: lô rừng trồng"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    chance, owner = commune.chance, commune.citizens.adult(ages=(25, 66))
    origin = commune.pick({"own": 55, "scattered": 25, STATE: 20})
    species, each = chance.choice(SCATTERED if origin == "scattered" else OWN)
    trees = chance.randint(6, 40) if origin == "scattered" else chance.randint(200, 1800)
    begins = on + timedelta(days=chance.randint(8, 20))
    data: dict[str, Any] = {
        "applicant": owner.part("ethnicity"),
        "proxy": {"used": False},
        "place": owner.address,
        "origin": origin,
        "how": "selective" if origin == "scattered" else "clear",
        "timber": [{"species": species, "trees": trees, "volume": round(trees * each / 100, 1)}],
        "from_day": begins.isoformat(),
        "to_day": (begins + timedelta(days=chance.randint(7, 40))).isoformat(),
        "use": chance.choice(("sale", "sale", "own_use")),
        "documents": {"land_paper": "seen"},
    }
    if origin != "scattered":
        plot = {
            "old_province": "dak_nong",
            "subcompartment": str(chance.randint(1690, 1712)),
            "compartment": str(chance.randint(1, 8)),
            "lot": chance.choice("abcd"),
        }
        data |= {"category": "production", "plot": plot, "area": round(chance.uniform(0.4, 3.5), 2)}
    return data


def check(commune: Commune, one: Matter) -> None:
    one.checked("propose" if one.data["origin"] == STATE else "enter")


def sign(commune: Commune, one: Matter) -> None:
    one.signed()
    if one.data["origin"] == STATE:
        one.sealed().checked(
            "confirmed",
            later=commune.some_days(1, 1, 2),
            confirmed_no=f"{commune.chance.randint(10, 90)}/XN-KL",
            confirmed_by="Nguyễn Văn Mẫu",
        )


def inspected(commune: Commune, one: Matter) -> None:
    """The lot borders on natural forest: it is looked at."""
    one.accepted().checked("inspect", verify_reason="Lô giáp rừng tự nhiên").signed(act="send")
    seen = {
        "attended": f"Kiểm lâm địa bàn; ông, bà {one.data['applicant']['name']}",
        "found": "Ranh giới lô rõ, cây trồng theo hàng",
        "concluded": "Đúng rừng trồng",
    }
    one.waits(commune.some_days(1, 2)).checked("visited", said=commune.on_the_day("visit", seen))
    settle(KIND, commune, one)


KIND = Kind(
    slug=SLUG,
    count=20,
    form=form,
    check=check,
    sign=sign,
    texts=TEXTS,
    takes=(0, 1),
    slow=(4, 5),
    online=10,
    ways=WAYS | {"inspected": 12},
    own={"inspected": inspected},
)
