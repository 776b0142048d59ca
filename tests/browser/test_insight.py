"""The pages that look back, as a browser shows them: on every width, light and dark, for whoever cannot see."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from dinh.cli import main
from tests.browser.reading import looks_in, readable, said_in
from tests.browser.test_staff import at, busy
from tests.desks.conftest import commune
from tests.desks.test_logs import LOGGED
from tests.mining.logs import written

__all__ = ["at", "busy", "commune"]
PAGES = (
    "staff/insight/",
    "staff/insight/index/",
    "staff/insight/flow/khai-sinh/",
    "staff/insight/cases?of=time",
    "staff/insight/cases?of=open",
    "staff/insight/?from=31/02/2026",
    "staff/?risk=1",
)
LOGS = (
    "staff/insight/logs/",
    "staff/insight/logs/small/",
    "staff/insight/logs/small/cases?group=0",
    "staff/insight/logs/small/cases?step=confirmation",
)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_can_be_read_by_everyone(at, page, busy, lang):
    readable(page, said_in(at, PAGES, lang), looks_in(lang))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_kept_of_a_log_can_be_read_by_everyone(at, page, commune, tmp_path, lang):
    place = Path(settings.HOUSE) / "logs" / "small"
    assert (
        main(
            [
                "import",
                "xes",
                str(written(tmp_path, LOGGED)),
                "--procedure",
                "receipt-phase",
                "--report",
                str(place),
            ]
        )
        == 0
    )
    try:
        readable(page, said_in(at, LOGS, lang), looks_in(lang))
    finally:
        shutil.rmtree(place)
