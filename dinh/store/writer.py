"""One writer at a time; what waits is committed together.

The thread that finds nobody writing becomes the writer itself (a single caller pays for no hand-off), takes along what
has come meanwhile, commits it in one transaction, and passes the pen to the first of those that came later. Nothing is
acknowledged before it is on the disk: a caller is woken after the commit, with its own result or its own exception.
Those who were woken together come back together: the next writer waits a moment for them, for threads that come while it
writes take the interpreter from it again and again (one core works, and both are busy handing over).
Where somebody else holds the books, all who wait are told so together: one after the other, each would wait as long again.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from typing import Any

from django.db import connections

from dinh.engine.record.seal import FIRST
from dinh.store import documents
from dinh.store import link as links
from dinh.store.erase import strike
from dinh.store.file_lock import Turn
from dinh.store.glance import unseen
from dinh.store.link import Link, SqliteLink, linked
from dinh.store.memory import Head, Memory
from dinh.store.unit_of_work import CODE, COMMANDS, HEAD, JOB_IN, Batch, Books

TOGETHER_MAX = 128
MOMENT_SECONDS, MOMENTS_MAX = 0.0003, 20
letting_go: ContextVar[Callable[[], AbstractContextManager[None]]] = ContextVar(
    "letting_go", default=nullcontext
)
"""What this thread holds that others want, and does not need while it writes or waits for it (`server.patience`)."""


class NotWritten(Exception):
    """The books could not be written (disk full, connection lost): nothing of the work was acknowledged, it may be tried again."""


class NoHouse(LookupError):
    """The books hold no house of this name."""


class _Call:
    """A caller that waits. `leads`: woken not because it is done, but to be the next writer."""

    __slots__ = ("done", "fault", "key", "leads", "result", "wake", "work")

    def __init__(self, work: Callable[[Batch], Any], key: str | None):
        self.work, self.key = work, key
        self.wake: threading.Lock | None = None
        self.leads = self.done = False
        self.result: Any = None
        self.fault: BaseException | None = None


class _Desk:
    """Where the callers of one house in this process queue.

    in_file  the books are a file, not a server's
    crowd    how many wrote together last
    """

    def __init__(self, in_file: bool) -> None:
        self.in_file = in_file
        self.crowd = 1
        self.lock = threading.Lock()
        self.waiting: deque[_Call] = deque()
        self.writer: int | None = None
        self.memory = Memory()
        self.turn: Turn | None = None
        self.pen: SqliteLink | None = None

    def link(self) -> Link:
        """What the writer writes with. SQLite: the desk's own connection, whichever thread writes, so that the pages it has read
        stay true and its statements prepared; PostgreSQL: the thread's, for there each costs the server a process."""
        if not self.in_file:
            return linked()
        if self.pen is None:
            self.pen = links.another()
        return self.pen

    def lay_down(self) -> None:
        """Close the desk's own connection: a fault may have left it unusable, or the file shall be nobody's."""
        pen, self.pen = self.pen, None
        if pen is not None:
            pen.raw.close()


_desks: dict[tuple[str, str], _Desk] = {}
_desks_lock = threading.Lock()
_parents: list[
    _Desk
] = []  # never used, never closed: what a child does to a connection of its parent, it does to the parent


def _leave_to_the_parent() -> None:
    """A forked process has no part in what its parent is writing, and its locks are not the parent's."""
    global _desks_lock
    _parents.extend(_desks.values())
    _desks.clear()
    _desks_lock = threading.Lock()


os.register_at_fork(after_in_child=_leave_to_the_parent)


def write[T](house: str, work: Callable[[Batch], T], key: str | None = None) -> T:
    """Do `work` as the house's writer; gives its result once everything it wants written is on the disk.

    work  runs in the writing thread, perhaps another than the caller's, and is tried again alone when what was
          written together with it failed; so it changes nothing but its Batch. What it raises is raised here, and nothing
          of it is written.
    key   of the command that the work does; what is known of the keys of all who write together is asked for at once
    Raises NotWritten when the books cannot be written, NoHouse when there is no such house.
    """
    connection = connections["default"]
    if connection.in_atomic_block:
        raise RuntimeError(
            "write() is its own transaction; what is inside another one could still be rolled back"
        )
    desk = desk_of(connection, house)
    call = _Call(work, key)
    with letting_go.get()():  # before anybody counts on this caller: it may refuse
        _queue(desk, call)
        if call.wake is not None:
            call.wake.acquire()
        if call.leads:
            with unseen():
                _lead(desk, house)
    if call.fault is not None:
        raise call.fault
    return call.result


def _queue(desk: _Desk, call: _Call) -> None:
    """Behind those who wait; who finds nobody writing leads."""
    with desk.lock:
        if desk.writer == threading.get_ident():
            raise RuntimeError("a work may not write(): it is already inside the transaction")
        desk.waiting.append(call)
        if desk.writer is None:
            desk.writer = threading.get_ident()
            call.leads = True
        else:
            call.wake = threading.Lock()
            call.wake.acquire()


def desk_of(connection: Any, house: str) -> _Desk:
    key = (str(connection.settings_dict["NAME"]), house)
    desk = _desks.get(key)
    if desk is None:
        with _desks_lock:
            desk = _desks.setdefault(key, _Desk(connection.vendor == "sqlite"))
    return desk


def _lead(desk: _Desk, house: str) -> None:
    """Write once, for oneself and all who wait; then let the next one lead."""
    desk.writer = threading.get_ident()
    calls: list[_Call] = []
    try:
        try:
            _await_the_crowd(desk)
        finally:  # whoever waits is told, also of what cuts the waiting short
            with desk.lock:
                calls += [
                    desk.waiting.popleft() for _ in range(min(len(desk.waiting), TOGETHER_MAX))
                ]
        desk.crowd = len(calls)
        _write_together(desk, house, calls)
    except BaseException as fault:
        if links.is_held(fault):
            with desk.lock:
                calls += desk.waiting
                desk.waiting.clear()
        for call in calls:
            if not call.done:
                _settle(call, fault if isinstance(fault, NoHouse) else _not_written(fault))
        if not isinstance(fault, Exception):
            raise
    finally:
        with desk.lock:
            following = desk.waiting[0] if desk.waiting else None
            desk.writer = None if following is None else -1
        for call in calls:
            if call.wake is not None and not call.leads:
                call.wake.release()
        if following is not None:
            following.leads = True
            following.wake.release()  # type: ignore[union-attr]  # whoever waits has one


def _await_the_crowd(desk: _Desk) -> None:
    """As long as more of those who wrote together last come back, a moment after the other; who is alone never waits."""
    for _ in range(MOMENTS_MAX if desk.crowd > 1 else 0):
        come = len(desk.waiting)
        if come >= desk.crowd:
            return
        time.sleep(MOMENT_SECONDS)
        if len(desk.waiting) == come:
            return


def _not_written(fault: BaseException) -> NotWritten:
    failed = NotWritten(f"{type(fault).__name__}: {fault}")
    failed.__cause__ = fault
    return failed


def _settle(call: _Call, fault: BaseException | None = None, result: Any = None) -> None:
    call.fault, call.result, call.done = fault, result, True


def _write_together(desk: _Desk, house: str, calls: list[_Call]) -> None:
    """One transaction for all; when the rows of one of them break it, each gets a transaction of its own."""
    link = desk.link()
    with turn_of(desk, link):
        try:
            _transact(desk, link, house, calls)
        except BaseException as fault:
            _abandon(desk, link)
            if (
                len(calls) == 1
                or isinstance(fault, NoHouse | links.Unsure)
                or not isinstance(fault, Exception)
                or links.is_held(fault)
            ):
                raise
            _one_by_one(desk, house, calls)


def _one_by_one(desk: _Desk, house: str, calls: list[_Call]) -> None:
    for call in calls:
        link = desk.link()
        try:
            _transact(desk, link, house, [call])
        except Exception as fault:
            _abandon(desk, link)
            if links.is_held(fault):
                raise
            _settle(call, _not_written(fault))


def turn_of(desk: _Desk, link: Link) -> Any:
    if not isinstance(link, SqliteLink):
        return nullcontext()
    if desk.turn is None:
        desk.turn = Turn(link.file)
    return desk.turn


def _transact(desk: _Desk, link: Link, house: str, calls: list[_Call]) -> None:
    keys = [call.key for call in calls if call.key]
    heads, *known = link.begin((HEAD, (house,)), *_about(link, house, keys))
    if not heads:
        raise NoHouse(house)
    head = Head(*heads[0])
    desk.memory.begin(head)
    books = Books(link, house, head, desk.memory)
    books.know(keys, *known)
    outcomes = [_work(books, call) for call in calls]
    if books.effects.anything():
        effects = books.effects
        unnamed = _commit_struck(link, books) if effects.struck else link.commit(books.statements())
        desk.memory.committed(effects.head, effects.cases, effects.house_state)
        if effects.events:
            desk.memory.keep_last(effects.events[-1].seal, effects.events[-1].at)
        if unnamed is not None:
            erase(link, (house,), unnamed)
    else:
        link.rollback()
    for call, (fault, result) in zip(calls, outcomes, strict=True):
        _settle(call, fault, result)


def _about(link: Link, house: str, keys: list[str]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What to ask of the commands that were done under these keys."""
    if keys:
        test, values = link.among(keys)
        yield f"{COMMANDS} {test}", (house, values)


def _commit_struck(link: Link, books: Books) -> set[str]:
    """Write, strike in what was written, commit. Gives the digests of files that nothing names any more."""
    for sql, rows in books.statements():
        link.many(sql, rows)
    unnamed = struck_in(link, books)
    link.commit(())
    return unnamed


def struck_in(link: Link, books: Books, houses: tuple[str, ...] = ()) -> set[str]:
    """Strike in what was written. Gives the digests of files that nothing names any more. houses: which all strike this now."""
    unnamed = set()
    for code, names in books.effects.struck:
        books.effects.cases[code], files = strike(link, books.house, code, names, houses)
        unnamed |= files
    for digest in unnamed:
        link.run("DELETE FROM documents WHERE digest=?", (digest,))
    if books.effects.struck and isinstance(link, SqliteLink):
        number = books.effects.head.number
        link.run(JOB_IN, (books.house, WIPE, str(number), "{}", number, 0))
    return unnamed


WIPE = "wipe"
"""The job that is left where somebody read what was before while it was being struck: SQLite's log still holds the old pages."""


def erase(link: Link, houses: tuple[str, ...], unnamed: set[str]) -> None:
    """After the commit: the files, and the old pages that SQLite's log still holds. What cannot be done now is told by `documents.unnamed`, or done by `wipe`."""
    for digest in unnamed:
        with suppress(OSError):
            documents.remove(digest)
    _wipe(link, houses)


def wipe(house: str) -> None:
    """Do what `erase` had to leave, once nobody reads any more what was before."""
    link = linked()
    with a_turn(link):
        _wipe(link, (house,))


def _wipe(link: Link, houses: tuple[str, ...]) -> None:
    if not isinstance(link, SqliteLink) or link.empty_log():
        for house in houses:
            link.run("UPDATE jobs SET done=1 WHERE house=? AND kind=? AND done=0", (house, WIPE))


def _work(books: Books, call: _Call) -> tuple[Exception | None, Any]:
    """One caller's work; a fault of the database itself concerns all, every other one only the caller."""
    batch = Batch(books)
    try:
        result = call.work(batch)
    except links.faults() as fault:
        raise fault
    except Exception as fault:
        return fault, None
    books.effects.take(batch.wanted)
    return None, result


def _abandon(desk: _Desk, link: Link) -> None:
    abandon(link, desk.lay_down if link is desk.pen else links.forgotten)


def abandon(link: Link, forget: Callable[[], None] = links.forgotten) -> None:
    """After a fault: nothing of the transaction stays, and a connection that is broken is forgotten, to be made anew."""
    try:
        link.rollback()
    except Exception:
        with suppress(Exception):
            forget()


def lay_down() -> None:
    """No desk of this process keeps a connection; each opens one again when it writes. Only while nobody writes: before a fork, or
    before the file is another's."""
    for desk in list(_desks.values()):
        desk.lay_down()


@contextmanager
def alone(house: str) -> Iterator[Link]:
    """A transaction of the house's only writer, for what rewrites its tables; commits at the end of the block."""
    desk = desk_of(connections["default"], house)
    link = linked()
    try:
        with a_turn(link):
            link.begin((HEAD, (house,)))
            yield link
            desk.memory = Memory()
            link.commit(())
    except BaseException:
        abandon(link)
        raise


@contextmanager
def a_turn(link: Link) -> Iterator[None]:
    """A turn of its own, for whoever does not write at a desk: two threads that hold the same one would both hold it."""
    if not isinstance(link, SqliteLink):
        yield
        return
    turn = Turn(link.file)
    try:
        with turn:
            yield
    finally:
        turn.close()


def open_books(house: str, unit: str, name: str) -> None:
    """Begin the log of a house. Doing it twice keeps the first."""
    if not CODE.fullmatch(house):
        raise ValueError(f"a house is named by signs of A-Z a-z 0-9 . _ -, not {house!r}")
    linked().run(
        "INSERT INTO houses (house, unit, name, number, seal, version, version_seal) VALUES (?, ?, ?, 0, ?, 0, '') ON CONFLICT (house) DO NOTHING",
        (house, unit, name, FIRST),
    )
