"""Where the books lie is read from one URL."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from dinh.server.database import database, networks

BOOKS = Path("/a/house/books.sqlite")


def test_without_a_url_the_books_lie_in_the_houses_folder():
    assert database("", BOOKS)["NAME"] == BOOKS


def test_a_url_names_server_person_and_database():
    books = database("postgresql://an:m%40t@db.xa:5433/so", BOOKS)
    assert [books[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "so",
        "an",
        "m@t",
        "db.xa",
        "5433",
    ]


def test_a_sockets_folder_and_every_other_option_of_the_url_are_kept():
    books = database("postgres:///so?host=/run/postgresql&sslmode=disable", BOOKS)
    assert (books["HOST"], books["OPTIONS"]["sslmode"]) == ("/run/postgresql", "disable")


def test_whoever_waits_for_a_lost_machine_gives_up_unless_the_url_says_otherwise():
    assert "lock_timeout=20s" in database("postgres:///so", BOOKS)["OPTIONS"]["options"]
    assert database("postgres:///so", BOOKS)["OPTIONS"]["tcp_user_timeout"] == 40_000
    told = database("postgres:///so?connect_timeout=60&options=-c%20lock_timeout%3D1s", BOOKS)[
        "OPTIONS"
    ]
    assert told["connect_timeout"] == "60"
    assert told["options"].endswith("-c lock_timeout=1s")


def test_networks_are_read_and_a_wrong_one_is_refused_in_words():
    assert [str(one) for one in networks("10.1.0.0/16, 192.168.1.7")] == [
        "10.1.0.0/16",
        "192.168.1.7/32",
    ]
    assert networks("") == []
    with pytest.raises(ImproperlyConfigured, match="DINH_METRICS"):
        networks("10.1.0.0/16, here")


@pytest.mark.parametrize("url", ["mysql://an:secret@db/so", "sqlite:///so", "so"])
def test_any_other_kind_of_database_is_refused_without_repeating_the_password(url):
    with pytest.raises(ImproperlyConfigured, match="must be postgresql") as refused:
        database(url, BOOKS)
    assert "secret" not in str(refused.value)


def test_a_url_that_cannot_be_read_is_refused_in_words():
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        database("postgresql://db/so?no_such_option=1", BOOKS)
