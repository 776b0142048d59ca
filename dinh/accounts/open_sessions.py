"""The sessions of a person that are open, for the page on which they can be ended."""

from __future__ import annotations

from dinh.accounts.last_used import LastUsed, Use
from dinh.accounts.models import OpenSession


def _write(session: str, use: Use) -> None:
    OpenSession.objects.filter(session=session).update(
        seen=use.at, address=use.address, device=use.device
    )


last_used = LastUsed(_write)


def begin(session: str, person: str, epoch: int, use: Use, seconds_max: int) -> None:
    """Note a session that begins; those that are over by their age are forgotten. seconds_max: how old one can grow."""
    OpenSession.objects.filter(begun__lt=use.at - seconds_max).delete()
    OpenSession.objects.create(
        session=session,
        person=person,
        epoch=epoch,
        begun=use.at,
        seen=use.at,
        address=use.address,
        device=use.device,
    )


def of(person: str, epoch: int, now: int, seconds_max: int, idle_max: int) -> list[OpenSession]:
    """Those that could still be used, the last used first."""
    found = OpenSession.objects.filter(person=person, epoch=epoch, begun__gte=now - seconds_max)
    rows = [_with_last_use(row) for row in found]
    return sorted(
        (row for row in rows if row.seen >= now - idle_max), key=lambda row: (-row.seen, row.pk)
    )


def _with_last_use(row: OpenSession) -> OpenSession:
    if use := last_used.of(row.session):
        row.seen, row.address, row.device = use.at, use.address, use.device
    return row


def renew(session: str, epoch: int) -> None:
    """The session goes on in the epoch that begins, though all others end."""
    OpenSession.objects.filter(session=session).update(epoch=epoch)


def end(session: str) -> None:
    OpenSession.objects.filter(session=session).delete()
