"""Seal what must be read again but must not lie in the books in the clear: secrets of codes by time (TOTP).

The key is a file of its own in the house's folder, made when it is first needed. It is in no backup: whoever takes a
backup apart reads no secret, and after a restore codes by time and recovery codes are set up anew. Neither the head's
key nor the cookies' secret does for this: both are replaced now and then.
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

KEY = "accounts.key"


def seal(text: str) -> str:
    return Fernet(_key()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """None where it was sealed by another key: that of a house from before its restore."""
    try:
        return Fernet(_key()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def digest(text: str) -> str:
    """A keyed digest: nobody who has only the books can try which text it is of. 64 hex digits."""
    return hmac.digest(_key(), text.encode(), "sha256").hex()


def _key() -> bytes:
    """Two that make it at once keep the first."""
    place = Path(settings.HOUSE) / KEY
    try:
        return place.read_bytes()
    except FileNotFoundError:
        pass
    half = place.with_name(f"{KEY}.{os.getpid()}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, place)
    except FileExistsError:
        pass
    finally:
        half.unlink()
    return place.read_bytes()
