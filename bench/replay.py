"""Events a second read from the books, every seal checked and every case folded, on one core.

The house is real: CASES cases go through the door, so that each event lies in the tables as it would. The floor reads the
same rows by the bare driver and hashes them in a chain, in the same run.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from bench.machine import machine
from bench.own import in_a_house_of_its_own
from dinh.engine.record.case import Case
from dinh.engine.record.evolve import evolve
from dinh.engine.record.seal import Sealed

EVENTS = 20_000
EVENTS_A_CASE = 11
ROUNDS = 5
LANES = 32


def run(events: int = EVENTS) -> dict[str, Any]:
    """The figure is of checking and folding together: `dinh verify` and the fold of `dinh rebuild` in one pass of the log."""
    return {**in_a_house_of_its_own("bench.replay", str(events)), "machine": machine()}


# --- inside the house's own process ---------------------------------------------------------------------------------


def measure(events: int) -> dict[str, Any]:
    from bench.commune import begun

    house = begun()
    _fill(house, events // EVENTS_A_CASE)
    rates: dict[str, list[float]] = {"replay": [], "verify": [], "floor": []}
    for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for all of them
        rates["replay"].append(_rate(lambda: _replayed(house)))
        rates["verify"].append(_rate(lambda: _verified(house)))
        rates["floor"].append(_rate(lambda: _floor(house)))
    middle = {name: round(statistics.median(found)) for name, found in rates.items()}
    return {
        **_row(
            "the log read, seals checked, cases folded; floor: the same rows by the bare driver, hashed",
            middle["replay"],
            middle["floor"],
        ),
        "more": [
            _row(
                "dinh verify: seals, personal values, documents, heads; floor: the same",
                middle["verify"],
                middle["floor"],
            )
        ],
    }


def _row(what: str, figure: int, floor: int) -> dict[str, Any]:
    return {
        "name": "replay",
        "what": what,
        "figure": figure,
        "unit": "events/s",
        "floor": floor,
        "ratio": round(figure / floor, 2),
    }


def _fill(house: str, cases: int) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from bench.commune import lived

    def one(numbers: range) -> None:
        try:
            lived(house, numbers)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(one, [range(cases)[start::LANES] for start in range(LANES)]))


def _rate(work: Callable[[], int]) -> float:
    """By the processor's time of this process, which a busy neighbour does not take."""
    begun = time.process_time()
    count = work()
    return count / (time.process_time() - begun)


def _replayed(house: str) -> int:
    """One pass in the order of the log: each event is checked, decoded, and folded into its case or the house."""
    from dinh.engine.record.house import House, evolve_house
    from dinh.engine.record.seal import unseal, verify
    from dinh.store import ledger

    cases: dict[str, Case] = {}
    state = House()

    def folded() -> Iterator[Sealed]:
        nonlocal state
        for sealed in ledger.log(house):
            yield sealed  # comes back only when its seal held
            event = unseal(sealed)
            if sealed.case:
                case = cases.get(sealed.case) or Case(house=house, code=sealed.case)
                cases[sealed.case] = evolve(
                    case, event.body, at=event.at, actor=event.actor, number=event.number
                )
            else:
                state = evolve_house(state, event.body, event.at, event.number)

    checked, bad, reason = verify(folded())
    assert not bad, reason
    assert cases
    assert state.profile
    return checked


def _verified(house: str) -> int:
    from dinh.store import books

    found = books.verify(house)
    assert found["ok"], found
    return found["events"]


def _floor(house: str) -> int:
    from dinh.store.events import EVENTS as ROWS
    from dinh.store.link import linked

    sql, previous, count, after = f"{ROWS} AND e.number > ? ORDER BY e.number LIMIT 1000", b"", 0, 0
    link = linked()
    while (
        rows := link.raw.execute(sql, (house, after)).fetchall()
        if hasattr(link, "file")
        else link.all(sql, (house, after))
    ):
        for row in rows:
            previous = sha256(previous + row[6].encode() + row[7].encode()).digest()
        count, after = count + len(rows), rows[-1][1]
    return count


if __name__ == "__main__":
    import sys

    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
