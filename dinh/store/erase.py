"""Striking personal values: a lawful order erases them from everything the books hold, and the log still verifies.

A value lies beside its event, in what was folded from it, in records, letters, remembered results, jobs and plain words.
What is named goes by its name; copies of it in records, letters and remarks go by telling the same. It is done inside
the transaction that adds the `struck` event, after its rows are written, so it sees them too.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from dinh.engine.field_types.same_value import folded_text
from dinh.engine.record.case import Case
from dinh.engine.record.events import Reversed, by_part
from dinh.engine.record.evolve import replay
from dinh.engine.record.seal import Kept, Sealed, canonical, digests, kept_text, unseal
from dinh.store import orders
from dinh.store.events import files_of, is_named, sealed_event, sealed_events, sealed_of
from dinh.store.link import Link, SqliteLink
from dinh.store.projections import case_changes
from dinh.store.records import CELL_OUT, RecordRow, brought, cell_rows, rows_of_case
from dinh.store.snapshots import case_of

SAME_MIN = 3  # signs; a shorter text ("Nữ", "1") or number stands in too many places and tells nothing of the person
CELLS_SET = (
    "UPDATE records SET cells=? WHERE house=? AND register=? AND record=? AND number=? AND part=?"
)
TOLD_ELSEWHERE = (
    'SELECT e.house, e.number, e."case", e.place, e.kind, e.at, e.actor, e.body, e.seal, p.kept FROM events e '
    'LEFT JOIN personal p ON p.house = e.house AND p.number = e.number WHERE NOT (e.house {} AND e."case"=?) '
    "AND (e.body LIKE ? OR p.kept LIKE ?)"
)


class Gone:
    """What was struck, to know its copies: also in other capitals, for names are often written `THẠCH THỊ QUỲNH`."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.folded: set[str] = set()
        self.numbers: set[int | Decimal] = set()

    def note(self, value: Any) -> None:
        if isinstance(value, str) and value:
            self.texts.add(value)
            self.folded.add(folded_text(value))
        elif _is_number(value) and abs(value) >= 10 ** (SAME_MIN - 1):
            self.numbers.add(value)
        elif isinstance(value, dict):
            for key, one in value.items():
                if key != "type" or "digest" not in value:  # of a file its kind is anybody's
                    self.note(one)
        elif isinstance(value, list):
            for one in value:
                self.note(one)

    def told_by(self, value: Any) -> bool:
        if isinstance(value, str):
            whole = folded_text(value)
            return whole in self.folded or any(
                len(text) >= SAME_MIN and text in whole for text in self.folded
            )
        if _is_number(value):
            return value in self.numbers
        if isinstance(value, dict):
            return any(self.told_by(one) for one in value.values())
        return isinstance(value, list) and any(self.told_by(one) for one in value)

    @property
    def searchable(self) -> list[str]:
        return sorted(text for text in self.texts if len(text) >= SAME_MIN)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def strike(
    link: Link, house: str, code: str, names: frozenset[str], houses: tuple[str, ...] = ()
) -> tuple[Case, set[str]]:
    """Erase what is named. Gives the case as the log now tells it, and digests of files that nothing names any more.

    houses  the others that have the case in their books, and strike the same in this transaction
    """
    events = sealed_events(link, house, code)
    gone = Gone()
    for event in events:
        for key, one in event.personal.items():
            if is_named(key, names):
                gone.note(one.value)
    files = {
        file["digest"]
        for event in events
        for name, file in files_of(event)
        if is_named(name, names)
    }
    left = [replace(event, personal=_left(event, names, gone)) for event in events]
    _keep(link, house, events, left)
    case = _fold_anew(link, house, code, left)
    _fold_records_anew(link, house, code)
    _forget_answers(link, house, gone)
    ordered = orders.among(events)
    still = {
        file["digest"]
        for event in left
        for name, file in files_of(event)
        if not is_named(name, names | ordered.after(code, event.number))
    }
    return case, {
        digest
        for digest in files - still
        if not _told_elsewhere(link, (house, *houses), code, digest)
    }


def _left(event: Sealed, names: frozenset[str], gone: Gone) -> dict[str, Kept]:
    """A field that was filled with the same is another fact, and stays until it is named itself."""
    if event.kind in ("filled", "attached"):
        return {key: one for key, one in event.personal.items() if not is_named(key, names)}
    return {
        key: one
        for key, one in event.personal.items()
        if not is_named(key, names)
        and not _mentions(one.value, names)
        and not gone.told_by(one.value)
    }


def _mentions(value: Any, names: frozenset[str]) -> bool:
    """Does a letter's content give a value under a name that was struck?"""
    return isinstance(value, dict) and any(
        key in names or _mentions(one, names) for key, one in value.items()
    )


def _keep(link: Link, house: str, events: list[Sealed], left: list[Sealed]) -> None:
    for before, after in zip(events, left, strict=True):
        if len(after.personal) != len(before.personal):
            _set_kept(link, house, after)


def _set_kept(link: Link, house: str, event: Sealed) -> None:
    if event.personal:
        link.run(
            "UPDATE personal SET kept=? WHERE house=? AND number=?",
            (kept_text(event.personal), house, event.number),
        )
    else:
        link.run("DELETE FROM personal WHERE house=? AND number=?", (house, event.number))


def _fold_anew(link: Link, house: str, code: str, events: list[Sealed]) -> Case:
    """The tables made from the case, told by the log that is left."""
    row = link.one("SELECT snapshot FROM cases WHERE house=? AND code=?", (house, code))
    if row is None:
        raise LookupError(f"{house}: no case {code}")
    case = replay(unseal(event) for event in events)
    for sql, rows in case_changes(case_of(row[0]), case):
        link.many(sql, rows)
    return case


def _fold_records_anew(link: Link, house: str, code: str) -> None:
    """The values of every record the case had a part in, from the events as they are now; what was carried on goes too."""
    before: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = {}
    for row in rows_of_case(link, house, code):
        rows = before.setdefault((row.register, row.record), [])
        event = sealed_event(link, house, row.number)
        if event.kind == "reversed":
            event = _without_copies(link, house, event, row, rows)
        body = unseal(event).body
        gone = struck_columns(event, row.part)
        known = {
            column: value
            for column, value in (rows[-1][1] if rows else {}).items()
            if column not in gone
        }
        values = brought(body.records[row.part], by_part(body.personal).get(row.part, {}), known)
        rows.append((row.number, values))
        if values != row.values:
            key = (house, row.register, row.record, row.number, row.part)
            link.run(CELLS_SET, (canonical(values).decode(), *key))
            for cell in cell_rows(house, row) - cell_rows(house, replace(row, values=values)):
                link.run(CELL_OUT, cell)


def struck_columns(event: Sealed, part: int) -> frozenset[str]:
    """The columns of the `part`-th record of an event that it gave and that were struck: they are empty from then on, not as they were before."""
    lost = (
        dict.fromkeys(digests(event.body).keys() - event.personal.keys())
        if '"personal":' in event.body
        else {}
    )
    return frozenset(by_part(lost).get(part, ()))


def _without_copies(
    link: Link, house: str, event: Sealed, row: RecordRow, rows: list[tuple[int, dict[str, Any]]]
) -> Sealed:
    """An act that was taken back, in whichever case, gave the record again what stood before it: of that what was struck goes.

    rows  the record up to here, as it is now told: number of the event, values
    """
    body = unseal(event).body
    assert isinstance(body, Reversed)
    undone = link.one(
        'SELECT number FROM events WHERE house=? AND "case"=? AND place=?',
        (house, event.case, body.event),
    )
    told = next((values for number, values in reversed(rows) if undone and number < undone[0]), {})
    copies = by_part(event.personal).get(row.part, {})
    lost = {
        f"records.{row.part}.{column}"
        for column, one in copies.items()
        if one.value != told.get(column)
    }
    if not lost:
        return event
    event = replace(
        event, personal={key: one for key, one in event.personal.items() if key not in lost}
    )
    _set_kept(link, house, event)
    return event


def _forget_answers(link: Link, house: str, gone: Gone) -> None:
    """Results and jobs that told what was struck are emptied, not forgotten: no command is done twice for it."""
    for text in gone.searchable:
        for spelling in {text, canonical(text).decode()[1:-1]}:
            link.run(
                f"UPDATE commands SET result=? WHERE house=? AND {_found(link, 'result')} > 0",
                (b"", house, spelling.encode()),
            )
            link.run(
                f"UPDATE jobs SET facts='{{}}', fault='' WHERE house=? AND {_found(link, 'facts || fault')} > 0",
                (house, spelling),
            )


def _found(link: Link, inside: str) -> str:
    return f"instr({inside}, ?)" if isinstance(link, SqliteLink) else f"position(? in ({inside}))"


def _told_elsewhere(link: Link, houses: tuple[str, ...], code: str, digest: str) -> bool:
    """Does what was not struck name the file in any other case of any house?"""
    test, values = link.among(sorted(set(houses)))
    for row in link.all(TOLD_ELSEWHERE.format(test), (values, code, f"%{digest}%", f"%{digest}%")):
        event = sealed_of(row)
        if event.kind not in ("filled", "attached"):
            return True
        names = orders.in_case(link, event.house, event.case).after(event.case, event.number)
        if any(
            file["digest"] == digest and not is_named(name, names) for name, file in files_of(event)
        ):
            return True
    return False
