"""Certificates of marital status of three months."""

from __future__ import annotations

from datetime import date
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import WAYS, Kind
from dinh.scenes.matter import Matter
from dinh.scenes.single import INQUIRY, SLUG, Singles

TEXTS = {
    "supplied": {
        "items": ["documents.divorce"],
        "missing": "Giấy tờ chứng minh đã ly hôn hoặc vợ, chồng đã chết",
        "missing_reason": "Cơ sở dữ liệu hộ tịch chưa có",
        "guidance": "Xin Tòa án cấp bản sao bản án, hoặc xã nơi khai tử cấp bản sao trích lục",
    },
    "rejected": {
        "rejection_reason": "Không đăng ký thường trú tại xã",
        "rejection_basis": "Nghị định 123/2015/NĐ-CP, Điều 21",
        "go_instead": "Ủy ban nhân dân xã nơi thường trú",
    },
    "refused": {
        "refusal_reason": "Đã được cấp giấy cho cùng mục đích, còn giá trị",
        "refusal_basis": "Nghị định 123/2015/NĐ-CP, Điều 22",
    },
    "withdrawn": {"reason": "Chưa định ngày cưới"},
    "extended": {
        "by": "2 working days",
        "reason": "Hệ thống hộ tịch điện tử bảo trì, chưa tra được",
    },
    "reversed": {"reason": "Giấy đã cấp trước đây là của người trùng tên"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    marital = commune.pick({"never": 80, "divorced": 14, "widowed": 6})
    return Singles(commune).form(
        on,
        marital=marital,
        proxy=commune.chance.random() < 0.08,
        issued_before=commune.pick({"first": 85, "lost": 9, "returned": 6}),
    )


def check(commune: Commune, one: Matter) -> None:
    one.checked(status=one.data["marital"])


def asked(commune: Commune, one: Matter) -> None:
    """The commune of a former residence is asked, and answers."""
    one.data["residences"] = Singles(commune).residences(one.start.date(), 1)
    one.accepted().checked("ask", inquiry_reason=INQUIRY).signed(act="send")
    one.waits(commune.some_days(2, 3, 4)).checked(
        "answered",
        row={"answer": "unmarried", "answer_ref": f"{commune.chance.randint(20, 180)}/UBND-TP"},
    )
    one.checked("settle", 30, status=one.data["marital"])
    KIND.sign(commune, one)
    KIND.deliver(commune, one)


KIND = Kind(
    slug=SLUG,
    count=40,
    form=form,
    check=check,
    texts=TEXTS,
    takes=(0, 1, 1, 2),
    slow=(4, 6),
    online=15,
    ways=WAYS | {"asked": 8},
    own={"asked": asked},
)
