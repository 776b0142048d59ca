"""Thousands of requests from one address hold up whoever sends them, and not the office behind the same address."""

import pytest
from django.conf import settings
from django.test import Client

from dinh.server import rate_limit
from dinh.store import accounts

OFFICE = "203.0.113.7"


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(rate_limit, "CROWD", rate_limit.Crowd())


@pytest.fixture
def small(monkeypatch):
    """Allowances that a test empties quickly; they hardly fill again meanwhile."""
    for name, requests in (("STRANGERS", 20), ("PERSON", 10), ("SIGNING_IN", 5)):
        monkeypatch.setattr(rate_limit, name, rate_limit.Allowance(requests, 0.1))


def statuses(browser: Client, count: int, path: str = "/nothing", **about: str) -> list[int]:
    return [browser.get(path, REMOTE_ADDR=OFFICE, **about).status_code for _ in range(count)]


def officer(name: str) -> Client:
    browser = Client()
    browser.force_login(accounts.account(name))
    return browser


def test_a_flood_from_one_address_is_told_to_wait_and_those_who_signed_in_behind_it_go_on(
    house, small
):
    first, second, stranger = officer("counter.1"), officer("civil.1"), Client()
    assert statuses(stranger, 20).count(429) == 0
    answer = stranger.get("/nothing", REMOTE_ADDR=OFFICE)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    page = answer.content.decode()
    assert "page.too_many" in page
    assert f"Đợi {answer['Retry-After']} giây" in page
    assert statuses(first, 5).count(429) == 0
    assert statuses(second, 10).count(429) == 0
    assert statuses(second, 1) == [429], "one person cannot do it either"
    assert statuses(first, 5).count(429) == 0, "and holds up no colleague"
    assert stranger.get("/nothing", REMOTE_ADDR="203.0.113.8").status_code != 429, (
        "nor another address"
    )
    assert stranger.get("/sign-in", REMOTE_ADDR=OFFICE).status_code != 429, (
        "and the office may still sign in"
    )


def test_signing_in_has_an_allowance_of_its_own(house, small):
    assert statuses(Client(), 5, "/sign-in").count(429) == 0
    assert statuses(Client(), 1, "/sign-in") == [429]
    assert statuses(Client(), 20).count(429) == 0


def test_a_cookie_that_was_made_up_counts_as_a_stranger(house, small):
    for number in range(20):
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = f"made-up-{number}"
        assert statuses(browser, 1) != [429]
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = "made-up"
    assert statuses(browser, 1) == [429]


def test_a_program_on_this_machine_is_not_counted_and_a_proxy_s_guests_are_each_by_their_own(
    house, small, settings
):
    assert {Client().get("/nothing", REMOTE_ADDR="127.0.0.1").status_code for _ in range(40)} == {
        404
    }
    settings.ORIGIN = "https://xa.example"
    one = [
        Client().get("/nothing", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=OFFICE).status_code
        for _ in range(21)
    ]
    assert one[-1] == 429
    assert (
        Client()
        .get("/nothing", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"{OFFICE}, 198.51.100.1")
        .status_code
        == 404
    )


def test_a_network_of_ipv6_counts_as_one(house, small):
    answers = [
        Client().get("/nothing", REMOTE_ADDR=f"2001:db8:1:2::{number:x}").status_code
        for number in range(21)
    ]
    assert answers[-1] == 429
    assert Client().get("/nothing", REMOTE_ADDR="2001:db8:1:3::1").status_code == 404


def test_a_program_is_told_in_its_own_words(house, small):
    statuses(Client(), 20)
    answer = Client().get("/api/session", REMOTE_ADDR=OFFICE)
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer.json()["code"] == "page.too_many"
    assert answer["Retry-After"]


def test_an_allowance_fills_again_and_never_above_its_brim():
    seen = rate_limit.Crowd()
    allowed = rate_limit.Allowance(3, 2)
    key = ("address", "x")
    assert [seen.wait(key, allowed, 100.0) for _ in range(4)] == [0, 0, 0, 1]
    assert [seen.wait(key, allowed, 101.0) for _ in range(3)] == [0, 0, 1]
    assert [seen.wait(key, allowed, 5000.0) for _ in range(4)] == [0, 0, 0, 1]


def test_a_flood_of_addresses_takes_no_more_memory():
    seen = rate_limit.Crowd()
    for number in range(rate_limit.KEYS_MAX + 500):
        seen.wait(("address", str(number)), rate_limit.STRANGERS, 1.0)
    assert len(seen._left) == rate_limit.KEYS_MAX


def test_a_wait_is_as_long_as_it_takes():
    slow = rate_limit.Allowance(1, 0.1)
    seen = rate_limit.Crowd()
    assert seen.wait(("a", "b"), slow, 0.0) == 0
    assert seen.wait(("a", "b"), slow, 0.0) == 10
    assert seen.wait(("a", "b"), slow, 10.0) == 0
