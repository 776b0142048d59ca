"""Rows of a register that come from elsewhere, not out of a case: what stood before the house began."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from dinh.engine.calendar import ONE_DAY, to_local
from dinh.engine.condition import holds
from dinh.engine.effects import Numbers, begun, parted, record_id
from dinh.engine.event import Imported, RecordChange, by_part
from dinh.engine.fill import Exists, read
from dinh.engine.procedure import Register
from dinh.engine.refusal import Fault, Refusal
from dinh.engine.unique import Same, facts, repeats

type Record = Callable[[str, str], Mapping[str, Any] | None]
"""(register, name) -> the row that stands, None if there is none."""


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
    whole: bool = False,
) -> Imported | Refusal:
    """The rows typed by the register's columns, or every fault of them: `at` is `ROW.COLUMN`, rows counted from 1.

    record, same  the rows that stand: an import adds to them, it takes the place of none and repeats none
    standing      given, the rows bring these up to date: what is new is added, what differs is changed, what they say nothing of stays
    whole         with `standing`: the rows are all there is, so a record that none of them names ends
    """
    if "import" not in register.written_by:
        return Refusal("register.not_imported", {"register": register.slug})
    changes: list[RecordChange] = []
    personal: dict[str, Any] = {}
    faults: list[Fault] = []
    day = to_local(at).date().isoformat()
    for place, row in enumerate(rows, 1):
        given = read(row, register.columns, {}, exists)
        values = {
            name: value
            for name, value in (begun(register.columns) | given.values).items()
            if value is not None
        }
        faults += [
            Fault(f"{place}.{fault.field}", fault.code, fault.facts) for fault in given.faults
        ]
        faults += _empty(register, place, values, {fault.field for fault in given.faults})
        open_values, hidden = parted(register, values)
        personal |= {f"records.{place - 1}.{name}": value for name, value in hidden.items()}
        changes.append(
            RecordChange(
                register.slug,
                record_id(register.slug, register, values, at, numbers),
                "add",
                open_values,
                start=day,
            )
        )
    told = {fault.field for fault in faults}
    there = _there(register, changes, record if standing is None else lambda register, name: None)
    faults += [fault for fault in there if fault.field not in told]
    if not faults and standing is not None:
        changes, personal = renewed(changes, personal, standing, day, whole)
    if not faults or standing is None:
        told = {fault.field for fault in faults}
        repeats_ = _repeated(register, changes, personal, record, same)
        faults += [fault for fault in repeats_ if fault.field not in told]
    if faults:
        return Refusal("form.faults", {"count": len(faults)}, tuple(faults))
    return Imported(
        register=register.slug, records=tuple(changes), source=source, personal=personal
    )


def renewed(
    changes: Iterable[RecordChange],
    personal: Mapping[str, Any],
    standing: Mapping[str, Mapping[str, Any]],
    day: str,
    whole: bool,
) -> tuple[list[RecordChange], dict[str, Any]]:
    """Of rows as if all were new: what of them is new or differs from what stands, and what ends. day: from which it is so; an end is the day before."""
    found: list[RecordChange] = []
    hidden: dict[str, Any] = {}
    apart = by_part(personal)
    named = set()
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
        RecordChange(one.register, record, "end", end=last)
        for one in list(changes)[:1]
        for record in standing
        if whole and record not in named
    ]
    return found, hidden


def _there(register: Register, changes: list[RecordChange], record: Record) -> Iterator[Fault]:
    """Rows whose key a row that stands has already, or an earlier one of these."""
    seen: set[str] = set()
    for place, change in enumerate(changes, 1):
        repeated = change.record in seen
        if repeated or record(register.slug, change.record) is not None:
            yield Fault(
                ".".join((str(place), *register.key[:1])),
                "record.twice_here" if repeated else "record.exists",
                {"register": register.slug, "record": change.record},
            )
        seen.add(change.record)


def _repeated(
    register: Register,
    changes: list[RecordChange],
    personal: Mapping[str, Any],
    record: Record,
    same: Same,
) -> Iterator[Fault]:
    for one in (
        repeats({register.slug: register}, changes, personal, record, same)
        if register.unique
        else ()
    ):
        yield Fault(f"{one.part + 1}.{one.columns[0]}", "record.repeats", facts(one))


def _empty(
    register: Register, place: int, values: Mapping[str, Any], known: set[str]
) -> list[Fault]:
    asked = (
        name
        for name, column in register.columns.items()
        if name not in known and holds(column.required, values.get)
    )
    return [Fault(f"{place}.{name}", "field.required") for name in asked if name not in values]
