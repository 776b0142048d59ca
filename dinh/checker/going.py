"""F2 and F6: from every state an end is possible, whatever was answered and however often something was done.

A state is a step, how often each bounded action (`at_most`) was done, and how many rows a list has to which actions add. Time acts by itself, a finding that is asked again may be
answered anew, of a choice one line holds; what was fixed before is asked of every form there can be. Blocks are taken for one step; within
one, coming to `meet` is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from dinh.checker.anew import QUESTIONS_MAX, Anew, Answers, woven
from dinh.checker.finding import Finding, Surroundings, found
from dinh.checker.goal import Goal, Values, moment
from dinh.checker.journeys import Journey, hung_on, journeys
from dinh.checker.proof.dependencies import Cone, Moment
from dinh.checker.proof.form import Form, goal, told
from dinh.checker.proof.formula import both, empty
from dinh.checker.proof.solve import Found, Open, answer
from dinh.checker.refused import refusing
from dinh.checker.stuck import (
    AFTER,
    BEFORE,
    DONE,
    STARTING,
    STATES_MAX,
    Said,
    State,
    Stuck,
    Used,
    Way,
    good_of,
)
from dinh.engine.analysis.asked_before import (
    CLOCK,
    Names,
    all_asked,
    all_loose,
    answered_by,
    asked_by,
    edited_by,
    full,
    lies_within,
    steps_beside,
    steps_within,
)
from dinh.engine.analysis.blocks import MEET, ways
from dinh.engine.analysis.child_links import brought_back
from dinh.engine.analysis.reads import hangs, roots
from dinh.engine.analysis.unsettled import deciders, loosened, more, named, touched
from dinh.engine.definition.condition import ALWAYS, Clause, Condition, Filled, names_in
from dinh.engine.definition.procedure import Action, Branch, Procedure, Step

ROWS_MAX = 6
MULTIPLIES_MAX = 6
"""Of what multiplies the states so many are named."""
SHOWN_MAX, HIDEABLE_MAX, DOUBTFUL_MAX = 2, 4, 4


def always_onward(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    graph = Graph(procedure)
    states = graph.states()
    if states is None:
        yield graph.too_many()
        return
    sure = graph.sure(states)
    told_of: set[str] = set()
    for state in states:
        if state.step in told_of or state.step == DONE:
            continue
        finding = graph.only_time_left(state) or (graph.stuck(state) if state not in sure else None)
        if finding is not None:
            told_of.add(state.step)
            yield finding


class Graph:
    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.bounded = [
            (step.name, action.name)
            for step in procedure.steps.values()
            for action in step.do.values()
            if action.at_most
        ]
        self.growing = _growing(procedure)
        self.place: dict[tuple[str, str], int] = {
            one: number
            for number, one in enumerate([*self.bounded, *(("", name) for name in self.growing)])
        }
        self.findings = frozenset(procedure.findings)
        self.left = [QUESTIONS_MAX]
        self.doubtful = _doubtful(procedure)
        self.matter = self.mattering()
        fields = {**procedure.form, **procedure.findings}
        self.hideable = {
            name: (fields[name].shown, hangs(procedure, names_in(fields[name].shown)))
            for name in sorted(self.matter & fields.keys())
            if fields[name].shown != ALWAYS
        }
        self.within = {
            name: frozenset(self.emptied(name))
            for name, step in procedure.steps.items()
            if step.together
        }

    def mattering(self) -> Names:
        """All on which it may hang where a case can go: fields, columns, and the lists and parts in which they are."""
        steps = self.procedure.steps.values()
        said = [
            (step.each, one)
            for step in steps
            for one in (
                *(action.when for action in step.do.values()),
                *(choice.when for choice in step.choose),
                *(branch.when for branch in step.together),
            )
        ]
        said += [
            (step.each, one)
            for step in steps
            for action in step.do.values()
            for one in refusing(self.procedure, step, action)
        ]
        found = woven(
            self.procedure,
            self.doubtful.union(
                root
                for row, one in said
                for name in names_in(one)
                for root in roots(self.procedure, name, row)
            ),
        )
        return found | {name.partition(".")[0] for name in found}

    def emptied(self, block: str) -> Iterator[int]:
        """The counts that begin anew when a block is entered; rows that were added stay."""
        asked = {
            name
            for step in steps_within(self.procedure, block)
            for action in step.do.values()
            for name in action.asks
        }
        for (step, name), number in self.place.items():
            if name in asked if not step else lies_within(self.procedure, step, block):
                yield number

    def beside(self, used: Used, block: str, head: str = "") -> Iterator[Used]:
        """With the lists that branches of a block fill as they were, or full: branches run side by side. head: of the branch that asks."""
        steps = steps_beside(self.procedure, block, head)
        lists = {
            name
            for step in steps
            for action in step.do.values()
            for name in (*action.asks, action.adds)
            if name in self.growing
        }
        for some in product((False, True), repeat=len(lists)):
            counts = {
                self.place["", name]: self.growing[name]
                for name, one in zip(sorted(lists), some, strict=True)
                if one
            }
            yield tuple(counts.get(number, one) for number, one in enumerate(used))

    # --- the states -------------------------------------------------------------------------------------------------

    def states(self) -> list[State] | None:
        """All that can be reached when every condition may hold; None: too many."""
        begun = [
            name
            for name in (self.procedure.start, *(one.at for one in self.procedure.starts))
            if name in self.procedure.steps
        ]
        waiting = [
            State(name, used)
            for name in begun
            for used in self.filled((0,) * len(self.place), frozenset(self.procedure.form))
        ]
        seen = set(waiting)
        while waiting:
            state = waiting.pop()
            for other in self.entered(state):
                if other not in seen:
                    if len(seen) >= STATES_MAX:
                        return None
                    seen.add(other)
                    waiting.append(other)
        return sorted(seen, key=lambda one: (one.step, one.used))

    def entered(self, state: State) -> Iterator[State]:
        """Where a case may stand next: in the branches of a block too, and where it meets."""
        step = self.procedure.steps.get(state.step)
        if step is None:
            return
        if step.together:
            fresh = tuple(
                0 if number in self.within[step.name] else one
                for number, one in enumerate(state.used)
            )
            yield from (
                State(branch.to, used)
                for branch in step.together
                if branch.to in self.procedure.steps
                for used in self.beside(fresh, step.name, "" if branch.each else branch.to)
            )
        for way in self.onward(state):
            yield State(way.to.step, way.to.used)

    def onward(self, state: State, *, follow: bool = False) -> Iterator[Way]:
        """The ways of a state. follow: note what is answered on them."""
        step = self.procedure.steps.get(state.step)
        if step is None:
            return
        if step.together:
            if step.meet != MEET:
                for shut, anew in self.through(step, state.anew) if follow else (((), state.anew),):
                    yield from (
                        Way(self.to(step.meet, used, anew), beside=shut, anew=anew)
                        for used in self.beside(state.used, step.name)
                    )
            else:
                yield Way(State(DONE))
            yield from self.breaking(step, state, follow)
            return
        yield from self.staying(step, state, follow)
        for way in ways(step):
            used, anew, when = state.used, state.anew, ALWAYS
            unless: tuple[Condition, ...] = ()
            answered = given = frozenset[str]()
            if way.act in step.do:
                action = step.do[way.act]
                if self.used_up(step.name, action, used):
                    continue
                used = self.after(step.name, action, used)
                when, unless, given = (
                    action.when,
                    refusing(self.procedure, step, action),
                    self.doubtful.intersection(action.asks),
                )
                if follow:
                    answered, surely = self.answered(step, action)
                    anew = anew.also(answered, surely)
            elif way.path[2] == "choose":
                when = step.choose[int(way.path[3])].when
            elif step.waits and follow:
                anew = anew.also(brought_back(self.procedure) & self.matter)
            rewritten = (
                edited_by(step.do[way.act], self.procedure).union(step.do[way.act].asks)
                if way.act in step.do
                else frozenset[str]()
            )
            for filled_, (after, known) in product(
                self.filled(used, rewritten),
                self.shows(step, way.act, anew) if follow else [((), anew)],
            ):
                yield Way(
                    self.to(way.to, filled_, known),
                    when,
                    way.act,
                    unless,
                    anew,
                    answered,
                    given,
                    after=after,
                )

    def through(
        self, block: Step, anew: Answers
    ) -> Iterator[tuple[tuple[tuple[Condition, bool], ...], Answers]]:
        """Through a block, by which of its branches open: what a branch asks that stays shut is emptied, and asked by nobody."""
        within = {
            branch.to: self.answered_within(block.name, branch.to) for branch in block.together
        }
        emptied = anew.without(
            self.matter
            & {
                full(step, name)
                for step in steps_within(self.procedure, block.name)
                for action in step.do.values()
                for name in action.asks
            }
        )
        unsure = [
            branch
            for branch in block.together
            if within[branch.to]
            and (opens := _opens(branch)) != ALWAYS
            and not names_in(opens) & emptied.emptied
        ]
        asked = frozenset().union(
            *(
                names
                for head, names in within.items()
                if head not in {branch.to for branch in unsure}
            )
        )
        for open_ in product((True, False), repeat=len(unsure)):
            more = asked.union(
                *(within[branch.to] for branch, one in zip(unsure, open_, strict=True) if one)
            )
            yield (
                tuple((_opens(branch), one) for branch, one in zip(unsure, open_, strict=True)),
                emptied.also(more),
            )

    def breaking(self, block: Step, state: State, follow: bool) -> Iterator[Way]:
        """Out of a block without meeting. (Where it meets, and where its branches stand, is asked of its own.)"""
        for step in steps_within(self.procedure, block.name):
            for action in step.do.values():
                if action.breaks and (
                    action.to not in self.procedure.steps
                    or not lies_within(self.procedure, action.to, block.name)
                ):
                    answered = self.answered_within(block.name) if follow else frozenset()
                    anew = state.anew.also(answered)
                    yield Way(
                        self.to(action.to, state.used, anew),
                        action.when,
                        action.name,
                        refusing(self.procedure, step, action),
                        anew,
                        answered,
                        self.doubtful.intersection(action.asks),
                    )

    def staying(self, step: Step, state: State, follow: bool) -> Iterator[Way]:
        """What is done without leaving the step: it may fill a list, and answer anew what a way on hangs on."""
        for action in step.do.values():
            if not action.to and not self.used_up(step.name, action, state.used):
                answered, surely = (
                    self.answered(step, action) if follow else (frozenset(), frozenset())
                )
                anew = state.anew.also(answered, surely)
                unless, given = (
                    refusing(self.procedure, step, action),
                    self.doubtful.intersection(action.asks),
                )
                rewritten = edited_by(action, self.procedure).union(action.asks)
                for used, (after, known) in product(
                    self.filled(self.after(step.name, action, state.used), rewritten),
                    self.shows(step, action.name, anew) if follow else [((), anew)],
                ):
                    if answered or used != state.used:
                        yield Way(
                            State(step.name, used, known),
                            action.when,
                            action.name,
                            unless,
                            anew,
                            answered,
                            given,
                            after=after,
                        )

    def shows(self, step: Step, act: str, anew: Answers) -> list[tuple[tuple[Said, ...], Answers]]:
        """By which of the fields that the action answers, or that its edits may hide, are shown then: the others are empty from there on. (Of many that is not told apart.)"""
        action = step.do.get(act)
        if action is None:
            return [((), anew)]
        asked = self.matter.intersection(asked_by(step, action, self.procedure))
        edited = edited_by(action, self.procedure)
        some = [
            name
            for name, (shown, read) in self.hideable.items()
            if name in asked or (edited and touched(read | {name}, edited | asked))
        ]
        if len(some) > SHOWN_MAX or len(self.hideable) > HIDEABLE_MAX:
            return [((), anew)]
        found = []
        for those in product((True, False), repeat=len(some)):
            hidden = frozenset(name for name, one in zip(some, those, strict=True) if not one)
            found.append(
                (
                    tuple(
                        (self.hideable[name][0], one) for name, one in zip(some, those, strict=True)
                    ),
                    anew.without(hidden) if hidden else anew,
                )
            )
        return found

    def answered(self, step: Step, action: Action) -> tuple[Names, Names]:
        """What the action lets be answered anew: what it asks, and what it edits; and of that what it surely asks, with what it leaves loose."""
        asked = asked_by(step, action, self.procedure) & self.matter
        edited = edited_by(action, self.procedure) & self.matter
        rows = frozenset({action.adds}) & asked - edited.union(action.asks)
        marks = frozenset(
            mark
            for mark in loosened(self.procedure, answered_by(step, action, self.procedure))
            if named(mark) in self.matter
        )
        return (asked | edited).difference(rows).union(more(list_) for list_ in rows), asked | marks

    def answered_within(self, block: str, head: str = "") -> Names:
        """In a block, or in that branch of it."""
        steps = [
            step
            for step in steps_within(self.procedure, block)
            if not head or self.head(step, block) == head
        ]
        return frozenset().union(
            *(self.answered(step, action)[0] for step in steps for action in step.do.values())
        )

    def head(self, step: Step, block: str) -> str:
        """Of the branch of this block in which the step lies, however deep."""
        while step.block != block:
            step = self.procedure.steps[step.block]
        return step.branch

    def used_up(self, step: str, action: Action, used: Used) -> bool:
        """Is it no longer offered: done as often as it may be, or the list is full?"""
        number, list_ = self.place.get((step, action.name)), self.place.get(("", action.adds))
        return (number is not None and used[number] >= (action.at_most or 0)) or (
            list_ is not None and used[list_] >= self.growing[action.adds]
        )

    def after(self, step: str, action: Action, used: Used) -> Used:
        counted = {self.place.get((step, action.name)), self.place.get(("", action.adds))}
        return tuple(one + (number in counted) for number, one in enumerate(used))

    def filled(self, used: Used, names: Names) -> Iterator[Used]:
        """With the lists among these written anew, whole: with as few rows as may be, or with as many."""
        lists = [name for name in self.growing if name in names]
        for rows in product(*((0, self.growing[name]) for name in lists)):
            anew = {self.place["", name]: count for name, count in zip(lists, rows, strict=True)}
            yield tuple(anew.get(number, one) for number, one in enumerate(used))

    def to(self, name: str, used: Used, anew: Answers) -> State:
        return State(name, used, anew) if name in self.procedure.steps else State(DONE)

    # --- what needs no form -------------------------------------------------------------------------------------------

    def sure(self, states: Iterable[State]) -> set[State]:
        """States from which an end is possible whatever was answered."""
        return good_of(
            list(states),
            lambda state: list(self.onward(state)),
            lambda way: way.plain,
            self.chooses,
        )

    def too_many(self) -> Finding:
        """F2 at what makes most of the states, with all that multiplies them: each number of times an action was done, each number of rows."""
        times: dict[tuple[str, str], int] = {
            (step, name): (self.procedure.steps[step].do[name].at_most or 0) + 1
            if step
            else self.growing[name] + 1
            for step, name in self.place
        }
        if not times:  # by what is answered anew: on these it hangs where a case can go
            names = sorted(self.hideable)[:MULTIPLIES_MAX]
            said = ", ".join(f'"{name}"' for name in names) or "–"
            return found("F2", ("steps",), "f2_many", count=STATES_MAX, parts=(said, said))
        most = sorted(times, key=lambda one: -times[one])
        more = len(most) - MULTIPLIES_MAX
        parts = [
            f"{step}.{name} (at_most {times[step, name] - 1})"
            if step
            else f'"{name}" (rows {times[step, name] - 1})'
            for step, name in most[:MULTIPLIES_MAX]
        ]
        blocks = [
            f'"{name}"'
            for name, step in self.procedure.steps.items()
            if step.together and any(self.beside_lists(step.name))
        ]
        step, name = most[0]
        section = "form" if name in self.procedure.form else "findings"
        path = ("steps", step, "do", name, "at_most") if step else (section, name, "rows")
        vi, en = " × ".join(parts), " × ".join(parts)
        if more > 0:
            vi, en = f"{vi} và {more} chỗ khác", f"{en} and {more} others"
        if blocks:
            vi, en = (
                f"{vi}, trong khối {', '.join(blocks)}",
                f"{en}, in the block {', '.join(blocks)}",
            )
        return found("F2", path, "f2_many", count=STATES_MAX, parts=(vi, en))

    def beside_lists(self, block: str) -> Iterator[str]:
        """Lists that branches of the block fill side by side, each of which may be as it was or full."""
        for step in steps_within(self.procedure, block):
            for action in step.do.values():
                yield from (name for name in (*action.asks, action.adds) if name in self.growing)

    def chooses(self, state: State) -> bool:
        step = self.procedure.steps.get(state.step)
        return step is not None and bool(step.choose)

    def only_time_left(self, state: State) -> Finding | None:
        """F6: who has the step can do nothing more, and only waiting is left."""
        step = self.procedure.steps[state.step]
        if step.then is None or not step.do or not self.bounded:
            return None
        if not all(
            (step.name, action.name) in self.place and self.used_up(step.name, action, state.used)
            for action in step.do.values()
        ):
            return None
        return found(
            "F6",
            ("steps", step.name),
            "f6",
            name=step.name,
            actions=", ".join(step.do),
            goal=Goal(at=moment(self.procedure, step.name), done=self.done(state)),
        )

    # --- what hangs on the form -----------------------------------------------------------------------------------------

    def stuck(self, state: State) -> Finding | None:
        """F2: a form with which no way leads on from here."""
        step = self.procedure.steps[state.step]
        stuck = Stuck(self, state)
        if len(stuck.nodes) >= STATES_MAX:
            return self.too_many()
        probe = Cone(self.procedure, Moment(row=stuck.row))
        stuck.spell(probe)
        relevant = hung_on(
            self.findings | all_asked(self.procedure) | all_loose(self.procedure), probe
        )
        undecided_ = False
        for journey in journeys(self.procedure, relevant).get(step.name, ()):
            for clock in (
                (AFTER,)
                if CLOCK in journey.asked
                else (BEFORE, STARTING)
                if stuck.starts
                else (BEFORE,)
            ):
                here = stuck.under(clock)
                result = self.on(here, journey, relevant)
                if isinstance(result, Found):
                    return found(
                        "F2",
                        ("steps", step.name),
                        "f2_form",
                        name=step.name,
                        used=self.said(state),
                        counterexample=told(result.form),
                        goal=self.goal(here, state, result.form),
                    )
                undecided_ = undecided_ or isinstance(result, Open) or here.many
        return found("F2", ("steps", step.name), "f2_open", name=step.name) if undecided_ else None

    def on(self, stuck: Stuck, journey: Journey, relevant: Names) -> Any:
        filled = frozenset({"opened", "acted", "entered"}).union(
            {CLOCK} if stuck.clock != BEFORE else ()
        )
        cone = Cone(
            self.procedure,
            Moment(
                asked=journey.asked, unasked=relevant - journey.asked, filled=filled, row=stuck.row
            ),
        )
        stuck.spell(cone)
        stuck.anew = Anew(cone, journey, relevant, filled, self.left)
        if (
            stuck.clock == BEFORE
            and CLOCK in cone.kinds
            and not self.procedure.steps[stuck.start.step].block
        ):  # else a branch beside may have started it
            cone.hold(empty(CLOCK))

        def is_stuck(form: Form) -> bool:
            scope = form.scope()
            return journey.fits(form.whole()) and not stuck.goes(scope)

        return answer(cone, both((*journey.guarded(cone), stuck)), is_stuck)

    def goal(self, stuck: Stuck, state: State, form: Form) -> Goal:
        """The case stands there, these actions were done so often, these lists are so long, and nothing leads on."""
        rows = {name: state.used[self.place["", name]] for name in self.growing}

        def seen(scope: Values) -> bool:
            return all(
                len(scope(name) or ()) >= least for name, least in rows.items()
            ) and not stuck.goes(scope)

        return goal(
            form,
            moment(self.procedure, state.step),
            seen,
            done=self.done(state),
            starting=stuck.clock == STARTING,
        )

    def done(self, state: State) -> dict[str, int]:
        return {
            f"{step}.{action}": state.used[number]
            for (step, action), number in self.place.items()
            if step and state.used[number]
        }

    def said(self, state: State) -> tuple[str, str]:
        done = [
            f"{name} × {times}"
            for (_, name), times in zip(self.place, state.used, strict=True)
            if times
        ]
        return (f" sau {', '.join(done)}", f" after {', '.join(done)}") if done else ("", "")


def _opens(branch: Branch) -> Condition:
    """When the branch opens: one of each row where there is a row."""
    return ((Clause(branch.each, (Filled(),)),),) if branch.each else branch.when


def _doubtful(procedure: Procedure) -> Names:
    """Findings that are required in some cases, of which `valid` then may refuse every answer. (Of those that always are, `refusing` says when; of many that is not asked.)"""
    read = {
        root
        for line in procedure.valid
        if not (line.warn or line.on)
        for name in names_in(line.when)
        for root in roots(procedure, name)
    }
    found = frozenset(read & deciders(procedure).keys() & procedure.findings.keys())
    return found if len(found) <= DOUBTFUL_MAX else frozenset()


def _growing(procedure: Procedure) -> dict[str, int]:
    """Lists that may become full by rows that actions add, and how many rows that takes. One of many rows is taken never to be full."""
    found: dict[str, int] = {}
    for name, field in {**procedure.form, **procedure.findings}.items():
        adding = [
            action
            for step in procedure.steps.values()
            for action in step.do.values()
            if action.adds == name
        ]
        leading = any(action.to for action in adding)  # what leads nowhere is not missed
        most = int(field.rows.high) - (not field.rows.high_in) if leading and field.rows else 0
        asked = name in procedure.form or any(
            name in action.asks for step in procedure.steps.values() for action in step.do.values()
        )
        if 0 < most <= ROWS_MAX and (
            asked
            or any(action.at_most is None for action in adding)
            or sum(action.at_most or 0 for action in adding) >= most
        ):
            found[name] = most
    return found
