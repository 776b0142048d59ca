"""Books that somebody else holds: all who wait are told so together, and nobody waits for ever."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections

from dinh.engine.record.seal import verify
from dinh.store import file_lock, ledger, writer
from dinh.store.file_lock import Turn
from dinh.store.link import SqliteLink, linked
from dinh.store.unit_of_work import HEAD
from dinh.store.writer import NotWritten
from tests.store.stories import HOUSE, a_house, moved, opened, pen

WAIT_SECONDS = 0.5
CALLERS = 6


@contextmanager
def held() -> Iterator[None]:
    """Another process is in the middle of a transaction and does not end it."""
    holding, let_go = threading.Event(), threading.Event()

    def hold():
        link = linked()
        link.begin((HEAD, (HOUSE,)))
        holding.set()
        let_go.wait(20)
        link.rollback()
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert holding.wait(20)
    try:
        yield
    finally:
        let_go.set()
        thread.join()


def impatient() -> None:
    link = pen()
    link.run(
        f"PRAGMA busy_timeout={WAIT_SECONDS * 1000:.0f}"
        if isinstance(link, SqliteLink)
        else f"SET lock_timeout = '{WAIT_SECONDS}s'"
    )


def test_all_who_wait_for_books_that_are_held_are_told_so_together(house):
    a_house()
    opened("c-1")
    faults, in_file = [], isinstance(pen(), SqliteLink)
    if in_file:
        impatient()

    def call(number):
        if not in_file:  # there each thread has a line of its own
            impatient()
        try:
            opened(f"d-{number}")
        except NotWritten as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    callers = [threading.Thread(target=call, args=(number,)) for number in range(CALLERS)]
    with held():
        begun = time.monotonic()
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(60)
        waited = time.monotonic() - begun
    writer.lay_down()  # and with it its impatience
    assert len(faults) == CALLERS
    assert waited < WAIT_SECONDS * CALLERS, "one after the other, each would have waited as long"
    moved("c-1")
    events, bad, reason = verify(ledger.log(HOUSE))
    assert (events, reason) == (3, "")
    assert not bad


def test_a_process_that_was_stopped_in_its_turn_is_not_waited_for_for_ever(house, monkeypatch):
    a_house()
    opened("c-1")
    if not isinstance(linked(), SqliteLink):
        pytest.skip("a server queues by itself")
    monkeypatch.setattr(file_lock, "SECONDS_MAX", 0.2)
    other = Turn(Path(connection.settings_dict["NAME"]))
    with other, pytest.raises(NotWritten, match="another process has been writing"):
        moved("c-1")
    other.close()
    assert moved("c-1").place == 3
