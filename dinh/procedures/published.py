"""What publishing keeps of a version: the values that run, the file as it was written out, and the letters' templates.

The bytes lie in the books by their digest, so a house runs from its books and a letter of last year prints as it did.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from dinh.engine.definition.procedure import Procedure, Register


class Kept(Struct, frozen=True, omit_defaults=True):
    """
    expanded  the keys as in the file, parts and frames written out (what `dinh procedure` shows)
    sources   file name -> text of what was included, the letters' templates too
    """

    procedure: Procedure | None = None
    register: Register | None = None
    expanded: dict[str, Any] = {}
    sources: dict[str, str] = {}


_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(Kept, float_hook=Decimal)


def pack(kept: Kept) -> bytes:
    return _encoder.encode(kept)


@lru_cache(maxsize=512)
def unpack(content: bytes) -> Kept:
    return _decoder.decode(content)


def templates(kept: Kept) -> dict[str, str]:
    """The letters' templates by file name."""
    return {
        name.removeprefix("letters/"): text
        for name, text in kept.sources.items()
        if name.endswith(".typ")
    }
