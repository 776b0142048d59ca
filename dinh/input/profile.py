"""The house's profile: what it is set to, as it is shown; and what it may be set to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from dinh import folder
from dinh.access import finders
from dinh.calendar import house_calendar
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.engine.schedule.calendar import BadHours
from dinh.input.reading import NAME_MAX, TEXT_MAX, YES_NO, word, words
from dinh.input.values import refuse
from dinh.input.witnesses import head_faults
from dinh.store import documents, encrypted, uploads

LISTS = ("hours", "swapped", "days_off")
NUMBERS = {
    "trail_months": (1, 120),
    uploads.HOURLY: (documents.SIZE_BYTES_MAX // 2**20, 9999),
    uploads.FREE: (0, 90),
}  # key -> least, most
TRAIL_MONTHS = 24
CHOICES = {"second_factor": ("optional", "signers")}
"""What the operator alone sets, from the command line."""
TEXTS = ("unit_id", "name", "place", "province", "address", "phone", "lookup")
# Where heads leave the machine to: set by whoever holds the folder, never over the API.
HEADS = ("witnesses", "heads_every", "timestamps")
# For whose keys backups are encrypted: by whoever holds the folder, too.
RECIPIENTS = "backup_recipients"
RECIPIENTS_MAX = 10
UNIT_ID = re.compile(r"H\d{2}(\.\d{1,3}){0,4}", re.ASCII)
FACT = re.compile(r"[a-z][a-z0-9_]{0,59}")
WHOLE = re.compile(r"\d{1,4}", re.ASCII)
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)


def profile_json(name: str) -> dict[str, Any]:
    """All that can be set, and what the house was made as; null where nothing was set."""
    profile = finders.state(name).profile
    return {
        "unit_id": profile.get("unit_id"),
        **{key: list(profile.get(key, ())) for key in LISTS},
        "house": dict(profile.get("house", {})),
        "unit": profile.get("unit"),
        **{key: profile.get(key) for key in (*TEXTS[1:], *NUMBERS)},
        "witnesses": list(profile.get("witnesses", ())),
        RECIPIENTS: list(profile.get(RECIPIENTS, ())),
        **{key: profile.get(key) or None for key in HEADS[1:]},
        **{key: profile.get(key) for key in CHOICES},
        "rehearsal": bool(profile.get("rehearsal")),
        "demo": bool(profile.get("demo")),
    }


def held(house: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be set, as it is kept. Raises Refused: `form.faults`, `profile.bad` (hours, days), `unit.bad_id`, `unit.id_taken`."""
    faults: list[Fault] = []
    texts = {key: word(values[key], key, faults) for key in TEXTS if key in values}
    lists = {key: words(values[key], key, faults) for key in LISTS if key in values}
    numbers = {key: _number(values[key], key, faults) for key in NUMBERS if key in values}
    faults += [
        Fault(key, "field.choice", {"given": values[key], "names": list(names)})
        for key, names in CHOICES.items()
        if values.get(key, names[0]) not in names
    ]
    for name, fact in values.get("house", {}).items():
        _fact(name, fact, faults)
    texts |= {key: word(values[key], key, faults) for key in HEADS[1:] if key in values}
    if "witnesses" in values:
        lists["witnesses"] = words(values["witnesses"], "witnesses", faults)
    faults += head_faults(
        house, lists.get("witnesses", ()), texts, folder.houses_of(settings.HOUSE)
    )
    if RECIPIENTS in values:
        lists[RECIPIENTS] = _recipients(values[RECIPIENTS], faults)
    if faults:
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))
    if texts.get("unit_id"):
        unit_id_of(texts["unit_id"], house)
    _calendar({**finders.state(house).profile, **values})
    return {**values, **texts, **numbers, **{key: list(one) for key, one in lists.items()}}


def _number(given: Any, key: str, faults: list[Fault]) -> int:
    """A whole number within its bounds, as it was typed or as JSON has it."""
    least, most = NUMBERS[key]
    text = str(given)
    if not WHOLE.fullmatch(text) or not least <= int(text) <= most:
        faults.append(Fault(key, "field.bounds", {"low": least, "high": most}))
        return least
    return int(text)


def trail_months(house: str) -> int:
    """For how many months this house keeps the trail of who tried what."""
    return int(finders.state(house).profile.get("trail_months") or TRAIL_MONTHS)


def _recipients(given: Any, faults: list[Fault]) -> list[str]:
    """`age1…`, the public keys. A secret key that was put here by mistake is never said again: the profile stands in the log for ever."""
    found = list(dict.fromkeys(words(given, RECIPIENTS, faults)))
    if len(found) > RECIPIENTS_MAX:
        faults.append(Fault(RECIPIENTS, "profile.recipients", {"most": RECIPIENTS_MAX}))
    faults += [
        Fault(RECIPIENTS, "profile.recipient", {"place": number})
        for number, one in enumerate(found, 1)
        if not encrypted.is_recipient(one)
    ]
    return found


def unit_id_of(given: str, house: str) -> None:
    """By their ids the codes of two houses' cases stay apart. Raises Refused."""
    if not UNIT_ID.fullmatch(given):
        raise refuse("unit.bad_id", given=given)
    for one in folder.houses_of(settings.HOUSE):
        if one != house and finders.state(one).profile.get("unit_id") == given:
            raise refuse("unit.id_taken", given=given, house=finders.called(one))


def _fact(name: str, fact: Any, faults: list[Fault]) -> None:
    """A yes or no, a text or a number that every reader of the log can read again."""
    place = f"house.{name[:NAME_MAX]}"
    if not FACT.fullmatch(name):
        faults.append(Fault(place, "profile.name"))
    if isinstance(fact, dict | list):
        raise refuse(
            "profile.bad",
            text=name[:NAME_MAX],
            why={"vi": "phải là một giá trị đơn", "en": "must be one value"},
        )
    if (
        isinstance(fact, int | Decimal)
        and not isinstance(fact, bool)
        and not NUMBER.fullmatch(str(fact))
    ):
        faults.append(Fault(place, "field.number", {"given": str(fact)[:NAME_MAX]}))
    if isinstance(fact, str):
        word(fact, place, faults, most=TEXT_MAX)


def fact_of(value: str) -> Any:
    """What was typed: yes and no, a number, or the text that it is."""
    if value in YES_NO:
        return YES_NO[value]
    if not NUMBER.fullmatch(value):
        return value
    number = Decimal(value)
    return int(number) if number == int(number) else number


def _calendar(profile: Mapping[str, Any]) -> None:
    """The calendar of such a profile can be made. Raises Refused `profile.bad`."""
    try:
        calendar = house_calendar({key: profile[key] for key in LISTS if key in profile})
        calendar.day(date(2026, 7, 1))
    except BadHours as bad:
        raise refuse(
            "profile.bad", text=bad.text, why={"vi": bad.words.vi, "en": bad.words.en}
        ) from None
    except ValueError as bad:
        raise refuse("profile.bad", text="", why=str(bad)) from None
