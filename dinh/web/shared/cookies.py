"""The session as a signed cookie, as Django's own: what was read of a cookie once is remembered, for every page asks it.

A cookie is its own proof, so the same text always holds the same; only whether it is too old by now is asked each time.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends import signed_cookies
from django.core import signing

COOKIES_MAX = 1000  # of some 300 bytes each
SALT = (
    "django.contrib.sessions.backends.signed_cookies"  # Django's own, with which its `save` signs
)


class SessionStore(signed_cookies.SessionStore):
    def load(self) -> dict[str, Any]:
        """What the cookie holds; an empty session where it is forged, spoilt or too old."""
        try:
            content, signed = _read(self.session_key)
            if time.time() - signed <= self.get_session_cookie_age():
                return self.serializer().loads(content)
        except Exception:  # whatever it is, it is not of our making
            pass
        self.create()
        return {}


class _AsItIs:
    """Everybody gets a copy of their own of what is remembered, for they may change it."""

    def loads(self, content: bytes) -> bytes:
        return content


@lru_cache(COOKIES_MAX)
def _read(cookie: str) -> tuple[bytes, int]:
    """What stands in it, and when it was signed (seconds since 1970). Raises BadSignature, which is not remembered."""
    content = signing.loads(cookie, serializer=_AsItIs, salt=SALT)
    return content, signing.b62_decode(cookie.rsplit(":", 2)[1])
