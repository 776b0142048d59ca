"""A case among houses as a browser shows it: handed over by keyboard, on every width, light and dark."""

import pytest

from tests.browser.reading import readable
from tests.two_houses import Houses


@pytest.fixture
def houses(house) -> Houses:
    return Houses(demo=True)


def entered(page, live_server, person: str) -> str:
    address = live_server.url.replace("localhost", "127.0.0.1")
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.click(f'button[value="{person}"]')
    page.wait_for_url("**/staff/")
    return address


def test_a_case_is_handed_over_by_a_form_and_followed_on_its_page(houses, page, live_server):
    houses.opened().act("xa.office", "accept")
    address = entered(page, live_server, "xa.office")
    readable(page, [f"{address}/cases/{houses.code}/acts/transfer"])
    page.select_option("select[name=house]", "68")
    page.fill("textarea[name=reason]", "Thuộc thẩm quyền của tỉnh")
    page.keyboard.press("F9")
    page.wait_for_url(f"**/cases/{houses.code}/")
    assert "Tỉnh Lâm Đồng" in page.locator("p[role=status]").inner_text()
    houses.goes("tinh.office", "transfer", "24736", reason="Xã Đức An làm")
    for person in ("xa.office", "tinh.office", "ban.office"):
        address = entered(page, live_server, person)
        readable(page, [f"{address}/cases/{houses.code}/"])
        assert page.locator("li[aria-current=location]").inner_text().startswith("Xã Đức An")
