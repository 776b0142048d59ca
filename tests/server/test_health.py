"""Whoever watches the server asks `/health`."""

import logging

from django.test import Client

from dinh.folder import name_house
from dinh.store import ledger
from dinh.store.writer import open_books


def test_a_house_whose_books_answer_is_healthy(house):
    open_books("24730", "24730", "Xã Trường Xuân")
    answer = Client().get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "house": "24730", "number": 0}


def test_a_machine_without_a_house_is_not(house):
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "house": None, "number": None}


def test_of_many_houses_in_one_database_the_folders_own_is_told(house):
    for unit in ("24727", "24730", "24736"):
        open_books(unit, unit, f"Xã {unit}")
    name_house(house, "24730")
    assert Client().get("/health").json()["house"] == "24730"
    name_house(house, "99999")
    assert Client().get("/health").status_code == 503, "the folder's house is not in these books"


def test_an_outage_is_kept_as_one_fault_however_often_it_is_asked_about(house, monkeypatch, caplog):
    open_books("24730", "24730", "Xã Trường Xuân")

    def silent(*_):
        raise ConnectionError("the database is away")

    with caplog.at_level(logging.ERROR):
        for _ in range(2):  # one outage, and another
            with monkeypatch.context() as away:
                away.setattr(ledger, "head", silent)
                assert [Client().get("/health").status_code for _ in range(5)] == [503] * 5
            assert Client().get("/health").status_code == 200
    assert [one.getMessage() for one in caplog.records] == ["the books do not answer"] * 2
