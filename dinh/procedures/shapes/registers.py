"""Registers and norms: declared tables of the house, and dated tables of amounts (the grammar's §9)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dinh.engine.definition.procedure import Law, Norm, NormRow, Register, Secrecy, Text
from dinh.procedures.nodes import Entries, Node, Scalar, as_builtins
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    choice,
    day,
    full_names,
    law,
    list_of,
    map_of,
    name,
    names,
    text,
    typed,
    yes_no,
)
from dinh.procedures.scalars import NUMBER
from dinh.procedures.shapes.fields import columns
from dinh.procedures.shapes.words import words, words_or_text

LAW: Keys = {"title": Key(text, required=True), "number": Key(text), "confirmed": Key(yes_no)}


def act_of_law(reader: Reader, node: Node, spot: Spot) -> Law:
    got = reader.map(node, spot, LAW, ("văn bản luật", "an act of law"))
    return Law(got.get("title", spot.key), got.get("number", ""), got.get("confirmed", True))


def acts_of_law(reader: Reader, node: Node, spot: Spot) -> dict[str, Law]:
    """Keys of law are written as the law's short name: capitals and digits too."""
    if not isinstance(node, Entries):
        reader.note(node, "want_map", key=spot.key)
        return {}
    found = {}
    for key, at, value in node.each():
        if law(reader, Scalar(at, key), Spot(key, at)) is not None:
            found[key] = act_of_law(reader, value, Spot(key, at))
    return found


CLASS: Keys = {"roles": Key(names, required=True), "label": Key(words, required=True)}
CLASS_OF_CASES: Keys = {**CLASS, "except": Key(full_names)}


def secrecy(reader: Reader, node: Node, spot: Spot) -> Secrecy:
    got = reader.map(node, spot, CLASS, ("lớp bí mật", "a class"))
    return Secrecy(spot.key, got.get("roles", ()), got.get("label", Text(spot.key)))


def secrecy_of_cases(reader: Reader, node: Node, spot: Spot) -> Secrecy:
    """Of a case persons are named, who then may not read it."""
    got = reader.map(node, spot, CLASS_OF_CASES, ("lớp bí mật", "a class"))
    return Secrecy(
        spot.key, got.get("roles", ()), got.get("label", Text(spot.key)), got.get("except", ())
    )


def as_written(reader: Reader, node: Node, spot: Spot) -> Any:
    return as_builtins(node)


def map_as_written(reader: Reader, node: Node, spot: Spot) -> dict[str, Any] | None:
    if not isinstance(node, Entries):
        reader.note(node, "want_map", key=spot.key)
        return None
    return as_builtins(node)


REGISTER: Keys = {
    "register": Key(name, required=True),
    "name": Key(words),
    "label": Key(words),
    "key": Key(names),
    "columns": Key(columns, required=True),
    "counted": Key(map_as_written),
    "unique": Key(list_of(list_of(name, alone=True))),
    "number": Key(choice("yearly")),
    "class": Key(name),
    "classes": Key(map_of(secrecy)),
    "history": Key(yes_no),
    "written_by": Key(list_of(choice("procedures", "import"), alone=True)),
    "law": Key(acts_of_law),
}


def register(reader: Reader, node: Entries, spot: Spot) -> Register | None:
    got = reader.map(node, spot, REGISTER, ("sổ", "a register"))
    if "register" not in got:
        return None
    return Register(
        slug=got["register"],
        name=got.get("name", got.get("label")),
        key=got.get("key", ()),
        columns=got.get("columns", {}),
        counted=got.get("counted", {}),
        unique=got.get("unique", ()),
        number=got.get("number", ""),
        class_=got.get("class", "open"),
        classes=got.get("classes", {}),
        history=got.get("history", False),
        written_by=got.get("written_by", ("procedures",)),
        law=got.get("law", {}),
    )


number = typed(lambda t: Decimal(t) if NUMBER.fullmatch(t) else None, "bad_number")
ROW: Keys = {
    "from": Key(day, required=True),
    "to": Key(day),
    "value": Key(number, required=True),
    "law": Key(law),
    "confirmed": Key(yes_no),
}


def _row(reader: Reader, node: Node, spot: Spot, keys: dict[str, Any]) -> NormRow | None:
    got = reader.map(
        node, spot, ROW | {key: Key(names) for key in keys}, ("dòng định mức", "a line of the norm")
    )
    if "from" not in got or "value" not in got:
        return None
    return NormRow(
        start=got["from"],
        end=got.get("to", ""),
        value=got["value"],
        keys={key: got[key] for key in keys if key in got},
        law=got.get("law"),
        confirmed=got.get("confirmed", True),
    )


NORM: Keys = {
    "norm": Key(name, required=True),
    "label": Key(words),
    "name": Key(words),
    "unit": Key(text, required=True),
    "keys": Key(map_of(names)),
    "law": Key(acts_of_law),
}


def norm(reader: Reader, node: Entries, spot: Spot) -> Norm | None:
    keys = (
        map_of(names)(Reader(type(reader.problems)()), node.values["keys"], spot)
        if "keys" in node.values
        else {}
    )
    rows = Key(list_of(lambda r, n, s: _row(r, n, s, keys)), required=True)
    got = reader.map(node, spot, NORM | {"rows": rows}, ("định mức", "a norm"))
    if "norm" not in got:
        return None
    return Norm(
        slug=got["norm"],
        unit=got.get("unit", ""),
        keys=got.get("keys", {}),
        rows=got.get("rows", ()),
        label=got.get("label", got.get("name")),
        law=got.get("law", {}),
    )


def labels(reader: Reader, node: Node, spot: Spot) -> dict[str, Text]:
    """The body of `roles.yaml` and `fields.yaml`: name → label."""
    if not isinstance(node, Entries):
        reader.note(node, "want_map", key=spot.key)
        return {}
    return {
        key: words_or_text(reader, value, Spot(key, at)) or Text(key)
        for key, at, value in node.each()
    }
