"""One's own account: which sessions and tokens are open, and the end of one of them or of all at once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from msgspec import Struct

from dinh import clock
from dinh.access import finders
from dinh.accounts import epochs, factors, open_sessions
from dinh.accounts.models import OpenSession
from dinh.engine.schedule.calendar import LOCAL
from dinh.web.api import tokens
from dinh.web.api.models import Token
from dinh.web.shared import sessions
from dinh.web.shared.pages import show
from dinh.web.shared.session import officers


class SessionShown(Struct, frozen=True):
    """here: the session that looks at the page."""

    session: str
    begun: datetime
    seen: datetime
    address: str
    device: str
    here: bool


class TokenShown(Struct, frozen=True):
    """used: None where it never was."""

    token: int
    name: str
    made: datetime
    until: datetime
    used: datetime | None
    address: str
    device: str


@require_safe
@officers()
def home(request: HttpRequest) -> HttpResponse:
    here = request.session.get("id", "")
    return show(
        request,
        "account/home.html",
        {
            "name": request.asker.person,
            "sessions": [_session(row, here) for row in _sessions(request)],
            "tokens": [_token(one) for one in tokens.of(request.asker.person)],
            "demo": bool(finders.state(request.asker.house).profile.get("demo")),
            "must_have": finders.wants_second_factor(request.asker.house, request.asker.person),
            "factors": factors.rows(request.asker.person),
            "codes_left": factors.recovery_left(request.asker.person),
            "done": request.GET.get("done", "") in ("session", "token"),
        },
    )


def _sessions(request: HttpRequest) -> list[OpenSession]:
    """The person's open sessions, without those that were signed out of."""
    person = request.asker.person
    return open_sessions.of(
        person,
        epochs.epoch_of(person),
        int(clock.now().timestamp()),
        sessions.SECONDS_MAX,
        sessions.IDLE_SECONDS_MAX,
    )


def _session(row: OpenSession, here: str) -> SessionShown:
    return SessionShown(
        row.session,
        _instant(row.begun),
        _instant(row.seen),
        row.address,
        row.device,
        row.session == here,
    )


def _token(one: Token) -> TokenShown:
    return TokenShown(
        one.pk,
        one.name,
        _instant(one.made),
        _instant(one.until),
        _instant(one.used) if one.used else None,
        one.address,
        one.device,
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, LOCAL)


@require_http_methods(["GET", "HEAD", "POST"])
@officers()
def endings(request: HttpRequest) -> HttpResponse:
    """End the session or the token that is named, or, where none is, everything that is open by the account."""
    if request.method != "POST":
        return redirect("account")
    session, token = request.POST.get("session", ""), request.POST.get("token", "")
    if session:
        _end_session(request, session)
        return redirect(f"{reverse('account')}?done=session")
    if token:
        if token.isascii() and token.isdigit() and len(token) < 16:
            tokens.take_back(request.asker.person, int(token))
        return redirect(f"{reverse('account')}?done=token")
    return _end_everything(request)


def _end_session(request: HttpRequest, session: str) -> None:
    row = next((row for row in _sessions(request) if row.session == session), None)
    if row is not None:
        sessions.end_named(row.session, row.begun, int(clock.now().timestamp()))


def _end_everything(request: HttpRequest) -> HttpResponse:
    epochs.end_everything(request.asker.person)
    logout(request)
    response = redirect("sign-in")
    response["Clear-Site-Data"] = '"cache"'
    return response
