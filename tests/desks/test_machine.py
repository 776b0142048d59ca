"""When the machine fails under a page: what happened, what to do, what was typed; and nothing half done."""

import errno
import io
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections

from dinh.cli import verify as verify_command
from dinh.engine.record.seal import verify
from dinh.limits import FULL
from dinh.store import books, documents, ledger, rebuild, uploads, writer
from dinh.store.link import SqliteLink, linked
from dinh.workflow import cases
from tests.desks.test_cases import DATA, accepted  # noqa: F401
from tests.store.stories import pen

NOTE = {"text": "Đã gọi điện cho bà Điểu Xuân, hẹn thứ Sáu."}


def whole(house: str) -> int:
    events, bad, reason = verify(ledger.log(house))
    assert not bad, (bad, reason)
    assert rebuild.rebuild(house, check=True)["equal"]
    return events


def said(answer, code: str, status: int = 503) -> str:
    page = answer.content.decode()
    assert (answer.status_code, code in page) == (status, True), page[:3000]
    assert answer["X-Trace-Id"][:4] in page
    return page


@pytest.fixture
def on_sqlite(house):
    if not isinstance(linked(), SqliteLink):
        pytest.skip("a server's disk and locks are its own matter")


def test_a_full_disk_under_the_books_says_so_and_keeps_what_was_typed(
    on_sqlite,
    signed_in,
    accepted,
):
    browser = signed_in("civil.1")
    form = f"/cases/{accepted.code}/acts/note"
    before = whole("24730")
    pen().run("VACUUM")  # pages that other tests left free are room too
    [pages] = pen().one("PRAGMA page_count")
    pen().one(f"PRAGMA max_page_count={pages}")
    try:
        long = NOTE["text"] + " x" * 900  # soon more than the free room in the last pages
        full = next(
            one
            for one in (browser.post(form, {"text": long}) for _ in range(100))
            if one.status_code != 302
        )
        assert NOTE["text"] in said(full, "disk.full")
        assert browser.get(f"/cases/{accepted.code}/").status_code == 200, "reading goes on"
    finally:
        pen().one("PRAGMA max_page_count=1000000")
    assert whole("24730") < before + 100
    assert browser.post(form, NOTE).status_code == 302


def test_a_full_disk_under_a_document_says_so_and_no_event_names_it(
    signed_in,
    accepted,
    monkeypatch,
):
    browser, before = signed_in("civil.1"), whole("24730")
    fsync = documents.os.fsync

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(documents.os, "fsync", full)
    sent = {"text": NOTE["text"], "scan": io.BytesIO(b"%PDF-1.7 giay")}
    assert NOTE["text"] in said(
        browser.post(f"/cases/{accepted.code}/acts/note", sent), "disk.full"
    )
    monkeypatch.setattr(documents.os, "fsync", fsync)
    assert whole("24730") == before
    assert not list(documents.folder().glob("??/.half-*"))


def test_a_disk_that_was_full_before_a_scan_was_taken_in_says_so_and_keeps_what_was_typed(
    signed_in,
    accepted,
):
    browser, before = signed_in("civil.1"), whole("24730")
    met = OSError(errno.ENOSPC, "No space left on device")
    page = said(
        browser.post(
            f"/cases/{accepted.code}/acts/note", {**NOTE, "scan": io.BytesIO(b"")}, **{FULL: met}
        ),
        "disk.full",
    )
    assert NOTE["text"] in page
    assert whole("24730") == before


@contextmanager
def held() -> Iterator[None]:
    """Another program has the books and does not let go."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    pen().run("PRAGMA busy_timeout=50")
    try:
        yield
    finally:
        other.close()
        pen().run("PRAGMA busy_timeout=20000")


def test_books_that_another_program_holds_are_waited_for_and_then_said_to_be_busy(
    on_sqlite,
    signed_in,
    accepted,
):
    browser = signed_in("civil.1")
    before = whole("24730")
    with held():
        assert NOTE["text"] in said(
            browser.post(f"/cases/{accepted.code}/acts/note", NOTE), "books.held"
        )
        assert browser.get(f"/cases/{accepted.code}/").status_code == 200, "reading goes on"
        page = said(
            browser.post("/sign-in", {"name": "leader", "password": "mùa cà phê"}), "books.held"
        )
        assert "leader" in page
        assert "mùa cà phê" not in page
    assert whole("24730") == before
    assert browser.post(f"/cases/{accepted.code}/acts/note", NOTE).status_code == 302


def test_a_broken_page_of_the_books_is_told_with_what_to_do(
    on_sqlite,
    signed_in,
    accepted,
    tmp_path,
):
    browser = signed_in("civil.1")
    with broken(Path(connection.settings_dict["NAME"]), tmp_path):
        page = said(browser.get(f"/cases/{accepted.code}/"), "books.broken")
        assert "dinh restore" in page
        assert browser.get("/health").status_code == 503
        api = browser.get(f"/api/cases/{accepted.code}")
        assert (api.status_code, api.json()["code"]) == (503, "books.broken")
    assert browser.get(f"/cases/{accepted.code}/").status_code == 200


HARM = """
import sys
file, kept, size = *sys.argv[1:3], int(sys.argv[3])
content = open(kept or file, "rb").read()
with open(file, "r+b") as books:
    books.seek(size)
    books.write(content[size:] if kept else b"\\xa5" * (len(content) - size))
"""


@contextmanager
def broken(file: Path, tmp_path: Path) -> Iterator[None]:
    """Everything but the first page, which names the tables, is overwritten, as a dying disk does it.

    By other programs: whoever opens and closes the file in this process lets go of what SQLite has locked in it, for all its connections.
    """
    linked().one("PRAGMA wal_checkpoint(TRUNCATE)")
    [size] = linked().one("PRAGMA page_size")
    connections.close_all()
    writer.lay_down()
    kept = tmp_path / "kept.sqlite"
    subprocess.run(["cp", file, kept], check=True)
    subprocess.run([sys.executable, "-c", HARM, file, "", str(size)], check=True)
    try:
        yield
    finally:
        connections.close_all()
        writer.lay_down()
        subprocess.run([sys.executable, "-c", HARM, file, kept, str(size)], check=True)


@pytest.mark.parametrize(
    "harm",
    [lambda file: file.unlink(), lambda file: file.write_bytes(b"%PDF-1.7 another")],
    ids=["gone", "changed"],
)
def test_a_document_that_is_gone_or_changed_on_the_disk_is_told_and_verify_names_it(
    signed_in, commune, harm
):
    digest = uploads.keep_made(b"%PDF-1.7 giay chung sinh")
    file = {"digest": digest, "name": "giay.pdf", "type": "application/pdf", "size": 24}
    case = cases.open_case(
        commune,
        "counter.1",
        "khai-sinh",
        {**DATA, "documents": {**DATA["documents"], "birth_note": [file]}},
    )
    browser = signed_in("counter.1")
    address = f"/cases/{case.code}/documents/{digest}"
    assert browser.get(address).content == b"%PDF-1.7 giay chung sinh"
    harm(documents.path(digest))
    assert "dinh verify" in said(browser.get(address), "document.lost")
    assert browser.get(f"/cases/{case.code}/").status_code == 200, "the case itself is as it was"
    found = books.verify(commune)
    assert (found["ok"], found["reason"]) == (False, f"document:{digest}")
    documents.keep(b"%PDF-1.7 giay chung sinh")  # brought back from a backup
    assert books.verify(commune)["ok"]


@pytest.mark.parametrize(
    ("harm", "reason", "says", "do"),
    [
        (
            lambda: linked().run("UPDATE events SET actor='{}' WHERE number=2"),
            "seal",
            "event 2",
            "restore the latest backup",
        ),
        (
            lambda: linked().run("UPDATE cases SET place=place-1"),
            "case:",
            "the log holds",
            "dinh rebuild",
        ),
        (
            lambda: [documents.path(one).unlink() for one in documents.kept()],
            "document:",
            "no longer on the disk",
            "documents/",
        ),
    ],
    ids=["log", "case", "document"],
)
def test_verify_says_in_words_what_is_harmed_and_what_to_do(commune, harm, reason, says, do):
    digest = uploads.keep_made(b"%PDF-1.7 giay chung sinh")
    file = {"digest": digest, "name": "giay.pdf", "type": "application/pdf", "size": 24}
    cases.open_case(
        commune,
        "counter.1",
        "khai-sinh",
        {**DATA, "documents": {**DATA["documents"], "birth_note": [file]}},
    )
    harm()
    found = books.verify(commune)
    assert found["reason"].startswith(reason)
    told = verify_command._told(found, "en")
    assert says in told
    assert do in told
    assert found["reason"] in told
    lines = verify_command._told(found, "vi").splitlines()
    assert len(lines) == 2 + len(found.get("damaged", ()))
