"""Deaths: mostly at home, of old age; the family needs copies for the bank and the land."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import Kind, delivered
from dinh.scenes.matter import Matter

SLUG, REGISTER = "khai-tu", "deaths"
USES = ("Ngân hàng", "Bảo hiểm xã hội", "Đất đai", "Điện lực")
CAUSES = ("Tuổi già", "Bệnh tim", "Tai biến mạch máu não", "Bệnh phổi")
HOSPITAL = "Bệnh viện đa khoa, {province}"
TEXTS = {
    "supplied": {
        "items": ["documents.notice"],
        "missing": "Giấy báo tử",
        "missing_reason": "Chết tại bệnh viện phải có giấy báo tử",
        "guidance": "Xin bệnh viện cấp lại, mang đến quầy hoặc gửi ảnh chụp",
    },
    "rejected": {
        "rejection_reason": "Người chết cư trú cuối cùng ở xã khác",
        "rejection_basis": "Luật Hộ tịch 2014, Điều 32",
        "go_instead": "Ủy ban nhân dân xã nơi cư trú cuối cùng",
    },
    "refused": {
        "refusal_reason": "Việc chết đã được đăng ký tại xã khác",
        "refusal_basis": "Luật Hộ tịch 2014, Điều 34",
    },
    "withdrawn": {"reason": "Gia đình để anh cả đi khai"},
    "extended": {
        "by": "1 working day",
        "reason": "Cơ sở dữ liệu hộ tịch không truy cập được cả buổi",
    },
    "reversed": {"reason": "Trùng họ tên: việc chết đã đăng ký là của người khác"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    chance, citizens = commune.chance, commune.citizens
    deceased = citizens.adult(ages=(52, 93))
    declares = citizens.adult("", deceased.ethnicity, (24, 50))
    hospital, late = chance.random() < 0.25, chance.random() < 0.2
    days = chance.randint(17, 90) if late else chance.randint(1, 12)
    at = HOSPITAL.format(province=commune.province) if hospital else deceased.address
    data: dict[str, Any] = {
        "applicant": declares.part() | {"address": deceased.address},
        "relation": chance.choice(("child", "child", "spouse", "relative")),
        "deceased": deceased.part("address", "phone"),
        "competence": "residence",
        "last_residence": deceased.address,
        "situation": "hospital" if hospital else "home_here",
        "date_known": "day",
        "died_on": (on - timedelta(days=days)).isoformat(),
        "died_at": at,
        "died_time": f"{chance.randint(0, 23)} giờ {chance.randint(0, 59):02d} phút",
        "cause": chance.choice(CAUSES),
        "copies": [{"use": use} for use in chance.sample(USES, chance.randint(0, 3))],
        "fee_ground": chance.choice(("none", "none", "none", "poor")),
        "documents": {"identity": "seen"},
    }
    if hospital:
        data["proof"] = (
            f"Số {chance.randint(10, 99)}, ngày {on - timedelta(days=days):%d/%m/%Y}, Bệnh viện đa khoa tỉnh"
        )
        data["documents"]["notice"] = "seen"
    if late and data["fee_ground"] == "poor":
        data["documents"]["exemption"] = "seen"
    return data


def check(commune: Commune, one: Matter) -> None:
    commune.remember(REGISTER, one)
    found = {}
    if one.data["situation"] == "home_here":
        found["home_check"] = (
            f"Trưởng {commune.village(one.data['last_residence'])[1]} và trạm y tế xác nhận"
        )
    if one.channel == "online":
        one.checked("send_draft", **found).by("applicant", "confirm", 30)
    else:
        one.checked(**found)


def deliver(commune: Commune, one: Matter) -> None:
    if one.data["copies"]:
        one.paid(fee="copies")
    delivered(commune, one)


KIND = Kind(slug=SLUG, count=34, form=form, check=check, deliver=deliver, texts=TEXTS)
