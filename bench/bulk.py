"""A house of very many cases: the log written in bulk with true seals, every table as the fold of that log gives it.

Each case is one of the demo house's lived again: another code, another applicant, some weeks earlier. Few of them are still
open, as in a commune that works. Its fold is the old one's with the same signs put in other places, which spares folding
millions of events; that `dinh rebuild --check` finds no difference is held by a test.
"""

from __future__ import annotations

import random
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.record.case import Case
from dinh.engine.record.events import Actor, Body, by_part
from dinh.engine.record.seal import SALT_BYTES, Sealed, canonical, kept_text, seal, unseal
from dinh.store import ledger
from dinh.store.instants import day
from dinh.store.link import Link, SqliteLink, linked
from dinh.store.rebuild import Writing, case_rows
from dinh.store.records import History, changed, loaded, record_changes
from dinh.store.snapshots import case_of, encoded
from dinh.store.tallies import TALLY_ADD, Sums
from dinh.store.unit_of_work import COUNTER_SET, EVENT_IN, HEAD_SET, PERSONAL_IN
from dinh.store.writer import alone, lay_down

SEED = 20_261_125
WEEKS = 104
OPEN_SHARE = 0.04
PAGE = 20_000
CACHE = "PRAGMA cache_size=-4000000"
DAY = rb'(?<!"version":")20(?:25|26)-\d\d-\d\d'
FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Điểu",
    "K'",
    "H'",
    "Y",
    "Thị",
    "Hoàng",
    "Bùi",
    "Đặng",
    "Vũ",
    "Ngô",
    "Dương",
)
MIDDLES = ("Văn", "Thị", "Quốc", "Minh", "Ngọc", "Hữu", "Bích", "Thanh", "Đức", "Xuân")
GIVEN = (
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hạnh",
    "Khánh",
    "Lan",
    "Minh",
    "Nga",
    "Phúc",
    "Quý",
    "Sơn",
    "Tuyết",
    "Uyên",
    "Vinh",
    "Yến",
)

_body = msgspec.json.Decoder(Body, float_hook=Decimal)


type Entry = tuple[datetime, str, int, Actor, bytes]
"""An event to be: when, of which case, its place there, who, the canonical body."""


class Lived(Struct, frozen=True):
    """A case to be lived again.

    told  (instant, actor, canonical body with its personal values in place)
    own   what may stand in one case only: digests of letters, names of the records it adds
    fold  the case as it stands, as the tables keep it

    A text is cut where something else stands in another case: what comes second, fourth … is a day, a code, a name or one's own.
    """

    code: str
    open: bool
    opened: date
    name: str
    told: tuple[tuple[datetime, Actor, list[bytes]], ...]
    own: tuple[str, ...]
    fold: list[bytes]


class Again(Struct, frozen=True):
    """One more case. own: as of `Lived`, by their new names."""

    code: str
    entries: list[Entry]
    own: frozenset[str]
    fold: bytes


def fill(house: str, count: int, tell: Callable[[str], None] = lambda words: None) -> int:
    """Make `count` cases more in the books; gives how many events that was. A machine that stops in the middle leaves no house behind."""
    lived = [
        _lived(house, code)
        for (code,) in linked().all("SELECT code FROM cases WHERE house=? ORDER BY code", (house,))
    ]
    chance = random.Random(SEED)
    with suppress(
        sqlite3.OperationalError
    ):  # whoever else has the books open keeps their journal: it only takes longer
        _journal("OFF")
    try:
        with alone(house) as link:
            writing = _Log(link, house)
            for week in range(WEEKS, 0, -1):
                writing.write(
                    _week(lived, week, count // WEEKS + (week <= count % WEEKS), chance, writing)
                )
                if week % 13 == 1:
                    tell(f"{writing.number:,} events written and folded")
            writing.close()
    finally:
        _journal("WAL")
    return writing.number - writing.first


def _journal(mode: str) -> None:
    """Books that are made for a measurement are written once: a journal would write them twice."""
    link = linked()
    if isinstance(link, SqliteLink):
        lay_down()  # a journal changes only while nobody else has the file
        link.run(CACHE)
        link.one(f"PRAGMA journal_mode={mode}")


def _lived(house: str, code: str) -> Lived:
    case = ledger.case_state(house, code)
    assert case is not None and case.opened is not None
    told, own = [], []
    for sealed in ledger.log(house, code):
        event = unseal(sealed)
        told.append((event.at, event.actor, canonical(event.body)))
        body: Any = event.body
        own += [body.digest] if sealed.kind == "issued" else []
        own += [one.record for one in getattr(body, "records", ()) if one.change == "add"]
    name = case.data.get("applicant.name")
    name = name if isinstance(name, str) else ""
    others = [
        code.encode(),
        *(_quoted(one) for one in dict.fromkeys(own)),
        *([name.encode()] if name else []),
    ]
    cut = re.compile(b"(" + b"|".join([DAY, *map(re.escape, others)]) + b")").split
    return Lived(
        code,
        case.open,
        case.opened.date(),
        name,
        tuple((at, actor, cut(text)) for at, actor, text in told),
        tuple(dict.fromkeys(own)),
        cut(encoded(case)),
    )


def _week(
    lived: list[Lived], week: int, count: int, chance: random.Random, writing: _Log
) -> list[Again]:
    still, settled = [one for one in lived if one.open], [one for one in lived if not one.open]
    return [
        _again(
            chance.choice(still if still and chance.random() < OPEN_SHARE else settled or still),
            timedelta(weeks=week),
            chance,
            writing,
        )
        for _ in range(count)
    ]


def _again(one: Lived, earlier: timedelta, chance: random.Random, writing: _Log) -> Again:
    code = writing.code(one.code, one.opened - earlier)
    name = f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}"
    swaps = {
        one.code.encode(): code.encode(),
        one.name.encode(): name.encode(),
        **{_quoted(old): _quoted(_anew(old, code)) for old in one.own},
    }

    def put(text: list[bytes]) -> bytes:
        found = list(text)
        for place in range(1, len(text), 2):
            old = text[place]
            if old not in swaps:
                swaps[old] = (date.fromisoformat(old.decode()) - earlier).isoformat().encode()
            found[place] = swaps[old]
        return b"".join(found)

    entries = [
        (at - earlier, code, place, actor, put(text))
        for place, (at, actor, text) in enumerate(one.told, 1)
    ]
    return Again(code, entries, frozenset(_anew(old, code) for old in one.own), put(one.fold))


def _quoted(value: str) -> bytes:
    return f'"{value}"'.encode()


def _anew(old: str, code: str) -> str:
    """A letter's digest stays a digest; a record's number tells its case."""
    return sha256(f"{old} {code}".encode()).hexdigest() if len(old) == 64 else f"{old}/{code}"


class _Log:
    """The house's log, gone on with."""

    def __init__(self, link: Link, house: str) -> None:
        head = ledger.head(house)
        assert head is not None
        self.link, self.house, self.head = link, house, head
        self.first = self.number = head.number
        self.seal = head.seal
        self.counters: dict[str, int] = {}
        self.salts = _salts()
        self.rows, self.sums = Writing(link), Sums()
        self.own: dict[tuple[str, str], History] = {}
        self.shared: dict[tuple[str, str], History] = {}

    def code(self, old: str, day: date) -> str:
        """The next code of that day."""
        series = f"case:{day:%y%m%d}"
        if series not in self.counters:
            self.counters[series] = ledger.counter(self.house, series)
        self.counters[series] += 1
        return f"{old.partition('-')[0]}-{day:%y%m%d}-{self.counters[series]:04d}"

    def write(self, cases: list[Again]) -> None:
        """A week's cases: their events in the order in which they happened, then what the tables tell of them."""
        own = {one.code: one.own for one in cases}
        numbers: dict[str, list[int]] = {one.code: [] for one in cases}
        entries = sorted(
            (entry for one in cases for entry in one.entries), key=lambda entry: entry[:3]
        )
        for start in range(0, len(entries), PAGE):
            sealed = []
            for entry in entries[start : start + PAGE]:
                one, body = self._sealed(entry)
                sealed.append(one)
                numbers[one.case].append(one.number)
                self._keep_records(entry, one.number, body, own[one.case])
            self.link.many(
                EVENT_IN,
                [
                    (x.house, x.number, x.case, x.place, x.kind, x.at, x.actor, x.body, x.seal)
                    for x in sealed
                ],
            )
            self.link.many(
                PERSONAL_IN,
                [(x.house, x.number, kept_text(x.personal)) for x in sealed if x.personal],
            )
        for again in cases:
            self._fold(case_of(again.fold), numbers[again.code])
        self._write_records(own=True)

    def _fold(self, old: Case, numbers: list[int]) -> None:
        case = replace(
            old,
            number=numbers[-1],
            standing_number=numbers[old.standing - 1] if old.standing_number else 0,
        )
        self.sums.count(case)
        for sql, row in case_rows(case):
            self.rows.add(sql, row)

    def _sealed(self, entry: Entry) -> tuple[Sealed, Any]:
        at, code, place, actor, text = entry
        self.number += 1
        body = _body.decode(text)
        sealed = seal(self.seal, self.house, self.number, code, place, at, actor, body, self.salts)
        self.seal = sealed.seal
        return sealed, body

    def _keep_records(self, entry: Entry, number: int, body: Any, own: frozenset[str]) -> None:
        """What only its own case changes is written with it; a record of all lives on to the end."""
        at, code, _, actor, _ = entry
        changes = () if actor.house else getattr(body, "records", ())
        hidden = by_part(body.personal) if changes else {}
        for part, change in enumerate(changes):
            kept = self.own if change.record in own else self.shared
            key = (change.register, change.record)
            before = kept.get(key) or (
                History() if kept is self.own else loaded(self.link, self.house, *key)
            )
            kept[key] = changed(before, change, number, part, code, day(at), hidden.get(part, {}))

    def _write_records(self, *, own: bool) -> None:
        kept = self.own if own else self.shared
        for history in kept.values():
            for sql, rows in record_changes(self.house, history):
                for row in rows:
                    self.rows.add(sql, row)
        kept.clear()

    def close(self) -> None:
        self._write_records(own=False)
        for row in self.sums.rows(self.house):
            self.rows.add(TALLY_ADD, row)
        self.rows.flush()
        self.link.many(
            COUNTER_SET, [(self.house, series, last) for series, last in self.counters.items()]
        )
        self.link.run(
            HEAD_SET,
            (self.number, self.seal, self.head.version, self.head.version_seal, self.house),
        )


def _salts() -> Iterator[str]:
    while True:
        yield secrets.token_hex(SALT_BYTES)
