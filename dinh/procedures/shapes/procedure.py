"""The top keys of a procedure (the grammar's §2)."""

from __future__ import annotations

from typing import Any

from dinh.engine.definition.procedure import Procedure, Source, Text
from dinh.procedures.nodes import Entries, Items, Node
from dinh.procedures.reader import (
    Key,
    Keys,
    Reader,
    Spot,
    choice,
    day,
    law,
    list_of,
    map_of,
    name,
    scalar,
    slug,
    yes_no,
)
from dinh.procedures.scalars import SLUG
from dinh.procedures.shapes.derived import derived, valid
from dinh.procedures.shapes.documents import document
from dinh.procedures.shapes.examples import example
from dinh.procedures.shapes.fields import fields
from dinh.procedures.shapes.letters import letter
from dinh.procedures.shapes.money import fee
from dinh.procedures.shapes.opens import starts
from dinh.procedures.shapes.registers import (
    acts_of_law,
    as_written,
    map_as_written,
    secrecy_of_cases,
)
from dinh.procedures.shapes.steps import end, step
from dinh.procedures.shapes.times import deadline, extension
from dinh.procedures.shapes.told import told
from dinh.procedures.shapes.words import either, words

PUBLIC_EXAMPLES_MIN = 3
UNWRITTEN = (
    "note",
    "attach",
    "pay",
    "reassign",
    "relate",
    "withdraw",
    "waive",
    "transfer",
    "extend",
    "reverse",
    "deliver",
    "route",
)

IN_FORCE: Keys = {"from": Key(day, required=True), "to": Key(day)}


def _in_force(reader: Reader, node: Node, spot: Spot) -> dict[str, str]:
    got = reader.map(node, spot, IN_FORCE, ("in_force", "in_force"))
    if got.get("to", "9999") < got.get("from", ""):
        reader.note(node, "to_before_from")
    return got


OFF: Keys = {action: Key(yes_no) for action in UNWRITTEN} | {"law": Key(law)}


def _unwritten(reader: Reader, node: Node, spot: Spot) -> dict[str, Any]:
    return reader.map(node, spot, OFF, ("unwritten", "unwritten"))


DELEGATION: Keys = {"allowed": Key(yes_no, required=True), "law": Key(law, required=True)}


def _delegation(reader: Reader, node: Node, spot: Spot) -> dict[str, Any]:
    return reader.map(node, spot, DELEGATION, ("delegation", "delegation"))


slug_of_field = scalar(lambda t: t if SLUG.fullmatch(t.replace("_", "-")) else None, "bad_slug")
code = scalar(lambda t: "" if t == "none" else t, "bad_slug")

PROCEDURE: Keys = {
    "procedure": Key(slug, required=True),
    "name": Key(words, required=True),
    "known_as": Key(list_of(words)),
    "told": Key(told),
    "field": Key(slug_of_field, required=True),
    "code": Key(code, required=True),
    "in_force": Key(_in_force, required=True),
    "level": Key(choice("full", "partial", "info", "internal"), required=True),
    "law": Key(acts_of_law),
    "channels": Key(list_of(choice("counter", "online", "post", "house", "parent"), alone=True)),
    "class": Key(name),
    "classes": Key(map_of(secrecy_of_cases)),
    "frame": Key(as_written),
    "form": Key(fields),
    "findings": Key(fields),
    "derive": Key(map_of(derived, full=True)),
    "valid": Key(list_of(valid)),
    "documents": Key(map_of(document)),
    "deadline": Key(either(deadline, "none", False)),
    "extension": Key(extension),
    "fee": Key(fee),
    "steps": Key(map_of(step)),
    "ends": Key(map_of(end)),
    "letters": Key(map_of(letter)),
    "starts": Key(starts),
    "unwritten": Key(_unwritten),
    "delegation": Key(_delegation),
    "moves": Key(map_of(name)),
    "gives": Key(map_as_written),
    "examples": Key(list_of(example)),
}
ALWAYS_TOLD = ("steps", "ends", "letters")
"""Required after frames are written in, but not of a procedure that is only told (`level: info`)."""


def procedure(reader: Reader, node: Entries, spot: Spot) -> Procedure | None:
    what = ("thủ tục", "a procedure")
    got = reader.map(node, spot, PROCEDURE, what)
    if "procedure" not in got:
        return None
    level = got.get("level", "internal")
    _whole(reader, node, spot, level)
    off = got.get("unwritten", {})
    return Procedure(
        slug=got["procedure"],
        code=got.get("code", ""),
        name=got.get("name", Text(got["procedure"])),
        known_as=got.get("known_as", ()),
        told=got.get("told"),
        field=got.get("field", ""),
        level=level,
        in_force=got.get("in_force", {}).get("from", ""),
        until=got.get("in_force", {}).get("to", ""),
        law=got.get("law", {}),
        channels=got.get(
            "channels", ("house",) if level == "internal" else ("counter", "online", "post")
        ),
        class_=got.get("class", "open"),
        classes=got.get("classes", {}),
        form=got.get("form", {}),
        findings=got.get("findings", {}),
        derive=got.get("derive", {}),
        valid=got.get("valid", ()),
        documents=got.get("documents", {}),
        deadline=got.get("deadline") or None,
        **({"extension": got["extension"]} if "extension" in got else {}),
        fee=got.get("fee", {}),
        steps=got.get("steps", {}),
        ends=got.get("ends", {}),
        letters=got.get("letters", {}),
        start=next(iter(got.get("steps", {})), ""),
        starts=got.get("starts", ()),
        off=tuple(key for key, on in off.items() if on is False),
        off_law=off.get("law") if isinstance(off.get("law"), Source) else None,
        delegable=got.get("delegation", {}).get("allowed", True),
        delegable_law=got.get("delegation", {}).get("law"),
        examples=got.get("examples", ()),
        moves=got.get("moves", {}),
        gives=got.get("gives", {}),
    )


def _whole(reader: Reader, node: Entries, spot: Spot, level: str) -> None:
    """What a procedure of its level must have."""
    if level == "info":
        return
    for key in ALWAYS_TOLD:
        if key not in node.values:
            reader.note(spot.at, "missing_key", key=key, what=("thủ tục", "a procedure"))
    if level in ("full", "partial"):
        examples = node.of("examples")
        found = len(examples.items) if isinstance(examples, Items) else 0
        if found < PUBLIC_EXAMPLES_MIN:
            at = node.keys.get("examples", spot.at)
            reader.note(at, "too_few", key="examples", least=PUBLIC_EXAMPLES_MIN, found=found)
