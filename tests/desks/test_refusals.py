"""What could not be done is said as it is: what did not happen, what to do, the code last."""

import pytest
from django.test import Client
from django.urls import path

from dinh.access.finders import NotFound
from dinh.engine.refusal import Fault, Refusal, Refused
from dinh.server import urls


def moved(request, code):
    raise Refused(Refusal("case.moved", {"seen": 1, "now": 2}))


def faulty(request):
    raise Refused(
        Refusal(
            "form.faults",
            {"count": 1},
            (Fault("to", "valid", {"vi": "Ngày về trước ngày đi.", "en": ""}),),
        )
    )


def absent(request):
    raise NotFound("H36.99-261125-0001")


def broken(request):
    raise ZeroDivisionError


@pytest.fixture
def browser(commune, settings, monkeypatch):
    monkeypatch.setattr(
        urls,
        "urlpatterns",
        [
            *urls.urlpatterns,
            path("moved/<str:code>", moved),
            path("faulty", faulty),
            path("absent", absent),
            path("broken", broken),
        ],
    )
    from django.urls import clear_url_caches

    clear_url_caches()
    yield Client(raise_request_exception=False)
    clear_url_caches()


def test_a_case_that_moved_is_told_with_a_way_to_see_it_now(browser):
    answer = browser.post("/moved/H36.99-261125-0001", {"reason": "thiếu chữ ký"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "hồ sơ đã đổi" in page
    assert "Chưa có gì được ghi." in page
    assert 'href="/cases/H36.99-261125-0001/"' in page
    assert "thiếu chữ ký" in page, "what was typed can be copied"
    assert "case.moved" in page


def test_every_fault_is_listed(browser):
    answer = browser.post("/faulty")
    assert answer.status_code == 422
    assert "Ngày về trước ngày đi." in answer.content.decode()


def test_what_is_not_there_and_what_is_not_yours_read_the_same(browser):
    not_yours, not_there = browser.get("/absent"), browser.get("/nothing-here")
    assert not_yours.status_code == not_there.status_code == 404
    for answer in (not_yours, not_there):
        assert "page.not_found" in answer.content.decode()


def test_a_fault_of_the_program_shows_its_trace_and_asks_nothing_of_the_books(browser):
    answer = browser.get("/broken")
    page = answer.content.decode()
    assert answer.status_code == 500
    trace = answer["X-Trace-Id"]
    assert f"{trace[:4]} {trace[4:]}" in page


def test_a_form_whose_token_is_old_may_be_sent_again_when_it_was_ours(commune):
    browser = Client(enforce_csrf_checks=True)
    ours = browser.post(
        "/sign-in", {"name": "counter.1", "password": "x"}, headers={"Origin": "http://testserver"}
    )
    assert ours.status_code == 403
    assert 'name="name" value="counter.1"' in ours.content.decode()
    assert "Gửi lại" in ours.content.decode()
    theirs = browser.post(
        "/sign-in", {"name": "counter.1"}, headers={"Origin": "http://elsewhere.example"}
    )
    assert theirs.status_code == 403
    assert 'value="counter.1"' not in theirs.content.decode()


def test_a_page_never_runs_what_stands_in_it(commune):
    page = Client().get("/sign-in")
    assert "default-src 'self'" in page["Content-Security-Policy"]
    text = page.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick" not in text


def test_a_browser_that_asks_for_the_icon_by_its_old_name_gets_it(commune):
    answer = Client().get("/favicon.ico")
    assert answer["Location"].endswith("dinh.svg")


def test_what_is_no_form_at_all_and_comes_without_a_token_is_no_fault_of_the_program(
    commune, caplog
):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post("/track", b"no form", content_type="multipart/form-data")
    assert answer.status_code == 403
    assert "page.stale" in answer.content.decode()
    assert not [one for one in caplog.records if one.levelname == "ERROR"]


def test_the_way_back_leads_to_a_page_of_ours_only(client, commune):
    page = client.get(
        "/none", headers={"referer": "http://testserver//evil.example/x"}
    ).content.decode()
    assert 'href="//evil.example' not in page and "/%2Fevil.example/x" in page
    assert (
        "evil"
        not in client.get("/none", headers={"referer": "http://evil.example/x"}).content.decode()
    )
