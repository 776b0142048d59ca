"""What a case keeps of a file: as the store found it, whatever was said of it by whoever named it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PAPERS = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a paper may be: what every browser shows and every office prints."""


def as_judged(file: dict[str, Any], known: Mapping[str, Any] | bool) -> dict[str, Any]:
    """The file with what the store knows of it (`type`, `size`, `carries`); True: it holds as it is told."""
    return file if isinstance(known, bool) else {**file, **known}
