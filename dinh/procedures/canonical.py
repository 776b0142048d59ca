"""A version's bytes and digest: what a house keeps in its books and runs from.

The bytes are JSON in the order of the structs; numbers are exact (decimals are written as numbers and read as Decimal).
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from msgspec import json
from msgspec.structs import replace

from dinh.engine.definition.procedure import Procedure, Register

_ENCODER = json.Encoder(decimal_format="number")
_PROCEDURE = json.Decoder(Procedure, float_hook=Decimal)


def encoded(value: Procedure | Register) -> bytes:
    return _ENCODER.encode(value)


def digest(value: Procedure | Register) -> str:
    """SHA-256 in hex over the canonical bytes without the digest; digests of the sources are among them."""
    return sha256(encoded(replace(value, digest=""))).hexdigest()


def load_published(content: bytes) -> Procedure:
    """The procedure of a stored version."""
    return _PROCEDURE.decode(content)
