"""The hand-over of a shift in a browser: read by everyone, worked by keyboard, printed on one page with what was typed."""

import re

from dinh.workflow import cases
from tests.browser.reading import readable
from tests.browser.test_counter import LOOKS, at, birth, commune  # noqa: F401  # fixtures
from tests.desks.test_cases import DATA
from tests.desks.test_counter import settled


def test_a_shift_is_handed_over_by_keyboard_on_one_page_that_everyone_can_read(at, page, commune):
    for _ in range(3):
        settled(commune)
    code = cases.open_case(commune, "counter.1", "khai-sinh", DATA).code
    readable(page, [f"{at}/counter/handover/"], LOOKS)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.focus("#to")
    page.keyboard.type("H'Nhung")
    page.keyboard.press("Tab")
    page.keyboard.type("Chìa khóa ở ngăn 2")
    page.click('button[name="words"]')
    page.wait_for_selector('html[lang="en"]')
    assert page.title().startswith("Hand-over of the shift")
    assert (page.input_value("#to"), page.input_value("#note")) == (
        "H'Nhung",
        "Chìa khóa ở ngăn 2",
    ), "the other language keeps what was typed"
    page.emulate_media(media="print")
    assert page.is_visible(".signs")
    assert page.is_visible("#note")
    assert page.get_by_text(code).is_visible()
    assert not page.is_visible("[data-print]")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
