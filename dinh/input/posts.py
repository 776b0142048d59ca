"""Persons into posts, from–to; the same shape as `dinh people` gives, one or a list."""

from __future__ import annotations

import re
from typing import Any

from dinh.engine.record.events import Appointed
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.reading import TEXT_MAX, day, needed, unknown, word, words

KEYS = (
    "person",
    "name",
    "posts",
    "roles",
    "from",
    "to",
    "basis",
    "of",
    "title",
    "signs",
    "held",
    "reason",
    "strands",
)
POST_KEYS = ("post", "title", "roles", "of", "signs", "from", "to", "basis")
LANGUAGES = ("vi", "en")
NAME = re.compile(r"[a-z0-9.]{1,60}")
PERSON = re.compile(r"(?!(?:applicant|opener|clock|house|operator)$)[a-z0-9.]{1,60}")
"""Not what the log calls those who are no officer: a person of such a name would read and act as any applicant, or be told as the clock."""
SIGNS = ("TM.", "KT.", "TL.")


def appointments(given: Any, names: dict[str, str], today: str) -> list[Appointed]:
    """The appointments of a file, or every fault of it. Raises Refused."""
    faults: list[Fault] = []
    bodies = [
        body
        for place, one in enumerate(given if isinstance(given, list) else [given], 1)
        for body in _one(one, str(place), names, today, faults)
    ]
    if faults or not bodies:
        faults = faults or [Fault("1", "field.required")]
        raise Refused(Refusal("form.faults", {"count": len(faults)}, tuple(faults)))
    return bodies


def reason_of(given: Any) -> str:
    """Why the appointments of a file are proposed: the first `reason` that it gives."""
    entries = given if isinstance(given, list) else [given]
    reasons = (one.get("reason") for one in entries if isinstance(one, dict))
    return next((one[:TEXT_MAX] for one in reasons if isinstance(one, str) and one.strip()), "")


def strands_of(given: Any) -> bool:
    """Shall it be recorded although cases are left that nobody can move? True where each ending says so."""
    entries = given if isinstance(given, list) else [given]
    return any(isinstance(one, dict) and one.get("strands") is True for one in entries)


def _one(
    given: Any, place: str, names: dict[str, str], today: str, faults: list[Fault]
) -> list[Appointed]:
    if not isinstance(given, dict):
        faults.append(Fault(place, "appoint.shape"))
        return []
    faults += unknown(given, KEYS, f"{place}.")
    person = given.get("person")
    if not isinstance(person, str) or not PERSON.fullmatch(person):
        faults.append(Fault(f"{place}.person", "appoint.person", {"given": str(person)[:60]}))
        person = ""
    name = needed(given.get("name") or names.get(person), f"{place}.name", faults)
    start, end = _span(given, place, faults)
    posts = given.get("posts") or []
    posts = posts if isinstance(posts, list) else [posts]
    if not posts:
        faults.append(Fault(f"{place}.posts", "field.required"))
    around = Appointed(
        person=person,
        post="",
        roles=words(given.get("roles"), f"{place}.roles", faults),
        title=_title(given.get("title"), f"{place}.title", faults),
        start=start or today,
        end=end,
        basis=word(given.get("basis"), f"{place}.basis", faults, most=TEXT_MAX),
        of=words(given.get("of"), f"{place}.of", faults),
        signs=_signs(given.get("signs"), f"{place}.signs", faults),
        personal={"name": name},
    )
    return [
        _post(one, around, f"{place}.posts.{number}", faults) for number, one in enumerate(posts, 1)
    ]


def _post(given: Any, around: Appointed, place: str, faults: list[Fault]) -> Appointed:
    """One post; what it does not say itself is as said for all of the person's posts."""
    own = given if isinstance(given, dict) else {"post": given}
    faults += unknown(own, POST_KEYS, f"{place}.")
    post = needed(own.get("post"), f"{place}.post" if own is given else place, faults)
    roles = words(own.get("roles"), f"{place}.roles", faults) or around.roles
    start, end = around.start, around.end
    if own.get("from") or own.get("to"):
        start, end = _span(
            {"from": own.get("from") or start, "to": own.get("to") or end}, place, faults
        )
    return Appointed(
        person=around.person,
        post=post,
        roles=roles,
        title=_title(own.get("title"), f"{place}.title", faults) or around.title,
        start=start or around.start,
        end=end,
        basis=word(own.get("basis"), f"{place}.basis", faults, most=TEXT_MAX) or around.basis,
        of=words(own.get("of"), f"{place}.of", faults) or around.of,
        signs=_signs(own.get("signs"), f"{place}.signs", faults)
        or around.signs
        or default_sign(post, roles),
        personal=around.personal,
    )


def _span(given: dict[str, Any], place: str, faults: list[Fault]) -> tuple[str, str]:
    start, end = (day(given.get(key), f"{place}.{key}", faults) for key in ("from", "to"))
    if end and start and end < start:
        faults.append(Fault(f"{place}.to", "appoint.dates"))
    return start, end


def default_sign(post: str, roles: tuple[str, ...]) -> str:
    """The chair signs for the committee, another leader for the chair."""
    if "leader" not in roles:
        return ""
    return "KT." if "deputy" in post or "vice" in post else "TM."


def _signs(given: Any, place: str, faults: list[Fault]) -> str:
    found = word(given, place, faults)
    if found and found not in SIGNS:
        faults.append(Fault(place, "field.choice", {"given": found, "names": list(SIGNS)}))
    return found


def _title(given: Any, place: str, faults: list[Fault]) -> dict[str, str]:
    """In one language or two; a bare text is in Vietnamese."""
    if given is None:
        return {}
    own = given if isinstance(given, dict) else {"vi": given}
    faults += unknown(own, LANGUAGES, f"{place}.")
    found = {
        lang: word(own[lang], f"{place}.{lang}" if own is given else place, faults)
        for lang in LANGUAGES
        if lang in own
    }
    return {lang: one for lang, one in found.items() if one}
