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


def escaping(runs: Iterable[tuple[int, tuple[str, ...], int]], space: Space) -> Escaping:
    """runs: state where it begins, steps done in order, how many traces."""
    weights: Counter[tuple[int, tuple[str, ...]]] = Counter()
    onward: dict[tuple[int, tuple[str, ...]], set[str]] = defaultdict(set)
    cut = False
    for start, steps, traces in runs:
        for place in range(len(steps) + 1):
            beginning = (start, steps[:place])
            if beginning not in weights and len(weights) >= BEGINNINGS_MAX:
                cut = True
                break
            weights[beginning] += traces
            if place < len(steps):
                onward[beginning].add(steps[place])
    reached: dict[tuple[int, tuple[str, ...]], frozenset[int]] = {}
    allowed = lost = 0
    most: Counter[str] = Counter()
    for beginning in sorted(weights, key=lambda one: len(one[1])):
        states = _reached(beginning, reached, space)
        can = {move.step.partition("/")[0] for state in states for move, _ in space.onward(state)}
        free = can - onward[beginning]
        allowed += weights[beginning] * len(can)
        lost += weights[beginning] * len(free)
        most.update({step: weights[beginning] for step in free})
    return Escaping(allowed, lost, tuple(most.most_common(10)), cut)


def _reached(beginning: tuple[int, tuple[str, ...]], reached: dict[tuple[int, tuple[str, ...]], frozenset[int]], space: Space) -> frozenset[int]:
    start, steps = beginning
    if beginning not in reached:
        before = reached[start, steps[:-1]] if steps else frozenset({start})
        states = {after for state in before for move, after in space.onward(state) if move.step.partition("/")[0] == steps[-1]} if steps else set(before)
        left = list(states)
        for state in left:
            fresh = [after for _, after in space.silent(state) if after not in states]
            states.update(fresh)
            left += fresh
        reached[beginning] = frozenset(states)
    return reached[beginning]
