"""Pages as they are rendered in a rehearsal house, whose clock stands still; what is made by chance is told as such."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from dinh.store import accounts
from tests.contracts import same
from tests.world import World

CHANCE = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+'), r"\1TOKEN"),
    (re.compile(r'(<span class="seal">)[0-9a-f ]+'), r"\1SEAL"),
    (re.compile(r'(name="key" value=")[0-9a-f-]+'), r"\1KEY"),
    (re.compile(r"[0-9a-f]{64}"), "DIGEST"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "HEX"),
    (re.compile(r"\b[0-9a-f]{4}( [0-9a-f]{4}){3,}\b"), "SEAL"),
    (re.compile(r"/static/([\w./-]+?)\.[0-9a-f]{12}\."), r"/static/\1."),
    (re.compile(r'(\.kept" value=")[^"]+'), r"\1KEPT"),
    (re.compile(r"/kept/[^\"]+"), "/kept/KEPT"),
    (re.compile(r'(nonce=")[^"]+'), r"\1NONCE"),
)
VISITOR = (
    "/",
    "/procedures/khai-sinh",
    "/procedures/?q=khai+sinh",
    "/track",
    "/board/",
    "/sign-in",
)
PAGES = {
    "counter.1": ("/counter/", "/counter/open/khai-sinh", "/counter/open/chung-thuc-ban-sao"),
    "civil.1": ("/staff/", "/cases/{running}/", "/cases/{running}/acts/propose?step=check"),
    "leader": (
        "/staff/",
        "/staff/signing/",
        "/staff/people/",
        "/staff/procedures/",
        "/cases/{settled}/",
        "/cases/{settled}/?log",
        "/cases/{settled}/proof",
        "/books/",
    ),
}


@pytest.fixture
def told(world: World) -> dict[str, str]:
    settled = world.case("khai-sinh").settled("2026-11-25T09:00")
    running = world.case("xac-nhan-tinh-trang-hon-nhan").accepted("2026-11-25T10:00")
    world.case("chung-thuc-ban-sao").opened("2026-11-25T10:30")
    return {"settled": settled.code, "running": running.code}


def plain(page: str) -> str:
    for pattern, with_ in CHANCE:
        page = pattern.sub(with_, page)
    return page


def rendered(browser: Client, address: str) -> str:
    answer: Any = browser.get(address)
    return f"{address}: {answer.status_code}\n{plain(answer.content.decode())}"


def file_name(address: str) -> str:
    return re.sub(r"\W+", "-", address.replace("{", "").replace("}", "")).strip("-") or "home"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_pages_of_a_visitor(told: dict[str, str], lang: str) -> None:
    browser = Client()
    browser.get("/", {"lang": lang})
    for address in VISITOR:
        same(f"pages/visitor-{file_name(address)}-{lang}.html", rendered(browser, address))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("person", sorted(PAGES))
def test_the_pages_of_an_officer(told: dict[str, str], person: str, lang: str) -> None:
    browser = Client()
    accounts.account(person)
    assert browser.post("/sign-in", {"demo": person}).status_code == 302
    browser.get("/", {"lang": lang})
    for address in PAGES[person]:
        name = f"pages/{person}-{file_name(address)}-{lang}.html"
        same(name, rendered(browser, address.format(**told)))
