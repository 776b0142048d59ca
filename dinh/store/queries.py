"""Finding rows: work lists, cases by words, records that stand, limits that are over. Reading only, always bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any

import msgspec

from dinh.engine.field_types.same_value import has_all
from dinh.engine.record.seal import Sealed, instant
from dinh.store.events import EVENTS, sealed_of
from dinh.store.link import linked
from dinh.store.plain import after, plain, words
from dinh.store.records import RecordRow, row_of
from dinh.store.uniqueness import rows_alike

ROWS_MAX = 1000
LATEST_OF = 500
READ_OF = 50
ELSEWHERE = '%"house":%'  # in the actor of what another house did, which only cases that were there tell here
type WorkKey = tuple[int, str, str]
"""Of an open step that waits for a role: when it is due (seconds), of which case, which."""
_RECORD = 'number, part, start, until, closed, "case", cells'


def latest(house: str) -> datetime | None:
    """The latest instant among the house's last events: what a rehearsal takes for now."""
    rows = linked().all(
        "SELECT at FROM events WHERE house=? ORDER BY number DESC LIMIT ?", (house, LATEST_OF)
    )
    return max((datetime.fromisoformat(row[0]) for row in rows), default=None)


def record(house: str, register: str, name: str) -> dict[str, Any] | None:
    """A record as it stands, None when it does not."""
    found = record_row(house, register, name)
    return found.values if found else None


def record_row(house: str, register: str, name: str) -> RecordRow | None:
    """The same with what the register says of it besides: since when, by which case."""
    row = linked().one(
        f"SELECT {_RECORD} FROM records WHERE house=? AND register=? AND record=? ORDER BY number DESC, part DESC LIMIT 1",
        (house, register, name),
    )
    found = row_of(register, name, row) if row else None
    return found if found and not found.closed else None


def record_before(house: str, register: str, name: str, number: int) -> RecordRow | None:
    """A record's row as it was before event `number`."""
    row = linked().one(
        f"SELECT {_RECORD} FROM records WHERE house=? AND register=? AND record=? AND number < ? ORDER BY number DESC, part DESC LIMIT 1",
        (house, register, name, number),
    )
    return row_of(register, name, row) if row else None


def find_record(house: str, register: str, column: str, value: str) -> str | None:
    """The record that stands and has this very value in a column."""
    return next(
        (
            row.record
            for row in rows_alike(linked(), house, register, {column: value})
            if row.values.get(column) == value
        ),
        None,
    )


def same_record(
    house: str, register: str, wanted: Mapping[str, Any], besides: Set[str] = frozenset()
) -> tuple[str, str] | None:
    """The first record that stands and has all these values (`engine.alike`), and the case that last wrote it."""
    rows = rows_alike(linked(), house, register, wanted)
    return next(
        (
            (row.record, row.case)
            for row in rows
            if row.record not in besides and has_all(row.values, wanted)
        ),
        None,
    )


def ripe(house: str, at: datetime, limit: int = ROWS_MAX) -> list[str]:
    """Codes of cases with a step whose limit is over, the earliest first."""
    rows = linked().all(
        "SELECT code, min(limit_at) AS first FROM work WHERE limit_at IS NOT NULL AND limit_at <= ? AND house=? GROUP BY code ORDER BY first LIMIT ?",
        (int(at.timestamp()), house, limit),
    )
    return [row[0] for row in rows]


def follows(house: str, slug: str, version: str) -> bool:
    """Does any case follow this version?"""
    return (
        linked().one(
            "SELECT 1 FROM cases WHERE house=? AND procedure=? AND version=? LIMIT 1",
            (house, slug, version),
        )
        is not None
    )


def running(
    house: str,
    slug: str,
    *,
    version: str = "",
    besides: str = "",
    behind: str = "",
    limit: int = ROWS_MAX,
) -> list[str]:
    """Codes of the open cases of a procedure behind a code: those that follow this version, or any besides one."""
    clauses = [
        clause for clause, wanted in (("version=?", version), ("version<>?", besides)) if wanted
    ]
    values = [one for one in (version, besides) if one]
    rows = linked().all(
        f"SELECT code FROM cases WHERE {' AND '.join(['house=?', 'procedure=?', *clauses])} AND state='open' AND code > ? ORDER BY code LIMIT ?",
        (house, slug, *values, behind, limit),
    )
    return [row[0] for row in rows]


def running_at(
    house: str, slug: str, at: datetime, *, behind: str = "", limit: int = ROWS_MAX
) -> list[str]:
    """Codes behind a code of the cases of a procedure that had been opened by an instant and were not settled before it."""
    rows = linked().all(
        "SELECT code FROM cases WHERE house=? AND procedure=? AND opened<=? AND (settled IS NULL OR settled>=?) AND code > ? ORDER BY code LIMIT ?",
        (house, slug, int(at.timestamp()), int(at.timestamp()), behind, limit),
    )
    return [row[0] for row in rows]


def running_counts(house: str, slug: str) -> dict[str, int]:
    """version -> how many open cases follow it."""
    return dict(
        linked().all(
            "SELECT version, count(*) FROM cases WHERE house=? AND procedure=? AND state='open' GROUP BY version",
            (house, slug),
        )
    )  # type: ignore[arg-type]  # two columns


def work(
    house: str,
    roles: Sequence[str],
    *,
    behind: tuple[int, str, str] | None = None,
    procedure: str = "",
    step: str = "",
    before: datetime | None = None,
    free_for: str = "",
    carried_by: str = "",
    narrowed: Mapping[str, Sequence[str]] = {},
    limit: int = 200,
) -> list[WorkKey]:
    """(due, code, step) of the open steps that wait for any of these roles, the earliest due first, each step once.

    behind    the last row that was read; fewer rows than `limit` mean that there are no others
    before    only what is due by this instant
    free_for  only what is given to nobody or to this person; carried_by: only to this person
    narrowed  role -> the villages and the like to which it is held; a step of others may still be among the rows
    """
    clauses = [clause for clause, wanted in (
        ("(due, code, step) > (?, ?, ?)", behind), ("procedure=?", procedure), ("(step=? OR step LIKE ?)", step), ("due <= ?", before), ("assigned IN ('', ?)", free_for), ("assigned=?", carried_by),
    ) if wanted]  # fmt: skip
    values = [
        *(behind or ()),
        *([procedure] if procedure else []),
        *([step, f"{step}/%"] if step else []),
        *([int(before.timestamp())] if before else []),
        *([free_for] if free_for else []),
        *([carried_by] if carried_by else []),
    ]
    found: set[tuple[int, str, str]] = set()
    link = linked()
    for role in roles:
        names = [f"%{msgspec.json.encode(name).decode()}%" for name in narrowed.get(role, ())]
        covered = ["(\"of\"='[]'" + ' OR "of" LIKE ?' * len(names) + ")"] if names else []
        sql = f"SELECT due, code, step FROM work WHERE {' AND '.join(['house=?', 'role=?', *clauses, *covered])} ORDER BY due, code, step LIMIT ?"
        found.update(tuple(row) for row in link.all(sql, [house, role, *values, *names, limit]))  # type: ignore[misc]  # three columns
    return sorted(found)[:limit]


def carriers(house: str, role: str, most: int = 200) -> list[str]:
    """To whom some of what waits for a role is given."""
    rows = linked().all(
        "SELECT DISTINCT assigned FROM work WHERE house=? AND role=? AND assigned<>'' ORDER BY assigned LIMIT ?",
        (house, role, most),
    )
    return [str(row[0]) for row in rows]


def reminders(
    house: str,
    roles: Sequence[str],
    *,
    behind: tuple[int, str, str] | None = None,
    limit: int = 100,
) -> list[tuple[int, str, str]]:
    """(when, code, step) of the open steps of which any of these roles was reminded, the earliest reminder first, each step once."""
    marks = ", ".join("?" * len(roles))
    further = " AND (at, code, step) > (?, ?, ?)" if behind else ""
    sql = f"SELECT DISTINCT at, code, step FROM reminders WHERE house=? AND role IN ({marks}){further} ORDER BY at, code, step LIMIT ?"
    link = linked()
    return (
        [tuple(row) for row in link.all(sql, [house, *roles, *(behind or ()), limit])]
        if roles
        else []
    )  # type: ignore[misc]  # three columns


def loads(house: str) -> list[tuple[str, int, int]]:
    """(role, open items, the earliest due) of all that waits."""
    rows = linked().all(
        "SELECT role, count(*), min(due) FROM work WHERE house=? GROUP BY role ORDER BY role LIMIT ?",
        (house, ROWS_MAX),
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]  # three columns


def codes_at(house: str, role: str, limit: int) -> list[str]:
    """Codes of the cases with an open step of this role, the earliest due first."""
    rows = linked().all(
        "SELECT code, min(due) AS first FROM work WHERE house=? AND role=? GROUP BY code ORDER BY first, code LIMIT ?",
        (house, role, limit),
    )
    return [str(row[0]) for row in rows]


def search(house: str, text: str, limit: int = 100) -> list[str]:
    """Codes of the cases that have, for each word of the text, a word that begins with it: first those that these words head, then the newest."""
    wanted = sorted(set(plain(text).split()), key=len, reverse=True)[:8]
    if not wanted:
        return []
    each = " INTERSECT ".join(
        ["SELECT code FROM words WHERE house=? AND word >= ? AND word < ?"] * len(wanted)
    )
    values = [value for word in wanted for value in (house, word, after(word))]
    rows = linked().all(
        f"SELECT code, title FROM cases WHERE house=? AND code IN ({each}) ORDER BY code DESC LIMIT ?",
        [house, *values, max(limit, ROWS_MAX)],
    )
    rows.sort(key=lambda row: not _has(row[1], wanted))
    return [row[0] for row in rows[:limit]]


def _has(title: str, wanted: Sequence[str]) -> bool:
    """Has the title, for each of these, a word that begins with it?"""
    found = words(title)
    return all(any(word.startswith(one) for word in found) for one in wanted)


def cases(
    house: str, *, state: str = "", behind: str = "", procedure: str = "", limit: int = 100
) -> list[str]:
    """Codes of cases, the newest first."""
    sql, values = "SELECT code FROM cases WHERE house=?", [house]
    for clause, value in (("state=?", state), ("procedure=?", procedure), ("code < ?", behind)):
        if value:
            sql, values = f"{sql} AND {clause}", [*values, value]
    return [row[0] for row in linked().all(f"{sql} ORDER BY code DESC LIMIT ?", [*values, limit])]


def to_deliver(house: str, limit: int = 200) -> list[str]:
    """Codes of cases that are settled and not delivered, the earliest settled first."""
    rows = linked().all(
        "SELECT code FROM cases WHERE house=? AND settled IS NOT NULL AND delivered IS NULL ORDER BY settled, code LIMIT ?",
        (house, limit),
    )
    return [row[0] for row in rows]


def events_between(
    house: str,
    start: datetime,
    end: datetime,
    *,
    kind: str = "",
    behind: int = 0,
    limit: int = ROWS_MAX,
) -> list[Sealed]:
    """The events behind number `behind` whose own time is from `start` up to and without `end`, in the order of the log.

    Only of what was done in this house. A later event may be of an earlier time (a limit that was over while the machine was off), so these are found by their time, never by number.
    """
    of, values = (" AND e.kind=?", [kind]) if kind else ("", [])
    of, values = f"{of} AND e.actor NOT LIKE ?", [*values, ELSEWHERE]
    # `+`: by the index on the time, then sorted; in the order of the numbers all that was ever written would be passed over.
    rows = linked().all(
        f"{EVENTS} AND e.at >= ? AND e.at < ?{of} AND +e.number > ? ORDER BY +e.number LIMIT ?",
        (house, _sealed(start), _sealed(end), *values, behind, limit),
    )
    return [sealed_of(row) for row in rows]


def at_number(house: str, number: int) -> datetime | None:
    """When the event of this number happened."""
    row = linked().one("SELECT at FROM events WHERE house=? AND number=?", (house, number))
    return datetime.fromisoformat(row[0]) if row else None


def count_between(house: str, start: datetime, end: datetime) -> int:
    row = linked().one(
        "SELECT count(*) FROM events WHERE house=? AND at >= ? AND at < ? AND actor NOT LIKE ?",
        (house, _sealed(start), _sealed(end), ELSEWHERE),
    )
    return row[0] if row else 0


def _sealed(at: datetime) -> str:
    """As a time begins in an event: ISO text in UTC, whose order is the order of the text, up to the second."""
    return instant(at)[:19]


def has_read(house: str, code: str, person: str, names: Sequence[str], since: datetime) -> bool:
    """Was this person noted, at `since` or later, as having looked at just these values of a case? Of the last remarks only."""
    rows = linked().all(
        'SELECT at, actor, body FROM events WHERE house=? AND "case"=? AND place > 0 AND kind=? ORDER BY place DESC LIMIT ?',
        (house, code, "noted", READ_OF),
    )
    latest = (
        row
        for row in rows
        if datetime.fromisoformat(row[0]) >= since
        and msgspec.json.decode(row[1]).get("person") == person
    )
    return any(msgspec.json.decode(row[2]).get("read") == list(names) for row in latest)


def jobs(
    house: str, kind: str, at: datetime, limit: int = ROWS_MAX
) -> list[tuple[str, dict[str, Any]]]:
    """(key, facts) of the jobs of a kind that are due and not done, the earliest first. No page shows them: they are there to be done."""
    rows = linked().all(
        "SELECT key, facts FROM jobs WHERE house=? AND done=0 AND due <= ? AND kind=? ORDER BY due, number LIMIT ?",
        (house, int(at.timestamp()), kind, limit),
    )
    return [(row[0], msgspec.json.decode(row[1])) for row in rows]
