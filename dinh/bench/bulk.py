"""A house of very many cases: the log written in bulk with true seals, every table folded from it as a restore folds it.

Each case is one of the demo house's lived again: another code, another applicant, some weeks earlier. Few of them are still
open, as in a commune that works.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from dinh.engine.event import Actor, Body
from dinh.engine.log import SALT_BYTES, Sealed, canonical, seal, unseal
from dinh.store import ledger
from dinh.store.batch import COUNTER_SET, EVENT_IN, HEAD_SET, PERSONAL_IN
from dinh.store.events import kept_text
from dinh.store.link import Link, SqliteLink
from dinh.store.rebuild import TABLES, fold_into
from dinh.store.writer import alone

SEED = 20_261_125
WEEKS = 104
OPEN_SHARE = 0.04
PAGE = 20_000
CACHE = "PRAGMA cache_size=-4000000"
DAY = re.compile(rb'(?<!"version":")20(?:25|26)-\d\d-\d\d')
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Điểu", "K'", "H'", "Y", "Thị", "Hoàng", "Bùi", "Đặng", "Vũ", "Ngô", "Dương")
MIDDLES = ("Văn", "Thị", "Quốc", "Minh", "Ngọc", "Hữu", "Bích", "Thanh", "Đức", "Xuân")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Giang", "Hạnh", "Khánh", "Lan", "Minh", "Nga", "Phúc", "Quý", "Sơn", "Tuyết", "Uyên", "Vinh", "Yến")

_body = msgspec.json.Decoder(Body, float_hook=Decimal)


class Lived(Struct, frozen=True):
    """A case to be lived again. told: (instant, actor, canonical body with its personal values in place); own: what may stand in one case only."""

    code: str
    open: bool
    opened: date
    name: str
    told: tuple[tuple[datetime, Actor, bytes], ...]
    own: tuple[str, ...]


def fill(house: str, count: int, tell: Callable[[str], None] = lambda words: None) -> int:
    """Make `count` cases more in the books; gives how many events that was."""
    lived = [_lived(house, code) for (code,) in _codes(house)]
    chance = random.Random(SEED)
    with alone(house) as link:
        if isinstance(link, SqliteLink):
            link.run(CACHE)
        writing = _Log(link, house)
        for week in range(WEEKS, 0, -1):
            writing.write(_week(lived, week, count // WEEKS + (week <= count % WEEKS), chance, writing))
            if week % 13 == 1:
                tell(f"{writing.number:,} events written")
        writing.close()
        tell("folding them")
        for table in TABLES.keys() - {"houses"}:
            link.run(f"DELETE FROM {table} WHERE house=?", (house,))
        fold_into(link, house)
    return writing.number - writing.first


def _codes(house: str) -> list[Any]:
    from dinh.store.link import linked

    return linked().all("SELECT code FROM cases WHERE house=? ORDER BY code", (house,))


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
    return Lived(code, case.open, case.opened.date(), name if isinstance(name, str) else "", tuple(told), tuple(dict.fromkeys(own)))


Entry = tuple[datetime, str, int, Actor, bytes]


def _week(lived: list[Lived], week: int, count: int, chance: random.Random, writing: _Log) -> list[Entry]:
    """The events of one week's cases, in the order in which they happened."""
    still, settled = [one for one in lived if one.open], [one for one in lived if not one.open]
    entries: list[Entry] = []
    for _ in range(count):
        one = chance.choice(still if still and chance.random() < OPEN_SHARE else settled or still)
        entries += _again(one, timedelta(weeks=week), chance, writing)
    return sorted(entries, key=lambda entry: entry[:3])


def _again(one: Lived, earlier: timedelta, chance: random.Random, writing: _Log) -> list[Entry]:
    code = writing.code(one.code, one.opened - earlier)
    name = f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}"
    swaps = [(one.code.encode(), code.encode()), *((_quoted(old), _quoted(_anew(old, code))) for old in one.own)]
    swaps += [(one.name.encode(), name.encode())] if one.name else []
    days: dict[bytes, bytes] = {}

    def shifted(found: re.Match[bytes]) -> bytes:
        day = found.group()
        if day not in days:
            days[day] = (date.fromisoformat(day.decode()) - earlier).isoformat().encode()
        return days[day]

    entries = []
    for place, (at, actor, text) in enumerate(one.told, 1):
        text = DAY.sub(shifted, text)
        for old, new in swaps:
            text = text.replace(old, new)
        entries.append((at - earlier, code, place, actor, text))
    return entries


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

    def code(self, old: str, day: date) -> str:
        """The next code of that day."""
        series = f"case:{day:%y%m%d}"
        if series not in self.counters:
            self.counters[series] = ledger.counter(self.house, series)
        self.counters[series] += 1
        return f"{old.partition('-')[0]}-{day:%y%m%d}-{self.counters[series]:04d}"

    def write(self, entries: list[Entry]) -> None:
        for start in range(0, len(entries), PAGE):
            sealed = [self._sealed(entry) for entry in entries[start:start + PAGE]]
            self.link.many(EVENT_IN, [(x.house, x.number, x.case, x.place, x.kind, x.at, x.actor, x.body, x.seal) for x in sealed])
            self.link.many(PERSONAL_IN, [(x.house, x.number, kept_text(x.personal)) for x in sealed if x.personal])

    def _sealed(self, entry: Entry) -> Sealed:
        at, code, place, actor, text = entry
        self.number += 1
        sealed = seal(self.seal, self.house, self.number, code, place, at, actor, _body.decode(text), self.salts)
        self.seal = sealed.seal
        return sealed

    def close(self) -> None:
        self.link.many(COUNTER_SET, [(self.house, series, last) for series, last in self.counters.items()])
        self.link.run(HEAD_SET, (self.number, self.seal, self.head.version, self.head.version_seal, self.house))


def _salts() -> Iterator[str]:
    while True:
        yield secrets.token_hex(SALT_BYTES)
