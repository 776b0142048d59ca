"""The turn to write, between processes that share one SQLite file.

SQLite's own waiting has no queue, so somebody starves. Here who comes next holds a second lock while it waits, so that
the one who has just written cannot overtake it. PostgreSQL queues by itself, on the row of the house's head.
A process that was stopped in the middle holds its turn for ever; whoever waits for it gives up as at any other lock.
"""

import fcntl
import os
import time
from pathlib import Path

from dinh.store.link import Held

SECONDS_MAX = 20.0  # as long as for a lock of the database itself (`server.database`)
_SOON, _SOON_SECONDS, _LATER_SECONDS = (
    200,
    0.0005,
    0.01,
)  # so many looks in quick succession, then slower ones


class Turn:
    """Two lock files beside the books, kept open."""

    def __init__(self, books: Path):
        self._next = os.open(
            books.with_name("next.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        self._writing = os.open(
            books.with_name("writing.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )

    def __enter__(self) -> None:
        end = time.monotonic() + SECONDS_MAX
        _take(self._next, end)
        try:
            _take(self._writing, end)
        finally:
            fcntl.flock(self._next, fcntl.LOCK_UN)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._writing, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._next)
        os.close(self._writing)


def _take(handle: int, end: float) -> None:
    """The system offers a lock at once or for ever, never for so long; so it is asked again and again."""
    looks = 0
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise Held(f"another process has been writing for {SECONDS_MAX:.0f} s") from None
        looks += 1
        time.sleep(_SOON_SECONDS if looks < _SOON else _LATER_SECONDS)
