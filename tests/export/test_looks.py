"""The page of a procedure as a browser shows it: on every width, light and dark; the picture scrolls in its own frame."""

import pytest

from dinh.store.keys import make_key
from tests.browser.reading import looks_in, readable, said_in, sideways
from tests.desks.conftest import commune  # noqa: F401  # the small commune of the desks' tests

PAGES = ("staff/procedures/", "staff/procedures/khai-sinh/", "staff/procedures/giay-phep-xay-dung/")


@pytest.fixture
def at(commune, house, live_server, page):
    """An officer's first page, signed in."""
    make_key(house)
    address = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(f"{address}/sign-in")
    page.click('button[value="civil.1"]')
    page.wait_for_url("**/staff/")
    return address


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_procedure_can_be_read_by_everyone(at, page, lang):
    readable(
        page,
        said_in(at, PAGES, lang),
        looks_in(lang),
        first=lambda page: page.evaluate(
            "document.querySelectorAll('details').forEach(one => one.open = true)"
        ),
    )


def test_the_picture_scrolls_in_its_own_frame_by_keyboard_and_its_words_stay_in_their_boxes(
    at, page
):
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{at}/staff/procedures/khai-sinh/")
    frame = page.locator(".scroll")
    frame.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SCROLLED) > 0
    assert sideways(page) <= 0
    assert page.evaluate(OUTSIDE) == []


SCROLLED = """() => new Promise(done => {
  const frame = document.querySelector('.scroll'), ends = performance.now() + 5000;
  const look = () => frame.scrollLeft > 0 || performance.now() > ends ? done(frame.scrollLeft) : requestAnimationFrame(look);
  look();
})"""  # the pages allow no eval, on which Playwright's own waiting rests
OUTSIDE = """() => {
  const boxes = [...document.querySelectorAll('.picture path.box:not(.inner)')].map(one => one.getBBox()).filter(one => one.width > 60);
  return [...document.querySelectorAll('.picture .name, .picture .role')].filter(text => {
    const words = text.getBBox();
    return !boxes.some(box => words.x >= box.x && words.x + words.width <= box.x + box.width && words.y >= box.y - 1 && words.y + words.height <= box.y + box.height + 1);
  }).map(text => text.textContent);
}"""
