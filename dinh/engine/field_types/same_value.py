"""When two values are the same to a person, though they were not typed alike.

Texts are the same whatever their capitals and spaces; diacritics count. Numbers are compared as numbers, instants as
instants, sets without their order, files by what they hold. Values are NFC already: they were made so where they entered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
APOSTROPHE_SIGNS = "[\u2018\u2019\u02b9\u02bb\u02bc\u2032\u00b4`\uff07]"
"""The letter ʼ (U+02BC) in which minority names are printed, and what keyboards and scanners make of it."""
ANY_APOSTROPHE = re.compile(APOSTROPHE_SIGNS)
_BETWEEN_LETTERS = re.compile(rf"(?<=[^\W\d_]){APOSTROPHE_SIGNS}(?=[^\W\d_])")


def with_one_apostrophe(words: str) -> str:
    """`HʼLan` and `H’Lan` as `H'Lan`, which keyboards have and the population data base writes. Marks of quotation stay."""
    return words if words.isascii() and "`" not in words else _BETWEEN_LETTERS.sub("'", words)


def folded_text(text: str) -> str:
    """`ĐIỂU  Xuân` is `điểu xuân`."""
    text = with_one_apostrophe(text.casefold().strip())
    return " ".join(text.split()) if "  " in text or "\n" in text else text


def folded(value: Any) -> Any:
    """What is equal for values that are the same; None for an empty one."""
    if value is None or value == "" or value == [] or value == {}:
        return None
    if isinstance(value, str):
        return _moment(value) if INSTANT.match(value) else folded_text(value)
    if isinstance(value, Mapping):
        return (
            value["digest"]
            if "digest" in value
            else tuple(sorted((key, str(folded(one))) for key, one in value.items()))
        )
    if isinstance(value, list | tuple):
        return tuple(sorted(str(folded(one)) for one in value))
    return (
        value
        if isinstance(value, bool)
        else Decimal(value)
        if isinstance(value, int | Decimal)
        else value
    )


def _moment(text: str) -> Any:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return folded_text(text)


def has_all(values: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Are these values, column by column, the wanted ones?"""
    return all(folded(values.get(column)) == folded(value) for column, value in wanted.items())
