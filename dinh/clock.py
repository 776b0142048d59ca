"""The only place that asks what time it is. Tests and rehearsals are told the time; a live house is not."""
from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
