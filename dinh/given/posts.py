"""Persons into posts, from–to; the same shape as `dinh people` gives, one or a list."""
from __future__ import annotations

import re
from typing import Any

from dinh.engine.event import Appointed
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.engine.values import Bad, read_date, text

KEYS = ("person", "name", "posts", "roles", "from", "to", "basis", "of", "title", "signs", "held")
PERSON = re.compile(r"[a-z0-9.]{1,60}")
SIGNS = ("TM.", "KT.", "TL.")


def appointments(given: Any, names: dict[str, str], today: str) -> list[Appointed]:
    """The appointments of a file, or every fault of it. Raises Refused."""
    faults: list[Fault] = []
    bodies = [body for place, one in enumerate(given if isinstance(given, list) else [given], 1) for body in _one(one, place, names, today, faults)]
    if faults or not bodies:
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults) or (Fault("1", "field.required"),)))
    return bodies


def _one(given: Any, place: int, names: dict[str, str], today: str, faults: list[Fault]) -> list[Appointed]:
    if not isinstance(given, dict):
        faults.append(Fault(str(place), "appoint.shape"))
        return []
    faults += [Fault(f"{place}.{key}", "field.unknown", {"name": key, "near": ""}) for key in given if key not in KEYS]
    person = str(given.get("person", ""))
    if not PERSON.fullmatch(person):
        faults.append(Fault(f"{place}.person", "appoint.person", {"given": person}))
    name = _text(given.get("name") or names.get(person), f"{place}.name", faults)
    start, end = (day(given.get(key), f"{place}.{key}", faults) for key in ("from", "to"))
    if end and start and end < start:
        faults.append(Fault(f"{place}.to", "appoint.dates"))
    posts = given.get("posts") or []
    posts = posts if isinstance(posts, list) else [posts]
    roles = tuple(map(str, given.get("roles") or ()))
    if not posts:
        faults.append(Fault(f"{place}.posts", "field.required"))
    return [_post(one, given, person, name, roles, start or today, end, place, faults) for one in posts]


def _post(post: Any, given: dict[str, Any], person: str, name: str, roles: tuple[str, ...], start: str, end: str, place: int, faults: list[Fault]) -> Appointed:
    own = post if isinstance(post, dict) else {"post": post}
    title = own.get("title") or given.get("title") or {}
    title = {"vi": title} if isinstance(title, str) else title
    signs = str(own.get("signs") or given.get("signs") or default_sign(own, roles))
    if signs and signs not in SIGNS:
        faults.append(Fault(f"{place}.signs", "field.choice", {"given": signs, "names": list(SIGNS)}))
    of = own.get("of") or given.get("of") or ()
    return Appointed(
        person=person, post=str(own.get("post", "")), roles=tuple(own.get("roles") or roles), title=title, start=start, end=end,
        basis=str(given.get("basis") or ""), of=tuple(of if isinstance(of, list | tuple) else [of]), signs=signs, personal={"name": name},
    )


def default_sign(post: dict[str, Any], roles: tuple[str, ...]) -> str:
    """The chair signs for the committee, another leader for the chair."""
    if "leader" not in (post.get("roles") or roles):
        return ""
    return "KT." if "deputy" in str(post.get("post")) or "vice" in str(post.get("post")) else "TM."


def _text(given: Any, place: str, faults: list[Fault]) -> str:
    try:
        words = text(given, 200, lines=False) if given is not None else ""
    except Bad as bad:
        faults.append(Fault(place, bad.code, bad.facts))
        return ""
    if not words:
        faults.append(Fault(place, "field.required"))
    return words


def day(given: Any, place: str, faults: list[Fault]) -> str:
    if given in (None, ""):
        return ""
    try:
        return read_date(given)
    except Bad as bad:
        faults.append(Fault(place, bad.code, bad.facts))
        return ""
