"""Facts of a refusal as words: dates as people write them, lists joined, bilingual texts in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dinh.engine.schedule.calendar import to_local

NAMES_MAX = 12
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Words(dict[str, str]):
    """A sentence that names a fact nobody gave leaves a gap; it never fails."""

    def __missing__(self, name: str) -> str:
        return "…"


def spoken(facts: Mapping[str, Any], lang: str) -> Words:
    """`label_en` stands for `label` in English."""
    return Words(
        {
            name: fact(facts.get(f"{name}_en", value) if lang == "en" else value, lang)
            for name, value in facts.items()
        }
    )


def fact(value: Any, lang: str) -> str:
    if value is None:
        return "…"
    if isinstance(value, bool):
        return _yes(value, lang)
    if isinstance(value, datetime):
        return (
            f"{to_local(value):%H:%M} {'on' if lang == 'en' else 'ngày'} {to_local(value):%d/%m/%Y}"
        )
    if isinstance(value, date):
        return f"{value:%d/%m}/{value.year:04}"
    if isinstance(value, int | Decimal):
        return number(value, lang)
    if isinstance(value, str):
        return _text(value, lang)
    if isinstance(value, Mapping):
        return str(
            (value.get(lang) or value.get("vi")) if "vi" in value else ", ".join(map(str, value))
        )
    words = [fact(one, lang) for one in list(value)[:NAMES_MAX]] or [
        "none" if lang == "en" else "không có"
    ]
    return ", ".join(words) + (" …" if len(list(value)) > NAMES_MAX else "")


def number(value: int | Decimal, lang: str) -> str:
    """`1.234,5` in Vietnamese, `1,234.5` in English."""
    words = f"{value:,}"
    return words if lang == "en" else words.translate({ord(","): ".", ord("."): ","})


def _yes(value: bool, lang: str) -> str:
    return ("yes" if value else "no") if lang == "en" else ("có" if value else "không")


def _text(value: str, lang: str) -> str:
    """Days and instants travel as ISO text."""
    try:
        if DAY.fullmatch(value):
            return fact(date.fromisoformat(value), lang)
        if len(value) >= 16 and DAY.match(value) and value[10] == "T":
            return fact(datetime.fromisoformat(value), lang)
    except ValueError:  # typed so, and no day
        return value
    return value
