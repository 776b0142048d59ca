"""Proofs for those who have no log: that a letter's event is in it, that a longer log continues a shorter one (`docs/log.md`).

A proof tells no value of anybody. Of a case or a letter that is kept to some roles the event is withheld from everybody who may not
read it: the proof then shows only that the log has an event of that number and seal.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from dinh import serialize
from dinh.access import finders
from dinh.engine.record.case import Case, IssuedLetter
from dinh.engine.record.seal import FIRST, Sealed, withheld
from dinh.engine.refusal import Refusal, Refused
from dinh.store import books, ledger
from dinh.store.tree import Tree


def letter_in_log(houses: Iterable[str], digest: str) -> tuple[str, Case, IssuedLetter]:
    """In whose log a letter stands, of the first of these houses that knows it; its case and itself. Raises NotFound."""
    for house in houses:
        if place := ledger.letter(house, digest):
            case = ledger.case_state(house, place[0])
            if case is None:
                continue
            if letter := next((one for one in case.letters if one.digest == digest), None):
                return house, case, letter
    raise finders.NotFound(digest)


def is_public(case: Case, letter: IssuedLetter) -> bool:
    """May everybody be told which letter of which case this is?"""
    return case.class_ == "open" and letter.class_ in ("", "open")


def of_letter(
    house: str, code: str, letter: IssuedLetter, at: datetime, *, whole: bool
) -> dict[str, Any]:
    """`{"letter", "event", "previous", "index", "size", "path", "head", "keys"?}`: the event that issued the letter, and its inclusion proof.

    whole  for somebody who may read the case; else the event is withheld where it is not public
    """
    case = ledger.case_state(house, code)
    event = next((one for one in ledger.log(house, code) if one.place == letter.place), None)
    if case is None or event is None:
        raise LookupError(f"{code}: no event {letter.place}")
    event = replace(event, personal={}) if whole or is_public(case, letter) else withheld(event)
    head = books.signed_head(house, at)
    return {
        "letter": letter.digest,
        "event": _without_values(event),
        "previous": _seal_before(house, event.number),
        "index": event.number - 1,
        "size": head["number"],
        "path": Tree(house, head["number"]).inclusion(event.number),
        "head": head,
        **_older_keys(house),
    }


def _older_keys(house: str) -> dict[str, Any]:
    """`{"keys"}`: the records of keys that signed heads before and vouched for the one that came after; nothing where there are none."""
    records = finders.state(house).profile.get("head_keys", ())
    return {"keys": list(records)} if records else {}


def _without_values(event: Sealed) -> dict[str, Any]:
    return {key: value for key, value in serialize.event_json(event).items() if key != "values"}


def _seal_before(house: str, number: int) -> str:
    before = next(ledger.log(house, None, number - 2, 1), None) if number > 1 else None
    return before.seal if before else FIRST


def of_history(house: str, old: dict[str, Any], at: datetime) -> dict[str, Any]:
    """`{"from", "path", "head", "keys"?}`: the log as it is now continues the log as it was at the older head.

    Raises Refused `prove.head` where that is no head of this log, `prove.rootless` where it is one from before heads had a root.
    """
    head = books.signed_head(house, at)
    if reason := books.wrong_with(house, old):
        raise Refused(Refusal("prove.head", {"reason": reason, "head": old.get("number")}))
    if "root" not in old:
        raise Refused(Refusal("prove.rootless", {"head": old["number"]}))
    path = Tree(house, head["number"]).consistency(old["number"]) if old["number"] else []
    return {"from": old, "path": path, "head": head, **_older_keys(house)}
