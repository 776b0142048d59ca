"""A story of the graph as a counter-example: a form that fits, and the lines of `does`, as an example would say them.

The form is filled as far as plain conditions tell; what a derived value decides is left to whoever runs the story.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from dinh.checker.graph import Story, stories
from dinh.engine.analysis.blocks import MEET, Way
from dinh.engine.decisions.child_openings import needed
from dinh.engine.definition.condition import (
    ALWAYS,
    Compare,
    Condition,
    Empty,
    Filled,
    Has,
    Is,
    Not,
    Test,
    Within,
    holds,
    test_holds,
)
from dinh.engine.definition.procedure import Branch, Field, Procedure

TEXTS: dict[str, str] = {
    "person_name": "Điểu Xuân",
    "phone": "0900000000",
    "email": "dieu.xuan@example.vn",
    "address": "Bon Bu N'Drung",
    "personal_id": "066085000123",
    "position": "12.1, 107.6",
    "village": "bon_a",
    "house": "24730",
    "post": "office",
    "person": "office",
    "record": "2026-0001",
    "case": "H36.99-260101-0001",
}
KNOWN_FROM = date(2020, 1, 1)
"""The first day that a house's calendar knows: no case is told from before it, however old the file."""
FILE = {"digest": "0" * 64, "name": "tep.pdf", "type": "application/pdf", "size": 1}


def first_day(procedure: Procedure) -> date:
    """A Monday on which a case may be opened: the first one of the file, or that a house's calendar knows."""
    first = max(date.fromisoformat(procedure.in_force or "2026-07-01"), KNOWN_FROM)
    return first + timedelta(days=(7 - first.weekday()) % 7)


def counterexample(procedure: Procedure, story: Story | None) -> dict[str, Any] | None:
    """`{"given", "does"}` that takes a case along the story."""
    return None if story is None else _Told(procedure, story).example()


class _Told:
    def __init__(self, procedure: Procedure, story: Story):
        self.procedure, self.story = procedure, story
        self.at = self.opened = datetime.combine(first_day(procedure), time(8))
        self.values: dict[str, Any] = {}
        self.back = 0

    def example(self) -> dict[str, Any]:
        for step, way in self.story:
            self.make_hold(_condition(self.procedure, step, way))
        if self.procedure.channels:
            self.values.setdefault("channel", self.procedure.channels[0])
        given = self.form()
        return {"given": given, "does": list(self.does())}

    def make_hold(self, condition: Condition) -> None:
        """Values that make it hold, where it tests fields of the form, the channel or facts of the house."""
        if not condition or holds(condition, self.values.get):
            return
        for clause in condition[0]:
            field = self.procedure.form.get(clause.name)
            if field is not None or clause.name == "channel" or clause.name.startswith("house."):
                value = self.fitting(clause.tests[0], field)
                if value is not None:
                    self.values.setdefault(clause.name, value)

    def form(self) -> dict[str, Any]:
        """What must be filled, besides what the story needs; nothing that is not shown."""
        for field in self.procedure.form.values():
            shown = holds(field.shown, self.values.get)
            if (
                field.name not in self.values
                and shown
                and (holds(field.required, self.values.get) or field.type == "list")
            ):
                self.values[field.name] = self.sample(field)
            elif not shown:
                self.values.pop(field.name, None)
        given: dict[str, Any] = {"opened": self.opened.isoformat(timespec="minutes")}
        return (
            given
            | {
                name: self.values[name]
                for name in ("channel", *self.procedure.form)
                if name in self.values
            }
            | self.facts()
        )

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.values.items() if name.startswith("house.")}

    def does(self) -> Iterator[dict[str, Any]]:
        for step, way in self.story:
            if way.act:
                if way.to == self.meeting(step) and _meets(self.procedure, step, way):
                    yield from self.other_branches(step)
                yield from self.children_back(step) if way.act == "clock" else ()
                yield self.line(step, way)

    def children_back(self, step: str) -> Iterator[dict[str, Any]]:
        """Those that are back before the last one that a step waits for."""
        one = self.procedure.steps[step]
        opened = sum(
            len(self.values.get(line.each) or ()) if line.each else not line.register
            for line in one.opens
        )
        if one.limit is None and one.waits:
            for _ in range(needed(one.waits, opened) - 1):
                self.back += 1
                yield {"child": self.back, "end": "withdrawn"}

    def meeting(self, step: str) -> str:
        block = self.procedure.steps[step].block
        return self.procedure.steps[block].meet if block in self.procedure.steps else ""

    def other_branches(self, step: str) -> Iterator[dict[str, Any]]:
        """What the other open branches do before the last one meets."""
        one = self.procedure.steps[step]
        for branch in self.procedure.steps[one.block].together:
            if branch.to != one.branch and not branch.each and holds(branch.when, self.values.get):
                for other, way in self.to_meet(branch):
                    if way.act:
                        yield self.line(other, way)

    def to_meet(self, branch: Branch) -> Story:
        """The shortest way from a branch's head to where it meets."""
        reached = stories(self.procedure, start=branch.to)
        for name in reached:
            step = self.procedure.steps.get(name)
            for act, action in step.do.items() if step and step.branch == branch.to else ():
                if action.to == MEET:
                    return (
                        *(reached.story(name) or ()),
                        (name, Way(MEET, ("steps", name, "do", act, "to"), act)),
                    )
        return ()

    def line(self, step: str, way: Way) -> dict[str, Any]:
        if way.act == "clock" and self.procedure.steps[step].limit is None:
            self.back += 1
            return {"child": self.back, "end": "withdrawn"}  # an end that every child has
        if way.act == "clock":
            self.at += timedelta(days=400)
            return {"clock": self.at.isoformat(timespec="minutes")}
        self.at += timedelta(minutes=10)
        roles = self.procedure.steps[step].roles
        line = {
            "by": roles[0] if roles else "?",
            "act": way.act,
            "step": step,
            "at": self.at.isoformat(timespec="minutes"),
        }
        fills = self.fills(step, way.act)
        return line | ({"fills": fills} if fills else {})

    def fills(self, step: str, act: str) -> dict[str, Any]:
        asked = [
            self.procedure.findings.get(name) for name in self.procedure.steps[step].do[act].asks
        ]
        return {
            field.name: self.sample(field)
            for field in asked
            if field is not None and field.required
        }

    def fitting(self, test: Test, field: Field | None) -> Any:
        """A value for which the test holds; None: there is none to be given, or it must be empty."""
        match test:
            case Is(name=name):
                return {"yes": True, "no": False}.get(name, name)
            case Has(name=name):
                return [name]
            case Filled():
                return self.sample(field) if field else None
            case Empty():
                return None
            case Within(low=low):
                return low
            case Compare(op=op, value=value):
                return value if isinstance(value, str) else value + {"<": -1, ">": 1}.get(op, 0)
            case Not():
                names = field.of if field and field.of else (*self.procedure.channels, "yes", "no")
                return next((name for name in names if test_holds(test, name)), None)
        return None

    def sample(self, field: Field) -> Any:
        return plain(field, self.opened.isoformat(timespec="minutes"))


def plain(field: Field, opened: str) -> Any:
    """Some value of the field's type, within its bounds; of a list as many rows as there must be."""
    match field.type:
        case "number" | "money":
            return field.bounds.low + (0 if field.bounds.low_in else 1) if field.bounds else 1
        case "date" | "datetime":
            today = (opened or "2026-07-06T09:00")[:10]
            day = (
                today
                if field.bounds is None or test_holds(field.bounds, today)
                else str(field.bounds.low)
            )
            return day if field.type == "date" else f"{day[:10]}T09:00"
        case "yes_no":
            return False
        case "choice":
            return next(iter(field.of), None)
        case "choices":
            return list(field.of)[:1]
        case "roles":
            return ["leader"]
        case "file":
            return FILE
        case "files":
            least = int(field.count.low) + (not field.count.low_in) if field.count else 1
            return [FILE] * max(least, 1)
        case "list":
            least = int(field.rows.low) + (not field.rows.low_in) if field.rows else 1
            return [
                {
                    name: plain(column, opened)
                    for name, column in field.columns.items()
                    if column.required == ALWAYS
                }
            ] * max(least, 1)
    return TEXTS.get(field.type, "…")


def _meets(procedure: Procedure, step: str, way: Way) -> bool:
    action = procedure.steps[step].do.get(way.act)
    return action is not None and action.to == MEET


def _condition(procedure: Procedure, step: str, way: Way) -> Condition:
    """What must hold for the way to be open."""
    one = procedure.steps[step]
    if way.act in one.do:
        return one.do[way.act].when
    match way.path[2:]:
        case ("choose", int(place), *_):
            return one.choose[place].when
        case ("together", int(place), *_):
            return one.together[place].when
    return ALWAYS
