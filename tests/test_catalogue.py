"""The whole catalogue: every procedure of it has a file of the program's own, its page can be read, and docs/catalogue.md says what is covered."""

import json
import os
from collections import Counter
from html import escape
from pathlib import Path

import pytest
from django.test import Client

from dinh.access import finders
from dinh.store.plain import plain
from dinh.workflow import publishing
from tests.world import World, own_files
from tools import catalogue

DATA = (
    Path(
        os.environ.get("DINH_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data"
    )
    / "procedures-catalogue.json"
)
FIRST_PAGE_MAX = 50_000
RENAMED = {
    "Khai báo/bảng kê khai thác gỗ, lâm sản từ rừng trồng, cây phân tán (chủ rừng tự lập, gửi kiểm lâm sở tại/UBND xã)": "khai-thac-go"
}
"""A matter without a code, whose file has a shorter name."""


@pytest.fixture(scope="module")
def files():
    return [one.procedure for one in own_files().packages]


@pytest.fixture
def whole_catalogue(world: World) -> str:
    publishing.publish(world.house, own_files(), at=world.begin)
    return world.house


def test_the_page_of_what_is_covered_says_what_the_files_say():
    assert catalogue.written() == catalogue.PAGE.read_text("utf-8"), (
        "the files have changed what is covered: ./dev catalogue writes the page anew"
    )


@pytest.mark.skipif(
    not DATA.exists(), reason=f"{DATA} is not here; DINH_TEST_DATA names its folder"
)
def test_every_procedure_of_the_catalogue_has_its_file_and_none_has_two(files):
    listed = json.loads(DATA.read_text("utf-8"))
    codes, names = (
        Counter(one.code for one in files if one.code),
        {plain(one.name.vi) for one in files},
    )
    assert [code for code, n in codes.items() if n > 1] == []
    slugs = {one.slug for one in files}
    assert [
        one["name_vi"]
        for one in listed
        if one["code"] not in codes
        and plain(one["name_vi"]) not in names
        and RENAMED.get(one["name_vi"]) not in slugs
    ] == []


def test_no_two_files_have_one_name(files):
    assert [name for name, n in Counter(one.name.vi for one in files).items() if n > 1] == []


def test_what_is_only_told_says_who_signs_what_comes_out_and_how_it_was_compared(files):
    only_told = [one for one in files if one.level == "info"]
    assert [
        one.slug
        for one in only_told
        if not (
            one.told
            and one.told.signer
            and one.told.result
            and one.told.source
            and one.documents
            and one.law
        )
    ] == []
    assert [one.slug for one in only_told if one.told.online != "full" and not one.told.why] == []


def test_every_fact_of_what_is_told_is_confirmed_or_marked(files):
    sure = [
        one.slug
        for one in files
        if one.level == "info"
        and one.deadline
        and one.deadline.confirmed != one.told.confirmed("time")
    ]
    assert sure == []


def test_every_page_of_the_catalogue_can_be_read_in_both_languages(whole_catalogue):
    client, count = Client(), 0
    for one in finders.procedures(whole_catalogue):
        for lang in ("vi", "en") if one.level == "info" else ():
            page = client.get(f"/procedures/{one.slug}", {"lang": lang})
            assert page.status_code == 200, one.slug
            assert ("chưa đối chiếu" if lang == "vi" else "not confirmed") in page.content.decode()
            count += 1
    assert count > 0


def test_the_first_page_lists_all_and_stays_small_and_the_search_finds_what_is_only_told(
    whole_catalogue,
):
    client = Client()
    for lang in ("vi", "en"):
        page = client.get("/", {"lang": lang}).content
        assert len(page) <= FIRST_PAGE_MAX
        assert page.count(b'href="/procedures/') == len(
            [one for one in finders.procedures(whole_catalogue) if one.level != "internal"]
        )
    found = client.get("/", {"q": "nhap ho khau"}).content.decode()
    assert "/procedures/dang-ky-thuong-tru" in found
    assert "only told" in found or "mới giới thiệu" in found


def test_every_page_shows_what_the_sources_say_where_they_disagree(whole_catalogue):
    client = Client()
    differ = [one for one in finders.procedures(whole_catalogue) if one.told and one.told.conflicts]
    assert differ
    for one in differ:
        page = client.get(f"/procedures/{one.slug}").content.decode()
        assert "ác nguồn nói khác nhau" in page, one.slug
        assert all(
            escape(said.vi) in page for conflict in one.told.conflicts for said in conflict.says
        ), one.slug


def test_what_is_only_told_takes_nothing_and_sends_one_to_the_right_door(whole_catalogue):
    page = Client().get("/procedures/dang-ky-tam-tru").content.decode()
    assert "hiện anh, chị nộp tại quầy" not in page
    assert "Công an xã, hoặc nộp trên Cổng" in page


def test_the_page_of_what_is_covered_says_how_far_each_goes_and_why_not_further(whole_catalogue):
    page = Client().get("/coverage").content.decode()
    assert "chưa mở: hiện nộp tại quầy" in page
    assert "toàn trình" in page
    assert "Phải xem bản chính" in page
    assert "Mới giới thiệu, chưa nhận ở đây" in page
