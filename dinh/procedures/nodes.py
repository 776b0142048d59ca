"""A file as nodes: maps, lists and scalars, each knowing where it stands. Scalars are text until a key types them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET, Struct

from dinh.procedures.problem import Place


class Scalar(Struct):
    """quoted: the author put it in quotes (an empty quoted text is a value, an empty plain one is none).
    typed: the value its key gave it, once read."""

    at: Place
    text: str
    quoted: bool = False
    typed: Any = UNSET


class Items(Struct):
    at: Place
    items: list[Node]


class Entries(Struct):
    """Keys in the file's order, each with the place of the key and its value."""

    at: Place
    values: dict[str, Node]
    keys: dict[str, Place]

    def of(self, key: str) -> Node | None:
        return self.values.get(key)

    def each(self) -> Iterator[tuple[str, Place, Node]]:
        for key, value in self.values.items():
            yield key, self.keys[key], value


type Node = Scalar | Items | Entries


def text_of(node: Node | None) -> str:
    """The text of a scalar, "" for everything else."""
    return node.text if isinstance(node, Scalar) else ""


def entries_of(node: Node | None) -> Entries:
    """The map, or an empty one: shape faults are told by the reader that owns the key."""
    return node if isinstance(node, Entries) else Entries(node.at if node else Place(""), {}, {})


def empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text and not node.quoted


def as_builtins(node: Node) -> Any:
    """The node as plain values: typed where a key typed it, text elsewhere."""
    if isinstance(node, Entries):
        return {key: as_builtins(value) for key, value in node.values.items()}
    if isinstance(node, Items):
        return [as_builtins(item) for item in node.items]
    return node.text if node.typed is UNSET else node.typed
