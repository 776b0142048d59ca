"""One post's authority given to a person, from–to; or, with `ended`, taken back."""
from __future__ import annotations

from typing import Any

from dinh.engine.event import Delegated
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.given.posts import day

KEYS = ("decision", "giver", "receiver", "roles", "procedures", "from", "to", "ended", "reason")


def delegation(given: Any, today: str) -> Delegated:
    """The delegation of a file, or every fault of it. Raises Refused."""
    faults: list[Fault] = []
    if not isinstance(given, dict):
        raise Refused(Refusal("data.not_object", {}))
    faults += [Fault(key, "field.unknown", {"name": key, "near": ""}) for key in given if key not in KEYS]
    ended = bool(given.get("ended"))
    for key in ("decision",) if ended else ("decision", "giver", "receiver", "to"):
        if not given.get(key):
            faults.append(Fault(key, "field.required"))
    start, end = (day(given.get(key), key, faults) for key in ("from", "to"))
    if faults:
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))
    return Delegated(
        delegation=str(given["decision"]), giver=str(given.get("giver") or ""), to=str(given.get("receiver") or ""), roles=tuple(given.get("roles") or ()),
        procedures=tuple(given.get("procedures") or ()), start=start or today, end=end, ended=ended, reason=str(given.get("reason") or ""),
    )


def delegation_json(one: Delegated) -> dict[str, Any]:
    return {"decision": one.delegation, "giver": one.giver or None, "receiver": one.to or None, "roles": list(one.roles), "procedures": list(one.procedures),
            "from": one.start or None, "to": one.end or None, "ended": one.ended, "reason": one.reason or None}
