"""Whom a house hands its signed heads, as the profile names them: an address, a folder, a person by e-mail, a house beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from dinh.engine.refusal import Fault

WITNESSES_MAX = 10
EVENTS_BETWEEN_MAX = 1_000_000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+", re.ASCII)
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
TEXT_SHOWN = 200
HOUSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class Witness(Struct, frozen=True):
    """kind: `address`, `folder`, `mail` or `house`. place: the URL, the path, the e-mail address, the house's code. text: as it was written."""

    kind: str
    place: str
    text: str


def witness(text: str) -> Witness | None:
    """`https://HOST/…`, `/a/folder`, `mailto:NAME@HOST`, `house:CODE`; None where it is none of these."""
    kind, _, rest = text.partition(":")
    if is_web_address(text):
        return Witness("address", text, text)
    if text.startswith("/") and "\0" not in text:
        return Witness("folder", text, text)
    if kind == "mailto" and MAIL.fullmatch(rest):
        return Witness("mail", rest, text)
    if kind == "house" and HOUSE.fullmatch(rest):
        return Witness("house", rest, text)
    return None


def is_web_address(text: str) -> bool:
    """By TLS; without it on this machine only."""
    return _is_address(text, ("https",)) or (
        _is_address(text, ("http",)) and urlsplit(text).hostname in LOOPBACK
    )


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """A name or password in it would stand in the log for ever, so it may have none."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or not text.isascii() or " " in text:
        return False
    return parts.scheme in schemes


def head_faults(
    house: str, names: Iterable[str], texts: Mapping[str, str], known: Iterable[str]
) -> list[Fault]:
    """A fault for each thing that heads cannot be handed out by. known: the houses of this installation."""
    faults = []
    for number, text in enumerate(names, 1):
        place, one = f"witnesses.{number}", witness(text)
        if one is None or number > WITNESSES_MAX:
            facts = {"given": text[:TEXT_SHOWN], "most": WITNESSES_MAX}
            faults.append(Fault(place, "profile.witness", facts))
        elif one.kind == "house" and (one.place == house or one.place not in known):
            faults.append(Fault(place, "profile.witness_house", {"given": one.place}))
    every, authority = texts.get("heads_every", ""), texts.get("timestamps", "")
    if every and not (NUMBER.fullmatch(every) and 0 < int(every) <= EVENTS_BETWEEN_MAX):
        faults.append(Fault("heads_every", "profile.heads_every", {"most": EVENTS_BETWEEN_MAX}))
    if authority and not _is_address(authority, ("https", "http")):
        faults.append(Fault("timestamps", "profile.timestamps", {"given": authority[:TEXT_SHOWN]}))
    return faults
