"""What was struck in which case, and when: an order says nothing of what is filled or brought under the same name after it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from dinh.engine.record.seal import Sealed
from dinh.store.link import Link

STRUCK = "SELECT \"case\", number, body FROM events WHERE house=? AND kind='struck'"


class Orders:
    """The names that were struck in each case of a house, by the number of the event that struck them."""

    def __init__(self, told: Iterable[tuple[str, int, str]] = ()) -> None:
        self._by_case: dict[str, list[tuple[int, frozenset[str]]]] = {}
        for one in told:
            self.note(*one)

    def note(self, case: str, number: int, body: str) -> None:
        """body: of a `struck` event, as sealed"""
        self._by_case.setdefault(case, []).append(
            (number, frozenset(msgspec.json.decode(body)["names"]))
        )

    def after(self, case: str, number: int) -> frozenset[str]:
        """What was struck in the case after event `number`."""
        return frozenset().union(
            *(names for at, names in self._by_case.get(case, ()) if at > number)
        )


def in_house(link: Link, house: str) -> Orders:
    return Orders(link.all(STRUCK, (house,)))  # type: ignore[arg-type]  # three columns


def in_case(link: Link, house: str, code: str) -> Orders:
    return Orders(link.all(f'{STRUCK} AND "case"=? AND place > 0', (house, code)))  # type: ignore[arg-type]  # three columns


def among(events: Iterable[Sealed]) -> Orders:
    return Orders(
        (event.case, event.number, event.body) for event in events if event.kind == "struck"
    )
