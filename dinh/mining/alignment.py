"""The cheapest way to bring a trace and a procedure together: what was done that the procedure has not, what it wants that was not done.

A* over the product of the trace and the states of the procedure (van der Aalst, Adriansyah, van Dongen 2012): a move of both costs nothing,
a move of one alone costs 1, what limits do by themselves costs nothing. The estimate never asks too much: a name ahead that means nothing here, and
an open step that no name ahead may mean, cost 1 each.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Literal

from msgspec import Struct

from dinh.mining.space import Space

LOOKED_AT_MAX = 300_000
EVENTS_MAX = 1_000
ONE, OF_LOG = (
    10_000,
    10_001,
)  # of two ways that cost the same, the one that lets what was done stand


class Aligned(Struct, frozen=True):
    """side: `both`, `log` (done, but the procedure has it not here), `model` (the procedure wants it, nobody did it). step: of the procedure."""

    side: Literal["both", "log", "model"]
    name: str
    step: str = ""
    action: str = ""


class Alignment(Struct, frozen=True):
    cost: int
    moves: tuple[Aligned, ...]


type Node = tuple[int, int]  # state, place in the trace


def aligned(start: int, names: list[str], space: Space) -> Alignment | None:
    """None: not found within what is looked at."""
    if len(names) > EVENTS_MAX:
        return None
    estimate = _Estimate(names, space)
    came: dict[Node, tuple[Node, Aligned | None]] = {}
    best: dict[Node, int] = {(start, 0): 0}
    queue: list[tuple[int, int, int, int]] = [(estimate(start, 0), 0, start, 0)]
    closed: set[Node] = set()
    looked = 0
    while queue:
        _, _, state, place = heappop(queue)
        node, cost = (state, place), best[state, place]
        if node in closed:
            continue
        closed.add(node)
        looked += 1
        if place == len(names) and space.ended(state):
            return Alignment(cost // ONE, _back(node, came))
        if looked > LOOKED_AT_MAX:
            return None
        for after, step_cost, move in _onward(node, names, space):
            if cost + step_cost < best.get(after, 1 << 30):
                best[after] = cost + step_cost
                came[after] = node, move
                heappush(
                    queue, (cost + step_cost + estimate(*after), -after[1], after[0], after[1])
                )
    return None


class _Estimate:
    """What is still to be paid at least."""

    def __init__(self, names: list[str], space: Space) -> None:
        self.space = space
        self.foreign = [
            OF_LOG * sum(name not in space.names for name in names[place:])
            for place in range(len(names) + 1)
        ]
        self.meant = [
            frozenset(step for name in names[place:] for step, _ in space.names.get(name, ()))
            for place in range(len(names) + 1)
        ]
        steps = space.procedure.steps.values()
        dropped = any(
            action.breaks or (step.block and action.to in space.procedure.ends)
            for step in steps
            for action in step.do.values()
        )
        self.paid = (
            frozenset()
            if dropped or any(step.block and step.then for step in steps)
            else frozenset(step.name for step in steps if not step.then)
        )

    def __call__(self, state: int, place: int) -> int:
        meant = self.meant[place]
        return self.foreign[place] + ONE * sum(
            one.step in self.paid and one.step not in meant for one in self.space.cases[state].steps
        )


def _onward(node: Node, names: list[str], space: Space) -> list[tuple[Node, int, Aligned | None]]:
    state, place = node
    found: list[tuple[Node, int, Aligned | None]] = [
        ((after, place), 0, None) for _, after in space.silent(state)
    ]
    if place < len(names):
        name = names[place]
        found += [
            ((after, place + 1), 0, Aligned("both", name, move.step, move.action))
            for move, after in space.by_name(state, name)
        ]
        found.append(((state, place + 1), OF_LOG, Aligned("log", name)))
    found += [
        ((after, place), ONE, Aligned("model", "", move.step, move.action))
        for move, after in space.onward(state)
    ]
    return found


def _back(node: Node, came: dict[Node, tuple[Node, Aligned | None]]) -> tuple[Aligned, ...]:
    moves: list[Aligned] = []
    while node in came:
        node, move = came[node]
        if move is not None:
            moves.append(move)
    return tuple(reversed(moves))
