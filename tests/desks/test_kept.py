"""A page is kept while nothing that it was made from changes, for one person, address, language and minute."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh import access, cases, clock
from dinh.desks.shared import kept
from dinh.desks.staff import queries, signing
from dinh.engine.calendar import local
from dinh.engine.event import Appointed
from dinh.engine.refusal import Refused
from dinh.insight import lateness
from dinh.store import accounts, ledger
from dinh.store.remembered import Remembered
from dinh.store.since import Basis
from tests.world import CHECKED_WITH, FORMS

OF_THE_VISIT = re.compile(rb'(name="(?:csrfmiddlewaretoken|key)" value=)"[^"]*"')
"""What is drawn anew for each page, and good on any: the token against forgery, the command's key."""


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """Empty shelves, in a minute that does not end while a test looks at them."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    return forgotten(monkeypatch)


def forgotten(monkeypatch) -> kept.Shelf:
    found = kept.Shelf()
    monkeypatch.setattr(kept, "_shelf", found)
    for desk, rows in ((queries, "_rows"), (queries, "_risks"), (signing, "_items")):
        monkeypatch.setattr(desk, rows, Remembered(1000))
    return found


@pytest.fixture
def made(monkeypatch):
    """The addresses of the pages that were made, not shown from the shelf."""
    found: list[str] = []
    page = kept._page

    def noted(request, *more):
        found.append(request.get_full_path())
        return page(request, *more)

    monkeypatch.setattr(kept, "_page", noted)
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


@pytest.fixture
def live(world, monkeypatch):
    """The house takes the time from a clock that stands at ten o'clock."""
    monkeypatch.setattr(clock, "now", lambda: local("2026-11-26T10:00"))
    world.goes_live()
    return world


def tag(answer):
    assert answer.status_code == 200
    return answer["ETag"]


def opened(house: str, slug: str = "khai-sinh") -> str:
    return cases.open_case(house, "counter.1", slug, FORMS[slug]).code


def foot(house: str) -> str:
    return f"{ledger.head(house).seal[:4]} {ledger.head(house).seal[4:8]}</span>"


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


def test_what_happens_in_one_case_leaves_the_pages_of_others_on_the_shelf(live, entered, made):
    one, other = opened(live.house), opened(live.house)
    leader, civil = entered("leader"), entered("civil.1")
    asked = [(leader, f"/cases/{one}/"), (leader, f"/cases/{other}/"), (civil, "/staff/"), (leader, "/"), (leader, "/procedures/khai-sinh")]
    for browser, path in asked:
        browser.get(path)
    made.clear()
    cases.act(live.house, "counter.1", one, "note", data={"text": "Đã gọi điện."})
    shown = [browser.get(path).content.decode() for browser, path in asked]
    assert made == [f"/cases/{one}/"] and "Đã gọi điện." in shown[0]
    assert all(foot(live.house) in page for page in shown[:3])  # the head of the books is today's all the same


def test_work_that_comes_to_a_desk_ends_the_lists_of_those_for_whom_it_waits_and_no_others(live, entered, made):
    code = opened(live.house)
    civil, justice = entered("civil.1"), entered("justice.1")
    justice.get("/staff/")
    assert code not in civil.get("/staff/").content.decode()
    made.clear()
    cases.act(live.house, "counter.1", code, "accept")
    assert code in civil.get("/staff/").content.decode()
    justice.get("/staff/")
    assert len(made) == 1


def test_of_a_list_of_which_one_case_changed_the_other_rows_are_not_judged_anew(live, entered, monkeypatch):
    codes = [opened(live.house) for _ in range(3)]
    counter, judged = entered("counter.1"), []
    work_of = access.work_of
    monkeypatch.setattr(access, "work_of", lambda house, one, key, *more: judged.append(key[1]) or work_of(house, one, key, *more))
    counter.get("/staff/")
    assert set(judged) >= set(codes)
    judged.clear()
    cases.act(live.house, "counter.1", codes[1], "note", data={"text": "x"})
    counter.get("/staff/")
    assert judged == [codes[1]]


def test_what_the_house_decides_of_its_people_ends_every_page(live, entered, made):
    browser = entered("leader")
    browser.get("/staff/loads/")
    made.clear()
    cases.appoint(live.house, [Appointed(person="civil.7", post="civil.7", roles=("civil_status",), start="2025-07-01", personal={"name": "H’Lan"})])
    browser.get("/staff/loads/")
    assert made == ["/staff/loads/"]


def test_a_page_from_the_shelf_is_whole_when_it_is_unpacked(live, entered):
    code, browser = opened(live.house), entered("leader")
    for _ in range(2):
        packed = browser.get(f"/cases/{code}/", headers={"Accept-Encoding": "gzip"})
        plain = browser.get(f"/cases/{code}/")
        assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.content) == plain.content
        assert plain.content.decode().rstrip().endswith("</html>") and foot(live.house) in plain.content.decode()
        opened(live.house)


DEEDS = st.tuples(st.sampled_from(("open", "act", "act", "act", "note", "reassign", "strike", "configure")), st.integers(0, 9), st.integers(0, 9))
PERSONS = ("counter.1", "civil.1", "leader", "clerk.1", "justice.1")
ANSWERS = {"text": "Ghi.", "reason": "Vì thế.", "how": "counter", "amount": 8000, "person": "civil.2", "home_check": "Đã xem.", **CHECKED_WITH["xac-nhan-tinh-trang-hon-nhan"]}


def do(house: str, codes: list[str], deed: tuple[str, int, int]) -> None:
    what, which, choice = deed
    if what == "open" or not codes:
        codes.append(opened(house, ("khai-sinh", "chung-thuc-ban-sao", "khai-tu")[choice % 3]))
        return
    code, person = codes[which % len(codes)], PERSONS[choice % len(PERSONS)]
    if what == "strike":
        cases.strike(house, "leader", code, ["applicant.name"], "Lệnh 1")
    elif what == "configure":
        cases.configure(house, {"phone": f"026{choice}"})
    elif what == "act":
        may = [(one, other) for other in PERSONS for one in access.explain(house, other, code) if one.may and one.declared]
        one, person = may[choice % len(may)] if may else (None, person)
        asked = access.case_seen_by(house, person, code).procedure.steps[one.step].do[one.action].asks if one else ()
        cases.act(house, person, code, one.action if one else "note", step=one.step if one else None, data={name: ANSWERS[name] for name in (asked if one else ("text",)) if name in ANSWERS})
    else:
        cases.act(house, person, code, what, data={"note": {"text": "Ghi."}, "reassign": {"person": "civil.2"}}[what])


@given(st.lists(DEEDS, min_size=1, max_size=6))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_kept_page_is_always_the_page_that_would_be_made_anew(live, entered, browsers, deeds):
    """Whatever is done in the house, by whom and in which order; the examples go on in one house."""
    codes: list[str] = []
    for deed in [("open", 0, 0), *deeds]:
        try:
            do(live.house, codes, deed)
        except Refused:
            continue
        asked = [(person, path) for person in ("leader", "civil.1") for path in ("/staff/", "/staff/?mine=1", *(f"/cases/{code}/" for code in codes[-2:]))]
        asked += [("leader", "/staff/loads/"), ("leader", "/staff/loads/civil_status"), ("", "/"), ("", "/procedures/khai-sinh")]
        shown = [told(browsers, one) for one in asked]
        with pytest.MonkeyPatch.context() as patch:
            forgotten(patch)
            assert shown == [told(browsers, one) for one in asked]


@pytest.fixture
def browsers(entered):
    return {"": Client(), "leader": entered("leader"), "civil.1": entered("civil.1")}


def told(browsers, asked: tuple[str, str]) -> tuple[str, str, bytes]:
    person, path = asked
    answer = browsers[person].get(path)
    assert answer.status_code in (200, 404), answer.content.decode()
    return person, path, OF_THE_VISIT.sub(rb"\1", answer.content)


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


def test_of_a_rehearsal_whose_time_stands_still_a_page_is_made_anew_with_the_minute_of_the_machine(world, entered, monkeypatch):
    """What a page tells that is no event, as that the forecast is still being learnt, it does not tell until the next event."""
    monkeypatch.setattr(lateness, "ready", lambda house, now: False)
    browser, now = entered("civil.1"), clock.now()
    assert "còn đang được học" in browser.get("/staff/?risk").content.decode()
    monkeypatch.setattr(lateness, "ready", lambda house, now: True)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))
    assert "còn đang được học" not in browser.get("/staff/?risk").content.decode()


def test_the_shelf_holds_no_more_than_it_may_and_forgets_the_oldest():
    small = kept.Shelf(bytes_max=30)
    for name in "abc":
        small.keep(name, kept.Page(b"x" * 10, b"", b"", 0, "text/html", name, Basis({}, None)))
    small.find("a")
    small.keep("d", kept.Page(b"x" * 10, b"", b"", 0, "text/html", "d", Basis({}, None)))
    assert [bool(small.find(name)) for name in "abcd"] == [True, False, True, True]
    assert small.bytes == 30
