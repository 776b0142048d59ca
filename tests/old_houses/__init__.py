"""Houses of earlier releases, as they were left: `place(NAME, installation)` puts one where this release will find it.

`house.tar.xz` is the folder with its SQLite file, `backup.zip` what that release's `dinh backup` gave, `expected.json` what
it said of the house. On PostgreSQL the tables are made by the migrations which that release had, and filled from the file.
"""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

from tests.installation import Installation

FOLDER = Path(__file__).parent
NAMES = sorted(one.parent.name for one in FOLDER.glob("*/expected.json"))


def expected(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name / "expected.json").read_text("utf-8"))


def place(name: str, installation: Installation) -> None:
    with tarfile.open(FOLDER / name / "house.tar.xz") as tar:
        tar.extractall(installation.folder.parent, filter="data")
    assert installation.folder.name == "house"
    if installation.url:
        _into_postgresql(name, installation)


def told(installation: Installation) -> dict[str, Any]:
    """What this release says of the house there, in one process for all the questions."""
    environ = {**installation.environ, "DJANGO_SETTINGS_MODULE": "dinh.server.settings"}
    root = FOLDER.parent.parent
    done = subprocess.run(
        [sys.executable, "-m", "tests.old_houses.make", "--tell"],
        env=environ,
        cwd=root,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _into_postgresql(name: str, installation: Installation) -> None:
    last = {
        one.partition(".")[0]: one.partition(".")[2] for one in sorted(expected(name)["migrations"])
    }
    made = (
        "import django; django.setup(); from django.db import connection; from django.db.migrations.executor import MigrationExecutor; "
        f"MigrationExecutor(connection).migrate({list(last.items())!r})"
    )
    environ = {**installation.environ, "DJANGO_SETTINGS_MODULE": "dinh.server.settings"}
    subprocess.run([sys.executable, "-c", made], env=environ, check=True)
    books = installation.folder / "books.sqlite"
    import psycopg

    with (
        contextlib.closing(sqlite3.connect(books)) as old,
        psycopg.connect(installation.url) as new,
    ):
        tables = [
            one
            for (one,) in old.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY rootpage"
            )
        ]
        tables.remove("django_migrations")
        new.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            _copied(old, new, table)
    books.unlink()
    shutil.rmtree(installation.folder / "static", ignore_errors=True)


def _copied(old: sqlite3.Connection, new: Any, table: str) -> None:
    rows = old.execute(f'SELECT * FROM "{table}"')
    columns = [one[0] for one in rows.description]
    asked = "SELECT column_name, data_type, is_identity FROM information_schema.columns WHERE table_name = %s"
    types = {
        column: (type_, identity)
        for column, type_, identity in new.execute(asked, (table,)).fetchall()
    }
    names = ", ".join(f'"{one}"' for one in columns)
    values = ", ".join(["%s"] * len(columns))
    for row in rows:
        told = [
            bool(value) if types[column][0] == "boolean" else value
            for column, value in zip(columns, row, strict=True)
        ]
        new.execute(f'INSERT INTO "{table}" ({names}) VALUES ({values})', told)
    for column, (_, identity) in types.items():
        if identity == "YES":
            new.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), COALESCE((SELECT MAX({column}) FROM {table}), 0) + 1, false)"
            )
