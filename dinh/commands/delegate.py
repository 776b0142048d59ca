"""`dinh delegate FILE|-`: one post's authority given to a person, from–to; or, with `ended`, taken back."""
from __future__ import annotations

import argparse
from typing import Any

from dinh import access, cases
from dinh.commands import Result
from dinh.commands.appoint import _day
from dinh.commands.given import house, instant, read_json
from dinh.engine.calendar import to_local
from dinh.engine.event import Delegated
from dinh.engine.refusal import Fault, Refusal, Refused

ABOUT = ("ủy quyền của một vị trí cho một người", "delegate a post's authority to a person")
KEYS = ("decision", "giver", "receiver", "roles", "procedures", "from", "to", "ended", "reason")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE|-")
    parser.add_argument("--by", metavar="PERSON", default="")
    parser.add_argument("--at")


def run(words: argparse.Namespace) -> Result:
    name, at = house(), instant(words.at)
    given, _ = read_json(words.file)
    today = to_local(at or access.time_of(name)).date().isoformat()
    body = delegation(given, today)
    cases.delegate(name, body, person=words.by, at=at)
    value = shown(body)
    return value, f"{value['decision']}: {value['giver']} → {value['receiver']} ({value['from']} – {value['to']})", 0


def delegation(given: Any, today: str) -> Delegated:
    """The delegation of a file, or every fault of it. Raises Refused."""
    faults: list[Fault] = []
    if not isinstance(given, dict):
        raise Refused(Refusal("data.not_object", {"file": "-"}))
    faults += [Fault(key, "field.unknown", {"name": key, "near": ""}) for key in given if key not in KEYS]
    ended = bool(given.get("ended"))
    for key in ("decision",) if ended else ("decision", "giver", "receiver", "to"):
        if not given.get(key):
            faults.append(Fault(key, "field.required"))
    start, end = (_day(given.get(key), key, faults) for key in ("from", "to"))
    if faults:
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))
    return Delegated(
        delegation=str(given["decision"]), giver=str(given.get("giver") or ""), to=str(given.get("receiver") or ""), roles=tuple(given.get("roles") or ()),
        procedures=tuple(given.get("procedures") or ()), start=start or today, end=end, ended=ended, reason=str(given.get("reason") or ""),
    )


def shown(one: Delegated) -> dict[str, Any]:
    return {"decision": one.delegation, "giver": one.giver or None, "receiver": one.to or None, "roles": list(one.roles), "procedures": list(one.procedures),
            "from": one.start or None, "to": one.end or None, "ended": one.ended, "reason": one.reason or None}
