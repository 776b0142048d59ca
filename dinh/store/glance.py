"""One look at the houses: what a page asks again and again of who may do what is read once, and is the same throughout.

A thread that writes meanwhile does so for others too, so nothing that was glanced at is used there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from dinh.engine.record.house import House
from dinh.store.memory import Head

seen: ContextVar[dict[str, tuple[House, Head]] | None] = ContextVar("seen", default=None)
"""house -> its state, and the head that was read with it, no later."""


@contextmanager
def glance() -> Iterator[None]:
    token = seen.set({})
    try:
        yield
    finally:
        seen.reset(token)


class unseen:
    """As `glance` would be with nothing seen; a class, for every act passes here."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = seen.set(None)

    def __exit__(self, *_: object) -> None:
        seen.reset(self._before)
