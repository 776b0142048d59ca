"""What the machine's own faults mean for a person: a full disk, books that do not answer, a broken page, a file that is gone.

None of these is a fault of the program, so each has its code and says what to do. Rule to keep: a fault that is not
surely one of these stays what it is.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django.db
from django.conf import settings

from dinh.engine.refusal import Refusal
from dinh.store import documents
from dinh.store.link import LOCK_NOT_AVAILABLE, Held, Unsure
from dinh.store.writer import NotWritten

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
SHARED_BYTES = 2**15
SILENT = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


def refusal_of(fault: BaseException) -> Refusal | None:
    """The refusal that a fault of the machine stands for; None: it is none of these."""
    for one in _causes(fault):
        found = _refusal_of(one)
        if found is not None:
            return found
    return (
        Refusal("house.not_written", {"why": str(fault)}) if isinstance(fault, NotWritten) else None
    )


def is_unreadable(fault: BaseException) -> bool:
    """Was it a NUL among what was sent, which PostgreSQL's texts cannot hold? No text of ours has one, so nothing was found or done."""
    psycopg = sys.modules.get("psycopg")
    return psycopg is not None and any(
        isinstance(one, psycopg.DataError) and "NUL" in str(one) for one in _causes(fault)
    )


def is_no_text(fault: BaseException) -> bool:
    """Is it a stored text with bytes that are no UTF-8?"""
    return isinstance(fault, sqlite3.OperationalError) and "decode to UTF-8" in str(fault)


def is_damage(fault: BaseException) -> bool:
    """Can a part of the books not be read, for what is on the disk?"""
    found = refusal_of(fault)
    return found is not None and found.code == "books.broken"


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    """The fault and what it came from: Django wraps the driver's."""
    while fault is not None:
        yield fault
        fault = fault.__cause__


def _refusal_of(fault: BaseException) -> Refusal | None:
    match fault:
        case documents.Lost() | documents.NotAsKept():
            return Refusal("document.lost", {"digest": str(fault)[:16]})
        case OSError():
            return Refusal("disk.full", {"folder": _folder()}) if fault.errno in NO_ROOM else None
        case sqlite3.Error() if is_no_text(fault) or "no such table" in str(fault):
            return Refusal("books.broken", {})
        case sqlite3.Error():
            return _of_sqlite(getattr(fault, "sqlite_errorcode", 0) & 0xFF)
        case Held():
            return Refusal("books.held", {})
        case Unsure():  # a full disk is sure: what it could not take whole, it will not read
            cause = getattr(fault.__cause__, "sqlite_errorcode", 0) & 0xFF
            return None if cause == sqlite3.SQLITE_FULL else Refusal("books.unsure", {})
        case django.db.InterfaceError():
            return Refusal("books.silent", {})
    psycopg = sys.modules.get("psycopg")
    if psycopg is not None and isinstance(fault, psycopg.Error):
        return _of_postgresql(fault.sqlstate, isinstance(fault, psycopg.OperationalError))
    return None


def _of_sqlite(code: int) -> Refusal | None:
    if code in BROKEN:
        return Refusal("books.broken", {})
    if code == sqlite3.SQLITE_FULL:
        return Refusal("disk.full", {"folder": _folder()})
    if code in HELD:
        return Refusal("books.held", {})
    if code not in SILENT:
        return None
    return (
        Refusal("disk.full", {"folder": str(settings.HOUSE)})
        if _cannot_be_written()
        else Refusal("books.silent", {})
    )


def _cannot_be_written() -> bool:
    """SQLite asks for a page of shared memory before it reads: without it, a full disk is an input or output error to it."""
    house = Path(settings.HOUSE)
    try:
        return house.is_dir() and (
            not os.access(house, os.W_OK) or shutil.disk_usage(house).free < SHARED_BYTES
        )
    except OSError:
        return False


def _of_postgresql(state: str | None, operational: bool) -> Refusal | None:
    """By SQLSTATE: 53100 disk full, XX001 and XX002 corrupt data, 22021 bytes that are no text, 42P01 a table that is gone; operational faults (class 08, 53, 55, 57, none) pass."""
    if state == "53100":
        return Refusal("disk.full", {"folder": "PostgreSQL"})
    if state in ("XX001", "XX002", "22021", "42P01"):
        return Refusal("books.broken", {})
    if state == LOCK_NOT_AVAILABLE:
        return Refusal("books.held", {})
    return Refusal("books.silent", {}) if operational else None


def _folder() -> str:
    """Of the disks that are written to, the one with the least room: what is sent goes through the temporary folder."""
    house = Path(settings.HOUSE)
    try:
        return str(
            min(
                (house, Path(tempfile.gettempdir())),
                key=lambda place: shutil.disk_usage(place).free,
            )
        )
    except OSError:
        return str(house)
