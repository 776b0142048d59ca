"""One post's authority given to a person, from–to; or, with `ended`, taken back."""

from __future__ import annotations

from typing import Any

from dinh.engine.record.events import Delegated
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.reading import TEXT_MAX, day, needed, unknown, word, words, yes_no

KEYS = ("decision", "giver", "receiver", "roles", "procedures", "from", "to", "ended", "reason")


def delegation(given: Any, today: str) -> Delegated:
    """The delegation of a file, or every fault of it. Raises Refused."""
    if not isinstance(given, dict):
        raise Refused(Refusal("data.not_object", {}))
    faults = unknown(given, KEYS)
    ended = yes_no(given.get("ended"), "ended", faults)
    asked = needed if not ended else word
    found = Delegated(
        delegation=needed(given.get("decision"), "decision", faults),
        giver=asked(given.get("giver"), "giver", faults),
        to=asked(given.get("receiver"), "receiver", faults),
        roles=words(given.get("roles"), "roles", faults),
        procedures=words(given.get("procedures"), "procedures", faults),
        start=day(given.get("from"), "from", faults) or today,
        end=day(given.get("to"), "to", faults),
        ended=ended,
        reason=word(given.get("reason"), "reason", faults, most=TEXT_MAX),
    )
    if not ended and given.get("to") in (None, ""):
        faults.append(Fault("to", "field.required"))
    if faults:
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))
    return found


def delegation_json(one: Delegated) -> dict[str, Any]:
    return {
        "decision": one.delegation,
        "giver": one.giver or None,
        "receiver": one.to or None,
        "roles": list(one.roles),
        "procedures": list(one.procedures),
        "from": one.start or None,
        "to": one.end or None,
        "ended": one.ended,
        "reason": one.reason or None,
    }
