"""F1 to F5, M2, L1, D1: what the shape of the steps and of what reads what must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from dinh.checker.finding import Finding, Path, Surroundings, found, near
from dinh.checker.goal import Goal, moment
from dinh.checker.graph import Reached, Story, circles, onward, stories
from dinh.checker.kinds import fields_of
from dinh.checker.sample import counterexample, plain
from dinh.checker.unclosed import rewritten, shows, taken
from dinh.engine.analysis.asked_before import edited_by, steps_within
from dinh.engine.analysis.blocks import DEPTH_MAX, MEET, Way, lay_out, rounds, ways
from dinh.engine.analysis.child_links import may_be_none
from dinh.engine.analysis.reads import asked_by, flows
from dinh.engine.decisions.transition import chain
from dinh.engine.definition.procedure import Procedure, Step

OUTSIDERS = frozenset({"applicant"})
GOOD = frozenset({"granted", "done"})
RECEIPTS = frozenset({"01", "02"})
"""Forms that tell of reception, not of an outcome."""


def reachable(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """F1: every step and end. A `to` that names nothing is taken for what was probably meant: one slip is told once."""
    if _unlaid(procedure):
        return
    mended = _mended(procedure)
    reached = (
        set(stories(procedure))
        | set(stories(mended))
        | {name for one in procedure.starts if one.at for name in stories(mended, start=one.at)}
    )
    for name in procedure.steps:
        if name not in reached:
            yield found("F1", ("steps", name), "f1_step", name=name)
    for name in procedure.ends:
        if name not in reached:
            yield found("F1", ("ends", name), "f1_end", name=name)


def _shown(
    procedure: Procedure, story: Story | None, at: frozenset[str], **more: Any
) -> dict[str, Any]:
    """The story of the graph, and what the engine is to be led to, beginning as the story does."""
    told = counterexample(procedure, story)
    given = (
        {name: value for name, value in told["given"].items() if name != "opened"} if told else {}
    )
    return {"counterexample": told, "goal": Goal(at=at, given=given, **more)}


def _mended(procedure: Procedure) -> Procedure:
    known = [*procedure.steps, *procedure.ends, MEET]

    def mend(to: str) -> str:
        return to if not to or to in known else near(to, known) or to

    def step(one: Step) -> Step:
        return replace(
            one,
            do={key: replace(action, to=mend(action.to)) for key, action in one.do.items()},
            then=replace(one.then, to=mend(one.then.to)) if one.then else None,
            choose=tuple(replace(line, to=mend(line.to)) for line in one.choose),
            together=tuple(replace(line, to=mend(line.to)) for line in one.together),
            meet=mend(one.meet),
        )

    if all(way.to in known for one in procedure.steps.values() for way in ways(one)):
        return procedure
    return replace(procedure, steps={name: step(one) for name, one in procedure.steps.items()})


def ends_possible(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """F2: from every step that can be reached, some end can (leaving the counters of `at_most` to the deep proof)."""
    if _unlaid(procedure):
        return
    reached = stories(procedure)
    mended = _mended(procedure)
    back: dict[str, set[str]] = {}
    for name, step in mended.steps.items():
        for way in onward(mended, step):
            back.setdefault(way.to, set()).add(name)
    leading, waiting = set(procedure.ends), list(procedure.ends)
    while waiting:
        for name in back.get(waiting.pop(), set()) - leading:
            leading.add(name)
            waiting.append(name)
    for name in procedure.steps:
        if name in reached and name not in leading:
            yield found(
                "F2",
                ("steps", name),
                "f2",
                name=name,
                **_shown(procedure, reached.story(name), moment(procedure, name)),
            )


def _unlaid(procedure: Procedure) -> bool:
    """Blocks too deep or in themselves: steps are laid out nowhere, and what follows from that is not told beside F3."""
    return any(rounds(procedure.steps)) or any(
        len(chain(procedure, name)) >= DEPTH_MAX
        for name, step in procedure.steps.items()
        if step.together
    )


def blocks_closed(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """F3. A `to` that names nothing is N1's."""
    reached = stories(procedure)
    lies, faults = lay_out(procedure.steps, procedure.start, [one.at for one in procedure.starts])
    for fault in faults:
        if fault.to not in procedure.steps and fault.to not in procedure.ends and fault.to != MEET:
            continue
        way = next(
            (way for way in ways(procedure.steps[fault.step]) if way.path == fault.path),
            Way(fault.to, fault.path),
        )
        at = (
            moment(procedure, fault.to)
            if fault.kind in ("never_meets", "round", "too_deep")
            else taken(procedure, fault.step, way)
        )
        more = _shown(
            procedure, _going(reached, fault.step, way), at, shown=shows(procedure, fault)
        )
        yield found(
            "F3",
            fault.path,
            f"f3_{fault.kind}",
            name=fault.step,
            branch=lies[fault.step].branch,
            to=fault.to,
            most=DEPTH_MAX,
            **more,
        )
    yield from _jumps_in(procedure, reached, {fault.path for fault in faults})
    yield from _rows_rewritten(procedure, reached)


def _going(reached: Reached, step: str, way: Way) -> Story | None:
    """The story that comes to a step and goes on by this way. A step that is not reached is F1's."""
    story = reached.story(step) if step in reached else None
    return story if story is None or not way.act else (*story, (step, way))


def _rows_rewritten(procedure: Procedure, reached: Reached) -> Iterator[Finding]:
    """A list is written anew while a branch of each of its rows may be open: the branch would stand without its row."""
    for block in procedure.steps.values():
        lists = {branch.each for branch in block.together if branch.each}
        for step in steps_within(procedure, block.name) if lists else ():
            for action in step.do.values():
                for name in sorted(lists & edited_by(action, procedure).union(action.asks)):
                    key = "asks" if name in action.asks else "edits"
                    rows = plain({**procedure.form, **procedure.findings}[name], "")
                    more = _shown(
                        procedure, reached.story(step.name) if step.name in reached else None, frozenset({f"{step.name}.{action.name}"}),
                        values={name: {str(row): cells for row, cells in enumerate(rows, 1)}}, shown=rewritten,
                    )  # fmt: skip
                    yield found(
                        "F3",
                        ("steps", step.name, "do", action.name, key),
                        "f3_rows",
                        name=action.name,
                        list=name,
                        block=block.name,
                        **more,
                    )


def _jumps_in(procedure: Procedure, reached: Reached, told: set[Path]) -> Iterator[Finding]:
    """A way from outside into a branch: only the block itself opens it."""
    for name, step in procedure.steps.items():
        for way in ways(step):
            target = procedure.steps.get(way.to)
            if (
                target is None
                or not target.block
                or (step.together and way.path[2] == "together")
                or way.path in told
            ):
                continue
            if not _within(procedure, name, target):
                yield found(
                    "F3",
                    way.path,
                    "f3_into",
                    name=name,
                    to=way.to,
                    **_shown(procedure, _going(reached, name, way), taken(procedure, name, way)),
                )


def _within(procedure: Procedure, name: str, target: Step) -> bool:
    """Does the step lie in the target's branch, however deep?"""
    step = procedure.steps[name]
    for _ in range(len(procedure.steps)):
        if (step.block, step.branch) == (target.block, target.branch):
            return True
        if not step.block or step.block not in procedure.steps:
            return False
        step = procedure.steps[step.block]
    return False


CHAIN_MAX = 150
"""Choices and blocks one behind another with nobody between; the engine follows some more (`move.DEEP_MAX`) for where blocks in blocks meet."""


def choices_end(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """F4: no circle made of choices alone, or of steps that may have no child to wait for; nor more of them in a row than are followed."""
    graph = {
        name: [line.to for line in step.choose]
        for name, step in procedure.steps.items()
        if step.choose
    }
    graph |= {
        name: [step.then.to]
        for name, step in procedure.steps.items()
        if step.waits and step.then and may_be_none(step)
    }
    for group in circles(graph):
        yield found(
            "F4",
            ("steps", group[0], "choose" if procedure.steps[group[0]].choose else "then"),
            "f4",
            names=" → ".join(f'"{name}"' for name in (*group, group[0])),
        )
    graph |= {
        name: [step.meet, *(branch.to for branch in step.together)]
        for name, step in procedure.steps.items()
        if step.together
    }
    first, length = _longest(graph)
    if length > CHAIN_MAX and not _unlaid(procedure):
        yield found("F4", ("steps", first), "f4_long", name=first, count=length, most=CHAIN_MAX)


def _longest(graph: Mapping[str, list[str]]) -> tuple[str, int]:
    """Where the longest way through these begins, and how many it has; of what goes round nothing is said."""
    before: dict[str, int] = dict.fromkeys(graph, 0)
    for targets in graph.values():
        for to in {*targets} & graph.keys():
            before[to] += 1
    longest: dict[str, tuple[int, str]] = {name: (1, name) for name in graph}
    waiting = [name for name, count in before.items() if not count]
    while waiting:
        name = waiting.pop()
        for to in {*graph[name]} & graph.keys():
            longest[to] = max(longest[to], (longest[name][0] + 1, longest[name][1]))
            before[to] -= 1
            waiting += [to] if not before[to] else []
    length, first = max(longest.values(), default=(0, ""))
    return first, length


def outsiders_bounded(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """F5: a step that only an outsider can leave has a limit that acts; so has one that is left to who opened the case, where that may be the house."""
    reached = stories(procedure)
    nobody = (
        OUTSIDERS | {"opener"} if procedure.starts or "parent" in procedure.channels else OUTSIDERS
    )
    for name, step in procedure.steps.items():
        if step.roles and set(step.roles) <= nobody and step.then is None:
            yield found(
                "F5",
                ("steps", name),
                "f5" if set(step.roles) <= OUTSIDERS else "f5_opener",
                name=name,
                **(
                    _shown(procedure, reached.story(name), moment(procedure, name))
                    if name in reached
                    else {}
                ),
            )


def clock_starts(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """M2: no way to a good end passes every start of the deadline by."""
    starts = set(procedure.deadline.starts) if procedure.deadline else set()
    actions = {f"{name}.{act}" for name, step in procedure.steps.items() for act in step.do}
    if not starts or not starts <= actions:
        return  # there is no clock, or it runs from the opening, or N1 tells of a start that is not there
    reached = stories(procedure, lambda step, way: f"{step}.{way.act}" not in starts)
    for name, end in procedure.ends.items():
        if end.outcome in GOOD and name in reached:
            yield found(
                "M2",
                ("ends", name),
                "m2",
                name=name,
                **_shown(
                    procedure, reached.story(name), frozenset({name}), avoids=frozenset(starts)
                ),
            )


def ends_tell(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """L1: on every way to an end a letter tells the applicant of the outcome, or the end says why none does.

    A letter of the act that starts the clock and leads on tells that the case was accepted, whatever it is called."""
    reached = stories(procedure, lambda step, way: not _tells(procedure, step, way))
    for name, end in procedure.ends.items():
        if (
            name in reached
            and not end.quiet
            and not any(_to_applicant(procedure, letter) for letter in end.letters)
        ):
            telling = frozenset(
                f"{step.name}.{way.act}"
                for step in procedure.steps.values()
                for way in ways(step)
                if way.act and _tells(procedure, step.name, way)
            )
            yield found(
                "L1",
                ("ends", name),
                "l1",
                name=name,
                **_shown(procedure, reached.story(name), frozenset({name}), avoids=telling),
            )


def _tells(procedure: Procedure, step: str, way: Way) -> bool:
    one = procedure.steps[step]
    if one.together and way.path[2] == "meet":
        return False
    starts = procedure.deadline.starts if procedure.deadline else ()
    if f"{step}.{way.act}" in starts and way.to not in procedure.ends:
        return False
    if way.act == "clock":
        letters = one.then.letters if one.then else ()
    else:
        letters = one.do[way.act].letters if way.act else ()
    return any(_to_applicant(procedure, letter) for letter in letters)


def _to_applicant(procedure: Procedure, name: str) -> bool:
    letter = procedure.letters.get(name)
    return letter is None or (bool(set(letter.to) - {"agency"}) and letter.form not in RECEIPTS)


def no_circles(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """D1: what decides whether a field is asked, and what a value follows from, never comes back to it."""
    graph: dict[str, frozenset[str]] = {
        field.name: asked_by(field) for field in fields_of(procedure)
    }
    graph |= {name: flows(value) for name, value in procedure.derive.items() if name not in graph}
    for group in circles(graph):
        name = group[0]
        section = next(
            section
            for section in ("form", "findings", "derive")
            if name in getattr(procedure, section)
        )
        yield found(
            "D1", (section, name), "d1", names=" → ".join(f'"{one}"' for one in (*group, name))
        )
    for field in fields_of(procedure):
        section = "form" if field.name in procedure.form else "findings"
        rows = {
            column.name: {one.removeprefix("row.") for one in asked_by(column)}
            for column in field.columns.values()
        }
        rows |= {
            name: {one.removeprefix("row.") for one in flows(value)}
            for name, value in field.derive.items()
        }
        for group in circles(rows):
            where = "of" if group[0] in field.columns else "derive"
            yield found(
                "D1",
                (section, field.name, where, group[0]),
                "d1",
                names=" → ".join(f'"{one}"' for one in (*group, group[0])),
            )
