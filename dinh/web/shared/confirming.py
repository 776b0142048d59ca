"""Ask a person who has signed in for the password once more, before something that outlives the session."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpRequest

from dinh import clock
from dinh.engine.refusal import Fault, Refusal
from dinh.messages.words import wait
from dinh.web.shared import locks, trail, views


def password_refused(request: HttpRequest, person: str, given: str) -> Refusal | None:
    """Why the password does not do, None where it is the person's. Wrong ones count as when signing in."""
    attempt, now = locks.sign_in_attempt(request, person), int(clock.now().timestamp())
    if seconds := locks.wait_seconds(attempt, now):
        return Refusal("sign_in.locked", {"wait": wait(seconds, request.lang)})
    given = given[: views.PASSWORD_MAX]
    user = authenticate(request, username=person, password=given)
    if user is None and views.demo_user(request, person, given) is None:
        locks.failed(attempt, now)
        trail.note_sign_in(request, "sign_in.wrong", person)
        return Refusal("form.faults", {"count": 1}, (Fault("password", "password.old_wrong"),))
    locks.succeeded(attempt)
    return None
