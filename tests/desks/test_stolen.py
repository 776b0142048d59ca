"""A session that somebody copied, a clock that jumps: nobody gets in longer than they may, and nothing typed is lost."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from dinh import clock
from dinh.cli import main
from dinh.engine.record.seal import verify
from dinh.engine.refusal import Refused
from dinh.folder import name_house
from dinh.store import accounts, ledger, rebuild
from dinh.store.instants import LOCAL
from dinh.web.shared import locks, sessions
from dinh.web.shared.cookies import SessionStore
from dinh.workflow import cases
from tests.desks.test_cases import DATA, accepted  # noqa: F401
from tests.desks.test_counter import BIRTH, OPEN

GOOD = "Bon Bu Bơ mùa cà phê chín"


def copied(browser: Client) -> Client:
    """What a thief has: the same cookies in another browser."""
    thief = Client()
    for name, morsel in browser.cookies.items():
        thief.cookies[name] = morsel.value
    return thief


def gets_in(browser: Client) -> bool:
    return browser.get("/password").status_code == 200


def test_a_copied_session_ends_when_its_owner_signs_out_and_what_was_typed_is_kept(
    signed_in,
    accepted,
):
    owner = signed_in("civil.1")
    thief = copied(owner)
    assert gets_in(thief)
    assert owner.post("/sign-out").status_code == 302
    assert not gets_in(thief)
    before = ledger.head("24730").number
    answer = thief.post(f"/cases/{accepted.code}/acts/note", {"text": "Đã gọi điện"})
    assert (answer.status_code, "session.ended" in answer.content.decode()) == (401, True)
    assert ledger.head("24730").number == before
    assert not gets_in(copied(owner)), "nor is it taken again later"


def test_it_stays_ended_when_the_server_starts_anew(signed_in, monkeypatch):
    owner = signed_in("civil.1")
    thief = copied(owner)
    owner.post("/sign-out")
    monkeypatch.setattr(sessions, "_ended", None)
    assert not gets_in(thief)


def test_signing_out_here_ends_no_other_session_of_the_same_person(signed_in):
    here, there = signed_in("civil.1"), signed_in("civil.1")
    here.post("/sign-out")
    assert gets_in(there)


def test_a_new_password_ends_every_copy(signed_in):
    owner = signed_in("civil.1")
    thief = copied(owner)
    user = accounts.account("civil.1")
    user.set_password(GOOD)
    user.save()
    assert not gets_in(thief)


def test_a_cookie_that_was_changed_opens_nothing(signed_in):
    thief = copied(signed_in("civil.1"))
    name = "sessionid"
    value = thief.cookies[name].value
    for changed in (value[:-1], value.replace(":", "", 1), value[::-1], "", "x" * 5000):
        thief.cookies[name] = changed
        assert not gets_in(thief)


def test_a_cookie_that_was_read_a_moment_ago_opens_nothing_when_its_day_is_over(
    signed_in, settings
):
    browser = signed_in("civil.1")
    assert gets_in(browser) and gets_in(copied(browser))
    settings.SESSION_COOKIE_AGE = -1
    assert not gets_in(copied(browser))


def test_what_one_request_does_to_its_session_is_not_in_another_s(signed_in):
    text = signed_in("civil.1").cookies["sessionid"].value
    one, other = SessionStore(text), SessionStore(text)
    one["of"], one["list"] = "68", [1]
    del one["begun"]
    assert "begun" in other and "of" not in other and not other.modified
    assert "begun" in SessionStore(text)
    one.save()
    assert SessionStore(one.session_key)["list"] == [1]


# --- the clock ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ticking(monkeypatch):
    """The machine's clock, to be set by `ticking(hours=-1)`."""
    real = clock.now

    def turned(**by):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**by))

    return turned


def test_a_clock_that_is_set_back_ends_no_session_and_prolongs_none(
    signed_in, ticking, monkeypatch
):
    browser = signed_in("civil.1")
    ticking(minutes=-2)
    assert gets_in(browser), "it was set right by a little"
    ticking(hours=-3)
    assert gets_in(browser)
    running = clock.running_seconds()
    monkeypatch.setattr(clock, "running_seconds", lambda: running + sessions.IDLE_SECONDS_MAX + 300)
    assert not gets_in(browser), "left alone for an hour, whatever the clock shows"


@pytest.mark.parametrize("hours", [1, 30])
def test_after_a_restart_with_a_clock_that_was_set_back_the_reason_is_the_clock(
    signed_in, ticking, monkeypatch, hours, accepted
):
    browser = signed_in("civil.1")
    ticking(hours=-hours)
    monkeypatch.setattr(clock, "_noted", None)  # as in a server that was just started
    answer = copied(browser).post(f"/cases/{accepted.code}/acts/note", {"text": "Đã gọi điện"})
    assert answer.status_code == 401
    for page in (
        answer.content.decode(),
        browser.get("/password", follow=True).content.decode(),
    ):
        assert "Đồng hồ máy chủ đã bị lùi giờ, nên phải đăng nhập lại" in page
        assert "Phiên làm việc đã hết" not in page


def test_a_clock_that_is_set_back_prolongs_no_lock(commune, ticking):
    for _ in range(locks.FREE_TRIES):
        Client().post("/sign-in", {"name": "leader", "password": "sai"})
    assert Client().post("/sign-in", {"name": "leader", "password": "dinh-demo"}).status_code == 429
    ticking(days=-1)
    assert Client().post("/sign-in", {"name": "leader", "password": "dinh-demo"}).status_code == 302


def whole(house: str) -> None:
    _, bad, reason = verify(ledger.log(house))
    assert not bad, reason
    assert rebuild.rebuild(house, check=True)["equal"]


MORNING = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)


@pytest.fixture
def shows(monkeypatch):
    """What the machine's clock shows, from now on."""

    def turned(to: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: to)

    turned(MORNING)
    return turned


@pytest.fixture
def live(commune, shows):
    """A house whose time is the machine's."""
    cases.configure(commune, {"rehearsal": False})
    return commune


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_clock_that_jumped_back_dates_no_paper_and_says_so_on_the_page(
    live, signed_in, shows, lang
):
    """The PC's battery died over night."""
    case = cases.open_case(live, "counter.1", "khai-sinh", DATA)
    shows(MORNING - timedelta(days=3))
    browser = signed_in("counter.1")
    answer = browser.post(f"{OPEN}?lang={lang}", {**BIRTH, "key": "k", "do": "accept"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="067091004512"' in page
    assert ("Set the server" if lang == "en" else "Đặt lại ngày giờ") in page
    with pytest.raises(Refused, match=r"clock\.behind"):
        cases.act(live, "counter.1", case.code, "accept")
    assert ledger.head(live).number == case.number
    shows(MORNING + timedelta(minutes=1))
    assert cases.act(live, "counter.1", case.code, "accept").accepted > case.opened
    whole(live)


def test_a_clock_that_is_set_back_an_hour_while_people_work_is_told_and_nobody_is_signed_out(
    live, signed_in, shows, client
):
    browser = signed_in("counter.1")
    case = cases.open_case(live, "counter.1", "khai-sinh", DATA)
    pages = ("/staff/", f"/cases/{case.code}/", OPEN)
    assert all("bị lùi giờ" not in browser.get(page).content.decode() for page in pages)
    assert "clock" not in client.get("/health").json()
    shows(MORNING - timedelta(hours=1))
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert "Đồng hồ máy chủ đã bị lùi giờ: việc cuối trong sổ là lúc 09:00" in (
            answer.content.decode()
        )
    english = browser.get(f"/cases/{case.code}/?lang=en").content.decode()
    assert "The server&#39;s clock was set back" in english
    assert "bị lùi giờ" not in client.get("/").content.decode(), "it is nothing to the public"
    told = client.get("/health").json()
    assert told["ok"] and told["clock"] == {
        "shows": "2026-12-01T08:00:00+07:00",
        "log_ends": "2026-12-01T09:00:00+07:00",
    }
    refused = browser.post(f"{OPEN}?lang=vi", {**BIRTH, "key": "k", "do": "accept"})
    assert (refused.status_code, "clock.behind" in refused.content.decode()) == (422, True)
    shows(MORNING + timedelta(minutes=1))
    assert all("bị lùi giờ" not in browser.get(page).content.decode() for page in pages)
    assert "clock" not in client.get("/health").json()
    whole(live)


def test_a_clock_that_is_set_right_by_minutes_stops_nobody_and_moves_no_case_back(live, shows):
    case = cases.open_case(live, "counter.1", "khai-sinh", DATA)
    shows(MORNING - timedelta(minutes=4))
    moved = cases.act(live, "counter.1", case.code, "accept")
    assert moved.due >= moved.accepted >= case.opened
    ats = [one.at for one in ledger.log(live, case.code)]
    assert ats == sorted(ats)
    whole(live)


def test_a_clock_that_ran_ahead_stops_the_house_only_until_somebody_says_that_it_is_right(
    live, shows, house, monkeypatch
):
    shows(MORNING + timedelta(days=400))
    cases.open_case(live, "counter.1", "khai-sinh", DATA)
    shows(MORNING)
    with pytest.raises(Refused, match=r"clock\.behind"):
        cases.open_case(live, "counter.1", "khai-sinh", DATA)
    name_house(house, live)
    monkeypatch.setenv("DINH_HOUSE", str(house))
    assert main(["clock", "--right"]) == 0
    assert cases.open_case(live, "counter.1", "khai-sinh", DATA).opened < clock.now() + timedelta(
        minutes=1
    )
    whole(live)
