"""Which steps lie in which branch of which block, and what breaks that shape (F3).

A branch is what its head reaches before `meet`. It shares no step with another branch or with the way outside; every
way out of it is `to: meet`, or an action that `breaks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from dinh.engine.definition.procedure import Step

MEET = "meet"
DEPTH_MAX = 20


class Lies(Struct, frozen=True):
    """block: the innermost block, "" at the top; branch: the head of the branch; each: the list whose rows open it."""

    block: str = ""
    branch: str = ""
    each: str = ""


type Slip = Literal[
    "out",
    "shared",
    "breaks_inside",
    "breaks_outside",
    "meet_outside",
    "never_meets",
    "rows_in_rows",
    "round",
    "too_deep",
]


class Fault(Struct, frozen=True):
    """out: leaves the block without `breaks`; shared: leads into another branch; breaks_inside, breaks_outside: `breaks`
    that leaves no block; meet_outside: `meet` where no block is; never_meets: a branch without a way to `meet`; rows_in_rows:
    branches of rows in the branch of a row, which has one row at hand; round: a block that its own branch opens again, at once; too_deep.
    `path` is where the way is written."""

    kind: Slip
    step: str
    to: str
    path: tuple[str | int, ...]


class Way(Struct, frozen=True):
    """One way on from a step, where it is written, and what takes it: an action's name, `clock`, or "" (by itself)."""

    to: str
    path: tuple[str | int, ...]
    act: str = ""
    breaks: bool = False


def ways(step: Step) -> Iterator[Way]:
    """Every way on from a step that is written in it; of a block, the heads of its branches and where they meet."""
    at = ("steps", step.name)
    for name, action in step.do.items():
        if action.to:
            yield Way(action.to, (*at, "do", name, "to"), name, action.breaks)
    if step.then:
        yield Way(step.then.to, (*at, "then", "to"), "clock")
    for place, choice in enumerate(step.choose):
        yield Way(choice.to, (*at, "choose", place, "to"))
    for place, branch in enumerate(step.together):
        yield Way(branch.to, (*at, "together", place, "to"))
    if step.meet:
        yield Way(step.meet, (*at, "meet"))


def lay_out(
    steps: Mapping[str, Step], start: str, also: Iterable[str] = ()
) -> tuple[dict[str, Lies], list[Fault]]:
    """Where each step lies, and the faults of the blocks. Steps that nothing reaches lie at the top. also: further steps to begin in."""
    layout = _Layout(steps)
    heads = [name for name in (start, *also) if name in steps]
    if heads:
        layout.level(heads, Lies(), frozenset())
    turning = {one.path: one for one in rounds(steps)}
    faults = [
        *turning.values(),
        *(one for one in dict.fromkeys(layout.faults) if one.path not in turning),
    ]
    return {name: layout.lies.get(name, Lies()) for name in steps}, faults


def rounds(steps: Mapping[str, Step]) -> Iterator[Fault]:
    """Branches whose head is a block that opens, by heads alone, the block itself again."""
    heads = {
        name: [branch.to for branch in step.together]
        for name, step in steps.items()
        if step.together
    }
    for name in heads:
        for place, branch in enumerate(steps[name].together):
            seen, waiting = set[str](), [branch.to]
            while waiting:
                one = waiting.pop()
                waiting += heads.get(one, []) if one not in seen else []
                seen.add(one)
            if name in seen:
                yield Fault("round", name, branch.to, ("steps", name, "together", place, "to"))


class _Layout:
    def __init__(self, steps: Mapping[str, Step]):
        self.steps = steps
        self.place = {name: place for place, name in enumerate(steps)}
        self.heads = {branch.to for step in steps.values() for branch in step.together}
        self.lies: dict[str, Lies] = {}
        self.faults: list[Fault] = []

    def level(
        self, heads: list[str], lies: Lies, outside: frozenset[str], depth: int = 0
    ) -> frozenset[str]:
        """Lay out what the heads reach without entering a block, then each block's branches; gives what they reach."""
        own = self.walk(heads, outside)
        while more := self.broken_to(own, outside) - own:
            own |= self.walk(sorted(more), outside | own)
        for name in own:
            self.lies[name] = lies
        self.ways_of(own, lies, outside)
        taken = outside | own
        for name in sorted(own, key=self.place.__getitem__):
            if self.steps[name].together:
                self.branches(self.steps[name], taken, lies, depth)
        return own

    def walk(self, heads: list[str], outside: frozenset[str]) -> frozenset[str]:
        """Steps reached at this level: a block is passed over to where it meets, another's branch is not entered."""
        found: set[str] = set()
        waiting = [
            head
            for head in heads
            if head in self.steps and head not in outside and head not in self.lies
        ]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            for way in self.level_ways(self.steps[name]):
                other = way.to in self.heads and way.to not in heads
                if not (
                    way.breaks
                    or other
                    or way.to not in self.steps
                    or way.to in outside
                    or way.to in self.lies
                ):
                    waiting.append(way.to)
        return frozenset(found)

    def level_ways(self, step: Step) -> Iterator[Way]:
        for way in ways(step):
            if not (step.together and way.path[2] == "together"):
                yield way

    def broken_to(self, own: frozenset[str], outside: frozenset[str]) -> frozenset[str]:
        """Steps outside its blocks that a branch breaks out to: they belong to this level (or one further out)."""
        found: set[str] = set()
        taken = outside | own
        for name in own:
            for branch in self.steps[name].together:
                inside = self.walk([branch.to], taken)
                found |= {
                    way.to
                    for inner in inside
                    for way in ways(self.steps[inner])
                    if way.breaks and way.to not in inside
                }
        return frozenset(
            name
            for name in found
            if name in self.steps and name not in outside and name not in self.heads
        )

    def branches(self, block: Step, outside: frozenset[str], lies: Lies, depth: int) -> None:
        if depth == DEPTH_MAX:
            self.faults.append(Fault("too_deep", block.name, block.name, ("steps", block.name)))
            return
        for place, branch in enumerate(block.together):
            path = ("steps", block.name, "together", place, "to")
            if branch.each and lies.each:
                self.faults.append(
                    Fault("rows_in_rows", block.name, branch.to, (*path[:-1], "each"))
                )
            if branch.to in outside or branch.to in self.lies:
                self.faults.append(Fault("shared", block.name, branch.to, path))
            elif branch.to in self.steps:
                own = self.level(
                    [branch.to],
                    Lies(block.name, branch.to, branch.each or lies.each),
                    outside,
                    depth + 1,
                )
                if not any(way.to == MEET for name in own for way in ways(self.steps[name])):
                    self.faults.append(Fault("never_meets", block.name, branch.to, path))

    def ways_of(self, own: frozenset[str], lies: Lies, outside: frozenset[str]) -> None:
        """The faults of the ways that leave this level's steps."""
        for name in own:
            for way in self.level_ways(self.steps[name]):
                fault = self.fault(way, lies, own, outside)
                if fault:
                    self.faults.append(Fault(fault, name, way.to, way.path))

    def fault(
        self, way: Way, lies: Lies, own: frozenset[str], outside: frozenset[str]
    ) -> Slip | None:
        if way.to == MEET:
            return None if lies.block else "meet_outside"
        if way.breaks:
            if not lies.block:
                return "breaks_outside"
            return "breaks_inside" if way.to in own else None
        if lies.block and way.to not in own:
            return "shared" if self.lies.get(way.to, Lies()).block == lies.block else "out"
        return None
