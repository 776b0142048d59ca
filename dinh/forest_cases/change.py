"""The monthly table of forest change (diễn biến rừng): how much ground was lost, by category, kind and finding, each figure with its cases.

A patch counts in the month in which it was found; its area is what was measured on the ground, else what the watch saw. What turned out
not to be there, or lawful, or natural, is told apart and never summed with the violations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from msgspec import Struct

from dinh.forest_cases.reading import Patch

OWN = "forest.change"
"""The name under which a report cites these figures."""


class Sum(Struct, frozen=True):
    """area_m2: of all the codes together."""

    codes: tuple[str, ...] = ()
    area_m2: float = 0

    @property
    def count(self) -> int:
        return len(self.codes)


class Line(Struct, frozen=True):
    """The patches of one month that share category, kind and state."""

    month: str
    category: str
    kind: str
    state: str
    sum: Sum


class Change(Struct, frozen=True):
    """lines: by month, category, kind, finding; `by_village`, `by_owner`: the same patches summed otherwise."""

    first: date
    last: date
    lines: tuple[Line, ...]
    total: Sum
    lost: Sum
    by_village: tuple[tuple[str, Sum], ...]
    by_owner: tuple[tuple[str, Sum], ...]
    by_category: tuple[tuple[str, Sum], ...]


def area(patch: Patch) -> float:
    return patch.checked_m2 if patch.checked_m2 is not None else patch.area_m2


def change(patches: Iterable[Patch], first: date, last: date) -> Change:
    """Of the patches found from `first` to `last`, both included."""
    within = [one for one in patches if first <= one.found <= last]
    keys = sorted({_key(one) for one in within})
    lines = tuple(Line(*key, _sum([one for one in within if _key(one) == key])) for key in keys)
    lost = [one for one in within if one.state == "violation"]
    return Change(
        first,
        last,
        lines,
        _sum(within),
        _sum(lost),
        _by(within, lambda one: one.village),
        _by(within, lambda one: one.owner),
        _by(within, lambda one: one.category),
    )


def _key(patch: Patch) -> tuple[str, str, str, str]:
    return f"{patch.found:%Y-%m}", patch.category, patch.kind, patch.state


def _by(patches: list[Patch], name: Callable[[Patch], str]) -> tuple[tuple[str, Sum], ...]:
    """The most ground first."""
    found = [
        (one, _sum([patch for patch in patches if name(patch) == one]))
        for one in sorted({name(patch) for patch in patches})
    ]
    return tuple(sorted(found, key=lambda pair: -pair[1].area_m2))


def _sum(patches: list[Patch]) -> Sum:
    return Sum(tuple(sorted(one.code for one in patches)), round(sum(map(area, patches)), 1))


def as_json(told: Change) -> dict:
    """As a report takes it: every figure with the codes it was counted from."""

    def figure(one: Sum) -> dict:
        return {"count": one.count, "area_m2": one.area_m2, "codes": list(one.codes)}

    return {
        "query": OWN, "from": told.first.isoformat(), "to": told.last.isoformat(), "total": figure(told.total), "violations": figure(told.lost),
        "lines": [{"month": one.month, "category": one.category, "kind": one.kind, "state": one.state, **figure(one.sum)} for one in told.lines],
        **{name: [{"name": key, **figure(one)} for key, one in getattr(told, name)] for name in ("by_village", "by_owner", "by_category")},
    }  # fmt: skip
