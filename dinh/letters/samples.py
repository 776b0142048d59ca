"""A letter's values for looking at a template before any case exists: everything filled, in the shapes of `docs/letters.md`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dinh.engine.definition.procedure import Field

HOUSE = {
    "name": "Xã Mẫu",
    "place": "Mẫu",
    "authority": "Ủy ban nhân dân",
    "short": "UBND",
    "centre": "Trung tâm Phục vụ hành chính công",
    "province": "tỉnh Mẫu",
    "address": "Thôn 1, xã Mẫu",
    "phone": "0000 000 000",
    "lookup": "https://xa.example/track",
    "demo": True,
}

CASE = {
    "code": "H36.99-261125-0001",
    "procedure": "Thủ tục mẫu",
    "procedure_code": "1.000000",
    "channel": "counter",
    "applicant": {
        "name": "Nguyễn Thị Mẫu",
        "id": "067190000001",
        "address": "Thôn 1, xã Mẫu",
        "phone": "0900000001",
        "email": "mau@xa.example",
    },
    "documents": [{"name": "Giấy tờ mẫu", "kind": "original", "copies": 1, "note": None}],
    "sets": 1,
    "time": "3 ngày làm việc",
    "accepted": "2026-11-25T08:12+07:00",
    "due": "2026-11-30T17:00+07:00",
    "due_note": None,
    "fee": 0,
    "fees": [],
    "exemptions": [],
    "returned": None,
    "note": None,
    "officer": {"name": "Trần Văn Mẫu", "phone": None},
}

LETTER = {
    "house": HOUSE,
    "number": "05/TB-UBND",
    "symbol": "TB-UBND",
    "date": "2026-11-25",
    "issued": "2026-11-25T16:20+07:00",
    "code": CASE["code"],
    "book": "15/2026",
    "to": [{"name": "Nguyễn Thị Mẫu", "address": "Thôn 1, xã Mẫu"}],
    "procedure": "Thủ tục mẫu",
    "digest": "0" * 64,
    "qr": None,
    "tracking_code": None,
    "signed": {
        "basis": "TM.",
        "lines": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        "name": "Trần Văn Mẫu",
        "decision": None,
    },
}

BY_TYPE: dict[str, Any] = {
    "number": 2,
    "money": 30_000,
    "date": "2026-11-25",
    "datetime": "2026-11-25T08:12+07:00",
    "yes_no": True,
    "personal_id": "067190000001",
    "phone": "0900000001",
    "email": "mau@xa.example",
    "files": [],
    "roles": ["counter"],
}


def letter_of(samples: Mapping[str, Any], form: bool = False) -> dict[str, Any]:
    """All the values of a letter whose `with` gives `samples`."""
    return {**LETTER, **({"case": CASE} if form else {}), **samples}


def sample_of(field: Field) -> Any:
    """A filled value of a field, in the shape in which a template gets it."""
    if field.type == "list":
        return [{name: sample_of(column) for name, column in field.columns.items()}] * 2
    if field.type in {"choice", "choices"}:
        named = [{"name": name, "label": label.vi} for name, label in field.of.items()]
        return named if field.type == "choices" else named[0]
    return BY_TYPE.get(field.type, field.label.vi)
