"""Is a case stuck in a state? What follows from it as a graph, and whether some way through it leads to an end (F2)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from heapq import heappop, heappush
from itertools import count, product
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from dinh.checker.anew import (
    AS_IT_STANDS,
    Anew,
    Answers,
    Held,
    Here,
    asks_of,
    in_box,
    in_form,
    woven,
)
from dinh.checker.goal import Values
from dinh.checker.proof.dependencies import Cone
from dinh.checker.proof.formula import Box, Formula, Lit, Weighed, literals
from dinh.engine.analysis.asked_before import CLOCK, Names
from dinh.engine.analysis.reads import followed, hangs
from dinh.engine.analysis.unsettled import grown, touched
from dinh.engine.definition.condition import ALWAYS, Clause, Condition, Empty, names_in

if TYPE_CHECKING:
    from dinh.checker.going import Graph

STATES_MAX, STRAIGHT_MAX = 4_000, 300
DONE = ""
"""Where a case has ended, or its branch has met."""

type Used = tuple[int, ...]
type Said = tuple[Condition, bool]
"""A condition, and whether it must hold."""


class State(Struct, frozen=True):
    """step: DONE when it is over; anew: what may be other than when the question was put."""

    step: str
    used: Used = ()
    anew: Answers = AS_IT_STANDS


class Way(Struct, frozen=True):
    """when: ALWAYS, or what must hold; act: the action, "clock", or "" by itself; unless: faults on which the action is refused, looked at
    with what is answered by then (anew), of it just now (answered), given: of which `valid` may refuse every answer; beside, after: what else must be so before and then to come by this way,
    and not by another that is the same but for it."""

    to: State
    when: Condition = ALWAYS
    act: str = ""
    unless: tuple[Condition, ...] = ()
    anew: Answers = AS_IT_STANDS
    answered: Names = frozenset()
    given: Names = frozenset()
    beside: tuple[Said, ...] = ()
    after: tuple[Said, ...] = ()

    @property
    def plain(self) -> bool:
        return self.when == ALWAYS and not self.unless and not self.given

    def said(self) -> Iterator[Condition]:
        yield from (self.when, *(said for said, _ in (*self.beside, *self.after)))
        yield from self.unless


type Node = tuple[State, Held]
"""Where a case may stand, and what was counted on of the answers that are new since."""

type ClockIs = Literal["before", "starting", "after"]
BEFORE: ClockIs = "before"
STARTING: ClockIs = "starting"
AFTER: ClockIs = "after"


class Stuck(Weighed):
    """No way leads from a state to an end: weighed over the graph of what follows.

    clock  what `accepted` is here: nothing yet, and whatever is wanted once the clock has started; what it will be once that is so, and
           before that whatever is wanted; or what it is, and stays
    many   there was more to follow than is followed: nothing is shown
    """

    clock: ClockIs = BEFORE
    many = False
    cone: Cone
    anew: Anew

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
        procedure = graph.procedure
        self.row = procedure.steps[start.step].each
        self.conditions = dict.fromkeys(
            said
            for state in self.nodes
            for way in self.ways[state]
            for said in way.said()
            if said != ALWAYS or said in way.unless
        )
        self.hangs: dict[str, Names] = {}
        self.given = woven(
            procedure,
            {name for state in self.nodes for way in self.ways[state] for name in way.given},
        )
        self.names = self.given.union(
            self.full(name) for said in self.conditions for name in followed(procedure, said)
        )
        self.timed = any(CLOCK in followed(procedure, said) for said in self.conditions)
        self.starts = self.timed and any(
            CLOCK in way.anew.freed for state in self.nodes for way in self.ways[state]
        )
        self.far = self.distances()
        self.looked: tuple[Box, bool | None, list[Lit]] | None = None

    def under(self, clock: ClockIs) -> Stuck:
        other = copy(self)
        other.clock, other.looked = clock, None
        return other

    def spell(self, cone: Cone) -> None:
        """The conditions as formulas over the cone, and on what it hangs whether what they read is asked."""
        self.cone = cone
        self.spelt: dict[Condition, Formula] = {
            said: cone.asked(said)
            for said in self.conditions
            if self.row or not any(name.startswith("row.") for name in names_in(said))
        }
        everything = {**self.graph.procedure.form, **self.graph.procedure.findings}
        for name in sorted(self.given):
            if name in everything:
                cone.include(cone.name(name))
        waiting, seen = [*self.names], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen and name in self.graph.findings:
                seen.add(name)
                more = [read for read, _ in asks_of(everything, name)]
                waiting += more
                for one in more:
                    cone.include(cone.name(one))

    def full(self, name: str) -> str:
        """A column of the branch's row by its list."""
        return f"{self.row}.{name[4:]}" if name.startswith("row.") else name

    def free(self, name: str, freed: Names) -> bool:
        """May it be other than it was, because it was answered, or because what was answered hides it?"""
        if name not in self.hangs:
            self.hangs[name] = hangs(self.graph.procedure, (name,), self.row)
        return touched(self.hangs[name], freed) or grown(self.hangs[name], freed)

    def freed(self, answers: Answers) -> Names:
        """What is answered anew, with the instant of acceptance where it is still whatever is wanted."""
        if self.clock == STARTING and CLOCK not in answers.freed:
            return answers.freed | {CLOCK}
        return answers.freed if self.clock == BEFORE else answers.freed - {CLOCK}

    # --- what follows ----------------------------------------------------------------------------------------------------

    def goes(self, scope: Values) -> bool:
        """Does a way lead to an end, as these values are?"""
        return self.weighed(in_form(scope))[0]

    def weighed(self, here: Here) -> tuple[bool, bool]:
        """May a way lead to an end; does one, whatever is still open here: of a choice, every line that may hold?"""
        if self.straight(here):
            return True, True
        first: Node = (self.start, frozenset())
        ways: dict[Node, list[tuple[Node, bool]]] = {}
        waiting = [first]
        while waiting:
            state, held = node = waiting.pop()
            self.many = self.many or len(ways) > STATES_MAX
            if node not in ways and not self.many:
                ways[node] = [
                    ((way.to, counted), sure)
                    for way in self.ways.get(state, ())
                    for counted, sure in self.along(way, state, held, here)
                ]
                waiting += [to for to, _ in ways[node]]
        return self.many or any(
            state.step == DONE for state, _ in ways
        ), not self.many and first in self.sure(ways)

    def straight(self, here: Here) -> bool:
        """Does a way of which all is sure lead to an end? What is nearest to one is tried first: mostly that settles it."""
        number = count()
        waiting: list[tuple[int, int, Node]] = [(0, next(number), (self.start, frozenset()))]
        seen: set[Node] = set()
        while waiting and len(seen) < STRAIGHT_MAX:
            _, _, node = heappop(waiting)
            if node[0].step == DONE:
                return True
            if node in seen:
                continue
            seen.add(node)
            found = [
                (way.to, counted, sure)
                for way in self.ways.get(node[0], ())
                if way.to in self.far
                for counted, sure in self.along(way, *node, here)
            ]
            for to, counted, sure in (
                found if not self.graph.chooses(node[0]) or len(found) == 1 else ()
            ):
                if sure:
                    heappush(waiting, (self.far[to], next(number), (to, counted)))
        return False

    def distances(self) -> dict[State, int]:
        """How many ways an end is away, conditions aside."""
        back: dict[State, list[State]] = {}
        for state, ways in self.ways.items():
            for way in ways:
                back.setdefault(way.to, []).append(state)
        far = {state: 0 for state in (*self.nodes, *back) if state.step == DONE}
        waiting = deque(far)
        while waiting:
            state = waiting.popleft()
            for before in back.get(state, ()):
                if before not in far:
                    far[before] = far[state] + 1
                    waiting.append(before)
        return far

    def sure(self, ways: dict[Node, list[tuple[Node, bool]]]) -> set[Node]:
        good = {node for node in ways if node[0].step == DONE}
        grown = True
        while grown:
            grown = False
            for node, found in ways.items():
                if node in good or not found:
                    continue
                if (
                    all(to in good for to, _ in found)
                    if self.graph.chooses(node[0])
                    else any(sure and to in good for to, sure in found)
                ):
                    good.add(node)
                    grown = True
        return good

    def along(self, way: Way, state: State, held: Held, here: Here) -> Iterator[tuple[Held, bool]]:
        """What is counted on once the way was taken, in each manner in which it may be, and whether that is sure."""
        before = self.chosen([(held, True)], ((way.when, True), *way.beside), state.anew, here)
        if way.answered:
            before = [
                (
                    frozenset(one for one in counted if not self.free(one[0].name, way.answered)),
                    sure,
                )
                for counted, sure in before
            ]
        after = self.chosen(
            before, (*((said, False) for said in way.unless), *way.after), way.anew, here
        )
        if way.given:
            weighed = [
                (
                    counted,
                    sure,
                    self.anew.fits(counted, way.anew, self.freed(way.anew), here, way.given),
                )
                for counted, sure in after
            ]
            after = [
                (counted, sure and surely) for counted, sure, (fits, surely) in weighed if fits
            ]
        yield from (
            ((frozenset[tuple[Clause, bool]](), sure) for _, sure in after)
            if way.to.step == DONE
            else after
        )

    def chosen(
        self, some: list[tuple[Held, bool]], said: Iterable[Said], answers: Answers, here: Here
    ) -> list[tuple[Held, bool]]:
        freed = self.freed(answers)
        found = []
        for counted, sure in some:
            for parts in product(
                *(self.parts(condition, wanted, freed, here) for condition, wanted in said)
            ):
                all_ = counted.union(*(part for part, _ in parts))
                sure_ = sure and all(one for _, one in parts)
                if all_ != counted:
                    fits, surely = self.anew.fits(all_, answers, freed, here)
                    if not fits:
                        continue
                    sure_ = sure_ and surely
                found.append((all_, sure_))
        return found

    def parts(
        self, said: Condition, wanted: bool, freed: Names, here: Here
    ) -> list[tuple[Held, bool]]:
        """On what to count so that the condition holds, or does not: of each alternative all clauses, or of all alternatives one clause each."""
        if said == ALWAYS:
            return [(frozenset(), True)] if wanted else []
        alternatives = [
            [self.part(clause, wanted, freed, here) for clause in part] for part in said
        ]
        if wanted:
            some = [tuple(clauses) for clauses in alternatives]
        else:
            some = list(
                product(
                    *(
                        [one for one in clauses if one == YES][:1] or clauses
                        for clauses in alternatives
                    )
                )
            )
        whole = [[one for one in parts if one is not None] for parts in some if None not in parts]
        return list(
            dict.fromkeys(
                (
                    frozenset[tuple[Clause, bool]]().union(*(held for held, _ in parts)),
                    all(sure for _, sure in parts),
                )
                for parts in whole
            )
        )

    def part(
        self, clause: Clause, wanted: bool, freed: Names, here: Here
    ) -> tuple[Held, bool] | None:
        """None: it is not so here."""
        if clause.name.startswith("row.") and not self.row:
            return YES  # of a row that is not at hand here nothing is known
        if self.free(clause.name, freed):
            return frozenset({(clause, wanted), *self.shown_for(clause, wanted)}), True
        found = here.says(clause)
        if found is None:
            here.open.append(Lit(self.cone.name(clause.name), clause.tests))
            return frozenset(), False
        return YES if found is wanted else None

    def shown_for(self, clause: Clause, wanted: bool) -> Iterator[tuple[Clause, bool]]:
        """What must hold for the value to be shown, where it must be there: that stands though the value itself is answered once more."""
        procedure = self.graph.procedure
        field = procedure.form.get(clause.name) or procedure.findings.get(clause.name)
        if (
            field is not None
            and field.shown != ALWAYS
            and len(field.shown) == 1
            and wanted is not any(isinstance(test, Empty) for test in clause.tests)
        ):
            for one in field.shown[0]:
                yield one, True
                yield from self.shown_for(one, True)

    # --- as a part of a formula --------------------------------------------------------------------------------------------

    def tests(self) -> Iterator[Lit]:
        for formula in self.spelt.values():
            yield from literals(formula)

    def verdict(self, box: Box) -> bool | None:
        return self.look(box)[0]

    def undecided(self, box: Box) -> Lit | None:
        return next(iter(self.look(box)[1]), None)

    def look(self, box: Box) -> tuple[bool | None, list[Lit]]:
        """True: no way leads on; False: one does; None: it hangs on these. Of what is answered on the way, the answer that leads on."""
        if self.looked is None or self.looked[0] is not box:
            here = in_box(self.cone, box)
            goes, surely = self.weighed(here)
            open_ = [
                one
                for one in here.open
                if len({cell.passes(one.tests) for cell in box[one.name]}) > 1
            ]
            self.looked = (box, True if not goes else False if surely or not open_ else None, open_)
        return self.looked[1:]


YES: tuple[Held, bool] = (frozenset(), True)


def good_of(
    states: list[State],
    onward: Callable[[State], list[Way]],
    passable: Callable[[Way], bool],
    chooses: Callable[[State], bool],
) -> set[State]:
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
            fine = (
                all(way.to in good for way in ways_)
                if chooses(state)
                else any(passable(way) and way.to in good for way in ways_)
            )
            if fine:
                good.add(state)
                waiting.append(state)
    return good
