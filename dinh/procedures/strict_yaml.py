"""Bytes of a file → nodes: the strict subset of YAML (rule Y1).

The parser's events are followed, never its loader: nothing is resolved, no alias is expanded, no tag makes an object.
What is wrong with the characters, keys, anchors and tags is collected, all at once; broken syntax ends the reading.
"""

from __future__ import annotations

import re
from unicodedata import normalize

import yaml

from dinh.procedures.nodes import Entries, Items, Node, Scalar
from dinh.procedures.problem import Place, Problems
from dinh.procedures.sentences import say, syntax
from dinh.procedures.yaml_repair import mended

BYTES_MAX = 4 * 1024 * 1024
DEPTH_MAX = 24
NODES_MAX = 400_000
TEXT_MAX = 20_000
MENDED_MAX = 400_000
"""Characters of a file of which a broken line is tried to be mended: it is read anew for each try."""
LINE_MAX = 300

PARSER = getattr(yaml, "CLoader", yaml.Loader)

# Tabs, controls, line breaks that only some programs see, marks that reorder or hide what is read, bytes not of UTF-8.
UNWANTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class _Stop(Exception):
    """Reading on would only repeat the fault already noted."""


def read(content: bytes, file: str, problems: Problems) -> Entries | None:
    """The file's top map, or None when it cannot be followed; every fault is noted in `problems`."""
    text = _text(content, file, problems)
    if text is None:
        return None
    try:
        top = _Reading(file, problems).document(yaml.parse(text, Loader=PARSER))
    except yaml.MarkedYAMLError as error:
        if problems.stopping():
            return None  # tabs and odd characters were noted: the broken syntax follows from them
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        if "nesting depth" in (error.problem or ""):
            return _note(problems, place, "too_deep", most=DEPTH_MAX)
        if (better := _mended(text, place.line, error)) is not None:
            line, written = better
            at = place if place.line == line else Place(file, line)
            return _note(problems, at, "quote", mended=written[:LINE_MAX])
        _note(problems, place, "syntax", problem=syntax(error.problem or "", _opened(error)))
        return None
    except (yaml.YAMLError, RecursionError):
        _note(problems, Place(file), "syntax", problem=syntax(""))
        return None
    except _Stop:
        return None
    if not isinstance(top, Entries):
        _note(problems, top.at, "top_not_map")
        return None
    return top


def _mended(text: str, line: int, error: yaml.MarkedYAMLError) -> tuple[int, str] | None:
    """The author's line that mends it, where one does: the one of the fault, the one that opened what is not closed, the one before."""
    if len(text) > MENDED_MAX:
        return None
    opened = error.context_mark.line + 1 if error.context_mark else 0
    lines = [line, *(one for one in (opened, line - 1) if one != line)]
    return mended(text, [*dict.fromkeys(one for one in lines if one > 0)], _stops)


def _stops(text: str) -> int:
    """The line at which it stops being YAML; 0: it never does."""
    try:
        for _ in yaml.parse(text, Loader=PARSER):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return mark.line + 1 if mark else 1
    except (yaml.YAMLError, RecursionError):
        return 1
    return 0


def _opened(error: yaml.MarkedYAMLError) -> int:
    """The line, from 1, on which the bracket or quote was opened that is not closed by the line of the fault; 0: none was."""
    opened, at = error.context_mark, error.problem_mark
    open_ended = (
        ("flow" in (error.context or "") or "quoted" in (error.context or ""))
        and opened is not None
        and at is not None
    )
    return opened.line + 1 if open_ended and opened.line < at.line else 0


def _text(content: bytes, file: str, problems: Problems) -> str | None:
    """The file's characters in NFC, each unwanted one noted and put out of harm's way."""
    if len(content) > BYTES_MAX:
        return _note(problems, Place(file), "too_big", most=BYTES_MAX // 1024)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:4].count(0) >= 2:
        return _note(problems, Place(file), "utf16")
    if content.startswith(b"\xef\xbb\xbf"):
        _note(problems, Place(file), "bom")
        content = content[3:]
    text = normalize("NFC", content.decode("utf-8", "surrogateescape")).replace("\r\n", "\n")
    if not text.strip():
        return _note(problems, Place(file), "empty_file")
    if UNWANTED.search(text):
        for number, line in enumerate(text.split("\n"), 1):
            first = {
                _kind(found.group()): found for found in reversed(list(UNWANTED.finditer(line)))
            }
            for kind, found in first.items():
                _note(
                    problems,
                    Place(file, number, found.start() + 1),
                    kind,
                    sign=f"U+{ord(found.group()):04X}",
                )
        text = UNWANTED.sub(" ", text)
    return text


def _kind(character: str) -> str:
    if character == "\t":
        return "tab"
    return "not_utf8" if "\ud800" <= character <= "\udfff" else "control"


def _note(problems: Problems, place: Place, code: str, **facts: object) -> None:
    message, do = say(code, **facts)
    problems.add(place, "Y1", message, do)


class _Reading:
    """Follows the events of one file, with a stack of open collections."""

    def __init__(self, file: str, problems: Problems):
        self.file = file
        self.problems = problems
        self.nodes = 0

    def note(self, place: Place, code: str, **facts: object) -> None:
        _note(self.problems, place, code, **facts)

    def document(self, events) -> Node:
        top: Node | None = None
        documents = 0
        stack: list[_Open] = []
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                place = self.place(event)
                if event.version or event.tags:
                    self.note(place, "directive")
                if documents > 1:
                    self.note(place, "documents")
                    break
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event)
                if stack:
                    stack[-1].take(node, self)
                else:
                    top = node
                if not isinstance(node, Scalar):
                    stack.append(_Open(node))
                    if len(stack) > DEPTH_MAX:
                        self.note(node.at, "too_deep", most=DEPTH_MAX)
                        raise _Stop
        if top is None:
            self.note(Place(self.file), "empty_file")
            raise _Stop
        return top

    def place(self, event) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event) -> Node:
        place = self.place(event)
        self.nodes += 1
        if self.nodes > NODES_MAX:
            self.note(place, "too_many", most=NODES_MAX)
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self.note(place, "alias", name=event.anchor)
            return Scalar(place, "", quoted=True)
        if event.anchor is not None:
            self.note(place, "anchor", name=event.anchor)
        if event.tag is not None:
            self.note(place, "tag", name=event.tag)
        if isinstance(event, yaml.MappingStartEvent):
            return Entries(place, {}, {})
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(place, [])
        if len(event.value) > TEXT_MAX:
            self.note(place, "long_text", most=TEXT_MAX)
        if found := CONTROL.search(event.value):
            self.note(place, "control", sign=f"U+{ord(found.group()):04X}")
        plain = not event.style
        # Escapes such as \u0301 are decomposed after the file as a whole was normalised.
        value = normalize(
            "NFC", event.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
        return Scalar(
            place, value.rstrip("\n") if event.style in ("|", ">") else value, quoted=not plain
        )


class _Open:
    """A collection whose end is not yet read; in a map, keys and values alternate."""

    def __init__(self, node: Entries | Items):
        self.node = node
        self.key: Scalar | None = None
        self.waiting = False

    def take(self, node: Node, reading: _Reading) -> None:
        if isinstance(self.node, Items):
            self.node.items.append(node)
        elif not self.waiting:
            self.waiting = True
            self.key = node if isinstance(node, Scalar) else None
            if self.key is None or (not node.text and not node.quoted):
                reading.note(node.at, "odd_key")
                self.key = None
            elif node.text == "<<" and not node.quoted:
                reading.note(node.at, "merge")
                self.key = None
        else:
            self.waiting = False
            if self.key is not None:
                self.put(self.key, node, reading)

    def put(self, key: Scalar, node: Node, reading: _Reading) -> None:
        first = self.node.keys.get(key.text)
        if first is not None:
            reading.note(key.at, "twice", key=key.text, first=first.line, second=key.at.line)
            return
        self.node.keys[key.text] = key.at
        self.node.values[key.text] = node
