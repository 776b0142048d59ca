"""Check the database itself before its rows: the store's own check, and the tables and indexes that the schema wants.

Seals show only what is read on the way. A broken page of an index, or a table that is gone beside the log, is met by
nobody until a page needs it. Rule to keep: nothing here writes, and each part is asked for by itself, so that one that
is broken hides no other.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import Model
from msgspec import Struct

from dinh.store import trouble
from dinh.store.link import Link, SqliteLink, faults, linked

LOG = frozenset({"events", "personal"})
ANEW = frozenset({
    "cases", "work", "words", "letters", "reminders", "causes", "records", "record_cells", "documents", "tallies",
    "house_states", "tree_blocks",
})  # fmt: skip
"""What `rebuild` makes from the log. The row of `houses` is not among them: no event tells a house's unit and name."""
BY_KEY = frozenset(
    {"commands", "counters", "documents", "letters", "record_cells", "words", "work"}
)
"""Tables that SQLite keeps in the tree of their key (migration `0002_by_key`), which no model says."""
OWN_APPS = frozenset({"auth", "store", "accounts"})
TREE, INDEX = re.compile(r"Tree (\d+)"), re.compile(r"index (\w+)")
SOUND = [("ok",)]


class Hurt(Struct, frozen=True):
    """A part of the database that is not as it must be.

    kind   `table` or `index`: it is gone; `pages` (of a table) or `index_pages`: broken on the disk; `file`
    name   of the table or index; of `file` `cut` (shorter than it says), `unreadable`, or `pages` (of no table)
    table  on which the index is; the table itself; "" of a file
    """

    kind: str
    name: str
    table: str = ""

    @property
    def reason(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def code(self) -> str:
        """Of the sentence that says it."""
        if self.kind != "file":
            return f"verify.damaged_{self.kind}"
        how = {"cut": "cut", "unreadable": "file"}.get(self.name, "free")
        return f"verify.damaged_{how}"

    @property
    def weight(self) -> str:
        """`log`: events may be lost; `kept`: no event tells it, only a backup has it; `anew`: it is made from the log."""
        if self.kind in ("index", "index_pages") or self.reason == "file:pages":
            return "anew"
        if self.kind == "file" or self.table in LOG:
            return "log"
        return "anew" if self.table in ANEW else "kept"


def hurt_parts() -> tuple[Hurt, ...]:
    """All that is hurt; nothing where the database is whole. A fault that is no damage is raised."""
    try:
        with reading() as (link, is_cut):
            cut = (Hurt("file", "cut"),) if is_cut else ()
            parts = _of_sqlite(link) if isinstance(link, SqliteLink) else _of_postgresql(link)
            return (*cut, *parts)
    except Exception as fault:
        if not trouble.is_damage(fault):
            raise
        return (Hurt("file", "unreadable"),)


@contextmanager
def reading() -> Iterator[tuple[Link, bool]]:
    """A link that reads what can still be read, and whether the file is cut.

    SQLite opens no file that is shorter than its first page says; one that is opened to mend the schema it takes as it is.
    Raises the fault where not even the list of tables can be read.
    """
    try:
        link = linked()
        link.rollback()
        _names(link)
    except (*faults(), DatabaseError) as fault:
        if connection.vendor != "sqlite" or not trouble.is_damage(fault):
            raise
    else:
        yield link, isinstance(link, SqliteLink) and is_shorter(link.file)
        return
    with opened_apart() as apart:
        apart.run("PRAGMA writable_schema=ON")
        _names(apart)
        yield apart, True


HEAD = (
    "import os, sys; print(os.path.getsize(sys.argv[1]), open(sys.argv[1], 'rb').read(100).hex())"
)


def is_shorter(file: str) -> bool:
    """Is the file shorter than its first page says? A connection that was open before the cut does not notice it.

    Read by a process of its own: to close the file here would drop the locks that SQLite holds on it (POSIX).
    Source: SQLite database file format, 1.3: page size at byte 16, number of pages at 28, valid while the counters at 24 and 92 agree.
    """
    read = [sys.executable, "-I", "-c", HEAD, file]
    told = subprocess.run(read, capture_output=True, timeout=30, check=False).stdout.decode()
    size, _, digits = told.strip().partition(" ")
    head = bytes.fromhex(digits)
    if len(head) < 100 or head[24:28] != head[92:96]:
        return False
    page = int.from_bytes(head[16:18]) or 1
    return int(size) < int.from_bytes(head[28:32]) * (65536 if page == 1 else page)


@contextmanager
def opened_apart() -> Iterator[SqliteLink]:
    """A connection to the SQLite file of its own, which writes nothing into it."""
    file = str(connection.settings_dict["NAME"])
    address = f"file:{quote(file)}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as raw:
        yield SqliteLink(raw, file)


def wanted_models() -> list[type[Model]]:
    """The models whose tables the schema has."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and (model._meta.app_label in OWN_APPS or model.__module__.startswith("dinh."))
    ]


def _names(link: Link) -> dict[str, set[str]]:
    """The tables that are there, each with its indexes."""
    if isinstance(link, SqliteLink):
        rows = link.all("SELECT tbl_name, type, name FROM sqlite_master")
    else:
        rows = link.all(
            "SELECT tablename, 'table', tablename FROM pg_tables WHERE schemaname = current_schema() UNION ALL "
            "SELECT tablename, 'index', indexname FROM pg_indexes WHERE schemaname = current_schema()"
        )
    found: dict[str, set[str]] = {table: set() for table, kind, _ in rows if kind == "table"}
    for table, kind, name in rows:
        if kind == "index":
            found.setdefault(table, set()).add(name)
    return found


def _gone(names: dict[str, set[str]]) -> Iterator[Hurt]:
    for model in sorted(wanted_models(), key=lambda one: one._meta.db_table):
        table, meta = model._meta.db_table, model._meta
        if table not in names:
            yield Hurt("table", table, table)
            continue
        for name in sorted(one.name for one in (*meta.indexes, *meta.constraints)):
            if name not in names[table]:
                yield Hurt("index", name, table)


def mending(parts: Iterable[Hurt]) -> list[str]:
    """The SQL that makes the tables and indexes of these parts anew, empty where it is a table."""
    models = {model._meta.db_table: model for model in wanted_models()}
    parts = tuple(parts)
    tables = {part.table for part in parts if part.kind in ("table", "pages")}
    sql: list[str] = []
    for table in sorted(tables):
        sql += [f'DROP TABLE IF EXISTS "{table}"', *_made(models[table])]
    for part in parts:
        if part.table in tables or part.kind == "file":
            continue
        if part.kind == "index_pages":
            word = "INDEX " if connection.vendor == "postgresql" else ""
            sql.append(f'REINDEX {word}"{part.name}"')
        else:
            sql += [one for one in _made(models[part.table]) if f'INDEX "{part.name}"' in one]
    return sql


def _made(model: type[Model]) -> list[str]:
    """The statements that make the table of a model with its indexes."""
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []
    editor.create_model(model)
    by_key = connection.vendor == "sqlite" and model._meta.db_table in BY_KEY
    made = f'CREATE TABLE "{model._meta.db_table}"'
    return [
        f"{sql} WITHOUT ROWID" if by_key and sql.startswith(made) else sql for sql in _said(editor)
    ]


def _said(editor: Any) -> list[str]:
    return [
        str(sql).rstrip(";").replace("%%", "%") for sql in (*editor.collected_sql, *editor.deferred_sql)
    ]  # fmt: skip


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _of_sqlite(link: SqliteLink) -> tuple[Hurt, ...]:
    gone = tuple(_gone(_names(link)))
    if _check(link, "PRAGMA integrity_check(1)") == "":
        return gone
    schema = link.all(
        "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE rootpage > 0"
    )
    found = [
        part for table in schema if table[0] == "table" for part in _hurt_of_table(link, table[1], schema)
    ]  # fmt: skip
    return (*gone, *(found or [Hurt("file", "pages")]))


def _check(link: SqliteLink, pragma: str) -> str:
    """What SQLite's own check says; "" where all is well."""
    try:
        rows = link.all(pragma)
    except sqlite3.Error as fault:
        return str(fault) or type(fault).__name__
    return "" if rows == SOUND else "\n".join(str(row[0]) for row in rows)


def _hurt_of_table(link: SqliteLink, table: str, schema: list[tuple]) -> Iterator[Hurt]:
    said = _check(link, f'PRAGMA integrity_check("{table}")')
    if not said:
        return
    roots = {int(root) for root in TREE.findall(said)}
    named = set(INDEX.findall(said))
    [own_root] = [root for kind, name, _, root, _ in schema if kind == "table" and name == table]
    indexes = [one for one in schema if one[0] == "index" and one[2] == table]
    hurt = [
        Hurt("index_pages", name, table)
        for _, name, _, root, sql in indexes
        if root in roots or name in named or not _is_read(link, table, f"INDEXED BY {name}", sql)
    ]
    if own_root in roots or not _is_read(link, table, "NOT INDEXED") or not hurt:
        yield Hurt("pages", table, table)
    yield from hurt


def _is_read(link: SqliteLink, table: str, by: str, sql: str | None = None) -> bool:
    """Can the whole table be read this way? A partial index is read under its own condition."""
    _, where, condition = (sql or "").partition(" WHERE ")
    try:
        link.one(f'SELECT COUNT(*) FROM "{table}" {by}{where}{condition}')
    except sqlite3.OperationalError as fault:  # no query solution: an index that this cannot use
        return not trouble.is_damage(fault)
    except sqlite3.Error:
        return False
    return True


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _of_postgresql(link: Link) -> tuple[Hurt, ...]:
    """By `amcheck` where the server has it and lets this role use it; else the list of tables and indexes alone."""
    names = _names(link)
    may = link.one(
        "SELECT 1 FROM pg_proc WHERE proname = 'verify_heapam' AND has_function_privilege(oid, 'execute')"
    )
    checked = _by_amcheck(link, names) if may else ()
    return (*_gone(names), *checked)


def _by_amcheck(link: Link, names: dict[str, set[str]]) -> Iterator[Hurt]:
    tables = {model._meta.db_table for model in wanted_models()} & names.keys()
    for table in sorted(tables):
        if not _holds(link, "SELECT 1 FROM verify_heapam(?::regclass) LIMIT 1", table):
            yield Hurt("pages", table, table)
        for index in sorted(names[table]):
            if not _holds(link, "SELECT 1 WHERE bt_index_check(?::regclass, true) IS NULL", index):
                yield Hurt("index_pages", index, table)


def _holds(link: Link, sql: str, name: str) -> bool:
    try:
        return link.one(sql, (f'"{name}"',)) is None
    except faults() as fault:
        with suppress(*faults()):
            link.rollback()
        if not trouble.is_damage(fault):
            raise
        return False


def heaviest(parts: Iterable[Hurt]) -> str:
    """The weight of the worst of them; "" where nothing is hurt."""
    weights = {part.weight for part in parts}
    return next((weight for weight in ("log", "kept", "anew") if weight in weights), "")
