"""Heads on their way out: a job of the books for each head and each witness, with what came of it.

A job is tried again at growing intervals, `TRIES_MAX` times in all, then given up; the next head goes out all the same. Rows are made with
the door (`own.hand_out`); only what came of a try is written here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from dinh.engine.record.seal import canonical
from dinh.store.link import Row, linked
from dinh.store.writer import a_turn

KIND = "witness"
TRIES_MAX = 10
WAIT_FIRST, WAIT_MAX = timedelta(minutes=1), timedelta(hours=6)  # some 30 hours in all
ROWS_MAX = 200
COLUMNS = "key, facts, number, due, tries, done, fault"


class Sending(Struct, frozen=True):
    """A head for one witness. state: `waiting`, `sent` or `failed` (given up).

    witness  as the profile names it; head: as it leaves; unstamped: why it has no time stamp though one is configured
    at       of the last try, "" before it; answer: what the witness said; due: when it is tried next
    fault    of the last try: a refusal's code and facts, None where it did not fail
    """

    key: str
    number: int
    witness: str
    head: dict[str, Any]
    state: str
    tries: int
    due: int
    at: str = ""
    answer: str = ""
    fault: dict[str, Any] | None = None
    unstamped: dict[str, Any] | None = None


def key_of(number: int, witness: str) -> str:
    return f"{number:012d} {witness}"


def newest(house: str, limit: int = ROWS_MAX) -> list[Sending]:
    """The newest heads first, and of a head its witnesses."""
    rows = linked().all(
        f"SELECT {COLUMNS} FROM jobs WHERE house=? AND kind=? ORDER BY key DESC LIMIT ?",
        (house, KIND, limit),
    )
    return [_sending(row) for row in rows]


def due(house: str, at: datetime) -> list[Sending]:
    """What is to be tried now, the earliest first."""
    rows = linked().all(
        f"SELECT {COLUMNS} FROM jobs WHERE house=? AND done=0 AND due <= ? AND kind=? ORDER BY due, number LIMIT ?",
        (house, int(at.timestamp()), KIND, ROWS_MAX),
    )
    return [_sending(row) for row in rows]


def _sending(row: Row) -> Sending:
    """A striking that met one of a job's words has emptied it (`store.strike`): its number stays."""
    key, facts, number, due, tries, done, fault = row
    told = msgspec.json.decode(facts)
    return Sending(
        key=key,
        number=told.get("head", {}).get("number", number),
        witness=told.get("witness", ""),
        head=told.get("head", {}),
        state="waiting" if not done else "failed" if fault else "sent",
        tries=tries,
        due=due,
        at=told.get("at", ""),
        answer=told.get("answer", ""),
        fault=msgspec.json.decode(fault) if fault else None,
        unstamped=told.get("unstamped"),
    )


def sent(house: str, one: Sending, at: datetime, answer: str) -> None:
    _tried(house, one, at, answer=answer, done=1, fault="")


def failed(house: str, one: Sending, at: datetime, fault: dict[str, Any]) -> bool:
    """Note why a try failed, and when the next is due. Gives whether there will be none."""
    last = one.tries + 1 >= TRIES_MAX
    _tried(house, one, at, answer="", done=int(last), fault=canonical(fault).decode())
    return last


def _tried(house: str, one: Sending, at: datetime, *, answer: str, done: int, fault: str) -> None:
    facts: dict[str, Any] = {
        "witness": one.witness,
        "head": one.head,
        "at": at.isoformat(timespec="seconds"),
        "answer": answer,
    }
    if one.unstamped:
        facts["unstamped"] = one.unstamped
    wait = min(WAIT_MAX, WAIT_FIRST * 4**one.tries)
    link = linked()
    with a_turn(link):
        link.run(
            "UPDATE jobs SET facts=?, due=?, tries=?, done=?, fault=? WHERE house=? AND kind=? AND key=? AND done=0",
            (
                canonical(facts).decode(),
                int((at + wait).timestamp()),
                one.tries + 1,
                done,
                fault,
                house,
                KIND,
                one.key,
            ),
        )
