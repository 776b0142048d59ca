"""`dinh profile`: what the house is set to; `--set KEY=VALUE` changes it, as an event."""
from __future__ import annotations

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from dinh import access, cases
from dinh.calendar import house_calendar
from dinh.commands import Result, Usage
from dinh.commands.given import house
from dinh.commands.faults import refuse
from dinh.engine.calendar import BadHours

ABOUT = ("xem, đặt giờ làm việc, ngày nghỉ, thông tin của đơn vị", "show or set hours, days off and facts of the house")
LISTS = ("hours", "swapped", "days_off")
TEXTS = ("unit_id", "name", "place", "province", "address", "phone", "lookup")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    from dinh.commands.given import instant

    name = house()
    values: dict[str, Any] = {}
    for one in words.set:
        key, equals, value = one.partition("=")
        if not equals:
            raise Usage("--set KEY=VALUE")
        _put(values, key.strip(), value.strip(), access.state(name).profile)
    if values:
        _must_hold({**access.state(name).profile, **values})
        cases.configure(name, values, at=instant(words.at))
    profile = shown(name)
    return profile, "\n".join(f"{key}: {value}" for key, value in profile.items()), 0


def shown(name: str) -> dict[str, Any]:
    profile = access.state(name).profile
    return {
        "unit_id": profile.get("unit_id"), "hours": list(profile.get("hours", ())), "swapped": list(profile.get("swapped", ())),
        "days_off": list(profile.get("days_off", ())), "house": dict(profile.get("house", {})), "unit": profile.get("unit"), "name": profile.get("name"),
        "province": profile.get("province"), "rehearsal": bool(profile.get("rehearsal")), "demo": bool(profile.get("demo")),
    }


def _put(values: dict[str, Any], key: str, value: str, profile: dict[str, Any]) -> None:
    if key in LISTS:
        parts = [part.strip() for part in (value.split(";") if key == "hours" else value.split(",")) if part.strip()]
        values[key] = parts
    elif key.startswith("house."):
        facts = values.setdefault("house", dict(profile.get("house", {})))
        facts[key[6:]] = fact(value)
        if value == "":
            facts.pop(key[6:])
    elif key in TEXTS:
        values[key] = value
    else:
        raise refuse("profile.unknown", key=key, keys=[*LISTS, "house.FACT", *TEXTS])


def fact(value: str) -> Any:
    if value in ("yes", "no"):
        return value == "yes"
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return int(number) if number == int(number) else number


def _must_hold(profile: dict[str, Any]) -> None:
    try:
        calendar = house_calendar({key: profile[key] for key in LISTS if key in profile})
        calendar.day(date(2026, 7, 1))
    except BadHours as bad:
        raise refuse("profile.bad", text=bad.text, why={"vi": bad.words.vi, "en": bad.words.en}) from None
    except ValueError as bad:
        raise refuse("profile.bad", text="", why=str(bad)) from None
