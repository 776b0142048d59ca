"""A person's tokens: made when the person is known otherwise, kept as a digest, held until their day or taken back."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User

from dinh import clock
from dinh.desks.api.models import Token
from dinh.engine.calendar import LOCAL

DAYS_MAX = 365
TOKENS_MAX = 20
PREFIX = "dinh_"


def make(person: str, name: str, days: int) -> tuple[Token, str]:
    """The token and its word, which nobody can read again. The oldest goes when there are too many."""
    word, now = PREFIX + secrets.token_urlsafe(32), int(clock.now().timestamp())
    for old in Token.objects.filter(person=person).order_by("-made", "-id")[TOKENS_MAX - 1 :]:
        old.delete()
    return Token.objects.create(
        person=person, digest=_digest(word), name=name[:60], made=now, until=now + days * 86400
    ), word


def holder(word: str) -> str | None:
    """Whose token this is; nobody's when it was taken back, is over, or its person may no longer sign in."""
    found = Token.objects.filter(
        digest=_digest(word), until__gt=int(clock.now().timestamp())
    ).first()
    return (
        found.person
        if found and User.objects.filter(username=found.person, is_active=True).exists()
        else None
    )


def of(person: str) -> list[Token]:
    return list(Token.objects.filter(person=person).order_by("made", "id"))


def take_back(person: str, place: int) -> bool:
    return bool(Token.objects.filter(person=person, id=place).delete()[0])


def token_json(one: Token) -> dict[str, Any]:
    return {
        "token": one.pk,
        "name": one.name,
        "made": _instant(one.made),
        "until": _instant(one.until),
    }


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, LOCAL).isoformat()


def _digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()
