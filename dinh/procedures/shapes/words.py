"""Words for people, conditions, and the rows of tables: what every other shape uses."""

from __future__ import annotations

from typing import Any

from dinh.engine.definition.condition import ALWAYS, NEVER, Clause, Condition, Test
from dinh.engine.definition.procedure import Text
from dinh.procedures import author_mistakes, conditions
from dinh.procedures.nodes import Entries, Items, Node, Scalar
from dinh.procedures.reader import Key, Keys, Read, Reader, Spot, scalar, text, yes_no

WORDS: Keys = {"vi": Key(text, required=True), "en": Key(text)}


def words(reader: Reader, node: Node, spot: Spot) -> Text | None:
    if not isinstance(node, Entries):
        reader.note(node, "want_texts", key=spot.key)
        return None
    found = reader.map(node, spot, WORDS, ("lời văn", "words"))
    return Text(found["vi"], found.get("en", "")) if "vi" in found else None


def words_or_text(reader: Reader, node: Node, spot: Spot) -> Text | None:
    """Where one language is enough: an example's name."""
    return Text(node.text) if isinstance(node, Scalar) else words(reader, node, spot)


def named_words(reader: Reader, node: Node, spot: Spot) -> Text | None:
    """`{vi, en}`, or `{label: {vi, en}}`."""
    if isinstance(node, Entries) and "label" in node.values:
        return reader.map(node, spot, {"label": Key(words, required=True)}, ("mục", "an item")).get(
            "label"
        )
    return words(reader, node, spot)


one_test: Read = scalar(conditions.tests, "bad_test", author_mistakes.test)


def condition(reader: Reader, node: Node, spot: Spot) -> Condition | None:
    """A map: all hold. A list of maps: one holds. `{}` always holds."""
    if isinstance(node, Items):
        return tuple(_alternative(reader, item, spot) for item in node.items)
    if isinstance(node, Entries):
        return (_alternative(reader, node, spot),)
    reader.note(node, "want_map", key=spot.key)
    return None


def _alternative(reader: Reader, node: Node, spot: Spot) -> tuple[Clause, ...]:
    if not isinstance(node, Entries):
        reader.note(node, "want_map", key=spot.key)
        return ()
    clauses = []
    for name, at, value in node.each():
        tests = _tests(reader, value, Spot(name, at))
        if tests:
            clauses.append(Clause(name, tests))
    return tuple(clauses)


def _tests(reader: Reader, node: Node, spot: Spot) -> tuple[Test, ...]:
    if isinstance(node, Items):
        return tuple(
            test for item in node.items for test in reader.value(one_test, item, spot) or ()
        )
    return reader.value(one_test, node, spot) or ()


def needed(reader: Reader, node: Node, spot: Spot) -> Condition | None:
    """`yes`, `no`, or a condition."""
    if isinstance(node, Scalar):
        found = yes_no(reader, node, spot)
        return None if found is None else ALWAYS if found else NEVER
    return condition(reader, node, spot)


def either(read: Read, word: str, value: Any) -> Read:
    """`none` and its like: one word that stands for a value, else what `read` reads."""
    return lambda reader, node, spot: (
        value if isinstance(node, Scalar) and node.text == word else read(reader, node, spot)
    )
