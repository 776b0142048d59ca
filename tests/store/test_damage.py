"""Books that are damaged on the disk: each damaged event is named with its case, and the next is looked at. The damage is a real one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections

from dinh import folder
from dinh.cli import main
from dinh.engine.record.events import Noted
from dinh.engine.refusal import Refused
from dinh.store import archive, books, keys, ledger, trouble
from dinh.store.link import SqliteLink, linked
from dinh.store.writer import write
from tests.store.stories import CLERK, HOUSE, a_house, opened

CASES = tuple(f"c-{n}" for n in range(1, 61))


@pytest.fixture
def lived(house, monkeypatch):
    """Some sixty cases with long remarks, so that the log fills many pages of a file."""
    monkeypatch.setenv("DINH_HOUSE", str(house))
    folder.make(house)
    folder.name_house(house, HOUSE)
    keys.make_key(house)
    a_house()
    for code in CASES:
        opened(code)
        noted(code, f"ghi chú của {code} " + "x" * 2000)
    assert books.verify(HOUSE)["ok"]
    yield house
    for one in connections.all():
        one.close()


def noted(code: str, text: str) -> None:
    write(
        HOUSE,
        lambda batch: batch.append(code, [(batch.case(code).last_at, CLERK, Noted(about=text))]),
    )


def numbers(found: dict) -> list[tuple]:
    return [(one["number"], one["case"], one["reason"]) for one in found["damaged"]]


def number_of(code: str) -> int:
    """Of the case's last event."""
    [(number,)] = linked().all(
        'SELECT MAX(number) FROM events WHERE house=? AND "case"=?', (HOUSE, code)
    )
    return number


def on_sqlite() -> None:
    if not isinstance(linked(), SqliteLink):
        pytest.skip("PostgreSQL lets no such bytes into a text, and its files are the server's")


def test_a_byte_that_is_no_text_is_told_with_its_event_and_its_case_and_the_rest_is_looked_at(
    lived, capsys, tmp_path
):
    on_sqlite()
    first, second = number_of("c-7"), number_of("c-50")
    linked().run("UPDATE events SET body=CAST(x'7b22ff22' AS TEXT) WHERE number=?", (first,))
    linked().run("UPDATE events SET actor=CAST(x'ff' AS TEXT) WHERE number=?", (second,))
    found = books.verify(HOUSE)
    assert numbers(found) == [(first, "c-7", "utf8:body"), (second, "c-50", "utf8:actor")]
    assert (found["ok"], found["first_bad"], found["reason"]) == (False, first, "utf8:body")
    assert found["events"] == first - 1
    assert main(["verify"]) == 1
    said = capsys.readouterr().out
    assert f"việc số {first}, hồ sơ c-7: utf8:body" in said
    assert f"việc số {second}, hồ sơ c-50: utf8:actor" in said
    assert main(["--json", "backup", str(tmp_path / "b.zip"), "--plain"]) == 1
    refusal = json.loads(capsys.readouterr().out)["refusal"]
    assert refusal["code"] == "backup.damaged"
    assert [one["field"] for one in refusal["at"]] == [f"{HOUSE}/{first}", f"{HOUSE}/{second}"]
    assert list(tmp_path.glob("b.zip*")) == []


HARM = """
import shutil, sys
file, kept, text, size = *sys.argv[1:4], int(sys.argv[4])
if text:
    shutil.copyfile(file, kept)
    place = open(file, "rb").read().index(text.encode()) // size * size
    content = bytes(size)
else:
    place, content = 0, open(kept, "rb").read()
with open(file, "r+b") as books:
    books.seek(place)
    books.write(content)
"""


@contextmanager
def without_the_page_of(text: str, kept: Path) -> Iterator[None]:
    """The page of the SQLite file on which this stands is overwritten with nothing, and put back at the end.

    By other programs: whoever opens and closes the file in this process lets go of what SQLite has locked in it.
    """
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    [(page_bytes,)] = linked().all("PRAGMA page_size")
    words = [sys.executable, "-c", HARM, str(linked().file), str(kept)]
    connection.close()
    try:
        subprocess.run([*words, text, str(page_bytes)], check=True)
        yield
    finally:
        connection.close()
        subprocess.run([*words, "", "0"], check=True)


def test_a_page_of_the_file_that_is_gone_costs_only_the_events_that_lay_on_it(
    lived, capsys, tmp_path
):
    on_sqlite()
    number = number_of("c-30")
    with without_the_page_of("ghi chú của c-30 ", tmp_path / "kept"):
        found = books.verify(HOUSE)
        told = numbers(found)
        assert (number, "c-30", "unreadable") in told
        assert {one[2] for one in told} == {"pages:events", "unreadable"}
        assert len(told) < 10, "what lies on other pages is sound"
        assert (found["ok"], found["first_bad"]) == (False, told[1][0])
        with pytest.raises(Refused) as refused:
            archive.backup(HOUSE, tmp_path / "b.zip")
        assert refused.value.refusal.code == "backup.damaged"
        assert refused.value.refusal.facts["count"] == len(told)
        assert main(["--lang", "en", "verify"]) == 1
        assert f"event {number}, case c-30: unreadable" in capsys.readouterr().out
    assert books.verify(HOUSE)["ok"]


@pytest.mark.parametrize("table", ["personal", "cases", "houses", "django_migrations"])
def test_a_table_that_is_gone_is_told_and_the_log_is_looked_at_all_the_same(
    lived, capsys, tmp_path, table
):
    linked().run(f"ALTER TABLE {table} RENAME TO elsewhere")
    try:
        before = number_of("c-3")
        linked().run("UPDATE events SET actor='{}' WHERE number=?", (before,))
        if table != "django_migrations":
            found = books.verify(HOUSE)
            assert [one["reason"] for one in found["damaged"]] == [f"table:{table}", "seal"]
            assert (found["damaged"][1]["number"], found["damaged"][1]["case"]) == (before, "c-3")
        assert main(["verify"]) == 1
        said = capsys.readouterr()
        assert "c-3" in said.out, said.err
        assert main(["--json", "backup", str(tmp_path / "b.zip"), "--plain"]) == 1
        refusal = json.loads(capsys.readouterr().out)["refusal"]
        assert refusal["code"] in ("backup.damaged", "backup.broken")
        assert any("c-3" in one["message"] for one in refusal["at"])
    finally:
        linked().run(f"ALTER TABLE elsewhere RENAME TO {table}")


def test_every_event_that_was_changed_is_named_not_the_first_alone(lived, tmp_path):
    changed = [number_of(code) for code in ("c-2", "c-20", "c-40")]
    for number in changed:
        linked().run("UPDATE events SET actor='{}' WHERE number=?", (number,))
    gone = number_of("c-55")
    linked().run("DELETE FROM events WHERE number=?", (gone,))
    gone = changed[-1] and max(
        n
        for n in range(1, 200)
        if n not in {row[0] for row in linked().all("SELECT number FROM events")}
        and n < number_of("c-56")
    )
    found = books.verify(HOUSE)
    assert (found["first_bad"], found["reason"]) == (changed[0], "seal")
    assert [one["number"] for one in found["damaged"]] == [*changed, gone]
    assert [one["reason"] for one in found["damaged"]] == ["seal"] * 3 + ["gap"]
    with pytest.raises(Refused) as refused:
        archive.backup(HOUSE, tmp_path / "b.zip")
    assert refused.value.refusal.code == "backup.broken"
    assert len(refused.value.refusal.at) == 4


def test_what_cannot_be_read_is_told_as_damage_and_never_that_nothing_was_lost(lived, capsys):
    on_sqlite()
    linked().run("UPDATE events SET body=CAST(x'ff' AS TEXT) WHERE number=?", (number_of("c-7"),))
    with pytest.raises(Exception, match="decode") as fault:
        list(ledger.log(HOUSE))
    assert trouble.refusal_of(fault.value).code == "books.broken"
    assert main(["log"]) == 1
    said = capsys.readouterr().err
    assert "chưa rõ hỏng những gì" in said and "dinh verify" in said


def test_a_fault_of_the_program_does_not_say_that_nothing_was_lost(lived, capsys, monkeypatch):
    from dinh.cli import verify

    monkeypatch.setattr(verify, "run", lambda words: 1 / 0)
    assert main(["verify"]) == 3
    assert "không có gì bị mất" not in (said := capsys.readouterr().err)
    assert "chưa chắc đã xong" in said
    assert main(["--lang", "en", "verify"]) == 3
    assert "nothing was lost" not in capsys.readouterr().err
