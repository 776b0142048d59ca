"""Examples: stories with their outcome (the grammar's §10). Their values stay as the file has them."""

from __future__ import annotations

import re
from typing import Any

from dinh.engine.definition.procedure import Example, Text
from dinh.procedures.nodes import Entries, Node, as_builtins
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    full_name,
    instant,
    list_of,
    name,
    names,
    scalar,
    text,
    whole,
)
from dinh.procedures.shapes.registers import as_written, map_as_written
from dinh.procedures.shapes.words import words_or_text

by = scalar(
    lambda t: t if re.fullmatch(r"[a-z_][a-z0-9_]*(\.[0-9]{1,3})?", t) else None, "bad_name"
)
at_step = scalar(
    lambda t: t if re.fullmatch(r"[a-z_][a-z0-9_]*(/[0-9]{1,6})?", t) else None, "bad_name"
)

DOES: Keys = {
    "by": Key(by),
    "act": Key(name),
    "step": Key(at_step),
    "fills": Key(map_as_written),
    "present": Key(names),
    "at": Key(instant),
    "documents": Key(as_written),
    "clock": Key(instant),
    "child": Key(whole(1, 1000)),
    "end": Key(name),
    "gives": Key(map_as_written),
}


def _line(reader: Reader, node: Node, spot: Spot) -> dict[str, Any] | None:
    what = ("dòng does", "a line of does")
    got = reader.map(node, spot, DOES, what)
    if isinstance(node, Entries):
        here = Spot(spot.key, node.at)
        told = reader.one_of(node, here, ("act", "clock", "child"), what)
        for key in {"act": ("by", "at"), "child": ("end",)}.get(told, ()):
            if key not in node.values:
                reader.note(node.at, "missing_key", key=key, what=what)
    return as_builtins(node) if got else None


REFUSES: Keys = {"at": Key(full_name), "because": Key(text, required=True)}


def _refuses(reader: Reader, node: Node, spot: Spot) -> dict[str, Any]:
    return reader.map(node, spot, REFUSES, ("refuses", "refuses"))


def _given(reader: Reader, node: Node, spot: Spot) -> dict[str, Any] | None:
    got = map_as_written(reader, node, spot)
    if got is not None and "opened" in got:
        reader.value(instant, node.values["opened"], Spot("opened", node.keys["opened"]))  # type: ignore[union-attr]
    return got


EXAMPLE: Keys = {
    "name": Key(words_or_text, required=True),
    "given": Key(_given),
    "does": Key(list_of(_line)),
    "gives": Key(map_as_written),
    "refuses": Key(_refuses),
}


def example(reader: Reader, node: Node, spot: Spot) -> Example | None:
    what = ("ví dụ", "an example")
    here = Spot(spot.key, node.at)
    got = reader.map(node, here, EXAMPLE, what)
    if not isinstance(node, Entries):
        return None
    reader.one_of(node, here, ("gives", "refuses"), what)
    return Example(
        name=got.get("name", Text("?")),
        given=got.get("given", {}),
        does=got.get("does", ()),
        gives=got.get("gives", {}),
        refuses=got.get("refuses", {}),
    )
