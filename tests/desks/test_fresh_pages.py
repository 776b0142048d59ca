"""Every page is made when it is asked for; a public page that has not changed is not sent again."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from dinh.store import accounts


@pytest.fixture
def civil(world) -> Client:
    browser = Client()
    accounts.account("civil.1")
    assert browser.post("/sign-in", {"demo": "civil.1"}).status_code == 302
    return browser


@pytest.mark.parametrize("path", ["/procedures/khai-sinh", "/board/"])
def test_a_public_page_that_has_not_changed_is_not_sent_again(world, path):
    visitor = Client()
    first = visitor.get(path)
    again = visitor.get(path, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_public_page_is_sent_again_after_the_house_has_settled_a_case(world):
    visitor = Client()
    first = visitor.get("/board/?month=all")
    world.case("khai-sinh").settled("2026-11-26")
    again = visitor.get("/board/?month=all", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200


def test_what_happens_in_the_house_is_on_the_page_at_once(world, civil):
    before = civil.get("/staff/").content.decode()
    case = world.case().accepted("2026-11-26")
    after = civil.get("/staff/").content.decode()
    assert case.code in after
    assert case.code not in before


def test_a_page_of_the_desk_is_whole_when_it_is_unpacked_and_no_browser_stores_it(world, civil):
    packed = civil.get("/staff/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content).rstrip().endswith(b"</html>")
    assert "no-store" in packed["Cache-Control"]


def test_whoever_has_signed_out_gets_no_page_of_the_desk(world, civil):
    assert civil.get("/staff/").status_code == 200
    civil.post("/sign-out")
    assert civil.get("/staff/").status_code == 302
