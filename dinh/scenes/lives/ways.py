"""The ways that cases go from the counter to their end, whatever they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dinh.scenes.commune import Commune
from dinh.scenes.lives.kind import Kind
from dinh.scenes.matter import Matter, papers_asked
from dinh.scenes.papers import scan

LOOKS = 0.12  # so often an officer looks at a whole personal number
BACK_AT = ("08:10", "09:15", "10:20", "14:05", "15:10")


def life(
    kind: Kind, commune: Commune, start: datetime, way: str = "", *, online: bool = False
) -> Matter:
    """A life of this kind that begins then; which way it goes, and where it is filed, is chance unless the way is named."""
    online = online if way else commune.chance.randrange(100) < kind.online
    way = way or commune.pick(kind.ways)
    data = kind.form(commune, start.date())
    if online:
        data["documents"] = as_files(kind, data)
    one = commune.matter(
        kind.slug, start, data, channel="online" if online else kind.channel, leader=kind.signer
    )
    one.everyday = True
    if way in kind.own:
        kind.own[way](commune, one)
    else:
        WAYS[way](kind, commune, one)
    return one


def as_files(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """What is seen at the counter is photographed at home."""
    found = {}
    for name, brought in data["documents"].items():
        found[name] = (
            brought
            if brought != "seen"
            else [scan("anh-chup.png")] * len(data[kind.each[name]])
            if name in kind.each
            else scan("anh-chup.png")
        )
    return found


def granted(kind: Kind, commune: Commune, one: Matter, days: tuple[int, ...] = ()) -> None:
    one.accepted()
    kind.prepare(commune, one)
    settle(kind, commune, one, days)


def settle(kind: Kind, commune: Commune, one: Matter, days: tuple[int, ...] = ()) -> None:
    one.waits(commune.some_days(*(days or kind.takes)))
    if commune.chance.random() < LOOKS:
        one.read(one.cast.officer, "applicant.id" if "applicant" in one.data else "bride.id")
    kind.check(commune, one)
    kind.sign(commune, one)
    kind.deliver(commune, one)


def late(kind: Kind, commune: Commune, one: Matter) -> None:
    granted(kind, commune, one, kind.slow)


def supplied(kind: Kind, commune: Commune, one: Matter) -> None:
    """Something was missing at the counter, and came some days later."""
    brought, one.data["documents"] = one.data["documents"], {}
    one.by(one.cast.counter, "supplement", **kind.texts["supplied"])
    one.by(
        one.citizen,
        "supply",
        later=commune.some_days(1, 2, 3, 5),
        said=lambda case, told, at: {
            "documents": brought | papers_asked(case, told, at)["documents"]
        },
    )
    granted(kind, commune, one)


def unsupplied(kind: Kind, commune: Commune, one: Matter) -> None:
    """It never comes: the case is returned when its time is over, and the notice goes by post."""
    one.data["documents"] = {}
    one.by(one.cast.counter, "supplement", **kind.texts["supplied"]).delivered(
        over="09:30", how="post"
    )


def completed(kind: Kind, commune: Commune, one: Matter) -> None:
    """The officer asks for something once."""
    one.accepted()
    kind.prepare(commune, one)
    one.waits(commune.some_days(*kind.takes)).checked("supplement", **kind.texts["supplied"])
    one.by(one.citizen, "complete", later=commune.some_days(1, 2, 4), said=papers_asked)
    settle(kind, commune, one)


def rejected(kind: Kind, commune: Commune, one: Matter) -> None:
    one.by(one.cast.counter, "reject", **kind.texts["rejected"])


def refused(kind: Kind, commune: Commune, one: Matter) -> None:
    _refusal(kind, commune, one)
    one.delivered(later=commune.some_days(0, 1))


def _refusal(kind: Kind, commune: Commune, one: Matter) -> None:
    one.accepted()
    kind.prepare(commune, one)
    one.waits(commune.some_days(*kind.takes)).checked("refuse", **kind.texts["refused"]).signed()


def withdrawn(kind: Kind, commune: Commune, one: Matter) -> None:
    one.accepted().by(one.cast.counter, "withdraw", 15, reason=kind.texts["withdrawn"]["reason"])


def extended(kind: Kind, commune: Commune, one: Matter) -> None:
    """The leader asks pardon and sets another day."""
    one.accepted()
    kind.prepare(commune, one)
    one.by("leader.2", "extend", 30, **kind.texts["extended"])
    settle(kind, commune, one, (*kind.slow, kind.slow[0]))


def reversed_(kind: Kind, commune: Commune, one: Matter) -> None:
    """A refusal was wrong, and is taken back on the day after."""
    _refusal(kind, commune, one)
    one.by(
        "leader.2" if kind.signer else one.cast.leader,
        "reverse",
        later=(1, commune.chance.choice(BACK_AT)),
        **kind.texts["reversed"],
    ).by(one.cast.leader, "back", 5, reason="Thẩm tra lại theo giấy tờ mới")
    settle(kind, commune, one, (0,))


WAYS: dict[str, Callable[[Kind, Commune, Matter], None]] = {
    "granted": granted,
    "late": late,
    "supplied": supplied,
    "unsupplied": unsupplied,
    "completed": completed,
    "rejected": rejected,
    "refused": refused,
    "withdrawn": withdrawn,
    "extended": extended,
    "reversed": reversed_,
}
