"""The turn to write, between processes that share one SQLite file.

SQLite's own waiting has no queue, so somebody starves. Here who comes next holds a second lock while it waits, so that
the one who has just written cannot overtake it. PostgreSQL queues by itself, on the row of the house's head.
"""

import fcntl
import os
from pathlib import Path


class Turn:
    """Two lock files beside the books, kept open."""

    def __init__(self, books: Path):
        self._next = os.open(books.with_name("next.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._writing = os.open(books.with_name("writing.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> None:
        fcntl.flock(self._next, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._writing, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._next, fcntl.LOCK_UN)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._writing, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._next)
        os.close(self._writing)
