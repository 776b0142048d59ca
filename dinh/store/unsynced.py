"""Writing a house that is not one yet: many commits, one wait for the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dinh.store import link as links
from dinh.store.link import SqliteLink, linked
from dinh.store.writer import lay_down

_PACES = {
    True: ("PRAGMA synchronous=OFF", "PRAGMA synchronous=FULL"),
    False: ("SET synchronous_commit=off", "SET synchronous_commit=on"),
}


@contextmanager
def unsynced() -> Iterator[None]:
    """What this thread writes inside is certain to be on the disk at the end of the block only.

    Where the power fails before, the folder names no house yet and is made anew.
    """
    link = linked()
    in_file = isinstance(link, SqliteLink)
    hasty, careful = _PACES[in_file]
    link.run(hasty)
    lay_down()
    links.pace = hasty if in_file else ""
    try:
        yield
    finally:
        lay_down()
        links.pace = ""
        link.run(careful)
        if in_file:
            link.one("PRAGMA wal_checkpoint(TRUNCATE)")
