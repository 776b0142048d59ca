"""Marriages: both come, both sign, both are handed their certificate."""

from __future__ import annotations

from datetime import date
from typing import Any

from dinh.scenes.citizens import Citizen
from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import WAYS, Kind
from dinh.scenes.matter import Matter

SLUG = "ket-hon"
BOTH = ["groom", "bride"]
TEXTS = {
    "supplied": {
        "items": ["documents.identity"],
        "missing": "Căn cước của bên nữ",
        "missing_reason": "Phải xem giấy tờ tùy thân của cả hai bên",
        "guidance": "Mang thẻ đến quầy, hoặc mở VNeID",
    },
    "rejected": {
        "rejection_reason": "Cả hai bên đều không cư trú tại xã",
        "rejection_basis": "Luật Hộ tịch 2014, Điều 17",
        "go_instead": "Ủy ban nhân dân xã nơi một trong hai bên cư trú",
    },
    "refused": {
        "refusal_reason": "Một bên đang có vợ, chưa ly hôn",
        "refusal_basis": "Luật Hôn nhân và gia đình 2014, Điều 5",
    },
    "withdrawn": {"reason": "Hai bên muốn chọn ngày khác"},
    "extended": {"by": "1 working day", "reason": "Cơ sở dữ liệu hộ tịch không truy cập được"},
    "reversed": {"reason": "Việc kết hôn đã tra được là của người trùng tên"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    groom, bride = (
        commune.citizens.adult("male", "", (21, 36)),
        commune.citizens.adult("female", "", (19, 32)),
    )
    return {
        "groom": groom.part("sex"),
        "groom_side": side(commune, groom),
        "bride": bride.part("sex"),
        "bride_side": side(commune, bride),
        "lives_here": "both",
        "kin": "none",
        "willing": True,
        "documents": {"identity": "seen"},
    }


def side(commune: Commune, one: Citizen) -> dict[str, Any]:
    again = commune.chance.random() < 0.1
    return {
        "status": commune.chance.choice(("divorced", "widowed")) if again else "never",
        "times": 2 if again else 1,
        "proof": "lookup",
    }


def check(commune: Commune, one: Matter) -> None:
    """Who filed on the portal is invited; so are those who did not come together."""
    if one.channel == "online" or commune.chance.random() < 0.25:
        one.checked("invite").waits(commune.some_days(1, 2, 3, 6))
    else:
        one.checked()
    one.by(one.cast.officer, "both_signed", 25, present=BOTH)


def deliver(commune: Commune, one: Matter) -> None:
    """Handed over by the officer, and then noted at the counter as delivered to both."""
    one.by(one.cast.officer, "hand_over", later=commune.some_days(0, 0, 0, 1, 3), present=BOTH)
    one.delivered(3, to=f"{one.data['groom']['name']}, {one.data['bride']['name']}")


def unwilling(commune: Commune, one: Matter) -> None:
    one.accepted().checked("invite").by(
        one.cast.officer,
        "unwilling",
        later=commune.some_days(1, 2),
        refusal_wish="Bên nữ nói chưa muốn kết hôn",
    ).signed(act="stop").delivered(15)


def verified(commune: Commune, one: Matter) -> None:
    """Where one of them lived before is asked."""
    one.accepted().checked(
        "verify",
        verify_reason="Bên nam mới chuyển đến, cơ sở dữ liệu chưa đủ",
        asked_agency="Ủy ban nhân dân xã Quảng Sơn",
        asked_of="groom",
    ).signed(act="send")
    one.checked(
        "answered",
        later=commune.some_days(1, 2),
        verify_answer="Chưa đăng ký kết hôn với ai tại xã",
    )
    check(commune, one)
    KIND.sign(commune, one)
    deliver(commune, one)


KIND = Kind(
    slug=SLUG,
    count=28,
    form=form,
    check=check,
    deliver=deliver,
    texts=TEXTS,
    online=15,
    ways=WAYS | {"unwilling": 2, "verified": 5},
    own={"unwilling": unwilling, "verified": verified},
)
