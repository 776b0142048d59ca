"""A person's tokens: made by a password or a one-time link, kept as a digest, held until their day, taken back, or ended with all else."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from msgspec import Struct

from dinh import clock
from dinh.accounts.epochs import epoch_of
from dinh.accounts.last_used import LastUsed, Use
from dinh.engine.schedule.calendar import LOCAL
from dinh.store.link import linked
from dinh.web.api.models import Token

DAYS_MAX = 365
TOKENS_MAX = 20
PREFIX = "dinh_"


def make(person: str, name: str, days: int) -> tuple[Token, str]:
    """The token and its word, which nobody can read again. The oldest goes when there are too many."""
    word, now = PREFIX + secrets.token_urlsafe(32), int(clock.now().timestamp())
    epoch = epoch_of(person)
    Token.objects.filter(person=person).exclude(epoch=epoch).delete()
    for old in Token.objects.filter(person=person).order_by("-made", "-id")[TOKENS_MAX - 1 :]:
        old.delete()
    return Token.objects.create(
        person=person,
        digest=_digest(word),
        name=name[:60],
        made=now,
        until=now + days * 86400,
        epoch=epoch,
    ), word


class Holder(Struct, frozen=True):
    """Whose token it is, and its number."""

    person: str
    token: int


HOLDER = (
    "SELECT t.person, t.id FROM api_token t JOIN auth_user u ON u.username=t.person"
    " LEFT JOIN accounts_account a ON a.person=t.person"
    " WHERE t.digest=? AND t.until>? AND t.epoch=COALESCE(a.epoch, 0) AND u.is_active"
)


def holder(word: str) -> Holder | None:
    """Nobody's when it was taken back, is over, ended with all else, or its person may no longer sign in. One read."""
    found = linked().one(HOLDER, (_digest(word), int(clock.now().timestamp())))
    return Holder(*found) if found else None


def _write(token: int, use: Use) -> None:
    Token.objects.filter(pk=token).update(used=use.at, address=use.address, device=use.device)


last_used = LastUsed(_write)


def of(person: str) -> list[Token]:
    """Those that hold, the first made first."""
    now = int(clock.now().timestamp())
    found = Token.objects.filter(person=person, epoch=epoch_of(person), until__gt=now)
    return [_with_last_use(one) for one in found.order_by("made", "id")]


def _with_last_use(one: Token) -> Token:
    if use := last_used.of(one.pk):
        one.used, one.address, one.device = use.at, use.address, use.device
    return one


def take_back(person: str, place: int) -> bool:
    return bool(Token.objects.filter(person=person, id=place).delete()[0])


def token_json(one: Token) -> dict[str, Any]:
    return {
        "token": one.pk,
        "name": one.name,
        "made": _instant(one.made),
        "until": _instant(one.until),
        "used": _instant(one.used) if one.used else None,
        "address": one.address or None,
        "device": one.device or None,
    }


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, LOCAL).isoformat()


def _digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()
