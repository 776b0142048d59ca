"""Funeral support for those who received an allowance, and for the very old."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives import deaths
from dinh.scenes.lives.allowances import payee
from dinh.scenes.lives.kind import WAYS, Kind
from dinh.scenes.matter import Matter

SLUG = "tro-cap-mai-tang"
HERE = 0.5  # of those who died, registered in this commune
VERY_OLD = 80 * 366
TEXTS = {
    "supplied": {
        "items": ["documents.death_extract"],
        "missing": "Trích lục khai tử",
        "missing_reason": "Việc chết khai tử ở xã khác, chưa tra được",
        "guidance": "Mang trích lục, hoặc xin xã đã khai tử cấp bản sao",
    },
    "rejected": {
        "rejection_reason": "Người chết cư trú ở xã khác",
        "rejection_basis": "Nghị định 20/2021/NĐ-CP, Điều 11",
        "go_instead": "Ủy ban nhân dân xã nơi người chết cư trú",
    },
    "refused": {
        "refusal_reason": "Đã nhận mai táng phí của bảo hiểm xã hội, mức cao hơn",
        "refusal_basis": "Nghị định 20/2021/NĐ-CP, Điều 11",
    },
    "withdrawn": {"reason": "Gia đình nhận theo chế độ người có công"},
    "extended": {
        "by": "2 working days",
        "reason": "Chưa đối chiếu được danh sách của bảo hiểm xã hội",
    },
    "reversed": {"reason": "Bảo hiểm xã hội trả lời: chưa chi mai táng phí cho người này"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    """For somebody whose death was registered here weeks ago, or elsewhere."""
    died = (
        commune.recall(deaths.REGISTER, on, 4)
        if commune.chance.random() < HERE and not commune.citizens.home
        else None
    )
    person = (
        died.data["deceased"] | {"address": died.data["last_residence"]}
        if died
        else commune.citizens.adult(ages=(60, 95)).part("phone")
    )
    died_on = (
        date.fromisoformat(died.data["died_on"])
        if died
        else on - timedelta(days=commune.chance.randint(3, 40))
    )
    old = (died_on - date.fromisoformat(person["birth_date"])).days > VERY_OLD
    cares = commune.citizens.adult("", person["ethnicity"], (22, 48))
    documents = {
        "identity": "seen",
        **({} if died else {"death_extract": "seen"}),
        **({"stopped_pension": "seen"} if old else {}),
    }
    return {
        "applicant": cares.part() | {"address": person["address"]},
        "by_organisation": False,
        "relation": commune.chance.choice(("Con", "Con", "Cháu", "Em")),
        "deceased": person,
        "village": commune.village(person["address"])[0],
        "died_on": died_on.isoformat(),
        "group": "pension_80" if old else "beneficiary",
        "other_support": False,
        "registered_here": died is not None,
        "payee": payee(commune, cares),
        "documents": documents,
    }


def check(commune: Commune, one: Matter) -> None:
    row = (
        commune.row_of(deaths.REGISTER, one.data["deceased"]["name"])
        if one.data["registered_here"]
        else None
    )
    one.checked(
        said=(lambda case, told, at: {"death": told.rows[row]} if row in told.rows else None)
        if row
        else None
    )


def asked(commune: Commune, one: Matter) -> None:
    """Two say that they held the funeral: the village says who did."""
    one.accepted().checked("ask_village", ask_reason="Hai người cùng nhận lo mai táng")
    head = commune.village_head(one.data["village"])
    one.by(head, "confirm", 90, village_words="Người nộp hồ sơ lo mai táng, bà con đều biết").waits(
        None
    )
    check(commune, one)
    KIND.sign(commune, one)
    KIND.deliver(commune, one)


KIND = Kind(
    slug=SLUG,
    count=18,
    form=form,
    check=check,
    texts=TEXTS,
    takes=(1, 2, 2),
    slow=(6, 8),
    online=6,
    ways=WAYS | {"asked": 10},
    own={"asked": asked},
)
