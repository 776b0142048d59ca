"""What has happened in a house's books since: told by the log's own last events, read once as they come.

So it is known of every event, whichever process wrote it, which case it changed, for whom that case now waits and which
registers it wrote. Rule to keep: an event of which that cannot be said changed everything.
"""

from __future__ import annotations

import threading
from datetime import datetime

import msgspec
from django.db import connections
from msgspec import Struct

from dinh import clock
from dinh.store import ledger
from dinh.store.link import Link, reading
from dinh.store.looked import Look, Thing
from dinh.store.memory import Head
from dinh.store.projections import called
from dinh.store.snapshots import case_of

BEHIND_MAX = 500  # of so many events at once nobody looks at each
KNOWN_MAX = 50_000
SEALS_MAX = 1000
QUIET = frozenset({"filled", "attached", "issued", "paid", "delivered"})
"""Kinds that change neither where a case stands nor for whom, nor when it is due; so is `noted`, when it reminds nobody."""
LOUD = frozenset({"opened", "assigned", "acted", "extended", "transferred", "reversed", "noted"})

EVENTS = 'SELECT number, "case", kind, body, seal FROM events WHERE house=? AND number >= ? AND number <= ? ORDER BY number'
SNAPSHOT = "SELECT snapshot FROM cases WHERE house=? AND code=?"


class _Record(Struct):
    register: str


class _Told(Struct):
    """Of a body what tells more than its own case."""

    records: list[_Record] = []
    told: list[str] = []


_told = msgspec.json.Decoder(_Told).decode


class Since:
    """One house's last events.

    last        thing -> number of the event that changed it last, of those behind the one with which this began
    everything  number of the last event that may have changed anything at all
    seals       of the last events, by number; the first of them is where this began, or SEALS_MAX events ago
    log         which log this is of: another one once the books are not those that were read before, or too much happened
    """

    def __init__(self, house: str) -> None:
        self.house = house
        self._lock = threading.Lock()
        self._begin(Head(0, "", 0))

    def _begin(self, head: Head) -> None:
        self.log = object()
        self.everything = self.number = head.number
        self.seals = {head.number: head.seal}
        self.last: dict[Thing, int] = {}

    def catch_up(self, head: Head) -> None:
        """head: as this thread has read it; another may have been quicker."""
        if self.seals.get(head.number) == head.seal:
            return
        with self._lock:
            if self.seals.get(head.number) != head.seal:
                self._go_on(head)

    def _go_on(self, head: Head) -> None:
        link = reading(self.house)
        rows = (
            link.all(EVENTS, (self.house, self.number, head.number))
            if 0 < self.number < head.number <= self.number + BEHIND_MAX
            else []
        )
        if (
            not rows
            or (rows[0][0], rows[0][4], rows[-1][4])
            != (self.number, self.seals[self.number], head.seal)
            or len(self.last) > KNOWN_MAX
        ):
            return self._begin(head)
        for number, code, kind, body, sealed in rows[1:]:
            self._happened(link, number, code, kind, body)
            self.seals[number] = sealed
        self.number = head.number
        for number in range(self.number - SEALS_MAX, 0, -1):
            if self.seals.pop(number, None) is None:
                break
        return None

    def _happened(self, link: Link, number: int, code: str, kind: str, body: str) -> None:
        told = _told(body)
        if not code or kind not in QUIET | LOUD:
            self.everything = number
            return
        self.last[self.house, "case", code] = number
        for one in told.records:
            self.last[self.house, "records", one.register] = number
        if kind in QUIET or (kind == "noted" and not told.told):
            return
        self.last[self.house, "loads", ""] = number
        row = link.one(
            SNAPSHOT, (self.house, code)
        )  # as it is now: where it stood before, whoever showed it had read it
        case = case_of(row[0]) if row else None
        for step in case.steps if case else ():
            for role in (*step.roles, *step.told):
                self.last[self.house, "work", called(role, case)] = number  # type: ignore[arg-type]  # a step has its case

    def holds(self, log: object, things: frozenset[Thing] | None, number: int) -> bool:
        """Has nothing of these changed since event `number` of this log? None: of all."""
        last, everything = (
            self.last,
            self.everything,
        )  # before the log: another thread may begin a new one
        if self.log is not log or things is None or number < everything:
            return False
        return all(last.get(thing, 0) <= number for thing in things)


_known: dict[tuple[str, str], Since] = {}


def since(house: str, head: Head) -> Since:
    """What is known of this house's last events, up to this head at least."""
    key = (str(connections["default"].settings_dict["NAME"]), house)
    found = _known.get(key) or _known.setdefault(key, Since(house))
    found.catch_up(head)
    return found


class Basis(Struct):
    """What something was made from.

    numbers  house -> which log (`Since.log`), and the number of the event up to which it is known to hold
    things   None: everything, so that any event of these houses ends it
    until    what the clock was asked, as `clock.Watch` has it
    """

    numbers: dict[str, tuple[object, int]]
    things: frozenset[Thing] | None
    until: dict[clock.Tell, tuple[datetime, datetime]] = {}

    def holds(self) -> bool:
        """Would the same still be made of the books, as this thread has looked at them, and of the time?"""
        if not clock.holds(self.until):
            return False
        for house, (log, number) in self.numbers.items():
            head = ledger.glanced_head(house)
            if head is None:
                return False
            known = since(house, head)
            if head.number == number and known.log is log:
                continue
            if head.number < number or not known.holds(log, self.things, number):
                return False
            self.numbers[house] = (log, head.number)
        return True


def basis_of(found: Look) -> Basis:
    """Of a look that has ended."""
    numbers = {}
    for house, number in found.numbers.items():
        head = ledger.glanced_head(house)
        if head is not None:
            numbers[house] = (since(house, head).log, number)
    return Basis(numbers, None if found.everything else frozenset(found.things), found.watch.until)
