"""JSON and instants as they are given: each name once, numbers exact, texts that can be written."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import LOCAL

DEPTH_MAX = 32
YEARS = (1900, 2200)


def instant(words: str | None) -> datetime | None:
    """ISO 8601; without an offset it is +07:00; a bare day is its morning."""
    if words is None:
        return None
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise refuse("instant.bad", given=words) from None
    if not YEARS[0] <= at.year <= YEARS[1]:
        raise refuse("instant.bad", given=words)
    return at if at.tzinfo else at.replace(tzinfo=LOCAL)


def json_value(text: str, name: str) -> Any:
    """The value of a JSON text; `name` says in a refusal where it came from."""
    try:
        value = json.loads(
            text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once
        )
        if _is_deep(value):
            raise RecursionError
        text.encode()
        if "\\u" in text:
            json.dumps(
                value, ensure_ascii=False, default=str
            ).encode()  # half a sign, which no text can hold
    except _Twice as twice:
        raise refuse("data.twice", file=name, key=str(twice)) from None
    except (ValueError, RecursionError) as fault:
        raise refuse(
            "data.not_json",
            file=name,
            line=getattr(fault, "lineno", 1),
            column=getattr(fault, "colno", 1),
        ) from None
    return value


def _is_deep(value: Any) -> bool:
    """Does it nest deeper than anything a form asks?"""
    level = [value]
    for _ in range(DEPTH_MAX):
        level = [
            one
            for part in level
            if isinstance(part, dict | list)
            for one in (part.values() if isinstance(part, dict) else part)
        ]
    return bool(level)


class _Twice(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _no_number(words: str) -> Any:
    raise ValueError(words)


def refuse(code: str, **facts: Any) -> Refused:
    return Refused(Refusal(code, facts))
