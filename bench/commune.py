"""A commune for measuring: certified copies go from the counter to the applicant through the one door, in a rehearsal house."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from dinh import folder
from dinh.store.instants import LOCAL
from dinh.workflow import cases

DINH = Path(sys.executable).with_name("dinh")
HOUSE = "24730"
OPENED = datetime(2026, 11, 25, 8, 0, tzinfo=LOCAL)
PEOPLE = {"counter.1": "counter", "justice.1": "justice", "leader": "leader", "clerk.1": "clerk"}
STEPS = [
    ("counter.1", "accept"),
    ("justice.1", "propose"),
    ("leader", "sign"),
    ("clerk.1", "seal"),
    ("counter.1", "deliver"),
]
NAMES = (
    "H'Lan Niê Kđăm",
    "Y Bham Êban",
    "Điểu Thị Xuân",
    "Trần Quốc Bảo",
    "K'Brôi",
    "Thị Mai Bu Prâng",
    "Nguyễn Văn Ân",
)


def data(number: int) -> dict[str, Any]:
    """What one applicant brings; no two are alike, so that nothing is answered from a memory that real life would not fill."""
    return {
        "applicant": {
            "name": f"{NAMES[number % len(NAMES)]} {number}",
            "id": f"0673{number:08d}",
            "address": f"Nhà {number}, Bon N'Jang, xã Trường Xuân, tỉnh Lâm Đồng",
        },
        "papers": [
            {
                "name": "Bằng tốt nghiệp trung học phổ thông",
                "issuer": "Sở Giáo dục và Đào tạo",
                "pages": 1 + number % 9,
                "copies": 2,
            }
        ],
        "documents": {"originals": ["seen"], "copies": ["seen"]},
    }


def begun() -> str:
    """A house in the folder and the books that the environment names, with the four people a case meets."""
    made()
    people = [
        {
            "person": person,
            "name": person,
            "posts": [{"post": person, "roles": [role], "from": "2025-07-01"}],
        }
        for person, role in PEOPLE.items()
    ]
    subprocess.run(
        [DINH, "appoint", "-"],
        input=json.dumps(people),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return HOUSE


def made(*words: str) -> None:
    """A new house in rehearsal, unless there is one."""
    if folder.house_of(settings.HOUSE) is None:
        subprocess.run(
            [DINH, "init", "--unit", HOUSE, "--rehearsal", *words],
            check=True,
            stdout=subprocess.DEVNULL,
        )


def lived(house: str, numbers: Iterable[int]) -> int:
    """Whole cases, one after another; gives how many actions that was."""
    count = 0
    for number in numbers:
        case = cases.open_case(
            house,
            "counter.1",
            "chung-thuc-ban-sao",
            data(number),
            at=OPENED,
            key=f"bench-{number}-open",
        )
        for place, (person, action) in enumerate(STEPS, 1):
            given = {"how": "counter"} if action == "deliver" else {}
            cases.act(
                house,
                person,
                case.code,
                action,
                data=given,
                at=OPENED + timedelta(minutes=place),
                key=f"bench-{number}-{action}",
            )
        count += 1 + len(STEPS)
    return count
