"""The page of one's own account in a browser: read on every width, and ended by the keyboard; a passkey as a browser gives it."""

import re
from datetime import timedelta

import pytest

from dinh import clock
from dinh.accounts import factors
from dinh.store import ledger
from dinh.store.keys import make_key
from tests.browser.reading import looks_in, readable, said_in, violations
from tests.desks.conftest import commune  # noqa: F401  # the small commune of the desks' tests
from tests.desks.test_cases import went


@pytest.fixture
def at(commune, house, live_server, page):
    """The leader's first page, signed in."""
    make_key(house)
    address = live_server.url
    page.goto(f"{address}/sign-in")
    page.click('button[value="leader"]')
    page.wait_for_url("**/staff/")
    return address


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_account_can_be_read_by_everyone(at, page, lang):
    readable(page, said_in(at, ["account/"], lang), looks_in(lang))


def test_signing_out_everywhere_is_reached_from_ones_name_and_leads_to_signing_in(at, page):
    page.click(".who a:has(b)")
    page.wait_for_url("**/account/")
    page.focus("section.sheet button.risk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")
    page.goto(f"{at}/account/")
    assert "/sign-in?next=" in page.url


@pytest.fixture
def passkeys(page):
    """A key of the machine, as Chromium plays one for tests: it is there, and its holder agrees to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield made["authenticatorId"], session
    session.send("WebAuthn.disable")


def opened(at, page) -> None:
    page.goto(f"{at}/account/second-factor")
    page.fill("#password", "dinh-demo")
    page.click("main form button")
    page.wait_for_selector("svg.segno")


def test_the_page_of_the_second_factor_can_be_read_by_everyone(at, page):
    opened(at, page)
    readable(page, said_in(at, ["account/second-factor"], "vi"))
    readable(page, said_in(at, ["account/second-factor"], "en"), looks_in("en"))


def test_a_passkey_is_set_up_asked_at_sign_in_and_before_a_signature(
    at, page, passkeys, commune, monkeypatch
):
    case = went(commune, 2)
    opened(at, page)
    page.fill("#key-name", "Máy ở phòng")
    page.click('[data-passkey="create"]')
    page.wait_for_selector("#f-codes")
    assert page.locator("section li .code").count() == factors.RECOVERY_CODES
    assert "Máy ở phòng" in page.inner_text("main")

    page.click('form[action$="sign-out"] button')
    page.wait_for_url("**/sign-in")
    page.click('button[value="leader"]')
    page.wait_for_selector('[data-passkey="get"]')
    assert not violations(page)
    page.click('[data-passkey="get"]')
    page.wait_for_url("**/staff/")

    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    page.goto(f"{at}/cases/{case.code}/acts/sign?step={case.steps[0].name}")
    page.click("main form#act button[type=submit], main form#act button.btn >> nth=0")
    page.wait_for_selector('[data-passkey="get"]')
    assert ledger.case_state(commune, case.code).number == case.number
    page.click('[data-passkey="get"]')
    page.wait_for_url(f"**/cases/{case.code}/")
    assert ledger.case_state(commune, case.code).number > case.number


def test_an_answer_of_a_passkey_is_good_once(at, page, passkeys):
    opened(at, page)
    page.click('[data-passkey="create"]')
    page.wait_for_selector("#f-codes")
    page.click('form[action$="sign-out"] button')
    page.click('button[value="leader"]')
    page.wait_for_selector('[data-passkey="get"]')
    with page.expect_request("**/sign-in/second-factor") as sent:
        page.click('[data-passkey="get"]')
    page.wait_for_url("**/staff/")
    body = sent.value.post_data
    page.click('form[action$="sign-out"] button')
    page.click('button[value="leader"]')
    page.wait_for_selector('[data-passkey="get"]')
    token = page.input_value('#second-factor input[name="csrfmiddlewaretoken"]')
    again = re.sub(r"csrfmiddlewaretoken=[^&]*", f"csrfmiddlewaretoken={token}", body)
    answer = page.request.post(
        f"{at}/sign-in/second-factor",
        data=again,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": at},
    )
    assert answer.status == 422 and "factor.passkey" in answer.text()
