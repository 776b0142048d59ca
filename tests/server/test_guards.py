"""What every request passes before a desk sees it."""

import pytest
from django.test import Client


@pytest.fixture
def ask(settings, tmp_path):
    settings.HOUSE = tmp_path  # no house here: what is asked is the guard, not the books
    return Client(raise_request_exception=False)


def asked_as(ask: Client, host: str) -> int:
    return ask.get("/no-such-page", headers={"host": host}).status_code


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8000", "127.0.0.1:8000", "192.168.1.20", "[::1]:8000", "[fe80::1]"],
)
def test_the_communes_own_names_and_bare_addresses_are_let_in(ask, host):
    assert asked_as(ask, host) == 404


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "example.org:8000",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "a.localhost",
    ],
)
def test_a_page_under_a_foreign_name_is_turned_away(ask, host):
    assert asked_as(ask, host) == 421


def test_a_request_larger_than_any_desk_takes_is_turned_away_unread(ask, settings):
    settings.REQUEST_BYTES_MAX = settings.FORM_BYTES_MAX = 1000
    assert ask.post("/no-such-page", {"text": "a" * 1001}).status_code == 413


def test_a_length_that_is_no_number_is_turned_away(ask):
    assert ask.post("/no-such-page", {}, CONTENT_LENGTH="-1").status_code == 413


@pytest.mark.parametrize("path", ["/sign-in", "/api/documents"])
def test_what_does_not_say_how_long_it_is_is_turned_away_with_what_to_do(ask, path):
    """Whether all of it came could not be told, and half a file is none."""
    answer = ask.post(
        path, b"", content_type="application/pdf", headers={"Transfer-Encoding": "chunked"}
    )
    assert answer.status_code == 411
    assert (
        "page.no_length" in answer.content.decode() and "Content-Length" in answer.content.decode()
    )


def test_every_answer_carries_its_trace_id_and_a_strict_content_policy(ask):
    first, second = ask.get("/no-such-page"), ask.get("/no-such-page")
    assert len(first["X-Trace-Id"]) == 8
    assert first["X-Trace-Id"] != second["X-Trace-Id"]
    policy = first["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert first["X-Frame-Options"] == "DENY"


def test_a_form_too_large_gets_a_page_in_both_languages_that_leads_back_to_what_was_typed(
    ask, settings
):
    settings.FORM_BYTES_MAX = 2 * 2**20
    answer = ask.post("/counter/open/khai-sinh", {"text": "a" * (2 * 2**20)})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "nhiều nhất 2 MB" in page
    assert "at most 2 MB" in page
    assert "Bấm nút quay lại" in page
    assert "data-back" in page
    assert "page.too_much" in page
    assert "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "sent", [{"text": "a" * (2 * 2**20 + 1)}, {f"field{n}": "1" for n in range(2001)}]
)
def test_more_text_or_fields_than_any_form_has_gets_such_a_page_too(ask, sent):
    answer = ask.post("/sign-in", sent)
    assert answer.status_code == 400
    assert "page.unreadable" in answer.content.decode()


def test_an_address_without_its_last_stroke_leads_to_the_page(ask):
    answer = ask.get("/counter?q=ks")
    assert (answer.status_code, answer["Location"]) == (301, "/counter/?q=ks")
    assert ask.get("/no-such-page").status_code == 404
