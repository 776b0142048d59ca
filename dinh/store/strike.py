"""Striking personal values: a lawful order erases them from everything the books hold, and the log still verifies.

A value lies beside its event, in what was folded from it, in records, letters, remembered results, jobs and plain words.
What is named goes by its name; copies of it in records, letters and remarks go by telling the same. It is done inside
the transaction that adds the `struck` event, after its rows are written, so it sees them too.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dinh.engine.case import Case, replay
from dinh.engine.event import by_part
from dinh.engine.log import Kept, Sealed, canonical, kept_text, unseal
from dinh.store.events import files_of, is_named, sealed_event, sealed_events
from dinh.store.link import Link, SqliteLink
from dinh.store.projections import case_changes
from dinh.store.records import CELL_OUT, brought, cell_rows, rows_of_case
from dinh.store.snapshots import case_of

SAME_MIN = 3  # signs; a shorter text ("Nữ", "1") stands in too many places and tells nothing of the person
CELLS_SET = "UPDATE records SET cells=? WHERE house=? AND register=? AND record=? AND number=? AND part=?"
TOLD_ELSEWHERE = (
    'SELECT 1 FROM events e LEFT JOIN personal p ON p.house = e.house AND p.number = e.number WHERE NOT (e.house {} AND e."case"=?) '
    "AND (e.body LIKE ? OR p.kept LIKE ?) LIMIT 1"
)


class Gone:
    """What was struck, to know its copies."""

    def __init__(self) -> None:
        self.texts: set[str] = set()

    def note(self, value: Any) -> None:
        if isinstance(value, str) and value:
            self.texts.add(value)
        elif isinstance(value, dict):
            for one in value.values():
                self.note(one)
        elif isinstance(value, list):
            for one in value:
                self.note(one)

    def told_by(self, value: Any) -> bool:
        if isinstance(value, str):
            return value in self.texts or any(len(text) >= SAME_MIN and text in value for text in self.texts)
        if isinstance(value, dict):
            return any(self.told_by(one) for one in value.values())
        return isinstance(value, list) and any(self.told_by(one) for one in value)

    @property
    def searchable(self) -> list[str]:
        return sorted(text for text in self.texts if len(text) >= SAME_MIN)


def strike(link: Link, house: str, code: str, names: frozenset[str], houses: tuple[str, ...] = ()) -> tuple[Case, set[str]]:
    """Erase what is named. Gives the case as the log now tells it, and digests of files that nothing names any more.

    houses  the others that have the case in their books, and strike the same in this transaction
    """
    events = sealed_events(link, house, code)
    gone = Gone()
    for event in events:
        for key, one in event.personal.items():
            if is_named(key, names):
                gone.note(one.value)
    files = {file["digest"] for event in events for name, file in files_of(event) if is_named(name, names)}
    left = [replace(event, personal=_left(event, names, gone)) for event in events]
    _keep(link, house, events, left)
    case = _fold_anew(link, house, code, left)
    _fold_records_anew(link, house, code)
    _forget_answers(link, house, gone)
    still = {file["digest"] for event in left for name, file in files_of(event) if not is_named(name, names)}
    return case, {digest for digest in files - still if not _told_elsewhere(link, (house, *houses), code, digest)}


def _left(event: Sealed, names: frozenset[str], gone: Gone) -> dict[str, Kept]:
    """A field that was filled with the same is another fact, and stays until it is named itself."""
    if event.kind in ("filled", "attached"):
        return {key: one for key, one in event.personal.items() if not is_named(key, names)}
    return {
        key: one
        for key, one in event.personal.items()
        if not is_named(key, names) and not _mentions(one.value, names) and not gone.told_by(one.value)
    }


def _mentions(value: Any, names: frozenset[str]) -> bool:
    """Does a letter's content give a value under a name that was struck?"""
    return isinstance(value, dict) and any(key in names or _mentions(one, names) for key, one in value.items())


def _keep(link: Link, house: str, events: list[Sealed], left: list[Sealed]) -> None:
    for before, after in zip(events, left, strict=True):
        if len(after.personal) == len(before.personal):
            continue
        if after.personal:
            link.run("UPDATE personal SET kept=? WHERE house=? AND number=?", (kept_text(after.personal), house, after.number))
        else:
            link.run("DELETE FROM personal WHERE house=? AND number=?", (house, after.number))


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
    before: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows_of_case(link, house, code):
        body = unseal(sealed_event(link, house, row.number)).body
        values = brought(body.records[row.part], by_part(body.personal).get(row.part, {}), before.get((row.register, row.record), {}))
        before[row.register, row.record] = values
        if values != row.values:
            key = (house, row.register, row.record, row.number, row.part)
            link.run(CELLS_SET, (canonical(values).decode(), *key))
            for cell in cell_rows(house, row) - cell_rows(house, replace(row, values=values)):
                link.run(CELL_OUT, cell)


def _forget_answers(link: Link, house: str, gone: Gone) -> None:
    """Results and jobs that told what was struck are emptied, not forgotten: no command is done twice for it."""
    for text in gone.searchable:
        for spelling in {text, canonical(text).decode()[1:-1]}:
            link.run(f"UPDATE commands SET result=? WHERE house=? AND {_found(link, 'result')} > 0", (b"", house, spelling.encode()))
            link.run(f"UPDATE jobs SET facts='{{}}', fault='' WHERE house=? AND {_found(link, 'facts || fault')} > 0", (house, spelling))


def _found(link: Link, inside: str) -> str:
    return f"instr({inside}, ?)" if isinstance(link, SqliteLink) else f"position(? in ({inside}))"


def _told_elsewhere(link: Link, houses: tuple[str, ...], code: str, digest: str) -> bool:
    test, values = link.among(sorted(set(houses)))
    return link.one(TOLD_ELSEWHERE.format(test), (values, code, f"%{digest}%", f"%{digest}%")) is not None
