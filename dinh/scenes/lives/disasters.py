"""Disasters: the village head reports, brings the figures up to date, names the households; the commune looks, posts, helps, pays."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import Kind
from dinh.scenes.matter import Matter

SLUG = "thiet-hai-thien-tai"
EVENTS = (
    ("hail", "Mưa đá", "Tốc mái nhà sinh hoạt cộng đồng"),
    ("storm", "Lốc xoáy", "Cột điện đổ, mất điện nửa ngày"),
    ("flood", "Mưa lớn gây ngập", "Cầu tràn ngập sâu 0,6 m"),
    ("flash_flood", "Sạt lở đất", "Đường vào rẫy bị vùi 40 m"),
    ("lightning", "Sét đánh", ""),
)
LOSSES = (
    (
        {"kind": "crops", "declared": "Cà phê gãy, chết", "before": True},
        {"crop": "perennial_dead", "level": "most", "area": "0.6"},
    ),
    (
        {"kind": "crops", "declared": "Tiêu úng, rụng lá", "before": True},
        {"crop": "perennial_standing", "level": "part", "area": "0.45"},
    ),
    (
        {"kind": "crops", "declared": "Lúa ngập", "before": True},
        {"crop": "rice_ripe", "level": "most", "area": "0.3"},
    ),
    ({"kind": "animals", "declared": "Bò chết", "before": True}, {"animal": "cattle", "heads": 1}),
    (
        {"kind": "animals", "declared": "Gà chết", "before": True},
        {"animal": "poultry", "heads": 60},
    ),
    ({"kind": "home", "declared": "Nhà tốc mái, sập tường"}, {"house_state": "damaged"}),
)
TEAM = "K' Tín, Phòng Kinh tế (tổ trưởng); kiểm lâm địa bàn; trưởng thôn"
OFFICER, PAYS = "economy.2", "finance.1"


def form(commune: Commune, on: date) -> dict[str, Any]:
    chance = commune.chance
    code = chance.choice(
        sorted(code for code in commune.citizens.villages if commune.village_head(code))
    )
    kind, event, works = chance.choice(EVENTS)
    return {
        "event": f"{event} ngày {on:%d/%m} ở {commune.citizens.villages[code]}",
        "village": code,
        "kind": kind,
        "happened_on": on.isoformat(),
        "homes": chance.randint(0, 6),
        "crops": f"{chance.randint(1, 60) / 10}",
        "injured": chance.choice((0, 0, 0, 1)),
        "documents": {},
        **({"works": works} if works else {}),
    }


def reported(commune: Commune, one: Matter) -> None:
    """By the head of the village, at once; the next day the figures are better known."""
    one.cast = replace(one.cast, officer=commune.village_head(one.data["village"]))
    one.checked("send", 10)
    one.checked(
        "update",
        later=commune.some_days(1),
        said=commune.on_the_day(
            "row",
            {
                "dead": 0,
                "injured": one.data["injured"],
                "homes": one.data["homes"] + 1,
                "crops": one.data["crops"],
                "animals": 3,
                "note": "Đã tạnh, người dân đang dọn dẹp",
            },
        ),
    )


def listed(commune: Commune, one: Matter) -> list[dict[str, Any]]:
    """The households that declare; gives what the team will find of each."""
    reported(commune, one)
    some = commune.chance.sample(LOSSES, commune.chance.randint(2, 4))
    address = f"{commune.citizens.villages[one.data['village']]}, {commune.within}"
    for loss, _ in some:
        one.checked(
            "declare",
            row={"name": commune.citizens.adult(ages=(25, 70)).name, "address": address, **loss},
        )
    one.checked("over", later=commune.some_days(1, 2)).signed(act="name", team=TEAM)
    return [found for _, found in some]


def looked_at(commune: Commune, one: Matter, found: list[dict[str, Any]], none: str = "") -> None:
    """`none`: why nobody may be helped."""
    rows = {
        str(n): {"supported": False, "why_not": none} if none else {"supported": True, **cells}
        for n, cells in enumerate(found, 1)
    }
    seen = {
        "attended": "Tổ kiểm tra và các hộ",
        "found": "Đã đến từng hộ, chụp ảnh có vị trí",
        "concluded": "Lập danh sách theo kết quả kiểm tra",
    }
    one.by(
        OFFICER,
        "checked",
        later=commune.some_days(2, 3),
        said=commune.on_the_day("visit", seen, rows=rows),
    )
    one.signed()


def decided(commune: Commune, one: Matter, number: int) -> None:
    one.by(one.cast.leader, "decide", over="09:10")
    one.by(
        PAYS,
        "paid",
        later=commune.some_days(2, 3),
        said=lambda case, told, at: {
            "rows": {str(n): {"paid_on": at.date().isoformat()} for n in range(1, number + 1)}
        },
    )


def helped(commune: Commune, one: Matter) -> None:
    found = listed(commune, one)
    looked_at(commune, one, found)
    decided(commune, one, len(found))


def objected(commune: Commune, one: Matter) -> None:
    found = listed(commune, one)
    looked_at(commune, one, found)
    one.checked(
        "objected",
        later=commune.some_days(1),
        objector="Nguyễn Văn Lợi",
        objection="Có hộ kê khai diện tích lớn hơn thực tế",
    )
    looked_at(commune, one, found)
    decided(commune, one, len(found))


def province(commune: Commune, one: Matter) -> None:
    """Beyond the commune: its answer takes a week and more."""
    found = listed(commune, one)
    looked_at(commune, one, found)
    one.by(one.cast.leader, "ask_province", over="09:30", beyond="Dự phòng ngân sách xã không đủ")
    one.by(
        OFFICER,
        "answered",
        later=commune.some_days(6, 8),
        said=lambda case, told, at: {
            "province_paper": f"Công văn của UBND tỉnh, ngày {at:%d/%m/%Y}"
        },
    )
    one.signed(act="decide").by(
        PAYS,
        "paid",
        later=commune.some_days(2),
        said=lambda case, told, at: {
            "rows": {str(n): {"paid_on": at.date().isoformat()} for n in range(1, len(found) + 1)}
        },
    )


def nobody(commune: Commune, one: Matter) -> None:
    looked_at(commune, one, listed(commune, one), none="Thiệt hại dưới 30%, chưa đến mức hỗ trợ")
    one.by(one.cast.leader, "none_helped", over="09:10")


def only_reported(commune: Commune, one: Matter) -> None:
    reported(commune, one)
    one.checked("over", later=commune.some_days(1))


OWN = {
    "helped": helped,
    "objected": objected,
    "province": province,
    "nobody": nobody,
    "only_reported": only_reported,
}
KIND = Kind(
    slug=SLUG,
    count=9,
    rare=("province", "objected", "nobody", "helped", "only_reported"),
    form=form,
    check=reported,
    texts={},
    online=0,
    channel="house",
    own=OWN,
    ways={"helped": 45, "objected": 15, "province": 12, "nobody": 10, "only_reported": 18},
)
