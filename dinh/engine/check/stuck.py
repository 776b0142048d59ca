"""Is a case stuck in a state? What follows from it as a graph, and whether some way through it leads to an end (F2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from dinh.engine.check.askings import CLOCK, Names
from dinh.engine.check.proof.cone import Cone
from dinh.engine.check.proof.formula import Box, Formula, Lit, Weighed, literals, undecided, verdict
from dinh.engine.check.reads import followed
from dinh.engine.condition import ALWAYS, Condition, names_in

if TYPE_CHECKING:
    from dinh.engine.check.going import Graph

STATES_MAX = 4_000
DONE = ""
"""Where a case has ended, or its branch has met."""

type Used = tuple[int, ...]


class State(Struct, frozen=True):
    """step: DONE when it is over; freed: findings asked since the question was put."""

    step: str
    used: Used = ()
    freed: Names = frozenset()


class Way(Struct, frozen=True):
    """when: ALWAYS, or what must hold; act: the action, "clock", or "" by itself; unless: faults on which the action is refused;
    freed: what was asked anew by the time they are looked at."""

    to: State
    when: Condition = ALWAYS
    act: str = ""
    unless: tuple[Condition, ...] = ()
    freed: Names = frozenset()

    @property
    def plain(self) -> bool:
        return self.when == ALWAYS and not self.unless


type ClockIs = Literal["before", "starting", "after"]
BEFORE: ClockIs = "before"
STARTING: ClockIs = "starting"
AFTER: ClockIs = "after"


class Stuck(Weighed):
    """No way leads from a state to an end: weighed over the graph of what follows.

    clock  what `accepted` is here: nothing yet, and whatever is wanted once the clock has started; what it will be once that is so, and
           before that whatever is wanted; or what it is, and stays
    """

    clock: ClockIs = BEFORE

    def __init__(self, graph: Graph, start: State) -> None:
        self.graph, self.start = graph, start
        self.nodes: list[State] = []
        self.ways: dict[State, list[Way]] = {}
        waiting = [start]
        while waiting and len(self.nodes) < STATES_MAX:
            state = waiting.pop()
            if state in self.ways:
                continue
            self.nodes.append(state)
            self.ways[state] = list(graph.onward(state, follow=True))
            waiting += [way.to for way in self.ways[state]]
        self.conditions = dict.fromkeys(said for state in self.nodes for way in self.ways[state] for said in (way.when, *way.unless) if said != ALWAYS or said in way.unless)
        self.row = graph.procedure.steps[start.step].each
        self.names = frozenset(self.full(name) for said in self.conditions for name in followed(self.graph.procedure, said))
        self.spelt: dict[Condition, Formula] = {}
        self.timed = {said for said in self.conditions if CLOCK in followed(self.graph.procedure, said)}
        self.starts = bool(self.timed) and any(CLOCK in way.freed for state in self.nodes for way in self.ways[state])

    def when(self, clock: ClockIs) -> Stuck:
        other = copy(self)
        other.clock = clock
        return other

    def spell(self, cone: Cone) -> None:
        """The conditions as formulas over the cone."""
        self.spelt = {said: cone.asked(said) for said in self.conditions if self.row or not any(name.startswith("row.") for name in names_in(said))}

    def full(self, name: str) -> str:
        """A column of the branch's row by its list."""
        return f"{self.row}.{name[4:]}" if name.startswith("row.") else name

    def passable(self, state: State, way: Way, holds_: Callable[[Condition], bool | None]) -> bool | None:
        """Where just these conditions hold; None: that is open."""
        found = [True if way.when == ALWAYS or self.free(state.freed, way.when) else holds_(way.when)]
        found += [True if self.free(way.freed, said) else None if (held := holds_(said)) is None else not held for said in way.unless]
        return False if False in found else None if None in found else True

    def free(self, freed: Names, said: Condition) -> bool:
        """Can it be answered anew on the way? Each condition can hold, or T2 says that it never does."""
        if self.clock == STARTING and said in self.timed and CLOCK not in freed:
            return True
        freed = freed if self.clock == BEFORE else freed - {CLOCK}
        fields = {**self.graph.procedure.form, **self.graph.procedure.findings}
        anew = freed | {list_ for name in freed if (list_ := name.partition(".")[0]) in fields}  # a list, by a column of its rows
        return said not in self.spelt or any(name in anew or (name.partition(".")[0] in anew and not read.startswith("row.")) for read in followed(self.graph.procedure, said) for name in (self.full(read),))

    def goes(self, holds_: Callable[[Condition], bool | None]) -> bool:
        """Does a way lead to an end, where just these conditions hold? None is taken for yes."""

        good = good_of(self.nodes, lambda state: [way for way in self.ways[state] if self.passable(state, way, holds_) is not False], lambda way: True, lambda state: False)
        return self.start in good

    def surely(self, box: Box) -> bool:
        """Whatever is still open in the box, a way leads to an end: a choice by each line that may hold."""

        def here(state: State, way: Way) -> bool | None:
            return self.passable(state, way, lambda said: verdict(self.spelt[said], box))

        good: set[State] = set()
        changed = True
        while changed:
            changed = False
            for state in self.nodes:
                if state in good:
                    continue
                ways_ = [way for way in self.ways[state] if here(state, way) is not False]
                chosen = self.graph.chooses(state)
                fine = state.step == DONE or (bool(ways_) and all(way.to in good for way in ways_) if chosen else any(here(state, way) is True and way.to in good for way in ways_))
                if fine:
                    good.add(state)
                    changed = True
        return self.start in good

    def tests(self) -> Iterator[Lit]:
        for formula in self.spelt.values():
            yield from literals(formula)

    def verdict(self, box: Box) -> bool | None:
        if not self.goes(lambda said: verdict(self.spelt[said], box)):
            return True
        return False if self.surely(box) or self.undecided(box) is None else None  # of what is answered on the way, the answer that leads on

    def undecided(self, box: Box) -> Lit | None:
        return next((literal for formula in self.spelt.values() if verdict(formula, box) is None and (literal := undecided(formula, box)) is not None), None)


def good_of(states: list[State], onward: Callable[[State], list[Way]], passable: Callable[[Way], bool], chooses: Callable[[State], bool]) -> set[State]:
    """States from which an end can be reached by passable ways; of a choice all ways must lead there."""
    ways_of = {state: onward(state) for state in states}
    good: set[State] = set()
    back: dict[State, list[State]] = {}
    for state, found_ in ways_of.items():
        for way in found_:
            back.setdefault(way.to, []).append(state)
    waiting = [state for state in states if state.step == DONE] + [State(DONE)]
    good.update(waiting)
    while waiting:
        for state in back.get(waiting.pop(), ()):
            if state in good:
                continue
            ways_ = ways_of[state]
            fine = all(way.to in good for way in ways_) if chooses(state) else any(passable(way) and way.to in good for way in ways_)
            if fine:
                good.add(state)
                waiting.append(state)
    return good
