"""A reader that is asked instead of read with: which nodes would it take at this place, and what would it read inside them?

The shapes are functions, so they are probed as a black box: each is given a scalar, a map and a list that no author wrote,
and what it asks of its `Reader` is written down. Nothing about a key is said twice, so nothing can differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dinh.procedures.nodes import Entries, Items, Node, Scalar
from dinh.procedures.problem import Place, Problems
from dinh.procedures.reader import Key, Keys, Read, Reader, Spot, What

ODD = "·"
"""A text that nothing but plain text takes."""
ANY = "zz_any"
"""A key that no shape names: a shape that knows it takes every key."""
REFUSED = {"want_map", "want_list", "want_text", "want_texts"}


class Spy(str):
    """A text that equals nothing and remembers the words it was compared with."""

    met: list[str]

    def __new__(cls) -> Spy:
        made = super().__new__(cls, ODD)
        made.met = []
        return made

    def __eq__(self, other: object) -> bool:
        if type(other) is str:
            self.met.append(other)
        return False

    __hash__ = str.__hash__


class Asked(Reader):
    """node: the probe. What is asked of it is kept; what is asked of others goes on as in reading."""

    def __init__(self, node: Node):
        super().__init__(Problems())
        self.node = node
        self.answers: list[tuple[Place, dict[str, Any]]] = []
        self.maps: list[tuple[Keys, What]] = []
        self.names: list[tuple[Read, bool]] = []
        self.lists: list[Read] = []
        self.ones: list[tuple[tuple[str, ...], bool]] = []
        self.notes: list[tuple[Place, str, dict[str, Any]]] = []
        self.words: list[str] = []

    def at_probe(self, node: Node | Place) -> bool:
        return (node if isinstance(node, Place) else node.at) is self.node.at

    def note(self, at: Place | Node, code: str, *, rule: str = "Y2", **facts: object) -> None:
        self.notes.append((at if isinstance(at, Place) else at.at, code, facts))

    def tell(self, *told: Any, **more: Any) -> None:
        """What is wrong with a probe is no problem."""

    def map(self, node: Node, spot: Spot, keys: Keys, what: What) -> dict[str, Any]:
        if not isinstance(node, Entries):
            self.note(node, "want_map", key=spot.key)
        elif self.at_probe(node):
            self.maps.append((keys, what))
        return next((dict(found) for place, found in self.answers if place is node.at), {})

    def named[T](
        self,
        node: Node,
        spot: Spot,
        read: Callable[[Reader, Node, Spot], T | None],
        *,
        full: bool = False,
    ) -> dict[str, T]:
        if self.at_probe(node) and isinstance(node, Entries):
            self.names.append((read, full))
            return {}
        return super().named(node, spot, read, full=full)

    def listed[T](
        self,
        node: Node,
        spot: Spot,
        read: Callable[[Reader, Node, Spot], T | None],
        *,
        alone: bool = False,
    ) -> tuple[T, ...]:
        if self.at_probe(node) and isinstance(node, Items):
            self.lists.append(read)
            return ()
        return super().listed(node, spot, read, alone=alone)

    def one_of(
        self, node: Entries, spot: Spot, keys: Iterable[str], what: What, *, needed: bool = True
    ) -> str:
        known = tuple(keys)
        if self.at_probe(node):
            self.ones.append((known, needed))
        return next((key for key in known if key in node.values), "")

    @property
    def refused(self) -> bool:
        return any(code in REFUSED and self.at_probe(place) for place, code, _ in self.notes)

    @property
    def touched(self) -> bool:
        """Whether anything was asked of the probe or of what it holds."""
        inside = {id(one.at) for one in _within(self.node)}
        return bool(self.maps or self.names or self.lists or self.ones) or any(
            id(place) in inside for place, _, _ in self.notes
        )

    def told(self, code: str) -> list[dict[str, Any]]:
        return [facts for _, found, facts in self.notes if found == code]


def _within(node: Node) -> list[Node]:
    held = (
        node.items
        if isinstance(node, Items)
        else list(node.values.values())
        if isinstance(node, Entries)
        else []
    )
    return [node, *(found for one in held for found in _within(one))]


SPOT = Spot("key", Place("spot"))


def ask(read: Read, node: Node, **answers: Any) -> Asked:
    """What `read` asks of its reader at the node; `answers` are what the map at the node is said to hold."""
    asked = Asked(node)
    asked.answers.append((node.at, answers))
    read(asked, node, SPOT)
    if isinstance(node, Scalar) and isinstance(node.text, Spy):
        asked.words = list(dict.fromkeys(node.text.met))
    return asked


def place() -> Place:
    """A place of its own: probes are told apart by identity."""
    return Place("probe")


def scalar() -> Scalar:
    return Scalar(place(), Spy(), quoted=True)


def entries(*keys: str) -> Entries:
    """A map with these keys, each holding a map of one key."""
    values: dict[str, Node] = {
        key: Entries(place(), {ANY: scalar()}, {ANY: place()}) for key in keys
    }
    return Entries(place(), {**values, ANY: scalar()}, {key: place() for key in (*keys, ANY)})


def items() -> Items:
    return Items(place(), [scalar()])


def under_key(read: Read) -> Read:
    """What `read` reads under a key that it does not name."""
    return lambda reader, node, spot: read(
        reader, Entries(place(), {ANY: node}, {ANY: place()}), spot
    )


def in_list(read: Read) -> Read:
    return lambda reader, node, spot: read(reader, Items(place(), [node]), spot)


def of_type(read: Read, kind: str, key: str) -> Read:
    """What `read` reads under a key that is read only once the type is known."""

    def inner(reader: Reader, node: Node, spot: Spot) -> Any:
        whole = Entries(place(), {key: node}, {key: place()})
        if isinstance(reader, Asked):
            reader.answers.append((whole.at, {"type": kind, key: node}))
        return read(reader, whole, spot)

    return inner


def looks_inside(read: Read) -> bool:
    """Whether what stands inside matters at all: what is kept as written takes anything."""
    return any(ask(read, node).touched for node in (scalar(), entries(), items()))


def is_raw(key: Key) -> bool:
    return getattr(key.read, "__name__", "") == "raw"
