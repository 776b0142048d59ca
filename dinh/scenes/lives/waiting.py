"""What waits at each desk on the day the story ends, so that nobody finds an empty list: in time, due today, late."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from dinh.scenes.commune import Commune
from dinh.scenes.lives import (
    allowances,
    births,
    businesses,
    complaints,
    copies,
    deaths,
    denunciations,
    disasters,
    funerals,
    marriages,
    mediations,
    permits,
    singles,
    timber,
)
from dinh.scenes.lives.kind import Kind
from dinh.scenes.lives.ways import life
from dinh.scenes.matter import Matter


class Waits(Struct, frozen=True):
    """A life that stands still after its `last` act, "": as it was filed; where chance takes one way or another, the acts of both. back: open days ago, at `at`; ago: minutes of office time ago."""

    kind: Kind
    last: str
    back: int = 0
    at: str = "08:40"
    ago: int = 0
    way: str = "granted"
    online: bool = False
    village: str = ""
    text: str = ""


# Checked in two days: on the fourth the village may still answer.
ASKED = replace(allowances.KIND, takes=(2,))
WAITS = (
    # filed on the portal, to be looked at within eight working hours
    Waits(births.KIND, "", back=2, online=True),
    Waits(businesses.KIND, "", back=1, at="08:05", online=True),
    Waits(permits.KIND, "", ago=150, online=True),
    Waits(singles.KIND, "", ago=125, online=True),
    Waits(allowances.KIND, "", ago=70, online=True),
    # at the civil-status desk: to be checked, couples who are here, certificates to be handed over
    Waits(deaths.KIND, "accept", ago=95),
    Waits(deaths.KIND, "accept", ago=40),
    Waits(marriages.KIND, "accept", ago=65),
    Waits(marriages.KIND, "propose invite", ago=120),
    Waits(marriages.KIND, "seal", back=2),
    Waits(marriages.KIND, "seal", ago=160),
    Waits(deaths.KIND, "accept", back=2, text="Hai người trùng tên, chờ Công an xã trả lời"),
    # of what people are reminded: a certificate not fetched for a week, the rangers' answer, ten days to read a complaint, a permit that is due
    Waits(marriages.KIND, "seal", back=9),
    Waits(timber.KIND, "seal confirmed sign", back=6),
    Waits(complaints.KIND, "register", back=6, way="settled"),
    Waits(permits.KIND, "visited", back=9),
    # to be signed by a leader
    Waits(deaths.KIND, "propose", ago=150),
    Waits(deaths.KIND, "propose", ago=110),
    Waits(marriages.KIND, "both_signed", ago=140),
    Waits(copies.KIND, "propose", ago=75),
    Waits(copies.KIND, "propose", ago=58),
    Waits(copies.KIND, "propose", ago=52),
    Waits(funerals.KIND, "propose", back=4),
    Waits(funerals.KIND, "propose", back=5, at="14:10"),
    Waits(allowances.KIND, "propose", back=14),
    Waits(allowances.KIND, "propose", back=15, at="14:20"),
    Waits(allowances.KIND, "consult", back=5),
    Waits(permits.KIND, "propose", back=10),
    Waits(timber.KIND, "enter propose", back=2),
    Waits(mediations.KIND, "invite", back=12, way="agreed"),
    Waits(complaints.KIND, "propose", back=5, way="settled"),
    Waits(denunciations.KIND, "propose", back=3, way="settled"),
    Waits(denunciations.KIND, "register", back=1, way="settled"),
    Waits(denunciations.KIND, "sent", back=8, way="settled"),
    # a storm of yesterday, households that were looked at, money to be paid
    Waits(disasters.KIND, "update", back=1, way="helped"),
    Waits(disasters.KIND, "over", back=4, way="helped"),
    Waits(disasters.KIND, "name", back=5, way="helped"),
    Waits(disasters.KIND, "decide", back=14, way="helped"),
    Waits(complaints.KIND, "differs", back=16, way="dialogue"),
    # sealed or to be sent by the clerk
    Waits(deaths.KIND, "sign", ago=170),
    Waits(allowances.KIND, "sign", back=18),
    Waits(businesses.KIND, "sign", back=3, at="14:30"),
    # social affairs and the villages
    Waits(allowances.KIND, "accept", back=3),
    Waits(allowances.KIND, "accept", back=1),
    Waits(allowances.KIND, "accept", back=26, text="Hộ đi làm xa, hẹn gặp ba lần chưa được"),
    Waits(funerals.KIND, "accept", back=1),
    Waits(funerals.KIND, "accept", back=8, text="Chờ bảo hiểm xã hội trả lời"),
    *(
        Waits(ASKED, "send", back=4, village=village)
        for village in ("T01", "T03", "T06", "T08", "T10", "B01", "B02", "B03", "B05")
    ),
    *(
        Waits(funerals.KIND, "ask_village", ago=60 + 20 * number, way="asked", village=village)
        for number, village in enumerate(("T02", "T04", "T05", "T07", "T09", "B04"))
    ),
    # business, building, land, forest, complaints
    Waits(businesses.KIND, "accept", ago=100),
    Waits(businesses.KIND, "accept", back=1),
    Waits(businesses.KIND, "coded", back=2),
    Waits(businesses.KIND, "coded", back=3, at="14:05"),
    Waits(businesses.KIND, "ask_code", back=5, text="Cơ quan thuế chưa trả mã số, đã gọi hai lần"),
    Waits(permits.KIND, "accept", back=1),
    Waits(permits.KIND, "survey send", back=3),
    Waits(permits.KIND, "accept", back=13, text="Chờ đo lại thửa đất"),
    Waits(permits.KIND, "visited", back=8),
    Waits(mediations.KIND, "accept", back=1, way="agreed"),
    Waits(mediations.KIND, "sign", back=4, way="agreed"),
    Waits(mediations.KIND, "verified", back=9, way="failed"),
    Waits(timber.KIND, "accept", ago=130),
    Waits(timber.KIND, "accept", back=1),
    Waits(timber.KIND, "accept", back=5),
    Waits(timber.KIND, "send", back=3, way="inspected"),
    Waits(complaints.KIND, "register", back=2, way="settled"),
    Waits(complaints.KIND, "take_up", back=8, way="settled"),
)


def waiting(commune: Commune) -> Iterator[Matter]:
    for one in WAITS:
        start = commune.hours.ago(one.ago) if one.ago else commune.hours.day(one.back, one.at)
        commune.citizens.home = one.village
        matter = life(one.kind, commune, start, one.way, online=one.online)
        matter.ends_after(*one.last.split())
        if one.text:
            matter.noted(matter.cast.officer, one.text, 90)
        yield matter
    commune.citizens.home = ""
