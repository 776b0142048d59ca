"""The graph of steps: how a case goes from its start, and the shortest way to a place as a story that can be told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from dinh.engine.analysis.blocks import MEET, Way, ways
from dinh.engine.definition.procedure import Procedure, Step

STORY_MAX = 200

type Story = tuple[tuple[str, Way], ...]
"""The ways taken, each with the step it was taken from."""


def onward(procedure: Procedure, step: Step) -> Iterator[Way]:
    """Ways on from a step, `meet` told by where its block meets. A block whose branches may all stay shut goes straight on."""
    for way in ways(step):
        if step.together and way.path[2] == "meet":
            if all(branch.when != ((),) or branch.each for branch in step.together):
                yield from met(procedure, step, way)
        else:
            yield from met(procedure, step, way)


def met(procedure: Procedure, step: Step, way: Way) -> Iterator[Way]:
    """The way, `meet` told by where it leads: a block within a block may itself meet in the outer one's `meet`."""
    to, block, outer = way.to, procedure.steps.get(step.block), len(procedure.steps)
    while to == MEET and block is not None and block.meet and outer:
        to, block, outer = block.meet, procedure.steps.get(block.block), outer - 1
    if to != MEET:
        yield way if to == way.to else Way(to, way.path, way.act, way.breaks)


def stories(
    procedure: Procedure,
    allowed: Callable[[str, Way], bool] = lambda step, way: True,
    start: str = "",
) -> Reached:
    """Every step and end that can be reached by allowed ways, with the shortest story that leads there."""
    start = start or procedure.start
    if start not in procedure.steps:
        return Reached({})
    before: dict[str, tuple[str, Way] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        name = waiting.popleft()
        for way in onward(procedure, procedure.steps[name]):
            if (
                way.to not in before
                and (way.to in procedure.steps or way.to in procedure.ends)
                and allowed(name, way)
            ):
                before[way.to] = (name, way)
                if way.to in procedure.steps:
                    waiting.append(way.to)
    return Reached(before)


class Reached(dict[str, tuple[str, Way] | None]):
    """Names reached, each with the step and way before it; a story is put together when it is asked for."""

    def story(self, name: str) -> Story | None:
        """None: it is too long to be told."""
        told: list[tuple[str, Way]] = []
        before = self.get(name)
        while before is not None:
            if len(told) == STORY_MAX:
                return None
            told.append(before)
            before = self.get(before[0])
        return tuple(reversed(told))


def circles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """One circle of every group of names that lead to one another: `[a, b]` for a → b → a, `[a]` for a → a."""
    return [_circle(graph, group) for group in _Components(graph).found]


def _circle(graph: Mapping[str, Iterable[str]], group: list[str]) -> list[str]:
    """The shortest way from the group's first name back to itself."""
    first, members = group[0], set(group)
    before: dict[str, str] = {}
    waiting = deque([first])
    while waiting:
        name = waiting.popleft()
        for other in graph[name]:
            if other == first:
                told = [name]
                while told[-1] != first:
                    told.append(before[told[-1]])
                return told[::-1]
            if other in members and other not in before:
                before[other] = name
                waiting.append(other)
    return group


class _Components:
    """Tarjan's strongly connected components, without recursion: a file may chain thousands of names."""

    def __init__(self, graph: Mapping[str, Iterable[str]]):
        self.graph = graph
        self.order: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.kept: list[str] = []
        self.inside: set[str] = set()
        self.stack: list[tuple[str, Iterator[str]]] = []
        self.found: list[list[str]] = []
        for first in graph:
            if first not in self.order:
                self.enter(first)
                while self.stack:
                    self.go_on()

    def enter(self, name: str) -> None:
        self.order[name] = self.low[name] = len(self.order)
        self.kept.append(name)
        self.inside.add(name)
        self.stack.append(
            (name, iter([other for other in self.graph[name] if other in self.graph]))
        )

    def go_on(self) -> None:
        name, rest = self.stack[-1]
        for other in rest:
            if other not in self.order:
                return self.enter(other)
            if other in self.inside:
                self.low[name] = min(self.low[name], self.order[other])
        self.stack.pop()
        if self.stack:
            above = self.stack[-1][0]
            self.low[above] = min(self.low[above], self.low[name])
        if self.low[name] == self.order[name]:
            self.close(name)

    def close(self, name: str) -> None:
        group: list[str] = []
        while not group or group[-1] != name:
            group.append(self.kept.pop())
        self.inside -= set(group)
        if len(group) > 1 or name in self.graph[name]:
            self.found.append(group[::-1])
