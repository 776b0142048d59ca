"""Checking a house's books: is every event as it was sealed, is everything there, does it reach an older head?

What is found has a code: `gap seal value:KEY missing:KEY cut head case:CODE document:DIGEST content:DIGEST` of the books
themselves, `unreadable utf8:COLUMN table:NAME index:NAME pages:NAME index_pages:NAME file:HOW` of what is damaged on the disk, `tree:BLOCK` of what is kept of their hash tree; `head.signature head.key head.house head.cut head.forked head.root head.timestamp` against a
head that was given away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import DatabaseError
from msgspec import Struct

from dinh.engine.record.seal import FIRST, Kept, Sealed, digests
from dinh.engine.record.seal import verify as verify_log
from dinh.store import damage, documents, integrity, keys, ledger, timestamps, trouble
from dinh.store.events import EVENTS, files_of, is_named, sealed_of
from dinh.store.instants import LOCAL
from dinh.store.ledger import LOG_PAGE
from dinh.store.link import Link, faults, linked
from dinh.store.orders import Orders
from dinh.store.timestamps import BadStamp
from dinh.store.tree import BLOCKS, Growing, Tree

LOST_MAX = 100_000
CASE_HEADS = (
    'SELECT COALESCE(c.code, e."case"), COALESCE(e.number, c.number) FROM '
    '(SELECT "case", MAX(place) AS place, COUNT(*) AS events, MAX(number) AS number FROM events WHERE house=? AND place > 0 GROUP BY "case") e '
    'FULL OUTER JOIN (SELECT code, place, number FROM cases WHERE house=?) c ON c.code = e."case" '
    'WHERE c.code IS NULL OR e."case" IS NULL OR c.place <> e.place OR e.events <> e.place OR c.number <> e.number LIMIT 1'
)


def signed_head(house: str, at: datetime) -> dict[str, Any]:
    """The end of the log, signed, with the root of the tree over its seals; `at` is when it is signed."""
    row = linked().one("SELECT number, seal FROM houses WHERE house=?", (house,))
    if row is None:
        raise LookupError(house)
    return keys.signed(
        Path(settings.HOUSE),
        house,
        row[0],
        row[1],
        Tree(house, row[0]).root(),
        at.astimezone(LOCAL).isoformat(timespec="seconds"),
    )


def verify(house: str, *heads: dict[str, Any]) -> dict[str, Any]:
    """`{"ok", "events"}`, and when it is not ok `first_bad` (number of an event, None where none can be named) and `reason`; of a
    head also `head`, its number. Where the database or events are damaged `damaged` names all of it, and `hurt` the weight of the
    parts (`integrity.Hurt`): `log`, `kept`, or `anew` where only what is made from the log is hurt.

    heads  signed heads of this house that were given away earlier; all are held against one reading of the log
    """
    parts = integrity.hurt_parts()
    found = _looked(house, heads)
    hurt = {"hurt": integrity.heaviest(parts)} if parts else {}
    if found is None or (not found["ok"] and found["reason"].partition(":")[0] in OF_EVENTS):
        return {**_damaged(house, found, damage.survey(house, parts)), **hurt}
    if not parts:
        return found
    told = _told_of(damage.of_parts(house, parts))
    first = _found(found["events"], None, parts[0].reason) if found["ok"] else found
    return {**first, "damaged": told, **hurt}


OF_EVENTS = ("gap", "seal", "value")


def _looked(house: str, heads: tuple[dict[str, Any], ...]) -> dict[str, Any] | None:
    """What the log says of itself; None: it cannot be read to its end."""
    try:
        link = linked()
        link.look()
        return _verify(link, house, heads)
    except Exception as fault:
        if not trouble.is_damage(fault):
            raise
        return None
    finally:
        with suppress(*faults(), DatabaseError):
            linked().rollback()


def _damaged(
    house: str, found: dict[str, Any] | None, damaged: list[damage.Damaged]
) -> dict[str, Any]:
    """The first event that is damaged, else the first part; the log itself may be whole."""
    told = _told_of(damaged)
    if found is not None:
        return {**found, "damaged": told}
    first = next((one for one in damaged if one.number), damaged[0] if damaged else None)
    if first is None:
        return {**_found(_length(house), None, "index"), "damaged": told}
    sound = first.number - 1 if first.number else _length(house)
    return {**_found(sound, first.number or None, first.reason), "damaged": told}


def _length(house: str) -> int:
    """How many events the house says it has; 0 where that cannot be read."""
    with suppress(*faults(), DatabaseError):
        row = linked().one("SELECT number FROM houses WHERE house=?", (house,))
        return row[0] if row else 0
    return 0


def _told_of(damaged: Iterable[damage.Damaged]) -> list[dict[str, Any]]:
    return [
        {
            "house": one.house,
            "number": one.number or None,
            "case": one.case or None,
            "reason": one.reason,
            **({"table": one.part.table} if one.part and one.part.table else {}),
        }
        for one in damaged
    ]


def _verify(link: Link, house: str, heads: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    numbers = {head["number"] for head in heads if isinstance(head.get("number"), int)}
    reading = _Reading(link, house, numbers)
    checked, bad, reason = verify_log(reading.events())
    if bad:
        return _found(checked, int(bad), reason)
    for number, reason in reading.end():
        return _found(checked, number, reason)
    for head in heads:
        for number, reason in _against(house, head, reading):
            return {**_found(checked, number, reason), "head": head.get("number")}
    for number, reason in (*reading.tree_as_kept(), *reading.lost()):
        return _found(checked, number, reason)
    stamps = [_stamp(head) for head in heads if "timestamp" in head]
    return {"ok": True, "events": checked, **({"timestamps": stamps} if stamps else {})}


def _stamp(head: dict[str, Any]) -> dict[str, Any]:
    """When an authority saw this head; `checked`: was the stamp held against a certificate that is trusted here?"""
    time = timestamps.checked_time(Path(settings.HOUSE), head)
    at = (time or timestamps.stamp_time(head)).astimezone(LOCAL).isoformat(timespec="seconds")
    return {"number": head["number"], "at": at, "checked": time is not None}


class Told(Struct, frozen=True):
    """What the log of a house tells of itself: how much of it holds (as `engine.log.verify`), the digests of all documents that it names and
    that no order struck, and what is gone from beside it though no order struck it, `NUMBER REASON` each. No document is opened."""

    events: int
    bad: str
    reason: str
    documents: tuple[str, ...]
    gone: tuple[str, ...]


def told(link: Link, house: str) -> Told:
    reading = _Reading(link, house, opens=False)
    events, bad, reason = verify_log(reading.events())
    return Told(
        events,
        bad,
        reason,
        reading.named(),
        tuple(f"{number} {why}" for number, why in reading.lost()),
    )


def _found(events: int, number: int | None, reason: str) -> dict[str, Any]:
    return {"ok": False, "events": events, "first_bad": number, "reason": reason}


def wrong_with(house: str, head: dict[str, Any]) -> str:
    """What is wrong with a head of this house that somebody brings, as `verify` says it; "" where nothing is. The log is not read whole."""
    if wrong := _unsound(house, head):
        return wrong
    row = linked().one(
        "SELECT h.number, e.seal FROM houses h LEFT JOIN events e ON e.house = h.house AND e.number=? WHERE h.house=?",
        (head["number"], house),
    )
    length, seal = row or (0, None)
    if head["number"] > length:
        return "head.cut"
    return _differs(head, seal or FIRST, Tree(house, head["number"]).root())


def is_passed_through(house: str, head: dict[str, Any]) -> bool:
    """Does the log go through the head's number with its seal, whoever signed it?"""
    row = linked().one(
        "SELECT seal FROM events WHERE house=? AND number=?", (house, head["number"])
    )
    return row is not None and row[0] == head["seal"]


def _against(
    house: str, head: dict[str, Any], reading: _Reading
) -> Iterator[tuple[int | None, str]]:
    """An older head proves only what it signed: this house, this key, and a log that still passes through it."""
    if wrong := _unsound(house, head):
        yield None, wrong
    elif head["number"] > reading.number:
        yield reading.number + 1, "head.cut"
    elif wrong := _differs(head, *reading.at_heads[head["number"]]):
        yield head["number"], wrong


def _unsound(house: str, head: dict[str, Any]) -> str:
    """Was it signed as it is, for this house, by its key or by one that this replaced?"""
    if not keys.is_signed(head):
        return "head.signature"
    if head["house"] != house:
        return "head.house"
    retired = ledger.house_state(house).profile.get(keys.RETIRED, ())
    if not keys.is_own(head, keys.public_key(Path(settings.HOUSE)), retired):
        return "head.key"
    try:
        if "timestamp" in head:
            timestamps.checked_time(Path(settings.HOUSE), head)
    except BadStamp:
        return "head.timestamp"
    return ""


def _differs(head: dict[str, Any], seal: str, root: str) -> str:
    """Does the log have this seal and this root at the head's number?"""
    if head["seal"] != seal:
        return "head.forked"
    return "head.root" if head.get("root") not in (None, root) else ""


class _Reading:
    """One pass over the log: the events for the chain, and on the way all else that must be there."""

    def __init__(
        self,
        link: Link,
        house: str,
        numbers_of_heads: Set[int] = frozenset(),
        *,
        opens: bool = True,
    ):
        self.link, self.house, self.opens = link, house, opens
        self.numbers_of_heads = numbers_of_heads
        self.number, self.seal = 0, FIRST
        self.tree = Growing()
        self.at_heads = {0: (FIRST, self.tree.root())}
        self.missing: list[tuple[int, str, str, str, str]] = []
        self.struck = Orders()
        self.sound: set[str] = set()
        self.files: list[tuple[str, int, str, str]] = []

    def events(self) -> Iterator[Sealed]:
        after = 0
        while rows := self.link.all(
            f"{EVENTS} AND e.number > ? ORDER BY e.number LIMIT ?", (self.house, after, LOG_PAGE)
        ):
            for row in rows:
                try:
                    event = sealed_of(row)
                except (msgspec.DecodeError, msgspec.ValidationError):
                    event = Sealed(*row[:9], {"?": Kept("", None)})
                yield event
                self._passed(event)  # reached only when its seal held, so its body can be read
            after = rows[-1][1]

    def _passed(self, event: Sealed) -> None:
        self.number, self.seal = event.number, event.seal
        self.tree.add(event.seal)
        if event.number in self.numbers_of_heads:
            self.at_heads[event.number] = event.seal, self.tree.root()
        if '"personal":' in event.body:
            for key in sorted(digests(event.body).keys() - event.personal.keys()):
                self._miss(event, key, f"missing:{key}")
        if event.kind in ("attached", "filled"):
            for name, file in files_of(event):
                self.files.append((event.case, event.number, name, file["digest"]))
                if self.opens and not self._is_sound(file["digest"]):
                    self._miss(event, name, f"document:{file['digest']}")
        elif event.kind in ("published", "transferred"):
            told = msgspec.json.decode(event.body)
            digest = told.get("content") if event.kind == "transferred" else told["digest"]
            if digest and not self.link.one(
                "SELECT 1 FROM contents WHERE house=? AND digest=?", (self.house, digest)
            ):
                self._miss(event, "", f"content:{digest}")
        elif event.kind == "struck":
            self.struck.note(event.case, event.number, event.body)

    def named(self) -> tuple[str, ...]:
        """The digests of the files that the log names, but for what was struck since."""
        return tuple(
            sorted(
                {
                    digest
                    for case, number, name, digest in self.files
                    if not is_named(name, self.struck.after(case, number))
                }
            )
        )

    def _miss(self, event: Sealed, name: str, reason: str) -> None:
        if len(self.missing) < LOST_MAX:
            self.missing.append((event.number, event.case, event.kind, name, reason))

    def _is_sound(self, digest: str) -> bool:
        if digest not in self.sound:
            try:
                documents.read(digest)
            except (OSError, ValueError, documents.NotAsKept):
                return False
            self.sound.add(digest)
        return True

    def end(self) -> Iterator[tuple[int | None, str]]:
        """Does the log end where the house says, and each case where its snapshot says?"""
        row = self.link.one("SELECT number, seal FROM houses WHERE house=?", (self.house,))
        if row is None:
            yield None, "head"
        elif row[0] > self.number:
            yield self.number + 1, "cut"
        elif (row[0], row[1]) != (self.number, self.seal):
            yield row[0] + 1, "head"
        for code, number in self.link.all(CASE_HEADS, (self.house, self.house)):
            yield number, f"case:{code}"

    def tree_as_kept(self) -> Iterator[tuple[int | None, str]]:
        """Is each block of the tree that is kept the one that the log gives?"""
        for block, root in self.link.all(BLOCKS, (self.house, 2**62)):
            if not (block < len(self.tree.blocks) and root == self.tree.blocks[block].hex()):
                yield None, f"tree:{block}"

    def lost(self) -> Iterator[tuple[int | None, str]]:
        """What is missing and was not struck since. In what is no field of the form, any striking of the case may have found a copy; in
        what taking an act back gave to a record again, any striking of a case that had a part in the record."""
        for number, case, kind, name, reason in self.missing:
            names = self.struck.after(case, number)
            found = is_named(name, names) if kind in ("filled", "attached") else bool(names)
            if not found and not (
                kind == "reversed"
                and name.startswith("records.")
                and self._record_was_struck(number, name)
            ):
                yield number, reason

    def _record_was_struck(self, number: int, name: str) -> bool:
        row = self.link.one(
            "SELECT body FROM events WHERE house=? AND number=?", (self.house, number)
        )
        change = msgspec.json.decode(row[0])["records"][int(name.split(".")[1])] if row else {}
        codes = self.link.all(
            'SELECT DISTINCT "case" FROM records WHERE house=? AND register=? AND record=?',
            (self.house, change.get("register", ""), change.get("record", "")),
        )
        return any(self.struck.after(code, number) for (code,) in codes)
