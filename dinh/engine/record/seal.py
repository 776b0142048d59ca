"""Seal a house's log, and verify one. `docs/log.md` writes the canonical form down for strangers.

seal(n) = SHA-256( seal(n-1) as 64 ASCII hex digits, then the canonical form of event n ), the first upon 64 zeros.
The canonical form is JSON by RFC 8785: sorted keys, no spaces, UTF-8; numbers are integers, a decimal stands as it would
be written with no trailing zeros. A personal value stands as SHA-256(salt ‖ canonical(value)) in hex.

An event that some may not read is sealed closed: its body has a salt, and what the seal covers is a digest of its canonical form
(`closed`), so that it can be withheld and the chain still be checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dinh.engine.record.events import Actor, Body, Event

FIRST = "0" * 64
SALT_BYTES = 16
CLOSED = "closed"
"""The kind of an event that is withheld from whoever reads."""
SALTED = '{"_salt":"'
"""How the body of an event begins that was sealed closed; no other key of a body can stand before it."""


class Kept(Struct, frozen=True, array_like=True, dict=True):
    """A personal value beside the log: its salt (hex) and the value; in JSON `[salt, value]`.

    Where it was sealed it holds its canonical form too (`kept_text`), which its digest was made of.
    """

    salt: str
    value: Any


class Sealed(Struct, frozen=True):
    """An event as it lies in the books.

    body      canonical JSON of the body, personal values as digests
    personal  key -> salt and value, for what has not been struck
    """

    house: str
    number: int
    case: str
    place: int
    kind: str
    at: str
    actor: str
    body: str
    seal: str
    personal: dict[str, Kept] = {}


_encoder = msgspec.json.Encoder(order="sorted", decimal_format="number")
_quoting = msgspec.json.Encoder(decimal_format="string")


def canonical(value: Any) -> bytes:
    """RFC 8785 JSON of a JSON-native value or a struct of this engine (whose decimals are normal already: `exact`)."""
    text = _encoder.encode(value)
    # Only a decimal can be written in several ways. Quotes would make it longer, so a value as long without them holds none.
    if (
        type(value) is str
        or len(text) == len(_quoting.encode(value))
        or not isinstance(value, dict | list | tuple | Decimal)
    ):
        return text
    return _encoder.encode(_normal(value))


def exact(number: Decimal | int) -> Decimal | int:
    """A number written one way only: 1.50 is 1.5, 2.0 is 2."""
    return int(number) if number == int(number) else number.normalize()  # type: ignore[union-attr]  # an int equals its int


def _normal(value: Any) -> Any:
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, dict):
        return {key: _normal(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(one) for one in value]
    return value


def instant(at: datetime) -> str:
    """As sealed: UTC, microseconds only when there are any."""
    return _encoder.encode(at if at.tzinfo is UTC else at.astimezone(UTC)).decode()[1:-1]


def digest_of(salt: str, value: Any) -> str:
    return sha256(salt.encode() + canonical(value)).hexdigest()


def _sealed(kept: Kept) -> str:
    text = kept.__dict__["text"] = canonical(kept.value)
    return sha256(kept.salt.encode() + text).hexdigest()


def kept_text(personal: Mapping[str, Kept]) -> str:
    """The personal values of an event in canonical JSON: key -> `[salt, value]`."""
    return _encoder.encode(
        {
            key: (one.salt, msgspec.Raw(one.__dict__.get("text") or canonical(one.value)))
            for key, one in personal.items()
        }
    ).decode()


def head_of(
    previous: str,
    house: str,
    number: int,
    case: str,
    place: int,
    kind: str,
    at: str,
    actor: str,
    body: str,
) -> str:
    """The seal over the canonical form, written in the order that sorted keys give."""
    if body.startswith(SALTED):
        return closed_head(
            previous,
            house,
            number,
            closed_digest(house, number, case, place, kind, at, actor, body),
        )
    return _digest(previous, house, number, case, place, kind, at, actor, body.encode())


def closed_digest(
    house: str, number: int, case: str, place: int, kind: str, at: str, actor: str, body: str
) -> str:
    """What stands for an event that was sealed closed: the digest of its canonical form, salted by its body."""
    return _digest("", house, number, case, place, kind, at, actor, body.encode())


def closed_head(previous: str, house: str, number: int, digest: str) -> str:
    """The seal of an event of which only its digest is known."""
    return sha256(
        f'{previous}{{"closed":"{digest}","house":"{house}","number":{number}}}'.encode()
    ).hexdigest()


def _digest(
    before: str,
    house: str,
    number: int,
    case: str,
    place: int,
    kind: str,
    at: str,
    actor: str,
    body: bytes,
) -> str:
    found = sha256(f'{before}{{"actor":{actor},"at":"{at}","body":'.encode())
    found.update(
        body
    )  # which is most of it: put into one text with the rest it would be copied twice
    found.update(
        f',"case":"{case}","house":"{house}","kind":"{kind}","number":{number},"place":{place}}}'.encode()
    )
    return found.hexdigest()


def withheld(event: Sealed) -> Sealed:
    """The event as somebody gets it who may not read it: its number, its seal, and, when it was sealed closed, the digest by which the seal is checked."""
    digest = (
        closed_digest(
            event.house,
            event.number,
            event.case,
            event.place,
            event.kind,
            event.at,
            event.actor,
            event.body,
        )
        if event.body.startswith(SALTED)
        else ""
    )
    body = _encoder.encode({CLOSED: digest} if digest else {}).decode()
    return Sealed(event.house, event.number, "", 0, CLOSED, "", "{}", body, event.seal)


def seal(
    previous: str,
    house: str,
    number: int,
    case: str,
    place: int,
    at: datetime,
    actor: Actor,
    body: Body,
    salts: Iterator[str],
    *,
    closed: bool = False,
) -> Sealed:
    """The event as it goes into the books; `salts` gives a fresh random salt (hex) for each personal value, and one where it is sealed closed."""
    personal = {}
    sealed = body
    values = getattr(body, "personal", None)
    if values:
        personal = {key: Kept(next(salts), value) for key, value in values.items()}
        sealed = replace(body, personal={key: _sealed(kept) for key, kept in personal.items()})
    who, when, kind = _told(actor), instant(at), _kind(type(body))
    raw = _encoder.encode(sealed)
    text = raw.decode()
    if closed:
        text = f'{SALTED}{next(salts)}",{text[1:]}'
        head = head_of(previous, house, number, case, place, kind, when, who, text)
    else:
        head = _digest(previous, house, number, case, place, kind, when, who, raw)
    return Sealed(house, number, case, place, kind, when, who, text, head, personal)


@cache
def _kind(body: type) -> str:
    return str(body.__struct_config__.tag)  # type: ignore[attr-defined]  # each body is a struct with a tag


@lru_cache(maxsize=1024)
def _told(actor: Actor) -> str:
    """A house has few people, and each acts often."""
    return _encoder.encode(actor).decode()


def verify(
    events: Iterable[Sealed], previous: str = FIRST, number: int = 0, *, outside: bool = False
) -> tuple[int, str, str]:
    """Check a log from `number` on: (events checked, number of the first bad event as text or "", reason or "").

    What is checked of each: its number follows, its seal holds, and each personal value that is still there gives its digest.
    outside  by somebody from whom events are withheld: of these the digest is checked. In a house's own books nothing is withheld.
    """
    checked = 0
    for event in events:
        number += 1
        if event.number != number:
            return checked, str(number), "gap"
        if event.kind == CLOSED:
            digest = _closed.decode(event.body).closed if outside else ""
            found = (
                closed_head(previous, event.house, event.number, digest)
                if digest or not outside
                else event.seal
            )
        else:
            found = head_of(
                previous,
                event.house,
                event.number,
                event.case,
                event.place,
                event.kind,
                event.at,
                event.actor,
                event.body,
            )
        if found != event.seal:
            return checked, str(number), "seal"
        if event.personal and (bad := _bad_value(event)):
            return checked, str(number), f"value:{bad}"
        previous = event.seal
        checked += 1
    return checked, "", ""


class _Closed(Struct):
    """What is told of an event that is withheld; "" where it was sealed before events were sealed closed, and is taken on trust."""

    closed: str = ""


_closed = msgspec.json.Decoder(_Closed)


class _Digests(Struct):
    """Of a sealed body only what stands for its personal values."""

    personal: dict[str, Any] = {}


_digests = msgspec.json.Decoder(_Digests)


class _Code(Struct):
    code: str = ""


class _Others(Struct):
    """Of a sealed body only where it names other cases."""

    parent: _Code | None = None
    children: tuple[_Code, ...] = ()
    returned: _Code | None = None
    closed: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    by_case: str = ""
    related: str = ""


_others = msgspec.json.Decoder(_Others)
OTHERS = _Others.__struct_fields__
"""Where an event of a case names others."""


def others(body: str) -> frozenset[str]:
    """The codes of the other cases that a sealed body names."""
    if not any(f'"{name}":' in body for name in OTHERS):
        return frozenset()
    found = _others.decode(body)
    single = (
        found.parent.code if found.parent else "",
        found.returned.code if found.returned else "",
        found.by_case,
        found.related,
    )
    return frozenset(
        {*single, *(child.code for child in found.children), *found.closed, *found.reopened} - {""}
    )


def digests(body: str) -> dict[str, Any]:
    """What stands for the personal values in a sealed body: key -> digest."""
    return _digests.decode(body).personal


def _bad_value(event: Sealed) -> str:
    sealed = digests(event.body)
    return next(
        (
            key
            for key, kept in event.personal.items()
            if sealed.get(key) != digest_of(kept.salt, kept.value)
        ),
        "",
    )


_body_decoder = msgspec.json.Decoder(Body, float_hook=Decimal)
_actor_decoder = msgspec.json.Decoder(Actor)


def unseal(sealed: Sealed) -> Event:
    """The event as the engine folds it: personal values put back, those struck left out."""
    body = _body_decoder.decode(sealed.body)
    if getattr(body, "personal", None):
        body = replace(body, personal={key: kept.value for key, kept in sealed.personal.items()})
    return Event(
        sealed.house,
        sealed.number,
        sealed.case,
        sealed.place,
        datetime.fromisoformat(sealed.at),
        _actor_of(sealed.actor),
        body,
        sealed.seal,
    )


@lru_cache(maxsize=1024)
def _actor_of(text: str) -> Actor:
    return _actor_decoder.decode(text)
