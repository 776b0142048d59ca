"""The thread's own connection to the books, without Django's cursor in between; `?` marks a value on both databases.

The hot path pays for each microsecond here: Django keeps the connection, this says the SQL.
"""

import re
import sqlite3
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.db import connections

Row = tuple[Any, ...]
READING_MS = 500
LOCK_NOT_AVAILABLE = "55P03"  # what PostgreSQL says when lock_timeout is over


class Unsure(Exception):
    """The commit itself failed: it may or may not be on the disk, so it must not be tried again unasked."""


class Held(Exception):
    """Another process has the turn to write and did not give it up in time."""


def faults() -> tuple[type[Exception], ...]:
    """What the drivers raise: a fault of the whole transaction, whoever's statement met it."""
    psycopg = sys.modules.get("psycopg")
    return (sqlite3.Error, Unsure) if psycopg is None else (sqlite3.Error, psycopg.Error, Unsure)


def is_held(fault: BaseException) -> bool:
    """Did somebody else have the books for longer than one waits? Asking again at once would be waiting as long again."""
    if isinstance(fault, sqlite3.Error):
        return getattr(fault, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        )
    return isinstance(fault, Held) or getattr(fault, "sqlstate", None) == LOCK_NOT_AVAILABLE


class SqliteLink:
    """SQLite: reading takes no lock, and a transaction that writes takes it at once, so that no reading has to be repeated."""

    def __init__(self, raw: Any, file: str):
        self.raw, self.file, self.cursor = raw, Path(file), raw.cursor()

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        return self.raw.execute(sql, values).fetchone()

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self.raw.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        return self.raw.execute(sql, values).rowcount

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        self.raw.executemany(sql, rows)

    @staticmethod
    def among(values: Sequence[Any]) -> tuple[str, Any]:
        """The end of a condition that holds for each of these, and what stands for its `?`."""
        return (
            ("= ?", values[0])
            if len(values) == 1
            else ("IN (SELECT value FROM json_each(?))", msgspec.json.encode(values).decode())
        )

    def begin(self, *questions: tuple[str, Row]) -> list[list[Row]]:
        """Open a transaction that writes, and ask: the rows that each question finds."""
        self.raw.execute("BEGIN IMMEDIATE")
        return [self.all(sql, values) for sql, values in questions]

    def look(self) -> None:
        """Open a transaction that sees the books as they are now, whatever is written meanwhile; end it with `rollback`."""
        self.raw.execute("BEGIN")

    def commit(self, statements: Sequence[tuple[str, list[Row]]]) -> None:
        """Write all rows and make them durable."""
        cursor = self.cursor
        for sql, rows in statements:
            if len(rows) == 1:
                cursor.execute(sql, rows[0])
            else:
                cursor.executemany(sql, rows)
        try:
            cursor.execute("COMMIT")
        except sqlite3.Error as fault:
            raise Unsure(str(fault)) from fault

    def rollback(self) -> None:
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")

    def empty_log(self) -> bool:
        """Bring what the log beside the file holds into it, and empty the log. False: somebody still reads what was before, for longer than
        a page takes; all who want to write would have to wait for them."""
        [(patience_ms,)] = self.all("PRAGMA busy_timeout")
        self.raw.execute(f"PRAGMA busy_timeout={READING_MS}")
        try:
            [(held, *_)] = self.all("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.raw.execute(f"PRAGMA busy_timeout={patience_ms}")
        return not held


class PostgresLink:
    """Prepared statements, and a pipeline where no answer is awaited: an action is a few round trips instead of ten."""

    def __init__(self, raw: Any):
        from psycopg import Cursor

        raw.prepare_threshold = 2
        self.raw, self.cursor = raw, Cursor(raw)

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        return self.cursor.execute(_spelled(sql), values).fetchone()

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self.cursor.execute(_spelled(sql), values).fetchall()

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        return self.cursor.execute(_spelled(sql), values).rowcount

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Many rows go in with few statements: the server, and the driver even more, pay for each."""
        done = 0
        for lot in LOTS if sql.startswith("INSERT") else ():
            while len(rows) - done >= lot:
                self.cursor.execute(
                    _of_rows(sql, lot), [value for row in rows[done : done + lot] for value in row]
                )
                done += lot
        if done < len(rows):
            self.cursor.executemany(_spelled(sql), rows[done:])

    @staticmethod
    def among(values: Sequence[Any]) -> tuple[str, Any]:
        return ("= ?", values[0]) if len(values) == 1 else ("= ANY(?)", list(values))

    def begin(self, *questions: tuple[str, Row]) -> list[list[Row]]:
        """The rows that the first question finds are locked, so that the house's writers queue; what is read after it is as they left it."""
        with self.raw.pipeline():
            self.cursor.execute("BEGIN")
            asked = [
                type(self.cursor)(self.raw).execute(
                    _spelled(sql) + ("" if place else " FOR UPDATE"), values
                )
                for place, (sql, values) in enumerate(questions)
            ]
        return [cursor.fetchall() for cursor in asked]

    def look(self) -> None:
        """Reading holds up nobody, so it may take its time between two questions (a backup compresses documents)."""
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        self.run("SET LOCAL idle_in_transaction_session_timeout = 0")

    def commit(self, statements: Sequence[tuple[str, list[Row]]]) -> None:
        cursor, raw = self.cursor, self.raw
        try:
            with raw.pipeline():
                for sql, rows in statements:
                    self.many(sql, rows)
                cursor.execute("COMMIT")
        except Exception as fault:
            # The server says which statement it refused; a line that broke says nothing.
            raise Unsure(str(fault)) if raw.closed else fault from fault

    def rollback(self) -> None:
        if not self.raw.closed:
            self.raw.rollback()


Link = SqliteLink | PostgresLink
LOTS = (32, 8)  # rows of one INSERT; few sizes, so that each is prepared once


@cache
def _spelled(sql: str) -> str:
    return sql.replace("?", "%s")


@cache
def _of_rows(sql: str, count: int) -> str:
    """The same INSERT for so many rows at once."""
    return _VALUES.sub(
        lambda found: f"VALUES {', '.join([found[1]] * count)}", _spelled(sql), count=1
    )


_VALUES = re.compile(r"VALUES (\([^()]*\))")


def linked() -> Link:
    """Give this thread's link; a connection that was lost is made anew."""
    connection = connections["default"]
    raw = connection.connection
    link: Link | None = getattr(connection, "dinh_link", None)
    if (
        raw is not None
        and link is not None
        and link.raw is raw
        and not (isinstance(link, PostgresLink) and raw.closed)
    ):
        return link
    if raw is not None and connection.vendor == "postgresql" and raw.closed:
        connection.close()
    connection.ensure_connection()
    raw = connection.connection
    link = (
        SqliteLink(raw, connection.settings_dict["NAME"])
        if connection.vendor == "sqlite"
        else PostgresLink(raw)
    )
    connection.dinh_link = link
    return link


def forgotten() -> None:
    """Drop this thread's connection after a fault that may have left it unusable."""
    connections["default"].close()


pace = ""
"""What a connection that `another` opens is told first (`unsynced`)."""


def another() -> SqliteLink:
    """A further connection to the SQLite file, of no thread in particular. Whoever asked for it sees that one thread at a time uses it."""
    connection = connections["default"]
    raw = connection.get_new_connection(connection.get_connection_params())
    raw.isolation_level = None
    raw.execute(pace)
    return SqliteLink(raw, connection.settings_dict["NAME"])
