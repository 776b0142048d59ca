"""How a case can have come to a step: what its form must then be like, and which findings were asked on the way.

A journey is a set of guards and of names that were asked. Every way through the graph is one of them; of two that asked the same, the one
with fewer guards stands for both. A guard is a condition that held on the way, on what never changes after the opening; where the caller
wants it (`fresh`), also one of a choice on what may change, as long as nothing on the way has changed it since. (Not one of an action: a form
that none of them takes is told by nobody else, while of a choice T3 asks a line for every form.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from msgspec import Struct

from dinh.checker.goal import Values
from dinh.checker.kinds import INSTANTS
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.formula import Formula, no
from dinh.checker.refused import refusing
from dinh.engine.analysis.asked_before import (
    CLOCK,
    Names,
    accepted_at_once,
    all_asked,
    all_edited,
    all_loose,
    answered_by,
    asked_beside,
    asked_by,
    asked_within,
    begun_in,
    emptied_beside,
    loosened_beside,
    loosened_in,
    steps_beside,
    steps_within,
)
from dinh.engine.analysis.blocks import MEET, Way, ways
from dinh.engine.analysis.child_links import brought, brought_back, surely_back
from dinh.engine.analysis.reads import hangs, hung, reads
from dinh.engine.analysis.unsettled import MARK, answered, loosened, named, touched
from dinh.engine.definition.condition import ALWAYS, Clause, Condition, holds, names_in
from dinh.engine.definition.procedure import Action, Branch, Procedure, Step

JOURNEYS_MAX = 150

type Guard = tuple[Condition, bool]
"""A condition, and whether it held."""


class Journey(Struct, frozen=True):
    guards: frozenset[Guard] = frozenset()
    asked: Names = frozenset()

    def also(self, names: Names, guard: Guard | None = None) -> Journey:
        return Journey(self.guards | {guard} if guard else self.guards, self.asked | names)

    def answered(self, procedure: Procedure, names: Names, relevant: Names) -> Journey:
        """With the marks and the guards that stand once these were answered."""
        marks = frozenset(one for one in self.asked if one.startswith(MARK))
        return Journey(
            untouched(procedure, self.guards, names),
            (self.asked - marks) | (answered(marks, procedure, names) & relevant),
        )

    def guarded(self, cone: Cone) -> tuple[Formula, ...]:
        """Its guards as formulas over the cone, always in one order: the form that is shown hangs on it."""
        return tuple(
            cone.asked(said) if held else no(cone.asked(said))
            for said, held in sorted(self.guards, key=repr)
        )

    def fits(self, scope: Values) -> bool:
        """Would a case with these values go this way?"""
        return all(holds(said, scope) is held for said, held in self.guards)


def untouched(procedure: Procedure, guards: frozenset[Guard], names: Names) -> frozenset[Guard]:
    """The guards that still say something once these names were answered or emptied."""
    return frozenset(
        guard for guard in guards if not touched(_roots_of(procedure, guard[0]), names)
    )


def _roots_of(procedure: Procedure, said: Condition) -> Names:
    known: dict[Condition, Names] = procedure.__dict__.setdefault("_roots_of", {})
    if said not in known:
        known[said] = hangs(procedure, names_in(said))
    return known[said]


def steady(procedure: Procedure) -> Names:
    """Names whose values never change once a case is opened: of the form where no action edits it, and what follows from those alone."""
    found: Names | None = procedure.__dict__.get("_steady")
    if found is None:
        found = procedure.__dict__["_steady"] = _steady(procedure)
    return found


def _steady(procedure: Procedure) -> Names:
    moving = (
        all_edited(procedure)
        | all_asked(procedure)
        | procedure.findings.keys()
        | (set(INSTANTS) - {"opened"})
    )
    names = set(procedure.form) - hung(
        procedure, procedure.form, lambda root: touched(frozenset({root}), moving)
    )
    later = {name.partition(".")[0] for name in all_asked(procedure) if "." in name}
    names |= {"channel", "opened"}
    for value in procedure.derive.values():  # in an order in which each reads only earlier ones
        if all(
            (name in names or name.partition(".")[0] in names - later)
            for name in reads(value.formula)
            if not name.startswith("row.")
        ):
            names.add(value.name)
    return frozenset(names)


def hung_on(asked: Names, cone: Cone) -> Names:
    """Of what is asked, that on which what the cone reads hangs: it, its list, or a column of the row at hand."""
    return frozenset(
        one
        for one in asked
        for name in (named(one),)
        if not {name, name.partition(".")[0], _of_row(name, cone.moment.row)}.isdisjoint(cone.kinds)
    )


def _of_row(name: str, row: str) -> str:
    """A column of the row's own list by `row.`."""
    list_, _, column = name.partition(".")
    return f"row.{column}" if column and list_ == row else name


def journeys(
    procedure: Procedure, relevant: Names, *, fresh: bool = False
) -> dict[str, tuple[Journey, ...]]:
    """For each step and end that can be reached: every way there.

    relevant  the names whose asking is followed
    fresh     keep what choices say of what may change, until it is answered again
    """
    return _Walk(procedure, relevant | {CLOCK}, fresh).walked()


class _Walk:
    def __init__(self, procedure: Procedure, relevant: Names, fresh: bool) -> None:
        self.procedure, self.relevant, self.steady = procedure, relevant, steady(procedure)
        self.fresh = Fresh(procedure, relevant) if fresh else None
        self.at: dict[str, dict[Journey, None]] = {}
        self.met: dict[tuple[str, str], dict[Journey, None]] = {}
        self.waiting: list[tuple[str, Journey]] = []
        self.back = brought_back(procedure) & self.relevant
        self.lost = {
            name: emptied_beside(procedure, step) for name, step in procedure.steps.items()
        }
        self.loosened = {
            name: loosened_beside(procedure, step) & self.relevant
            for name, step in procedure.steps.items()
        }

    def walked(self) -> dict[str, tuple[Journey, ...]]:
        begun = frozenset({CLOCK} if accepted_at_once(self.procedure) else set())
        if self.procedure.start in self.procedure.steps:
            self.reach(self.procedure.start, Journey(asked=begun))
        for name in begun_in(self.procedure):
            self.reach(name, Journey(asked=frozenset({CLOCK})))
        while self.waiting:
            name, journey = self.waiting.pop()
            if journey in self.at[name]:
                self.leave(self.procedure.steps[name], journey)
        return {name: tuple(found) for name, found in self.at.items()}

    def leave(self, step: Step, here: Journey) -> None:
        inside = asked_within(self.procedure, step.name) if step.together else frozenset()
        emptied = Journey(untouched(self.procedure, here.guards, inside), here.asked - inside).also(
            loosened(self.procedure, inside) & self.relevant
        )
        for action in step.do.values():
            if not action.to and (after := self.done(step, action, here)) != here:
                self.reach(step.name, after)  # what leads nowhere may have been done before
        for way in ways(step):
            if step.together and way.path[2] == "together":
                beside = asked_beside(self.procedure, step.name, way.to) | loosened_in(
                    self.procedure, step.name, way.to
                )
                branch = step.together[int(way.path[3])]
                begun = emptied
                if self.fresh:
                    changing = changed_beside(self.procedure, step.name, way.to, branch.each)
                    begun = Journey(
                        untouched(self.procedure, emptied.guards, changing), emptied.asked
                    )
                for asked in {frozenset(), beside & self.relevant}:
                    self.reach(way.to, begun.also(asked, self.guard(branch.when)))
            elif step.together:
                if all(branch.when != ALWAYS or branch.each for branch in step.together):
                    self.reach(way.to, self.shut(emptied, step.together))
            else:
                self.go(step, way, here)

    def go(self, step: Step, way: Way, here: Journey, back: bool = False) -> None:
        after = here
        if step.waits and way.path[2] == "then":
            if not back and (
                self.back or loosened(self.procedure, brought_back(self.procedure)) & self.relevant
            ):  # the children brought all they bring; or, as below, only what they surely do
                self.go(
                    step,
                    way,
                    here.also(
                        self.back
                        | (loosened(self.procedure, brought_back(self.procedure)) & self.relevant)
                    ),
                    back=True,
                )
            after = (
                here.also(
                    surely_back(step) & (self.relevant | {brought(name) for name in self.relevant})
                )
                if step.limit is None
                else here
            )
        if way.act in step.do:
            action = step.do[way.act]
            after = self.done(step, action, here).also(frozenset(), self.guard(action.when))
            for fault in refusing(self.procedure, step, action):
                after = after.also(frozenset(), self.guard(fault, False))
        elif way.path[2] == "choose":
            when = step.choose[int(way.path[3])].when
            after = self.held(step, when, here).also(frozenset(), self.guard(when))
        for one in self.beside(step, after):
            if way.to == MEET:
                self.meet(step.block, step.branch, one)
            else:
                self.reach(way.to, one)

    def done(self, step: Step, action: Action, here: Journey) -> Journey:
        """What was asked once the action was done, and what it leaves loose."""
        return here.also(asked_by(step, action, self.procedure) & self.relevant).answered(
            self.procedure, answered_by(step, action, self.procedure), self.relevant
        )

    def beside(self, step: Step, after: Journey) -> Iterator[Journey]:
        """As it is, or emptied since by a block that was entered in another branch, or left loose by what was answered there."""
        yield after
        if not self.loosened[step.name] <= after.asked:
            yield after.also(self.loosened[step.name])
        for names in self.lost[step.name]:
            if names & after.asked:
                yield Journey(untouched(self.procedure, after.guards, names), after.asked - names)

    def held(self, step: Step, said: Condition, here: Journey) -> Journey:
        """With what the condition says of what may still change, where that is followed."""
        kept = self.fresh.kept(step, said) if self.fresh else ALWAYS
        return here if kept == ALWAYS else here.also(frozenset(), (kept, True))

    def guard(self, said: Condition, held: bool = True) -> Guard | None:
        """Only what never changes says anything of the case later on."""
        return (
            (said, held)
            if (said, held) != (ALWAYS, True) and names_in(said) <= self.steady
            else None
        )

    def shut(self, journey: Journey, branches: Iterable[Branch]) -> Journey:
        for branch in branches:
            journey = journey.also(
                frozenset(), None if branch.each else self.guard(branch.when, False)
            )
        return journey

    def meet(self, block: str, head: str, after: Journey) -> None:
        one = self.procedure.steps.get(block)
        if one is None or not _added(self.met.setdefault((block, head), {}), after):
            return
        for joined in self.joined(one, head, after):
            if one.meet == MEET:
                self.meet(one.block, one.branch, joined)
            else:
                self.reach(one.meet, joined)

    def joined(self, block: Step, head: str, after: Journey) -> Iterator[Journey]:
        """With every way through each other branch, or with that branch shut."""
        choices: list[list[Journey]] = []
        for branch in block.together:
            if branch.to == head:
                continue
            through = list(self.met.get((block.name, branch.to), {}))
            if branch.each or branch.when != ALWAYS:
                through.append(self.shut(Journey(), (branch,)))
            choices.append(through)
        for some in product(*choices):
            yield Journey(
                after.guards.union(*(one.guards for one in some)),
                after.asked.union(*(one.asked for one in some)),
            )

    def reach(self, name: str, journey: Journey) -> None:
        found = self.at.setdefault(name, {})
        if (
            len(found) >= JOURNEYS_MAX
        ):  # too many to tell apart: guards are forgotten, which only lets more be
            journey = Journey(asked=journey.asked)
        if _added(found, journey) and name in self.procedure.steps:
            self.waiting.append((name, journey))


class Fresh:
    """Which conditions on what may change are kept as guards: those of which all that they hang on is followed."""

    def __init__(self, procedure: Procedure, relevant: Names) -> None:
        self.procedure, self.relevant, self.steady = procedure, relevant, steady(procedure)
        self.asked = frozenset(procedure.findings) | all_asked(procedure) | all_loose(procedure)
        self.brought = brought_back(procedure)
        self.known: dict[tuple[str, Condition], Condition] = {}

    def kept(self, step: Step, said: Condition) -> Condition:
        """The part of the condition that is kept; ALWAYS: none. Clauses that cannot be followed are left out, which only lets more be."""
        if (step.name, said) not in self.known:
            beside = frozenset[str]()
            inner, depth = step, len(self.procedure.steps)
            while inner.block in self.procedure.steps and depth:
                block = self.procedure.steps[inner.block]
                beside |= changed_beside(self.procedure, block.name, inner.branch, inner.each)
                inner, depth = block, depth - 1
            parts = tuple(
                tuple(clause for clause in part if self.follows(clause, beside)) for part in said
            )
            whole = all(parts) and not names_in(said) <= self.steady
            self.known[step.name, said] = parts if whole else ALWAYS
        return self.known[step.name, said]

    def follows(self, clause: Clause, beside: Names) -> bool:
        said: Condition = ((clause,),)
        name = clause.name
        if name.startswith(("row.", "case.", "house.")):
            return False
        roots = hangs(self.procedure, (name,))
        known = self.procedure.form.keys() | self.procedure.findings.keys()
        if (
            not all(root in known or root in ("channel", "opened") for root in roots)
            or touched(roots, beside | self.brought)
            or not any(root in known for root in roots)
        ):
            return False
        cone = Cone(self.procedure, Moment())
        cone.asked(said)
        return hung_on(self.asked, cone) <= self.relevant


def changed_beside(procedure: Procedure, block: str, head: str, each: str = "") -> Names:
    """All that may change while a case stands in this branch of a block, by what is done in the others, or for other rows of `each`."""
    steps = [*steps_beside(procedure, block, head)]
    if each:
        steps = [*steps_within(procedure, block)]
    return frozenset().union(
        *(answered_by(step, action, procedure) for step in steps for action in step.do.values()),
        *(asked_within(procedure, step.name) for step in steps if step.together),
    )


def _added(found: dict[Journey, None], journey: Journey) -> bool:
    """Put in, unless one with fewer guards asked the same; those it stands for are taken out."""
    if any(one.asked == journey.asked and one.guards <= journey.guards for one in found):
        return False
    for one in [
        one for one in found if one.asked == journey.asked and journey.guards <= one.guards
    ]:
        del found[one]
    found[journey] = None
    return True
