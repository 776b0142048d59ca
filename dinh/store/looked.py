"""What a page has read of the books and of the clock, so that it may be kept for as long as nothing of that changes.

Whoever reads the books says what: `link.reading(house, (kind, name), …)`. Rule to keep: a reading that says nothing (`link.linked`) counts
as having read everything, so that forgetting to say costs time and never truth. The clock says for itself until when it would answer alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from dinh import clock

type Thing = tuple[str, str, str]
"""house, kind, name. Kinds: `case` by code, `work` by role (what waits for it, or reminds it), `loads` (how much waits), `records` by register."""


class Look:
    """numbers: house -> number of the last event before anything of it was read; everything: any event at all may have changed what was read; watch: what the clock was asked."""

    __slots__ = ("everything", "numbers", "things", "watch")

    def __init__(self, house: str, number: int) -> None:
        self.numbers = {house: number}
        self.things: set[Thing] = set()
        self.everything = False
        self.watch = clock.Watch()

    def begun(self, house: str, number: int) -> None:
        """Something of a house was read, after its event `number` or later."""
        self.numbers[house] = min(number, self.numbers.get(house, number))


looking: ContextVar[Look | None] = ContextVar("looking", default=None)


@contextmanager
def look(house: str, number: int) -> Iterator[Look]:
    """What this thread reads inside. number: of the house's last event, read before the block."""
    found = Look(house, number)
    token, watch = looking.set(found), clock.watching.set(found.watch)
    try:
        yield found
    finally:
        clock.watching.reset(watch)
        looking.reset(token)
