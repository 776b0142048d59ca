"""A session that somebody copied, a clock that jumps: nobody gets in longer than they may, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client

from dinh import cases, clock
from dinh.desks.shared import locks, sessions
from dinh.engine.log import verify
from dinh.store import accounts, ledger, rebuild
from tests.desks.test_cases import accepted  # noqa: F401

GOOD = "Bon Bu Bơ mùa cà phê chín"


def copied(browser: Client) -> Client:
    """What a thief has: the same cookies in another browser."""
    thief = Client()
    for name, morsel in browser.cookies.items():
        thief.cookies[name] = morsel.value
    return thief


def gets_in(browser: Client) -> bool:
    return browser.get("/password").status_code == 200


def test_a_copied_session_ends_when_its_owner_signs_out_and_what_was_typed_is_kept(signed_in, accepted):  # noqa: F811
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


# --- the clock ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ticking(monkeypatch):
    """The machine's clock, to be set by `ticking(hours=-1)`."""
    real = clock.now

    def turned(**by):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**by))

    return turned


def test_a_clock_that_is_set_back_prolongs_no_session(signed_in, ticking):
    browser = signed_in("civil.1")
    ticking(minutes=-2)
    assert gets_in(browser), "it was set right by a little"
    ticking(hours=-3)
    assert not gets_in(browser)


def test_a_clock_that_is_set_back_prolongs_no_lock(commune, ticking):
    for _ in range(locks.FAILED_MAX["name"]):
        Client().post("/sign-in", {"name": "leader", "password": "sai"})
    assert Client().post("/sign-in", {"name": "leader", "password": "dinh-demo"}).status_code == 429
    ticking(days=-1)
    assert Client().post("/sign-in", {"name": "leader", "password": "dinh-demo"}).status_code == 302


def test_a_clock_that_jumps_back_moves_no_case_back_and_the_books_stay_whole(commune, ticking):
    """A live house; the PC's battery died over night."""
    from tests.desks.test_cases import DATA

    cases.configure(commune, {"rehearsal": False})
    case = cases.open_case(commune, "counter.1", "khai-sinh", DATA)
    ticking(days=-400)
    moved = cases.act(commune, "counter.1", case.code, "accept")
    assert moved.accepted >= case.opened
    assert moved.due >= moved.accepted
    other = cases.open_case(commune, "counter.1", "khai-sinh", DATA)
    ticking(days=0)
    assert cases.act(commune, "counter.1", other.code, "accept").accepted > other.opened
    _, bad, reason = verify(ledger.log(commune))
    assert not bad, reason
    assert rebuild.rebuild(commune, check=True)["equal"]
    ats = [one.at for one in ledger.log(commune, case.code)]
    assert ats == sorted(ats)
