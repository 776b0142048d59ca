"""A case on its way to where a fault shows: told by the engine line by line, and what each line did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from dinh.checker.goal import OPENED, Done, Goal
from dinh.checker.sample import KNOWN_FROM
from dinh.engine.decisions.child_openings import Born
from dinh.engine.decisions.draft import Decided, scope_of
from dinh.engine.decisions.evaluate import RowScope, Scope
from dinh.engine.decisions.time_limits import hindered
from dinh.engine.definition.procedure import Example, Procedure, Text
from dinh.engine.record.case import Case
from dinh.engine.record.events import Acted, Delegated, Issued, Opened, OpenStep
from dinh.engine.record.evolve import evolve
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import Calendar
from dinh.engine.simulate import Story, Surroundings

NOTHING: tuple[Any, ...] = (None, "", [], {})

type Line = dict[str, Any]


class Life:
    """A case on its way: the story that the engine told so far, and what the last line of it did."""

    def __init__(self, procedure: Procedure, given: Line) -> None:
        self.procedure = procedure
        self.given = given
        self.lines: tuple[Line, ...] = ()
        self.story = Noting(
            procedure, Example(name=Text(""), given=given, does=()), Surroundings(calendar())
        )
        self.refusal: Refusal | None = None
        self.moments: frozenset[str] = frozenset()
        self.blanks: frozenset[tuple[str, str]] = frozenset()
        self.answered: Case = Case()
        self.beside: Line = {}

    @property
    def case(self) -> Case:
        return self.story.case

    def told(self) -> dict[str, Any]:
        return {"given": self.given, "does": [{**line} for line in self.lines], **self.beside}

    def shows(self, goal: Goal) -> bool:
        """Is the fault in what the last line did? Then what is to be told beside it is kept."""
        assert goal.shown is not None
        story = self.story
        told = goal.shown(
            Done(
                story.came_from,
                tuple(body for _, _, body in story.entries),
                self.case,
                tuple(story.born),
                story.context("house"),
            )
        )
        self.beside = told or {}
        return told is not None

    def next_at(self) -> str:
        return (self.story.at + timedelta(minutes=10)).isoformat(timespec="minutes")[:16]

    def opens(self) -> None:
        self.note({OPENED})

    def after(self, line: Line) -> Life:
        other = copy(self)
        other.story = self.story.fork()
        other.lines = (*self.lines, line)
        other.refusal = other.story.go_on(line)
        other.note(
            {f"{str(line['step']).partition('/')[0]}.{line['act']}"} if "act" in line else set()
        )
        return other

    def note(self, moments: set[str]) -> None:
        """What was left, entered and passed by the last line, and the answers as they then were."""
        entries = [] if self.refusal else self.story.entries
        found = set(moments)
        self.blanks = frozenset(
            (body.letter, key)
            for _, _, body in entries
            if isinstance(body, Issued)
            for key, value in body.personal["values"].items()
            if value in NOTHING
        )
        case = self.answered = self.story.came_from
        for at, actor, body in entries:
            if isinstance(body, Acted | Opened):
                self.answered = case
                found |= {one.step for one in body.entered} | {one.step for one in body.passed}
                found |= (
                    {f"{body.step.partition('/')[0]}.{body.action}"}
                    if isinstance(body, Acted)
                    else set()
                )
            case = case if isinstance(body, Delegated) else evolve(case, body, at=at, actor=actor)
        if not any(isinstance(body, Acted) for _, _, body in entries):
            self.answered = case
        if self.refusal is not None and self.refusal.code == "procedure.stuck":
            found.add(str(self.refusal.facts.get("step", "")))
        self.moments = frozenset(
            found
            | {one.step for one in self.case.steps}
            | ({self.case.end} if self.case.end else set())
        )

    def scopes(self, goal: Goal) -> Iterator[Scope]:
        """The values as they were answered, and as they stand; once for each row."""
        context = self.story.context("clock")
        starting = (
            {"accepted": self.story.at} if goal.starting and self.case.accepted is None else {}
        )
        for data in (self.answered.data, self.case.data):
            whole = scope_of(
                self.procedure, self.case, context, data=data, entered=self.story.at, **starting
            )
            if not goal.row:
                yield whole
                continue
            for row in whole(goal.row) or ():
                field = self.procedure.form.get(goal.row) or self.procedure.findings[goal.row]
                yield (
                    RowScope(whole, field, row, (whole(goal.row) or {}).get(row, {}))
                    if goal.bare
                    else whole.row(goal.row, row)
                )

    def people(self, at: OpenStep) -> list[str]:
        found: list[str] = []
        for role in at.roles:
            kind, _, name = role.partition(":")
            found += (
                [name]
                if kind in ("person", "post")
                else [self.case.opener]
                if role == "opener"
                else ["applicant"]
                if role == "applicant"
                else [role, f"{role}.2"]
            )
        return list(dict.fromkeys(one for one in found if one))

    def key(self, goal: Goal, turns: frozenset[str]) -> Any:
        """What of the past can matter for what follows. turns: answers of the form on which it hangs."""
        asked = frozenset(
            (name, str(value))
            for name, value in self.case.data.items()
            if name in self.procedure.findings or name in goal.values or name in turns
        )
        back = sum(bool(child.end) for child in self.case.children)
        done = tuple(
            (name, times)
            for name, times in sorted(self.case.counts.items())
            if name in goal.done or self.bounded(name)
        )
        return (
            frozenset(one.name for one in self.case.steps),
            asked,
            done,
            self.case.accepted is not None,
            back,
            self.case.channel,
        )

    def bounded(self, name: str) -> bool:
        step, _, action = name.partition(".")
        one = self.procedure.steps[step].do.get(action) if step in self.procedure.steps else None
        return one is not None and one.at_most is not None


class Noting(Story):
    """A story that can be told on in several ways, and remembers what its last line caused."""

    entries: list[Any]
    born: list[Born]
    came_from: Case

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.entries, self.born, self.came_from = [], [], Case()

    def fork(self) -> Noting:
        other = copy(self)
        other.last, other.before, other.records = (
            dict(self.last),
            dict(self.before),
            list(self.records),
        )
        other.entries, other.born = [], []
        return other

    def go_on(self, line: Mapping[str, Any]) -> Refusal | None:
        self.entries, self.born, self.came_from = [], [], self.case
        refusal = super().go_on(line)
        return refusal or hindered(self.procedure, self.case, self.context("clock"))

    def take(self, found: Decided | Refusal) -> Refusal | None:
        if isinstance(found, Decided):
            self.entries, self.born = [*self.entries, *found.entries], [*self.born, *found.born]
        return super().take(found)


@cache
def calendar() -> Calendar:
    """Office hours of every week, as far as houses know their days; without holidays: no fault hangs on them."""
    hours = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
    return Calendar((hours,) * 5 + ((), ()), KNOWN_FROM, date(2035, 12, 31))
