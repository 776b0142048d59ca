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


def begin(session: SessionBase, now: int, epoch: int = 0) -> None:
    """epoch: of the account; when that has moved on, the session opens nothing (`asking.Asker.person`)."""
    session["id"] = secrets.token_urlsafe(12)
    session["begun"] = session["seen"] = steady_seconds(now)
    session["epoch"] = epoch


def holds(session: SessionBase, now: int) -> bool:
    """May it still be used? now: seconds of the clock. Whether its account's epoch has ended is asked with the account (`asking`)."""
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


def renew(session: SessionBase, epoch: int) -> None:
    """The session goes on in the epoch that begins, though all others of the account end."""
    from dinh.accounts import open_sessions

    session["epoch"] = epoch
    open_sessions.renew(session.get("id", ""), epoch)


def end(session: SessionBase, now: int) -> None:
    """Signed out: the same cookie, wherever else it lies, opens nothing any more."""
    if "id" in session:
        end_named(session["id"], session["begun"], now)


def end_named(session: str, begun: int, now: int) -> None:
    """End the session of this id, which began then, in whatever browser it is open."""
    from dinh.accounts import open_sessions
    from dinh.web.shared.models import (
        Ended,  # the settings read the layers, and so this, before there are models
    )

    Ended.objects.filter(until__lt=now - BACK_SECONDS_MAX).delete()
    Ended.objects.get_or_create(session=session, defaults={"until": begun + SECONDS_MAX})
    open_sessions.end(session)
    with _lock:
        if _ended is not None:
            _ended.add(session)


def _known() -> set[str]:
    global _ended
    if _ended is None:
        from dinh.web.shared.models import Ended

        with _lock:
            if _ended is None:
                _ended = set(Ended.objects.values_list("session", flat=True))
    return _ended
