"""What a name means for one case at one moment: fields, findings, derived values, reserved names, columns of a row.

A field that is not shown is empty, whatever was typed; a derived value is computed when it is first read. Rule to keep:
a value depends on the case, the moment of the action and facts of the house, never on a clock read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from dinh.engine.brought import without
from dinh.engine.calendar import Calendar, to_local
from dinh.engine.condition import holds
from dinh.engine.derive import derived
from dinh.engine.procedure import Derived, Field, Procedure

MISSING = object()


def moment(at: datetime | None) -> str | None:
    """An instant as a value: ISO at +07:00, to the second."""
    return to_local(at).isoformat(timespec="seconds") if at else None


class Reserved(Protocol):
    """The names that every procedure has: opened, accepted, acted, channel, due, limit, entered, opener, case … A dict will do."""

    def get(self, name: str, /) -> Any: ...

    def __contains__(self, name: object, /) -> bool: ...

    def __or__(self, more: dict[str, Any], /) -> Reserved: ...


class Scope:
    """Values by name. `reserved`: an instant becomes a value when it is read; `facts` of the house.

    `facts_read` collects the facts used, so that the event can keep them.
    """

    def __init__(
        self,
        procedure: Procedure,
        data: Mapping[str, Any],
        reserved: Reserved,
        *,
        calendar: Calendar | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.procedure = procedure
        self.data = data
        self.reserved = reserved
        self.calendar = calendar
        self.facts = facts or {}
        self.facts_read: dict[str, Any] = {}
        self._known: dict[str, Any] = {}

    def __call__(self, name: str) -> Any:
        value = self._known.get(name, MISSING)
        if value is MISSING:
            self._known[name] = (
                None  # a cycle reads empty instead of running for ever; the checker refuses such files (D1)
            )
            value = self._known[name] = self._look(name)
        return value

    def _look(self, name: str) -> Any:
        procedure = self.procedure
        field = procedure.form.get(name) or procedure.findings.get(name)
        if field is not None:
            return (
                self.shown_rows(field)
                if field.type == "list"
                else self.data.get(name)
                if holds(field.shown, self)
                else None
            )
        if name in procedure.derive:
            return derived(procedure.derive[name], self, procedure, self.calendar)
        if name.startswith("house."):
            fact = name[6:]
            value = self.facts.get(fact)
            self.facts_read[fact] = value
            return value
        if name.startswith("case."):
            return self(name[5:])
        value = self.reserved.get(name)
        return moment(value) if isinstance(value, datetime) else value

    def within(self, **reserved: Any) -> Scope:
        """The same values with these reserved names: of a step, its `limit` and `entered`."""
        inner = Scope(
            self.procedure,
            self.data,
            self.reserved | reserved,
            calendar=self.calendar,
            facts=self.facts,
        )
        inner.facts_read = self.facts_read
        return inner

    def without(self, names: Iterable[str]) -> Scope:
        """The same, with these emptied: a field whole, `list.column` in each row."""
        inner = Scope(
            self.procedure,
            without(self.data, tuple(names)),
            self.reserved,
            calendar=self.calendar,
            facts=self.facts,
        )
        inner.facts_read = self.facts_read
        return inner

    def knows(self, name: str) -> bool:
        procedure = self.procedure
        return (
            name in procedure.form
            or name in procedure.findings
            or name in procedure.derive
            or name in self.reserved
            or name.startswith(("house.", "case.", "row."))
        )

    def field_of(self, name: str) -> Field | None:
        return self.procedure.form.get(name) or self.procedure.findings.get(name)

    def shown_rows(self, field: Field) -> dict[str, dict[str, Any]] | None:
        """The rows of a list with the columns that are shown."""
        rows = self.data.get(field.name)
        if not rows or not holds(field.shown, self):
            return None
        shown = {}
        for row_id, row in as_made(rows):
            inner = RowScope(self, field, row_id, row)
            shown[row_id] = {
                column: row[column]
                for column, one in field.columns.items()
                if column in row and holds(one.shown, inner)
            }
        return shown

    def rows_of(self, name: str, *, case_first: bool = False) -> list[RowScope]:
        """One scope per row of a list, in order."""
        field = self.field_of(name)
        rows = self(name) if field else None
        return (
            [RowScope(self, field, row_id, row, case_first) for row_id, row in rows.items()]
            if field and rows
            else []
        )

    def row(self, name: str, row_id: str) -> RowScope:
        field = self.field_of(name)
        assert field is not None, name
        return RowScope(self, field, row_id, (self(name) or {}).get(row_id, {}), case_first=True)


def as_made(rows: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The rows of a list in the order in which they were made. Events and what is folded of them are kept with their keys in the order of
    text, where 10 stands before 2."""
    return (
        sorted(rows.items(), key=lambda one: int(one[0]) if one[0].isdigit() else 0)
        if len(rows) > 1
        else list(rows.items())
    )


def named(scope: Scope, name: str) -> tuple[str, ...]:
    """All that a field names: its value, each of a set, or `list.column` of every row."""
    value = scope(name)
    rows, _, column = name.rpartition(".")
    if value is None and (field := scope.field_of(rows)) is not None and field.type == "list":
        value = [row(column) for row in scope.rows_of(rows)]
    return tuple(
        str(one) for one in (value if isinstance(value, list) else [value]) if one is not None
    )


class RowScope(Scope):
    """The values as one row sees them: bare columns and `row.x` (or `list.x`), then the case's (also as `case.x`).

    case_first  outside a row's own rules (a branch, a letter or record of each row) a bare name of the case is the case's
    """

    def __init__(
        self,
        outer: Scope,
        field: Field,
        row_id: str,
        row: Mapping[str, Any],
        case_first: bool = False,
    ) -> None:
        super().__init__(
            outer.procedure, row, outer.reserved, calendar=outer.calendar, facts=outer.facts
        )
        self.outer, self.field, self.row_id = outer, field, row_id
        self.facts_read = outer.facts_read
        self.case_first = case_first
        self._inner: RowScope | None = None

    def _look(self, name: str) -> Any:
        if name.startswith("row."):
            return self._cell(name[4:])
        if name == "row":
            return self.row_id
        if name.startswith("case."):
            return self.outer(name[5:])
        if self.case_first and (self.outer.field_of(name) or name in self.procedure.derive):
            return self.outer(name)
        column = self.field.columns.get(name) or self.field.columns.get(
            name.removeprefix(f"{self.field.name}.")
        )
        if column is not None:
            return self._cell(column.name)
        return self._cell(name) if name in self.field.derive else self.outer(name)

    def _cell(self, name: str) -> Any:
        """A column of this row where it is shown, or what the row derives."""
        column = self.field.columns.get(name)
        if column is not None:
            return self.data.get(name) if holds(column.shown, self._own()) else None
        row_derived: Derived | None = self.field.derive.get(name)
        return (
            derived(row_derived, self._own(), self.procedure, self.calendar)
            if row_derived is not None
            else None
        )

    def _own(self) -> RowScope:
        """The row as its own rules see it: bare names are its columns."""
        if not self.case_first:
            return self
        if self._inner is None:
            self._inner = RowScope(self.outer, self.field, self.row_id, self.data)
        return self._inner

    def knows(self, name: str) -> bool:
        own = name.removeprefix(f"{self.field.name}.")
        return own in self.field.columns or own in self.field.derive or self.outer.knows(name)
