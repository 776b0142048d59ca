"""Rows of a register from a table: which column is which, and every fault at the cell where a person finds it.

Headings are the names or labels of the register's columns, with or without diacritics. Rule to keep: a table is taken in
whole or not at all, by the same function whether it is tried or done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from msgspec import Struct

from dinh.access import finders
from dinh.engine.definition.condition import NEVER
from dinh.engine.definition.procedure import Field, Register
from dinh.engine.field_types.reading import Bad, read_value
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.spreadsheet import FAULTS_MAX, Cell, Sheet, address, read_sheet
from dinh.store.plain import plain
from dinh.workflow import cases

YES = frozenset({"co", "x", "yes", "true", "dung", "1"})
NO = frozenset({"khong", "no", "false", "sai", "0"})
NOT_IN_A_TABLE = frozenset({"file", "files", "list"})
HEADINGS_WITHIN = 20
"""The headings stand in one of the first rows: above them people write a title."""


class Table(Struct, frozen=True):
    """rows: values by column name, as the door takes them; cells: of each row, column -> address; lines: its row number.

    faults  what is wrong with the table itself, before the register is asked
    """

    rows: tuple[dict[str, Any], ...]
    cells: tuple[dict[str, str], ...]
    lines: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


class Taken(Struct, frozen=True):
    """How many rows the table has, and what became of them.

    first  some rows as they were read, by column name
    kept   of each row that stands in the register already: its number in the table, and the record
    """

    rows: int
    added: int
    changed: int
    ended: int
    first: tuple[dict[str, Any], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def unchanged(self) -> int:
        return self.rows - self.added - self.changed


FIRST_ROWS = 5


def take_in(
    house: str,
    slug: str,
    content: bytes,
    source: str,
    *,
    sheet: str = "",
    renews: bool = False,
    whole: bool = False,
    dry_run: bool = False,
    person: str = "",
    at: datetime | None = None,
) -> Taken:
    """Take the table into the register, all of it or nothing; in a dry run everything but the writing.

    renews   the rows bring those that stand up to date; else each must be new
    whole    with `renews`: the table is all there is, so rows that it does not name end
    source   what the log says of where the rows came from; the digest of the file is added
    Raises Refused with every fault at its cell, NotFound for an unknown register.
    """
    register = finders.register(house, slug)
    table = table_of(read_sheet(content, sheet), register)
    kept: dict[int, str] = {}
    told = f"{source} (sha256 {sha256(content).hexdigest()[:16]})"
    try:
        changes = cases.import_records(
            house,
            slug,
            table.rows,
            told,
            at=at,
            renews=renews,
            whole=whole,
            only_told=dry_run or bool(table.faults),
            person=person,
            kept=kept,
        )
    except Refused as refused:
        raise Refused(at_cells(refused.refusal, table)) from None
    if table.faults:
        raise refused_table(table.faults)
    counts = Counter(change.change for change in changes)
    return Taken(
        len(table.rows),
        counts["add"],
        counts["change"],
        counts["end"],
        table.rows[:FIRST_ROWS],
        tuple((table.lines[place - 1], record) for place, record in sorted(kept.items())),
    )


def table_of(sheet: Sheet, register: Register) -> Table:
    """Give the rows of the table, with every fault of the sheet at its cell. Raises Refused where there are no headings."""
    faults = list(sheet.faults)
    heads, below = _headings(sheet, register)
    columns = _columns(heads, register, faults)
    rows: list[dict[str, Any]] = []
    cells: list[dict[str, str]] = []
    lines: list[str] = []
    for line in below:
        number = "".join(sign for sign in next(iter(line.values())).address if sign.isdigit())
        row, wrong = _row(line, heads, columns)
        rows.append(row)
        cells.append({one.name: address(at, int(number)) for at, one in columns.items()})
        lines.append(number)
        faults += _shifted(line, columns, wrong, lines[-1]) or wrong
    faults += _mixed_dates(below, columns)
    if not below:
        faults.append(Fault(next(iter(heads.values())).address, "table.no_rows"))
    return Table(tuple(rows), tuple(cells), tuple(lines), tuple(faults))


def refused_table(faults: Sequence[Fault]) -> Refused:
    ordered = sorted(faults, key=lambda one: _order(one.field))
    return Refused(Refusal("table.faults", {"count": len(ordered)}, tuple(ordered[:FAULTS_MAX])))


def at_cells(refusal: Refusal, table: Table) -> Refusal:
    """The door's faults (`ROW.COLUMN`) at the cells of the table (`B7`), with the table's own; each cell is told once.

    Of a column that the table lacks, and of a row that is shifted, the table's own fault says it.
    """
    if refusal.code != "form.faults":
        return refusal
    faults = list(table.faults)
    told = {fault.field for fault in faults}
    for fault in refusal.at:
        place, at = _cell(fault.field, table)
        if at and at not in told and not (place >= 0 and table.lines[place] in told):
            first = fault.facts.get("first")
            also = {"first": _cell(first, table)[1] or first} if isinstance(first, str) else {}
            faults.append(Fault(at, fault.code, {**fault.facts, **also}))
    return refused_table(faults).refusal


def _cell(field: str, table: Table) -> tuple[int, str | None]:
    """Give the row of the table, counted from 0, and the cell of `ROW.COLUMN`; -1 and itself for what is none."""
    number, _, column = field.partition(".")
    if not number.isdigit():
        return -1, field
    place = int(number) - 1
    return place, table.cells[place].get(column.partition(".")[0])


def _order(place: str) -> tuple[int, int, str]:
    letters, digits = (
        "".join(sign for sign in place if test(sign)) for test in (str.isalpha, str.isdigit)
    )
    return int(digits or 0), len(letters), letters


# --- headings ---------------------------------------------------------------------------------------------------------


def _headings(
    sheet: Sheet, register: Register
) -> tuple[dict[int, Cell], Sequence[dict[int, Cell]]]:
    """Take the first row in which most cells are columns of the register, and what is below. Raises Refused."""
    known = _names(register)
    for place, row in enumerate(sheet.rows[:HEADINGS_WITHIN]):
        hits = sum(_folded(cell.value) in known for cell in row.values())
        if hits and 2 * hits >= len(row):
            return row, sheet.rows[place + 1 :]
    labels = [column.label.vi for column in register.columns.values()]
    raise Refused(Refusal("table.no_headings", {"columns": labels}, tuple(sheet.faults)))


def _names(register: Register) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, column in register.columns.items():
        for word in (name, name.rpartition(".")[2], column.label.vi, column.label.of("en")):
            found.setdefault(_folded(word), name)
    return found


def _folded(value: Any) -> str:
    return plain(normalize("NFC", str(value))).strip()


def _columns(
    heads: Mapping[int, Cell], register: Register, faults: list[Fault]
) -> dict[int, Field]:
    known, found = _names(register), dict[int, Field]()
    for number, cell in heads.items():
        name = known.get(_folded(cell.value))
        if name is None:
            faults.append(Fault(cell.address, "table.heading", {"given": str(cell.value)[:80]}))
        elif register.columns[name].type in NOT_IN_A_TABLE:
            faults.append(Fault(cell.address, "table.not_in_a_table", {"given": str(cell.value)}))
        elif register.columns[name] in found.values():
            faults.append(Fault(cell.address, "table.heading_twice", {"given": str(cell.value)}))
        else:
            found[number] = register.columns[name]
    missing = [
        column.label.vi
        for column in register.columns.values()
        if column not in found.values()
        and column.required != NEVER
        and column.start is None
        and not (register.number and column.name in register.key)
    ]
    if missing and heads:
        place = next(iter(heads.values())).address
        faults.append(Fault(place, "table.column_missing", {"columns": missing}))
    return found


# --- rows -------------------------------------------------------------------------------------------------------------


def _row(
    line: Mapping[int, Cell], heads: Mapping[int, Cell], columns: Mapping[int, Field]
) -> tuple[dict[str, Any], list[Fault]]:
    row: dict[str, Any] = {}
    faults: list[Fault] = []
    for number, cell in line.items():
        field = columns.get(number)
        if field is not None:
            row[field.name] = given = _given(field, cell.value)
            faults += _fault(field, cell, given)
        elif number not in heads:
            faults.append(Fault(cell.address, "table.no_heading", {"given": str(cell.value)[:80]}))
    return row, faults


def _fault(field: Field, cell: Cell, given: Any) -> list[Fault]:
    try:
        read_value(field, given)
    except Bad as bad:
        if bad.code == "field.choice":
            names = [label.vi for label in field.of.values()]
            return [
                Fault(cell.address, "table.choice", {"given": str(cell.value)[:40], "names": names})
            ]
        return [Fault(cell.address, bad.code, bad.facts)]
    return []


def _given(field: Field, value: Any) -> Any:
    """A cell as the field takes it: a choice by its name or label, yes and no as people write them, a day as ISO."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") if field.type == "datetime" else value
    if isinstance(value, date):
        return value.isoformat()
    match field.type:
        case "choice":
            return _choice(field, value)
        case "choices":
            return [_choice(field, one) for one in str(value).split(",")]
        case "yes_no" if _folded(value) in YES:
            return True
        case "yes_no" if _folded(value) in NO:
            return False
        case "number" | "money":
            return value
    return value if isinstance(value, bool) else str(value)


def _choice(field: Field, value: Any) -> str:
    wanted = _folded(value)
    for name, label in field.of.items():
        if wanted in (_folded(name), _folded(label.vi), _folded(label.of("en"))):
            return name
    return str(value)


def _shifted(
    line: Mapping[int, Cell], columns: Mapping[int, Field], faults: list[Fault], row: str
) -> list[Fault]:
    """One fault in place of many, where the row would be right one column to the left or to the right."""
    if len(faults) < 2:
        return []
    for by, where in ((-1, "left"), (1, "right")):
        moved = {number + by: cell for number, cell in line.items()}
        if all(
            number in columns
            and not _fault(columns[number], cell, _given(columns[number], cell.value))
            for number, cell in moved.items()
        ):
            return [Fault(row, "table.shifted", {"where": where, "cells": len(faults)})]
    return []


def _mixed_dates(below: Sequence[Mapping[int, Cell]], columns: Mapping[int, Field]) -> list[Fault]:
    """A column that holds real days and texts: the program that read the texts has exchanged days and months of the others."""
    found: list[Fault] = []
    for number, field in columns.items():
        if field.type not in ("date", "datetime"):
            continue
        cells = [line[number] for line in below if number in line]
        texts = [cell for cell in cells if isinstance(cell.value, str)]
        if texts and len(texts) < len(cells):
            found += [
                Fault(cell.address, "table.mixed_dates", {"given": cell.value[:40]})
                for cell in texts
            ]
    return found
