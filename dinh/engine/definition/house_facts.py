"""Facts of the house that a procedure reads (`house.FACT`): of which type each is, by what is asked of it, and whether a value fits.

The program knows some by name; of any other its uses say the type, and all uses of one procedure must agree (T1). A value of
the profile is measured by this before it is set, and before a procedure that reads it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

ANY = frozenset({"yes_no", "number", "date", "choice", "text"})
"""What a fact can be: one value. `choice` is a name, as tests write it."""

KNOWN: dict[str, frozenset[str]] = {
    "house.remote": frozenset({"yes_no"}),
    "house.urban": frozenset({"yes_no"}),
}
NAME = re.compile(r"[a-z_][a-z0-9_]*")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
WORDS: dict[str, tuple[str, str, str]] = {
    # type: (tiếng Việt, English, an example)
    "yes_no": ("yes hoặc no", "yes or no", "yes"),
    "number": ("một số", "a number", "12"),
    "date": ("một ngày YYYY-MM-DD", "a day YYYY-MM-DD", "2026-07-01"),
    "choice": ("một tên chữ thường không dấu", "a name in lower-case ASCII", "k1"),
    "text": ("chữ", "words", "abc"),
}


class Misfit(Struct, frozen=True):
    """A value that is not of the type its fact has. wanted: in words; example: one that would do."""

    fact: str
    given: Any
    wanted: dict[str, str]
    example: str


def settled(value: Any, types: Iterable[str]) -> Any:
    """The value as one of these types; it may be written as a file would hold it. None: it is of none of them."""
    for kind in ("yes_no", "number", "date", "choice", "text"):
        if kind in types and (found := _AS[kind](value)) is not None:
            return found
    return None


def misfit(fact: str, value: Any, types: Iterable[str]) -> Misfit:
    told = [WORDS[kind] for kind in WORDS if kind in types]
    wanted = {
        "vi": " hoặc ".join(vi for vi, _, _ in told),
        "en": " or ".join(en for _, en, _ in told),
    }
    return Misfit(fact, value, wanted, told[0][2] if told else "")


def misfits(
    facts: Mapping[str, Any], types_by_fact: Mapping[str, frozenset[str]], *, kept: bool = False
) -> list[Misfit]:
    """The facts of a profile (without `house.`) that are of another type than they are read as. kept: they will not be settled
    any more, so a number that stands there as text is none."""
    given = (
        (name, facts[name[6:]], types)
        for name, types in types_by_fact.items()
        if facts.get(name[6:]) is not None
    )
    return [
        misfit(name, value, types)
        for name, value, types in given
        if (found := settled(value, types)) is None or (kept and type(found) is not type(value))
    ]


def _yes_no(value: Any) -> bool | None:
    return (
        value
        if isinstance(value, bool)
        else {"yes": True, "no": False}.get(value)
        if isinstance(value, str)
        else None
    )


def _number(value: Any) -> Any:
    if (
        isinstance(value, bool)
        or not isinstance(value, str | int | float | Decimal)
        or (isinstance(value, str) and not NUMBER.fullmatch(value))
    ):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return None if not number.is_finite() else int(number) if number == int(number) else number


def _date(value: Any) -> str | None:
    try:
        return (
            date.fromisoformat(value).isoformat()
            if isinstance(value, str) and len(value) == 10
            else None
        )
    except ValueError:
        return None


def _choice(value: Any) -> str | None:
    return (
        value
        if isinstance(value, str) and NAME.fullmatch(value) and value not in ("yes", "no")
        else None
    )


def _text(value: Any) -> Any:
    return value if isinstance(value, str | int | Decimal) and value != "" else None


_AS = {"yes_no": _yes_no, "number": _number, "date": _date, "choice": _choice, "text": _text}
