"""Durable actions a second through the one door, beside the bare driver writing the very same rows in the same run.

What the floor writes are the statements the books themselves ran, replayed with the same pragmas and one transaction an
action; it reads nothing and decides nothing. Rounds of both alternate, so that a busy machine is busy for both.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from bench.machine import machine
from bench.own import in_a_house_of_its_own
from bench.together import CALLERS, together

ROUNDS = 3
CASES = 60
CASES_TOGETHER = 256
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"


def run() -> dict[str, Any]:
    """SQLite always; PostgreSQL too where DINH_DATABASE_URL names a server."""
    found = in_a_house_of_its_own("bench.write", url="")
    if os.environ.get("DINH_DATABASE_URL"):
        found += in_a_house_of_its_own("bench.write")
    first, *more = found
    return {**first, "more": more, "machine": machine()}


# --- inside the house's own process ---------------------------------------------------------------------------------


Transaction = list[tuple[str, list[Any]]]


def measure() -> list[dict[str, Any]]:
    from bench.commune import begun, lived
    from dinh.store import link as links

    house = begun()
    vendor = type(links.linked()).__name__
    store = "SQLite" if vendor == "SqliteLink" else "PostgreSQL"
    lived(house, range(2))  # the first cases read procedures and calendars
    floor: Floor = SqliteFloor() if store == "SQLite" else PostgresFloor()
    rates: dict[str, list[float]] = {"one": [], "floor": [], "many": [], "floors": []}
    for turn in range(ROUNDS):
        numbers = range(1000 * (turn + 1), 1000 * (turn + 1) + CASES)
        with recorded(links) as transactions:
            rates["one"].append(_rate(lambda numbers=numbers: lived(house, numbers)))
        rates["floor"].append(_rate(lambda done=transactions: floor.one(done)))
        rates["floors"].append(
            _rate(lambda done=transactions: floor.many(done))
            if store == "PostgreSQL"
            else rates["floor"][-1]
        )
        later = range(10_000 * (turn + 1), 10_000 * (turn + 1) + CASES_TOGETHER)
        rates["many"].append(_rate(lambda later=later: together(partial(lived, house), later)))
    middle = {name: round(statistics.median(found)) for name, found in rates.items()}
    connections = "one connection" if store == "PostgreSQL" else "the bare driver"
    return [
        _row(
            f"{store}, one caller; floor: {connections}, the same rows",
            middle["one"],
            middle["floor"],
        ),
        _row(
            f"{store}, {CALLERS} callers; floor: {f'{CALLERS} connections' if store == 'PostgreSQL' else connections}, the same rows",
            middle["many"],
            middle["floors"],
        ),
    ]


def _row(what: str, figure: int, floor: int) -> dict[str, Any]:
    return {
        "name": "write",
        "what": what,
        "figure": figure,
        "unit": "actions/s",
        "floor": floor,
        "ratio": round(figure / floor, 2),
    }


def _rate(work: Callable[[], int]) -> float:
    begun = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - begun)


@contextmanager
def recorded(links: Any) -> Iterator[list[Transaction]]:
    """What every commit writes meanwhile."""
    kind = type(links.linked())
    commit, transactions = kind.commit, []

    def noted(self: Any, statements: Transaction) -> None:
        transactions.append(list(statements))
        commit(self, statements)

    kind.commit = noted
    try:
        yield transactions
    finally:
        kind.commit = commit


class SqliteFloor:
    """A copy of the books as they are now, and the bare driver."""

    def __init__(self) -> None:
        from dinh.store.link import linked

        file = linked().file
        copy = file.with_name("floor.sqlite")
        linked().one("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(file, copy)
        self.raw = sqlite3.connect(copy, isolation_level=None)
        self.raw.executescript(PRAGMAS)

    def one(self, transactions: list[Transaction]) -> int:
        execute = self.raw.execute
        for statements in transactions:
            execute("BEGIN IMMEDIATE")
            for sql, rows in statements:
                for row in rows:
                    execute(sql, row)
            execute("COMMIT")
        return len(transactions)

    many = one


class PostgresFloor:
    """The same server, a house of its own in the same tables, psycopg as it comes: a statement after another."""

    def __init__(self) -> None:
        from django.db import connections

        from dinh.store.link import linked

        self.parameters = connections["default"].get_connection_params()
        for unwanted in ("cursor_factory", "context", "prepare_threshold"):
            self.parameters.pop(unwanted, None)
        self.turn = 0
        self.house = ""
        self.link = linked()

    def one(self, transactions: list[Transaction]) -> int:
        return self._replayed([self._as_another_house(transactions)])

    def many(self, transactions: list[Transaction]) -> int:
        """A case's transactions stay in order on one connection; which it is, falls in turn."""
        by_case: dict[str, list[Transaction]] = {}
        for statements in self._as_another_house(transactions):
            by_case.setdefault(_case_of(statements), []).append(statements)
        parts: list[list[Transaction]] = [[] for _ in range(CALLERS)]
        for place, one in enumerate(by_case.values()):
            parts[place % CALLERS] += one
        return self._replayed([part for part in parts if part])

    def _as_another_house(self, transactions: list[Transaction]) -> list[Transaction]:
        from dinh.store.writer import open_books

        self.turn += 1
        house = f"floor{self.turn:02d}"
        open_books(house, "24730", "floor")
        changed = [
            [
                (
                    sql.replace("?", "%s"),
                    [tuple(house if value == "24730" else value for value in row) for row in rows],
                )
                for sql, rows in one
            ]
            for one in transactions
        ]
        return changed

    def _replayed(self, parts: list[list[Transaction]]) -> int:
        import psycopg

        def replay(part: list[Transaction]) -> int:
            with psycopg.connect(**self.parameters) as raw:
                for statements in part:
                    for sql, rows in statements:
                        for row in rows:
                            raw.execute(sql, row)
                    raw.commit()
            return len(part)

        with ThreadPoolExecutor(len(parts)) as pool:
            return sum(pool.map(replay, parts))


Floor = SqliteFloor | PostgresFloor


def _case_of(statements: Transaction) -> str:
    return next(
        (
            row[2]
            for sql, rows in statements
            if sql.startswith("INSERT INTO events")
            for row in rows
            if row[2]
        ),
        "",
    )


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure()))
