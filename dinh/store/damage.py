"""What of a house's books cannot be read, or is not as it was sealed, event by event: one that is damaged is named, and the next is looked at.

Asked only where the log did not hold or could not be read, for then the first fault is not all that one must know.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct

from dinh.engine.record.seal import FIRST, Sealed, verify
from dinh.engine.refusal import Fault
from dinh.store import integrity, trouble
from dinh.store.events import kept_of
from dinh.store.integrity import Hurt
from dinh.store.ledger import LOG_PAGE
from dinh.store.link import Link, SqliteLink, faults

DAMAGED_MAX = 1000
COLUMNS = ("house", "number", "case", "place", "kind", "at", "actor", "body", "seal")


class Damaged(Struct, frozen=True):
    """An event, or a part of the database, that is damaged.

    number  of the event, 0 where it is a part. case: "" where the event is the house's own, or where that cannot be read.

    reason  `gap seal value:KEY` as of `books.verify`; `unreadable` or `utf8:COLUMN` of an event; of a part as `integrity.Hurt` says it
    """

    house: str
    number: int
    case: str
    reason: str
    part: Hurt | None = None

    @property
    def fault(self) -> Fault:
        """The same as a line of a refusal."""
        if self.part is None:
            facts = {
                "house": self.house,
                "number": self.number,
                "case": self.case,
                "reason": self.reason,
            }
            return Fault(f"{self.house}/{self.number}", "verify.damaged_event", facts)
        facts = {"house": self.house, "name": self.part.name, "table": self.part.table}
        return Fault(self.house, self.part.code, facts)


def survey(house: str, parts: tuple[Hurt, ...] | None = None) -> list[Damaged]:
    """All that is damaged, the first `DAMAGED_MAX` of it: parts of the database first, then event by event.

    parts  what `integrity.hurt_parts` found, where it was asked already
    """
    parts = integrity.hurt_parts() if parts is None else parts
    found = of_parts(house, parts)
    if any(part.reason in ("table:events", "file:unreadable") for part in parts):
        return found
    with integrity.reading() as (link, _):
        has_values = not any(part.reason == "table:personal" for part in parts)
        for damaged in _Reading(link, house, has_values=has_values).damaged():
            found.append(damaged)
            if len(found) >= DAMAGED_MAX:
                break
    return found


def of_parts(house: str, parts: tuple[Hurt, ...]) -> list[Damaged]:
    return [Damaged(house, 0, "", part.reason, part) for part in parts]


class _Reading:
    """The events one after another, each checked against the seal of the one before it, where that can be read."""

    def __init__(self, link: Link, house: str, *, has_values: bool):
        self.link, self.house = link, house
        kept = "p.kept" if has_values else "NULL"
        beside = (
            "LEFT JOIN personal p ON p.house = e.house AND p.number = e.number"
            if has_values
            else ""
        )
        columns = ", ".join(f'e."{name}"' for name in COLUMNS)
        self.sql = f"SELECT {columns}, {kept} FROM events e {beside} WHERE e.house=? AND e.number"
        self.seal: str | None = FIRST

    def damaged(self) -> Iterator[Damaged]:
        last = self._last()
        for first in range(1, last + 1, LOG_PAGE):
            end = min(first + LOG_PAGE - 1, last)
            rows = self._page(first, end)
            for number in range(first, end + 1):
                yield from self._checked(
                    number, self._row(number) if rows is None else rows.get(number)
                )

    def _last(self) -> int:
        """Where the log ends: what the house says, or what is there."""
        found = 0
        for sql in (
            "SELECT number FROM houses WHERE house=?",
            "SELECT MAX(number) FROM events WHERE house=?",
        ):
            with suppress(*faults()):
                row = self.link.one(sql, (self.house,))
                found = max(found, (row and row[0]) or 0)
            self.link.rollback()
        return found

    def _page(self, first: int, end: int) -> dict[int, Any] | None:
        """None: something in it cannot be read, so each is read by itself."""
        try:
            rows = self.link.all(f"{self.sql} BETWEEN ? AND ?", (self.house, first, end))
        except faults():
            self.link.rollback()
            return None
        return {row[1]: row for row in rows}

    def _row(self, number: int) -> Any:
        """The row; None where there is none; the fault where it cannot be read."""
        try:
            return self.link.one(f"{self.sql} = ?", (self.house, number))
        except faults() as fault:
            self.link.rollback()
            return fault

    def _checked(self, number: int, row: Any) -> Iterator[Damaged]:
        before, self.seal = self.seal, None
        if row is None:
            yield Damaged(self.house, number, "", "gap")
            return
        if isinstance(row, Exception):
            parts = {name: self._part(number, name) for name in COLUMNS}
            case = parts["case"] or self._case_by_index(number)
            self.seal = parts["seal"]
            spoilt = [name for name, value in parts.items() if value is None]
            is_text = trouble.is_no_text(row) and len(spoilt) == 1
            reason = f"utf8:{spoilt[0]}" if is_text else "unreadable"
            yield Damaged(self.house, number, case, reason)
            return
        self.seal = row[8]
        try:
            event = Sealed(*row[:9], {} if row[9] is None else kept_of(row[9]))
        except (msgspec.DecodeError, msgspec.ValidationError):
            yield Damaged(self.house, number, row[2], "value:?")
            return
        if before is not None:
            _, bad, reason = verify([event], before, number - 1)
            if bad:
                yield Damaged(self.house, number, row[2], reason)

    def _part(self, number: int, column: str) -> Any:
        """One column of an event, None where it cannot be read."""
        sql = f'SELECT "{column}" FROM events WHERE house=? AND number=?'
        try:
            row = self.link.one(sql, (self.house, number))
        except faults():
            self.link.rollback()
            return None
        return row[0] if row else None

    def _case_by_index(self, number: int) -> str:
        """Of an SQLite row on a page that is gone: its indexes lie on other pages, and have its case too."""
        if not isinstance(self.link, SqliteLink):
            return ""
        try:
            row = self.link.one(
                'SELECT "case" FROM events INDEXED BY one_event_a_place WHERE house=? AND place > 0 AND rowid = '
                "(SELECT rowid FROM events WHERE house=? AND number=?)",
                (self.house, self.house, number),
            )
        except faults():
            self.link.rollback()
            return ""
        return row[0] if row else ""
