"""Striking personal values: a lawful order erases them from everything the books hold, and the log still verifies.

A value lies beside its event, in what was folded from it, in records, letters, remembered results, jobs and plain words.
What is named goes by its name; copies of it in records, letters and remarks go by telling the same. It is done inside
the transaction that adds the `struck` event, after its rows are written, so it sees them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from dinh.engine.case import Case, replay
from dinh.engine.log import Kept, Sealed, canonical, unseal
from dinh.store.events import files_in, kept_text, sealed_events
from dinh.store.link import Link, SqliteLink
from dinh.store.projections import case_changes
from dinh.store.records import CELL_OUT, cell_rows, rows_of_case
from dinh.store.snapshots import case_of

SAME_MIN = 3  # signs; a shorter text ("Nữ", "1") stands in too many places and tells nothing of the person
NUMBER_MIN = 1000  # likewise
# A remembered answer that told the value is emptied, not forgotten: the command is still not done twice.
COMMAND_SET = "UPDATE commands SET result=? WHERE house=? AND {found} > 0"
JOB_SET = "UPDATE jobs SET facts='{{}}', fault='' WHERE house=? AND {found} > 0"
TOLD_ELSEWHERE = (
    'SELECT 1 FROM events e LEFT JOIN personal p ON p.house = e.house AND p.number = e.number WHERE NOT (e.house=? AND e."case"=?) '
    "AND (e.body LIKE ? OR p.kept LIKE ?) LIMIT 1"
)


class Gone:
    """What was struck, to know its copies."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.numbers: set[int | Decimal] = set()

    def note(self, value: Any) -> None:
        if isinstance(value, str) and value:
            self.texts.add(value)
        elif isinstance(value, int | Decimal) and abs(value) >= NUMBER_MIN:
            self.numbers.add(value)
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
        if isinstance(value, list):
            return any(self.told_by(one) for one in value)
        return isinstance(value, int | Decimal) and value in self.numbers

    @property
    def searchable(self) -> list[str]:
        return sorted(text for text in self.texts if len(text) >= SAME_MIN)


def strike(link: Link, house: str, code: str, names: frozenset[str]) -> tuple[Case, set[str]]:
    """Erase what is named. Gives the case as the log now tells it, and digests of files that nothing names any more."""
    events = sealed_events(link, house, code)
    gone = Gone()
    for event in events:
        for key, one in event.personal.items():
            if is_named(key, names):
                gone.note(one.value)
    files = {file["digest"] for event in events for name, file in _files(event) if is_named(name, names)}
    left = [replace(event, personal=_left(event, names, gone)) for event in events]
    _keep(link, house, events, left)
    case = _fold_anew(link, house, code, left)
    _forget_copies(link, house, code, gone)
    still = {file["digest"] for event in left for name, file in _files(event) if not is_named(name, names)}
    return case, {digest for digest in files - still if not _told_elsewhere(link, house, code, digest)}


def is_named(key: str, names: frozenset[str]) -> bool:
    """`name`, `list/ROW`, `list/ROW/column` by `list.column`; a list that was given whole goes whole."""
    name, slash, rest = key.partition("/")
    column = f"{name}.{rest.partition('/')[2]}" if slash else name
    return not names.isdisjoint((key, name, column)) or (not slash and any(one.startswith(name + ".") for one in names))


def _files(event: Sealed) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files an event names, with the names they were given under."""
    if event.kind not in ("filled", "attached"):
        return
    body = unseal(event).body
    for part in ("documents", "values", "rows", "personal"):
        for name, value in (getattr(body, part, None) or {}).items():
            for file in files_in(value):
                yield name, file


def _left(event: Sealed, names: frozenset[str], gone: Gone) -> dict[str, Kept]:
    """A field that was filled with the same is another fact, and stays until it is named itself."""
    if event.kind in ("filled", "attached"):
        return {key: one for key, one in event.personal.items() if not is_named(key, names)}
    return {key: one for key, one in event.personal.items() if not is_named(key, names) and not _mentions(one.value, names) and not gone.told_by(one.value)}


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
    for sql, values in case_changes(case_of(row[0]), case):
        link.run(sql, values)
    return case


def _forget_copies(link: Link, house: str, code: str, gone: Gone) -> None:
    for row in rows_of_case(link, house, code):
        cells = {column: value for column, value in row.values.items() if not gone.told_by(value)}
        if len(cells) < len(row.values):
            left = replace(row, values=cells)
            key = (house, row.register, row.record, row.number, row.part)
            link.run(
                "UPDATE records SET cells=? WHERE house=? AND register=? AND record=? AND number=? AND part=?", (canonical(cells).decode(), *key)
            )
            for cell in cell_rows(house, row) - cell_rows(house, left):
                link.run(CELL_OUT, cell)
    for text in gone.searchable:
        for spelling in {text, canonical(text).decode()[1:-1]}:
            link.run(COMMAND_SET.format(found=_found(link, "result")), (b"", house, spelling.encode()))
            link.run(JOB_SET.format(found=_found(link, "facts || fault")), (house, spelling))


def _found(link: Link, inside: str) -> str:
    return f"instr({inside}, ?)" if isinstance(link, SqliteLink) else f"position(? in ({inside}))"


def _told_elsewhere(link: Link, house: str, code: str, digest: str) -> bool:
    return link.one(TOLD_ELSEWHERE, (house, code, f"%{digest}%", f"%{digest}%")) is not None
