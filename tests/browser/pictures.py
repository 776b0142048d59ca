"""`./dev pictures`: the pages that docs show, as today's program draws them, into docs/pictures. A house of the demo is served while they are taken.

A picture names a page by what a person would do to come to it, never by a case's code: the demo's days move on.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.installation import Installation

FOLDER = Path(__file__).parents[2] / "docs/pictures"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def case(page: Page) -> None:
    """An officer's first case of those that are due."""
    page.goto("/staff/")
    page.locator('main a[href^="/cases/"]').first.click()
    page.locator("summary", has_text="Vì sao chưa làm được").first.click()


def reception(page: Page) -> None:
    page.goto("/counter/open/khai-sinh")
    page.fill(
        "#scan",
        "067196002812||Điểu Xuân|12081996|Nữ|Bon Bu Bơ, xã Trường Xuân, tỉnh Lâm Đồng|01072026",
    )
    page.locator('button:has-text("Điền từ thẻ")').first.click()
    page.wait_for_load_state()


def signing(page: Page) -> None:
    page.goto("/staff/signing/")


def procedure(page: Page) -> None:
    page.goto("/staff/procedures/xac-nhan-tinh-trang-hon-nhan/")


def bring(page: Page) -> None:
    page.goto("/procedures/khai-sinh")


SHOWN: dict[str, tuple[str, dict[str, int], Callable[[Page], None]]] = {
    "case": ("civil.1", DESK, case),
    "reception": ("counter.1", DESK, reception),
    "signing": ("leader", DESK, signing),
    "procedure": ("leader", DESK, procedure),
    "bring": ("", PHONE, bring),
}
"""Picture → who looks (nobody: a citizen), at which width, and how they come there."""


def main(names: list[str]) -> int:
    house = Installation(Path(os.environ["DINH_HOUSE"]), os.environ.get("DINH_DATABASE_URL", ""))
    with house.serve() as address, sync_playwright() as browsers:
        browser = browsers.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name in names or SHOWN:
            taken(browser, address, name)
    return 0


def taken(browser: Browser, address: str, name: str) -> None:
    who, size, come = SHOWN[name]
    page = browser.new_context(
        viewport=size, base_url=address, locale="vi-VN", reduced_motion="reduce"
    ).new_page()  # type: ignore[arg-type]  # a size
    if who:
        page.goto("/sign-in")
        page.locator(f'button[name=demo][value="{who}"]').click()
    come(page)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
