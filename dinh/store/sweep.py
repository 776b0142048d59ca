"""Remove files that no event names: what was brought for a form that was given up, or for an act that was refused.

Rule to keep: a file that an event of any house names stays, whatever the tables say. So the logs themselves are read, and
where one of them is unsound nothing is removed.
"""

from __future__ import annotations

from contextlib import suppress

from msgspec import Struct

from dinh import clock
from dinh.engine.refusal import Refusal, Refused
from dinh.store import books, documents
from dinh.store.link import Link, PostgresLink, linked
from dinh.store.uploads import KEPT_SECONDS
from dinh.store.writer import a_turn, abandon

HOUSES = "SELECT house, number FROM houses ORDER BY house"
OF_EVENTS = "SELECT DISTINCT house FROM events"
YOUNG = "SELECT 1 FROM uploads WHERE digest=? AND at >= ? LIMIT 1"
NAMED = "SELECT 1 FROM documents WHERE digest=? LIMIT 1"


class Swept(Struct, frozen=True):
    """The files that were removed, with their bytes; `left`: how many that no event names are still too young."""

    removed: tuple[str, ...] = ()
    size_bytes: int = 0
    left: int = 0


def sweep() -> Swept:
    """Remove the files that no event of any house has named for seven days.

    Raises Refused `sweep.unsound` where a log does not hold: nothing is removed then.
    """
    before = int(clock.now().timestamp()) - KEPT_SECONDS
    unnamed = documents.unnamed()
    old = [digest for digest in unnamed if _is_older(digest, before)]
    if not old:
        return Swept(left=len(unnamed))
    named = _named_in_logs()
    found = _removed([digest for digest in old if digest not in named], before)
    removed = tuple(digest for digest, _ in found)
    return Swept(removed, sum(size for _, size in found), len(unnamed) - len(removed))


def _is_older(digest: str, before: int) -> bool:
    try:
        return documents.path(digest).stat().st_mtime < before
    except FileNotFoundError:
        return False


def _named_in_logs() -> set[str]:
    """The digests of all files that an event of these books names, in one view of them."""
    link = linked()
    link.look()
    try:
        numbers: dict[str, int] = dict(link.all(HOUSES))
        named: set[str] = set()
        for house in sorted({*numbers, *(house for (house,) in link.all(OF_EVENTS))}):
            log = books.told(link, house)
            if log.bad or log.events != numbers.get(house):
                raise Refused(
                    Refusal("sweep.unsound", {"house": house, "reason": log.reason or "head"})
                )
            named.update(log.documents)
        return named
    finally:
        link.rollback()


def _removed(digests: list[str], before: int) -> list[tuple[str, int]]:
    """Look again and remove, while nobody writes: an event written since the logs were read has its row in `documents`."""
    link = linked()
    found = []
    with a_turn(link):
        try:
            link.begin((HOUSES, ()))
            if isinstance(link, PostgresLink):  # there uploads come in beside the houses' writers
                link.run("LOCK TABLE uploads IN EXCLUSIVE MODE")
            for digest in digests:
                if _may_go(link, digest, before):
                    found.append((digest, documents.path(digest).stat().st_size))
                    link.run("DELETE FROM uploads WHERE digest=?", (digest,))
                    documents.remove(digest)
            link.commit(())
        except BaseException:
            abandon(link)
            raise
    return found


def _may_go(link: Link, digest: str, before: int) -> bool:
    return (
        _is_older(digest, before)
        and not link.one(YOUNG, (digest, before))
        and not link.one(NAMED, (digest,))
    )


def bytes_of(digests: list[str]) -> int:
    """How many bytes these files take; one that is gone meanwhile takes none."""
    total = 0
    for digest in digests:
        with suppress(FileNotFoundError):
            total += documents.path(digest).stat().st_size
    return total
