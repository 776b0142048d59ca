"""How a node becomes a value by its key: the machinery of rule Y2. The tables of keys stand in `shapes`.

A reader takes (reader, node, spot) and gives a value, or None after noting why not. Reading goes on after a fault, so
that a file's faults are told all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from dinh.checker.finding import near
from dinh.engine.definition.procedure import Text
from dinh.procedures import author_mistakes, scalars
from dinh.procedures.nodes import Entries, Items, Node, Scalar, empty, text_of
from dinh.procedures.problem import Place, Problems
from dinh.procedures.sentences import say

type What = tuple[str, str]
"""What is being read, in Vietnamese and English: ("bước", "a step")."""

type Read = Callable[["Reader", Node, "Spot"], Any]


class Spot(Struct, frozen=True):
    """The key a value stands under, and the key's place."""

    key: str
    at: Place


class Key(Struct, frozen=True):
    read: Read
    required: bool = False


type Keys = dict[str, Key]


class Reader:
    """Notes faults; one that stands in an included part or frame is told at the author's lines too."""

    def __init__(self, problems: Problems):
        self.problems = problems
        self.also: dict[
            tuple[int, str], Node
        ] = {}  # of a part's field (by identity): the group's `shown`, `required`

    def note(self, at: Place | Node, code: str, *, rule: str = "Y2", **facts: object) -> None:
        message, do = say(code, **facts)
        if facts.get("mended"):
            _, do = say("write", **facts)
        self.tell(at if isinstance(at, Place) else at.at, rule, message, do)

    def tell(self, place: Place, rule: str, message: Text, do: Text, **more: Any) -> None:
        """At its place; and what stands in an included file, at the author's line that includes it too."""
        self.problems.add(place, rule, message, do, **more)
        author = place.via
        while author is not None:
            told, do_told = say(
                "included",
                file=place.file,
                line=place.line,
                message=(message.vi, message.en),
                do=(do.vi, do.en),
            )
            self.problems.add(author, rule, told, do_told, inside=place, **more)
            author = author.via

    def map(self, node: Node, spot: Spot, keys: Keys, what: What) -> dict[str, Any]:
        """The values of the known keys; unknown, missing and empty ones are noted."""
        if not isinstance(node, Entries):
            self.note(node, "want_map", key=spot.key)
            return {}
        found: dict[str, Any] = {}
        for written, at, value in self._rejoined(node, keys):
            key = written if written in keys else self._meant(written, at, node, keys, what)
            if key:
                got = self.value(keys[key].read, value, Spot(key, at))
                if got is not None:
                    found[key] = got
        for key in keys:
            if keys[key].required and key not in node.values and key not in found:
                self.note(spot.at, "missing_key", key=key, what=what)
        return found

    def _rejoined(self, node: Entries, keys: Keys) -> list[tuple[str, Place, Node]]:
        """The entries as they were meant.

        YAML makes a key of its own of what stands behind a comma, and of `key:value` without a space.
        """
        found: list[tuple[str, Place, Node]] = []
        split: dict[Place, tuple[str, str]] = {}
        for written, at, value in node.each():
            key, colon, rest = written.partition(":")
            before = found[-1][2] if found else None
            if written in keys or not isinstance(value, Scalar):
                found.append((written, at, value))
            elif empty(value) and colon and rest and key in keys and key not in node.values:
                self.note(at, "no_space", key=key, mended=as_written(rest))
                found.append((key, at, Scalar(at, rest)))
            elif isinstance(before, Scalar) and _goes_on(before, written, value):
                key, first, _ = found.pop()
                more = written if empty(value) else f"{written}: {value.text}"
                number = author_mistakes.number(f"{before.text},{more}") if more.isdecimal() else ""
                whole = number or f"{before.text}, {more}"
                split[before.at] = key, number or f'"{whole}"'
                found.append((key, first, Scalar(before.at, whole)))
            else:
                found.append((written, at, value))
        for place, (key, mended) in split.items():
            self.note(place, "comma", key=key, mended=mended)
        return found

    def _meant(self, written: str, at: Place, node: Entries, keys: Keys, what: What) -> str:
        """The key that was probably meant: read as that one, so that one slip is told once."""
        meant = near(written, keys)
        if meant:
            self.note(at, "unknown_key_near", key=written, near=meant, what=what)
        else:
            self.note(at, "unknown_key", key=written, what=what, known=", ".join(keys))
        return "" if meant in node.values else meant

    def value(self, read: Read, node: Node, spot: Spot) -> Any:
        if empty(node):
            self.note(spot.at, "no_value", key=spot.key)
            return None
        return read(self, node, spot)

    def named[T](
        self,
        node: Node,
        spot: Spot,
        read: Callable[[Reader, Node, Spot], T | None],
        *,
        full: bool = False,
    ) -> dict[str, T]:
        """A map from names to things of one kind, in the file's order."""
        if not isinstance(node, Entries):
            self.note(node, "want_map", key=spot.key)
            return {}
        found: dict[str, T] = {}
        for name, at, value in node.each():
            if not (scalars.FULL_NAME if full else scalars.NAME).fullmatch(name):
                close = author_mistakes.name(name)
                self.note(at, "bad_name_near" if close else "bad_name", value=name, near=close)
                if not close or close in node.values or close in found:
                    continue
                name = close
            got = self.value(read, value, Spot(name, at))
            if got is not None:
                found[name] = got
        return found

    def listed[T](
        self,
        node: Node,
        spot: Spot,
        read: Callable[[Reader, Node, Spot], T | None],
        *,
        alone: bool = False,
    ) -> tuple[T, ...]:
        """A list; `alone`: one value without brackets is a list of one."""
        if isinstance(node, Items):
            got = [self.value(read, item, Spot(spot.key, item.at)) for item in node.items]
        elif alone:
            got = [self.value(read, node, spot)]
        else:
            self.note(node, "want_list", key=spot.key)
            got = []
        return tuple(item for item in got if item is not None)

    def one_of(
        self, node: Entries, spot: Spot, keys: Iterable[str], what: What, *, needed: bool = True
    ) -> str:
        """Which one of these keys the map has; having several, or none where one is needed, is noted."""
        known = list(keys)
        have = [key for key in known if key in node.values]
        if len(have) > 1:
            self.note(node.keys[have[1]], "one_of_keys", what=what, known=", ".join(known))
        if not have and needed:
            self.note(spot.at, "none_of_keys", what=what, known=", ".join(known))
        return have[0] if have else ""


def _goes_on(before: Scalar, written: str, value: Scalar) -> bool:
    """Is this no key, but the rest of the text that a comma broke off?"""
    if before.quoted or not before.text:
        return False
    if not scalars.FULL_NAME.fullmatch(written):
        return not value.quoted
    return empty(value) and (" " in before.text or not before.text.isascii())


def text(reader: Reader, node: Node, spot: Spot) -> str | None:
    if isinstance(node, Scalar):
        return node.text
    reader.note(node, "want_text", key=spot.key)
    return None


type Meant = Callable[[str], str]
"""What was probably meant by a text that is not of the type (`everyday`); "": nobody knows."""


def scalar(parse: Callable[[str], Any], code: str, meant: Meant = lambda written: "") -> Read:
    """A reader of one scalar; `code` is what is said when it is not of the type. What was meant is read instead."""

    def read(reader: Reader, node: Node, spot: Spot) -> Any:
        written = text(reader, node, spot)
        if written is None:
            return None
        value = parse(written)
        if value is None:
            mended = meant(written)
            value = parse(mended) if mended else None
            told = "" if value is None else as_written(mended)
            reader.note(node, code, key=spot.key, value=written, mended=told)
        return value

    return read


def as_written(value: str) -> str:
    """As it must stand in a file: in quotes where YAML would read it as something else."""
    return f'"{value}"' if value[:1] in "[(<>=" else value


def typed(parse: Callable[[str], Any], code: str, meant: Meant = lambda written: "") -> Read:
    """The same, for types that have a JSON value of their own: the node keeps it."""
    read_scalar = scalar(parse, code, meant)

    def read(reader: Reader, node: Node, spot: Spot) -> Any:
        value = read_scalar(reader, node, spot)
        if value is not None and isinstance(node, Scalar):
            node.typed = value
        return value

    return read


def whole(low: int, high: int) -> Read:
    """A whole number within bounds."""

    def read(reader: Reader, node: Node, spot: Spot) -> int | None:
        written = text(reader, node, spot)
        if written is None:
            return None
        value = scalars.number(written)
        if not isinstance(value, int) or not low <= value <= high:
            reader.note(node, "bad_whole", key=spot.key, value=written, low=low, high=high)
            return None
        node.typed = value  # type: ignore[union-attr]
        return value

    return read


def choice(*known: str, meant: Meant = lambda written: "") -> Read:
    """One of these words. meant: which of them a word in another language means."""

    def read(reader: Reader, node: Node, spot: Spot) -> str | None:
        written = text(reader, node, spot)
        if written is None or written in known:
            return written
        translated = meant(written)
        close = translated or near(written, known)
        reader.note(
            node,
            "want_one_of_near" if close else "want_one_of",
            key=spot.key,
            value=written,
            near=close,
            known=", ".join(known),
            mended=translated,
        )
        return close or None

    return read


def list_of(read: Read, *, alone: bool = False) -> Read:
    return lambda reader, node, spot: reader.listed(node, spot, read, alone=alone)


def map_of(read: Read, *, full: bool = False) -> Read:
    return lambda reader, node, spot: reader.named(node, spot, read, full=full)


def _matching(pattern: Any) -> Callable[[str], str | None]:
    return lambda written: written if pattern.fullmatch(written) else None


name = scalar(_matching(scalars.NAME), "bad_name", author_mistakes.name)
full_name = scalar(_matching(scalars.FULL_NAME), "bad_name")
slug = scalar(_matching(scalars.SLUG), "bad_slug")
yes_no = typed(
    lambda written: {"yes": True, "no": False}.get(written), "bad_yes_no", author_mistakes.yes_no
)
number = typed(scalars.number, "bad_number", author_mistakes.number)
day = scalar(scalars.day, "bad_date", author_mistakes.day)
instant = scalar(scalars.instant, "bad_instant")
clock = scalar(scalars.clock, "bad_clock")
duration = scalar(scalars.duration, "bad_duration", author_mistakes.duration)
law = scalar(scalars.law, "bad_law")
names = list_of(name, alone=True)
full_names = list_of(full_name, alone=True)


def interval(reader: Reader, node: Node, spot: Spot) -> Any:
    if isinstance(node, Items):  # brackets without quotes
        written = ",".join(text_of(one) for one in node.items)
        node = Scalar(node.at, f"[{written}]", quoted=True)
        mended = author_mistakes.interval(written)
        reader.note(
            node, "bad_interval", key=spot.key, value=node.text, mended=mended and f'"{mended}"'
        )
        return scalars.interval(mended) if mended else None
    within = scalar(scalars.interval, "bad_interval", author_mistakes.interval)(reader, node, spot)
    if within is not None and scalars.backwards(within):
        reader.note(node, "interval_backwards", value=node.text)  # type: ignore[union-attr]
        return None
    return within
