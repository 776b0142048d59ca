"""One post's authority given to a person, from–to; or, with `ended`, taken back at once or from `ended_from`."""

from __future__ import annotations

from typing import Any

from dinh.engine.record.events import Delegated
from dinh.engine.record.house import Delegation
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.reading import TEXT_MAX, day, needed, unknown, word, words, yes_no

KEYS = (
    "decision",
    "giver",
    "receiver",
    "roles",
    "procedures",
    "from",
    "to",
    "ended",
    "ended_from",
    "reason",
)


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
        start=day(given.get("from"), "from", faults) or ("" if ended else today),
        end=day(given.get("to"), "to", faults),
        ended=ended,
        ended_from=day(given.get("ended_from"), "ended_from", faults),
        reason=word(given.get("reason"), "reason", faults, most=TEXT_MAX),
    )
    if not ended and given.get("to") in (None, ""):
        faults.append(Fault("to", "field.required"))
    if found.ended_from and not ended:
        faults.append(Fault("ended_from", "delegation.end_day_alone"))
    if faults:
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))
    return found


def delegation_json(one: Delegated | Delegation) -> dict[str, Any]:
    """As it was given, or as it stands: `ended` with the first day on which it no longer holds."""
    ended_from = one.ended if isinstance(one, Delegation) else one.ended_from
    return {
        "decision": one.delegation,
        "giver": one.giver or None,
        "receiver": one.to or None,
        "roles": list(one.roles),
        "procedures": list(one.procedures),
        "from": one.start or None,
        "to": one.end or None,
        "ended": bool(one.ended),
        "ended_from": ended_from or None,
        "reason": one.reason or None,
    }
