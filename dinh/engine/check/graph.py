"""The graph of steps: how a case goes from its start, and the shortest way to a place as a story that can be told."""
from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from dinh.engine.check.blocks import MEET, Way, ways
from dinh.engine.procedure import Procedure, Step

type Story = tuple[tuple[str, Way], ...]
"""The ways taken, each with the step it was taken from."""


def onward(procedure: Procedure, step: Step) -> Iterator[Way]:
    """Ways on from a step, `meet` told by where its block meets. A block whose branches may all stay shut goes straight on."""
    for way in ways(step):
        if step.together and way.path[2] == "meet":
            if all(branch.when != ((),) or branch.each for branch in step.together):
                yield way
        elif way.to == MEET:
            block = procedure.steps.get(step.block)
            if block is not None and block.meet:
                yield Way(block.meet, way.path, way.act, way.breaks)
        else:
            yield way


def stories(procedure: Procedure, allowed: Callable[[str, Way], bool] = lambda step, way: True) -> Reached:
    """Every step and end that can be reached by allowed ways, with the shortest story that leads there."""
    if procedure.start not in procedure.steps:
        return Reached({})
    before: dict[str, tuple[str, Way] | None] = {procedure.start: None}
    waiting = deque([procedure.start])
    while waiting:
        name = waiting.popleft()
        for way in onward(procedure, procedure.steps[name]):
            if way.to not in before and (way.to in procedure.steps or way.to in procedure.ends) and allowed(name, way):
                before[way.to] = (name, way)
                if way.to in procedure.steps:
                    waiting.append(way.to)
    return Reached(before)


class Reached(dict[str, tuple[str, Way] | None]):
    """Names reached, each with the step and way before it; a story is put together when it is asked for."""

    def story(self, name: str) -> Story:
        told: list[tuple[str, Way]] = []
        step = self.get(name)
        while step is not None:
            told.append(step)
            step = self.get(step[0])
        return tuple(reversed(told))


def components(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The groups of names that lead to one another in a circle (also one that leads to itself), without recursion."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    kept: list[str] = []
    inside: set[str] = set()
    found: list[list[str]] = []
    for first in graph:
        if first in order:
            continue
        stack: list[tuple[str, Iterator[str]]] = []
        _enter(first, graph, order, low, kept, inside, stack)
        while stack:
            name, rest = stack[-1]
            for other in rest:
                if other not in graph:
                    continue
                if other not in order:
                    _enter(other, graph, order, low, kept, inside, stack)
                    break
                if other in inside:
                    low[name] = min(low[name], order[other])
            else:
                stack.pop()
                if stack:
                    low[stack[-1][0]] = min(low[stack[-1][0]], low[name])
                if low[name] == order[name]:
                    found += _close(name, graph, kept, inside)
    return found


def _enter(name, graph, order, low, kept, inside, stack) -> None:  # noqa: ANN001 (Tarjan's bookkeeping)
    order[name] = low[name] = len(order)
    kept.append(name)
    inside.add(name)
    stack.append((name, iter(tuple(graph[name]))))


def _close(name: str, graph: Mapping[str, Iterable[str]], kept: list[str], inside: set[str]) -> list[list[str]]:
    group: list[str] = []
    while True:
        one = kept.pop()
        inside.discard(one)
        group.append(one)
        if one == name:
            break
    return [group[::-1]] if len(group) > 1 or name in graph[name] else []
