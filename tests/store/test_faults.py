"""When the machine fails, nothing is acknowledged that is not on the disk, and the books go on when it is well again."""

import threading

import pytest
from django.db import connection, connections

from dinh.engine.record.seal import verify
from dinh.store import ledger, rebuild
from dinh.store.link import SqliteLink, linked
from dinh.store.writer import NotWritten, write
from tests.store.stories import HOUSE, a_house, moved, opened, opening, pen


def checked():
    events, bad, reason = verify(ledger.log(HOUSE))
    assert not bad, (bad, reason)
    assert rebuild.rebuild(HOUSE, check=True)["equal"]
    return events


def many_opened():
    for number in range(1000):
        opened(f"d-{number}", **{"mother.name": "Điểu Thị Xuân " * 200})


def test_a_full_disk_acknowledges_nothing_and_when_there_is_room_again_the_books_go_on(house):
    a_house()
    opened("c-1")
    link = pen()
    if not isinstance(link, SqliteLink):
        pytest.skip("a server's disk is its own matter")
    link.run("VACUUM")  # pages that other tests left free are room too
    [pages] = link.one("PRAGMA page_count")
    link.one(f"PRAGMA max_page_count={pages}")
    with pytest.raises(NotWritten, match="full"):
        many_opened()
    written = ledger.head(HOUSE).number
    assert checked() == written
    assert ledger.case_state(HOUSE, f"d-{written // 2 - 1}") is None
    link.one("PRAGMA max_page_count=1000000")
    opened("c-2")
    assert checked() == written + 2


def test_books_that_are_locked_for_too_long_acknowledge_nothing(house):
    a_house()
    opened("c-1")
    if not isinstance(linked(), SqliteLink):
        pytest.skip("only a file can be locked whole")
    holding, let_go = threading.Event(), threading.Event()

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            holding.set()
            let_go.wait(timeout=20)
            cursor.execute("ROLLBACK")
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert holding.wait(timeout=20)
    pen().run("PRAGMA busy_timeout=50")
    try:
        with pytest.raises(NotWritten, match="locked"):
            moved("c-1")
    finally:
        let_go.set()
        thread.join()
        pen().run("PRAGMA busy_timeout=20000")
    assert moved("c-1").place == 3
    assert checked() == 3


def test_a_work_that_is_cut_short_lets_the_next_writer_in(house):
    """Ctrl-C in the middle of a command."""
    a_house()

    def interrupted(batch):
        batch.append("c-1", opening())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(HOUSE, interrupted)
    assert opened("c-2").place == 2
    assert checked() == 2


def test_what_another_process_wrote_is_seen_though_this_one_remembers(house):
    """A server keeps cases and the house in memory; another process is another memory."""
    from dinh.store import writer

    a_house()
    opened("c-1")
    mine = writer._desks.pop((str(connection.settings_dict["NAME"]), HOUSE))
    moved("c-1")  # by a process that shares nothing with the first
    writer._desks[str(connection.settings_dict["NAME"]), HOUSE] = mine
    assert moved("c-1").place == 4
    assert checked() == 4
