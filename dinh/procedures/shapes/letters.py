"""Letters and the rows written into registers (the grammar's §7)."""

from __future__ import annotations

import re

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Letter, LetterValue, RecordOp
from dinh.procedures import scalars
from dinh.procedures.nodes import Entries, Node, Scalar
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    choice,
    duration,
    full_name,
    full_names,
    law,
    list_of,
    map_of,
    name,
    scalar,
    text,
    whole,
)
from dinh.procedures.shapes.words import condition, either, words

VALUE: Keys = {"value": Key(full_name, required=True), "else": Key(text)}


def _value(reader: Reader, node: Node, spot: Spot) -> LetterValue | None:
    if isinstance(node, Scalar):
        value = full_name(reader, node, spot)
        return LetterValue(value) if value else None
    got = reader.map(node, spot, VALUE, ("giá trị đưa vào văn bản", "a value of a letter"))
    return LetterValue(got["value"], got.get("else")) if "value" in got else None


template = scalar(
    lambda t: t if re.fullmatch(r"[a-z0-9][a-z0-9_.-]*\.typ", t) else None, "bad_template"
)

LETTER: Keys = {
    "label": Key(words),
    "form": Key(choice("01", "02", "03", "04", "05", "06", "07")),
    "template": Key(template),
    "type": Key(text),
    "to": Key(full_names),
    "with": Key(map_of(_value)),
    "each": Key(full_name),
    "where": Key(condition),
    "valid": Key(duration),
    "copies": Key(whole(1, 1000)),
    "number": Key(name),
    "class": Key(name),
    "law": Key(law),
}


def letter(reader: Reader, node: Node, spot: Spot) -> Letter:
    what = ("văn bản", "a letter")
    got = reader.map(node, spot, LETTER, what)
    if isinstance(node, Entries):
        reader.one_of(node, spot, ("form", "template"), what)
    return Letter(
        name=spot.key,
        label=got.get("label"),
        form=got.get("form", ""),
        template=got.get("template", ""),
        type=got.get("type", ""),
        to=got.get("to", ("applicant",)),
        values=got.get("with", {}),
        each=got.get("each", ""),
        where=got.get("where", ALWAYS),
        valid=got.get("valid"),
        copies=got.get("copies", 1),
        number=got.get("number", ""),
        class_=got.get("class", ""),
        law=got.get("law"),
    )


issued = either(list_of(name, alone=True), "none", ())
"""`letter:` of an action, an end, a `then`: none, a name, or several."""

record_value = scalar(
    lambda t: (
        t
        if scalars.FULL_NAME.fullmatch(t)
        or scalars.NEXT_MONTH.fullmatch(t)
        or scalars.constant(t) is not None
        else None
    ),
    "bad_name",
)

RECORD: Keys = {
    "in": Key(name, required=True),
    "add": Key(map_of(record_value)),
    "change": Key(full_name),
    "set": Key(map_of(record_value)),
    "end": Key(full_name),
    "on": Key(record_value),
    "from": Key(record_value),
    "each": Key(full_name),
    "where": Key(condition),
}


def record(reader: Reader, node: Node, spot: Spot) -> RecordOp | None:
    what = ("dòng ghi sổ", "a line of records")
    got = reader.map(node, spot, RECORD, what)
    if not isinstance(node, Entries):
        return None
    op = reader.one_of(node, Spot(spot.key, node.at), ("add", "change", "end"), what)
    if op == "change" and "set" not in node.values:
        reader.note(node.at, "missing_key", key="set", what=what)
    for key, owner in (("set", "change"), ("on", "end")):
        if key in node.values and op and op != owner:
            reader.note(node.keys[key], "not_here", key=key, what=(f'"{op}"', f'"{op}"'))
    if "on" in node.values and "from" in node.values:
        reader.note(node.keys["from"], "not_here", key="from", what=('"on"', '"on"'))
    if not op or "in" not in got:
        return None
    return RecordOp(
        register=got["in"],
        op=op,
        row="" if op == "add" else got.get(op, ""),  # type: ignore[arg-type]
        values=got.get("add" if op == "add" else "set", {}),
        on=got.get("on", ""),
        begins=got.get("from", ""),
        each=got.get("each", ""),
        where=got.get("where", ALWAYS),
    )
