"""The house's key: signs heads (Ed25519), so that whoever holds an older head can prove that nothing was cut off the log.

It lies in the house's folder, made once, readable by the house's own account alone.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dinh.engine.log import canonical

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
    """64 hex digits."""
    return _key(folder).public_key().public_bytes_raw().hex()


def _key(folder: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex((folder / KEY).read_text()))


def signed(folder: Path, house: str, number: int, seal: str, root: str, at: str) -> dict[str, Any]:
    """A head with the key's signature over the canonical form of what stands in `SIGNED`. root: of the tree over the first `number` seals."""
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
