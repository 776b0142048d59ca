"""What came within a period, for its books: cases by the day they were received, records by the day they were entered.

Reading only. Everything is read a page at a time and never more than the caller's `limit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from dinh.engine.record.case import Case
from dinh.engine.record.events import Event
from dinh.engine.record.seal import unseal
from dinh.store.events import EVENTS, sealed_of
from dinh.store.link import linked
from dinh.store.records import RecordRow, row_of
from dinh.store.snapshots import case_of

PAGE = 200
RECEIVED = "COALESCE(accepted, opened)"
_RECORD = 'record, number, part, start, until, closed, "case", cells'


def cases(house: str, start: datetime, end: datetime, limit: int) -> Iterator[Case]:
    """Cases received from `start` up to and without `end`, in that order: accepted then, or opened then and not accepted yet."""
    first, last = (int(start.timestamp()), ""), int(end.timestamp())
    while limit > 0:
        rows = linked().all(
            f"SELECT {RECEIVED}, code, snapshot FROM cases WHERE house=? AND {RECEIVED} < ? AND ({RECEIVED}, code) > (?, ?) ORDER BY 1, 2 LIMIT ?",
            (house, last, *first, min(limit, PAGE)),
        )
        yield from (case_of(row[2]) for row in rows)
        if len(rows) < PAGE:
            return
        limit, first = limit - len(rows), (rows[-1][0], rows[-1][1])


def present(house: str, start: datetime, end: datetime, limit: int) -> Iterator[Case]:
    """Cases that were open at some time from `start` up to and without `end`, the newest first."""
    before = ""
    while limit > 0:
        rows = linked().all(
            f"SELECT code, snapshot FROM cases WHERE house=? AND opened < ? AND (settled IS NULL OR settled >= ?){' AND code < ?' if before else ''} ORDER BY code DESC LIMIT ?",
            (
                house,
                int(end.timestamp()),
                int(start.timestamp()),
                *([before] if before else []),
                min(limit, PAGE),
            ),
        )
        yield from (case_of(row[1]) for row in rows)
        if len(rows) < PAGE:
            return
        limit, before = limit - len(rows), rows[-1][0]


def events(house: str, codes: Sequence[str], kinds: Sequence[str] = ()) -> dict[str, list[Event]]:
    """The events of these kinds (none named: of all) of each case, in order of place. A case without any is not in it."""
    found: dict[str, list[Event]] = {}
    for begin in range(0, len(codes), PAGE):
        some = list(codes[begin : begin + PAGE])
        marks = ", ".join("?" * len(some))
        of_kinds = f"AND e.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        rows = linked().all(
            f'{EVENTS} AND e."case" IN ({marks}) AND e.place > 0 {of_kinds} ORDER BY e."case", e.place',
            (house, *some, *kinds),
        )
        for row in rows:
            event = unseal(sealed_of(row))
            found.setdefault(event.case, []).append(event)
    return found


def entered(house: str, register: str, first: str, last: str, limit: int) -> list[list[RecordRow]]:
    """Records entered on a day from `first` to `last` (both included), in order of their number; each as all that it ever was."""
    return _histories(
        house,
        register,
        "record IN (SELECT record FROM records WHERE house=? AND register=? GROUP BY record HAVING min(start) >= ? AND min(start) <= ?)",
        (house, register, first, last),
        limit,
    )


def standing(house: str, register: str, on: str, limit: int) -> list[list[RecordRow]]:
    """Records that stood on a day, each as it was then."""
    return _histories(
        house,
        register,
        "start <= ? AND (until = '' OR until >= ?) AND (until = '' OR start <= until)",
        (on, on),
        limit,
    )


def _histories(
    house: str, register: str, which: str, values: Sequence[str], limit: int
) -> list[list[RecordRow]]:
    found: dict[str, list[RecordRow]] = {}
    behind: tuple[str, int, int] = ("", 0, 0)
    while True:
        rows = linked().all(
            f"SELECT {_RECORD} FROM records WHERE house=? AND register=? AND {which} AND (record, number, part) > (?, ?, ?) ORDER BY record, number, part LIMIT ?",
            (house, register, *values, *behind, PAGE),
        )
        for row in rows:
            if row[0] not in found and len(found) >= limit:
                return list(found.values())
            found.setdefault(row[0], []).append(row_of(register, row[0], row[1:]))
        if len(rows) < PAGE:
            return list(found.values())
        behind = (rows[-1][0], rows[-1][1], rows[-1][2])
