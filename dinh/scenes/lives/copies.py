"""Certified copies: nearly every second case, settled while people wait."""

from __future__ import annotations

from datetime import date
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.copies import LONGER, SLUG, Copies
from dinh.scenes.lives.kind import Kind
from dinh.scenes.lives.ways import settle
from dinh.scenes.matter import Matter

TEXTS = {
    "supplied": {
        "items": ["documents.originals"],
        "missing": "Bản chính",
        "missing_reason": "Phải đối chiếu với bản chính",
        "guidance": "Mang bản chính đến Trung tâm trong giờ làm việc",
    },
    "rejected": {
        "rejection_reason": "Chưa có bản chính để đối chiếu",
        "rejection_basis": "Nghị định 23/2015/NĐ-CP, Điều 20",
    },
    "refused": {
        "refusal_reason": "Bản chính bị tẩy xóa, không đọc được ngày cấp",
        "refusal_basis": "Nghị định 23/2015/NĐ-CP, Điều 22",
    },
    "withdrawn": {"reason": "Chỉ cần bản chụp thường"},
    "extended": {
        "by": "1 working day",
        "reason": "Mất điện cả buổi chiều, máy sao không dùng được",
    },
    "reversed": {"reason": "Đã tra được số gốc: bản chính không bị sửa"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    papers = commune.pick({1: 62, 2: 28, 3: 10})
    return Copies(commune).form(papers=papers, applicant=commune.somebody())


def check(commune: Commune, one: Matter) -> None:
    one.checked()


def deliver(commune: Commune, one: Matter) -> None:
    one.paid(commune.pick({"cash": 64, "transfer": 36})).delivered()


def longer(commune: Commune, one: Matter) -> None:
    """Many pages: two working days more."""
    one.accepted().checked("longer", longer_reason=LONGER).waits(commune.some_days(1, 2))
    settle(KIND, commune, one)


KIND = Kind(
    slug=SLUG,
    count=240,
    form=form,
    check=check,
    deliver=deliver,
    texts=TEXTS,
    online=0,
    ways={
        "granted": 88,
        "late": 3,
        "longer": 3,
        "supplied": 2,
        "refused": 1,
        "rejected": 2,
        "withdrawn": 1,
        "extended": 1,
        "reversed": 1,
    },
    own={"longer": longer},
)
