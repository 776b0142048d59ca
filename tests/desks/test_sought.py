"""A personal number never stands in an address: it is searched for by what is sent, and no log line repeats it."""

import logging

import pytest
from django.test import Client

from tests.desks.test_portal import went

NUMBER = "067196002812"
TYPED = ("067196002812", "067 196 002 812", "067.196.002.812", "0912 345 678")


@pytest.mark.parametrize(("person", "path"), [("civil.1", "/staff/"), ("counter.1", "/counter/")])
def test_a_case_is_found_by_a_number_that_is_sent_and_the_page_has_no_address_with_it(
    signed_in, commune, person, path
):
    case = went(commune, 1)
    answer = signed_in(person).post(path, {"q": NUMBER})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert case.code in page
    assert f"q={NUMBER}" not in page


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize(
    ("person", "path", "on"),
    [
        ("civil.1", "/staff/", "/staff/"),
        ("counter.1", "/counter/", "/counter/"),
        ("", "/", "/track"),
        ("civil.1", "/staff/procedures/", "/staff/procedures/"),
        ("leader", "/forest/", "/forest/"),
    ],
)
def test_an_address_with_a_number_leads_on_without_it_and_searches_for_nothing(
    signed_in, commune, person, path, on, typed
):
    case = went(commune, 1)
    browser = signed_in(person) if person else Client()
    answer = browser.get(path, {"q": typed})
    assert (answer.status_code, answer["Location"]) == (302, on)
    assert case.code not in answer.content.decode()


@pytest.mark.parametrize("text", ["dieu xuan", "H36.99-261125-0001", "1.001193", "khai sinh"])
def test_words_and_codes_may_stand_in_an_address(signed_in, commune, text):
    assert signed_in("civil.1").get("/staff/", {"q": text}).status_code == 200


@pytest.mark.parametrize(("person", "path"), [("civil.1", "/staff/"), ("counter.1", "/counter/")])
def test_the_search_box_sends_what_is_typed_and_never_puts_it_in_the_address(
    signed_in, commune, person, path
):
    browser = signed_in(person)
    for page in (browser.get(path), browser.post(path, {"q": "khong co ai"})):
        words = page.content.decode()
        before = words[: words.index('name="q"')]
        form = before[before.rindex("<form") :]
        assert 'method="post"' in form and "csrfmiddlewaretoken" in form


def test_no_line_of_the_journal_repeats_what_was_searched_for(signed_in, commune, caplog):
    browser = signed_in("civil.1")
    with caplog.at_level(logging.INFO):
        browser.post("/staff/", {"q": NUMBER})
        browser.get("/staff/", {"q": NUMBER})
    told = "".join(f"{one.getMessage()} {one.__dict__}" for one in caplog.records)
    assert "POST /staff/" in told and NUMBER not in told


def test_what_is_found_is_read_in_english_too(signed_in, commune):
    went(commune, 1)
    page = signed_in("civil.1").post("/staff/?lang=en", {"q": NUMBER}).content.decode()
    assert "1 case fits" in page
