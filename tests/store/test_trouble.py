"""What the machine's faults are told as."""

import errno
import sqlite3
from types import SimpleNamespace

import pytest

from dinh.store import trouble
from dinh.store.documents import Lost
from dinh.store.link import Held, Unsure
from dinh.store.writer import NotWritten


def of_sqlite(code: int) -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("told by the library")
    fault.sqlite_errorcode = code
    return fault


def caused(fault: Exception, *causes: Exception) -> Exception:
    at = fault
    for cause in causes:
        at.__cause__ = at = cause
    return fault


def test_the_disk_that_is_full_is_named_also_where_it_is_not_the_houses(
    house, tmp_path, monkeypatch
):
    monkeypatch.setattr(trouble.tempfile, "gettempdir", lambda: "/dev/shm")  # a disk of its own
    full = OSError(errno.ENOSPC, "No space left on device")
    room = {str(house): 5, "/dev/shm": 7}
    monkeypatch.setattr(
        trouble.shutil, "disk_usage", lambda place: SimpleNamespace(free=room[str(place)])
    )
    assert trouble.refusal_of(full).facts["folder"] == str(house)
    room["/dev/shm"] = 0
    assert trouble.refusal_of(full).facts["folder"] == "/dev/shm"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk.full"),
        (OSError(errno.EACCES, "Permission denied"), None),
        (caused(NotWritten("full"), of_sqlite(sqlite3.SQLITE_FULL)), "disk.full"),
        (caused(NotWritten("full"), Unsure("full"), of_sqlite(sqlite3.SQLITE_FULL)), "disk.full"),
        (
            caused(
                NotWritten("broken line"), Unsure("broken line"), of_sqlite(sqlite3.SQLITE_IOERR)
            ),
            "books.unsure",
        ),
        (caused(NotWritten("locked"), of_sqlite(sqlite3.SQLITE_BUSY)), "books.held"),
        (caused(NotWritten("held"), Held("20 s")), "books.held"),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "books.held"),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), "books.silent"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), "books.broken"),
        (NotWritten("nobody knows why"), "house.not_written"),
        (Lost("ab"), "document.lost"),
        (ZeroDivisionError(), None),
    ],
)
def test_a_fault_of_the_machine_is_told_by_its_cause_and_no_other_fault_is(fault, code):
    found = trouble.refusal_of(fault)
    assert (found.code if found else None) == code
