"""A sign that no text of ours holds, sent where a page takes text: what is not there or cannot be read, never a fault of the program.

SQLite's texts hold it, PostgreSQL's do not: what is not found on the one cannot be asked of the other.
"""

import pytest

from tests.desks.test_counter import settled

NUL = "a\x00b"


@pytest.mark.parametrize(
    "address",
    [
        "/?q=a%00b",
        "/procedures/a%00b",
        "/letters/?code=a%00b&seal=0123456789abcdef",
        "/letters/a%00b",
        "/sign-in/a%00b",
        "/track?code=a%00b",
    ],
)
def test_a_stranger_who_sends_a_sign_that_no_text_holds_is_answered(client, commune, address):
    assert client.get(address).status_code in (200, 400, 404, 410, 422)


@pytest.mark.parametrize(
    "address",
    [
        "/staff/?q=a%00b",
        "/counter/?q=a%00b",
        "/cases/a%00b/",
        "/cases/a%00b/acts/note",
        "/counter/cases/a%00b/",
        "/letters/a%00b.pdf",
        "/kept/a%00b",
        "/staff/people/?done=a%00b",
        "/counter/open/a%00b",
    ],
)
def test_an_officer_who_sends_a_sign_that_no_text_holds_is_answered(signed_in, commune, address):
    assert signed_in("counter.1").get(address).status_code in (200, 400, 404)


def test_a_name_a_code_and_a_key_with_a_sign_that_no_text_holds_are_refused(
    client, signed_in, commune
):
    assert client.post("/sign-in", {"name": NUL, "password": NUL}).status_code in (400, 422)
    assert client.post("/track", {"code": NUL, "digits": NUL}).status_code in (400, 422)
    case = settled(commune)
    answer = signed_in("counter.1").post(f"/cases/{case.code}/acts/note", {"text": "x", "key": NUL})
    assert answer.status_code in (302, 400)


def test_the_api_says_as_a_problem_what_it_cannot_read(signed_in, commune):
    answer = signed_in("counter.1").get("/api/cases/a%00b")
    assert answer.status_code in (400, 404) and answer["Content-Type"] == "application/problem+json"
