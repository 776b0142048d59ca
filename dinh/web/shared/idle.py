"""How long an answer to the second factor holds in a session: until ten idle minutes have passed."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase

IDLE_SECONDS_MAX = 10 * 60
LOOKED_AGAIN_SECONDS = 60  # the cookie is written again no more often than this


def confirm(session: SessionBase, now: int) -> None:
    session["factor"] = now


def is_fresh(session: SessionBase, now: int) -> bool:
    """Was the second factor said in this session, and has it been used since without ten idle minutes?"""
    return 0 <= now - session.get("factor", 0) <= IDLE_SECONDS_MAX


def look(session: SessionBase, now: int) -> None:
    """A page is asked for: the session is not idle."""
    if is_fresh(session, now) and now - session["factor"] > LOOKED_AGAIN_SECONDS:
        session["factor"] = now
