"""What the answers and the documents of a case become when more is brought. Pure, on plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dinh.engine.record.events import Attached, Filled


def rows_made(made: dict[str, int], body: Filled) -> dict[str, int]:
    """The highest row number each list ever had, so that none is given twice."""
    for name, value in (*body.values.items(), *body.personal.items()):
        if isinstance(value, dict) and "digest" not in value:
            last = max((int(row) for row in value if row.isdigit()), default=0)
            if last > made.get(name, 0):
                made = {**made, name: last}
    return made


def with_answers(data: Mapping[str, Any], body: Filled) -> dict[str, Any]:
    """What is answered once this was filled too; a list whole, or `list/ROW/column`."""
    found = {**data, **body.values}
    for key, value in (body.rows | body.personal).items():
        name, slash, rest = key.partition("/")
        if not slash:
            found[name] = value
            continue
        row, _, column = rest.partition("/")
        rows = found.get(name) or {}
        found[name] = {**rows, row: {**rows.get(row, {}), column: value}}
    for name in body.emptied:
        found.pop(name, None)
    return found


def with_documents(documents: dict[str, Any], body: Attached) -> dict[str, Any]:
    """What is there once this was brought too; a document asked of each row keeps what other rows have."""
    found = dict(documents)
    for name, brought in body.documents.items():
        named = _named(name, brought, body.personal)
        found[name] = (
            {**found[name], **named} if _by_row(named) and _by_row(found.get(name)) else named
        )
    return found


def _by_row(brought: Any) -> bool:
    """Is this a document asked of each row: row id -> what was brought?"""
    return isinstance(brought, dict) and not brought.keys() & {"digest", "reused", "seen"}


def _named(name: str, brought: Any, names: dict[str, Any]) -> Any:
    """A file with its name put back; rows each with theirs."""
    if not isinstance(brought, dict):
        return brought
    if "digest" in brought:
        return {**brought, "name": names.get(name, "")}
    if "reused" in brought:
        return brought
    return {row: _named(f"{name}/{row}", one, names) for row, one in brought.items()}


def without(data: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """`x` is emptied whole, `list.column` in each row, `list/ROW/column` in that one."""
    kept = dict(data)
    for name in names:
        if "/" in name:
            rows, row, column = name.split("/")
            if row in (kept.get(rows) or {}):
                kept[rows] = {
                    **kept[rows],
                    row: {c: v for c, v in kept[rows][row].items() if c != column},
                }
            continue
        if name in kept:
            kept.pop(name)
            continue
        rows, _, column = name.rpartition(".")
        if isinstance(kept.get(rows), dict):
            kept[rows] = {
                row: {c: v for c, v in values.items() if c != column}
                for row, values in kept[rows].items()
            }
    return kept
