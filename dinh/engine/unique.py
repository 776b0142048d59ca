"""A register's `unique`: no two rows that stand have the same values in these columns (grammar §9).

A combination with an empty column is none. What counts is how the rows stand after the whole decision: one that it ends
is out of the way, one that it touches only elsewhere is not asked again. Rule to keep: what writes no row of a register
with `unique` pays nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any

from msgspec import Struct

from dinh.engine.alike import folded
from dinh.engine.context import Context
from dinh.engine.event import RecordChange, by_part
from dinh.engine.procedure import Procedure, Register, Text
from dinh.engine.refusal import Refusal

type Same = Callable[[str, Mapping[str, Any], Set[str]], tuple[str, str] | None]
"""(register, wanted values, but for these records) -> (record, case) of a row that stands and has these values."""


class Repeat(Struct, frozen=True):
    """The `part`-th change makes a row that repeats `columns` of the row `record`.

    case  which last wrote that row; "" where none did, or none that this person may see
    here  that row is of the same decision
    """

    part: int
    register: Register
    columns: tuple[str, ...]
    record: str
    case: str = ""
    here: bool = False


class _Row(Struct):
    """A row as the changes leave it. values None: ended; written: the columns that they write."""

    part: int
    values: dict[str, Any] | None
    written: frozenset[str]


def refused(
    procedure: Procedure,
    changes: Sequence[RecordChange],
    personal: Mapping[str, Any],
    context: Context,
) -> Refusal | None:
    """Why these rows cannot be written, or None. The register as the house has it now holds, else the procedure's own."""
    registers: dict[str, Register] = {}
    for slug in {change.register for change in changes}:
        register = context.register(slug) or procedure.registers.get(slug)
        if register is not None and register.unique:
            registers[slug] = register
    repeat = (
        next(repeats(registers, changes, personal, context.record, context.same), None)
        if registers
        else None
    )
    return Refusal("record.repeats", facts(repeat)) if repeat else None


def repeats(
    registers: Mapping[str, Register],
    changes: Sequence[RecordChange],
    personal: Mapping[str, Any],
    record: Callable[[str, str], Mapping[str, Any] | None],
    same: Same,
) -> Iterator[Repeat]:
    """Every row that after these changes repeats another: an earlier one of these, or one in the books."""
    rows = _after(registers, changes, personal, record)
    mine = {slug: frozenset(name for one, name in rows if one == slug) for slug in registers}
    first: dict[tuple[Any, ...], tuple[str, _Row]] = {}
    for (slug, name), row in rows.items():
        for columns in registers[slug].unique:
            key = _key(columns, row.values or {})
            if key is None:
                continue
            other, its = first.setdefault((slug, columns, key), (name, row))
            if other != name and (row.written | its.written) & set(columns):
                yield Repeat(row.part, registers[slug], columns, other, here=True)
            elif row.written & set(columns) and (
                known := same(
                    slug, {column: (row.values or {})[column] for column in columns}, mine[slug]
                )
            ):
                yield Repeat(row.part, registers[slug], columns, *known)


def _after(
    registers: Mapping[str, Register],
    changes: Sequence[RecordChange],
    personal: Mapping[str, Any],
    record: Callable[[str, str], Mapping[str, Any] | None],
) -> dict[tuple[str, str], _Row]:
    """(register, record) -> the row after all changes, of these registers."""
    rows: dict[tuple[str, str], _Row] = {}
    hidden = by_part(personal)
    for part, change in enumerate(changes):
        if change.register not in registers:
            continue
        key, given = (change.register, change.record), change.values | hidden.get(part, {})
        if change.change == "end":
            rows[key] = _Row(part, None, frozenset())
        elif change.change == "add":
            rows[key] = _Row(part, given, frozenset(registers[change.register].columns))
        else:
            before = rows.get(key) or _Row(part, dict(record(*key) or {}), frozenset())
            rows[key] = _Row(
                part, {**(before.values or {}), **given}, before.written | frozenset(given)
            )
    return rows


def _key(columns: Sequence[str], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The combination as it is compared; None where a column is empty."""
    key = tuple(folded(values.get(column)) for column in columns)
    return None if None in key else key


class Standing(Struct, frozen=True):
    """Two rows that stand and have the same values in these columns."""

    columns: tuple[str, ...]
    record: str
    other: str


def standing_repeat(register: Register, rows: Mapping[str, Mapping[str, Any]]) -> Standing | None:
    """Two rows that repeat each other: what a register that is made unique now cannot have."""
    for columns in register.unique:
        first: dict[tuple[Any, ...], str] = {}
        for name, values in rows.items():
            key = _key(columns, values)
            if key is not None and first.setdefault(key, name) != name:
                return Standing(columns, first[key], name)
    return None


def facts(repeat: Repeat) -> dict[str, Any]:
    """What the sentence names; `by` tells where the other row comes from."""
    case = repeat.case
    by = (
        ("cùng lần ghi này", "this very entry")
        if repeat.here
        else (f"hồ sơ {case}", f"case {case}")
        if case
        else ("có từ trước", "there before")
    )
    return {
        **named(repeat.register, repeat.columns),
        "record": repeat.record,
        "case": case,
        "by": {"vi": by[0], "en": by[1]},
    }


def named(register: Register, columns: Sequence[str]) -> dict[str, Any]:
    """The register and its columns as people call them."""
    labels = [
        _words(register.columns[name].label, name) if name in register.columns else name
        for name in columns
    ]
    return {"register": _words(register.name, register.slug), "columns": labels}


def _words(text: Text | None, name: str) -> Any:
    return {"vi": text.vi, "en": text.of("en")} if text is not None else name
