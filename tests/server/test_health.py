"""Whoever watches the server asks `/health`."""

from django.test import Client

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
