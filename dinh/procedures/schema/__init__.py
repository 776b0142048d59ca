"""The JSON Schema of every kind of file, made from the readers' own shapes, so that editors complete what `dinh check` reads."""

from __future__ import annotations

from typing import Any

from dinh.procedures.expand import FRAMED, PART
from dinh.procedures.lookup import KINDS
from dinh.procedures.package import FRAME_FILE, PART_FILE
from dinh.procedures.reader import Key, Keys, Node, Read, Reader, Spot, What
from dinh.procedures.schema.asking import is_raw
from dinh.procedures.schema.plain import NAME
from dinh.procedures.schema.shape import Schema, Shapes, as_addition
from dinh.procedures.schema.words import described
from dinh.procedures.shapes.fields import FIELD
from dinh.procedures.shapes.procedure import ALWAYS_TOLD, PUBLIC_EXAMPLES_MIN, procedure
from dinh.procedures.shapes.registers import labels, norm, register

DIALECT = "http://json-schema.org/draft-07/schema#"


def schema(kind: str = "") -> dict[str, Any]:
    """Of one kind of file, or of any: then the key that says which is the one that decides."""
    shapes = Shapes()
    kinds = (kind,) if kind else KINDS
    made = {one: _file(shapes, one) for one in kinds}
    _with_parts(shapes)
    top = made[kind] if kind else _any(shapes, made)
    return {
        "$schema": DIALECT,
        "title": kind or "Đình",
        **top,
        "definitions": {
            name: shapes.defs[name]
            for name in sorted(shapes.defs)
            if shapes.defs[name] is not False
        },
    }


def _any(shapes: Shapes, made: dict[str, Schema]) -> Schema:
    """A procedure may have the key `frame`, a part the key `fields`: the first of the kinds decides."""
    shapes.defs |= made
    chosen: Schema | bool = False
    for kind in reversed(made):
        chosen = {
            "if": {"required": [kind]},
            "then": {"$ref": f"#/definitions/{kind}"},
            "else": chosen,
        }
    assert isinstance(chosen, dict)
    return {"type": "object", **chosen}


def _file(shapes: Shapes, kind: str) -> Schema:
    made = shapes.map(_reads(kind))
    assert made is not None
    if kind == "procedure":
        _procedure(shapes, made)
    if kind == "frame":
        made["allOf"] = [
            {"if": {"required": ["on"]}, "else": {"properties": _loosened(shapes, made)}}
        ]
    if kind == "part":
        made["anyOf"] = [{"required": ["form"]}, {"required": ["fields"]}]
    return made


def _reads(kind: str) -> Read:
    known: dict[str, Read] = {"procedure": procedure, "norm": norm, "register": register}
    tables: dict[str, tuple[Keys, What]] = {
        "part": (PART_FILE, ("phần dùng chung", "a part")),
        "frame": (FRAME_FILE, ("khung", "a frame")),
        "roles": ({"roles": Key(labels, required=True)}, ("roles.yaml", "roles.yaml")),
        "fields": ({"fields": Key(labels, required=True)}, ("fields.yaml", "fields.yaml")),
    }
    return known.get(kind) or _with_keys(*tables[kind])


def _with_keys(keys: Keys, what: What) -> Read:
    def read(reader: Reader, node: Node, spot: Spot) -> Any:
        return reader.map(node, spot, keys, what)

    return read


def _procedure(shapes: Shapes, made: Schema) -> None:
    strict = _loosened(shapes, made)
    made["properties"]["frame"] = {
        "type": "object",
        "required": ["use"],
        "properties": {"use": NAME | {"description": described("use", "frame")}},
        "additionalProperties": NAME,
        "description": described("frame", "a procedure"),
    }
    alone = {
        "properties": strict,
        "if": {"properties": {"level": {"not": {"const": "info"}}}},
        "then": {"required": list(ALWAYS_TOLD)},
    }
    public = {"if": {"properties": {"level": {"enum": ["full", "partial"]}}, "required": ["level"]}}
    examples = {
        "required": ["examples"],
        "properties": {"examples": {"minItems": PUBLIC_EXAMPLES_MIN}},
    }
    made["allOf"] = [{"if": {"required": ["frame"]}, "else": alone}, public | {"then": examples}]


def _loosened(shapes: Shapes, made: Schema) -> Schema:
    """Frames are written in before anything is required of a thing that a frame has too. Gives what holds where there is no frame below."""
    strict = {
        key: made["properties"][key] for key in FRAMED if key in made["properties"] and key != "law"
    }
    for key, section in strict.items():
        made["properties"][key] = _added_to(shapes, section)
    return strict


def _added_to(shapes: Shapes, section: Schema) -> Schema:
    """A map of things of which each may be only what is added to the frame's."""
    if "$ref" in section:
        return _added_to(shapes, shapes.defs[_name(section)]) | {
            key: told for key, told in section.items() if key != "$ref"
        }
    if "additionalProperties" not in section:
        return section
    name = _name(section["additionalProperties"])
    shapes.defs[f"{name}.added"] = as_addition(shapes.defs[name])
    return {**section, "additionalProperties": {"$ref": f"#/definitions/{name}.added"}}


def _name(schema: Schema) -> str:
    return schema["$ref"].removeprefix("#/definitions/")


def _with_parts(shapes: Shapes) -> None:
    """A field of a form may be a part's name instead: that is written out before fields are read."""
    places = _fields(shapes.defs)
    if not places:
        return
    group = {key: FIELD[key] if is_raw(one) else one for key, one in PART.items()}
    shapes.defs["part_use"] = shapes.object(group, ("nhóm trường", "a part"))
    for place in places:
        whole = dict(place)
        place.clear()
        place |= {
            "if": {"required": ["part"]},
            "then": {"$ref": "#/definitions/part_use"},
            "else": whole,
        }


def _fields(node: Any) -> list[Schema]:
    """The schemas of a field, also those inside a list; a register's columns are no parts."""
    if isinstance(node, list):
        return [found for one in node for found in _fields(one)]
    if not isinstance(node, dict):
        return []
    properties = node.get("properties", {})
    here = (
        [node]
        if isinstance(properties, dict)
        and {"type", "label", "shown"} <= set(properties)
        and "search" not in properties
        else []
    )
    return [found for one in node.values() for found in _fields(one)] + here
