"""Devices on which the right answer was given: a signed cookie that remembers for which names and case codes.

It lets nobody in. It only says that wrong tries made elsewhere do not slow this device down (`locks`). Of a name or a
code it holds a digest; a copied cookie is slowed down by itself, for its own wrong tries are counted by its id.
"""

from __future__ import annotations

import hmac
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "device"
SALT = "dinh.device"
AGE_SECONDS = 180 * 24 * 3600
SUBJECTS_MAX = 30  # the PC of a counter at which many sign in; the oldest is forgotten


def knows(request: HttpRequest, subject: str) -> str:
    """The id of the device, when the right answer to this subject was given on it; else ""."""
    device, subjects = _read(request)
    return device if device and _digest(device, subject) in subjects else ""


def remember(request: HttpRequest, response: HttpResponse, subject: str) -> HttpResponse:
    """After the right answer to this subject."""
    device, subjects = _read(request)
    device = device or secrets.token_urlsafe(12)
    digest = _digest(device, subject)
    subjects = [*(one for one in subjects if one != digest), digest][-SUBJECTS_MAX:]
    response.set_cookie(
        COOKIE,
        signing.dumps([device, *subjects], salt=SALT),
        max_age=AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, *subjects = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE_SECONDS
        )
    except (signing.BadSignature, ValueError):
        return "", []
    return device, subjects


def _digest(device: str, subject: str) -> str:
    return hmac.digest(
        settings.SECRET_KEY.encode(), f"device {device} {subject}".encode(), "sha256"
    ).hex()[:16]
