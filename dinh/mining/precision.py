"""How much a procedure allows that never happened: escaping edges (Muñoz-Gama, Carmona 2010), counted on its own states.

After each beginning of a trace, of the steps that could be done next some were done in the log and the others escape. Each beginning weighs as
many traces as have it. 1: the procedure allows just what happened; a model that allows everything comes near to 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec import Struct

from dinh.mining.space import Space

BEGINNINGS_MAX = 100_000


class Escaping(Struct, frozen=True):
    """allowed, escaping: steps, weighted by traces; top: (step, the steps done next in the log or wanted) that escape most, with their weight."""

    allowed: int
    escaping: int
    most: tuple[tuple[str, int], ...]
    cut: bool = False

    @property
    def precision(self) -> float | None:
        return 1 - self.escaping / self.allowed if self.allowed else None


class _Beginnings:
    """The beginnings of all traces as a tree: 0 is no step at all from some state; each knows the one before it, so a long trace costs no more than its steps."""

    def __init__(self) -> None:
        self.places: dict[tuple[int, str | int], int] = {}
        self.before: list[tuple[int, str | int]] = []
        self.weights: list[int] = []

    def at(self, before: int, step: str | int) -> int | None:
        """The beginning behind another one; None where there are too many. A state stands for the first step, behind -1."""
        place = self.places.get((before, step))
        if place is None:
            if len(self.before) >= BEGINNINGS_MAX:
                return None
            place = self.places[before, step] = len(self.before)
            self.before.append((before, step))
            self.weights.append(0)
        return place


def escaping(runs: Iterable[tuple[int, tuple[str, ...], int]], space: Space) -> Escaping:
    """runs: state where it begins, steps done in order, how many traces."""
    tree, cut = _Beginnings(), False
    for start, steps, traces in runs:
        place = tree.at(-1, start)
        for step in (*steps, None):
            if place is None:
                cut = True
                break
            tree.weights[place] += traces
            place = tree.at(place, step) if step is not None else place
    onward: dict[int, set[str]] = defaultdict(set)
    for before, step in tree.before:
        if isinstance(step, str):
            onward[before].add(step)
    reached: list[frozenset[int]] = []
    same: dict[frozenset[int], frozenset[int]] = {}
    allowed = lost = 0
    most: Counter[str] = Counter()
    for place, (before, step) in enumerate(tree.before):
        states = _reached(reached[before] if before >= 0 else None, step, space)
        reached.append(same.setdefault(states, states))
        can = {move.step.partition("/")[0] for state in states for move, _ in space.onward(state)}
        free = can - onward.get(place, set())
        allowed += tree.weights[place] * len(can)
        lost += tree.weights[place] * len(free)
        most.update(dict.fromkeys(free, tree.weights[place]))
    return Escaping(allowed, lost, tuple(most.most_common(10)), cut)


def _reached(before: frozenset[int] | None, step: str | int, space: Space) -> frozenset[int]:
    if before is None:
        assert isinstance(step, int)
        states = {step}
    else:
        states = {
            after
            for state in before
            for move, after in space.onward(state)
            if move.step.partition("/")[0] == step
        }
    left = list(states)
    for state in left:
        fresh = [after for _, after in space.silent(state) if after not in states]
        states.update(fresh)
        left += fresh
    return frozenset(states)
