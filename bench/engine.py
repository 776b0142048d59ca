"""Steps a second of the engine alone: decide, fold, canonical form and seal, on a published procedure, without storage.

One case goes to and fro between checking and signing, with a note now and then, for EVENTS events. Each step gets a fresh
context, as the door makes one. The floor is msgspec's encoding and the SHA-256 of the very same events, in the same run.
"""

from __future__ import annotations

import gc
import secrets
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

from bench.commune import data
from bench.machine import machine
from dinh.calendar import default_profile, house_calendar
from dinh.engine.decisions.context import Context, Signature, Standing
from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Act, Decided, Entry, Open
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record import seal
from dinh.engine.record.case import Case
from dinh.engine.record.evolve import numbered

EVENTS = 10_000
ROUNDS = 5
BETWEEN = 10  # steps between two looks at the clock, each of which costs a twentieth of a step
SLUG = "chung-thuc-ban-sao"
HOUSE = "24730"
CODE = "H36.99-261125-0001"
BEGUN = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
PEOPLE = {
    "counter": Standing("counter.1", frozenset({"counter"})),
    "justice": Standing("justice.1", frozenset({"justice"})),
    "leader": Standing(
        "leader",
        frozenset({"leader"}),
        signature=Signature("TM.", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    ),
}
ASKED = {
    "note": {"text": "Đã gọi điện cho người nộp."},
    "back": {"reason": "Bản sao mờ, chụp lại."},
}
"""What an action of the loop asks of whoever acts."""
LOOP = (
    ("justice", "propose"),
    ("leader", "back"),
    ("justice", "propose"),
    ("leader", "back"),
    ("justice", "note"),
)


def run() -> dict[str, Any]:
    """The figure is of a whole run from the first event to the last; the ratio says how near it is to encoding and hashing alone."""
    procedure = published()
    lived(procedure, 500)  # warm
    gc.collect()
    rounds = [lived(procedure, EVENTS) for _ in range(ROUNDS)]
    figure = round(statistics.median(one.rate() for one in rounds))
    floor = round(statistics.median(_floor(one.entries) for one in rounds))
    tenth = EVENTS // 10
    first, last = (
        round(statistics.median(one.rate(*span) for one in rounds))
        for span in ((0, tenth), (EVENTS - tenth, EVENTS))
    )
    return {
        "name": "engine", "figure": figure, "unit": "steps/s", "floor": floor, "ratio": round(figure / floor, 2),
        "more": [
            {"name": "engine", "what": "the last tenth of the case; floor: its first tenth", "figure": last, "unit": "steps/s", "floor": first, "ratio": round(last / first, 2)},
            _row("opening and accepting a case", _openings(procedure), None),
        ],
        "machine": machine(),
    }  # fmt: skip


def _row(what: str, figure: int, floor: int | None) -> dict[str, Any]:
    return {
        "name": "engine",
        "what": what,
        "figure": figure,
        "unit": "steps/s",
        "floor": floor,
        "ratio": round(figure / floor, 2) if floor else None,
    }


@cache
def published() -> Procedure:
    """As a house runs it: checked, packed as it lies in the books, and read back."""
    from dinh.procedures.checking import check_paths
    from dinh.procedures.lookup import own
    from dinh.procedures.published import Kept, pack, unpack

    checked = check_paths([own() / "chung-thuc" / f"{SLUG}.yaml"])
    procedure = unpack(
        pack(Kept(procedure=next(one.procedure for one in checked.packages)))
    ).procedure
    assert procedure is not None
    return procedure


class Life:
    """A case as it was lived: every entry, and after which seconds of this process's own time each BETWEEN were sealed."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.case, self.seal, self.number = Case(house=HOUSE, code=CODE), seal.FIRST, 0
        self.entries: list[Entry] = []
        self.times: list[float] = []
        self.salts = _salts()

    def step(self, person: str, command: Any, at: datetime) -> None:
        found = decide(self.procedure, self.case, command, context(person, at))
        assert isinstance(found, Decided), found
        first, place = self.number + 1, self.case.place
        for ahead, (moment, actor, body) in enumerate(found.entries):
            self.seal = seal.seal(
                self.seal,
                HOUSE,
                first + ahead,
                CODE,
                place + ahead + 1,
                moment,
                actor,
                body,
                self.salts,
            ).seal
        self.number += len(found.entries)
        self.case = numbered(found.case, self.case, first)
        self.entries += found.entries

    def rate(self, start: int = 0, end: int | None = None) -> float:
        """Steps a second from one step to another."""
        first, last = (
            start // BETWEEN,
            len(self.times) - 1 if end is None else min(end // BETWEEN, len(self.times) - 1),
        )
        return (last - first) * BETWEEN / (self.times[last] - self.times[first])


def lived(procedure: Procedure, events: int) -> Life:
    life = Life(procedure)
    life.step("counter", Open(code=CODE, channel="counter", data=data(1)), BEGUN)
    life.step("counter", Act(action="accept"), BEGUN + timedelta(minutes=1))
    minute = timedelta(minutes=1)
    at = BEGUN + minute
    life.times.append(time.process_time())
    for turn in range(events):
        person, action = LOOP[turn % len(LOOP)]
        at += minute
        life.step(
            person,
            Act(
                action=action,
                data=ASKED.get(action, {}),
            ),
            at,
        )
        if turn % BETWEEN == BETWEEN - 1:
            life.times.append(time.process_time())
    return life


def context(person: str, at: datetime) -> Context:
    standing = PEOPLE[person]
    return Context(
        at=at,
        person=standing.post,
        calendar=_calendar(),
        standings=(standing,),
        name="Nguyễn Văn Đức",
        house=HOUSE,
        code=CODE,
        salt="00" * 16,
    )


@cache
def _calendar() -> Any:
    return house_calendar(default_profile())


def _salts() -> Iterator[str]:
    while True:
        block = secrets.token_hex(seal.SALT_BYTES * 64)
        yield from (
            block[start : start + 2 * seal.SALT_BYTES]
            for start in range(0, len(block), 2 * seal.SALT_BYTES)
        )


def _openings(procedure: Procedure) -> int:
    """Commands a second for new cases: everything the form asks is typed and checked, the fee fixed, the due proven."""
    begun, count = time.process_time(), 300
    for _ in range(count):
        lived(procedure, 0)
    return round(2 * count / (time.process_time() - begun))


def _floor(entries: list[Entry]) -> float:
    """The bare minimum for the same events: encode actor and body, hash them in a chain."""
    encoder = msgspec.json.Encoder(order="sorted", decimal_format="number")
    previous, steps = seal.FIRST.encode(), entries[-EVENTS:]
    begun = time.process_time()
    for _, actor, body in steps:
        previous = (
            sha256(previous + encoder.encode(actor) + encoder.encode(body)).hexdigest().encode()
        )
    return len(steps) / (time.process_time() - begun)
