"""The public board as a browser shows it: on every width, light and dark, in both languages, and on paper."""

import pytest

from tests.browser.reading import LOOKS, readable, said_in, sideways, violations
from tests.desks.conftest import commune  # noqa: F401  # the small commune of the desks' tests
from tests.desks.test_board import FIELDS, case


@pytest.fixture
def busy(commune):
    """Cases of every standing in four fields, some of them few, over three months."""
    for m, month in enumerate(("2026-09-08", "2026-10-06", "2026-11-10")):
        for n, slug in enumerate(FIELDS):
            for one in range(9 - 2 * n):
                case(
                    commune,
                    f"{slug}-{m}-{one}",
                    slug,
                    month,
                    promised=3 if one else None,
                    took=one if one % 3 else None,
                )
    return commune


def test_the_board_can_be_read_by_everyone(busy, live_server, page):
    address = live_server.url.replace("localhost", "127.0.0.1")
    names = ("board/", "board/?month=all", "board/?month=2026-05")
    readable(page, said_in(address, names, "vi"))
    readable(page, said_in(address, names, "en"), LOOKS[1:3])


def test_an_empty_board_can_be_read_by_everyone(commune, live_server, page):
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{live_server.url.replace('localhost', '127.0.0.1')}/board/")
    assert not violations(page)
    assert sideways(page) <= 0


def test_a_month_is_chosen_with_the_keyboard_alone(busy, live_server, page):
    page.goto(f"{live_server.url.replace('localhost', '127.0.0.1')}/board/")
    page.focus("#m")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**month=2026-10")
    assert "10/2026" in page.inner_text("#b4")


def test_on_paper_the_board_tells_how_it_is_counted_and_has_no_buttons(busy, live_server, page):
    page.goto(f"{live_server.url.replace('localhost', '127.0.0.1')}/board/")
    page.emulate_media(media="print")
    assert not page.locator(".filter").is_visible()
    assert page.locator("details li >> nth=0").is_visible()
