"""The bytes of documents, by their SHA-256, in the house's folder: `documents/ab/cdef…`.

A file is on the disk before the event that names it is written, so no event ever names what is not there. What was kept
for a command that was then refused lies unnamed; it does no harm and `unnamed` lists it.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from dinh.store.link import linked

FOLDER = "documents"
SIZE_BYTES_MAX = 25 * 2**20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_HALF = ".half-"


class NotAsKept(Exception):
    """The bytes on the disk are no longer those that were kept."""


class Lost(FileNotFoundError):
    """The file of a document is no longer in the folder."""


class TooLarge(ValueError):
    """More bytes than one document may have."""


def folder() -> Path:
    return Path(settings.HOUSE) / FOLDER


def path(digest: str) -> Path:
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"a digest has 64 signs of 0-9 a-f, not {digest!r}")
    return folder() / digest[:2] / digest[2:]


def keep(content: bytes) -> str:
    """Put bytes safely on the disk; gives their digest. The same bytes are kept once.

    They are written whether they are there already or not, so that the time it takes tells nobody what the house has.
    """
    digest = digest_of(content)
    _write(path(digest), content)
    return digest


def digest_of(content: bytes) -> str:
    """The name under which these bytes are kept. Raises `TooLarge`."""
    if len(content) > SIZE_BYTES_MAX:
        raise TooLarge(f"{len(content)} bytes; at most {SIZE_BYTES_MAX}")
    return sha256(content).hexdigest()


def _write(place: Path, content: bytes) -> None:
    """Whole or not at all: a half-written file never has the name of a digest."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(prefix=_HALF, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(half).rename(place)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(half).unlink()
        raise
    for one in (place.parent, place.parent.parent, place.parent.parent.parent):
        _sync_folder(one)


def _sync_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(digest: str) -> bytes:
    """The bytes that were kept. Raises Lost, or NotAsKept when they have changed."""
    try:
        content = path(digest).read_bytes()
    except FileNotFoundError:
        raise Lost(digest) from None
    if sha256(content).hexdigest() != digest:
        raise NotAsKept(digest)
    return content


def remove(digest: str) -> None:
    with suppress(FileNotFoundError):
        path(digest).unlink()


def forget_halves(now: datetime) -> int:
    """Remove what a process that was killed had half written; gives how many. One that is being written now is younger than a day."""
    halves = [
        one
        for one in folder().glob(f"??/{_HALF}*")
        if one.stat().st_mtime < now.timestamp() - 24 * 3600
    ]
    for half in halves:
        half.unlink(missing_ok=True)
    return len(halves)


def kept() -> Iterator[str]:
    """The digests of all files in the folder."""
    for place in sorted(folder().glob("??/*")):
        digest = place.parent.name + place.name
        if _DIGEST.fullmatch(digest):
            yield digest


def unnamed() -> list[str]:
    """Digests of files that no event names: left by commands that were refused."""
    named = {row[0] for row in linked().all("SELECT digest FROM documents")}
    return [digest for digest in kept() if digest not in named]
