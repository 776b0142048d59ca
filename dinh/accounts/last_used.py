"""When, from where and by what a session or a token was used last, kept in memory and written by the server's timer.

A page that is only looked at must not wait for a writer, nor fail where the disk is full: so no request writes this.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct


class Use(Struct, frozen=True):
    """at: seconds of the clock."""

    at: int
    address: str
    device: str


class LastUsed:
    """The last use of each of a kind of thing. May be used by many threads at once."""

    def __init__(self, write: Callable[[Any, Use], None]) -> None:
        self._write, self._lock = write, threading.Lock()
        self._uses: dict[Any, Use] = {}

    def note(self, key: Any, use: Use) -> None:
        with self._lock:
            self._uses[key] = use

    def of(self, key: Any) -> Use | None:
        return self._uses.get(key)

    def keep(self) -> None:
        """Write what was noted since the last time. What could not be written is tried again."""
        with self._lock:
            uses, self._uses = self._uses, {}
        pending: Iterable[tuple[Any, Use]] = iter(uses.items())
        try:
            for key, use in pending:
                self._write(key, use)
        except Exception:
            with self._lock:
                self._uses = {**uses, **self._uses}
            raise
