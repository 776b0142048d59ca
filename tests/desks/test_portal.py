"""Citizens at the portal: nobody signs in."""

import re
from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.store import ledger
from dinh.web.shared.procedure_guess import nearest
from dinh.web.shared.procedure_search import found
from dinh.workflow import cases
from tests.desks.test_cases import DATA, went
from tests.desks.test_walked import asked_twice
from tests.procedures.asked import questions


@pytest.mark.parametrize(
    "text",
    [
        "con mới sinh làm giấy khai sinh",
        "khai sinh",
        "KHAI SINH",
        "lam khai sinh cho con",
        "1.001193",
    ],
)
def test_birth_registration_is_what_people_mean(client, commune, text):
    best = found(finders.procedures(commune), text)[0]
    assert best.slug == "khai-sinh"
    assert "/procedures/khai-sinh" in client.get("/", {"q": text}).content.decode()


def test_a_paper_one_needs_leads_to_its_procedure(commune):
    assert (
        found(finders.procedures(commune), "xác nhận độc thân để kết hôn")[0].slug
        == "xac-nhan-tinh-trang-hon-nhan"
    )
    assert found(finders.procedures(commune), "sao y bản chính")[0].slug == "chung-thuc-ban-sao"


def test_what_is_not_offered_leads_on(client, commune):
    page = client.get("/", {"q": "mua bitcoin"}).content.decode()
    assert "Chưa tìm thấy" in page
    assert "quầy một cửa" in page


def test_what_may_be_meant_stands_under_its_own_heading(client, commune):
    offered = finders.procedures(commune)
    text = next(
        text
        for text, _ in questions("asked")
        if not found(offered, text) and nearest(offered, text)
    )
    page = client.get("/", {"q": text}).content.decode()
    assert "Có thể là" in page
    assert f"/procedures/{nearest(offered, text)[0].slug}" in page


def test_the_page_of_a_procedure_tells_what_to_bring_how_long_what_it_costs_and_who_signs(
    client, commune
):
    page = client.get("/procedures/khai-sinh").content.decode()
    assert "Giấy chứng sinh" in page
    assert "Nộp sau 15:00" in page
    assert "Hộ nghèo" in page
    assert "Tỉnh chưa công bố" in page
    assert "Lãnh đạo Ủy ban nhân dân" in page
    assert "chưa đối chiếu" in page
    assert "hiện anh, chị nộp tại quầy" in page
    assert "17:00" in page


def test_a_fee_that_is_reckoned_by_the_case_is_told_first_by_how_it_is_reckoned(client, commune):
    facts, _, rest = (
        client.get("/procedures/chung-thuc-ban-sao").content.decode().partition("</dl>")
    )
    assert "2.000 đồng một trang; từ trang thứ ba 1.000 đồng một trang" in facts
    assert "tính theo hồ sơ" in rest


def test_answers_leave_only_ones_own_papers_and_fee(client, commune):
    page = client.get(
        "/procedures/khai-sinh",
        {
            "situation": "married",
            "relation": "father",
            "proof": "witness",
            "fee_ground": "none",
            "children.born_on": "02/11/2026",
        },
    ).content.decode()
    listed = page[page.index('id="p-list"') : page.index("Không phải mang:")]
    assert "Văn bản của người làm chứng việc sinh" in listed
    assert "Giấy chứng sinh" not in listed
    assert "Biên bản về việc trẻ bị bỏ rơi" not in listed
    assert "của anh, chị" in page
    assert "Đăng ký đúng hạn" in page


def test_who_registers_a_foundling_is_told_of_the_posting_and_led_past_no_refusal(client, commune):
    page = client.get(
        "/procedures/khai-sinh", {"relation": "caretaker", "situation": "foundling"}
    ).content.decode()
    way = page.partition('id="p-how"')[2]
    assert "Niêm yết 7 ngày liên tục" in way and "Ký từ chối" not in way
    assert "Ngày này chưa kể thời gian ở bước: Niêm yết 7 ngày liên tục" in page
    brought, _, spared = page.partition("Không phải mang:")
    assert (
        "Giấy cam đoan về việc sinh" not in brought.partition('id="p-list"')[2]
        and "Giấy cam đoan về việc sinh" in spared
    )


def test_what_is_not_asked_in_a_situation_is_not_needed_in_it(client, commune):
    page = client.get(
        "/procedures/khai-sinh",
        {
            "relation": "mother",
            "situation": "married",
            "proof": "note",
            "children.born_on": "20/11/2026",
        },
    ).content.decode()
    assert "Giấy tờ chứng minh diện được miễn lệ phí" in page.partition("Không phải mang:")[2]


def test_what_has_no_national_code_is_said_to_have_none(client, commune):
    assert "Chưa có mã quốc gia" in client.get("/procedures/khai-thac-go").content.decode()


def test_an_answer_that_cannot_be_read_is_no_fault_of_the_page(client, commune):
    assert (
        client.get(
            "/procedures/khai-sinh", {"children.born_on": "31/02/2026", "situation": "x" * 500}
        ).status_code
        == 200
    )


def test_every_procedure_that_is_offered_has_its_page_in_both_languages(client, commune):
    for one in finders.procedures(commune):
        for lang in ("vi", "en"):
            answer = client.get(f"/procedures/{one.slug}", {"lang": lang})
            assert answer.status_code == (404 if one.level == "internal" else 200), one.slug


def test_a_procedure_that_is_not_there_is_not_found(client, commune):
    assert client.get("/procedures/khong-co").status_code == 404


@pytest.mark.parametrize("digits", ["2812", "0271"])
def test_whoever_has_the_code_and_four_digits_sees_where_the_case_is_and_no_name(
    client, commune, digits
):
    case = went(commune, 1)
    page = client.post("/track", {"code": case.code.lower(), "digits": digits}).content.decode()
    assert "Thẩm tra" in page
    assert "17:00" in page
    assert "Điểu" not in page
    assert "067196002812" not in page


def test_a_wrong_code_and_wrong_digits_get_the_same_answer(client, commune):
    case = went(commune, 1)
    answers = [
        client.post("/track", sent)
        for sent in (
            {"code": case.code, "digits": "0000"},
            {"code": "H36.99-260101-0001", "digits": "2812"},
            {"code": case.code, "digits": "x"},
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    pages = [
        re.sub(r'value="[^"]*"|/\S+lang=\S+', "", answer.content.decode()) for answer in answers
    ]
    assert pages[0] == pages[1] == pages[2]


def test_guessing_is_stopped_after_a_few_tries(client, commune):
    case = went(commune, 1)
    for digits in range(5):
        client.post("/track", {"code": case.code, "digits": f"{digits:04d}"})
    answer = client.post("/track", {"code": case.code, "digits": "2812"})
    assert answer.status_code == 429
    assert "Thử lại sau 15 giây" in answer.content.decode()


@pytest.mark.parametrize(
    "digits", ["2812", "067196002812", "067 196 002 812", " 2812 ", "２８１２"]
)
def test_the_code_and_the_digits_are_taken_as_people_copy_them(client, commune, digits):
    case = went(commune, 1)
    for code in (
        case.code,
        case.code.lower().replace("-", " "),
        case.code.replace("-", "\u2013"),
        f" {case.code} ",
    ):
        assert (
            "Thẩm tra" in client.post("/track", {"code": code, "digits": digits}).content.decode()
        ), code
    assert client.post("/track", {"code": case.code, "digits": "812"}).status_code == 422


def test_a_step_that_waits_for_two_answers_is_said_once(client, commune):
    case = asked_twice(commune)
    page = client.post("/track", {"code": case.code, "digits": "4512"}).content.decode()
    assert page.count("Chờ xã được hỏi trả lời") == 1
    assert "Chờ xã được hỏi trả lời (2)" in page


def test_what_is_asked_of_the_applicant_is_said_first(client, commune):
    case = cases.open_case(commune, "counter.1", "khai-sinh", {**DATA, "documents": {}})
    cases.act(
        commune,
        "counter.1",
        case.code,
        "supplement",
        data={
            "items": ["documents.birth_note"],
            "missing": "Giấy chứng sinh",
            "missing_reason": "chưa mang",
            "guidance": "lấy ở trạm y tế",
        },
    )
    page = client.post("/track", {"code": case.code, "digits": "2812"}).content.decode()
    assert "Cần anh, chị: Chờ người nộp bổ sung" in page
    assert "lấy ở trạm y tế" in page
    assert "Mang giấy tờ bổ sung đến quầy một cửa. Trong lúc chờ, tạm dừng tính thời hạn." in page


def test_who_is_asked_to_look_at_a_draft_is_told_what_to_answer_and_not_to_bring_papers(
    client, commune
):
    case = cases.open_case(commune, "counter.1", "khai-sinh", DATA, channel="online")
    cases.act(commune, "counter.1", case.code, "accept")
    cases.act(
        commune,
        "civil.1",
        case.code,
        "send_draft",
        data={"children": [{"row": "1", "pin": "067326000123"}]},
    )
    page = client.post("/track", {"code": case.code, "digits": "2812"}).content.decode()
    assert "Cần anh, chị: Người nộp xem dự thảo" in page
    assert (
        "Trả lời ở quầy một cửa: Đúng; hoặc Có chỗ phải sửa. Quá một ngày không trả lời là đồng ý với dự thảo."
        in page
    )
    assert "Mang giấy tờ" not in page


def test_a_finished_case_says_how_it_ended(client, commune):
    case = went(commune, 4)
    page = client.post("/track", {"code": case.code, "digits": "2812"}).content.decode()
    assert "Đã đăng ký khai sinh" in page
    assert "Mời đến quầy nhận kết quả" in page
    cases.act(
        commune,
        "counter.1",
        ledger.case_state(commune, case.code).code,
        "deliver",
        data={"how": "counter"},
    )
    delivered = client.post("/track", {"code": case.code, "digits": "2812"}).content.decode()
    assert "Đã đăng ký khai sinh" in delivered
    assert "Đã trả kết quả" in delivered


def test_a_refusal_that_was_handed_over_is_called_one_with_what_may_be_done(client, commune):
    case = cases.open_case(commune, "counter.1", "khai-sinh", {**DATA, "documents": {}})
    cases.act(
        commune,
        "counter.1",
        case.code,
        "reject",
        data={
            "rejection_reason": "Thuộc xã khác",
            "rejection_basis": "Điều 13",
            "go_instead": "Xã bên",
        },
    )
    cases.act(commune, "counter.1", case.code, "deliver", data={"how": "counter"})
    page = client.post("/track", {"code": case.code, "digits": "2812"}).content.decode()
    assert ledger.case_state(commune, case.code).end_label["vi"] in page
    assert "Đã trả kết quả" in page
    assert "có quyền khiếu nại" in page
    assert "mark done" not in page


def test_whose_case_is_late_is_told_what_to_do_now(client, commune):
    case = went(commune, 1)
    assert (
        "trễ hẹn"
        not in client.post("/track", {"code": case.code, "digits": "2812"}).content.decode()
    )
    cases.open_case(commune, "counter.1", "khai-sinh", DATA, at=case.clock.due + timedelta(days=2))
    page = client.post("/track", {"code": case.code, "digits": "2812"}).content.decode()
    assert "Xã đã trễ hẹn hồ sơ này" in page
    assert "hẹn lại ngày" in page


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"code": "", "digits": "2812"}, 'href="#code">Ghi mã hồ sơ'),
        ({"code": "H36.99-260101-0001", "digits": " "}, 'href="#digits">Ghi 4 số cuối'),
    ],
)
def test_an_empty_box_is_named_and_is_no_wrong_try(client, commune, sent, told):
    for _ in range(6):
        answer = client.post("/track", sent)
        assert answer.status_code == 422
        assert told in answer.content.decode()


def test_who_cannot_scan_a_letters_qr_types_the_two_lines_printed_beside_it(client, commune):
    case = went(commune, 1)
    letter = case.letters[0]
    seal = " ".join(letter.digest[place : place + 4] for place in range(0, 16, 4))
    for code, given in (
        (case.code, seal),
        (case.code.lower(), seal.upper()),
        (f" {case.code} ", letter.digest),
    ):
        answer = client.get("/letters/", {"code": code, "seal": given})
        assert answer.url == f"/letters/{letter.digest}"
        assert "Văn bản này có thật" in client.get(answer.url).content.decode()


def test_a_seal_alone_cut_short_or_of_another_case_finds_nothing_and_stays_typed(client, commune):
    case = went(commune, 1)
    seal = case.letters[0].digest[:16]
    for sent in (
        {"code": "", "seal": seal},
        {"code": case.code, "seal": seal[:15]},
        {"code": "H36.99-260101-0001", "seal": seal},
        {"code": case.code, "seal": "f" * 16},
    ):
        answer = client.get("/letters/", sent)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Chưa tìm thấy văn bản" in page
        assert "đừng dùng tờ giấy ấy" in page
        assert f'value="{sent["seal"]}"' in page
    assert 'href="/letters/"' in client.get("/").content.decode()


def test_pages_for_citizens_load_no_script(client, commune):
    for path in ("/", "/procedures/khai-sinh", "/track", "/letters/"):
        assert "<script" not in client.get(path).content.decode()


def test_a_machine_without_a_house_says_so(client, house):
    assert "dinh init" in client.get("/").content.decode()
    assert client.get("/track").status_code == 200
    assert client.post("/track", {"code": "x", "digits": "1234"}).status_code == 422
