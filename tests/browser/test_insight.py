"""The pages that look back, as a browser shows them: on every width, light and dark, for whoever cannot see."""

import pytest

from tests.browser.test_counter import sideways, violations
from tests.browser.test_staff import LOOKS, at, busy
from tests.desks.conftest import commune

__all__ = ["at", "busy", "commune"]
PAGES = ("staff/insight/", "staff/insight/index/", "staff/insight/flow/khai-sinh/", "staff/insight/cases?of=time", "staff/insight/cases?of=open", "staff/insight/?from=31/02/2026")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_can_be_read_by_everyone(at, page, busy, lang):
    for scheme, width in LOOKS if lang == "vi" else LOOKS[2:3]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        for address in PAGES:
            page.goto(f"{at}/{address}{'&' if '?' in address else '?'}lang={lang}")
            assert sideways(page) <= 0, (address, scheme, width)
            assert not violations(page), (address, scheme, width)
