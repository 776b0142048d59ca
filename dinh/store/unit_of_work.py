"""What one piece of work sees and wants written: reads through to the books, and keeps its own effects until all is committed.

`Books` is one transaction of one house; each `Batch` in it is one caller's work, dropped whole when that work fails.
Rule to keep: a Batch writes nothing to the database, so dropping one costs nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from msgspec import Struct

from dinh.engine.field_types.same_value import has_all
from dinh.engine.record.case import Case
from dinh.engine.record.events import (
    Actor,
    Attached,
    Body,
    Event,
    Filled,
    Opened,
    RecordChange,
    Struck,
    by_part,
)
from dinh.engine.record.evolve import evolve, numbered
from dinh.engine.record.house import House, evolve_house
from dinh.engine.record.seal import OTHERS, SALT_BYTES, Sealed, canonical, kept_text, seal, unseal
from dinh.engine.refusal import Refusal, Refused
from dinh.store.events import files_named, sealed_events
from dinh.store.instants import day, utc
from dinh.store.link import Link, Row
from dinh.store.memory import Head, Memory
from dinh.store.pending_writes import Effects
from dinh.store.projections import Statement, case_changes, cause_key
from dinh.store.records import History, changed, loaded, record_changes
from dinh.store.snapshots import case_of, encoded, house_of
from dinh.store.tallies import Sums
from dinh.store.uniqueness import rows_alike, standing

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
KEY_MAX = 200
WITH_FILES = (Attached, Filled)

HEAD = "SELECT number, seal, version, version_seal FROM houses WHERE house=?"
COMMANDS = "SELECT key, digest, result FROM commands WHERE house=? AND key"
HEAD_SET = "UPDATE houses SET number=?, seal=?, version=?, version_seal=? WHERE house=?"
STATE_SET = "INSERT INTO house_states (house, version, state) VALUES (?, ?, ?) ON CONFLICT (house) DO UPDATE SET version=excluded.version, state=excluded.state"
EVENT_IN = 'INSERT INTO events (house, number, "case", place, kind, at, actor, body, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'
PERSONAL_IN = "INSERT INTO personal (house, number, kept) VALUES (?, ?, ?)"
COUNTER_SET = "INSERT INTO counters (house, series, last) VALUES (?, ?, ?) ON CONFLICT (house, series) DO UPDATE SET last=excluded.last"
COMMAND_IN = "INSERT INTO commands (house, key, digest, result) VALUES (?, ?, ?, ?)"
JOB_IN = "INSERT INTO jobs (house, kind, key, facts, number, due, tries, done, fault) VALUES (?, ?, ?, ?, ?, ?, 0, 0, '') ON CONFLICT (house, kind, key) DO NOTHING"
JOB_DONE = "UPDATE jobs SET done=1 WHERE house=? AND kind=? AND key=?"
CONTENT_IN = "INSERT INTO contents (house, digest, content) VALUES (?, ?, ?) ON CONFLICT (house, digest) DO NOTHING"
DOCUMENT_IN = (
    "INSERT INTO documents (house, digest) VALUES (?, ?) ON CONFLICT (house, digest) DO NOTHING"
)


class Books:
    """One transaction: what was read from the tables, and what all works in it want written."""

    def __init__(self, link: Link, house: str, head: Head, memory: Memory):
        self.link, self.house, self.memory = link, house, memory
        self.started = head
        self.effects = Effects(head)
        self.commands: dict[str, tuple[str, bytes] | None] = {}
        self.cases: dict[str, Case | None] = {}
        self.counters: dict[str, int] = {}

    def know(self, keys: Sequence[str], done: Sequence[Row] = ()) -> None:
        """Of these keys all that the tables know is what was done."""
        self.commands.update(dict.fromkeys(keys))
        self.commands.update((key, (digest, result)) for key, digest, result in done)

    def stored_case(self, code: str) -> Case | None:
        """As the tables have it: of this process's memory when nobody else wrote since."""
        if code in self.cases:
            return self.cases[code]
        case = self.memory.case(code)
        if case is None:
            row = self.link.one(
                "SELECT snapshot FROM cases WHERE house=? AND code=?", (self.house, code)
            )
            case = case_of(row[0]) if row else None
        self.cases[code] = case
        return case

    def stored_state(self) -> House:
        state = self.memory.state(self.started)
        if state is None:
            row = self.link.one("SELECT state FROM house_states WHERE house=?", (self.house,))
            state = house_of(row[0]) if row else House()
            self.memory.keep_state(self.started, state)
        return state

    def last_at(self) -> str:
        """When the log's last event before this transaction happened; empty: it has none."""
        if not self.memory.last_at(self.started):
            row = self.link.one(
                "SELECT at FROM events WHERE house=? AND number=?",
                (self.house, self.started.number),
            )
            self.memory.keep_last(self.started.seal, row[0] if row else "")
        return self.memory.last_at(self.started)

    def statements(self) -> list[tuple[str, list[Row]]]:
        """All rows of the transaction, those of one statement together; what goes before what comes in its place."""
        effects, house = self.effects, self.house
        gone: dict[str, list[Row]] = {}
        rows: dict[str, list[Row]] = {}
        if effects.events:
            rows[EVENT_IN] = [
                (
                    house,
                    one.number,
                    one.case,
                    one.place,
                    one.kind,
                    one.at,
                    one.actor,
                    one.body,
                    one.seal,
                )
                for one in effects.events
            ]
            if kept := [
                (house, one.number, kept_text(one.personal))
                for one in effects.events
                if one.personal
            ]:
                rows[PERSONAL_IN] = kept
        for sql, some in self._projected():
            (gone if sql.startswith("DELETE") else rows).setdefault(sql, []).extend(some)
        rows.update(self._besides())
        if effects.events:
            head = effects.head
            rows[HEAD_SET] = [(head.number, head.seal, head.version, head.version_seal, house)]
        return [*gone.items(), *rows.items(), *self._tallied()]

    def _tallied(self) -> Iterator[Statement]:
        """What all cases together add to the sums; a sum that came to nothing goes last."""
        sums = Sums()
        for code, case in self.effects.cases.items():
            sums.change(self.cases.get(code), case)
        return sums.statements(self.house)

    def _projected(self) -> Iterator[Statement]:
        """What is made from the log."""
        effects, house = self.effects, self.house
        for code, case in effects.cases.items():
            yield from case_changes(self.cases.get(code), case)
        for history in effects.histories.values():
            yield from record_changes(house, history)
        if effects.documents:
            yield DOCUMENT_IN, [(house, digest) for digest in effects.documents]
        if effects.house_state is not None:
            yield STATE_SET, [(house, effects.head.version, encoded(effects.house_state))]

    def _besides(self) -> Iterator[Statement]:
        """What no event tells."""
        effects, house = self.effects, self.house
        if effects.counters:
            yield COUNTER_SET, [(house, series, last) for series, last in effects.counters.items()]
        if effects.commands:
            yield (
                COMMAND_IN,
                [
                    (house, key, digest, result)
                    for key, (digest, result) in effects.commands.items()
                ],
            )
        if effects.jobs:
            yield JOB_IN, list(effects.jobs.values())
        if effects.finished:
            yield JOB_DONE, [(house, kind, key) for kind, key in effects.finished]
        if effects.contents:
            yield (
                CONTENT_IN,
                [(house, digest, content) for digest, content in effects.contents.items()],
            )


class Batch:
    """One caller's view of a house while it is the writer: reads include what this work, and works before it, want written."""

    __slots__ = ("_books", "_mine", "beside", "house")

    def __init__(self, books: Books):
        self.house = books.house
        self.beside: dict[str, Batch] = {}
        """Of the other houses in whose books the same transaction writes (`store.across`)."""
        self._books = books
        self._mine = Effects(books.effects.head)

    @property
    def wanted(self) -> Effects:
        """What this work wants written."""
        return self._mine

    @property
    def head(self) -> Head:
        """Number and seal of the last event, this work's included."""
        return self._mine.head

    def case(self, code: str) -> Case | None:
        """The case as it stands; None: there is none of this code."""
        return (
            self._mine.cases.get(code)
            or self._books.effects.cases.get(code)
            or self._books.stored_case(code)
        )

    def state(self) -> House:
        """What the house is: posts, delegations, versions, profile."""
        return (
            self._mine.house_state or self._books.effects.house_state or self._books.stored_state()
        )

    def last_at(self) -> datetime | None:
        """When what was last written happened, by whatever clock it was written; None: nothing was yet."""
        last = self._books.last_at()
        return datetime.fromisoformat(last) if last else None

    def append(
        self,
        code: str,
        entries: Sequence[tuple[datetime, Actor, Body]],
        *,
        folded: Case | None = None,
        salts: Iterator[str] | None = None,
    ) -> Case | None:
        """Write what happened, in order: in the case, or in the house's own log when `code` is empty. Gives the case after it.

        folded  the case with all entries in it, where deciding has folded them already: it only lacks their numbers in the house
        A value that cannot be an event (an instant without zone or before the case's last, a first event that opens
        nothing) is a caller's bug and raises ValueError.
        """
        salts = salts or _salts()
        if code:
            return self._append_to_case(code, entries, folded, salts)
        for moment, actor, body in entries:
            self._append_to_house(utc(moment, body), actor, body, salts)
        return None

    def _append_to_case(
        self,
        code: str,
        entries: Sequence[tuple[datetime, Actor, Body]],
        folded: Case | None,
        salts: Iterator[str],
    ) -> Case | None:
        before = self.case(code)
        case = before or Case(house=self.house, code=code)
        place, last, first = case.place, case.last_at, self.head.number + 1
        for moment, actor, body in entries:
            at = utc(moment, body)
            if place == 0 and (type(body) is not Opened or not CODE.fullmatch(code)):
                raise ValueError(f"case {code!r} cannot begin with {type(body).__name__}")
            if place and (type(body) is Opened or (last and at < last)):
                raise ValueError(
                    f"case {code}: {type(body).__name__} at {at} cannot follow what happened at {last}"
                )
            place, last = place + 1, at
            sealed = self._seal(
                code, place, at, actor, body, salts, closed=_kept_to_some(folded or case, body)
            )
            if folded is None:
                case = evolve(case, body, at=at, actor=actor, number=sealed.number)  # type: ignore[arg-type]  # a body of the house's own is a bug
            self._project(body, sealed, at, actor)
            if type(body) is Struck:
                self._mine.struck.append((code, frozenset(body.names)))
        if folded is not None:
            if folded.place != place:
                raise ValueError(
                    f"case {code}: folded up to place {folded.place}, written up to {place}"
                )
            case = numbered(folded, case, first)
        if entries:
            self._mine.cases[code] = case
            return case
        return before

    def _append_to_house(self, at: datetime, actor: Actor, body: Any, salts: Iterator[str]) -> None:
        sealed = self._seal("", 0, at, actor, body, salts)
        mine = self._mine
        mine.house_state = evolve_house(self.state(), body, at, sealed.number)
        mine.head = Head(sealed.number, sealed.seal, sealed.number, sealed.seal)
        self._project(body, sealed, at, actor)

    def _seal(
        self,
        code: str,
        place: int,
        at: datetime,
        actor: Actor,
        body: Any,
        salts: Iterator[str],
        *,
        closed: bool = False,
    ) -> Sealed:
        head = self._mine.head
        sealed = seal(
            head.seal,
            self.house,
            head.number + 1,
            code,
            place,
            at,
            actor,
            body,
            salts,
            closed=closed,
        )
        self._mine.events.append(sealed)
        self._mine.head = Head(sealed.number, sealed.seal, head.version, head.version_seal)
        return sealed

    def _project(self, body: Any, sealed: Sealed, at: datetime, actor: Actor) -> None:
        """Records and named documents: what is made from the event itself and not from the case as it stands. What was done in
        another house stands in that house's registers."""
        changes = () if actor.house else getattr(body, "records", ())
        hidden = by_part(body.personal) if changes else {}
        for part, change in enumerate(changes):
            self._change_record(change, sealed, part, day(at), hidden.get(part, {}))
        if type(body) in WITH_FILES:
            for file in files_named(body):
                self._mine.documents.add(file["digest"])

    def _change_record(
        self, change: RecordChange, sealed: Sealed, part: int, on: str, personal: dict[str, Any]
    ) -> None:
        history = self._history(change.register, change.record)
        self._mine.histories[change.register, change.record] = changed(
            history, change, sealed.number, part, sealed.case, on, personal
        )

    def _history(self, register: str, record: str) -> History:
        key = (register, record)
        return (
            self._mine.histories.get(key)
            or self._books.effects.histories.get(key)
            or loaded(self._books.link, self.house, register, record)
        )

    def caused(self, key: str) -> str | None:
        """The case that the house opened by itself for this cause (`projections.cause_key`)."""
        for case in (*self._mine.cases.values(), *self._books.effects.cases.values()):
            if (
                case.cause
                and case.first == self.house
                and cause_key(case.procedure, case.cause) == key
            ):
                return case.code
        row = self._books.link.one(
            "SELECT code FROM causes WHERE house=? AND cause=?", (self.house, key)
        )
        return row[0] if row else None

    def kept(self) -> Effects:
        """What this work wants written so far, to come back to (`back_to`)."""
        kept = Effects(self._mine.head)
        kept.take(self._mine)
        return kept

    def back_to(self, kept: Effects) -> None:
        """As if nothing had been done since."""
        self._mine = kept

    def events(self, code: str) -> list[Event]:
        """All events of a case, for the rare work that needs them one by one."""
        stored = sealed_events(self._books.link, self.house, code)
        return [unseal(one) for one in [*stored, *(x for x in self.new_events() if x.case == code)]]

    def new_events(self) -> list[Sealed]:
        """What this transaction will add to the log."""
        return [*self._books.effects.events, *self._mine.events]

    def counter(self, series: str) -> int:
        """The last number given in a series, 0 when none was."""
        for effects in (self._mine, self._books.effects):
            if series in effects.counters:
                return effects.counters[series]
        known = self._books.counters
        if series not in known:
            row = self._books.link.one(
                "SELECT last FROM counters WHERE house=? AND series=?", (self.house, series)
            )
            known[series] = row[0] if row else 0
        return known[series]

    def take(self, series: str, last: int) -> None:
        """Say which number was given last; going back is a bug, for a number would be given twice."""
        if last < self.counter(series):
            raise ValueError(f"series {series!r} stands at {self.counter(series)}, not {last}")
        self._mine.counters[series] = last

    def done(self, key: str, digest_of_command: str = "") -> bytes | None:
        """What a command with this key gave, None when none was done. Raises Refused `key.reused` when it was another command."""
        found = self._mine.commands.get(key) or self._books.effects.commands.get(key)
        if found is None:
            if key not in self._books.commands:
                self._books.know([key], self._books.link.all(f"{COMMANDS} = ?", (self.house, key)))
            found = self._books.commands[key]
        if found is None:
            return None
        if digest_of_command and found[0] != digest_of_command:
            raise Refused(Refusal("key.reused", {"key": key}))
        return found[1]

    def remember(self, key: str, result: bytes, digest_of_command: str) -> None:
        if not 0 < len(key) <= KEY_MAX:
            raise ValueError(f"a command's key has 1 to {KEY_MAX} signs, this one {len(key)}")
        if self.done(key, digest_of_command) is None:
            self._mine.commands[key] = (digest_of_command, result)

    def record(self, register: str, record: str) -> dict[str, Any] | None:
        """The values of a record that stands."""
        return self._history(register, record).standing

    def same(
        self, register: str, wanted: Mapping[str, Any], besides: Set[str] = frozenset()
    ) -> tuple[str, str] | None:
        """The first record that stands and has all these values (`engine.alike`): its name, and the case that last wrote it."""
        changed_here = self._books.effects.histories | self._mine.histories
        for (slug, record), history in changed_here.items():
            if (
                slug == register
                and record not in besides
                and history.standing is not None
                and has_all(history.standing, wanted)
            ):
                return record, history.rows[-1].case
        for row in rows_alike(self._books.link, self.house, register, wanted):
            if (
                row.record not in besides
                and (register, row.record) not in changed_here
                and has_all(row.values, wanted)
            ):
                return row.record, row.case
        return None

    def standing(self, register: str) -> dict[str, dict[str, Any]]:
        """Every record of the register that stands, with its values."""
        found: dict[str, dict[str, Any] | None] = {
            row.record: row.values for row in standing(self._books.link, self.house, register)
        }
        changed_here = self._books.effects.histories | self._mine.histories
        found |= {
            record: history.standing
            for (slug, record), history in changed_here.items()
            if slug == register
        }
        return {record: values for record, values in found.items() if values is not None}

    def job(self, kind: str, key: str, *, due: datetime | None = None, **facts: Any) -> None:
        """Work for after the commit, once for each key. Not before `due`."""
        text = canonical(facts).decode()
        self._mine.jobs[kind, key] = (
            self.house,
            kind,
            key,
            text,
            self.head.number,
            int(due.timestamp()) if due else 0,
        )

    def job_done(self, kind: str, key: str) -> None:
        """The job needs no further try."""
        self._mine.finished.add((kind, key))

    def content(self, content: bytes) -> str:
        """Keep bytes that an event will name by their digest (a published file); gives the digest."""
        digest = sha256(content).hexdigest()
        self._mine.contents[digest] = content
        return digest


def _kept_to_some(case: Case, body: Any) -> bool:
    """May it have to be withheld from somebody: is the case of a class, or is another case named, which may be?"""
    return (body if type(body) is Opened else case).class_ != "open" or any(
        [getattr(body, name) for name in _naming(type(body))]
    )


@cache
def _naming(body: type[Struct]) -> tuple[str, ...]:
    """Where a body of this kind names other cases."""
    return tuple(name for name in body.__struct_fields__ if name in OTHERS)


def _salts() -> Iterator[str]:
    while True:
        yield os.urandom(SALT_BYTES).hex()
