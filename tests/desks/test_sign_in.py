"""Who comes in, by which way, and for how long."""

import pytest
from django.test import Client

from dinh.store import accounts

GOOD = "Bon Bu Bơ mùa cà phê chín"


@pytest.fixture
def person(commune):
    user = accounts.account("counter.1")
    user.set_password(GOOD)
    user.save()
    return user


def test_a_demo_house_lets_its_people_in_by_a_button(commune):
    browser = Client()
    page = browser.get("/sign-in").content.decode()
    assert 'value="counter.1"' in page
    assert "Phạm Thị Hoa" in page
    assert browser.post("/sign-in", {"demo": "counter.1"}).status_code == 302
    assert "Phạm Thị Hoa" in browser.get("/password").content.decode()


def test_a_demo_house_takes_the_common_password(commune):
    assert Client().post("/sign-in", {"name": "leader", "password": "dinh-demo"}).status_code == 302
    assert Client().post("/sign-in", {"name": "nobody", "password": "dinh-demo"}).status_code == 422


def test_the_common_password_ends_once_a_person_has_set_their_own(person):
    assert (
        Client().post("/sign-in", {"name": "counter.1", "password": "dinh-demo"}).status_code == 422
    )
    assert Client().post("/sign-in", {"name": "counter.1", "password": GOOD}).status_code == 302


def test_a_house_that_is_no_demo_has_neither_buttons_nor_the_common_password(commune):
    from dinh.workflow import cases

    cases.configure(commune, {"demo": False})
    browser = Client()
    assert "dinh-demo" not in browser.get("/sign-in").content.decode()
    assert browser.post("/sign-in", {"demo": "leader"}).status_code == 422
    assert browser.post("/sign-in", {"name": "leader", "password": "dinh-demo"}).status_code == 422


def test_a_wrong_password_says_so_without_saying_which_was_wrong(person):
    known = Client().post("/sign-in", {"name": "counter.1", "password": "sai"}).content.decode()
    unknown = Client().post("/sign-in", {"name": "khong.co", "password": "sai"}).content.decode()
    for page in (known, unknown):
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in page
        assert "sign_in.wrong" in page


def test_signing_in_leads_back_to_the_page_that_was_asked_and_never_elsewhere(person):
    browser = Client()
    asked = browser.get("/password")
    assert asked.status_code == 302
    assert asked["Location"] == "/sign-in?next=%2Fpassword"
    assert (
        browser.post("/sign-in", {"name": "counter.1", "password": GOOD, "next": "/password"})[
            "Location"
        ]
        == "/password"
    )
    assert (
        Client().post(
            "/sign-in",
            {"name": "counter.1", "password": GOOD, "next": "https://elsewhere.example/"},
        )["Location"]
        != "https://elsewhere.example/"
    )


def test_a_one_time_link_sets_a_password_once(commune):
    link = f"/sign-in/{accounts.one_time('clerk')}"
    browser = Client()
    assert browser.get(link).status_code == 200
    assert browser.get(link).status_code == 200, "looking at it uses nothing up"
    assert browser.post(link, {"new": GOOD, "again": GOOD}).status_code == 302
    assert Client().get(link).status_code == 410
    assert Client().post("/sign-in", {"name": "clerk", "password": GOOD}).status_code == 302


def test_a_weak_password_is_refused_with_every_reason_at_its_field(commune):
    link = f"/sign-in/{accounts.one_time('clerk')}"
    answer = Client().post(link, {"new": "clerk", "again": "khác"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ít nhất 8 ký tự" in page
    assert "không giống nhau" in page


def test_a_session_left_alone_for_an_hour_ends(person, monkeypatch):
    browser = Client()
    browser.post("/sign-in", {"name": "counter.1", "password": GOOD})
    session = browser.session
    session["seen"] -= 3601
    session.save()
    browser.cookies["sessionid"] = session.session_key
    assert browser.get("/password").status_code == 302


def test_a_session_ends_after_a_working_day_however_busy(person):
    browser = Client()
    browser.post("/sign-in", {"name": "counter.1", "password": GOOD})
    session = browser.session
    session["begun"] -= 10 * 3600 + 1
    session.save()
    browser.cookies["sessionid"] = session.session_key
    assert browser.get("/password").status_code == 302


def test_signing_out_ends_the_session_and_is_never_done_by_a_link(person):
    browser = Client()
    browser.post("/sign-in", {"name": "counter.1", "password": GOOD})
    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out").status_code == 302
    assert browser.get("/password").status_code == 302


def test_changing_the_password_asks_for_the_old_one(person):
    browser = Client()
    browser.post("/sign-in", {"name": "counter.1", "password": GOOD})
    new = "hạt tiêu phơi đầy sân"
    assert browser.post("/password", {"old": "sai", "new": new, "again": new}).status_code == 422
    assert browser.post("/password", {"old": GOOD, "new": new, "again": new}).status_code == 200
    assert browser.get("/password").status_code == 200, "this session goes on"
    assert Client().post("/sign-in", {"name": "counter.1", "password": new}).status_code == 302


def test_english_is_kept_once_asked_for(commune):
    browser = Client()
    assert 'lang="vi"' in browser.get("/sign-in").content.decode()
    assert "Sign in" in browser.get("/sign-in?lang=en").content.decode()
    assert '<html lang="en">' in browser.get("/sign-in").content.decode()
    assert '<html lang="vi">' in browser.get("/sign-in?lang=vi").content.decode()


def test_a_page_that_is_not_there_says_so_with_a_code(commune):
    answer = Client().get("/khong-co-trang-nay")
    assert answer.status_code == 404
