"""`told`: what is said in words of a procedure, how sure it is, and where sources disagree."""

from __future__ import annotations

from dinh.engine.definition.information import FACTS, Conflict, Told
from dinh.procedures.nodes import Items, Node
from dinh.procedures.reader import Key, Keys, Reader, Spot, choice, list_of
from dinh.procedures.shapes.words import words

SAYS_MIN = 2
CONFLICT: Keys = {
    "about": Key(choice(*FACTS), required=True),
    "says": Key(list_of(words), required=True),
}


def conflict(reader: Reader, node: Node, spot: Spot) -> Conflict | None:
    got = reader.map(node, spot, CONFLICT, ("chỗ mâu thuẫn", "a conflict"))
    says = got.get("says", ())
    listed = getattr(node, "of", lambda _: None)("says")
    if isinstance(listed, Items) and len(listed.items) < SAYS_MIN:
        reader.note(listed, "too_few", key="says", least=SAYS_MIN, found=len(listed.items))
    return Conflict(got["about"], tuple(says)) if "about" in got else None


TOLD: Keys = {
    "sure": Key(choice("high", "medium", "low"), required=True),
    "agrees": Key(list_of(choice(*FACTS))),
    "online": Key(choice("full", "partial", "counter")),
    "why": Key(words),
    "go": Key(words),
    "result": Key(words),
    "signer": Key(words),
    "time": Key(words),
    "fee": Key(words),
    "conditions": Key(list_of(words)),
    "steps": Key(list_of(words)),
    "source": Key(words),
    "conflicts": Key(list_of(conflict)),
}


def told(reader: Reader, node: Node, spot: Spot) -> Told:
    return Told(**reader.map(node, spot, TOLD, ("phần giới thiệu", "what is told")))
