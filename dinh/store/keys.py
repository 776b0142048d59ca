"""The house's key: signs heads (Ed25519), so that whoever holds an older head can prove that nothing was cut off the log.

It lies in the house's folder, readable by the house's own account alone. One that is replaced (`rotated`) leaves a record in the log,
signed by the key that comes after it and, where it is still there, by itself: heads that it signed stay valid up to the event at which it went.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dinh.engine.record.seal import canonical
from dinh.engine.refusal import Refusal, Refused

KEY = "head.key"
SIGNED = ("house", "number", "seal", "root", "at", "key")
"""What the signature covers of a head. Heads that were made before December 2026 have no `root`: what a head has is signed."""


def make_key(folder: Path) -> None:
    """Making it twice keeps the first, under which heads may already have been given away."""
    try:
        handle = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex().encode())
        file.flush()
        os.fsync(file.fileno())


def public_key(folder: Path) -> str:
    """64 hex digits; "" where the folder has no key."""
    try:
        return _public(_key(folder))
    except FileNotFoundError:
        return ""


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def _key(folder: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex((folder / KEY).read_text()))


RETIRED = "head_keys"
"""Where the profile of a house has the records of keys that were replaced, the oldest first."""


class Rotation:
    """A key that is to take the place of the folder's: first it vouches for the older one (`record`), then it is put in its place (`settle`)."""

    def __init__(self, folder: Path, old: str = ""):
        """old: the public key that is replaced, where the folder has lost it."""
        self.folder, self.new = folder, Ed25519PrivateKey.generate()
        self.key = _public(self.new)
        try:
            self.older: Ed25519PrivateKey | None = _key(folder)
        except FileNotFoundError:
            self.older = None
        self.old = _public(self.older) if self.older else old

    def record(self, house: str, number: int, at: str) -> dict[str, Any]:
        """number: how far the log goes; no head beyond it is taken from the older key."""
        said = {"house": house, "key": self.old, "by": self.key, "number": number, "at": at}
        form = canonical(said)
        own = {"old_signature": self.older.sign(form).hex()} if self.older else {}
        return {**said, "signature": self.new.sign(form).hex(), **own}

    def settle(self) -> None:
        half = self.folder / (KEY + ".half")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(self.new.private_bytes_raw().hex().encode())
            file.flush()
            os.fsync(file.fileno())
        half.rename(self.folder / KEY)


def is_own(head: dict[str, Any], current: str, retired: Iterable[dict[str, Any]]) -> bool:
    """Was the head signed by the house's key, or by one that it replaced, before that went? Each record is vouched for by the next key."""
    key = current
    if head["key"] == key:
        return True
    for record in reversed(tuple(retired)):
        if record["by"] != key or record["house"] != head["house"] or not _vouches(record):
            return False
        if record["key"] == head["key"]:
            return bool(head["number"] <= record["number"])
        key = record["key"]
    return False


def _vouches(record: dict[str, Any]) -> bool:
    form = canonical({name: record[name] for name in ("house", "key", "by", "number", "at")})
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(record["by"])).verify(
            bytes.fromhex(record["signature"]), form
        )
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def signed(folder: Path, house: str, number: int, seal: str, root: str, at: str) -> dict[str, Any]:
    """A head with the key's signature over the canonical form of what stands in `SIGNED`. root: of the tree over the first `number` seals."""
    if not (folder / KEY).exists():
        raise Refused(Refusal("keys.no_head", {"file": str(folder / KEY)}))
    head = {
        "house": house,
        "number": number,
        "seal": seal,
        "root": root,
        "at": at,
        "key": public_key(folder),
    }
    return {**head, "signature": _key(folder).sign(canonical(head)).hex()}


def is_signed(head: dict[str, Any]) -> bool:
    """Was this head signed, unchanged, by the key it names?"""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["key"]))
        covered = {name: head[name] for name in SIGNED if name != "root" or "root" in head}
        key.verify(bytes.fromhex(head["signature"]), canonical(covered))
    except (InvalidSignature, KeyError, TypeError, ValueError, OverflowError):
        return False
    return True
