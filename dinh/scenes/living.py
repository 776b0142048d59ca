"""Weeks of work in the commune."""
from __future__ import annotations

from datetime import datetime


def live(house: str, begin: datetime, until: datetime) -> None:
    """No case yet."""
