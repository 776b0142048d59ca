"""The connection that a house's writer keeps: one for all threads, made anew after a fault and wherever it was laid down."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from dinh.store import ledger, writer
from dinh.store import link as links
from dinh.store.link import SqliteLink, linked
from dinh.store.writer import NotWritten
from tests.store.stories import HOUSE, a_house, moved, opened


@pytest.fixture
def made(house, monkeypatch):
    """Every connection that a desk opened, none kept from before."""
    if not isinstance(linked(), SqliteLink):
        pytest.skip("of a server's connections the thread's own writes")
    a_house()
    writer.lay_down()
    found, another = [], links.another
    monkeypatch.setattr(links, "another", lambda: found.append(another()) or found[-1])
    return found


def test_many_threads_write_with_one_connection_and_need_none_of_their_own(made):
    def one(number):
        try:
            opened(f"c-{number}")
            return connections["default"].connection
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        own = list(pool.map(one, range(40)))
    assert len(made) == 1
    assert own == [None] * 40
    assert ledger.head(HOUSE).number == 80


def test_a_reader_sees_what_another_connection_wrote_as_soon_as_it_was_acknowledged(made):
    for number in range(5):
        opened(f"c-{number}")
        assert ledger.case_state(HOUSE, f"c-{number}").place == 2


def test_a_connection_that_broke_is_laid_down_and_the_next_act_opens_another(made):
    opened("c-1")
    made[0].raw.close()
    with pytest.raises(NotWritten):
        moved("c-1")
    assert moved("c-1").place == 3
    assert len(made) == 2


def test_what_was_laid_down_holds_the_file_no_more_and_writing_opens_it_again(made):
    opened("c-1")
    writer.lay_down()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        made[0].raw.execute("SELECT 1")
    assert moved("c-1").place == 3
    assert len(made) == 2


def test_a_child_takes_no_part_in_the_connection_of_its_parent(made):
    opened("c-1")
    desk = writer.desk_of(connection, HOUSE)
    child = os.fork()
    if child == 0:
        os._exit(
            0
            if writer.desk_of(connection, HOUSE) is not desk
            and desk in writer._parents
            and desk.pen is made[0]
            else 1
        )
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert moved("c-1").place == 3
