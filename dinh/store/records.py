"""The rows of registers, made from the changes that events carry, with what they were before.

A record's latest row stands until a change closes it. Days are local and both ends are included: what changes on the
10th was so until the 9th, and of two changes on one day only the later one is ever seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.field_types.same_value import folded_text
from dinh.engine.record.events import RecordChange
from dinh.engine.record.seal import canonical
from dinh.store.link import Link, Row

CELL_MAX = 200
RECORD_IN = 'INSERT INTO records (house, register, record, number, part, start, until, closed, "case", cells) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
RECORD_SET = "UPDATE records SET until=?, closed=?, cells=? WHERE house=? AND register=? AND record=? AND number=? AND part=?"
CELL_IN = "INSERT INTO record_cells (house, register, col, cell, record) VALUES (?, ?, ?, ?, ?)"
CELL_OUT = "DELETE FROM record_cells WHERE house=? AND register=? AND col=? AND cell=? AND record=?"
_COLUMNS = 'number, part, start, until, closed, "case", cells'
_decoder = msgspec.json.Decoder(float_hook=Decimal)


class RecordRow(Struct, frozen=True):
    """A record as it was from `start` to `end`, by the `part`-th change of event `number`."""

    register: str
    record: str
    number: int
    part: int
    start: str
    end: str
    closed: bool
    case: str
    values: dict[str, Any]


class History(Struct):
    """What is known of one record while a batch is written: the row that was in the books, and those that came since."""

    stored: RecordRow | None = None
    rows: tuple[RecordRow, ...] = ()

    @property
    def standing(self) -> dict[str, Any] | None:
        last = self.rows[-1] if self.rows else None
        return None if last is None or last.closed else last.values

    def after(self, row: RecordRow) -> History:
        """The same record with one more row; what stood until then is closed the day before."""
        rows = self.rows
        if rows and not rows[-1].closed:
            rows = (*rows[:-1], replace(rows[-1], end=_day_before(row.start), closed=True))
        return History(self.stored, (*rows, row))

    def ended(self, day: str) -> History:
        if self.standing is None:
            return self
        return History(self.stored, (*self.rows[:-1], replace(self.rows[-1], end=day, closed=True)))


def changed(
    history: History,
    change: RecordChange,
    number: int,
    part: int,
    case: str,
    day: str,
    personal: dict[str, Any],
) -> History:
    """The history after one change of event `number`. day: the event's own, where the change names none; personal: the row's own columns (`by_part`)."""
    if change.change == "end":
        return history.ended(change.end or change.start or day)
    values = brought(change, personal, history.rows[-1].values if history.rows else {})
    return history.after(
        RecordRow(
            change.register,
            change.record,
            number,
            part,
            change.start or day,
            change.end,
            False,
            case,
            values,
        )
    )


def brought(
    change: RecordChange, personal: dict[str, Any], before: dict[str, Any]
) -> dict[str, Any]:
    """The values after a change: what it gives, upon what was there when it only changes; what it gives empty is empty from then on."""
    values = change.values | personal
    return {
        name: value
        for name, value in (before | values if change.change == "change" else values).items()
        if value is not None
    }


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def loaded(link: Link, house: str, register: str, record: str) -> History:
    """With the latest row only: nothing older ever changes again, but by striking."""
    row = link.one(
        f"SELECT {_COLUMNS} FROM records WHERE house=? AND register=? AND record=? ORDER BY number DESC, part DESC LIMIT 1",
        (house, register, record),
    )
    if row is None:
        return History()
    last = row_of(register, record, row)
    return History(last, (last,))


def rows_of_case(link: Link, house: str, code: str) -> list[RecordRow]:
    """Every row of a record that the case ever changed, for it may carry on what the case brought."""
    rows = link.all(
        f"SELECT register, record, {_COLUMNS} FROM records r WHERE house=? AND EXISTS (SELECT 1 FROM records c "
        'WHERE c.house = r.house AND c.register = r.register AND c.record = r.record AND c."case" = ?)',
        (house, code),
    )
    return sorted(
        (row_of(row[0], row[1], row[2:]) for row in rows),
        key=lambda row: (row.register, row.record, row.number, row.part),
    )


def row_of(register: str, record: str, row: Row) -> RecordRow:
    number, part, start, end, closed, case, cells = row
    return RecordRow(
        register, record, number, part, start, end, bool(closed), case, _decoder.decode(cells)
    )


def record_row(house: str, row: RecordRow) -> Row:
    return (
        house,
        row.register,
        row.record,
        row.number,
        row.part,
        row.start,
        row.end,
        int(row.closed),
        row.case,
        canonical(row.values).decode(),
    )


def cell_rows(house: str, row: RecordRow | None) -> set[Row]:
    """The short values by which a record that stands can be found."""
    if row is None or row.closed:
        return set()
    texts = {column: cell_text(value) for column, value in row.values.items()}
    return {
        (house, row.register, column, text, row.record)
        for column, text in texts.items()
        if text is not None
    }


def cell_text(value: Any) -> str | None:
    """A value as it is looked up, whatever its capitals; None for what nobody looks up."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = folded_text(value) if isinstance(value, str) else str(value)
    return text if 0 < len(text) <= CELL_MAX and "\0" not in text else None


def record_changes(house: str, history: History) -> Iterator[tuple[str, list[Row]]]:
    """What to write of one record."""
    stored = history.stored
    for row in history.rows:
        if stored and (row.number, row.part) == (stored.number, stored.part):
            if row != stored:
                key = (house, row.register, row.record, row.number, row.part)
                yield RECORD_SET, [(row.end, int(row.closed), canonical(row.values).decode(), *key)]
        else:
            yield RECORD_IN, [record_row(house, row)]
    old, new = (
        cell_rows(house, stored),
        cell_rows(house, history.rows[-1] if history.rows else None),
    )
    if gone := old - new:
        yield CELL_OUT, list(gone)
    if come := new - old:
        yield CELL_IN, list(come)
