"""Keep the rows of registers apart (`unique`, grammar §9) and take in rows from elsewhere.

No two rows that stand have the same values in the columns of a `unique`; a combination with an empty column is none. What
counts is how the rows stand after the whole decision: a row that it ends is out of the way, a row that it touches only
elsewhere is not asked again. Imported rows come not out of a case: they stood before the house began. Rule to keep: what
writes no row of a register with `unique` pays nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.decisions.context import Context
from dinh.engine.decisions.effects import Numbers, begun, named_by_key, parted, record_id
from dinh.engine.decisions.form_input import Exists, read
from dinh.engine.definition.condition import holds
from dinh.engine.definition.procedure import Procedure, Register, Text
from dinh.engine.field_types.same_value import folded
from dinh.engine.record.events import Imported, RecordChange, by_part
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.schedule.calendar import ONE_DAY, to_local

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


type Record = Callable[[str, str], Mapping[str, Any] | None]
"""(register, name) -> the row that stands, None if there is none."""


class _Alike(Struct):
    """The rows of a register whose key does not name them, by the columns that the table gives.

    columns   the table's; of a register whose key names its rows none, and no row is held against another
    standing  key -> the record that stands; here: key -> the row of the table that had it first, counted from 1
    """

    columns: tuple[str, ...]
    standing: dict[tuple[Any, ...], str]
    here: dict[tuple[Any, ...], int] = {}

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(folded(values.get(column)) for column in self.columns)

    def first(self, place: int, values: Mapping[str, Any]) -> int:
        """Give the row of the table that is the same as this one, itself where none is before it."""
        return self.here.setdefault(self.key(values), place) if self.columns else place

    def stands(self, values: Mapping[str, Any]) -> str | None:
        return self.standing.get(self.key(values)) if self.columns else None


def _alike(
    register: Register,
    rows: Iterable[Mapping[str, Any]],
    standing: Mapping[str, Mapping[str, Any]],
) -> _Alike:
    given = {name for row in rows for name, value in row.items() if folded(value) is not None}
    names = tuple(name for name in register.columns if name in given)
    found = _Alike(() if named_by_key(register) else names, {})
    if found.columns:
        for record, values in standing.items():
            found.standing.setdefault(found.key(values), record)
    return found


def imported(
    register: Register,
    rows: Iterable[Mapping[str, Any]],
    source: str,
    at: datetime,
    numbers: Numbers,
    exists: Exists,
    *,
    record: Record = lambda register, name: None,
    same: Same = lambda register, wanted, besides: None,
    standing: Mapping[str, Mapping[str, Any]] | None = None,
    renews: bool = False,
    whole: bool = False,
    kept: dict[int, str] | None = None,
) -> Imported | Refusal:
    """The rows typed by the register's columns, or every fault of them: `at` is `ROW.COLUMN`, rows counted from 1.

    record, same  the rows that stand: an import adds to them, it takes the place of none and repeats none
    standing      the rows that stand: one that is the same in all columns of the table is not made a second time
    renews        the rows bring these up to date: what is new is added, what differs is changed, what they say nothing of stays
    whole         with `renews`: the rows are all there is, so a record that none of them names ends
    kept          is told of each row that stands already which record it is
    """
    if "import" not in register.written_by:
        return Refusal("register.not_imported", {"register": register.slug})
    rows, kept = list(rows), {} if kept is None else kept
    changes: list[RecordChange] = []
    places: list[int] = []
    personal: dict[str, Any] = {}
    faults: list[Fault] = []
    day = to_local(at).date().isoformat()
    standing = standing or {}
    alike = _alike(register, rows, standing)
    for place, row in enumerate(rows, 1):
        values, wrong = _typed(register, row, place, exists)
        first = place if wrong else alike.first(place, values)
        faults += wrong or _twice(alike.columns, place, first, values)
        if not wrong and (known := alike.stands(values)) is not None:
            kept[place] = known
            continue
        open_values, hidden = parted(register, values)
        personal |= {f"records.{len(changes)}.{name}": value for name, value in hidden.items()}
        name = record_id(register.slug, register, values, at, numbers)
        changes.append(RecordChange(register.slug, name, "add", open_values, start=day))
        places.append(place)
    told = {fault.field for fault in faults}
    there = _there(register, changes, places, (lambda *_: None) if renews else record)
    faults += [fault for fault in there if fault.field not in told]
    if not faults and renews:
        place_of = {change.record: place for change, place in zip(changes, places, strict=True)}
        changes, personal = renewed(
            register.slug, changes, personal, standing, day, whole, kept.values()
        )
        places = [place_of.get(change.record, len(rows)) for change in changes]
    if not faults or not renews:
        told = {fault.field for fault in faults}
        repeats_ = _repeated(register, changes, places, personal, record, same)
        faults += [fault for fault in repeats_ if fault.field not in told]
    if faults:
        return Refusal("form.faults", {"count": len(faults)}, tuple(faults))
    return Imported(
        register=register.slug, records=tuple(changes), source=source, personal=personal
    )


def _typed(
    register: Register, row: Mapping[str, Any], place: int, exists: Exists
) -> tuple[dict[str, Any], list[Fault]]:
    """Give the values of a row by the register's columns, and what is wrong with it."""
    given = read(row, register.columns, {}, exists)
    values = {
        name: value
        for name, value in (begun(register.columns) | given.values).items()
        if value is not None
    }
    faults = [Fault(f"{place}.{one.field}", one.code, one.facts) for one in given.faults]
    return values, faults + _empty(register, place, values, {one.field for one in given.faults})


def _twice(
    columns: Sequence[str], place: int, first: int, values: Mapping[str, Any]
) -> list[Fault]:
    if first == place:
        return []
    name = next((one for one in columns if one in values), columns[0])
    return [Fault(f"{place}.{name}", "record.row_twice", {"first": f"{first}.{name}"})]


def renewed(
    register: str,
    changes: Iterable[RecordChange],
    personal: Mapping[str, Any],
    standing: Mapping[str, Mapping[str, Any]],
    day: str,
    whole: bool,
    kept: Iterable[str] = (),
) -> tuple[list[RecordChange], dict[str, Any]]:
    """Of rows as if all were new: what of them is new or differs from what stands, and what ends.

    day   from which it is so; an end is the day before
    kept  records that the rows name too, in which nothing changes
    """
    found: list[RecordChange] = []
    hidden: dict[str, Any] = {}
    apart = by_part(personal)
    named = set(kept)
    for place, change in enumerate(changes):
        kept = apart.get(place, {})
        before = standing.get(change.record)
        named.add(change.record)
        if before is not None:
            change = replace(
                change,
                change="change",
                values={
                    name: value
                    for name, value in change.values.items()
                    if before.get(name) != value
                },
            )
            kept = {name: value for name, value in kept.items() if before.get(name) != value}
        if before is None or change.values or kept:
            hidden |= {f"records.{len(found)}.{name}": value for name, value in kept.items()}
            found.append(change)
    last = (date.fromisoformat(day) - ONE_DAY).isoformat()
    found += [
        RecordChange(register, record, "end", end=last)
        for record in standing
        if whole and record not in named
    ]
    return found, hidden


def _there(
    register: Register, changes: list[RecordChange], places: Sequence[int], record: Record
) -> Iterator[Fault]:
    """Rows whose key a row that stands has already, or an earlier one of these."""
    seen: dict[str, int] = {}
    for place, change in zip(places, changes, strict=True):
        first = seen.setdefault(change.record, place)
        column = "".join(f".{name}" for name in register.key[:1])
        if first != place or record(register.slug, change.record) is not None:
            facts_ = {"register": register.slug, "record": change.record}
            yield Fault(
                f"{place}{column}",
                "record.exists" if first == place else "record.twice_here",
                facts_ if first == place else facts_ | {"first": f"{first}{column}"},
            )


def _repeated(
    register: Register,
    changes: list[RecordChange],
    places: Sequence[int],
    personal: Mapping[str, Any],
    record: Record,
    same: Same,
) -> Iterator[Fault]:
    for one in (
        repeats({register.slug: register}, changes, personal, record, same)
        if register.unique
        else ()
    ):
        yield Fault(f"{places[one.part]}.{one.columns[0]}", "record.repeats", facts(one))


def _empty(
    register: Register, place: int, values: Mapping[str, Any], known: set[str]
) -> list[Fault]:
    asked = (
        name
        for name, column in register.columns.items()
        if name not in known and holds(column.required, values.get)
    )
    return [Fault(f"{place}.{name}", "field.required") for name in asked if name not in values]
