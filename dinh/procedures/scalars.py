"""The text of a scalar → its value, by the key's type. None: it is not of that type (no value here is ever None)."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from dinh.engine.definition.condition import Within
from dinh.engine.definition.procedure import Bound, Source
from dinh.engine.schedule.duration import Duration, parse_duration

NAME = re.compile(r"[a-z_][a-z0-9_]*")
FULL_NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)*")
SLUG = re.compile(r"[a-z0-9-]+")
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})*\.000")
"""As thousands are written in Vietnamese, `8.000`, which would be read as 8."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
INTERVAL = re.compile(r"([\[(])\s*(\S+?)\s*\.\.\s*(\S+?)\s*([\])])")
BOUND = re.compile(r"(<=|>=|<|>|=)\s*(.+)")
LAW = re.compile(r"(\w[\w./-]*)(?:\s+(\S.*))?")
NEXT_MONTH = re.compile(r"next_month\((\w+)\)")
PLACEHOLDER = re.compile(r"<([a-z_][a-z0-9_]*)>")


def number(text: str) -> int | Decimal | None:
    """A whole number as int, others exactly as Decimal."""
    if not NUMBER.fullmatch(text) or THOUSANDS.fullmatch(text):
        return None
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else value


def day(text: str) -> str | None:
    return text if DAY.fullmatch(text) and _real(date.fromisoformat, text) else None


def month_day(text: str) -> str | None:
    """`MM-DD`; 29 February counts as real."""
    return text if MONTH_DAY.fullmatch(text) and _real(date.fromisoformat, f"2024-{text}") else None


def instant(text: str) -> str | None:
    return text if INSTANT.fullmatch(text) and _real(datetime.fromisoformat, text) else None


def clock(text: str) -> str | None:
    return text if CLOCK.fullmatch(text) else None


def _real(read, text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def constant(text: str) -> int | Decimal | str | None:
    """A number, or a day."""
    value = number(text)
    return day(text) if value is None else value


def interval(text: str) -> Within | None:
    """Both ends of one kind; whether it is empty is asked elsewhere."""
    found = INTERVAL.fullmatch(text)
    if not found:
        return None
    low, high = constant(found[2]), constant(found[3])
    if low is None or high is None or isinstance(low, str) != isinstance(high, str):
        return None
    return Within(low, high, found[1] == "[", found[4] == "]")


def backwards(within: Within) -> bool:
    return within.low > within.high or (
        within.low == within.high and not (within.low_in and within.high_in)
    )


def duration(text: str) -> Duration | None:
    try:
        return parse_duration(text)
    except ValueError:
        return None


def bound(text: str) -> Bound | None:
    """`<= 30 days`; a plain length of time is the most it may be."""
    found = BOUND.fullmatch(text)
    time = duration(found[2] if found else text)
    return Bound(found[1] if found else "<=", time) if time else None  # type: ignore[arg-type]


def law(text: str) -> Source | None:
    found = LAW.fullmatch(text)
    return Source(found[1], found[2] or "") if found else None
