"""A counter-example as the lines an author would write: `given:` and `does:`, as in an example of the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dinh.procedures.excerpt import width

PLAIN = re.compile(r"[^\s,\[\]{}:#&*!|>'\"%@`?<=-](?:[^,\[\]{}:#\n\"?]|:(?=\S))*")


def lines(counterexample: Mapping[str, Any], columns: int = 100) -> list[str]:
    """One line a value, as long as it fits; else its parts below it."""
    return [
        line
        for key in counterexample
        for line in _entry(f"{key}:", counterexample[key], "", columns, open_=True)
    ]


def _entry(
    head: str, value: Any, indent: str, columns: int, *, open_: bool = False
) -> Iterator[str]:
    """open_: written out below its key even where it would fit beside it."""
    short = f"{indent}{head} {flow(value)}"
    nested = isinstance(value, (Mapping, list, tuple)) and len(value) > 0
    if not nested or (not open_ and width(short) <= columns):
        yield short
        return
    yield indent + head
    yield from _below(value, indent + "  ", columns)


def _below(value: Any, indent: str, columns: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _entry(f"{key}:", one, indent, columns)
    else:
        for one in value:
            yield from _entry("-", one, indent, columns)


def flow(value: Any) -> str:
    """On one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return '""'
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return (
        text
        if not isinstance(value, str) or (PLAIN.fullmatch(text) and text == text.strip())
        else json.dumps(text, ensure_ascii=False)
    )
