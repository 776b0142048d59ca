"""A password stands in no hidden field of any page."""

import re

import pytest
from django.core import signing
from django.test import Client

from dinh.store import accounts
from dinh.web.shared.refusals import KEPT_SALT
from tests.desks.test_counter import BIRTH, OPEN

OLD, NEW = "Bon Bu Bơ mùa cà phê chín", "Suối Đắk Nông chảy về xuôi"


@pytest.fixture
def person(commune):
    user = accounts.account("counter.1")
    user.set_password(OLD)
    user.save()
    return user


def says(page: str, word: str) -> bool:
    """Is it anywhere on the page, also within a signed hidden field?"""
    hidden = [
        str(signing.loads(kept, salt=KEPT_SALT))
        for kept in re.findall(r'name="kept" value="([^"]+)"', page)
    ]
    return any(word in text for text in (page, *hidden))


def test_a_password_that_was_sent_when_the_session_had_ended_is_typed_again(person):
    browser = Client()
    ended = browser.post("/password", {"old": OLD, "new": NEW, "again": NEW}).content.decode()
    assert "session.ended" in ended
    assert not says(ended, OLD) and not says(ended, NEW)
    kept = re.search(r'name="kept" value="([^"]+)"', ended)[1]
    page = browser.post("/sign-in", {"name": "counter.1", "password": OLD, "kept": kept})
    page = page.content.decode()
    assert not says(page, OLD) and not says(page, NEW)
    for name in ("old", "new", "again"):
        assert f'name="{name}" type="password"' in page
    assert "Riêng mật khẩu thì phải gõ lại" in page
    assert 'action="/password"' in page
    done = browser.post("/password", {"old": OLD, "new": NEW, "again": NEW})
    assert done.status_code == 200
    assert Client().post("/sign-in", {"name": "counter.1", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/sign-in", {"name": "counter.1", "password": OLD}),
        ("/password", {"old": OLD, "new": OLD, "again": OLD}),
        ("/track", {"code": "H36.99-261125-0001", "digits": "4512"}),
    ],
)
def test_a_page_that_is_sent_again_for_its_old_token_asks_for_the_secret_anew(person, path, sent):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(path, sent, headers={"origin": "http://testserver"})
    page = answer.content.decode()
    assert (answer.status_code, "page.stale" in page) == (403, True)
    assert not says(page, OLD) and not says(page, "4512")
    assert 'type="password"' in page
    other = re.search(r'name="kept" value="([^"]+)"', page)[1]
    page = Client().post("/again?lang=en", {"words": "en", "kept": other}).content.decode()
    assert "Only passwords have to be typed again" in page
    assert not says(page, OLD)


def test_a_field_that_is_called_like_a_password_is_carried_as_any_other(commune):
    sent = {**BIRTH, "again": "yes", "old": "0123", "key": "late", "do": "accept"}
    ended = Client().post(OPEN, sent).content.decode()
    assert says(ended, "('again', 'yes')") or says(ended, "['again', 'yes']")
    assert says(ended, "0123")
