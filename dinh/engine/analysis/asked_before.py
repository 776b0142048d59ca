"""What was asked by the time a case stands somewhere: surely, on every way there, or on some way.

A fixed point over the graph of steps. Entering a block empties what its branches ask; where they meet, all has been asked
that each branch which surely opened asks on all its ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dinh.engine.analysis.blocks import MEET, Way, ways
from dinh.engine.analysis.child_links import brought_back, surely_back
from dinh.engine.analysis.unsettled import MARK, deciders, loosened, named, touched
from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Action, Procedure, Step

CLOCK = "accepted"
"""Stands among the names once the clock has surely started."""

Names = frozenset[str]


class Asked(Struct, frozen=True):
    """Findings, `list.column` and CLOCK: `surely` on every way, `maybe` on one. What may be loose (`~name`) is among `maybe`."""

    surely: Names
    maybe: Names

    def also(self, names: Names) -> Asked:
        return Asked(self.surely | names, self.maybe | names)

    def marked(self, procedure: Procedure, names: Names, loosens: Names = frozenset()) -> Asked:
        """Once these were surely answered, and some others perhaps: what they leave loose, and what no longer is."""
        gone = frozenset(
            one
            for one in self.maybe
            if one.startswith(MARK) and touched(frozenset({named(one)}), names)
        )
        return Asked(self.surely, (self.maybe - gone) | loosened(procedure, names) | loosens)

    def without(self, names: Names) -> Asked:
        return Asked(self.surely - names, self.maybe - names)

    def join(self, other: Asked | None) -> Asked:
        return (
            self if other is None else Asked(self.surely & other.surely, self.maybe | other.maybe)
        )


def asked_by(step: Step, action: Action, procedure: Procedure) -> Names:
    """What this action fills."""
    starts = procedure.deadline.starts if procedure.deadline else ()
    return _filled_by(step, action) | ({CLOCK} if f"{step.name}.{action.name}" in starts else set())


def edited_by(action: Action, procedure: Procedure) -> Names:
    """Earlier answers that this action may change: all of the form where it edits `form`."""
    return frozenset(procedure.form if "form" in action.edits else ()).union(action.edits)


def all_edited(procedure: Procedure) -> Names:
    return frozenset().union(
        *(
            edited_by(action, procedure)
            for step in procedure.steps.values()
            for action in step.do.values()
        )
    )


def answered_by(step: Step, action: Action, procedure: Procedure) -> Names:
    """What this action lets be answered, or answered anew."""
    return _filled_by(step, action) | edited_by(action, procedure)


def loosened_by(procedure: Procedure, steps: Iterable[Step]) -> Names:
    """Marks of all that actions of these steps may leave loose."""
    return frozenset().union(
        *(
            loosened(procedure, answered_by(step, action, procedure))
            for step in steps
            for action in step.do.values()
        )
    )


def all_loose(procedure: Procedure) -> Names:
    """Marks of all that some action, or a child that is back, may leave loose."""
    found: Names | None = procedure.__dict__.get("_all_loose")
    if found is None:
        emptied = [
            asked_within(procedure, name) for name, step in procedure.steps.items() if step.together
        ]
        found = procedure.__dict__["_all_loose"] = loosened_by(
            procedure, procedure.steps.values()
        ).union(*(loosened(procedure, names) for names in (brought_back(procedure), *emptied)))
    return found


def all_asked(procedure: Procedure) -> Names:
    """Findings and columns that some action fills."""
    found: Names | None = procedure.__dict__.get("_all_asked")
    if found is None:
        found = procedure.__dict__["_all_asked"] = brought_back(procedure).union(
            *(
                _filled_by(step, action)
                for step in procedure.steps.values()
                for action in step.do.values()
            )
        )
    return found


def asked_within(procedure: Procedure, block: str) -> Names:
    """What is asked anew inside a block, in blocks within it too."""
    return frozenset().union(
        *(
            _filled_by(step, action)
            for step in steps_within(procedure, block)
            for action in step.do.values()
        )
    )


def asked_beside(procedure: Procedure, block: str, head: str) -> Names:
    """What the other branches of a block ask: it may have been asked by the time this branch goes on."""
    return frozenset().union(
        *(
            _filled_by(step, action)
            for step in steps_beside(procedure, block, head)
            for action in step.do.values()
        )
    )


def steps_within(procedure: Procedure, block: str) -> Iterator[Step]:
    """The steps in the branches of a block, however deep."""
    return (step for step in procedure.steps.values() if lies_within(procedure, step.name, block))


def steps_beside(procedure: Procedure, block: str, head: str) -> Iterator[Step]:
    """The steps of the other branches of a block, however deep."""
    for step in procedure.steps.values():
        inner, depth = step, len(procedure.steps)
        while inner.block and inner.block != block and inner.block in procedure.steps and depth:
            inner, depth = procedure.steps[inner.block], depth - 1
        if inner.block == block and inner.branch != head:
            yield step


def emptied_beside(procedure: Procedure, step: Step) -> tuple[Names, ...]:
    """What may be emptied while a case stands in a branch, because a block in another branch is entered: for each such block."""
    found: list[Names] = []
    inner, depth = step, len(procedure.steps)
    while inner.block in procedure.steps and depth:
        found += [
            asked_within(procedure, other.name)
            for other in steps_beside(procedure, inner.block, inner.branch)
            if other.together
        ]
        inner, depth = procedure.steps[inner.block], depth - 1
    return tuple(dict.fromkeys(one for one in found if one))


def loosened_beside(procedure: Procedure, step: Step) -> Names:
    """Marks of what may be left loose while a case stands in a branch, by what is done in another branch."""
    found: set[str] = set()
    inner, depth = step, len(procedure.steps)
    while inner.block in procedure.steps and depth:
        found |= loosened_in(procedure, inner.block, inner.branch)
        inner, depth = procedure.steps[inner.block], depth - 1
    return frozenset(found)


def loosened_in(procedure: Procedure, block: str, head: str) -> Names:
    """Marks of what the other branches of a block may leave loose."""
    if not deciders(procedure):
        return frozenset()
    known: dict[tuple[str, str], Names] = procedure.__dict__.setdefault("_loosened_in", {})
    if (block, head) not in known:
        known[block, head] = loosened_by(procedure, steps_beside(procedure, block, head))
    return known[block, head]


def lies_within(procedure: Procedure, step: str, block: str) -> bool:
    """Does a step lie in a branch of the block, however deep?"""
    outer, depth = procedure.steps[step].block, len(procedure.steps)
    while outer and outer != block and depth:
        outer, depth = procedure.steps[outer].block, depth - 1
    return outer == block


def full(step: Step, name: str) -> str:
    """A column of the branch's row by its list."""
    return f"{step.each}.{name[4:]}" if name.startswith("row.") else name


def _filled_by(step: Step, action: Action) -> Names:
    """By full names: of a branch of each row, `list.column`."""
    names = {full(step, name) for name in action.asks}
    return frozenset(names | ({action.adds} if action.adds else set()))


def begun_in(procedure: Procedure) -> list[str]:
    """The steps in which the house begins cases by itself: each is accepted at once."""
    names = dict.fromkeys(one.at or procedure.start for one in procedure.starts)
    return [name for name in names if name in procedure.steps]


def accepted_at_once(procedure: Procedure, channel: str = "") -> bool:
    """Does the clock start as the case is opened? Of what the house begins by itself it always does."""
    return channel == "house" or procedure.deadline is None or "opened" in procedure.deadline.starts


def accepted_at(procedure: Procedure) -> tuple[str, ...]:
    """`opened`, and `step.action`: where the clock starts of some case."""
    starts = procedure.deadline.starts if procedure.deadline else ("opened",)
    return ("opened", *(one for one in starts if one != "opened")) if procedure.starts else starts


def askings(procedure: Procedure) -> dict[str, Asked]:
    """For each step that can be reached, and each end: what was asked when a case enters it."""
    return _Walk(procedure).walked()


class _Walk:
    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.entry: dict[str, Asked] = {}
        self.met: dict[tuple[str, str], Asked] = {}
        self.waiting: list[str] = []
        self.back = brought_back(procedure)
        """Of what children bring nobody knows when it comes."""

    def walked(self) -> dict[str, Asked]:
        begun = frozenset({CLOCK} if accepted_at_once(self.procedure) else set())
        back = self.back | loosened(self.procedure, self.back)
        if self.procedure.start in self.procedure.steps:
            self.reach(self.procedure.start, Asked(begun, begun | back))
        for name in begun_in(self.procedure):
            self.reach(name, Asked(frozenset({CLOCK}), back | {CLOCK}))
        while self.waiting:
            step = self.procedure.steps[self.waiting.pop(0)]
            for way, after in self.leaving(step):
                self.go(step, way, after)
        return self.entry

    def leaving(self, step: Step) -> Iterator[tuple[Way, Asked]]:
        here = self.entry[step.name]
        staying = [
            action for action in step.do.values() if not action.to
        ]  # what leads nowhere may have been done before
        here = Asked(
            here.surely,
            here.maybe.union(
                *(
                    asked_by(step, action, self.procedure)
                    | loosened(self.procedure, answered_by(step, action, self.procedure))
                    for action in staying
                )
            ),
        )
        within = asked_within(self.procedure, step.name) if step.together else frozenset()
        emptied = (
            here.without(within).marked(
                self.procedure, frozenset(), loosened(self.procedure, within)
            )
            if step.together
            else here
        )
        for way in ways(step):
            if step.together and way.path[2] == "meet":
                if all(branch.when != ALWAYS or branch.each for branch in step.together):
                    yield way, emptied
            elif step.together:
                beside = asked_beside(self.procedure, step.name, way.to) | loosened_in(
                    self.procedure, step.name, way.to
                )
                yield way, Asked(emptied.surely, emptied.maybe | beside)
            elif way.act in step.do:
                after = here.also(asked_by(step, step.do[way.act], self.procedure)).marked(
                    self.procedure, answered_by(step, step.do[way.act], self.procedure)
                )
                yield (
                    way,
                    Asked(
                        after.surely.difference(*emptied_beside(self.procedure, step)),
                        after.maybe | loosened_beside(self.procedure, step),
                    ),
                )
            elif step.waits and way.path[2] == "then" and step.limit is None:
                yield way, here.also(surely_back(step))
            else:
                yield way, emptied

    def go(self, step: Step, way: Way, after: Asked) -> None:
        if way.to == MEET:
            self.meet(step.block, step.branch, after)
        else:
            self.reach(way.to, after)

    def meet(self, block: str, branch: str, after: Asked) -> None:
        one = self.procedure.steps.get(block)
        if one is None:
            return
        self.met[block, branch] = after.join(self.met.get((block, branch)))
        ends = [
            (other, self.met[block, other.to])
            for other in one.together
            if (block, other.to) in self.met
        ]
        surely = [found.surely for other, found in ends if other.when == ALWAYS and not other.each]
        base = self.entry[block].without(asked_within(self.procedure, block))
        joined = Asked(
            base.surely.union(*surely), base.maybe.union(*(found.maybe for _, found in ends))
        )
        if one.meet == MEET:
            self.meet(one.block, one.branch, joined)
        else:
            self.reach(one.meet, joined)

    def reach(self, name: str, after: Asked) -> None:
        joined = after.join(self.entry.get(name))
        if self.entry.get(name) != joined:
            self.entry[name] = joined
            if name in self.procedure.steps and name not in self.waiting:
                self.waiting.append(name)
