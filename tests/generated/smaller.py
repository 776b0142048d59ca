"""Of a procedure that shows a fault, the smallest that still shows it: whatever can go, goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.generated.source import Source

type Place = tuple[str | int, ...]


def smaller(whole: Source, shows: Callable[[Source], bool], rounds: int = 6) -> Source:
    """shows: is the fault still there? Whole branches of the tree are tried before what lies in them."""
    for _ in range(rounds):
        before = whole.text()
        for place in list(places(whole.procedure)):
            try:
                fewer = without(whole, place)
            except (KeyError, IndexError, TypeError):
                continue
            if shows(fewer):
                whole = fewer
        if whole.text() == before:
            break
    return whole


def places(tree: Any, at: Place = ()) -> Iterator[Place]:
    """Outer ones first; later items of a list before earlier ones, so that a place keeps its meaning when another is gone."""
    inside: list[tuple[str | int, Any]] = (
        list(tree.items())
        if isinstance(tree, dict)
        else list(enumerate(tree))[::-1]
        if isinstance(tree, list)
        else []
    )
    for key, _ in inside:
        if at or key in (
            "form",
            "findings",
            "derive",
            "valid",
            "documents",
            "fee",
            "extension",
            "classes",
            "unwritten",
        ):
            yield (*at, key)
    for key, value in inside:
        yield from places(value, (*at, key))


def without(whole: Source, place: Place) -> Source:
    tree = deepcopy(whole.procedure)
    inner = tree
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    if (
        isinstance(inner, dict | list)
        and not inner
        and len(place) > 1
        and place[-2] in ("asks", "edits", "records", "with", "valid", "derive", "documents", "fee")
    ):
        outer = tree
        for key in place[:-2]:
            outer = outer[key]
        del outer[place[-2]]
    return Source(tree, whole.files)
