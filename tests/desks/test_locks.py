"""Guessing is slowed down where it comes from. Nobody can lock a name, a case code or an office for anybody else."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from dinh import clock
from dinh.store import accounts
from dinh.web.shared import devices, locks
from dinh.web.shared.models import Tries
from tests.desks.test_portal import went

GOOD = "Bon Bu Bơ mùa cà phê chín"
OFFICE, HOME, THIEF = "203.0.113.7", "198.51.100.20", "192.0.2.66"
DIGITS = "2812"


@pytest.fixture
def officer(commune):
    user = accounts.account("counter.1")
    user.set_password(GOOD)
    user.save()
    return user


@pytest.fixture
def later(monkeypatch):
    """The machine's clock, `later(seconds=…)` than it was when the test began."""
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real)
    return lambda **by: monkeypatch.setattr(clock, "now", lambda: real + timedelta(**by))


def signs_in(address: str, password: str = GOOD, browser: Client | None = None, **about) -> int:
    sent = {"name": about.pop("name", "counter.1"), "password": password}
    return (browser or Client()).post("/sign-in", sent, REMOTE_ADDR=address, **about).status_code


def follows(address: str, code: str, digits: str = DIGITS, browser: Client | None = None) -> int:
    sent = {"code": code, "digits": digits}
    return (browser or Client()).post("/track", sent, REMOTE_ADDR=address).status_code


def test_the_wait_of_a_pair_grows_with_every_wrong_try(officer, later):
    passed, waits = 0, []
    for _ in range(8):
        assert signs_in(THIEF, "sai") == 422
        seconds = next(n for n in range(1000) if locks.wait_seconds(attempt(THIEF), now() + n) == 0)
        waits.append(seconds)
        passed += seconds
        later(seconds=passed)
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120]


def test_no_wait_is_longer_than_a_quarter_of_an_hour(officer):
    for _ in range(40):
        locks.failed(attempt(THIEF), now())
    assert locks.wait_seconds(attempt(THIEF), now()) == 15 * 60


def now() -> int:
    return int(clock.now().timestamp())


def attempt(address: str, name: str = "counter.1") -> locks.Attempt:
    return locks.sign_in_attempt(RequestFactory().post("/sign-in", REMOTE_ADDR=address), name)


def test_wrong_passwords_slow_down_their_own_address_and_not_the_person_elsewhere(officer, later):
    later(seconds=0)  # the clock stands: the wait is told to the second
    for _ in range(6):
        signs_in(THIEF, "sai")
    browser = Client()
    answer = browser.post("/sign-in", {"name": "counter.1", "password": GOOD}, REMOTE_ADDR=THIEF)
    assert answer.status_code == 429, "even the right one waits where it was guessed"
    assert "Thử lại sau 15 giây" in answer.content.decode()
    assert signs_in(HOME) == 302


def test_after_the_wait_the_right_password_is_taken(officer, later):
    for _ in range(5):
        signs_in(THIEF, "sai")
    assert signs_in(THIEF) == 429
    later(seconds=16)
    assert signs_in(THIEF) == 302
    later(seconds=17)
    assert signs_in(THIEF, "sai") == 422, "and the wrong tries before it are forgotten"


def test_wrong_tries_on_many_names_lock_nobody_behind_the_same_address(officer):
    for n in range(40):
        assert signs_in(OFFICE, "sai", name=f"ten.{n}") == 422
    assert signs_in(OFFICE) == 302


def test_six_wrong_tries_on_a_case_code_do_not_lock_out_its_owner_elsewhere(commune):
    case = went(commune, 1)
    for digits in range(6):
        follows(THIEF, case.code, f"{digits:04d}")
    assert follows(THIEF, case.code) == 429
    assert follows(HOME, case.code) == 200


def test_thirty_wrong_codes_lock_neither_the_officers_nor_the_hall_behind_the_same_address(
    officer, commune
):
    case = went(commune, 1)
    for n in range(30):
        assert follows(OFFICE, f"H36.99-260101-{n:04d}", "0000") == 422
    assert signs_in(OFFICE) == 302
    assert follows(OFFICE, case.code) == 200


def test_hundreds_of_wrong_codes_from_one_address_are_slowed_down_and_signing_in_there_is_not(
    officer, commune, later
):
    case = went(commune, 1)
    owner = Client()
    assert follows(OFFICE, case.code, browser=owner) == 200
    answers = [follows(OFFICE, f"H36.99-260101-{n:04d}", "0000") for n in range(70)]
    assert answers.count(422) == locks.CODES_MAX
    assert answers[-1] == 429
    assert follows(OFFICE, case.code) == 429, "for whom nobody knows, ten seconds"
    assert follows(OFFICE, case.code, browser=owner) == 200, "a known device does not wait"
    assert signs_in(OFFICE) == 302
    later(seconds=11)
    assert follows(OFFICE, case.code) == 200


def test_a_known_device_is_let_in_while_its_address_is_slowed_down(officer):
    own = Client()
    assert signs_in(OFFICE, browser=own) == 302
    own.post("/sign-out", REMOTE_ADDR=OFFICE)
    for _ in range(8):
        signs_in(OFFICE, "sai")
    assert signs_in(OFFICE) == 429
    assert signs_in(OFFICE, browser=own) == 302


def test_a_known_device_that_guesses_is_slowed_down_by_itself(officer):
    """Else a copied cookie would be a licence to guess."""
    own = Client()
    signs_in(OFFICE, browser=own)
    own.post("/sign-out", REMOTE_ADDR=OFFICE)
    for n in range(5):
        assert signs_in(f"192.0.2.{n}", "sai", browser=own) == 422
    assert signs_in(HOME, browser=own) == 429, "at whatever address"
    assert signs_in(HOME) == 302, "and nobody else"


def test_a_device_is_known_for_the_names_that_signed_in_on_it_only(officer, commune):
    own = Client()
    signs_in(OFFICE, browser=own)
    own.post("/sign-out", REMOTE_ADDR=OFFICE)
    for _ in range(6):
        signs_in(OFFICE, "sai", name="leader")
    assert signs_in(OFFICE, "dinh-demo", name="leader", browser=own) == 429


def test_a_device_that_somebody_made_up_is_unknown(officer):
    for _ in range(6):
        signs_in(THIEF, "sai")
    forged = Client()
    forged.cookies[devices.COOKIE] = "WyJ4Il0:1abc:forged"
    assert signs_in(THIEF, browser=forged) == 429


def test_a_name_that_is_tried_from_many_addresses_leaves_each_fewer_tries_and_its_owner_one(
    officer,
):
    for n in range(locks.SPRAYED_TRIES + 1):
        assert signs_in(f"192.0.2.{n}", "sai") == 422
    assert [signs_in("198.51.100.9", "sai") for _ in range(3)] == [422, 422, 429]
    assert signs_in(HOME) == 302, "a first try is answered at once"


def test_behind_the_proxy_the_address_is_the_one_that_it_wrote_down(officer, settings):
    settings.ORIGIN = "https://xa.example.vn"
    proxy = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "testserver"}
    for _ in range(6):
        signs_in("127.0.0.1", "sai", HTTP_X_FORWARDED_FOR=f"{HOME}, {THIEF}", **proxy)
    assert signs_in("127.0.0.1", HTTP_X_FORWARDED_FOR=f"{HOME}, {THIEF}", **proxy) == 429
    assert signs_in("127.0.0.1", HTTP_X_FORWARDED_FOR=f"{THIEF}, {HOME}", **proxy) == 302, (
        "what a browser claims before it counts for nothing"
    )


def test_without_a_proxy_nobody_chooses_an_address(officer):
    for n in range(6):
        signs_in(THIEF, "sai", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
    assert signs_in(THIEF, HTTP_X_FORWARDED_FOR="192.0.2.99") == 429


def test_addresses_of_one_ipv6_network_are_one_source(officer):
    for n in range(6):
        signs_in(f"2001:db8:1:2::{n}", "sai")
    assert signs_in("2001:db8:1:2::ffff") == 429
    assert signs_in("2001:db8:1:3::1") == 302


def test_neither_names_nor_codes_nor_addresses_are_kept_of_wrong_tries(officer, commune):
    case = went(commune, 1)
    signs_in(THIEF, "sai")
    follows(THIEF, case.code, "0000")
    kept = list(Tries.objects.values_list("about", flat=True))
    assert kept
    for about in kept:
        assert len(about) == 64
        assert not {"counter.1", case.code, THIEF} & {about}


def test_wrong_tries_are_forgotten_after_a_day(officer):
    for _ in range(6):
        locks.failed(attempt(THIEF), 1_000_000)
    locks.failed(attempt(HOME, "leader"), 1_000_000 + locks.FORGOTTEN_SECONDS + 1)
    assert Tries.objects.count() == 2, "a pair and its name"
