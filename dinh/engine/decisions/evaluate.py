"""Evaluate a name for one case at one moment: fields, findings, derived values, reserved names, columns of a row.

A field that is not shown is empty, whatever was typed; a derived value is computed when it is first read. Rule to keep:
a value depends on the case, the moment of the action and facts of the house, never on a clock read here.
Derived values are total functions in a closed list (grammar §4); an empty operand gives empty unless said otherwise.
Dates and money are exact: whole numbers and decimals, never floats.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, Protocol
from unicodedata import normalize

from dinh.engine.decisions.geometry import area_m2, metres_outside, place_of
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import (
    Add,
    Between,
    Derived,
    Field,
    Fold,
    FromNorm,
    IdAgrees,
    MetresOutside,
    Minus,
    Norm,
    PolygonArea,
    Procedure,
    Quotient,
    Same,
    Table,
    Tiers,
    Times,
)
from dinh.engine.record.answers import without
from dinh.engine.schedule.calendar import Calendar, to_local

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


EXACT = Context(prec=60)
PLACES = 10


def derived(value: Derived, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> Any:
    """The value, or None when it is empty."""
    return COMPUTE[type(value.formula)](value.formula, scope, procedure, calendar)


def day_of(value: Any) -> date:
    """The local day of a date or an instant."""
    return date.fromisoformat(value[:10])


def settle(number: Decimal | int | Fraction) -> Decimal | int | Fraction:
    """A whole number as int, a decimal without trailing zeros."""
    if type(number) is int:
        return number
    if isinstance(number, Fraction):
        return number.numerator if number.denominator == 1 else number
    return (
        int(number)
        if number == int(number)
        else number.normalize(EXACT)
        if isinstance(number, Decimal)
        else number
    )


def written(number: Any) -> Any:
    """A quotient as it is written down: to ten places, half up. Anything else as it is."""
    if not isinstance(number, Fraction):
        return number
    return settle(Decimal(_whole(number * 10**PLACES, "half_up")).scaleb(-PLACES, EXACT))


def _read(operand: Any, scope: Scope) -> Any:
    return scope(operand) if isinstance(operand, str) else operand


def _ratio(number: Any) -> Any:
    """A number as whole ones and fractions reckon with it: exactly."""
    if type(number) is int:
        return number
    whole = int(number)
    return whole if whole == number else Fraction(number)


def _number(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value)


def _between(
    f: Between, scope: Scope, procedure: Procedure, calendar: Calendar | None
) -> int | None:
    start, end = _read(f.start, scope), _read(f.end, scope)
    if start is None or end is None:
        return None
    a, b = day_of(start), day_of(end)
    if f.unit == "days":
        return (b - a).days
    if f.unit == "working_days":
        return calendar.working_days_between(a, b) if calendar else None
    months = _months(a, b)
    return months if f.unit == "months" else -(-months // 12) if months < 0 else months // 12


def _months(a: date, b: date) -> int:
    """Completed months, signed; a birthday on 29/2 counts on 1/3 (grammar §4)."""
    if b < a:
        return -_months(b, a)
    whole = (b.year - a.year) * 12 + b.month - a.month
    return whole - (b.day < a.day)


def _add(f: Add, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> str | None:
    start = _read(f.to, scope)
    if start is None:
        return None
    try:
        return add(day_of(start), f.number, f.unit).isoformat()
    except (ValueError, OverflowError):  # beyond the years 1 to 9999 there is no day
        return None


def add(day: date, number: int, unit: str) -> date:
    """Days later, or the same day number months or years later, else that month's last day."""
    if unit == "days":
        return date.fromordinal(day.toordinal() + number)
    year, month = divmod(
        day.year * 12 + day.month - 1 + number * (12 if unit == "years" else 1), 12
    )
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def _fold(f: Fold, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> Any:
    values = list(_cells(f, scope))
    if f.function == "count":
        return _count(f, scope)
    filled = [value for value in values if value is not None]
    if f.function == "sum":
        return _sum(values, filled, of_rows=len(f.over) == 1 and _is_column(f.over[0], scope))
    if not filled:
        return None
    return (
        filled[0] if f.function == "first" else (max if f.function == "greatest" else min)(filled)
    )


def _cells(f: Fold, scope: Scope) -> list[Any]:
    cells: list[Any] = []
    for operand in f.over:
        if _is_column(operand, scope):
            rows, _, column = operand.partition(".")
            cells += [row(column) for row in scope.rows_of(rows) if holds(f.where, row)]
        else:
            cells.append(_read(operand, scope))
    return cells


def _is_column(operand: Any, scope: Scope) -> bool:
    """Is it a column of a list's rows? Of a part, a field: one value, which may be empty."""
    rows, _, column = operand.partition(".") if isinstance(operand, str) else ("", "", "")
    field = scope.field_of(rows) if column else None
    return field is not None and field.type == "list"


def _count(f: Fold, scope: Scope) -> int:
    operand = f.over[0]
    field = scope.field_of(operand) if isinstance(operand, str) else None
    if field is not None and field.type == "list":
        return sum(holds(f.where, row) for row in scope.rows_of(operand))
    if isinstance(operand, str) and "." in operand and not scope.field_of(operand):
        return sum(value is not None for value in _cells(f, scope))
    value = _read(operand, scope)
    return 0 if value is None else len(value) if isinstance(value, list | dict) else 1


def _sum(values: list[Any], filled: list[Any], *, of_rows: bool) -> Any:
    """Over a list: empty cells are skipped, no rows give 0. Over operands, be it one: an empty one gives empty."""
    if not of_rows and len(filled) < len(values):
        return None
    total: Any = 0
    for value in filled:
        total = _both(EXACT.add, operator.add, total, value)
    return settle(total)


def _both(
    exact: Callable[[Decimal, Decimal], Decimal],
    fraction: Callable[[Fraction, Fraction], Fraction],
    left: Any,
    right: Any,
) -> Any:
    """Two numbers reckoned exactly: whole ones as they are, as decimals, or as fractions once one of them is a quotient."""
    if type(left) is int and type(right) is int:
        return fraction(left, right)  # type: ignore[arg-type]  # a whole number is a fraction
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        return fraction(Fraction(left), Fraction(right))
    return exact(_number(left), _number(right))


def _minus(f: Minus, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> Any:
    left, right = _read(f.left, scope), _read(f.right, scope)
    return (
        None
        if left is None or right is None
        else settle(_both(EXACT.subtract, operator.sub, left, right))
    )


def _times(f: Times, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> Any:
    product: Any = 1
    for factor in f.factors:
        value = _read(factor, scope)
        if value is None:
            return None
        product = _both(EXACT.multiply, operator.mul, product, value)
    if f.round is None:
        return settle(product)
    parts = Fraction(product) / Fraction(f.round.to)
    return settle(_whole(parts, f.round.mode) * f.round.to)


def _whole(parts: Fraction, mode: str) -> int:
    down = parts.numerator // parts.denominator
    rest = parts - down
    if mode == "down" or not rest:
        return down
    if mode == "up":
        return down + 1
    return down + (rest >= Fraction(1, 2)) if parts >= 0 else down + (rest > Fraction(1, 2))


def _quotient(f: Quotient, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> Any:
    left, right = _read(f.left, scope), _read(f.right, scope)
    return None if left is None or not right else settle(Fraction(left) / Fraction(right))


def _tiers(f: Tiers, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> int | None:
    amount = _read(f.of, scope)
    if amount is None:
        return None
    total: Any = 0
    below: Any = 0
    amount = _ratio(amount)
    for tier in f.steps:
        top = amount if tier.upto is None else min(amount, _ratio(tier.upto))
        if top > below:
            total += (top - below) * _ratio(tier.each)
            below = top
    whole = total if type(total) is int else _whole(Fraction(total), "half_up")
    return whole if f.at_most is None else min(whole, f.at_most)


def _norm(f: FromNorm, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> Any:
    at = _read(f.at, scope)
    norm = procedure.norms.get(f.norm)
    if at is None or norm is None:
        return None
    keys = {key: _key(scope(name) if scope.knows(name) else name) for key, name in f.keys.items()}
    return None if None in keys.values() else norm_value(norm, at[:10], keys)


def _key(value: Any) -> Any:
    """The name that a norm's rows know: of a yes_no, yes or no."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def norm_value(norm: Norm, day: str, keys: dict[str, Any]) -> Any:
    """The row of a dated table that holds on a day for these keys; None: there is none."""
    for row in norm.rows:
        if (
            row.start <= day
            and (not row.end or day <= row.end)
            and all(keys.get(key) in names for key, names in row.keys.items())
        ):
            return settle(row.value)
    return None


def _table(f: Table, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> Any:
    return next((row.gives for row in f.rows if holds(row.when, scope)), None)


def _same(f: Same, scope: Scope, procedure: Procedure, calendar: Calendar | None) -> bool | None:
    left, right = _read(f.left, scope), _read(f.right, scope)
    if left is None or right is None:
        return None
    return _trimmed(left) == _trimmed(right)


def _trimmed(value: Any) -> Any:
    return " ".join(normalize("NFC", value).split()) if isinstance(value, str) else value


def _id_agrees(
    f: IdAgrees, scope: Scope, procedure: Procedure, calendar: Calendar | None
) -> bool | None:
    """Digit 4 says century and sex (even: male, odd: female; 0 and 1: 19xx …), digits 5 and 6 the year of birth."""
    number, born, sex = (_read(operand, scope) for operand in (f.id, f.birth_date, f.sex))
    if number is None or born is None or sex is None or len(number) != 12:
        return None
    code = int(number[3])
    year = 1900 + code // 2 * 100 + int(number[4:6])
    return year == day_of(born).year and ("female" if code % 2 else "male") == sex


def _polygon_area(
    f: PolygonArea, scope: Scope, procedure: Procedure, calendar: Calendar | None
) -> int | None:
    rows, _, column = str(f.of).partition(".")
    places = [place for row in scope.rows_of(rows) if (place := place_of(row(column)))]
    return area_m2(places)


def _metres_outside(
    f: MetresOutside, scope: Scope, procedure: Procedure, calendar: Calendar | None
) -> int | None:
    place, shape = place_of(_read(f.of, scope)), _read(f.shape, scope)
    return metres_outside(place, shape) if place and isinstance(shape, str) else None


COMPUTE: dict[type, Callable[..., Any]] = {
    Between: _between,
    Add: _add,
    Fold: _fold,
    Minus: _minus,
    Times: _times,
    Quotient: _quotient,
    Tiers: _tiers,
    FromNorm: _norm,
    Table: _table,
    Same: _same,
    IdAgrees: _id_agrees,
    PolygonArea: _polygon_area,
    MetresOutside: _metres_outside,
}
