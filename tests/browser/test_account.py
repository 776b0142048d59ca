"""The page of one's own account in a browser: read on every width, and ended by the keyboard."""

import pytest

from dinh.store.keys import make_key
from tests.browser.reading import looks_in, readable, said_in
from tests.desks.conftest import commune  # noqa: F401  # the small commune of the desks' tests


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
