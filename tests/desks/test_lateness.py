"""The forecast of lateness stands where work is chosen, on the list and on the case, always with how often it came true; nobody waits for it."""

import re
from concurrent.futures import Future
from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.engine.schedule.calendar import to_local
from dinh.insight import lateness
from dinh.mining.forecast import Backtest, Bin, Forecaster, Loads
from dinh.mining.learning import Learnt
from dinh.workflow import cases
from tests.desks.test_cases import went
from tests.desks.test_insight import text

LIKELY = Bin(0.2, 1.0, 10.0, 0.4, 0.3, (0.11, 0.6))
SELDOM = Bin(0.0, 0.2, 50.0, 0.05, 0.02, (0.0, 0.08))


@pytest.fixture(autouse=True)
def _nothing_learnt(monkeypatch):
    monkeypatch.setattr(lateness, "_kept", {})
    monkeypatch.setattr(lateness, "_stories", {})


@pytest.fixture
def learnt(commune):
    """That a case has been at its last act for long makes it late; nothing else counts."""
    now = finders.time_of(commune)
    known: Future[lateness.Taught] = Future()
    tried = Backtest(60, 60, 6, now - timedelta(days=9), 0.1, 0.08, 0.09, (SELDOM, LIKELY))
    known.set_result(
        lateness.Taught(Learnt(Forecaster({"acts": 1.2}, -3.0, 60, 0.1), tried), Loads(()))
    )
    lateness._kept[commune] = lateness.Today(to_local(now).date().isoformat(), known)
    return known


def listed(page: str) -> list[str]:
    return re.findall(r'href="/cases/([^/"]+)/">', page)


def test_the_likeliest_to_be_late_come_first_where_they_are_asked_for(signed_in, commune, learnt):
    waits = [went(commune, 1).code for _ in range(3)]
    cases.act(commune, "civil.1", waits[1], "propose")
    cases.act(commune, "leader.2", waits[1], "back", data={"reason": "Xem lại"})
    browser = signed_in("civil.1")
    assert listed(text(browser.get("/staff/"))) == waits
    page = text(browser.get("/staff/?risk=1"))
    assert listed(page) == [waits[1], waits[0], waits[2]]
    assert "11–60 % đã trễ" in page and "0–8 % đã trễ" in page


def test_the_usual_list_tells_only_what_is_worth_a_look(signed_in, commune, learnt):
    quiet, moved = went(commune, 1).code, went(commune, 1).code
    cases.act(commune, "civil.1", moved, "propose")
    cases.act(commune, "leader.2", moved, "back", data={"reason": "Xem lại"})
    page = text(signed_in("civil.1").get("/staff/"))
    assert page.count("có thể trễ: khoảng") == 1
    assert page.index(quiet) < page.index("có thể trễ") or page.index(moved) < page.index(quiet)


@pytest.mark.parametrize(("lang", "said"), [("vi", "A forecast"), ("en", "Dự báo")])
def test_the_page_of_a_case_tells_it_with_how_sure_it_is(signed_in, commune, learnt, lang, said):
    code = went(commune, 1).code
    page = text(signed_in("civil.1").get(f"/cases/{code}/?lang={lang}"))
    assert {
        "vi": "Dự báo từ nhật ký của đơn vị: có thể trễ: khoảng",
        "en": "A forecast from the house&#39;s own log: may be late",
    }[lang] in page.replace("house's", "house&#39;s")
    assert "0–8 %" in page and said not in page


def test_what_is_over_or_not_accepted_is_not_forecast(signed_in, commune, learnt):
    for acts in (0, 4):
        assert "Dự báo từ nhật ký" not in text(
            signed_in("leader").get(f"/cases/{went(commune, acts).code}/")
        )


def test_until_it_is_learnt_the_list_says_so_and_reads_no_log(signed_in, commune, monkeypatch):
    went(commune, 1)
    monkeypatch.setattr(lateness, "begin", None)
    assert "có thể trễ" not in text(signed_in("civil.1").get("/staff/"))
    assert "còn đang được học" in text(signed_in("civil.1").get("/staff/?risk=1"))


def test_what_was_learnt_yesterday_tells_nothing_of_today(signed_in, commune, learnt):
    code = went(commune, 1).code
    today = lateness._kept[commune]
    lateness._kept[commune] = lateness.Today("2020-01-01", today.taught)
    assert "Dự báo từ nhật ký" not in text(signed_in("civil.1").get(f"/cases/{code}/"))


def test_a_house_learns_once_a_day_whoever_asks(commune):
    went(commune, 4)
    now = finders.time_of(commune)
    today = lateness.begin(commune, now)
    assert lateness.begin(commune, now) is today
    assert today.taught.result(60).learnt.forecaster is None  # of one case nothing can be learnt
    assert lateness.ready(commune, now) and not lateness.ready(commune, now + timedelta(days=1))
    assert lateness.of_case(commune, went(commune, 1), now) is None


def test_books_that_could_not_be_read_are_tried_again(commune, monkeypatch):
    went(commune, 4)
    now = finders.time_of(commune)
    with monkeypatch.context() as broken:
        broken.setattr(lateness, "_read_slowly", lambda *_: 1 / 0)
        assert isinstance(lateness.begin(commune, now).taught.exception(60), ZeroDivisionError)
        assert not lateness.ready(commune, now)
    assert lateness.begin(commune, now).taught.exception(60) is None
    assert lateness.ready(commune, now)
