"""Births of three months."""

from __future__ import annotations

from datetime import date
from typing import Any

from dinh.scenes.births import SLUG, Births, numbered
from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import Kind, delivered
from dinh.scenes.matter import Matter

TEXTS = {
    "supplied": {
        "items": ["documents.birth_note"],
        "missing": "Giấy chứng sinh",
        "missing_reason": "Chưa mang theo, hoặc bản đã nộp bị nhòe",
        "guidance": "Xin cơ sở y tế nơi sinh cấp lại, mang đến quầy",
    },
    "rejected": {
        "rejection_reason": "Trẻ đã được đăng ký khai sinh ở xã khác",
        "rejection_basis": "Luật Hộ tịch 2014, Điều 13",
        "go_instead": "Ủy ban nhân dân xã nơi đã đăng ký, để xin bản sao trích lục",
    },
    "refused": {
        "refusal_reason": "Trẻ đã có giấy khai sinh đăng ký tại xã này",
        "refusal_basis": "Luật Hộ tịch 2014, Điều 16",
    },
    "withdrawn": {"reason": "Gia đình muốn bàn lại tên của trẻ"},
    "extended": {"by": "1 working day", "reason": "Mất kết nối với cơ sở dữ liệu dân cư cả ngày"},
    "reversed": {"reason": "Trùng tên: giấy khai sinh đã có là của trẻ khác"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    late = commune.chance.random() < 0.15
    alone = commune.chance.random() < 0.2
    return Births(commune).form(
        on,
        situation="mother_only" if alone else "married",
        children=commune.pick({1: 97, 2: 3}),
        age=(61, 400) if late else (3, 55),
        fee_ground=commune.pick({"none": 80, "poor": 20}) if late else "none",
    )


def check(commune: Commune, one: Matter) -> None:
    """Who filed on the portal sees a draft first, and mostly says that it is right."""
    found = numbered(commune.citizens, commune.chance, one.data)
    if one.channel == "online":
        one.checked("send_draft", **found).by("applicant", "confirm", 40)
    else:
        one.checked(**found)


KIND = Kind(
    slug=SLUG,
    count=60,
    form=form,
    check=check,
    deliver=delivered,
    texts=TEXTS,
    online=18,
    each={"birth_note": "children"},
)
