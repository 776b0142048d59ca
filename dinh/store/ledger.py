"""Reading the books, outside the writer: the log as it was sealed, and what was folded from it.

Whoever reads here sees what is committed, and takes no lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dinh.engine.record.case import Case
from dinh.engine.record.events import Event
from dinh.engine.record.house import House
from dinh.engine.record.seal import Kept, Sealed, unseal
from dinh.store.events import EVENTS, kept_of, sealed_of
from dinh.store.glance import seen as glanced
from dinh.store.link import Link, linked
from dinh.store.memory import Head
from dinh.store.records import RecordRow, row_of
from dinh.store.snapshots import case_of, house_of

PAGE = 1000
LOG_PAGE = 128  # events read together: few enough that a processor keeps them at hand
STATES_MAX = 64
HEAD = "SELECT number, seal, version, version_seal FROM houses WHERE house=?"
_states: dict[tuple[str, str], House] = {}


def houses() -> list[tuple[str, str, str]]:
    """All houses of these books: (house, unit, name)."""
    return linked().all("SELECT house, unit, name FROM houses ORDER BY house")


def head(house: str) -> Head | None:
    """The end of the house's log; None: there is no such house."""
    row = linked().one(HEAD, (house,))
    return Head(*row) if row else None


def case_state(house: str, code: str) -> Case | None:
    row = linked().one("SELECT snapshot FROM cases WHERE house=? AND code=?", (house, code))
    return case_of(row[0]) if row else None


def case_or_neighbour(house: str, code: str) -> tuple[Case | None, Case | None]:
    """The case, and what was read to find it: the case itself or, of a code that is none, the nearest other one.

    So a code that is none costs what a case costs that is then withheld: nobody learns from the time which it was.
    """
    link = linked()
    row = link.one(
        "SELECT code, snapshot FROM cases WHERE house=? AND code <= ? ORDER BY code DESC LIMIT 1",
        (house, code),
    ) or link.one(
        "SELECT code, snapshot FROM cases WHERE house=? AND code > ? ORDER BY code LIMIT 1",
        (house, code),
    )
    if row is None:
        return None, None
    near = case_of(row[1])
    return (near if row[0] == code else None), near


def house_state(house: str) -> House:
    """Posts, delegations, versions, profile; read again only when the house's own log has grown."""
    seen = glanced.get()
    if seen is None:
        return _house_state(house)[0]
    if house not in seen:
        seen[house] = _house_state(house)
    return seen[house][0]


def glanced_head(house: str) -> Head | None:
    """The head that was read with the house's state, where it was glanced at; else the end of the log as it is now."""
    found = (glanced.get() or {}).get(house)
    return found[1] if found and found[1].seal else head(house)


def _house_state(house: str) -> tuple[House, Head]:
    link = linked()
    row = link.one(HEAD, (house,))
    found = Head(*row) if row else Head(0, "", 0)
    state = _states.get((house, found.version_seal))
    if state is None:
        # Both in one statement: between two, another writer could come.
        row = link.one(
            "SELECT h.version_seal, s.state FROM houses h JOIN house_states s ON s.house = h.house WHERE h.house=?",
            (house,),
        )
        if row is None:
            return House(), found
        state = house_of(row[1])
        if len(_states) >= STATES_MAX:
            _states.clear()
        _states[house, row[0]] = state
    return state, found


def log(
    house: str, code: str | None = None, after: int = 0, limit: int | None = None
) -> Iterator[Sealed]:
    """The events of a house, or of one case (`""`: the house's own), behind number `after`; read a page at a time."""
    left, link = limit, linked()
    while left is None or left > 0:
        size = LOG_PAGE if left is None else min(LOG_PAGE, left)
        page = _page(link, house, code, after, size)
        yield from page
        if len(page) < size:
            return
        after, left = page[-1].number, None if left is None else left - size


def _page(link: Link, house: str, code: str | None, after: int, size: int) -> list[Sealed]:
    if code is None:
        rows = link.all(
            f"{EVENTS} AND e.number > ? ORDER BY e.number LIMIT ?", (house, after, size)
        )
    elif code:
        rows = link.all(
            f'{EVENTS} AND e."case"=? AND e.place > 0 AND e.number > ? ORDER BY e.place LIMIT ?',
            (house, code, after, size),
        )
    else:
        rows = link.all(
            f"{EVENTS} AND e.place = 0 AND e.number > ? ORDER BY e.number LIMIT ?",
            (house, after, size),
        )
    return [sealed_of(row) for row in rows]


def events(house: str, code: str) -> list[Event]:
    """A case's events with their personal values, for a page that tells its story."""
    return [unseal(sealed) for sealed in log(house, code)]


def event_at(house: str, number: int) -> str:
    """When an event happened, as the log has it. Raises LookupError."""
    row = linked().one("SELECT at FROM events WHERE house=? AND number=?", (house, number))
    if row is None:
        raise LookupError(f"{house}: no event {number}")
    return str(row[0])


def heads_witnessed(house: str) -> list[dict[str, Any]]:
    """The heads of other houses that this house has written into its log, in that order."""
    rows = linked().all(
        "SELECT body FROM events WHERE house=? AND place = 0 AND kind='witnessed' ORDER BY number",
        (house,),
    )
    return [msgspec.json.decode(body)["head"] for (body,) in rows]


def kept(house: str, number: int) -> dict[str, Kept]:
    """The personal values beside one event that were not struck."""
    row = linked().one("SELECT kept FROM personal WHERE house=? AND number=?", (house, number))
    return {} if row is None else kept_of(row[0])


def counter(house: str, series: str) -> int:
    row = linked().one("SELECT last FROM counters WHERE house=? AND series=?", (house, series))
    return row[0] if row else 0


def content(house: str, digest: str) -> bytes | None:
    """Published bytes by their digest."""
    row = linked().one("SELECT content FROM contents WHERE house=? AND digest=?", (house, digest))
    return row[0] if row else None


def letter(house: str, digest: str) -> tuple[str, int] | None:
    """Where a letter was issued: code and place of its event."""
    row = linked().one(
        "SELECT code, place FROM letters WHERE house=? AND digest=? ORDER BY code, place LIMIT 1",
        (house, digest),
    )
    return (row[0], row[1]) if row else None


def records(
    house: str, register: str, on: str = "", after: str = "", limit: int = PAGE
) -> list[RecordRow]:
    """The rows of a register behind record `after`: those that stand, or those that did on the day `on`."""
    as_of = (
        "AND closed = 0"
        if not on
        else "AND start <= ? AND (until = '' OR until >= ?) AND (until = '' OR start <= until)"
    )
    rows = linked().all(
        'SELECT record, number, part, start, until, closed, "case", cells FROM records '
        f"WHERE house=? AND register=? AND record > ? {as_of} ORDER BY record, number, part LIMIT ?",
        (house, register, after, *((on, on) if on else ()), limit),
    )
    return [row_of(register, row[0], row[1:]) for row in rows]


def all_records(house: str, register: str, on: str = "") -> Iterator[RecordRow]:
    """Every such row, read a page at a time."""
    after = ""
    while page := records(house, register, on, after):
        yield from page
        after = page[-1].record
