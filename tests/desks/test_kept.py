"""A page is kept while nothing happens in the house, for one person, address, language and minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dinh import clock
from dinh.desks.shared import kept
from dinh.store import accounts


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """An empty shelf, and how often the work list is really made."""
    found = kept.Shelf()
    monkeypatch.setattr(kept, "_shelf", found)
    return found


@pytest.fixture
def entered(world):
    """A browser in which this person has signed in."""

    def browser(person: str) -> Client:
        found = Client()
        accounts.account(person)
        found.post("/sign-in", {"demo": person})
        found.get("/password")  # a page with a form brings the token against forgery
        return found

    return browser


def tag(answer):
    assert answer.status_code == 200
    return answer["ETag"]


def test_a_page_asked_again_is_the_same_and_one_that_has_not_changed_is_not_sent_again(world, entered):
    browser = entered("civil.1")
    first, second = browser.get("/staff/"), browser.get("/staff/")
    assert (second.content, tag(second)) == (first.content, tag(first))
    unchanged = browser.get("/staff/", headers={"If-None-Match": tag(first)})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_what_happens_in_the_house_is_on_the_page_at_once(world, entered):
    browser = entered("civil.1")
    before = browser.get("/staff/")
    told = world.case().accepted("2026-11-26")
    after = browser.get("/staff/")
    assert tag(after) != tag(before) and told.code in after.content.decode() and told.code not in before.content.decode()


def test_nobody_is_shown_another_persons_page_nor_one_of_another_language(world, entered, shelf):
    civil, leader = entered("civil.1"), entered("leader")
    pages = [civil.get("/staff/"), leader.get("/staff/"), civil.get("/staff/?lang=en"), civil.get("/staff/")]
    assert len({page.content for page in pages}) == 4
    assert 'lang="en"' in pages[3].content.decode()


def test_who_has_signed_out_or_lost_the_post_gets_no_kept_page(world, entered):
    browser = entered("civil.1")
    assert browser.get("/staff/").status_code == 200
    browser.post("/sign-out")
    assert browser.get("/staff/").status_code == 302


def test_a_page_is_made_anew_with_the_minute(world, entered, monkeypatch, shelf):
    world.goes_live()
    browser, now = entered("civil.1"), clock.now()
    browser.get("/staff/")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))
    browser.get("/staff/")
    assert len(shelf._pages) == 2


def test_the_shelf_holds_no_more_than_it_may_and_forgets_the_oldest():
    small = kept.Shelf(bytes_max=30)
    for name in "abc":
        small.keep(name, kept.Page(b"x" * 10, b"", "text/html", name))
    small.find("a")
    small.keep("d", kept.Page(b"x" * 10, b"", "text/html", "d"))
    assert [bool(small.find(name)) for name in "abcd"] == [True, False, True, True]
    assert small.bytes == 30
