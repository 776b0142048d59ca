"""Let the signed heads of a house leave its machine: each day and each so many events, to everybody whom the profile names.

What is to be sent is a job in the books; it is sent after the commit, outside everything that people wait for. Rule to keep: nothing here
holds up work. A witness that cannot be reached is tried again for a bounded time and told on the page; no act asks whether it was.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from dinh import clock
from dinh.access import finders
from dinh.engine.refusal import Refusal, Refused
from dinh.engine.schedule.calendar import to_local
from dinh.input.witnesses import witness
from dinh.messages import told
from dinh.store import books, ledger, outgoing, timestamps
from dinh.store.outgoing import Sending
from dinh.store.timestamps import BadStamp
from dinh.witnesses.delivery import deliver
from dinh.witnesses.stamping import stamped
from dinh.workflow import house_service

EVENTS_BETWEEN = 500
logger = logging.getLogger("dinh.witnesses")


def round_of(house: str, *, now: datetime | None = None, at_once: bool = False) -> list[Sending]:
    """Make the head that is due, try what is due; gives what was tried. at_once: a head now, if anything happened since the last."""
    make_due_head(house, at_once=at_once)
    return send_due(house, now or clock.now())


def make_due_head(house: str, *, at_once: bool = False) -> bool:
    """Give every witness a job, once a day and after so many events."""
    profile = finders.state(house).profile
    names: Iterable[str] = profile.get("witnesses", ())
    head = ledger.head(house)
    if not names or head is None:
        return False
    at, last = finders.time_of(house), next(iter(outgoing.newest(house, 1)), None)
    every = int(profile.get("heads_every") or EVENTS_BETWEEN)
    if last and not (at_once or _is_another_day(last, at) or head.number - last.number >= every):
        return False
    if last and head.number <= last.number:
        return False
    signed, unstamped = _stamped(books.signed_head(house, at), profile.get("timestamps") or "")
    house_service.hand_out(house, signed, names, unstamped)
    return True


def _is_another_day(last: Sending, at: datetime) -> bool:
    return str(to_local(at).date()) > str(last.head.get("at", ""))[:10]


def _stamped(head: dict[str, Any], authority: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """With its time stamped where that is configured; where it cannot be, as it is, with why: a head without a stamp is better than none."""
    if not authority:
        return head, None
    try:
        return stamped(head, authority), None
    except Refused as refused:
        return head, _fault(refused)


def send_due(house: str, now: datetime) -> list[Sending]:
    tried = outgoing.due(house, now)
    for one in tried:
        _try(house, one, now)
    return tried


def _try(house: str, one: Sending, now: datetime) -> None:
    try:
        answer = _delivered(house, one)
    except Refused as refused:
        fault = _fault(refused)
    except Exception:  # what one witness brings the program to must not hold up the others
        logger.exception("a head could not be handed to a witness: %s", one.key)
        fault = {"code": "witness.failed", "facts": {}}
    else:
        outgoing.sent(house, one, now, answer)
        return
    if outgoing.failed(house, one, now, fault):
        logger.warning("a head could not be handed to a witness, and is given up: %s", one.key)


def _delivered(house: str, one: Sending) -> str:
    to = witness(one.witness)
    if to is None:
        raise Refused(Refusal("witness.none", {}))
    return deliver(house, to, one.head)


def _fault(refused: Refused) -> dict[str, Any]:
    return {"code": refused.refusal.code, "facts": dict(refused.refusal.facts)}


def fault_words(fault: dict[str, Any] | None, lang: str) -> str:
    """Why a try failed and what to do about it, in words; "" where nothing did."""
    if not fault:
        return ""
    words = told(fault["code"], fault["facts"], lang)
    return f"{words.message} {words.do}"


def troubled(house: str) -> tuple[str, ...]:
    """The witnesses of the newest head that do not have it though it was tried."""
    newest = outgoing.newest(house)
    return tuple(
        one.witness for one in newest if one.number == newest[0].number and one.fault is not None
    )


def next_try(one: Sending) -> datetime | None:
    return datetime.fromtimestamp(one.due, UTC) if one.state == "waiting" and one.due else None


def stamp_time(one: Sending) -> datetime | None:
    """When the authority saw the head, as its stamp tells."""
    try:
        return timestamps.stamp_time(one.head) if "timestamp" in one.head else None
    except BadStamp:
        return None
