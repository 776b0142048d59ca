"""Through which server mail leaves, as DINH_MAIL says it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT_SECONDS = 15


def mail_server(url: str) -> dict[str, dict[str, Any]]:
    """Django's MAILERS for `smtp://HOST`, `smtp+starttls://NAME:PASSWORD@HOST:587` or `smtps://…`; none where nothing is said."""
    if not url:
        return {}
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in PORTS:
        raise ImproperlyConfigured(
            "DINH_MAIL is smtp://HOST:PORT, smtp+starttls://NAME:PASSWORD@HOST:PORT or smtps://NAME:PASSWORD@HOST:PORT, "
            "with ?from=ADDRESS behind it where mail shall come from another address"
        )
    options = {
        "host": host,
        "port": port or PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+starttls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": TIMEOUT_SECONDS,
    }
    return {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }


def mail_sender(url: str, machine: str) -> str:
    """`from` of the address, its name where that is an e-mail address, else `dinh@` this machine."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query).get("from", [""])[0]
    name = unquote(parts.username or "")
    return asked or (name if "@" in name else f"dinh@{machine}")
