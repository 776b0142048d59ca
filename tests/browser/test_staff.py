"""The leader's and officers' desk and the citizens' pages as a browser shows them: by keyboard, on every width, light and dark."""

import pytest

from dinh.store import ledger
from dinh.store.keys import make_key
from dinh.workflow import cases
from tests.browser.reading import looks_in, readable, said_in, sideways, violations
from tests.desks.conftest import birth, commune  # noqa: F401  # the small commune of the desks' tests
from tests.desks.test_cases import went

LEADERS = (
    "staff/", "staff/?late=1", "staff/?q=dieu", "staff/?q=khong co ai", "staff/loads/", "staff/loads/civil_status", "staff/loads/UNKNOWN", "staff/signing/",
    "staff/people/", "staff/day/?on=2026-11-25", "password",
)  # fmt: skip
CITIZENS = (
    "",
    "?q=khai sinh",
    "procedures/khai-sinh",
    "procedures/chung-thuc-ban-sao",
    "track",
    "letters/",
    "letters/?code=H36.99-260101-0001&seal=abc",
    "letters/" + "0" * 64,
)


@pytest.fixture
def at(commune, house, live_server, page):
    """The leader's first page, signed in."""
    make_key(house)
    address = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(f"{address}/sign-in")
    page.click('button[value="leader"]')
    page.wait_for_url("**/staff/")
    return address


@pytest.fixture
def busy(commune):
    """Work in every step, one letter that was withdrawn."""
    found = [went(commune, acts) for acts in (1, 1, 2, 2, 2, 3, 4)]
    cases.act(commune, "leader", found[5].code, "reverse", data={"reason": "Ghi nhầm"})
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_of_the_desk_can_be_read_by_everyone(at, page, busy, lang):
    withdrawn = next(
        one.digest
        for one in ledger.case_state(busy[5].house, busy[5].code).letters
        if one.withdrawn
    )
    pages = (
        *LEADERS,
        f"cases/{busy[2].code}/",
        f"cases/{busy[2].code}/acts/reassign?step=signing",
        f"cases/{busy[2].code}/proof",
        f"letters/{withdrawn}",
    )
    readable(page, said_in(at, pages, lang), looks_in(lang))
    for width in (768, 1024):  # a tablet, the screen of an old PC
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(f"{at}/staff/?lang={lang}")
        assert page.locator("td .btn.tight").count() and sideways(page) <= 0, width


def test_every_page_for_citizens_can_be_read_by_everyone(commune, live_server, page):
    address = live_server.url.replace("localhost", "127.0.0.1")
    readable(page, [f"{address}/{name}" for name in CITIZENS])


def test_faults_of_a_delegation_take_the_focus_and_lead_to_their_inputs(at, page):
    page.goto(f"{at}/staff/people/")
    page.fill("#d-decision", "12/QĐ-UBND")
    page.click('form[action$="delegations"] button')
    page.wait_for_selector(".errors")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "d-to"
    assert page.input_value("#d-decision") == "12/QĐ-UBND"
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert not violations(page), width
        assert sideways(page) <= 0, width


def test_a_leader_signs_one_after_another_with_the_keyboard_alone(at, page, busy, commune):
    page.goto(f"{at}/staff/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.focus("a.btn >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/signing/")
    for left in (3, 2):
        assert page.inner_text("h1").startswith(f"{left + 1} văn bản")
        page.keyboard.press("F9")
        page.wait_for_selector("[role=status]" if left == 3 else f"h1:has-text('{left} văn bản')")
        page.wait_for_load_state()
    standing = [ledger.case_state(commune, one.code).steps[0].name for one in busy[2:5]]
    assert standing.count("sealing") == 2


def test_on_a_phone_a_letter_of_the_queue_comes_into_sight_when_it_is_chosen(at, page, busy):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{at}/staff/signing/")
    page.click("ol.list a >> nth=1")
    page.wait_for_url("**#l-h")
    assert page.evaluate("document.getElementById('l-h').getBoundingClientRect().top") < 120
    assert page.locator("button[data-key=F9]").is_visible()


def test_going_back_after_signing_leaves_no_other_letter_chosen(at, page, busy):
    page.goto(f"{at}/staff/signing/")
    for nth in (0, 1):
        page.locator('input[name="item"][type="checkbox"]').nth(nth).check()
    page.click("button:has-text('Ký các văn bản đã chọn')")
    page.wait_for_selector("h1:has-text('Đã ký 2 trên 2')")
    page.go_back()
    page.wait_for_selector("h1:has-text('văn bản chờ ký')")
    assert page.locator('input[name="item"][type="checkbox"]').count()
    assert page.locator('input[name="item"]:checked').count() == 0


def test_on_paper_the_day_of_the_due_is_black_and_nothing_leads_elsewhere(at, page, busy):
    page.goto(f"{at}/cases/{busy[0].code}/proof")
    page.emulate_media(media="print")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.days .end')).color")
        == "rgb(0, 0, 0)"
    )
    page.goto(f"{at}/staff/day/?on=2026-11-25")
    assert not page.locator("main nav").is_visible()
