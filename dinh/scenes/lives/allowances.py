"""Monthly social allowances: posted at the office while the village is asked, weighed, decided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dinh.scenes.citizens import Citizen
from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import WAYS, Kind
from dinh.scenes.matter import Matter, Said

SLUG, REGISTER = "tro-cap-xa-hoi-hang-thang", "beneficiaries"
# A ground: of a hundred, and of which age people have it.
GROUNDS = {
    "severe": (50, (18, 78)),
    "extreme": (14, (18, 78)),
    "elderly_alone": (18, (63, 79)),
    "single_parent": (18, (22, 45)),
}
BY_CERTIFICATE = ("severe", "extreme")
DECIDED_AFTER = timedelta(days=12)
TEXTS = {
    "supplied": {
        "items": ["documents.disability"],
        "missing": "Giấy xác nhận khuyết tật",
        "missing_reason": "Chưa mang theo, xã không tra được số",
        "guidance": "Mang giấy đã cấp đến quầy; mất thì làm thủ tục cấp lại",
    },
    "rejected": {
        "rejection_reason": "Không cư trú tại xã",
        "rejection_basis": "Nghị định 20/2021/NĐ-CP, Điều 8",
        "go_instead": "Ủy ban nhân dân xã nơi cư trú",
    },
    "refused": {
        "refusal_reason": "Đang hưởng lương hưu hằng tháng",
        "refusal_basis": "Nghị định 20/2021/NĐ-CP, Điều 5",
    },
    "withdrawn": {"reason": "Chuyển sang xin trợ cấp hưu trí xã hội"},
    "extended": {"by": "3 working days", "reason": "Trưởng thôn đi điều trị, chưa họp được thôn"},
    "reversed": {"reason": "Lương hưu tra được là của người trùng tên"},
}


def form(commune: Commune, on: date) -> dict[str, Any]:
    ground = commune.pick({name: share for name, (share, _) in GROUNDS.items()})
    person = commune.citizens.adult(
        "female" if ground == "single_parent" else "", "", GROUNDS[ground][1]
    )
    row: dict[str, Any] = {"ground": ground}
    documents = {"identity": "seen"}
    if ground == "single_parent":
        row["children"] = commune.chance.randint(1, 3)
    if ground in BY_CERTIFICATE:
        row["paper"] = f"{commune.chance.randint(3, 60)}/{on.year}"
        documents["disability"] = "seen"
    return {
        "applicant": person.part(),
        "village": commune.village(person.address)[0],
        "by_proxy": False,
        "request": "grant",
        "benefit": "allowance",
        "grounds": [row],
        "payee": payee(commune, person),
        "documents": documents,
    }


def payee(commune: Commune, person: Citizen) -> dict[str, Any]:
    if commune.chance.random() < 0.4:
        return {"way": "cash"}
    return {
        "way": "bank",
        "holder": person.name,
        "account": f"0000{commune.chance.randint(0, 999_999):06d}",
        "bank": "Ngân hàng mẫu",
    }


def from_day(one: Matter) -> str:
    """Paid from the first of the month in which it is decided, as far as that can be foreseen."""
    return (one.start.date() + DECIDED_AFTER).replace(day=1).isoformat()


def consulted(commune: Commune, one: Matter, entry: Said | None = None) -> None:
    one.checked("consult", said=entry, from_day=from_day(one)).waits(
        commune.some_days(0, 1)
    ).signed(act="send")


def check(commune: Commune, one: Matter) -> None:
    """Most villages answer on the next day; silence does not stop the case."""
    commune.remember(REGISTER, one)
    consulted(commune, one)
    head = commune.village_head(one.data["village"])
    if head and commune.chance.random() < 0.8:
        one.by(head, "agree", later=commune.some_days(1), village_note="Đúng hoàn cảnh")
    one.checked(
        over=commune.chance.choice(("08:20", "09:30", "14:15")), from_day=from_day(one)
    ).waits(commune.some_days(0, 1, 2))


def again(commune: Commune, one: Matter, **asked: Any) -> Said | None:
    """Somebody who was granted an allowance weeks ago asks for something else; gives what names their row. None: nobody was yet."""
    before = commune.recall(REGISTER, one.start.date(), 20)
    if before is None:
        return None
    one.data |= {name: before.data[name] for name in ("applicant", "village")} | asked
    row, day = (before.name, REGISTER), from_day(one)
    return lambda case, told, at: (
        {"entry": told.rows[row], "from_day": day} if row in told.rows else None
    )


def adjusted(commune: Commune, one: Matter) -> None:
    """The disability has become worse."""
    worse = {"ground": "extreme", "paper": f"{commune.chance.randint(61, 90)}/{one.start.year}"}
    entry = again(
        commune,
        one,
        request="adjust",
        why="Có giấy xác nhận khuyết tật mới, mức độ đặc biệt nặng",
        grounds=[worse],
        documents={"identity": "seen", "disability": "seen"},
    )
    one.accepted().waits(commune.some_days(1, 2))
    consulted(commune, one, entry)
    one.checked(over="09:10", from_day=from_day(one))
    KIND.sign(commune, one)
    KIND.deliver(commune, one)


def stopped(commune: Commune, one: Matter) -> None:
    """Who moves away has no allowance here from the next month."""
    entry = again(
        commune,
        one,
        request="stop",
        why="Chuyển đến ở với con tại tỉnh khác",
        documents={"identity": "seen"},
    )
    if entry is None:
        one.accepted().by(one.cast.counter, "withdraw", 20, reason=TEXTS["withdrawn"]["reason"])
        return
    for name in ("grounds", "payee"):
        del one.data[name]
    one.accepted().waits(commune.some_days(1, 2)).checked("propose_stop", said=entry)
    KIND.sign(commune, one)
    KIND.deliver(commune, one)


def objected(commune: Commune, one: Matter) -> None:
    """The village finds something wrong; it is looked into."""
    one.accepted().waits(commune.some_days(1, 2))
    consulted(commune, one)
    one.by(
        commune.village_head(one.data["village"]),
        "object",
        later=commune.some_days(1),
        village_objection="Có con trai đi làm xa, gửi tiền về hằng tháng",
    )
    one.checked("look_into", over="08:30", longer_reason="Thôn có ý kiến khác, phải đến nhà xem")
    one.checked(
        "conclude",
        later=commune.some_days(3, 4),
        conclusion="Con trai đã mất liên lạc ba năm; đúng hoàn cảnh như khai",
    )
    one.checked(minutes=40, from_day=from_day(one)).waits(commune.some_days(1))
    KIND.sign(commune, one)
    KIND.deliver(commune, one)


KIND = Kind(
    slug=SLUG,
    count=36,
    form=form,
    check=check,
    texts=TEXTS,
    takes=(1, 2, 3),
    slow=(18, 20, 22),
    online=8,
    ways=WAYS | {"refused": 7, "objected": 8, "adjusted": 8, "stopped": 7},
    own={"objected": objected, "adjusted": adjusted, "stopped": stopped},
)
