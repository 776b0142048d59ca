"""One piece of work in the books of several houses of this database: all of it is written, or nothing.

The heads of all these houses are locked at once and in the order of their names, so that two such works never wait for
each other in a circle; whoever writes in one of them alone waits as for any other writer. What a process remembers of a
house is known by its seal to be old, so nothing of it need be forgotten here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import connections

from dinh.store import link as links
from dinh.store.glance import unseen
from dinh.store.link import Link, linked
from dinh.store.memory import Head, Memory
from dinh.store.unit_of_work import Batch, Books
from dinh.store.writer import NoHouse, NotWritten, a_turn, abandon, erase, letting_go, struck_in

HEADS = (
    "SELECT house, number, seal, version, version_seal FROM houses WHERE house {} ORDER BY house"
)


class Needs(Exception):
    """The work touches a case that lies in the books of these houses too: it is to be done across them. Nothing was written."""

    def __init__(self, houses: Iterable[str]):
        self.houses = tuple(houses)
        super().__init__(", ".join(self.houses))


def write_across[T](houses: Sequence[str], work: Callable[[Batch], T]) -> T:
    """Do `work` as the writer of all these houses: of the first with its own Batch, of the others by `Batch.beside`.

    Raises what `writer.write` raises, and what the work does; then nothing is written in any of them.
    """
    connection = connections["default"]
    if connection.in_atomic_block:
        raise RuntimeError(
            "write_across() is its own transaction; what is inside another one could still be rolled back"
        )
    with letting_go.get()(), unseen():
        link = linked()
        with a_turn(link):
            try:
                return _transact(link, houses, work)
            except BaseException as fault:
                abandon(link)
                if isinstance(fault, links.faults()) or links.is_held(fault):
                    raise NotWritten(f"{type(fault).__name__}: {fault}") from fault
                raise


def _transact[T](link: Link, houses: Sequence[str], work: Callable[[Batch], T]) -> T:
    test, values = link.among(sorted(houses))
    heads = {row[0]: Head(*row[1:]) for row in link.begin((HEADS.format(test), (values,)))[0]}
    if missing := [house for house in houses if house not in heads]:
        raise NoHouse(missing[0])
    books = {house: Books(link, house, heads[house], Memory()) for house in houses}
    batches = {house: Batch(one) for house, one in books.items()}
    first = batches[houses[0]]
    first.beside = {house: batch for house, batch in batches.items() if batch is not first}
    result = work(first)
    for house, one in books.items():
        one.effects.take(batches[house].wanted)
    changed = [one for one in books.values() if one.effects.anything()]
    unnamed: set[str] = set()
    for one in changed:
        for sql, rows in one.statements():
            link.many(sql, rows)
    for one in changed:
        unnamed |= struck_in(link, one, tuple(houses))
    link.commit(())
    if any(one.effects.struck for one in changed):
        erase(link, tuple(one.house for one in changed), unnamed)
    return result
