"""Files as they are brought: the bytes in the folder, and who brought them, for a week.

Rule to keep: a digest alone gives nobody a file. Who names one in a case has brought it, or sees it in that very case.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from dinh import clock
from dinh.store import documents
from dinh.store.carried import carries
from dinh.store.file_kinds import kind_of
from dinh.store.link import linked
from dinh.store.writer import a_turn

KEPT_SECONDS = 7 * 24 * 3600
UPLOAD_IN = "INSERT INTO uploads (digest, house, person, at, size_bytes, type, carries) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest, house, person) DO UPDATE SET at=excluded.at, type=excluded.type, carries=excluded.carries"
BROUGHT = "SELECT size_bytes, type, carries FROM uploads WHERE digest=? AND (house=? AND person=? OR house='' AND person='') ORDER BY person DESC LIMIT 1"


class Kept(Struct, frozen=True):
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


def keep(house: str, person: str, content: bytes) -> Kept:
    """Keep the bytes that this person brought, with what they say of themselves. Raises `documents.TooLarge`."""
    kind = kind_of(content)
    return _kept(house, person, content, kind, carries(content, kind))


def keep_made(content: bytes) -> str:
    """Keep what the program made by itself (pictures of the forest watch, scans of the demo), for whoever acts with it; gives its digest."""
    return _kept("", "", content, "").digest


def _kept(
    house: str, person: str, content: bytes, kind: str, carried: tuple[str, ...] = ()
) -> Kept:
    digest, now = documents.keep(content), int(clock.now().timestamp())
    link = linked()
    with a_turn(link):
        link.run("DELETE FROM uploads WHERE at < ?", (now - KEPT_SECONDS,))
        values = (digest, house, person, now, len(content), kind, " ".join(carried))
        link.run(UPLOAD_IN, values)
        if not documents.path(digest).exists():  # swept in between, as nobody's for a week
            documents.keep(content)
    return Kept(digest, kind, len(content), carried)


def brought(house: str, person: str, digest: str) -> dict[str, Any] | bool:
    """What is known of a file that this person brought; True: the program made it; False: neither.

    The same work whether anybody else brought it or not.
    """
    row = linked().one(BROUGHT, (digest, house, person))
    if row is None or not documents.path(digest).exists():
        return False
    size, kind, carried = row
    return {"type": kind, "size": size, **_carrying(carried.split())} if kind else True
