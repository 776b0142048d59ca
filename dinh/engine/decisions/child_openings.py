"""Decide which cases are opened by another case or by the house itself, and with what in their form.

Children of an action are only named here: the door opens them, in the same transaction. The house opens cases on the days
of a period, with a form filled from a row of a register.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.context import Context
from dinh.engine.decisions.draft import Draft
from dinh.engine.decisions.effects import fitted, value_of
from dinh.engine.decisions.evaluate import Scope
from dinh.engine.definition.condition import holds
from dinh.engine.definition.links import Opens, Start
from dinh.engine.definition.procedure import Procedure, Step
from dinh.engine.record.case import Case
from dinh.engine.record.event_parts import ChildOpened
from dinh.engine.record.events import OpenStep
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import local

CHILDREN_MAX = 500


class Born(Struct, frozen=True):
    """A child to be opened: what the parent's event says of it, and its form."""

    child: ChildOpened
    data: dict[str, Any]


class Unopened(Exception):
    """A child cannot be opened: the whole act is refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class FoundScope(Scope):
    """The values as one row of a register sees them: `found`, `found.x` (or `added …`), then those outside."""

    def __init__(self, outer: Scope, rows: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        super().__init__(
            outer.procedure, outer.data, outer.reserved, calendar=outer.calendar, facts=outer.facts
        )
        self.outer, self.rows = outer, rows
        self.facts_read = outer.facts_read

    def _look(self, name: str) -> Any:
        head, _, column = name.partition(".")
        if head in self.rows:
            record, values = self.rows[head]
            return values.get(column) if column else record
        return self.outer(name)

    def knows(self, name: str) -> bool:
        return name.partition(".")[0] in self.rows or self.outer.knows(name)


def broods(procedure: Procedure) -> bool:
    """Does any of its steps or actions open others, or wait for them? Found once: most procedures do not."""
    found: bool | None = procedure.__dict__.get("_broods")
    if found is None:
        found = procedure.__dict__["_broods"] = any(
            step.opens
            or step.waits
            or any(action.opens or action.closes_children for action in step.do.values())
            for step in procedure.steps.values()
        )
    return found


class Brood:
    """The children of one decision. straight: a step that has nothing to wait for is passed over."""

    def __init__(self, case: Case, context: Context, *, straight: bool = True) -> None:
        self.case, self.context, self.straight = case, context, straight
        self.born: list[Born] = []
        self.of_action: tuple[str, ...] | None = None

    def act(self, opens: Sequence[Opens], by: str, scope: Scope) -> None:
        """What the action itself opens: a step to which it leads may wait for them."""
        if opens:
            self.of_action = self.open(opens, by, scope)

    def children(self, draft: Draft) -> tuple[ChildOpened, ...]:
        """What the event says of them; the door is told to open them."""
        draft.born += tuple(self.born)
        return tuple([one.child for one in self.born])

    def awaited(self, step: Step, scope: Scope) -> tuple[str, ...]:
        """What a step that is entered opens, and waits for if it `waits`: its own and the action's; where neither opens any, all that are open."""
        own = self.open(step.opens, step.name, scope)
        if step.opens or self.of_action is not None:
            return own + (self.of_action or ())
        return tuple([child.code for child in self.case.children if not child.end])

    def open(self, opens: Sequence[Opens], by: str, scope: Scope) -> tuple[str, ...]:
        codes: list[str] = []
        for line, one in enumerate(opens):
            for row, inner in self.rows(one, scope):
                codes.append(self.bear(one, by, line, row, inner))
        return tuple(codes)

    def rows(self, one: Opens, scope: Scope) -> Iterator[tuple[str, Scope]]:
        if one.each:
            yield from ((inner.row_id, inner) for inner in scope.rows_of(one.each, case_first=True))
        elif one.register:
            for record, values in self.context.rows(one.register):
                if holds(one.where, values.get):
                    yield record, FoundScope(scope, {"found": (record, values)})
        else:
            yield "", scope

    def bear(self, one: Opens, by: str, line: int, row: str, scope: Scope) -> str:
        if len(self.born) >= CHILDREN_MAX:
            raise Unopened(
                Refusal("child.too_many", {"procedure": one.procedure, "most": CHILDREN_MAX})
            )
        house = self.house(one, scope)
        before = sum(1 for other in self.born if other.child.house == house)
        code = self.context.code_of(house, before)
        self.born.append(
            Born(ChildOpened(code, one.procedure, house, row, by, line), form(one.give, scope))
        )
        return code

    def house(self, one: Opens, scope: Scope) -> str:
        """Where the child is settled: here, at the province, or in the house that a field names."""
        if not one.at:
            return self.context.house
        house = self.context.province() if one.at == "province" else str(scope(one.at) or "")
        if not house:
            raise Unopened(Refusal("child.nowhere", {"procedure": one.procedure, "at": one.at}))
        return house

    def entered(self, step: Step, scope: Scope, opened: OpenStep) -> OpenStep | None:
        """The step as it is entered, with what it waits for; None: there is nothing to wait for, and the case goes straight on."""
        codes = self.awaited(step, scope)
        if not step.waits:
            return opened
        if not codes and self.straight:
            return None
        return replace(opened, awaits=codes, waits=needed(step.waits, len(codes)))


def needed(waits: str, children: int) -> int:
    """How many must be back: never more than there are."""
    return children if waits == "all" else min(1 if waits == "any" else int(waits), children)


def form(give: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """The child's form, as `--data` has it. What is empty is left out."""
    found = {field: _given(name, scope) for field, name in give.items()}
    return {field: value for field, value in found.items() if value not in (None, "", [], {})}


def _given(name: Any, scope: Scope) -> Any:
    """A value of this case as another one's form takes it: a group as its fields, a list as objects."""
    if not isinstance(name, str):
        return name
    if name in scope.procedure.groups:
        prefix = f"{name}."
        own = [
            one
            for one in (*scope.procedure.form, *scope.procedure.findings)
            if one.startswith(prefix)
        ]
        return {
            one[len(prefix) :]: value for one in own if (value := _given(one, scope)) is not None
        }
    field = scope.field_of(name)
    value = value_of(name, scope, None)
    if field is not None and field.type == "list" and isinstance(value, dict):
        return [dict(row) for row in value.values()]
    return value


def suited(procedure: Procedure, data: Mapping[str, Any]) -> dict[str, Any]:
    """The form as the child's fields take it: an instant as a day where a day is asked, numbers to the field's places; of a list the columns that it has."""
    found = dict(data)
    for name, value in data.items():
        field = procedure.form.get(name)
        if field is not None and isinstance(value, str | Decimal):
            found[name] = fitted(value, field)
        elif field is not None and field.type == "list" and isinstance(value, list):
            found[name] = [
                {column: cell for column, cell in row.items() if column in field.columns}
                for row in value
            ]
    return found


def brought(scope: Scope, case: Case, takes: Mapping[str, str]) -> dict[str, Any]:
    """What a child that came to its end brings to its parent, by the parent's names."""
    found = {
        target: case.end
        if name == "end"
        else value_of(name, scope, None)
        if scope.knows(name)
        else None
        for target, name in takes.items()
    }
    return {target: value for target, value in found.items() if value is not None}


DAYS_MAX = 10_000


def days(start: Start, begins: date, until: date, in_force: date) -> Iterator[date]:
    """The days on which it opens, from `begins` to `until`, both included. A day that a month has not is its last.

    in_force  from when days are counted, where the line does not say it
    """
    if start.unit == "days":
        yield from _counted(
            start, date.fromisoformat(start.on) if start.on else in_force, begins, until
        )
        return
    for year in range(begins.year, until.year + 1):
        for month in range(1, 13) if start.unit == "months" else (int((start.on or "01-01")[:2]),):
            day = _in(year, month, int((start.on or "01")[-2:]))
            if begins <= day <= until:
                yield day


def _in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, months.monthrange(year, month)[1]))


def _counted(start: Start, first: date, begins: date, until: date) -> Iterator[date]:
    ahead = max(0, -(-(begins - first).days // start.number))
    for number in range(ahead, ahead + DAYS_MAX):
        day = first + timedelta(days=number * start.number)
        if day > until:
            return
        yield day


def begun(day: date, published: datetime) -> datetime:
    """The instant at which a case of that day opens: the day's first, whenever the clock comes to it; never before there was a rule for it."""
    return max(local(f"{day.isoformat()}T00:00"), published)


def given(
    procedure: Procedure,
    start: Start,
    at: datetime,
    house: str,
    rows: Mapping[str, tuple[str, Mapping[str, Any]]],
) -> dict[str, Any]:
    """The form of the case. rows: `found` and `added`, each with its record and its values."""
    outer = Scope(procedure, {}, {"opened": at, "acted": at, "home": house})
    return suited(procedure, form(start.give, FoundScope(outer, rows)))
