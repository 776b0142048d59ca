"""Files that no event names go after seven days; a file that an event names never goes."""

import os
from datetime import timedelta

import pytest
from django.db import connection

from dinh import clock
from dinh.engine.record.events import Attached
from dinh.engine.refusal import Refused
from dinh.server import schedule
from dinh.store import documents, sweep, uploads
from dinh.store.link import linked
from dinh.store.writer import write
from tests.store.stories import CLERK, HOUSE, MORNING, a_house, opened

WHO = "counter.1"


def named(digest: str, code: str = "c-1", house: str = HOUSE) -> str:
    file = {"digest": digest, "type": "application/pdf", "size": 5}
    body = Attached(documents={"birth_note": file}, personal={"birth_note": "a.pdf"})
    write(house, lambda batch: batch.append(code, [(MORNING, CLERK, body)]))
    return digest


def aged(digest: str, days: float) -> str:
    """As if the file had been written so many days ago."""
    at = clock.now().timestamp() - days * 24 * 3600
    os.utime(documents.path(digest), (at, at))
    return digest


def old(content: bytes, days: float = 8) -> str:
    return aged(documents.keep(content), days)


@pytest.fixture
def books(house):
    a_house()
    opened("c-1")
    return house


def test_a_file_that_no_event_names_goes_after_seven_days_with_who_brought_it(books):
    digest = uploads.keep(HOUSE, WHO, b"given up").digest
    linked().run("UPDATE uploads SET at = at - ?", (8 * 24 * 3600,))
    aged(digest, 8)
    assert sweep.sweep() == sweep.Swept((digest,), len(b"given up"), 0)
    assert list(documents.kept()) == []
    assert linked().all("SELECT digest FROM uploads") == []


def test_a_file_of_six_days_stays(books):
    digest = old(b"young", 6)
    assert sweep.sweep() == sweep.Swept(left=1)
    assert list(documents.kept()) == [digest]


def test_an_old_file_that_somebody_brought_again_this_week_stays(books):
    digest = aged(uploads.keep(HOUSE, WHO, b"again").digest, 30)
    assert sweep.sweep() == sweep.Swept(left=1)
    assert list(documents.kept()) == [digest]


def test_a_file_that_an_event_names_never_goes(books):
    digest = named(old(b"birth note", 400))
    assert sweep.sweep() == sweep.Swept()
    assert list(documents.kept()) == [digest]


def test_a_file_that_only_the_log_names_stays_and_so_does_that_of_the_house_beside(books):
    a_house("24731")
    opened("c-2", "24731")
    own, beside = named(old(b"own")), named(old(b"beside"), "c-2", "24731")
    left = old(b"left")
    linked().run("DELETE FROM documents")
    assert set(documents.unnamed()) == {own, beside, left}
    assert sweep.sweep().removed == (left,)
    assert set(documents.kept()) == {own, beside}


def test_a_file_that_is_named_while_the_logs_are_read_stays(books, monkeypatch):
    digest, read = old(b"just now"), sweep._named_in_logs

    def meanwhile():
        found = read()
        named(digest)
        return found

    monkeypatch.setattr(sweep, "_named_in_logs", meanwhile)
    assert sweep.sweep().removed == ()
    assert list(documents.kept()) == [digest]


def test_nothing_goes_while_the_log_of_any_house_is_unsound(books):
    a_house("24731")
    opened("c-2", "24731")
    digest = old(b"left")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events SET body='{}' WHERE house='24731' AND number=1")
    with pytest.raises(Refused) as refused:
        sweep.sweep()
    assert refused.value.refusal.code == "sweep.unsound"
    assert refused.value.refusal.facts["house"] == "24731"
    assert list(documents.kept()) == [digest]


def test_nothing_goes_while_a_log_is_cut_off(books):
    digest = old(b"left")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM events WHERE number = (SELECT MAX(number) FROM events)")
    with pytest.raises(Refused):
        sweep.sweep()
    assert list(documents.kept()) == [digest]


def test_the_timer_removes_them_once_a_day(books, monkeypatch):
    monkeypatch.setattr(schedule, "_days", {})
    real, digest = clock.now(), documents.keep(b"left")
    for days, left in ((6, [digest]), (8, [])):
        monkeypatch.setattr(clock, "now", lambda days=days: real + timedelta(days=days))
        schedule.sweep_files()
        assert list(documents.kept()) == left, days


def test_the_timer_outlives_a_log_that_is_unsound(books, monkeypatch):
    monkeypatch.setattr(schedule, "_days", {})
    digest = old(b"left")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events SET body='{}' WHERE number=1")
    schedule.sweep_files()
    assert list(documents.kept()) == [digest]


def test_a_file_that_is_swept_while_it_is_brought_is_kept_all_the_same(books, monkeypatch):
    digest, turn = old(b"left"), uploads.a_turn

    def after_the_sweep(link):
        documents.remove(digest)
        return turn(link)

    monkeypatch.setattr(uploads, "a_turn", after_the_sweep)
    assert uploads.keep(HOUSE, WHO, b"left").digest == digest
    assert documents.read(digest) == b"left"
