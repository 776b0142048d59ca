"""Documents that are brought (the grammar's §5)."""

from __future__ import annotations

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Document, Text
from dinh.procedures.nodes import Node
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    choice,
    duration,
    full_name,
    law,
    map_of,
    text,
    whole,
    yes_no,
)
from dinh.procedures.shapes.words import named_words, needed, words

DOCUMENT: Keys = {
    "label": Key(words, required=True),
    "kind": Key(choice("original", "copy", "present")),
    "copies": Key(whole(0, 1000)),
    "required": Key(needed),
    "each": Key(full_name),
    "one_of": Key(map_of(named_words)),
    "valid": Key(duration),
    "reuse": Key(yes_no),
    "form": Key(text),
    "electronic": Key(yes_no),
    "law": Key(law),
    "help": Key(words),
}


def document(reader: Reader, node: Node, spot: Spot) -> Document:
    got = reader.map(node, spot, DOCUMENT, ("giấy tờ", "a document"))
    return Document(
        name=spot.key,
        label=got.get("label", Text(spot.key)),
        kind=got.get("kind", "copy"),
        copies=got.get("copies", 1),
        required=got.get("required", ALWAYS),
        each=got.get("each", ""),
        one_of=got.get("one_of", {}),
        valid=got.get("valid"),
        reuse=got.get("reuse", False),
        form=got.get("form", ""),
        electronic=got.get("electronic", False),
        law=got.get("law"),
        help=got.get("help"),
    )
