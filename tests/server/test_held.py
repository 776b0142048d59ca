"""A served house whose books somebody else holds: who reads goes on, who writes goes on as soon as may be."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.browser import Browser
from bench.commune import data
from dinh.limits import VIEWS
from tests.installation import Installation

WRITERS = VIEWS + 3


@contextmanager
def held(installation: Installation) -> Iterator[None]:
    """By a program of another hand, in the middle of its transaction."""
    if installation.url:
        import psycopg

        with psycopg.connect(installation.url) as link:
            link.execute("SELECT number FROM houses FOR UPDATE")
            yield
    else:
        link = sqlite3.connect(installation.folder / "books.sqlite", isolation_level=None)
        link.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            link.close()


def test_reading_and_health_go_on_while_all_writers_wait(installation: Installation):
    installation.begun()
    with installation.serve() as address:
        counter = Browser(address).signed_in("counter.1")
        reader = Browser(address).signed_in("leader")
        opened, faults = [], []

        def open_one(number):
            try:
                told = {"procedure": "chung-thuc-ban-sao", "data": data(number)}
                opened.append(
                    counter.post("/api/cases", told, **{"Idempotency-Key": f"key-{number}"})["code"]
                )
            except Exception as fault:
                faults.append(fault)

        writers = [threading.Thread(target=open_one, args=(number,)) for number in range(WRITERS)]
        with held(installation):
            for writer in writers:
                writer.start()
            begun = time.monotonic()
            while time.monotonic() - begun < 2:  # all of them have long come to where they wait
                assert Browser(address).is_well()
                assert reader.ask("/staff/")
            assert not opened
        for writer in writers:
            writer.join(60)
        assert not faults
        assert len(set(opened)) == WRITERS
    assert installation.made("verify")["ok"]
    journal = (installation.folder / "journal.test").read_text()
    assert "Listening at" in journal
    assert "threads" not in journal, "advice of the web server that nobody here can follow"
