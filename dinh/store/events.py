"""Events as they lie in the tables: read as sealed values, and the personal values beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from dinh.engine.record.seal import Kept, Sealed, unseal
from dinh.store.link import Link, Row

EVENTS = (
    'SELECT e.house, e.number, e."case", e.place, e.kind, e.at, e.actor, e.body, e.seal, p.kept FROM events e '
    "LEFT JOIN personal p ON p.house = e.house AND p.number = e.number WHERE e.house=?"
)
kept_of = msgspec.json.Decoder(dict[str, Kept], float_hook=Decimal).decode


def sealed_of(row: Row) -> Sealed:
    kept = row[9]
    return Sealed(*row[:9]) if kept is None else Sealed(*row[:9], kept_of(kept))


def sealed_events(link: Link, house: str, code: str) -> list[Sealed]:
    """All events of a case, in order of place."""
    return [
        sealed_of(row)
        for row in link.all(
            f'{EVENTS} AND e."case"=? AND e.place > 0 ORDER BY e.place', (house, code)
        )
    ]


def sealed_event(link: Link, house: str, number: int) -> Sealed:
    row = link.one(f"{EVENTS} AND e.number=?", (house, number))
    if row is None:
        raise LookupError(f"{house}: no event {number}")
    return sealed_of(row)


PARTS_WITH_FILES = ("documents", "values", "rows", "personal")
NESTED = (dict, list, tuple)
HEX = re.compile(r"[0-9a-f]{64}")


def files_in(value: Any) -> list[dict[str, Any]]:
    """The files that a value names: it is one, it is several of a field, or they lie in its rows (which may have a column of that name)."""
    if (
        type(value) is dict
        and "size" in value
        and isinstance(digest := value.get("digest"), str)
        and HEX.fullmatch(digest)
    ):
        return [value]
    within = value.values() if type(value) is dict else value if type(value) in NESTED else ()
    return [file for one in within if type(one) in NESTED for file in files_in(one)]


def files_named(body: Any) -> list[dict[str, Any]]:
    """The files that the body of an event names."""
    return [file for part in PARTS_WITH_FILES for file in files_in(getattr(body, part, None))]


def is_named(key: str, names: frozenset[str]) -> bool:
    """`name`, `list/ROW`, `list/ROW/column` by `list.column`; a list that was given whole goes whole."""
    name, slash, rest = key.partition("/")
    column = f"{name}.{rest.partition('/')[2]}" if slash else name
    return not names.isdisjoint((key, name, column)) or (
        not slash and any(one.startswith(name + ".") for one in names)
    )


def files_of(event: Sealed) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files an event names, with the names they were given under."""
    if event.kind not in ("filled", "attached"):
        return
    if '"digest":' not in event.body and not any(
        type(one.value) in NESTED for one in event.personal.values()
    ):
        return  # most bring none
    body = unseal(event).body
    for part in PARTS_WITH_FILES:
        for name, value in (getattr(body, part, None) or {}).items():
            for file in files_in(value):
                yield name, file
