"""Instants in the books' lists: whole seconds since 1970, UTC. The exact instant stands in the event."""

from datetime import UTC, datetime, timedelta, timezone

LOCAL = timezone(timedelta(hours=7))


def seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def local(stored: int | None) -> datetime | None:
    """As pages show it, at +07:00."""
    return None if stored is None else datetime.fromtimestamp(stored, LOCAL)


def day(at: datetime) -> str:
    """The local day of an instant, `YYYY-MM-DD`."""
    return at.astimezone(LOCAL).date().isoformat()


def utc(moment: datetime, said: object) -> datetime:
    """As it will be read from the log, so that folding now and later give the same. `said`: of what, for the fault of an instant without zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{type(said).__name__} at {moment}: an instant needs its zone")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
