"""Times: deadline, limits, what extends them, what warns of them (the grammar's §6)."""

from __future__ import annotations

import re
from typing import Any

from dinh.engine.definition.procedure import Deadline, Extends, Extension, Limit, TimeRow, Warn
from dinh.procedures import scalars
from dinh.procedures.nodes import Entries, Node, Scalar
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    choice,
    clock,
    duration,
    law,
    list_of,
    name,
    names,
    scalar,
    whole,
    yes_no,
)
from dinh.procedures.shapes.words import condition

until = scalar(
    lambda t: scalars.month_day(t) or (t if scalars.FULL_NAME.fullmatch(t) else None), "bad_until"
)
starts = list_of(
    scalar(
        lambda t: t if t == "opened" or re.fullmatch(r"[a-z_]\w*\.[a-z_]\w*", t) else None,
        "bad_starts",
    ),
    alone=True,
)

ROW: Keys = {
    "when": Key(condition),
    "time": Key(duration),
    "until": Key(until),
    "cutoff": Key(clock),
}
ONE = ("time", "by", "until")


def _row(reader: Reader, node: Node, spot: Spot) -> TimeRow | None:
    what = ("dòng của bảng thời hạn", "a line of the table of times")
    got = reader.map(node, spot, ROW, what)
    if isinstance(node, Entries):
        reader.one_of(node, Spot(spot.key, node.at), ("time", "until"), what)
    return TimeRow(**got) if "time" in got or "until" in got else None


TIMES: Keys = {
    "time": Key(duration),
    "by": Key(list_of(_row)),
    "until": Key(until),
    "cutoff": Key(clock),
    "law": Key(law),
    "confirmed": Key(yes_no),
}


def _rows(got: dict[str, Any]) -> tuple[TimeRow, ...]:
    """A plain `time` or `until` is a table with one line that always holds."""
    if "by" in got:
        return got["by"]
    if "time" in got:
        return (TimeRow(time=got["time"]),)
    return (TimeRow(until=got["until"]),) if "until" in got else ()


def deadline(reader: Reader, node: Node, spot: Spot) -> Deadline | None:
    what = ("thời hạn", "the deadline")
    got = reader.map(node, spot, TIMES | {"starts": Key(starts, required=True)}, what)
    if isinstance(node, Entries):
        reader.one_of(node, spot, ONE, what)
    return Deadline(
        starts=got.get("starts", ()),
        rows=_rows(got),
        cutoff=got.get("cutoff", ""),
        law=got.get("law"),
        confirmed=got.get("confirmed", True),
    )


def limit(reader: Reader, node: Node, spot: Spot) -> Limit | None:
    """`3 working days`, or a map as for the deadline."""
    if isinstance(node, Scalar):
        time = duration(reader, node, spot)
        return Limit(rows=(TimeRow(time=time),)) if time else None
    what = ("hạn của bước", "a step's limit")
    got = reader.map(node, spot, TIMES, what)
    if isinstance(node, Entries):
        reader.one_of(node, spot, ONE, what)
    return Limit(
        rows=_rows(got),
        cutoff=got.get("cutoff", ""),
        law=got.get("law"),
        confirmed=got.get("confirmed", True),
    )


EXTENDS: Keys = {
    "by": Key(list_of(duration, alone=True)),
    "to": Key(duration),
    "until": Key(until),
    "again": Key(yes_no),
    "of": Key(choice("deadline", "limit")),
}


def extends(reader: Reader, node: Node, spot: Spot) -> Extends | None:
    what = ("gia hạn", "an extension")
    got = reader.map(node, spot, EXTENDS, what)
    if isinstance(node, Entries):
        reader.one_of(node, spot, ("by", "to", "until", "again"), what)
    return Extends(**got)


bound = scalar(scalars.bound, "bad_bound")
EXTENSION: Keys = {
    "times": Key(whole(1, 100)),
    "by": Key(list_of(bound, alone=True)),
    "letter": Key(name),
}


def extension(reader: Reader, node: Node, spot: Spot) -> Extension | None:
    if isinstance(node, Scalar) and node.text == "none":
        return Extension(allowed=False)
    return Extension(
        **reader.map(
            node, spot, EXTENSION, ("giới hạn của việc xin lỗi, hẹn lại", "the bounds of extending")
        )
    )


WARN_AT = re.compile(r"([a-z_][a-z0-9_.]*)(?: ([+-]) (.+))?")


def _warn_at(written: str) -> tuple[str, Any, bool] | None:
    """`due - 2 days` → base, offset, before."""
    found = WARN_AT.fullmatch(written)
    if not found:
        return None
    offset = scalars.duration(found[3]) if found[3] else None
    return None if found[3] and offset is None else (found[1], offset, found[2] != "+")


WARN: Keys = {
    "at": Key(scalar(_warn_at, "bad_warn"), required=True),
    "tell": Key(names, required=True),
}


def warn(reader: Reader, node: Node, spot: Spot) -> Warn | None:
    got = reader.map(node, spot, WARN, ("lời nhắc", "a warning"))
    if "at" not in got:
        return None
    base, offset, before = got["at"]
    return Warn(base=base, tell=got.get("tell", ()), offset=offset, before=before)
