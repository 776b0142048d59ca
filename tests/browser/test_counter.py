"""The counter as a browser shows it: with the keyboard alone, with scripts off, on every width, light and dark."""

import gzip
import os

import pytest

from dinh.store import ledger
from tests.browser.reading import readable, sideways, violations
from tests.desks.conftest import birth, commune  # noqa: F401  # the small commune of the desks' tests
from tests.desks.test_counter import BIRTH, settled

OPEN = "/counter/open/khai-sinh"
WIDTHS = (1280, 390, 320)
LOOKS = (("light", 1280), ("light", 390), ("light", 320), ("dark", 1280), ("dark", 320))
FIRST_BYTES_MAX = 50_000
NEXT_BYTES_MAX = 20_000


@pytest.fixture
def at(commune, live_server, page):
    """The counter's first page, signed in."""
    address = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(f"{address}/sign-in")
    page.click('button[value="counter.1"]')
    page.wait_for_url("**/counter/")
    return address


@pytest.mark.parametrize(
    "name",
    [
        "sign-in",
        "counter/",
        "counter/?q=khong co gi",
        "counter/open/khai-sinh",
        "counter/takings",
        "password",
        "counter/cases/none/",
    ],
)
def test_every_page_can_be_read_by_everyone(at, page, name):
    readable(page, [f"{at}/{name}"], LOOKS)


def test_the_pages_of_a_settled_case_can_be_read_by_everyone_even_where_a_name_is_one_endless_word(
    at,
    page,
    commune,
):
    case = settled(commune, name="W" * 199)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{at}/counter/cases/{case.code}/")
        assert not violations(page), width
        for name in (
            f"counter/cases/{case.code}/",
            f"cases/{case.code}/",
            f"cases/{case.code}/proof",
            "staff/?q=wwww",
            "counter/handover/",
        ):
            page.goto(f"{at}/{name}")
            assert "W" * 199 in page.content(), name
            assert sideways(page) <= 0, (name, width)


def test_faults_take_the_focus_are_listed_first_and_can_be_read_by_everyone(at, page):
    page.goto(at + OPEN)
    page.check('[name="situation"][value="married"]')
    page.wait_for_selector('[name="father.name"]')
    page.keyboard.press("F9")
    page.wait_for_selector(".errors")
    assert page.evaluate("document.activeElement.className") == "errors"
    assert page.title().startswith("Chưa ghi được")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not violations(page), width
        assert sideways(page) <= 0, width


def test_an_answer_opens_its_fields_without_touching_what_is_being_typed(at, page):
    page.goto(at + OPEN)
    page.check('[name="situation"][value="married"]')
    page.focus('[name="applicant.name"]')
    page.keyboard.type("Nguyễn Văn", delay=60)
    page.wait_for_selector('[name="father.name"]')
    page.keyboard.type(" Tài", delay=30)
    assert page.input_value('[name="applicant.name"]') == "Nguyễn Văn Tài"
    page.check('[name="situation"][value="mother_only"]')
    page.wait_for_selector('[name="father.name"]', state="detached")


def test_leaving_a_field_for_a_button_presses_nothing(at, page, commune):
    """htmx sends the button that has the focus along with a change; the counter must not take that for a press."""
    page.goto(at + "/counter/open/chung-thuc-ban-sao")
    page.fill('[name="papers.1.copies"]', "2")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "add"
    page.wait_for_timeout(800)
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").count() == 1
    assert page.locator('[name="papers.2.copies"]').count() == 0
    page.fill('[name="papers.1.pages"]', "3")
    page.focus('button[value="accept"]')
    page.wait_for_timeout(800)
    assert page.locator("h1").count() == 1
    assert not page.locator(".errors").count()


def test_what_was_typed_in_fields_that_vanish_is_there_when_they_return(at, page):
    page.goto(at + OPEN)
    page.check('[name="situation"][value="married"]')
    page.fill('[name="father.name"]', "Điểu Xuân")
    page.check('[name="situation"][value="mother_only"]')
    page.wait_for_selector("#r-f-father-name[hidden]", state="attached")
    page.check('[name="situation"][value="married"]')
    page.wait_for_selector("#f-father-name")
    assert page.input_value("#f-father-name") == "Điểu Xuân"


def test_a_scanner_that_ends_with_enter_fills_the_person_and_sends_nothing(at, page):
    page.goto(at + OPEN)
    page.keyboard.press("F2")
    page.keyboard.type(
        "067091004512||Nguyễn Văn Tài|14031991|Nam|Thôn 6, xã Trường Xuân|05052021\n"
    )
    page.wait_for_selector(".mark.done")
    assert page.input_value('[name="applicant.name"]') == "Nguyễn Văn Tài"
    assert page.input_value('[name="applicant.birth_date"]') == "14/03/1991"
    assert page.is_checked('[name="applicant.sex"][value="male"]')
    assert page.url.endswith(OPEN)


def test_a_birth_is_received_with_the_keyboard_alone(at, page, commune):
    page.goto(at + OPEN)
    page.keyboard.press("F2")
    page.keyboard.type(
        "067091004512||Nguyễn Văn Tài|14031991|Nam|Thôn 6, xã Trường Xuân|05052021\n"
    )
    page.wait_for_selector(".mark.done")
    for name in ("situation", "proof", "relation"):
        page.focus(f'[name="{name}"] >> nth=0')
        page.keyboard.press("Space")
        page.wait_for_load_state("networkidle")
    page.wait_for_selector('[name="father.name"]')
    page.wait_for_selector('[name="documents.birth_note.1"]')
    typed = {
        n: v
        for n, v in BIRTH.items()
        if isinstance(v, str)
        and n.split(".")[0] in ("children", "mother", "father", "marriage")
        and not n.endswith("sex")
    }
    for name, value in typed.items():
        page.focus(f'[name="{name}"]')
        page.keyboard.insert_text(value)
    for name in ("children.1.sex", "documents.birth_note.1", "documents.identity"):
        page.focus(f'[name="{name}"] >> nth=0')
        page.keyboard.press("Space")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("F9")
    page.wait_for_selector("#c-paper, .errors")
    assert "/counter/cases/" in page.url, page.inner_text(".errors")
    code = page.url.rstrip("/").rpartition("/")[2]
    assert ledger.case_state(commune, code).accepted


def test_everything_works_with_scripts_off(commune, live_server, browser):
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    address = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(f"{address}/sign-in")
    page.fill("#name", "counter.1")
    page.fill("#password", "dinh-demo")
    page.click('button:has-text("Đăng nhập")')
    page.goto(address + OPEN)
    page.check('[name="situation"][value="married"]')
    page.click("button:has-text('Cập nhật'):not(.hide)")
    assert page.input_value('[name="father.name"]') == ""
    page.click("button[name=add]")
    assert page.is_visible('[name="children.2.name"]')
    page.click('button[value="accept"]')
    assert page.is_visible(".errors")
    context.close()


def test_the_skip_link_comes_first_and_leads_to_the_main_part(at, page):
    page.goto(f"{at}/counter/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_first_visit_and_the_next_page_are_light(at, page, browser):
    sizes: list[tuple[str, int]] = []

    def weigh(answer):
        body = answer.body() if answer.status == 200 else b""
        plain = answer.headers.get("content-type", "").startswith(
            ("text", "application/javascript", "image/svg")
        )
        sizes.append((answer.url, len(gzip.compress(body)) if plain else len(body)))

    context = browser.new_context(storage_state=page.context.storage_state())
    fresh = context.new_page()
    fresh.on("response", weigh)
    fresh.goto(at + OPEN)
    fresh.wait_for_load_state("networkidle")
    assert sum(size for _, size in sizes) <= FIRST_BYTES_MAX, sizes
    sizes.clear()
    fresh.goto(f"{at}/counter/")
    fresh.wait_for_load_state("networkidle")
    context.close()
    assert sum(size for url, size in sizes if "/static/" not in url) <= NEXT_BYTES_MAX, sizes


def test_shots_for_a_person_to_look_at(at, page, commune):
    """Only where DINH_SHOTS names a folder."""
    folder = os.environ.get("DINH_SHOTS")
    if not folder:
        pytest.skip("DINH_SHOTS is not set")
    case = settled(commune)
    for name, path in {
        "home": "/counter/",
        "open": OPEN,
        "case": f"/counter/cases/{case.code}/",
        "takings": "/counter/takings",
    }.items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(at + path)
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_as_it_is_served_every_file_comes_and_the_policy_is_kept(served, page):
    """The real server with its gathered files: nothing is missing, and nothing breaks the content policy."""
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    page.on(
        "response",
        lambda answer: (
            said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        ),
    )
    page.goto(f"{served}/sign-in")
    page.click('button[value="counter.1"]')
    page.wait_for_url("**/counter/")
    page.goto(served + OPEN)
    page.check('[name="situation"][value="married"]')
    page.wait_for_selector('[name="father.name"]')
    assert page.evaluate("document.fonts.check('1em \"Be Vietnam Pro\"')")
    assert not said


def test_going_back_leaves_nothing_of_the_last_applicant_ticked(at, page):
    page.goto(f"{at}/counter/open/chung-thuc-ban-sao")
    typed = {
        "applicant.name": "Điểu Xuân",
        "applicant.address": "Thôn 1",
        "papers.1.name": "Bằng",
        "papers.1.pages": "1",
        "papers.1.copies": "1",
    }
    for name, value in typed.items():
        page.fill(f'[name="{name}"]', value)
    page.check('[name="documents.originals.1"]')
    page.check('[name="documents.copies.1"]')
    page.wait_for_load_state("networkidle")
    page.keyboard.press("F9")
    page.wait_for_selector("#c-paper")
    page.go_back()
    page.wait_for_selector('[name="applicant.name"]')
    assert page.input_value('[name="applicant.name"]') == ""
    assert not page.is_checked('[name="documents.originals.1"]')


def test_a_form_beside_which_nothing_can_be_brought_up_to_date_says_so_and_keeps_what_is_typed(
    at, page
):
    page.goto(at + OPEN)
    page.fill('[name="applicant.name"]', "Điểu Xuân")
    page.context.clear_cookies(name="sessionid")
    page.check('[name="situation"][value="married"]')
    page.wait_for_selector("#outcome [data-told]")
    assert "phiên làm việc đã hết" in page.inner_text("#outcome [data-told]")
    page.keyboard.press("F9")
    page.wait_for_selector('button[value="counter.1"]')
    page.click('button[value="counter.1"]')
    page.click("button:has-text('Gửi lại')")
    page.wait_for_selector(".errors")
    assert page.input_value('[name="applicant.name"]') == "Điểu Xuân"


def test_ticking_a_paper_keeps_the_focus_at_it(at, page):
    page.goto(f"{at}/counter/open/chung-thuc-ban-sao")
    page.focus('[name="documents.originals.1"]')
    page.keyboard.press("Space")
    page.wait_for_timeout(800)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.activeElement.name") == "documents.originals.1"
    page.keyboard.press("Tab")
    assert (
        page.evaluate("document.activeElement.name + ' ' + document.activeElement.type")
        == "documents.copies.1 checkbox"
    )


def test_how_far_a_large_scan_has_come_is_said_until_it_is_there(at, page):
    page.goto(f"{at}/counter/open/giay-phep-xay-dung")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 4 * 2**20},
    )
    scan = {
        "name": "sổ đỏ.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.4" + b"0" * 4 * 2**20,
    }
    page.set_input_files('input[type=file][name="documents.land_paper"]', files=[scan])
    page.wait_for_selector("#outcome [data-sending] progress[value]")
    assert not violations(page)
    page.wait_for_selector('[name="documents.land_paper.kept"]')
    page.wait_for_selector("#outcome [data-sending]", state="detached")
