"""What every request passes before a desk sees it."""

import pytest
from django.test import Client


@pytest.fixture
def ask(settings, tmp_path):
    settings.HOUSE = tmp_path  # no house here: what is asked is the guard, not the books
    return Client(raise_request_exception=False)


def asked_as(ask: Client, host: str) -> int:
    return ask.get("/no-such-page", headers={"host": host}).status_code


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "192.168.1.20", "[::1]:8000", "[fe80::1]"])
def test_the_communes_own_names_and_bare_addresses_are_let_in(ask, host):
    assert asked_as(ask, host) == 404


@pytest.mark.parametrize("host", ["example.org", "example.org:8000", "localhost.example.org", "127.0.0.1.example.org", "a.localhost"])
def test_a_page_under_a_foreign_name_is_turned_away(ask, host):
    assert asked_as(ask, host) == 421


def test_a_request_larger_than_any_desk_takes_is_turned_away_unread(ask, settings):
    settings.REQUEST_BYTES_MAX = 1000
    assert ask.post("/no-such-page", {"text": "a" * 1001}).status_code == 413


def test_a_length_that_is_no_number_is_turned_away(ask):
    assert ask.post("/no-such-page", {}, CONTENT_LENGTH="-1").status_code == 413


def test_every_answer_carries_its_trace_id_and_a_strict_content_policy(ask):
    first, second = ask.get("/no-such-page"), ask.get("/no-such-page")
    assert len(first["X-Trace-Id"]) == 8
    assert first["X-Trace-Id"] != second["X-Trace-Id"]
    policy = first["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert first["X-Frame-Options"] == "DENY"
