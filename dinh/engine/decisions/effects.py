"""What an action causes besides moving: fees fixed, records made, numbers taken. Facts for the event, computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec import Struct

from dinh.engine.decisions.context import Context
from dinh.engine.decisions.evaluate import EXACT, RowScope, Scope, add, settle, written
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import (
    FeeLine,
    Field,
    Procedure,
    RecordOp,
    Register,
    Source,
    Text,
)
from dinh.engine.record.events import Fee, RecordChange, by_part
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import ONE_DAY, to_local


class Numbers(Struct):
    """The next numbers of each series, for one decision: what was given before (`last`), and what this decision gives."""

    last: Callable[[str], int]
    taken: dict[str, int] = {}

    def next(self, series: str) -> int:
        number = self.taken[series] = (self.taken.get(series) or self.last(series)) + 1
        return number


def words(text: Text | None) -> dict[str, str]:
    if text is None:
        return {}
    return {"vi": text.vi, "en": text.en} if text.en else {"vi": text.vi}


def cite(source: Source | None) -> str:
    return f"{source.key} {source.article}".strip() if source else ""


def fees(procedure: Procedure, at: str, scope: Scope) -> tuple[Fee, ...]:
    """The lines that are fixed at this moment (`accept`, `deliver`, `step.action`)."""
    return tuple(
        [fee for line in lines(procedure).get(at, ()) if (fee := fee_of(line, scope)) is not None]
    )


def lines(procedure: Procedure) -> dict[str, list[FeeLine]]:
    """The lines of the fee by the moment at which they are fixed; found once."""
    found: dict[str, list[FeeLine]] | None = procedure.__dict__.get("_lines")
    if found is None:
        found = procedure.__dict__["_lines"] = {}
        for line in procedure.fee.values():
            found.setdefault(line.at, []).append(line)
    return found


def fee_of(line: FeeLine, scope: Scope) -> Fee | None:
    """The row that holds; amount None: not published, or not to be computed yet."""
    for rule in line.rules:
        if holds(rule.when, scope):
            return Fee(
                line.name,
                _amount(rule.amount, scope),
                words(rule.why),
                cite(rule.law),
                words(line.label),
                rule.confirmed,
            )
    return None


def _amount(amount: int | str, scope: Scope) -> int | None:
    value = written(
        amount if isinstance(amount, int) else None if amount == "unpublished" else scope(amount)
    )
    return None if value is None else int(Decimal(value).to_integral_value(ROUND_HALF_UP))


def records(
    procedure: Procedure, ops: Iterable[RecordOp], scope: Scope, context: Context, numbers: Numbers
) -> tuple[tuple[RecordChange, ...], dict[str, Any], tuple[str, ...]]:
    """The changes in order, the personal columns by `records.N.COLUMN`, and of each change the row for which it was made (`list/ROW`, "": none)."""
    changes: list[RecordChange] = []
    personal: dict[str, Any] = {}
    rows: list[str] = []
    for op in ops:
        register = procedure.registers.get(op.register)
        for inner in scope.rows_of(op.each, case_first=True) if op.each else [scope]:
            if not holds(op.where, inner) or (op.op != "add" and inner(op.row) is None):
                continue
            change, hidden = _change(op, register, inner, context, numbers)
            personal |= {
                f"records.{len(changes)}.{column}": value for column, value in hidden.items()
            }
            changes.append(change)
            rows.append(
                f"{op.each}/{inner.row_id}" if isinstance(inner, RowScope) and op.each else ""
            )
    return tuple(changes), personal, tuple(rows)


def lacking(
    procedure: Procedure, changes: Iterable[RecordChange], personal: Mapping[str, Any]
) -> Refusal | None:
    """The columns that a new row must have and that would be empty: what nobody filled on this way through the procedure."""
    hidden = by_part(personal)
    for part, change in enumerate(changes):
        register = procedure.registers.get(change.register) if change.change == "add" else None
        if register is None:
            continue
        values = change.values | hidden.get(part, {})
        lacks = [
            column.label
            for column in register.columns.values()
            if column.name not in values and holds(column.required, values.get)
        ]
        if lacks:
            return Refusal(
                "record.lacks",
                {
                    "register": words(register.name) or register.slug,
                    "columns": [words(one) for one in lacks],
                },
            )
    return None


def twice(changes: Iterable[RecordChange], context: Context) -> RecordChange | None:
    """The first row that would be made though it stands already."""
    stands: dict[tuple[str, str], bool] = {}
    for change in changes:
        key = (change.register, change.record)
        if change.change == "add" and (
            stands[key] if key in stands else context.record(*key) is not None
        ):
            return change
        stands[key] = change.change != "end"
    return None


def _row_of(register: str) -> Field:
    return Field(name="record", label=Text("Dòng sổ", "Row"), type="record", register=register)


def gone(changes: Iterable[RecordChange], context: Context) -> RecordChange | None:
    """The first row that would be changed though it stands no more."""
    made: set[tuple[str, str]] = set()
    for change in changes:
        key = (change.register, change.record)
        if (
            change.change == "change"
            and key not in made
            and context.record(*key) is None
            and not context.exists(_row_of(change.register), change.record)
        ):
            return change
        made.add(key)
    return None


def ended_before(changes: Iterable[RecordChange]) -> RecordChange | None:
    """Give the first row that this act has ended already and would change or end once more."""
    ended: set[tuple[str, str]] = set()
    for change in changes:
        key = (change.register, change.record)
        if change.change == "add":
            ended.discard(key)
        elif key in ended:
            return change
        elif change.change == "end":
            ended.add(key)
    return None


def _change(
    op: RecordOp, register: Register | None, scope: Scope, context: Context, numbers: Numbers
) -> tuple[RecordChange, dict[str, Any]]:
    day = to_local(context.at).date().isoformat()
    begins = str(value_of(op.begins, scope, None) or "")[:10] if op.begins else ""
    if op.op == "end":
        last = str((value_of(op.on, scope, None) if op.on else "") or day)[:10]
        last = str(date.fromisoformat(begins) - ONE_DAY) if begins else last
        return RecordChange(op.register, str(scope(op.row)), "end", end=last), {}
    columns = register.columns if register else {}
    values = begun(columns) if op.op == "add" else {}
    values |= {
        column: value
        for column, name in op.values.items()
        if (value := value_of(name, scope, columns.get(column))) is not None
    }
    if op.op == "change":
        record = str(scope(op.row))
    else:
        record = record_id(op.register, register, values, context.at, numbers)
        for key in register.key if register else ():
            values.setdefault(key, record)
    public, hidden = parted(register, values)
    return RecordChange(op.register, record, op.op, public, start=begins or day), hidden


def parted(
    register: Register | None, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A row's values: those in the open, and those that can be struck, which are a person's own, or files, whose names may be, or are kept to some roles, or their register is."""
    columns = register.columns if register else {}
    hidden = {
        column: value
        for column, value in values.items()
        if column in columns
        and (_kept(register, columns[column]) or columns[column].type in ("file", "files"))
    }
    return {column: value for column, value in values.items() if column not in hidden}, hidden


def _kept(register: Register | None, column: Field) -> bool:
    """May only some know it?"""
    return (
        column.personal
        or column.class_ not in ("", "open")
        or (register is not None and register.class_ not in ("", "open"))
    )


def begun(columns: Mapping[str, Field]) -> dict[str, Any]:
    """What the columns of a new row begin with."""
    return {name: column.start for name, column in columns.items() if column.start is not None}


def named_by_key(register: Register) -> bool:
    """Are its rows named by their key? Else each gets the next number of the book."""
    kept = any(
        _kept(register, register.columns[column])
        for column in register.key
        if column in register.columns
    )
    return bool(register.key) and not kept and not register.number


def record_id(
    slug: str, register: Register | None, values: dict[str, Any], at: datetime, numbers: Numbers
) -> str:
    """The value of the key where the case gives it, else the next number of the book (of its year). A key that is personal, or kept to
    some roles, is no name for a record: names stand in the sealed log."""
    if register and named_by_key(register) and all(column in values for column in register.key):
        return "/".join(str(values[column]) for column in register.key)
    if register and register.number == "yearly":
        year = to_local(at).year
        return f"{year}-{numbers.next(f'register:{slug}:{year}'):04d}"
    return str(numbers.next(f"register:{slug}"))


def value_of(name: Any, scope: Scope, column: Field | None) -> Any:
    """What `name` stands for: `acted`, `case`, `home`, `next_month(acted)`, a name of the case, or itself (a choice's name)."""
    if not isinstance(name, str):
        return name
    if name.startswith("next_month(") and name.endswith(")"):
        base = scope(name[11:-1])
        from_day = add(_first(base), 1, "months") if base else None
        return from_day.isoformat() if from_day else None
    value = written(scope(name)) if scope.knows(name) else name
    return fitted(value, column)


def fitted(value: Any, column: Field | None) -> Any:
    """An instant as a day where a day is wanted; a decimal of money as whole đồng, a number to the column's places."""
    if column is not None and column.type == "date" and isinstance(value, str):
        return value[:10]
    if column is not None and column.type == "yes_no" and value in ("yes", "no"):
        return value == "yes"
    if column is not None and column.type == "number" and isinstance(value, Decimal):
        return settle(value.quantize(Decimal(1).scaleb(-column.places), ROUND_HALF_UP, EXACT))
    if column is not None and column.type == "money" and isinstance(value, Decimal):
        return int(value.to_integral_value(ROUND_HALF_UP))
    return value


def _first(value: str) -> date:
    return date.fromisoformat(value[:10]).replace(day=1)
