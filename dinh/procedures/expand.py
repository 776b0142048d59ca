"""Parts and frames written out, on nodes, before anything is typed: what follows sees one whole procedure.

A key written in the file wins over the frame's; steps, ends, letters, findings and documents are joined by name, a
step's actions too. Nodes keep the place they were written at, so a fault is told at the part's line and the author's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from dinh.checker.finding import near
from dinh.engine.definition.procedure import Text
from dinh.procedures.nodes import Entries, Items, Node, Scalar, entries_of, text_of
from dinh.procedures.problem import Place, Problems
from dinh.procedures.reader import Key, Keys, Reader, Spot, name, names
from dinh.procedures.scalars import PLACEHOLDER
from dinh.procedures.shapes.fields import raw
from dinh.procedures.shapes.words import words


class Includes(Protocol):
    """The files that may be included."""

    def find(self, kind: str, slug: str) -> Entries | None:
        """The top map of that file, counted as a source of the procedure; None when there is none."""

    def known(self, kind: str) -> list[str]:
        """The slugs there are of that kind."""


FRAMED = ("law", "findings", "documents", "steps", "ends", "letters")
"""What a frame may hold; `steps` are joined down to the keys of an action."""


class Whole(Struct):
    top: Entries
    groups: dict[str, Text]


def expand(reader: Reader, top: Entries, includes: Includes) -> Whole:
    """The procedure with its frame and parts written out, and the label of each part's name."""
    values, keys = dict(top.values), dict(top.keys)
    if "frame" in values:
        values, keys = _framed(reader, Entries(top.at, values, keys), includes)
    groups: dict[str, Text] = {}
    for section in ("form", "findings"):
        if isinstance(values.get(section), Entries):
            values[section] = _parted(
                reader, Entries(top.at, values, keys), section, includes, groups
            )
    return Whole(Entries(top.at, values, keys), groups)


def included[N: Node](node: N, via: Place) -> N:
    """The same nodes, knowing the author's line that includes them."""
    at = replace(node.at, via=via)
    if isinstance(node, Entries):
        return Entries(
            at,
            {key: included(value, via) for key, value in node.values.items()},
            {key: replace(place, via=via) for key, place in node.keys.items()},
        )
    if isinstance(node, Items):
        return Items(at, [included(item, via) for item in node.items])
    return Scalar(at, node.text, node.quoted)


# --- frames ---------------------------------------------------------------------------------------------------------


FRAME = ("khung", "frame")
PART_WORDS = ("phần dùng chung", "part")


def _framed(
    reader: Reader, top: Entries, includes: Includes, above: tuple[str, ...] = ()
) -> tuple[dict[str, Node], dict[str, Place]]:
    """above: the frames that stand on the one that `frame` names."""
    node, at = top.values["frame"], top.keys["frame"]
    values, keys = dict(top.values), dict(top.keys)
    use = text_of(node.of("use")) if isinstance(node, Entries) else ""
    frame = includes.find("frame", use) if use else None
    known = (
        frame_names(frame) if frame else [key for key in entries_of(node).values if key != "use"]
    )
    got = reader.map(
        node, Spot("frame", at), {key: Key(name, required=True) for key in ("use", *known)}, FRAME
    )
    if frame is None:
        if use:
            _absent(reader, entries_of(node).values["use"], includes, "frame", FRAME)
        return values, keys
    places = {place: got.get(place, place) for place in known}
    frame = _standing(reader, included(frame, at), includes, places, (*above, use))
    for section in FRAMED:
        given = frame.values.get(section)
        if isinstance(given, Entries):
            given = filled(reader, given, places)
            values[section] = (
                _joined(given, values[section], _step if section == "steps" else _over)
                if section in values
                else given
            )
            keys.setdefault(section, at)
    return values, keys


def _standing(
    reader: Reader,
    frame: Entries,
    includes: Includes,
    places: dict[str, str],
    above: tuple[str, ...],
) -> Entries:
    """The frame with the one it stands on (`on: {use: …}`) written in below it, and so on down; none stands on itself."""
    if "on" not in frame.values:
        return frame
    on = filled(reader, frame.values["on"], places)
    below = text_of(entries_of(on).values.get("use"))
    if below in above:
        reader.note(frame.keys["on"], "frames_round", frames=" → ".join((*above, below)))
        return frame
    top = Entries(
        frame.at, {**frame.values, "frame": on}, {**frame.keys, "frame": frame.keys["on"]}
    )
    values, keys = _framed(reader, top, includes, above)
    return Entries(
        frame.at, {**values, "frame": frame.values["frame"]}, {**keys, "frame": frame.keys["frame"]}
    )


def frame_alone(reader: Reader, top: Entries, includes: Includes) -> Entries:
    """A frame as it can be read by itself: with what it stands on, and each `<next>` standing for a step of that name."""
    places = {one: one for one in frame_names(top)}
    whole = _standing(reader, top, includes, places, (text_of(top.values.get("frame")),))
    quiet = Reader(Problems())
    return Entries(
        top.at,
        {key: filled(quiet, value, places) for key, value in whole.values.items()},
        whole.keys,
    )


def _absent(
    reader: Reader, node: Node, includes: Includes, kind: str, what: tuple[str, str]
) -> None:
    slug = text_of(node)
    known = includes.known(kind)
    meant = near(slug, known)
    code = "not_readable" if slug in known else "not_found_near" if meant else "not_found"
    reader.note(
        node, code, rule="N1", what=what, name=slug, near=meant, where=f"{kind}s/{slug}.yaml"
    )


def frame_names(frame: Entries) -> list[str]:
    node = frame.values.get("names")
    return [text_of(item) for item in node.items] if isinstance(node, Items) else []


def filled(reader: Reader, node: Node, places: dict[str, str]) -> Node:
    """The frame's nodes with `<next>` filled in; a placeholder that is not in `names` is noted."""
    if isinstance(node, Entries):
        return Entries(
            node.at,
            {key: filled(reader, value, places) for key, value in node.values.items()},
            node.keys,
        )
    if isinstance(node, Items):
        return Items(node.at, [filled(reader, item, places) for item in node.items])
    found = PLACEHOLDER.match(node.text)
    if not found or (node.quoted and found[1] not in places):
        return Scalar(node.at, node.text, node.quoted)
    if found[1] not in places:
        reader.note(node, "placeholder", name=found[1])
    meant = found[1] if found[1] in places else near(found[1], places)
    return Scalar(node.at, places.get(meant, found[1]) + node.text[found.end() :], node.quoted)


def _joined(frame: Node, own: Node, thing: Callable[[Node, Node], Node]) -> Node:
    """The frame's things first, in its order; what both name is joined by `thing`."""
    if not (isinstance(frame, Entries) and isinstance(own, Entries)):
        return own
    joined = Entries(own.at, dict(frame.values), dict(frame.keys))
    for key, at, value in own.each():
        joined.values[key] = thing(frame.values[key], value) if key in frame.values else value
        joined.keys[key] = at
    return joined


def _over(frame: Node, own: Node) -> Node:
    """Each key the file has wins, whole."""
    return _joined(frame, own, lambda _, value: value)


def _step(frame: Node, own: Node) -> Node:
    """The same, and the actions are joined by name."""
    joined = _over(frame, own)
    if (
        isinstance(joined, Entries)
        and isinstance(own, Entries)
        and isinstance(frame, Entries)
        and "do" in frame.values
        and "do" in own.values
    ):
        joined.values["do"] = _joined(frame.values["do"], own.values["do"], _over)
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


def _parted(
    reader: Reader, top: Entries, section: str, includes: Includes, groups: dict[str, Text]
) -> Entries:
    """The section with every `part` replaced by its fields; its `derive` and `valid` go to the procedure's."""
    fields: Entries = top.values[section]  # type: ignore[assignment]
    out = Entries(fields.at, {}, {})
    for key, at, node in fields.each():
        if isinstance(node, Entries) and "part" in node.values:
            _one(reader, top, out, Spot(key, at), node, includes, groups)
        else:
            out.values[key], out.keys[key] = _columns(reader, node, includes), at
    return out


def _columns(reader: Reader, node: Node, includes: Includes) -> Node:
    """A list's columns may be parts too; their derived values and faults are the row's."""
    if not (
        isinstance(node, Entries)
        and text_of(node.of("type")) == "list"
        and isinstance(node.of("of"), Entries)
    ):
        return node
    inner = Entries(node.at, dict(node.values), dict(node.keys))
    inner.values["of"] = _parted(reader, inner, "of", includes, {})
    return inner


def _one(
    reader: Reader,
    top: Entries,
    out: Entries,
    spot: Spot,
    node: Entries,
    includes: Includes,
    groups: dict[str, Text],
) -> None:
    got = reader.map(node, spot, PART, ("nhóm trường", "a part"))
    groups[spot.key] = got.get("label", Text(spot.key))
    part = includes.find("part", got["part"]) if "part" in got else None
    if part is None:
        if "part" in got:
            _absent(reader, node.values["part"], includes, "part", PART_WORDS)
        return
    part = included(part, spot.at)
    own = part.values.get("form", part.values.get("fields"))
    if not isinstance(own, Entries):
        return
    dropped = set(got.get("without", ()))
    for one in dropped - set(own.values):
        reader.note(
            node.keys["without"],
            "not_found",
            rule="N1",
            what=("trường", "field"),
            name=one,
            where=f"parts/{got['part']}.yaml",
        )
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
    own = (
        Entries(old.at, dict(old.values), dict(old.keys))
        if isinstance(old, Entries)
        else Entries(more.at, {}, {})
    )
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
    return Entries(
        node.at, {one: renamed(value, names_, one) for one, value in node.values.items()}, node.keys
    )
