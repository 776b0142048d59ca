"""Where a case goes: steps left and entered, choices passed, blocks opened and closed. Nothing else decides that.

A block's branches share no step and leave by `meet` (or `breaks`), so that a case has one open step per branch and can
neither stick nor run away (grammar §7, §11).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.case_clock import limit_of
from dinh.engine.decisions.child_openings import Brood
from dinh.engine.decisions.effects import words
from dinh.engine.decisions.evaluate import Scope, named
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Procedure, Step, Then
from dinh.engine.record.events import OpenStep, Passed
from dinh.engine.schedule.calendar import Calendar
from dinh.engine.schedule.deadline import ends

DEEP_MAX = 200
"""Choices and blocks one behind another before somebody has something to do: more is a circle. (Branches side by side are not counted.)"""


class Moved(Struct, frozen=True):
    """
    left, entered  names of steps left; steps entered (a work step has its limits)
    blocks   blocks entered, `BLOCK/ROW` in the branch of a row; `emptied`: what their branches ask anew
    end      name of the end, "" while the case goes on
    posts    letters whose public posting begins: (step, letter)
    thens    what follows from steps that waited for nothing
    """

    left: tuple[str, ...] = ()
    entered: tuple[OpenStep, ...] = ()
    passed: tuple[Passed, ...] = ()
    blocks: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    end: str = ""
    posts: tuple[tuple[str, str], ...] = ()
    thens: tuple[Then, ...] = ()


class Stuck(Exception):
    """A table of choices without a line for this case, a circle of choices, or `meet` where no block is: a file the checker refuses (T3, F4, F3)."""


class _Walk:
    """One move under way."""

    def __init__(
        self,
        procedure: Procedure,
        open_steps: Sequence[OpenStep],
        scope: Scope,
        at: datetime,
        calendar: Calendar,
        brood: Brood | None,
    ) -> None:
        self.procedure, self.scope, self.at, self.calendar, self.brood = (
            procedure,
            scope,
            at,
            calendar,
            brood,
        )
        self.thens: list[Then] = []
        self.standing = list(open_steps)
        self.left: list[str] = []
        self.entered: list[OpenStep] = []
        self.passed: list[Passed] = []
        self.blocks: list[str] = []
        self.emptied: list[str] = []
        self.opening: list[str] = []
        self.end = ""
        self.deep = 0

    def leave(self, name: str) -> None:
        self.standing = [step for step in self.standing if step.name != name]
        if any(step.name == name for step in self.entered):
            self.entered = [step for step in self.entered if step.name != name]
        else:
            self.left.append(name)

    def go(self, target: str, origin: str, row: str) -> None:
        """To a step, an end or `meet`, from the step `origin` (with its row)."""
        self.deep += 1
        if self.deep > DEEP_MAX:
            raise Stuck(origin)
        if target == "meet":
            if not self.procedure.steps[origin].block:
                raise Stuck(origin)
            self.meet(self.procedure.steps[origin].block, row)
        elif target in self.procedure.ends:
            self.finish(target)
        else:
            self.enter(self.procedure.steps[target], row)
        self.deep -= 1

    def finish(self, end: str) -> None:
        for step in list(self.standing):
            self.leave(step.name)
        self.end = end

    def enter(self, step: Step, row: str) -> None:
        row = row if step.each else ""
        if step.together:
            self.open_block(step, row)
        elif step.choose:
            self.choose(step, row)
        else:
            self.work(step, row)

    def inner(self, step: Step, row: str) -> Scope:
        return self.scope.row(step.each, row) if step.each and row else self.scope

    def choose(self, step: Step, row: str) -> None:
        scope = self.inner(step, row)
        for line, choice in enumerate(step.choose, 1):
            if holds(choice.when, scope):
                self.passed.append(Passed(step.name, line, choice.to))
                return self.go(choice.to, step.name, row)
        raise Stuck(step.name)

    def work(self, step: Step, row: str) -> None:
        inner = self.inner(step, row)
        entered = opened(step, row, inner, self.at, self.calendar)
        if self.brood and (step.opens or step.waits):
            waiting = self.brood.entered(step, inner, entered)
            if waiting is None:
                return self.straight(step, row)
            entered = waiting
        self.standing.append(entered)
        self.entered.append(entered)

    def straight(self, step: Step, row: str) -> None:
        """On from a step that has no child to wait for."""
        assert step.then is not None, "a step that waits says what then"
        self.passed.append(Passed(step.name, 0, step.then.to))
        self.thens.append(step.then)
        self.go(step.then.to, step.name, row)

    def open_block(self, block: Step, row: str) -> None:
        self.blocks.append(f"{block.name}/{row}" if row else block.name)
        self.emptied += (asked := asked_in(self.procedure, block.name, row))
        self.scope = self.scope.without(asked)
        scope = self.inner(block, row)
        self.opening.append(block.name)
        for branch in block.together:
            if not holds(branch.when, scope):
                continue
            for one in (
                [inner.row_id for inner in self.scope.rows_of(branch.each)]
                if branch.each
                else [row]
            ):
                self.go(branch.to, block.name, one)
        self.opening.remove(block.name)
        if not self.end:
            self.meet(block.name, row)

    def meet(self, block_name: str, row: str) -> None:
        """On to what follows the block, once no branch of it is open."""
        if block_name in self.opening:
            return
        block = self.procedure.steps[block_name]
        if any(
            block_name in chain(self.procedure, step.step) and (not block.each or step.row == row)
            for step in self.standing
        ):
            return
        self.go(block.meet, block_name, row if block.each else "")

    def break_out(self, origin: OpenStep, target: str) -> None:
        """The branches beside this one are dropped: every open step in a block that does not hold the target. A block in the branch of a row is that row's own."""
        stays = set(chain(self.procedure, target))
        broken = [block for block in chain(self.procedure, origin.step) if block not in stays]
        own = {block for block in broken if self.procedure.steps[block].each}
        for step in list(self.standing):
            if any(
                block in chain(self.procedure, step.step)
                and (block not in own or step.row == origin.row)
                for block in broken
            ):
                self.leave(step.name)


def move(
    procedure: Procedure,
    open_steps: Sequence[OpenStep],
    origin: OpenStep | None,
    target: str,
    scope: Scope,
    at: datetime,
    calendar: Calendar,
    *,
    breaks: bool = False,
    brood: Brood | None = None,
) -> Moved:
    """What follows when the case goes from `origin` (None: it is being opened) to `target`. Raises Stuck for an unsound file."""
    row = origin.row if origin else ""
    step = procedure.steps.get(target)
    if (
        origin and step and step.do and not row and not breaks and not step.opens and not step.waits
    ):  # from one step of work to another, which is most of what happens
        return Moved(
            (origin.name,),
            (opened(step, "", scope, at, calendar),),
            posts=((step.name, step.posts),) if step.posts else (),
        )
    walk = _Walk(procedure, open_steps, scope, at, calendar, brood)
    if origin is not None:
        walk.leave(origin.name)
        if breaks:
            walk.break_out(origin, target)
    walk.go(target, origin.step if origin else "", row)
    posts = tuple(
        (step.name, letter) for step in walk.entered if (letter := procedure.steps[step.step].posts)
    )
    return Moved(
        tuple(walk.left),
        tuple(walk.entered),
        tuple(walk.passed),
        tuple(walk.blocks),
        tuple(dict.fromkeys(walk.emptied)),
        walk.end,
        posts,
        tuple(walk.thens),
    )


def opened(step: Step, row: str, scope: Scope, at: datetime, calendar: Calendar) -> OpenStep:
    """The step as it stands open, its roles and limits resolved."""
    plain, label = _written(scope.procedure, step)
    limit, rule = limit_of(step.limit, scope, at, calendar) if step.limit else (None, None)
    return OpenStep(
        f"{step.name}/{row}" if row else step.name,
        at,
        step.roles if plain else tuple([_resolved(role, scope) for role in step.roles]),
        _narrowed(step, scope),
        limit,
        rule,
        step.then is not None,
        ends(step.time, at, calendar) if step.time else None,
        step.pauses,
        label,
    )


def named_anew(
    procedure: Procedure, steps: Iterable[OpenStep], scope: Scope
) -> tuple[OpenStep, ...]:
    """Of the open steps those that are other persons', or other villages' or houses', by the values as they are now."""
    found: list[OpenStep] = []
    for one in steps:
        step = procedure.steps.get(one.step)
        if step is None or (not step.of and _written(procedure, step)[0]):
            continue
        inner = scope.row(step.each, one.row) if step.each and one.row else scope
        now = replace(
            one,
            roles=tuple([_resolved(role, inner) for role in step.roles]),
            of=_narrowed(step, inner),
        )
        if now != one:
            found.append(now)
    return tuple(found)


def _narrowed(step: Step, scope: Scope) -> tuple[str, ...]:
    return (
        tuple(dict.fromkeys(one for name in step.of for one in named(scope, name)))
        if step.of
        else ()
    )


def _written(procedure: Procedure, step: Step) -> tuple[bool, dict[str, str]]:
    """What is so whenever the step is entered: do its roles stand as they are written, and what it is called. Found once."""
    cache: dict[str, tuple[bool, dict[str, str]]] = procedure.__dict__.setdefault("_written", {})
    found = cache.get(step.name)
    if found is None:
        found = cache[step.name] = (not any(":" in role for role in step.roles), words(step.label))
    return found


def chain(procedure: Procedure, name: str) -> tuple[str, ...]:
    """The blocks that hold a step, innermost first; none for an end."""
    cache = procedure.__dict__.setdefault("_chains", {})
    if name not in cache:
        step = procedure.steps.get(name)
        cache[name] = (step.block, *chain(procedure, step.block)) if step and step.block else ()
    return cache[name]


def asked_in(procedure: Procedure, block: str, row: str = "") -> list[str]:
    """What the branches of a block ask: `x`, or for a row's column `list.column`; `list/ROW/column` where the block is in the branch of a row."""
    names: list[str] = []
    for step in procedure.steps.values():
        if block in chain(procedure, step.name):
            column = f"{step.each}/{row}/" if row else f"{step.each}."
            for action in step.do.values():
                names += [
                    f"{column}{name[4:]}" if name.startswith("row.") else name
                    for name in action.asks
                ]
    return names


def _resolved(role: str, scope: Scope) -> str:
    if ":" not in role:
        return role
    kind, _, field = role.partition(":")
    return f"{kind}:{scope(field) or ''}"
