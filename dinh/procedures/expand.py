"""Parts and frames written out, on nodes, before anything is typed: what follows sees one whole procedure.

A key written in the file wins over the frame's; steps, ends, letters, findings and documents are joined by name, a
step's actions too. Nodes keep the place they were written at, so a fault is told at the part's line and the author's.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from dinh.engine.procedure import Text
from dinh.procedures.nodes import Entries, Items, Node, Scalar, text_of
from dinh.procedures.reader import Key, Keys, Reader, Spot, name, names
from dinh.procedures.scalars import PLACEHOLDER
from dinh.procedures.shapes.fields import raw
from dinh.procedures.shapes.words import words

type Find = Callable[[str, str], Entries | None]
"""(kind, slug) → the top map of that file, read and counted as a source; None when there is none."""

FRAMED = ("law", "findings", "documents", "steps", "ends", "letters")
"""What a frame may hold; `steps` are joined down to the keys of an action."""


class Whole(Struct):
    top: Entries
    groups: dict[str, Text]


def expand(reader: Reader, top: Entries, find: Find) -> Whole:
    """The procedure with its frame and parts written out, and the label of each part's name."""
    values, keys = dict(top.values), dict(top.keys)
    if "frame" in values:
        values, keys = _framed(reader, Entries(top.at, values, keys), find)
    groups: dict[str, Text] = {}
    for section in ("form", "findings"):
        if isinstance(values.get(section), Entries):
            values[section] = _parted(reader, Entries(top.at, values, keys), section, find, groups)
    return Whole(Entries(top.at, values, keys), groups)


# --- frames ---------------------------------------------------------------------------------------------------------


def _framed(reader: Reader, top: Entries, find: Find) -> tuple[dict[str, Node], dict]:
    node, at = top.values["frame"], top.keys["frame"]
    values, keys = dict(top.values), dict(top.keys)
    if not isinstance(node, Entries):
        reader.note(node, "want_map", key="frame")
        return values, keys
    got = {key: text_of(value) for key, value in node.values.items()}
    frame = find("frame", got["use"]) if "use" in got else None
    if frame is None:
        if reader.map(
            node, Spot("frame", at), {key: Key(name) for key in node.values} | {"use": Key(name, required=True)}, ("frame", "frame")
        ).get("use"):
            reader.note(
                node.values["use"], "not_found", rule="N1", what=("khung", "frame"), name=got["use"], where=f"frames/{got['use']}.yaml"
            )
        return values, keys
    reader.included.setdefault(frame.at.file, []).append(at)
    known = frame_names(frame)
    reader.map(node, Spot("frame", at), {key: Key(name, required=True) for key in ("use", *known)}, ("frame", "frame"))
    places = {place: got.get(place, place) for place in known}
    for section in FRAMED:
        if isinstance(frame.values.get(section), Entries):
            given = filled(reader, frame.values[section], places)
            values[section] = _joined(given, values[section], section) if section in values else given
            keys.setdefault(section, at)
    return values, keys


def frame_names(frame: Entries) -> list[str]:
    node = frame.values.get("names")
    return [text_of(item) for item in node.items] if isinstance(node, Items) else []


def filled(reader: Reader, node: Node, places: dict[str, str]) -> Node:
    """The frame's nodes with `<next>` filled in; a placeholder that is not in `names` is noted."""
    if isinstance(node, Entries):
        return Entries(node.at, {key: filled(reader, value, places) for key, value in node.values.items()}, node.keys)
    if isinstance(node, Items):
        return Items(node.at, [filled(reader, item, places) for item in node.items])
    found = PLACEHOLDER.match(node.text)
    if found and found[1] in places:
        return Scalar(node.at, places[found[1]] + node.text[found.end() :], node.quoted)
    if found and not node.quoted:
        reader.note(node, "placeholder", name=found[1])
    return Scalar(node.at, node.text, node.quoted)


def _joined(frame: Node, own: Node, section: str) -> Node:
    """The frame's things first, in its order; of a thing that both name, each key the file has wins."""
    if not (isinstance(frame, Entries) and isinstance(own, Entries)):
        return own
    joined = Entries(own.at, dict(frame.values), dict(frame.keys))
    for key, at, value in own.each():
        under = {"steps": "step", "step": "do" if key == "do" else "", "do": "action"}.get(
            section, "" if section in ("", "action") else "thing"
        )
        joined.values[key] = (
            _joined(frame.values[key], value, under) if section not in ("", "thing", "action") and under and key in frame.values else value
        )
        joined.keys[key] = at
    return joined


# --- parts ----------------------------------------------------------------------------------------------------------

PART: Keys = {
    "part": Key(name, required=True),
    "label": Key(words),
    "required": Key(raw),
    "shown": Key(raw),
    "without": Key(names),
    "personal": Key(raw),
    "class": Key(raw),
    "law": Key(raw),
    "help": Key(words),
}
HANDED_ON = ("personal", "class")
"""Keys of the group that each of its fields has unless it says otherwise."""


def _parted(reader: Reader, top: Entries, section: str, find: Find, groups: dict[str, Text]) -> Entries:
    """The section with every `part` replaced by its fields; its `derive` and `valid` go to the procedure's."""
    fields: Entries = top.values[section]  # type: ignore[assignment]
    out = Entries(fields.at, {}, {})
    for key, at, node in fields.each():
        if isinstance(node, Entries) and "part" in node.values:
            _one(reader, top, out, Spot(key, at), node, find, groups)
        else:
            out.values[key], out.keys[key] = _columns(reader, node, find), at
    return out


def _columns(reader: Reader, node: Node, find: Find) -> Node:
    """A list's columns may be parts too; their derived values and faults are the row's."""
    if not (isinstance(node, Entries) and text_of(node.of("type")) == "list" and isinstance(node.of("of"), Entries)):
        return node
    inner = Entries(node.at, dict(node.values), dict(node.keys))
    inner.values["of"] = _parted(reader, inner, "of", find, {})
    return inner


def _one(reader: Reader, top: Entries, out: Entries, spot: Spot, node: Entries, find: Find, groups: dict[str, Text]) -> None:
    got = reader.map(node, spot, PART, ("nhóm trường", "a part"))
    groups[spot.key] = got.get("label", Text(spot.key))
    part = find("part", got["part"]) if "part" in got else None
    if part is None:
        if "part" in got:
            reader.note(
                node.values["part"],
                "not_found",
                rule="N1",
                what=("phần dùng chung", "part"),
                name=got["part"],
                where=f"parts/{got['part']}.yaml",
            )
        return
    reader.included.setdefault(part.at.file, []).append(spot.at)
    own = part.values.get("form", part.values.get("fields"))
    if not isinstance(own, Entries):
        return
    dropped = set(got.get("without", ()))
    for one in dropped - set(own.values):
        reader.note(node.keys["without"], "not_found", rule="N1", what=("trường", "field"), name=one, where=f"parts/{got['part']}.yaml")
    derive, gone = _kept(part.of("derive"), dropped)
    local = {one: f"{spot.key}.{one}" for one in (*own.values, *(derive.values if derive else ()))}
    for key, at, field in own.each():
        if key not in dropped:
            out.values[local[key]] = _field(reader, field, node, local)
            out.keys[local[key]] = at
    _append(top, "derive", derive, local)
    _append_valid(top, part.of("valid"), gone, local)


def _kept(derive: Node | None, dropped: set[str]) -> tuple[Entries | None, set[str]]:
    """The part's derived values that read nothing left out, and the names that are gone with what was left out."""
    if not isinstance(derive, Entries):
        return None, dropped
    gone, kept = set(dropped), Entries(derive.at, {}, {})
    for key, at, node in derive.each():
        if _reads(node) & gone:
            gone.add(key)
        else:
            kept.values[key], kept.keys[key] = node, at
    return kept, gone


def _reads(node: Node) -> set[str]:
    """Every word of a node that may be a name: keys and scalars."""
    if isinstance(node, Entries):
        return set(node.values).union(*(_reads(value) for value in node.values.values()))
    if isinstance(node, Items):
        return set().union(*(_reads(item) for item in node.items))
    return {node.text}


def _field(reader: Reader, node: Node, group: Entries, local: dict[str, str]) -> Node:
    """The part's field with its names made full, and with the group's conditions."""
    if not isinstance(node, Entries):
        return node
    field = Entries(node.at, dict(node.values), dict(node.keys))
    for key in ("required", "shown"):
        if key in field.values:
            field.values[key] = renamed(field.values[key], local, key)
    for key in HANDED_ON:
        if key in group.values and key not in field.values:
            field.values[key], field.keys[key] = group.values[key], group.keys[key]
    _hand(reader, field, group, "shown")
    if "required" in field.values and text_of(field.values["required"]) != "no":
        _hand(reader, field, group, "required")
    return field


def _hand(reader: Reader, field: Entries, group: Entries, key: str) -> None:
    if key not in group.values:
        return
    if key not in field.values or text_of(field.values[key]) == "yes":
        field.values[key], field.keys[key] = group.values[key], group.keys[key]
    else:
        reader.also[(id(field), key)] = group.values[key]


def _append(top: Entries, key: str, more: Entries | None, local: dict[str, str]) -> None:
    if more is None or not more.values:
        return
    old = top.values.get(key)
    own = Entries(old.at, dict(old.values), dict(old.keys)) if isinstance(old, Entries) else Entries(more.at, {}, {})
    for one, at, node in more.each():
        own.values[local[one]], own.keys[local[one]] = renamed(node, local), at
    if old is None or isinstance(old, Entries):
        top.values[key] = own
        top.keys.setdefault(key, more.at)


def _append_valid(top: Entries, more: Node | None, gone: set[str], local: dict[str, str]) -> None:
    old = top.values.get("valid")
    if not isinstance(more, Items) or not (old is None or isinstance(old, Items)):
        return
    lines = [renamed(line, local) for line in more.items if not _reads(line) & gone]
    top.values["valid"] = Items(old.at if old else more.at, [*(old.items if old else ()), *lines])
    top.keys.setdefault("valid", more.at)


CONDITIONS = {"when", "where", "shown", "required"}
WORDS = {"label", "say", "help", "law", "gives", "norm", "mode", "only", "on", "class"}


def renamed(node: Node, names_: dict[str, str], key: str = "") -> Node:
    """The node with names made full: keys of conditions, and operands; never words, constants or tests."""
    if key in WORDS:
        return node
    if isinstance(node, Items):
        return Items(node.at, [renamed(item, names_, key) for item in node.items])
    if isinstance(node, Scalar):
        return Scalar(node.at, names_.get(node.text, node.text), node.quoted)
    if key in CONDITIONS:
        return Entries(
            node.at,
            {names_.get(one, one): value for one, value in node.values.items()},
            {names_.get(one, one): at for one, at in node.keys.items()},
        )
    return Entries(node.at, {one: renamed(value, names_, one) for one, value in node.values.items()}, node.keys)
