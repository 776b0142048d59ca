"""What somebody did in a case meanwhile, said to whoever wanted to act in it: who, what, when."""

from __future__ import annotations

from datetime import datetime

from dinh.messages.facts import fact
from dinh.messages.words import say

KINDS = {
    "opened": ("mở hồ sơ", "opened it"),
    "filled": ("ghi thông tin", "filled something in"),
    "attached": ("nhận giấy tờ", "took papers in"),
    "assigned": ("giao việc", "assigned the work"),
    "issued": ("ban hành văn bản", "issued a letter"),
    "paid": ("thu, trả tiền", "recorded a payment"),
    "delivered": ("trả kết quả", "delivered the result"),
    "extended": ("gia hạn", "extended the due"),
    "transferred": ("chuyển sang đơn vị khác", "handed it over to another house"),
    "reversed": ("hủy việc vừa làm", "took back the last act"),
    "noted": ("ghi chú", "left a note"),
    "struck": ("xóa thông tin theo lệnh", "struck values by an order"),
}
ACTIONS = {
    "": ("hết hạn bước", "the time of a step was over"),
    "then": ("hết hạn bước", "the time of a step was over"),
    "withdraw": ("rút hồ sơ", "withdrew it"),
    "move": ("chuyển sang bản khác của thủ tục", "moved it to another version"),
    "returned": ("hồ sơ con đã xong", "a child case was settled"),
}
PERSONS = {
    "clock": ("Đồng hồ", "The clock"),
    "house": ("Hệ thống", "The house"),
    "operator": ("Người vận hành máy", "The operator"),
    "applicant": ("Người nộp", "The applicant"),
}


def change_told(kind: str, action: str, label: str, person: str, at: datetime, lang: str) -> str:
    """person: by name, or one of PERSONS; label: of the action, "" where its procedure gives none."""
    known = ACTIONS.get(action) if kind == "acted" else KINDS.get(kind)
    what = label or (say(*known, lang) if known else action or kind)
    who = say(*PERSONS[person], lang) if person in PERSONS else person
    return f"{who}: {what} ({fact(at, lang)})"
