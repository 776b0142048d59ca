"""The forest desk as a browser shows it: every page on every width, light and dark, the map drawn without the internet."""

import pytest

from dinh import cases
from dinh.engine.event import Appointed
from dinh.store import ledger
from tests.browser.reading import looks_in, readable, said_in, sideways, violations
from tests.desks.conftest import commune  # noqa: F401  # the small commune of the desks' tests
from tests.desks.forest_cases import GO, REPORT, alert, publish_forest

PAGES = ("forest/", "forest/?q=khong ai", "forest/map/", "forest/change/", "forest/change/?from=x", "forest/patrol/")


@pytest.fixture
def at(commune, live_server, page):  # noqa: F811
    """The forest desk, signed in as the ranger."""
    publish_forest(commune)
    cases.appoint(commune, [Appointed(person="forest", post="forest", roles=("forest",), title={"vi": "Kiểm lâm địa bàn"}, start="2025-07-01", personal={"name": "Điểu Hích"})])
    address = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(f"{address}/sign-in")
    page.eval_on_selector('button[value="forest"]', "button => button.click()")  # behind "more people"
    page.wait_for_url(lambda url: "sign-in" not in url)
    return address


@pytest.fixture
def told(at, commune):  # noqa: F811
    return [alert(commune, "A"), alert(commune, "B", GO), alert(commune, "C", GO, ("violation", {"report": REPORT}))]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_of_the_desk_can_be_read_by_everyone(told, at, page, lang):
    readable(page, said_in(at, PAGES, lang), looks_in(lang))


def test_the_map_draws_every_open_alert_from_the_house_alone_and_leads_to_its_case(told, at, page):
    asked, blocked = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None)
    page.goto(f"{at}/forest/map/")
    page.wait_for_selector("#ground[data-drawn]")
    assert page.locator(".ground path.alert").count() == 3
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {at.split("/")[2]}
    assert not blocked
    page.locator(".ground path.alert").first.dispatch_event("click")
    assert "/cases/" in page.locator(".leaflet-popup a").first.get_attribute("href")


def test_sliding_through_the_months_draws_each_month_s_alerts(told, at, page):
    page.goto(f"{at}/forest/map/")
    page.wait_for_selector("#ground[data-drawn]")
    page.focus("#slide")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.locator("#ground path.alert").count() == 0  # two years ago there was none
    page.keyboard.press("End")
    assert page.locator("#ground path.alert").count() == 3
    assert "11/2026" in page.inner_text("output")


def test_what_is_kept_without_a_line_is_sent_once_when_the_line_is_back(at, commune, page):  # noqa: F811
    case = alert(commune, "A", GO)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 12.011, "longitude": 107.621, "accuracy": 5})
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{at}/forest/field/{case.code}")
    page.wait_for_selector("#field[data-kept]")
    assert not violations(page)
    assert sideways(page) <= 0
    page.context.set_offline(True)
    page.click("#corner [data-locate]")
    page.wait_for_selector('#field-status:has-text("sai số")')
    page.click("#corner .btn:not(.plain)")
    page.wait_for_selector('#field[data-left="1"]')
    page.fill('#stump [name="row.species"]', "Thông ba lá")
    page.reload()  # from the phone itself
    page.wait_for_selector('#field[data-left="1"]')
    assert page.input_value('#stump [name="row.species"]') == "Thông ba lá"
    page.context.set_offline(False)
    page.click("#field-send")
    page.wait_for_selector("#field[data-left=\"0\"]", timeout=6000)
    assert [one["point"] for one in ledger.case_state(commune, case.code).data["corners"].values()] == ["12.011000, 107.621000, 5"]
