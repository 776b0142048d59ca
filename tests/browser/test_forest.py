"""The forest desk as a browser shows it: every page on every width, light and dark, the map drawn without the internet."""

from datetime import date

import pytest

from dinh.forest_cases.sampling import open_sample
from tests.browser.reading import looks_in, readable, said_in
from tests.desks.conftest import commune, forest  # noqa: F401  # the small commune of the desks' tests
from tests.desks.forest_cases import GO, REPORT, Drawn, Place, alert
from tests.letters.test_pictures import png

PAGES = (
    "forest/",
    "forest/?q=khong ai",
    "forest/map/",
    "forest/change/",
    "forest/change/?from=x",
    "forest/patrol/",
)


@pytest.fixture
def at(forest, live_server, page):
    """The forest desk, signed in as the ranger."""
    address = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(f"{address}/sign-in")
    page.eval_on_selector(
        'button[value="forest"]', "button => button.click()"
    )  # behind "more people"
    page.wait_for_url(lambda url: "sign-in" not in url)
    return address


@pytest.fixture
def told(at, commune):
    return [
        alert(commune, "A"),
        alert(commune, "B", GO),
        alert(commune, "C", GO, ("violation", {"report": REPORT})),
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_of_the_desk_can_be_read_by_everyone(told, at, commune, page, lang):
    alert(commune, "N", GO, ("natural", {"report": REPORT}))  # what such a threshold would lose
    alerts = (
        "forest/accuracy/?kind=clearfell&setting=area_m2&least=9000",
        "forest/accuracy/?kind=clearfell&least=x",
        f"forest/alerts/{told[0].code}/",
    )
    readable(page, said_in(at, (*PAGES, *alerts), lang), looks_in(lang))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_sample_is_judged_and_told_on_pages_that_everyone_can_read(at, commune, page, lang):
    places = tuple(
        Place("fast" if n < 2 else "stable", 12.0, 107.6, None, png(n)) for n in range(4)
    )
    code = open_sample(
        commune,
        "forest",
        Drawn(100.0, (("stable", 90_000, 2), ("fast", 400, 2)), places),
        date(2026, 1, 1),
        date(2026, 6, 30),
        1,
    ).code
    readable(page, said_in(at, (f"forest/samples/{code}/",), lang), looks_in(lang))
    for found in ("fast", "stable", "stable", "stable"):
        page.goto(f"{at}/forest/samples/{code}/")
        page.check(f'[name="found"][value="{found}"]')
        with page.expect_navigation():
            page.keyboard.press("F9")
    readable(page, said_in(at, (f"forest/samples/{code}/",), lang), looks_in(lang))
    assert page.locator("#e").count() == 1


def test_the_map_draws_every_open_alert_from_the_house_alone_and_leads_to_its_case(told, at, page):
    asked, blocked = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console",
        lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None,
    )
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
    page.wait_for_selector("#ground[data-told]")
    assert "Không có cảnh báo nào" in page.inner_text("#said"), "the table says the same"
    page.keyboard.press("End")
    assert page.locator("#ground path.alert").count() == 3
    assert "11/2026" in page.inner_text("output")
    page.wait_for_selector('#ground[data-told="2026-11"]')
    assert page.locator("#said tbody tr").count() == 3 and "11/2026: 3" in page.inner_text("h1")
    assert page.url.endswith("?month=2026-11")
