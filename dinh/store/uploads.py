"""Files as they are brought: the bytes in the folder, and who brought them, for a week.

Rule to keep: a digest alone gives nobody a file. Who names one in a case has brought it, or sees it in that very case.
"""

from __future__ import annotations

from dinh import clock
from dinh.store import documents
from dinh.store.link import linked
from dinh.store.writer import a_turn

KEPT_SECONDS = 7 * 24 * 3600
UPLOAD_IN = "INSERT INTO uploads (digest, house, person, at, size_bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest, house, person) DO UPDATE SET at=excluded.at"


def keep(house: str, person: str, content: bytes) -> str:
    """Keep the bytes that this person brought; gives their digest. Raises `documents.TooLarge`."""
    digest, now = documents.keep(content), int(clock.now().timestamp())
    link = linked()
    with a_turn(link):
        link.run("DELETE FROM uploads WHERE at < ?", (now - KEPT_SECONDS,))
        link.run(UPLOAD_IN, (digest, house, person, now, len(content)))
    return digest


def keep_made(content: bytes) -> str:
    """Keep what the program made by itself (pictures of the forest watch, scans of the demo), for whoever acts with it."""
    return keep("", "", content)


def may_attach(house: str, person: str, digest: str) -> bool:
    """Did this person bring this file, or the program make it? The same work whether anybody else brought it or not."""
    row = linked().one(
        "SELECT 1 FROM uploads WHERE digest=? AND (house=? AND person=? OR house='' AND person='') LIMIT 1",
        (digest, house, person),
    )
    return row is not None and documents.path(digest).exists()
