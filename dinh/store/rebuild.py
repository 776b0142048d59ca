"""Make every table anew from the events alone, and compare: the promise that the log is the truth, kept.

The fold goes case by case into temporary tables; what differs is found by the database itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from msgspec.structs import replace as with_

from dinh.engine.record.case import Case
from dinh.engine.record.events import by_part
from dinh.engine.record.evolve import replay
from dinh.engine.record.house import House, evolve_house
from dinh.engine.record.seal import FIRST, Sealed, unseal
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.store import integrity, orders, trouble
from dinh.store.erase import struck_columns
from dinh.store.events import EVENTS, files_of, is_named, sealed_of
from dinh.store.instants import day
from dinh.store.integrity import Hurt, mending
from dinh.store.ledger import PAGE
from dinh.store.link import Link, Row, faults, linked
from dinh.store.memory import Head
from dinh.store.projections import (
    CASE_IN,
    CAUSE_IN,
    LETTER_IN,
    REMINDER_IN,
    WORD_IN,
    WORK_IN,
    case_row,
    cause_rows,
    letter_rows,
    reminder_rows,
    word_rows,
    work_rows,
)
from dinh.store.records import CELL_IN, RECORD_IN, History, cell_rows, changed, record_row
from dinh.store.snapshots import encoded
from dinh.store.tallies import TALLY_ADD, Sums
from dinh.store.tree import BLOCK_IN, Growing
from dinh.store.unit_of_work import DOCUMENT_IN, HEAD_SET, STATE_SET
from dinh.store.writer import alone

TABLES = {
    "cases": "code", "work": "code", "words": "code", "letters": "digest", "reminders": "code", "causes": "code", "records": "record", "record_cells": "record",
    "documents": "digest", "tallies": "month", "house_states": "version", "houses": "number",
    "tree_blocks": "block",
}  # fmt: skip
DIFFERENCES_MAX = 100
WITH_RECORDS = ("acted", "imported", "reversed")


def rebuild(house: str, check: bool = False) -> dict[str, Any]:
    """`{"events", "equal", "differences"}`: the first differences as `{"table", "key"}`. Without `check` the tables are replaced."""
    parts = integrity.hurt_parts()
    if check and parts:  # what is not there cannot be compared, and `verify` says the rest
        damaged = [{"table": part.table, "key": part.reason} for part in parts]
        return {"events": 0, "equal": False, "differences": damaged}
    if parts:
        return _mended(house, parts)
    if check:
        link = linked()
        link.look()
        try:
            return _rebuild(link, house, replace=False)
        finally:
            link.rollback()
            _drop(link)
    with alone(house) as link:
        found = _rebuild(link, house, replace=True)
    _drop(link)
    return found


def _mended(house: str, parts: tuple[Hurt, ...]) -> dict[str, Any]:
    """Make the tables and indexes that are gone or broken, and fill them for every house of these books.

    Raises Refused `rebuild.damaged` where a part is hurt that no log replaces, or whose pages cannot be given up.
    """
    facts = tuple(
        Fault(house, part.code, {"house": house, "name": part.name, "table": part.table})
        for part in parts
    )
    refused = Refused(Refusal("rebuild.damaged", {"count": len(parts)}, facts))
    if any(part.weight != "anew" for part in parts):
        raise refused
    wanted = mending(parts)
    try:
        with alone(house) as link:
            for sql in wanted:
                link.run(sql)
            houses = [row[0] for row in link.all("SELECT house FROM houses")]
            found = [(one, _rebuild(link, one, replace=True)) for one in houses]
            _drop(link)
    except faults() as fault:
        if not trouble.is_damage(fault):
            raise
        raise refused from fault
    events = next(one["events"] for name, one in found if name == house)
    differences = [{"table": part.table, "key": part.reason} for part in parts]
    return {"events": events, "equal": False, "differences": differences}


def anew(link: Link, house: str) -> None:
    """Replace the tables inside a transaction that is somebody else's."""
    _rebuild(link, house, replace=True)
    _drop(link)


def _rebuild(link: Link, house: str, replace: bool) -> dict[str, Any]:
    _drop(link)
    for table in TABLES:
        link.run(f"CREATE TEMPORARY TABLE fresh_{table} AS SELECT * FROM {table} WHERE 1=0")
    head = fold_into(link, house, "fresh_")
    link.run(
        "INSERT INTO fresh_houses SELECT house, unit, name, ?, ?, ?, ? FROM houses WHERE house=?",
        (head.number, head.seal, head.version, head.version_seal, house),
    )
    # What the server's timer has not kept yet is no difference: it is computed where it is wanted.
    if not replace:
        link.run(
            "DELETE FROM fresh_tree_blocks WHERE block NOT IN (SELECT block FROM tree_blocks WHERE house=?)",
            (house,),
        )
    differences = [
        one for table, key in TABLES.items() for one in _differences(link, house, table, key)
    ]
    if replace:
        for table in TABLES.keys() - {
            "houses"
        }:  # whose row is the lock that other writers wait for
            link.run(f"DELETE FROM {table} WHERE house=?", (house,))
            link.run(f"INSERT INTO {table} SELECT * FROM fresh_{table}")
        link.run(HEAD_SET, (head.number, head.seal, head.version, head.version_seal, house))
    return {
        "events": head.number,
        "equal": not differences,
        "differences": differences[:DIFFERENCES_MAX],
    }


def _drop(link: Link) -> None:
    for table in TABLES:
        link.run(f"DROP TABLE IF EXISTS fresh_{table}")


def _differences(link: Link, house: str, table: str, key: str) -> list[dict[str, Any]]:
    """Keys of rows that only one side has."""
    fresh, stored = f"SELECT * FROM fresh_{table}", f"SELECT * FROM {table} WHERE house=?"
    rows = link.all(
        f"SELECT DISTINCT {key} FROM (SELECT * FROM ({fresh} EXCEPT {stored}) a UNION ALL SELECT * FROM ({stored} EXCEPT {fresh}) b) c "
        f"ORDER BY {key} LIMIT {DIFFERENCES_MAX}",
        (house, house),
    )
    return [{"table": table, "key": row[0]} for row in rows]


def fold_into(link: Link, house: str, prefix: str = "") -> Head:
    """Write all rows the events give into tables of this prefix, except the house's head; gives that."""
    writing, sums = Writing(link, prefix), Sums()
    for _, events in groupby(_by_case(link, house), key=lambda event: event.case):
        case = replay(map(unseal, events))
        sums.count(case)
        for sql, row in case_rows(case):
            writing.add(sql, row)
    for row in sums.rows(house):
        writing.add(TALLY_ADD, row)
    head = _fold_house(link, house, writing)
    writing.flush()
    return head


class Writing:
    """Rows on their way into the tables, a few thousand together."""

    def __init__(self, link: Link, prefix: str = ""):
        self.link, self.prefix = link, prefix
        self.rows: dict[str, list[Row]] = {}

    def add(self, sql: str, row: Row) -> None:
        rows = self.rows.setdefault(sql, [])
        rows.append(row)
        if len(rows) >= PAGE:
            self._write(sql, rows)
            rows.clear()

    def _write(self, sql: str, rows: list[Row]) -> None:
        # A temporary table has no key to conflict with, and nothing is told twice here.
        plain, _, _ = sql.replace("INSERT INTO ", f"INSERT INTO {self.prefix}").partition(
            " ON CONFLICT"
        )
        self.link.many(plain if self.prefix else sql, rows)

    def flush(self) -> None:
        for sql, rows in self.rows.items():
            if rows:
                self._write(sql, rows)
        self.rows.clear()


def _by_case(link: Link, house: str) -> Iterator[Sealed]:
    case, place = "", 0
    while rows := link.all(
        f'{EVENTS} AND e.place > 0 AND (e."case", e.place) > (?, ?) ORDER BY e."case", e.place LIMIT ?',
        (house, case, place, PAGE),
    ):
        yield from map(sealed_of, rows)
        case, place = rows[-1][2], rows[-1][3]


def case_rows(case: Case) -> Iterator[tuple[str, Row]]:
    yield CASE_IN, case_row(case)
    for sql, rows in (
        (WORK_IN, work_rows(case)),
        (WORD_IN, word_rows(case)),
        (LETTER_IN, letter_rows(case)),
        (REMINDER_IN, reminder_rows(case)),
        (CAUSE_IN, cause_rows(case)),
    ):
        for row in rows:
            yield sql, row


def _fold_house(link: Link, house: str, writing: Writing) -> Head:
    """One pass in the order of the log: the house's own state, its registers, the documents that are named, the blocks of its tree."""
    tree = Growing()
    state, head = House(), Head(0, FIRST, 0, "")
    histories: dict[tuple[str, str], History] = {}
    named: set[str] = set()
    ordered = orders.in_house(link, house)
    while rows := link.all(
        f"{EVENTS} AND e.number > ? ORDER BY e.number LIMIT ?", (house, head.number, PAGE)
    ):
        for sealed in map(sealed_of, rows):
            head = Head(sealed.number, sealed.seal, head.version, head.version_seal)
            if tree.add(sealed.seal):
                writing.add(BLOCK_IN, (house, len(tree.blocks) - 1, tree.blocks[-1].hex()))
            if sealed.kind in WITH_RECORDS:
                _fold_records(histories, sealed)
            elif sealed.kind in ("attached", "filled"):
                names = ordered.after(sealed.case, sealed.number)
                named |= {
                    file["digest"] for name, file in files_of(sealed) if not is_named(name, names)
                }
            if not sealed.case:
                event = unseal(sealed)
                state = evolve_house(state, event.body, event.at, event.number)
                head = Head(sealed.number, sealed.seal, sealed.number, sealed.seal)
    if head.version:
        writing.add(STATE_SET, (house, head.version, encoded(state)))
    for digest in named:
        writing.add(DOCUMENT_IN, (house, digest))
    for history in histories.values():
        _write_record(house, history, writing)
    return head


def _fold_records(histories: dict[tuple[str, str], History], sealed: Sealed) -> None:
    event = unseal(sealed)
    body: Any = event.body
    if event.actor.house:  # it stands in that house's registers
        return
    hidden = by_part(body.personal)
    for part, change in enumerate(body.records):
        key = (change.register, change.record)
        history = changed(
            histories.get(key, History()),
            change,
            event.number,
            part,
            event.case,
            day(event.at),
            hidden.get(part, {}),
        )
        histories[key] = _without(history, struck_columns(sealed, part))


def _without(history: History, columns: frozenset[str]) -> History:
    if not columns or not history.rows:
        return history
    last = history.rows[-1]
    values = {column: value for column, value in last.values.items() if column not in columns}
    return History(history.stored, (*history.rows[:-1], with_(last, values=values)))


def _write_record(house: str, history: History, writing: Writing) -> None:
    for row in history.rows:
        writing.add(RECORD_IN, record_row(house, row))
    for cell in cell_rows(house, history.rows[-1] if history.rows else None):
        writing.add(CELL_IN, cell)
