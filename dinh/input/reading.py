"""One value of a given object, of the type that it must have: where it is of another, that is a fault at its place, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from dinh.engine.field_types.reading import Bad, read_date, text
from dinh.engine.refusal import Fault

WORD_MAX, TEXT_MAX, NAME_MAX = 200, 2000, 60
YES_NO = {True: True, False: False, "yes": True, "no": False}


def unknown(given: Mapping[Any, Any], known: Collection[str], under: str = "") -> list[Fault]:
    """A fault for each name that is none of the known, with the nearest of these, "" where none is near."""
    names = [str(name)[:NAME_MAX] for name in given if name not in known]
    return [
        Fault(
            f"{under}{name}",
            "field.unknown",
            {"name": name, "near": (get_close_matches(name, known, 1) or [""])[0]},
        )
        for name in names
    ]


def word(given: Any, place: str, faults: list[Fault], *, most: int = WORD_MAX) -> str:
    """Text of one line, "" where nothing is given."""
    if given is None:
        return ""
    try:
        return text(given, most, lines=False)
    except Bad as bad:
        faults.append(Fault(place, bad.code, bad.facts))
        return ""


def needed(given: Any, place: str, faults: list[Fault]) -> str:
    before = len(faults)
    found = word(given, place, faults)
    if not found and len(faults) == before:
        faults.append(Fault(place, "field.required"))
    return found


def words(given: Any, place: str, faults: list[Fault]) -> tuple[str, ...]:
    """A list of words; one alone stands for a list of one."""
    many = given if isinstance(given, list) else [] if given is None else [given]
    found = (
        word(one, f"{place}.{number}" if isinstance(given, list) else place, faults)
        for number, one in enumerate(many, 1)
    )
    return tuple(one for one in found if one)


def yes_no(given: Any, place: str, faults: list[Fault]) -> bool:
    """Also as the text a file would hold; no where nothing is given."""
    if given is None:
        return False
    if not isinstance(given, bool | str) or given not in YES_NO:
        faults.append(Fault(place, "field.yes_no"))
        return False
    return YES_NO[given]


def day(given: Any, place: str, faults: list[Fault]) -> str:
    """YYYY-MM-DD, "" where nothing is given."""
    if given in (None, ""):
        return ""
    try:
        return read_date(given)
    except Bad as bad:
        faults.append(Fault(place, bad.code, bad.facts))
        return ""
