"""Files as they are brought: the bytes in the folder, and who brought them, for a week.

Rule to keep: a digest alone gives nobody a file. Who names one in a case has brought it, or sees it in that very case.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from msgspec import Struct

from dinh import clock
from dinh.engine.refusal import Refusal, Refused
from dinh.store import documents
from dinh.store.carried import carries
from dinh.store.file_kinds import kind_of
from dinh.store.ledger import house_state
from dinh.store.link import Link, linked
from dinh.store.writer import a_turn

KEPT_SECONDS = 7 * 24 * 3600
HOUR_SECONDS = 3600
HOURLY, HOURLY_MB = "upload_mb_per_hour", 200
FREE, FREE_PERCENT = "disk_free_percent", 5
"""Keys of the house's profile, and what holds where nothing is set."""
WITHIN_THE_HOUR = "SELECT at, size_bytes FROM uploads WHERE house=? AND person=? AND at > ? AND digest <> ? ORDER BY at DESC"
UPLOAD_IN = "INSERT INTO uploads (digest, house, person, at, size_bytes, type, carries) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest, house, person) DO UPDATE SET at=excluded.at, type=excluded.type, carries=excluded.carries"
BROUGHT = "SELECT size_bytes, type, carries FROM uploads WHERE digest=? AND (house=? AND person=? OR house='' AND person='') ORDER BY person DESC LIMIT 1"


class KeptFile(Struct, frozen=True):
    """A file that was kept, and what its bytes say."""

    digest: str
    type: str
    size: int
    carries: tuple[str, ...] = ()

    def named(self, name: str) -> dict[str, Any]:
        """As it stands in the data of a case."""
        facts = {"digest": self.digest, "name": name, "type": self.type, "size": self.size}
        return {**facts, **_carrying(self.carries)}


def _carrying(words: Iterable[str]) -> dict[str, list[str]]:
    """Beside the type, and only where there is something to tell."""
    found = list(words)
    return {"carries": found} if found else {}


def keep(house: str, person: str, content: bytes) -> KeptFile:
    """Keep the bytes that this person brought, with what they say of themselves.

    Raises `documents.TooLarge`; Refused `file.quota` where the person has brought enough within an hour, `file.disk` where
    the disk is to stay as free as it is. Nothing is written then.
    """
    digest, kind = documents.digest_of(content), kind_of(content)
    _must_fit(linked(), house, person, digest, len(content))
    return _kept(
        house, person, content, KeptFile(digest, kind, len(content), carries(content, kind))
    )


def keep_made(content: bytes) -> str:
    """Keep what the program made by itself (pictures of the forest watch, scans of the demo), for whoever acts with it; gives its digest."""
    return _kept("", "", content, KeptFile(documents.digest_of(content), "", len(content))).digest


def _kept(house: str, person: str, content: bytes, kept: KeptFile) -> KeptFile:
    """Who brought it is noted first: from then on it is not swept, and it counts."""
    link, now = linked(), int(clock.now().timestamp())
    with a_turn(link):
        if person:
            _must_fit(link, house, person, kept.digest, kept.size)
        link.run("DELETE FROM uploads WHERE at < ?", (now - KEPT_SECONDS,))
        values = (kept.digest, house, person, now, kept.size, kept.type, " ".join(kept.carries))
        link.run(UPLOAD_IN, values)
    documents.keep(content)
    return kept


def _must_fit(link: Link, house: str, person: str, digest: str, size: int) -> None:
    """Raise Refused where the person's hour or the disk has no room for so many bytes more."""
    profile = house_state(house).profile
    percent = int(profile.get(FREE, FREE_PERCENT))
    disk = shutil.disk_usage(settings.HOUSE)
    if percent and (disk.free - size) * 100 < disk.total * percent:
        raise Refused(Refusal("file.disk", {"percent": percent}))
    most, now = int(profile.get(HOURLY) or HOURLY_MB), int(clock.now().timestamp())
    left = most * 2**20 - size
    for at, bytes_then in link.all(WITHIN_THE_HOUR, (house, person, now - HOUR_SECONDS, digest)):
        left -= bytes_then
        if left < 0:  # the latest come first: when this one is an hour old, there is room
            minutes = max(1, -(-(at + HOUR_SECONDS - now) // 60))
            raise Refused(Refusal("file.quota", {"most": most, "minutes": minutes, "n": minutes}))


def brought(house: str, person: str, digest: str) -> dict[str, Any] | bool:
    """What is known of a file that this person brought; True: the program made it; False: neither.

    The same work whether anybody else brought it or not.
    """
    row = linked().one(BROUGHT, (digest, house, person))
    if row is None or not documents.path(digest).exists():
        return False
    size, kind, carried = row
    return {"type": kind, "size": size, **_carrying(carried.split())} if kind else True
