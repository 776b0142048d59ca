"""Sessions that were signed out of. A session is a signed cookie, so whoever copied it could go on with it; here it ends for good.

Asked by every page, so the few that still could be used are kept in memory: one process answers for a house.
A clock that is set back while people work ends no session and prolongs none: their age is counted in `clock.steady_seconds`.
"""

from __future__ import annotations

import secrets
import threading

from django.contrib.sessions.backends.base import SessionBase

from dinh.clock import steady_seconds

SECONDS_MAX = 10 * 60 * 60  # one working day
IDLE_SECONDS_MAX = 60 * 60  # a counter's PC is left alone at noon
SEEN_AGAIN_SECONDS = 5 * 60  # the cookie is written again no more often than this
BACK_SECONDS_MAX = (
    5 * 60
)  # a clock may be set right by so much; by more, and a session would last as much longer

_lock = threading.Lock()
_ended: set[str] | None = None


def begin(session: SessionBase, now: int) -> None:
    session["id"] = secrets.token_urlsafe(12)
    session["begun"] = session["seen"] = steady_seconds(now)


def holds(session: SessionBase, now: int) -> bool:
    """May it still be used? now: seconds of the clock."""
    now = steady_seconds(now)
    idle, age = now - session["seen"], now - session["begun"]
    in_time = -BACK_SECONDS_MAX <= idle <= IDLE_SECONDS_MAX and age <= SECONDS_MAX
    return in_time and "id" in session and session["id"] not in _known()


def is_ahead(session: SessionBase, now: int) -> bool:
    """Was it used at a time that is still to come? Then the clock was set back before this server was started."""
    return session["seen"] - steady_seconds(now) > BACK_SECONDS_MAX


def look(session: SessionBase, now: int) -> None:
    now = steady_seconds(now)
    if now - session["seen"] > SEEN_AGAIN_SECONDS:
        session["seen"] = now


def end(session: SessionBase, now: int) -> None:
    """Signed out: the same cookie, wherever else it lies, opens nothing any more."""
    from dinh.desks.shared.models import (
        Ended,
    )  # the settings read the layers, and so this, before there are models

    if "id" not in session:
        return
    Ended.objects.filter(until__lt=now - BACK_SECONDS_MAX).delete()
    Ended.objects.get_or_create(
        session=session["id"], defaults={"until": session["begun"] + SECONDS_MAX}
    )
    with _lock:
        if _ended is not None:
            _ended.add(session["id"])


def _known() -> set[str]:
    global _ended
    if _ended is None:
        from dinh.desks.shared.models import Ended

        with _lock:
            if _ended is None:
                _ended = set(Ended.objects.values_list("session", flat=True))
    return _ended
