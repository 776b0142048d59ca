"""Fields: what is asked of a person or an officer, columns of a list and of a register (the grammar's §3)."""

from __future__ import annotations

from typing import Any

from dinh.engine.definition.condition import ALWAYS, NEVER, Condition
from dinh.engine.definition.procedure import Field, Text
from dinh.procedures import author_mistakes, scalars
from dinh.procedures.conditions import both
from dinh.procedures.nodes import Entries, Node, text_of
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    choice,
    interval,
    law,
    name,
    slug,
    text,
    whole,
    yes_no,
)
from dinh.procedures.shapes.derived import derived, valid
from dinh.procedures.shapes.words import condition, named_words, needed, words

PERSONAL = frozenset({"person_name", "personal_id", "phone", "email", "address"})
"""Types whose values are about a person unless the file says `personal: no`."""

TYPES: dict[str, tuple[str, ...]] = {
    # type: the keys it has besides those of every field
    "text": ("max",),
    "person_name": ("max",),
    "phone": (),
    "email": (),
    "address": ("max",),
    "position": (),
    "shape": ("max",),
    "personal_id": (),
    "number": ("in", "places"),
    "money": ("in",),
    "date": ("in",),
    "datetime": ("in",),
    "yes_no": (),
    "choice": ("of",),
    "choices": ("of",),
    "village": (),
    "house": (),
    "post": (),
    "person": (),
    "roles": (),
    "record": ("in",),
    "case": ("of",),
    "file": (),
    "files": ("count",),
    "list": ("rows", "of", "derive", "valid"),
}
NEEDED: dict[str, str] = {
    "choice": "of",
    "choices": "of",
    "record": "in",
    "case": "of",
    "list": "of",
}
START = {
    "number",
    "money",
    "date",
    "datetime",
    "yes_no",
    "choice",
    "text",
    "person_name",
    "address",
}


def raw(reader: Reader, node: Node, spot: Spot) -> Node:
    """Read later, when the type is known."""
    return node


FIELD: Keys = {
    "label": Key(words, required=True),
    "type": Key(choice(*TYPES, meant=author_mistakes.type_), required=True),
    "required": Key(needed),
    "shown": Key(condition),
    "personal": Key(yes_no),
    "class": Key(name),
    "in": Key(raw),
    "of": Key(raw),
    "start": Key(raw),
    "law": Key(law),
    "help": Key(words),
    "places": Key(whole(0, 10)),
    "max": Key(whole(1, 20_000)),
    "rows": Key(interval),
    "count": Key(interval),
    "derive": Key(raw),
    "valid": Key(raw),
}
COLUMN: Keys = FIELD | {"search": Key(yes_no)}
COMMON = {
    "label",
    "type",
    "required",
    "shown",
    "personal",
    "class",
    "start",
    "law",
    "help",
    "search",
}
WHAT = ("trường", "a field")


def fields(reader: Reader, node: Node, spot: Spot) -> dict[str, Field]:
    return reader.named(node, spot, field, full=True)


def columns(reader: Reader, node: Node, spot: Spot) -> dict[str, Field]:
    return reader.named(node, spot, lambda r, n, s: field(r, n, s, keys=COLUMN), full=True)


def field(
    reader: Reader, node: Node, spot: Spot, *, keys: Keys = FIELD, in_list: bool = False
) -> Field:
    found = reader.map(node, spot, keys, WHAT)
    kind = found.get("type", "text")
    _fitting(reader, node, spot, kind)
    label = found.get("label") or Text(spot.key)
    more: dict[str, Any] = _of_type(reader, found, kind, spot, in_list)
    if "start" in found:
        more["start"] = _start(reader, found["start"], kind, spot)
    return Field(
        name=spot.key,
        label=label,
        type=kind,
        required=_joined(reader, node, "required", found.get("required", NEVER)),
        shown=_joined(reader, node, "shown", found.get("shown", ALWAYS)),
        personal=found.get("personal", kind in PERSONAL),
        class_=found.get("class", ""),
        places=found.get("places", 0),
        max=found.get("max", 2000),
        rows=found.get("rows"),
        count=found.get("count"),
        search=found.get("search", False),
        law=found.get("law"),
        help=found.get("help"),
        **more,
    )


def _joined(reader: Reader, node: Node, key: str, own: Condition) -> Condition:
    """A part's field holds to the group's condition as well."""
    more = reader.also.get((id(node), key))
    if more is None:
        return own
    group = needed(reader, more, Spot(key, more.at))
    return own if group is None else both(group, own)


def _fitting(reader: Reader, node: Node, spot: Spot, kind: str) -> None:
    if not isinstance(node, Entries):
        return
    for key, at, _ in node.each():
        if key in COLUMN and key not in COMMON and key not in TYPES[kind]:
            reader.note(at, "not_here", key=key, what=(f"kiểu {kind}", f"type {kind}"))
    wanted = NEEDED.get(kind)
    if wanted and wanted not in node.values:
        reader.note(spot.at, "missing_key", key=wanted, what=(f"kiểu {kind}", f"type {kind}"))
    if kind == "list" and "rows" not in node.values:
        reader.note(spot.at, "missing_key", key="rows", what=("kiểu list", "type list"))


def _of_type(
    reader: Reader, found: dict[str, Any], kind: str, spot: Spot, in_list: bool
) -> dict[str, Any]:
    inside, of = found.get("in"), found.get("of")
    more: dict[str, Any] = {}
    if inside is not None and "in" in TYPES[kind]:
        if kind == "record":
            more["register"] = name(reader, inside, Spot("in", inside.at)) or ""
        else:
            more["bounds"] = interval(reader, inside, Spot("in", inside.at))
    if of is not None and "of" in TYPES[kind]:
        under = Spot("of", of.at)
        if kind == "list":
            if in_list:
                reader.note(spot.at, "list_in_list")
            more["columns"] = reader.named(
                of, under, lambda r, n, s: field(r, n, s, in_list=True), full=True
            )
        elif kind == "case":
            more["of_procedure"] = slug(reader, of, under) or ""
        else:
            more["of"] = reader.named(of, under, named_words)
    if kind == "list":
        if "derive" in found:
            more["derive"] = reader.named(
                found["derive"], Spot("derive", found["derive"].at), derived, full=True
            )
        if "valid" in found:
            more["valid"] = reader.listed(found["valid"], Spot("valid", found["valid"].at), valid)
    return more


def _start(reader: Reader, node: Node, kind: str, spot: Spot) -> Any:
    """The value a field begins with, by its type."""
    under = Spot("start", node.at)
    if kind in ("number", "money"):
        value = scalars.number(text_of(node))
        if value is None:
            reader.note(node, "bad_number", key="start", value=text_of(node))
        return value
    if kind == "yes_no":
        return yes_no(reader, node, under)
    if kind in ("choices", "roles"):
        return list(reader.listed(node, under, name, alone=True))
    return text(reader, node, under)
