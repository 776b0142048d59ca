"""The pages that look back, as a browser shows them: on every width, light and dark, for whoever cannot see."""

import pytest

from tests.browser.reading import looks_in, readable, said_in
from tests.browser.test_staff import at, busy
from tests.desks.conftest import commune

__all__ = ["at", "busy", "commune"]
PAGES = ("staff/insight/", "staff/insight/index/", "staff/insight/flow/khai-sinh/", "staff/insight/cases?of=time", "staff/insight/cases?of=open", "staff/insight/?from=31/02/2026")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_can_be_read_by_everyone(at, page, busy, lang):
    readable(page, said_in(at, PAGES, lang), looks_in(lang))
