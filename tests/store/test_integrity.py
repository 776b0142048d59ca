"""The database itself is looked at first: what is gone or broken beside the log is named, and who can make it anew. The damage is a real one."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.db import connection

from dinh.cli import main
from dinh.store import books, integrity, rebuild, writer
from dinh.store.link import SqliteLink, linked
from tests.store.stories import HOUSE
from tests.store.test_damage import lived, noted, number_of, on_sqlite, without_the_page_of

__all__ = ["lived"]

CUT = "import os, sys; os.truncate(sys.argv[1], int(os.path.getsize(sys.argv[1]) * 0.9))"


def run(sql: str) -> None:
    link = linked()
    link.begin()
    link.run(sql)
    link.commit([])


def schema(table: str) -> list[str]:
    """What made the table and its indexes, but for blanks; of PostgreSQL the indexes."""
    if isinstance(linked(), SqliteLink):
        rows = linked().all("SELECT sql FROM sqlite_master WHERE tbl_name=? AND sql > ''", (table,))
    else:
        rows = linked().all("SELECT indexdef FROM pg_indexes WHERE tablename=?", (table,))
    return sorted(" ".join(row[0].split()) for row in rows)


def reasons() -> list[str]:
    return [one["reason"] for one in books.verify(HOUSE).get("damaged", ())]


def test_a_whole_house_has_no_hurt_part_and_every_table_of_the_schema(lived):
    assert integrity.hurt_parts() == ()
    assert {"events", "personal", "letters", "trail"} <= {
        model._meta.db_table for model in integrity.wanted_models()
    }


@pytest.mark.parametrize("table", sorted(integrity.ANEW))
def test_each_table_that_the_log_can_make_is_missed_and_made_anew(lived, table, capsys):
    before = schema(table)
    run(f"DROP TABLE {table}")
    found = books.verify(HOUSE)
    assert (found["ok"], found["hurt"]) == (False, "anew")
    assert f"table:{table}" in [one["reason"] for one in found["damaged"]]
    assert main(["--lang", "en", "verify"]) == 1
    said = capsys.readouterr().out
    assert f"the table {table} is gone" in said and "dinh rebuild" in said
    assert main(["rebuild", "--check"]) == 1
    rebuild.rebuild(HOUSE)
    assert schema(table) == before
    assert books.verify(HOUSE)["ok"] and rebuild.rebuild(HOUSE, check=True)["equal"]


@pytest.mark.parametrize("index", ["one_event_a_place", "cases_open", "work_by_limit"])
def test_an_index_that_is_gone_is_missed_and_made_anew(lived, index, tmp_path, capsys):
    run(f"DROP INDEX {index}")
    assert reasons() == [f"index:{index}"]
    assert main(["--json", "backup", str(tmp_path / "b.zip"), "--plain"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["hurt"] == [f"index:{index}"] and (tmp_path / "b.zip").exists()
    rebuild.rebuild(HOUSE)
    assert books.verify(HOUSE)["ok"]


@pytest.mark.parametrize("table", ["counters", "contents", "accounts_account"])
def test_a_table_that_no_log_can_make_is_named_and_neither_backed_up_nor_made(
    lived, table, tmp_path, capsys
):
    if table not in {model._meta.db_table for model in integrity.wanted_models()}:
        pytest.skip("no such table in this release")
    run(f"ALTER TABLE {table} RENAME TO elsewhere")
    try:
        found = books.verify(HOUSE)
        assert (found["ok"], found["hurt"]) == (False, "kept")
        for words, code in (
            (["backup", str(tmp_path / "b.zip"), "--plain"], "backup.damaged"),
            (["rebuild"], "rebuild.damaged"),
        ):
            assert main(["--json", *words]) == 1
            refusal = json.loads(capsys.readouterr().out)["refusal"]
            assert refusal["code"] == code and len(refusal["at"]) == 1
            assert f"không còn bảng {table}" in refusal["at"][0]["message"]
    finally:
        run(f"ALTER TABLE elsewhere RENAME TO {table}")


def test_a_broken_page_of_a_list_is_met_though_every_seal_holds(lived, tmp_path, capsys):
    on_sqlite()
    with without_the_root_of("words", tmp_path / "kept"):
        found = books.verify(HOUSE)
        assert (found["ok"], found["hurt"], found["first_bad"]) == (False, "anew", None)
        assert "pages:words" in [one["reason"] for one in found["damaged"]]
        assert main(["--lang", "en", "verify"]) == 1
        assert "the search for cases" in capsys.readouterr().out
        assert main(["--json", "backup", str(tmp_path / "b.zip"), "--plain"]) == 1
        assert "pages:words" in json.loads(capsys.readouterr().out)["hurt"]
    assert books.verify(HOUSE)["ok"]


HARM_ROOT = """
import shutil, sys
file, kept, page, size = *sys.argv[1:3], int(sys.argv[3]), int(sys.argv[4])
shutil.copyfile(file, kept)
with open(file, "r+b") as books:
    books.seek((page - 1) * size)
    books.write(b"\\x07" * size)
"""


class without_the_root_of:
    """The first page of a table, overwritten; put back at the end."""

    def __init__(self, table: str, kept):
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(self.page,)] = linked().all(
            "SELECT rootpage FROM sqlite_master WHERE type='table' AND name=?", (table,)
        )
        [(self.size,)] = linked().all("PRAGMA page_size")
        self.file, self.kept = str(linked().file), str(kept)
        connection.close()

    def __enter__(self):
        words = [self.file, self.kept, str(self.page), str(self.size)]
        subprocess.run([sys.executable, "-c", HARM_ROOT, *words], check=True)

    def __exit__(self, *_):
        connection.close()
        subprocess.run(["cp", self.kept, self.file], check=True)


def test_a_file_that_is_cut_is_told_with_the_events_that_are_lost_and_never_sent_to_verify(
    lived, tmp_path, capsys
):
    on_sqlite()
    writer.lay_down()
    connection.cursor().execute("VACUUM")  # the list of tables lies first in the file again
    for number in range(200):  # and what is written last lies at its end
        noted("c-60", f"ghi chú {number} " + "y" * 2000)
    writer.lay_down()
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file, kept = str(linked().file), str(tmp_path / "kept")
    connection.close()
    subprocess.run(["cp", file, kept], check=True)
    subprocess.run([sys.executable, "-c", CUT, file], check=True)
    try:
        found = books.verify(HOUSE)
        assert (found["ok"], found["hurt"]) == (False, "log")
        assert found["damaged"][0]["reason"] == "file:cut"
        assert found["first_bad"] > 1, "what lies before the cut is read"
        assert main(["--lang", "en", "verify"]) == 1
        said = capsys.readouterr().out
        assert "is cut" in said and "event" in said and "restore the latest backup" in said
        assert main(["--lang", "en", "backup", str(tmp_path / "b.zip"), "--plain"]) == 1
        said = capsys.readouterr().err
        assert "is cut" in said and "Nothing was backed up: 0" not in said
    finally:
        connection.close()
        subprocess.run(["cp", kept, file], check=True)
    assert books.verify(HOUSE)["ok"]


def test_a_file_of_which_nothing_can_be_read_is_told_so(lived, tmp_path, capsys):
    on_sqlite()
    with without_the_page_of("SQLite format 3", tmp_path / "kept"):
        assert main(["--lang", "en", "verify"]) == 1
        said = capsys.readouterr()
        assert "nothing of the file" in said.out and "dinh restore" in said.out
    assert number_of("c-3")


def test_a_file_that_is_shorter_than_its_first_page_says_is_known_as_cut(tmp_path):
    file = str(tmp_path / "small.sqlite")
    with closing(sqlite3.connect(file)) as books:
        books.execute("CREATE TABLE notes (text)")
        books.executemany("INSERT INTO notes VALUES (?)", [("x" * 2000,)] * 100)
        books.commit()
    assert not integrity.is_shorter(file)
    subprocess.run([sys.executable, "-c", CUT, file], check=True)
    assert integrity.is_shorter(file)
