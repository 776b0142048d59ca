"""The tracking code on the receipt: with it applicants follow cases of a class, and answer drafts that bind them by silence."""

import re

import pytest
from django.test import Client

from dinh import printing
from dinh.engine.record.events import Acted
from dinh.engine.schedule.calendar import local
from dinh.letters import print_letter
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.test_cases import DATA
from tests.letters.papers import text_of
from tests.procedures.test_to_cao import sorted_out
from tests.world import UNIT

SENT = {"children": [{"row": "1", "pin": "067326000123"}]}


def receipt_of(case) -> str:
    letter = next(one for one in case.letters if printing.is_receipt(one))
    page = printing.page(UNIT, case.code, letter)
    return text_of(print_letter(page.sources, page.template, page.values, page.pictures))


def secret_of(case) -> str:
    """As it stands on the paper that the applicant was given."""
    return re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", receipt_of(case))[0]


def track(code: str, digits: str = "", secret: str = "") -> tuple[int, str]:
    answer = Client().post("/track", {"code": code, "digits": digits, "secret": secret})
    return answer.status_code, answer.content.decode()


def benefit(world):
    return world.case("tro-cap-xa-hoi-hang-thang").accepted("2026-10-05").case


def test_who_was_granted_a_benefit_follows_it_with_digits_and_the_code_of_the_receipt(world):
    case = benefit(world)
    assert case.class_ == "welfare"
    status, page = track(case.code, "9417", secret_of(case))
    assert status == 200
    assert "trợ cấp" in page and "Hẹn trả" in page
    assert "Điểu Bích" not in page


def test_a_denouncer_follows_the_denunciation_and_no_word_of_it_is_told(world):
    case = sorted_out(world).case
    status, page = track(case.code, "3456", secret_of(case))
    assert status == 200
    assert "Giải quyết tố cáo" in page
    assert "Mlê" not in page and "Trường" not in page.replace("Trường Xuân", "")


def test_right_digits_without_the_code_are_answered_like_a_code_that_is_none(world):
    """No oracle: whoever knows four digits of a neighbour and guesses codes must not learn of a benefit or a denunciation."""
    denounced, granted = sorted_out(world).case, benefit(world)
    sent = [
        (denounced.code, "3456", ""),
        (granted.code, "9417", ""),
        (granted.code, "9417", "00000-00000"),
        (granted.code, "0000", secret_of(granted)),
        ("H36.99-260101-0001", "3456", ""),
    ]
    pages = []
    for one in sent:
        status, page = track(*one)
        assert status == 422
        pages.append(re.sub(r'value="[^"]*"|/\S+lang=\S+', "", page))
    assert len(set(pages)) == 1


def test_who_holds_the_right_code_and_number_is_told_what_is_needed_next_not_that_nothing_was_found(
    world,
):
    _, page = track(benefit(world).code, "9417")
    assert "Chưa tìm thấy" not in page and "Not found" not in page
    assert "mã tra cứu riêng in ở cuối giấy biên nhận, giấy hẹn" in page
    assert "xin in lại giấy" in page


@pytest.mark.parametrize(
    "change", [str.lower, lambda word: word.replace("-", " "), lambda word: f" {word} "]
)
def test_the_tracking_code_is_taken_as_people_copy_it(world, change):
    case = benefit(world)
    assert track(case.code, "9417", change(secret_of(case)))[0] == 200


def test_signs_that_look_alike_are_one():
    assert printing.tracking_code_typed("o0il1-abc") == "00111ABC"


def test_an_open_case_opens_with_the_tracking_code_alone(world):
    case = world.case().accepted("2026-10-05").case
    assert track(case.code, "", secret_of(case))[0] == 200


def test_a_reprint_has_the_same_code_and_another_case_another(world):
    first, second = benefit(world), benefit(world)
    assert secret_of(first) == secret_of(first) != secret_of(second)


def test_the_code_still_opens_a_case_whose_applicants_name_was_struck(world):
    case = benefit(world)
    secret = secret_of(case)
    cases.strike(UNIT, "leader", case.code, ["applicant.name"], "Quyết định 12/2026")
    assert track(case.code, "9417", secret)[0] == 200


def test_a_draft_of_a_receipt_has_no_tracking_code_yet(world, client):
    from dinh.access import finders
    from dinh.web.shared.drafts import drafts

    case = world.case().opened("2026-10-05").case
    found = drafts(finders.case_seen_by(UNIT, "counter.1", case.code), "accept", "")
    assert [one.page.values["tracking_code"] for one in found if one.name == "receipt"] == [None]


# --- a draft that silence agrees to ---------------------------------------------------------------------------------


@pytest.fixture
def drafted(commune):
    case = cases.open_case(commune, "counter.1", "khai-sinh", DATA, channel="online")
    cases.act(commune, "counter.1", case.code, "accept")
    return cases.act(commune, "civil.1", case.code, "send_draft", data=SENT)


def forms(page: str) -> list[dict[str, str]]:
    return [
        dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        for form in re.findall(r"<form.*?</form>", page, re.S)
        if 'name="proof"' in form
    ]


def opened(case) -> tuple[Client, str]:
    browser = Client()
    page = browser.post("/track", {"code": case.code, "secret": secret_of(case)}).content.decode()
    return browser, page


def test_the_draft_is_shown_to_whom_it_binds_with_the_day_until_which_they_may_answer(drafted):
    browser, page = opened(drafted)
    assert "không trả lời thì coi như đồng ý" in page
    assert "Đúng" in page and "Có chỗ phải sửa" in page
    answer = browser.post("/track/drafts", forms(page)[0])
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert "DỰ THẢO GIẤY KHAI SINH" in text_of(answer.content)
    last = ledger.case_state(UNIT, drafted.code).number
    noted = next(one for one in ledger.log(UNIT, drafted.code) if one.number == last)
    assert noted.kind == "noted" and "applicant" in noted.actor


def test_four_digits_show_until_when_but_neither_the_draft_nor_the_buttons(client, drafted):
    page = client.post("/track", {"code": drafted.code, "digits": "2812"}).content.decode()
    assert "không trả lời thì coi như đồng ý" in page
    assert "ghi thêm mã tra cứu riêng" in page
    assert 'name="proof"' not in page


def test_who_agrees_presses_and_the_case_goes_on_and_a_second_press_changes_nothing(drafted):
    browser, page = opened(drafted)
    yes = next(one for one in forms(page) if one.get("action") == "confirm")
    answer = browser.post("/track/answers", yes)
    assert "Đã ghi câu trả lời: Đúng" in answer.content.decode()
    case = ledger.case_state(UNIT, drafted.code)
    assert [step.name for step in case.steps] == ["signing"]
    again = browser.post("/track/answers", yes)
    assert again.status_code == 200 and "Không ghi thêm gì" in again.content.decode()
    assert ledger.case_state(UNIT, drafted.code).number == case.number


def test_who_finds_a_fault_says_which_and_the_officer_reads_it(drafted):
    browser, page = opened(drafted)
    no = next(one for one in forms(page) if one.get("action") == "correct")
    browser.post("/track/answers", {**no, "correction": "Tên mẹ thiếu chữ lót"})
    case = ledger.case_state(UNIT, drafted.code)
    assert [step.name for step in case.steps] == ["check"]
    assert case.data["correction"] == "Tên mẹ thiếu chữ lót"


def test_a_fault_without_words_is_refused_and_nothing_is_written(drafted):
    browser, page = opened(drafted)
    no = next(one for one in forms(page) if one.get("action") == "correct")
    assert browser.post("/track/answers", {**no, "correction": " "}).status_code == 422
    assert ledger.case_state(UNIT, drafted.code).number == drafted.number


@pytest.mark.parametrize("where", ["/track/drafts", "/track/answers"])
def test_a_proof_that_is_not_ours_opens_and_writes_nothing(client, drafted, where):
    _, page = opened(drafted)
    rated = {**forms(page)[1], "proof": "x:y:z", "place": "1"}
    answer = client.post(where, rated)
    assert answer.status_code == 422
    assert "Chưa ghi câu trả lời" in answer.content.decode()
    assert ledger.case_state(UNIT, drafted.code).number == drafted.number


def test_no_other_letter_of_the_case_is_opened_from_there(drafted):
    browser, page = opened(drafted)
    receipt = next(one for one in drafted.letters if printing.is_receipt(one))
    sent = {**forms(page)[0], "place": str(receipt.place)}
    assert browser.post("/track/drafts", sent).status_code == 404


def test_when_the_day_is_over_the_draft_is_no_longer_answered(drafted):
    browser, page = opened(drafted)
    yes = next(one for one in forms(page) if one.get("action") == "confirm")
    cases.let_time_act(UNIT, local("2026-12-20T09:00"))
    browser.post("/track/answers", yes)
    acted = [
        event.body
        for event in ledger.events(UNIT, drafted.code)
        if isinstance(event.body, Acted) and event.body.step == "confirming"
    ]
    assert len(acted) == 1 and acted[0].action != "confirm"
