"""The second factor over the API: said before a signature, by whoever has one, and again after ten idle minutes.

A session keeps it in its cookie. Of a token it is kept in memory: after a restart of the server it is said again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from dinh import clock
from dinh.accounts import factors
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.engine.schedule.calendar import LOCAL
from dinh.web.api import shapes
from dinh.web.api.route import verb
from dinh.web.shared import idle, second_factor, trail

_tokens: dict[int, int] = {}
"""token -> when its second factor was said, or it signed, last."""


@verb("POST", "confirmations", takes=shapes.Confirmation, gives=shapes.Confirmed, status=201)
def confirmed(request: HttpRequest, body: shapes.Confirmation) -> dict[str, Any]:
    """Say the second factor, before signing. What is signed within ten minutes, and again within ten, needs no other."""
    take_code(request, request.asker.person, body.code)
    now = int(clock.now().timestamp())
    _keep(request, now)
    until = datetime.fromtimestamp(now + idle.IDLE_SECONDS_MAX, LOCAL)
    return {"until": until.isoformat()}


def take_code(request: HttpRequest, person: str, code: str) -> None:
    """Raises Refused where it does not do."""
    if not code.strip():
        raise Refused(Refusal("form.faults", {"count": 1}, (Fault("code", "field.required"),)))
    if refusal := factors.refused_code(person, code, int(clock.now().timestamp())):
        trail.note_sign_in(request, "factor.wrong", person)
        raise Refused(refusal)


def needed(request: HttpRequest) -> None:
    """Raises Refused (`factor.needed`, `factor.none`) where a signature must wait for the second factor."""
    now = int(clock.now().timestamp())
    if _is_fresh(request, now):
        _keep(request, now)
    elif factors.has_one(request.asker.person):
        raise Refused(Refusal("factor.needed", {}))
    else:
        second_factor.none_needed(request)


def _is_fresh(request: HttpRequest, now: int) -> bool:
    token = getattr(request, "api_token", None)
    if token is None:
        return idle.is_fresh(request.session, now)
    return 0 <= now - _tokens.get(token, 0) <= idle.IDLE_SECONDS_MAX


def _keep(request: HttpRequest, now: int) -> None:
    token = getattr(request, "api_token", None)
    if token is None:
        idle.confirm(request.session, now)
    else:
        _tokens[token] = now
