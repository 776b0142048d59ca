"""Patches as cases would tell them, for sentences about sums and ways."""

from datetime import date, datetime

from dinh.engine.record.case import Case
from dinh.engine.schedule.calendar import LOCAL
from dinh.forest_cases.reading import Part, Patch

TODAY = date(2026, 11, 26)


def patch(
    code="A",
    *,
    area=5000.0,
    category="protection",
    state="new",
    found="2026-11-20",
    place=(107.7, 12.1),
    confidence=0.9,
    above=False,
    kind="clearfell",
    village="Bon Bu Bơ",
    owner="UBND xã",
    measured=None,
):
    part = Part(f"{code}-lot", "1702/3/12", category, owner, area)
    day = date.fromisoformat(found)
    case = Case(
        house="24730",
        code=code,
        procedure="forest-alert",
        version="1",
        opened=datetime(2026, 11, 20, 8, tzinfo=LOCAL),
    )
    return Patch(
        code,
        f"{found}-{code}",
        day,
        day,
        kind,
        confidence,
        area,
        place,
        None,
        (part,),
        village,
        above,
        state,
        "",
        None,
        measured,
        None,
        case,
    )
