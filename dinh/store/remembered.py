"""Values made from the books and of the time, remembered for as long as nothing that they were made from changes (`store.since`)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any

from dinh.store import ledger
from dinh.store.looked import look, looking
from dinh.store.since import Basis, basis_of, since


class Remembered[T]:
    """At most so many values; those that were made first are forgotten first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._known: dict[Hashable, tuple[T, Basis]] = {}
        self._lock = threading.Lock()

    def get(self, house: str, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, of memory where that still holds. key: all that it depends on besides the books and the present (`clock.Present`)."""
        found = self._known.get((house, key))
        if found is None or not found[1].holds():
            found = self._made(house, make)
            with self._lock:
                self._known.pop((house, key), None)
                self._known[house, key] = found
                while len(self._known) > self.most:
                    del self._known[next(iter(self._known))]
        _tell(found[1])
        return found[0]

    def _made(self, house: str, make: Callable[[], T]) -> tuple[T, Basis]:
        head = ledger.glanced_head(house)
        if head is None:
            return make(), Basis({}, None)
        since(house, head)
        with look(house, head.number) as found:
            value = make()
        return value, basis_of(found)


def _tell(basis: Basis) -> None:
    """Whoever looks on has read this too."""
    outer: Any = looking.get()
    if outer is None:
        return
    for house, (_, number) in basis.numbers.items():
        outer.begun(house, number)
    for tell, (at, end) in basis.until.items():
        outer.watch.note(tell, at, end)
    if basis.things is None:
        outer.everything = True
    else:
        outer.things |= basis.things
