"""Instants in the books' lists: whole seconds since 1970, UTC. The exact instant stands in the event."""

from datetime import datetime, timedelta, timezone

LOCAL = timezone(timedelta(hours=7))


def seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def local(stored: int | None) -> datetime | None:
    """As pages show it, at +07:00."""
    return None if stored is None else datetime.fromtimestamp(stored, LOCAL)


def day(at: datetime) -> str:
    """The local day of an instant, `YYYY-MM-DD`."""
    return at.astimezone(LOCAL).date().isoformat()
