"""`dinh init --unit 24730`: a house from nothing, with the program's own procedures and registers in force.

`dinh init --unit 68` in the same folder adds the province's beside it: they share the folder and hand cases to one another.
"""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from dinh import clock, folder
from dinh.calendar import default_profile
from dinh.cli import Result, Usage
from dinh.cli.faults import refuse
from dinh.cli.given import entered, instant
from dinh.engine.schedule.calendar import local, to_local
from dinh.input.profile import unit_id_of
from dinh.printing import DEMO_ADDRESS
from dinh.procedures import own_registers
from dinh.store import interrupted_init, ledger, upgrade
from dinh.store.keys import make_key
from dinh.store.unsynced import unsynced
from dinh.store.writer import open_books
from dinh.units import PROVINCE_DIGITS, Unit, unit
from dinh.workflow import cases, publishing

ABOUT = ("lập một đơn vị mới", "make a new house")
FROM = "2026-07-01T07:30"
DEMO_UNIT_ID = "H36.99"
# How many days ago a demo begins: three months at work; or two busy weeks, and before them the few cases whose limits run for a month.
DEMOS = {"full": 110, "small": 45}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, help="24730")
    parser.add_argument("--unit-id", metavar="H36.NN")
    parser.add_argument("--demo", nargs="?", const="full", default="", choices=[*DEMOS])
    parser.add_argument("--rehearsal", action="store_true")
    parser.add_argument("--from", dest="start", metavar="INSTANT")


def run(words: argparse.Namespace) -> Result:
    found = unit(words.unit)
    if found is None:
        raise refuse("unit.unknown", unit=words.unit)
    if words.start and not words.rehearsal:
        raise Usage(
            {"vi": "--from chỉ đi cùng --rehearsal", "en": "--from goes with --rehearsal only"}[
                words.lang
            ]
        )
    start = instant(words.start or FROM)
    assert start is not None
    beside = folder.houses_of(settings.HOUSE)
    if found.code in beside:
        raise refuse("house.exists", house=str(settings.HOUSE))
    if not beside:
        entered()
    if words.unit_id:
        unit_id_of(words.unit_id, found.code)
    folder.make(settings.HOUSE)
    try:
        with folder.making(settings.HOUSE) as making:
            _new_books(found.code, found.name, making)
            _filled(found, words, start, first=not beside)
            (folder.add_house if beside else folder.name_house)(
                settings.HOUSE, found.code
            )  # last: a folder has a house once it is whole
    except BlockingIOError:
        raise refuse("house.making", house=str(settings.HOUSE)) from None
    if words.demo == "full" and not words.rehearsal and not beside and found.above != found.code:
        run(
            argparse.Namespace(**{**vars(words), "unit": found.above, "unit_id": None})
        )  # whom its people ask, and hand cases to, and who witnesses its log
        cases.configure(found.code, {"witnesses": [f"house:{found.above}"]})
    value = {"house": found.code, "unit": found.code, "name": found.name}
    return value, f"{found.name} ({found.code}): {settings.HOUSE}", 0


def _filled(found: Unit, words: argparse.Namespace, start: datetime, *, first: bool) -> None:
    """Its profile, what is in force, and a demo's people and cases."""
    begin = (
        start if words.rehearsal else _days_ago(DEMOS[words.demo]) if words.demo else clock.now()
    )
    _profile(found, words, begin, first=first)
    checked = publishing.check(
        publishing.own_files() if found.code != found.above else [own_registers()]
    )
    publishing.publish(found.code, checked, at=begin if words.rehearsal or words.demo else None)
    if words.demo:
        _furnish(found.code, begin, words)


def _furnish(code: str, begin: datetime, words: argparse.Namespace) -> None:
    """People, villages and a forest; and their cases, unless the house is a rehearsal's, which begins without."""
    from dinh import scenes

    scenes.furnish(code, begin)
    if len(code) > PROVINCE_DIGITS:
        scenes.woods.furnish(code, settings.HOUSE, begin, begin if words.rehearsal else clock.now())
    if words.rehearsal:
        return
    if (
        len(code) > PROVINCE_DIGITS
    ):  # nobody comes to a province's counter here: its matters come from its communes
        with unsynced():
            scenes.live(code, begin, clock.now(), lives=scenes.ALL if words.demo == "full" else 0)
    cases.configure(code, {"rehearsal": False})


def _new_books(code: str, name: str, making: folder.Making) -> None:
    """Its books; refused where they are there already, and made anew where they were left half made."""
    upgrade.prepared()
    if making.cut_short == code:
        interrupted_init.forget(code)
    elif ledger.head(code) is not None:
        raise refuse("house.in_books", house=code)
    making.of(code)
    open_books(code, code, name)
    make_key(settings.HOUSE)


def _days_ago(days: int) -> datetime:
    day = to_local(clock.now()).date() - timedelta(days=days)
    return local(f"{day}T07:30")


def _profile(found: Unit, words: argparse.Namespace, begin: datetime, *, first: bool) -> None:
    """The first event. While a demo's cases are being made its clock is a rehearsal's. Only the folder's first house has the demo's id:
    by their ids the codes of two houses' cases stay apart."""
    invented = bool(words.demo or words.rehearsal)
    values: dict[str, Any] = {
        **default_profile(),
        "unit": found.code,
        "unit_id": words.unit_id or (DEMO_UNIT_ID if invented and first else ""),
        "name": found.name,
        "place": found.place,
        "province": found.province,
        "rehearsal": invented,
        "demo": bool(words.demo),
        "from": begin.isoformat(),
        "house": {},
        "lookup": DEMO_ADDRESS if invented else "",
    }
    cases.begin(found.code, values, begin)
