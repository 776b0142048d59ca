"""Who asks, and the tokens by which a person's program asks in the person's name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import update_last_login
from django.http import HttpRequest
from django.middleware.csrf import get_token

from dinh.access import finders
from dinh.accounts import factors
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.input.values import refuse
from dinh.store import accounts
from dinh.web.api import confirmations, shapes, tokens
from dinh.web.api.route import verb
from dinh.web.shared.confirming import password_refused


@verb("GET", "session", gives=shapes.Session, open=True)
def session(request: HttpRequest) -> dict[str, Any]:
    """Who asks. `csrf` goes into the header X-CSRFToken of whatever a browser's session changes."""
    asker = request.asker
    who = asker.who
    return {
        "person": asker.person or None,
        "name": who.name if who else None,
        "posts": [post.post for post in who.posts] if who else [],
        "roles": sorted(asker.roles),
        "house": asker.house,
        "csrf": get_token(request),
    }


@verb("GET", "tokens", gives=list[shapes.Token])
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    """The asker's own tokens, without their words."""
    return [tokens.token_json(one) for one in tokens.of(request.asker.person)]


@verb("POST", "tokens", takes=shapes.NewToken, gives=shapes.MadeToken, status=201, open=True)
def made(request: HttpRequest, body: shapes.NewToken) -> dict[str, Any]:
    """A token, for who says the password once more, or holds a one-time link (`dinh account PERSON`), which is then used up."""
    if not body.name.strip() or not 1 <= body.days <= tokens.DAYS_MAX:
        faults = (
            (Fault("name", "field.required"),)
            if not body.name.strip()
            else (Fault("days", "field.bounds", {"low": 1, "high": tokens.DAYS_MAX}),)
        )
        raise Refused(Refusal("form.faults", {"count": len(faults)}, faults))
    person = (
        _by_password(request, body.password)
        if body.word is None
        else _by_link(request, body.word, body.code or "")
    )
    finders.who(request.asker.house, person)
    one, word = tokens.make(person, body.name.strip(), body.days)
    return {**tokens.token_json(one), "word": word}


def _by_password(request: HttpRequest, given: str | None) -> str:
    """A session may be somebody else's for a moment; a token would last for months."""
    person = request.asker.person
    if not person:
        raise refuse("api.who")
    if not given:
        raise Refused(Refusal("form.faults", {"count": 1}, (Fault("password", "field.required"),)))
    if refusal := password_refused(request, person, given):
        raise Refused(refusal)
    return person


def _by_link(request: HttpRequest, word: str, code: str) -> str:
    """A link stands for the password, not for the second factor."""
    user = accounts.holder(word)
    if user is None:
        raise refuse("sign_in.link_used")
    if factors.has_one(user.get_username()):
        confirmations.take_code(request, user.get_username(), code)
    update_last_login(type(user), user)  # the link holds until the next sign-in, and this is one
    return user.get_username()


@verb("DELETE", "tokens/<int:token>", status=204)
def taken_back(request: HttpRequest, token: int) -> None:
    """The token holds no longer."""
    if not tokens.take_back(request.asker.person, token):
        raise finders.NotFound(str(token))
