"""One run at a time on a folder: a second one is told who runs, since when, and what to do.

The lock is the system's own (flock) on a small file that says who holds it; it goes with the process, however that ends, so what a killed
run left behind blocks nobody. Rule to keep: whoever writes to a store or a site holds its folder.
"""

from __future__ import annotations

import errno
import fcntl
import getpass
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from dinh.engine.schedule.calendar import to_local
from dinh.forest.trouble import refuse

LOCK = "run.lock"
_TAKEN = (errno.EWOULDBLOCK, errno.EACCES)


@contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """Holds the folder, which is there, while this goes on. what: the command, for whoever comes second. Raises Refused where another holds it."""
    with _locked(folder, what) as file:
        _say(file, what)
        yield


def _locked(folder: Path, what: str) -> BinaryIO:
    path = folder / LOCK
    while True:
        file = path.open("a+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            told = _told(file)
            file.close()
            if fault.errno in _TAKEN:
                raise refuse("forest.taken", store=str(folder), **told) from None
            raise
        if _lies(path, file):
            return file
        file.close()  # whoever held it before took the folder away
        folder.mkdir(parents=True, exist_ok=True)


def _lies(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _say(file: BinaryIO, what: str) -> None:
    """A full disk keeps nobody from the lock itself."""
    try:
        file.truncate(0)
        file.write(
            json.dumps(
                {"what": what, "pid": os.getpid(), "by": _person(), "host": platform.node()}
            ).encode()
        )
        file.flush()
    except OSError:
        pass


def _told(file: BinaryIO) -> dict[str, str]:
    """Who holds it, as far as it is known: it may be writing so just now."""
    since = to_local(datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC))
    file.seek(0)
    try:
        said = json.loads(file.read(2000))
    except ValueError:
        said = {}
    return {name: str(said.get(name) or "?") for name in ("what", "pid", "by", "host")} | {
        "since": f"{since:%H:%M %d/%m/%Y}"
    }


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
