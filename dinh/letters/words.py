"""People's text made fit for paper: NFC, without signs that nobody sees, and only with letters that the font has.

PDF/A forbids a missing glyph, so one Chinese character in a remark would stop a birth certificate. What the font lacks
is printed as □: seen, and asked about, rather than silently dropped.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

PRINTED = (
    "\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0513"
    "\u1e00-\u1eff\u2010-\u2015\u2017-\u201f\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u2070\u2074-\u208e"
    "\u20ab\u20ac\u2116\u2122\u2153\u2154\u215b-\u215e\u2190-\u2195\u2202\u2206\u2211\u2212\u221a\u221e\u2248\u2260"
    "\u2264\u2265\u25a0\u25a1\u25cf"
)
"""What Tinos draws in all four of its styles and that reads from left to right; a test prints every one of them."""

UNSEEN = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
UNPRINTED = re.compile(f"[^{PRINTED}]")
MISSING = "□"


def clean(text: str) -> str:
    """The text as it prints. Tabs and other line ends become a space or a line end; control and direction signs go."""
    seen = UNSEEN.sub("", re.sub("\r\n?|[\u0085\u2028\u2029]", "\n", text).replace("\t", " "))
    return UNPRINTED.sub(MISSING, unicodedata.normalize("NFC", seen))


def cleaned(value: Any) -> Any:
    """The same JSON value with every text in it cleaned, exact numbers as Vietnamese writes them (2,5).

    A lone surrogate, which JSON can carry, is among the missing.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value:f}".replace(".", ",")
    if isinstance(value, dict):
        return {name: cleaned(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(one) for one in value]
    return value


def longest(value: Any) -> int:
    """How many characters the longest text in a JSON value has."""
    if isinstance(value, str):
        return len(value)
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max(map(longest, within), default=0)
