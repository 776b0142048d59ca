"""The page of a case, read and acted on by the people of a commune."""

import re
from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.store import ledger
from dinh.workflow import cases

DATA = {
    "applicant": {
        "name": "Điểu Xuân",
        "address": "Bon Bu Bơ",
        "id": "067196002812",
        "phone": "0900000271",
    },
    "relation": "mother",
    "situation": "mother_only",
    "proof": "note",
    "children": [
        {
            "name": "Điểu Minh",
            "sex": "male",
            "born_on": "2026-11-02",
            "born_at": "Trạm y tế",
            "home_town": "Trường Xuân",
            "ethnicity": "M’Nông",
        }
    ],
    "mother": {"name": "Điểu Xuân", "address": "Bon Bu Bơ"},
    "fee_ground": "none",
    "documents": {"birth_note": ["seen"], "identity": "seen"},
}
STORY = [("counter.1", "accept"), ("civil.1", "propose"), ("leader.2", "sign"), ("clerk", "seal")]


def went(house: str, acts: int):
    """A birth that has been through so many hands."""
    case = cases.open_case(house, "counter.1", "khai-sinh", DATA)
    at = finders.time_of(house)
    for minutes, (person, action) in enumerate(STORY[:acts], 1):
        case = cases.act(house, person, case.code, action, at=at + timedelta(minutes=minutes))
    return case


@pytest.fixture
def accepted(commune):
    return went(commune, 1)


def test_the_page_says_where_it_stands_what_may_be_done_and_why_not_the_rest(signed_in, accepted):
    page = signed_in("civil.1").get(f"/cases/{accepted.code}/").content.decode()
    assert "Đăng ký khai sinh" in page
    assert "Thẩm tra (đang ở đây)" in page
    assert "Trình ký giấy khai sinh" in page
    assert "Vì sao chưa làm được những việc khác?" in page
    assert "dành cho: Một cửa" in page


def test_who_received_a_case_is_told_why_they_do_not_check_it(signed_in, accepted):
    page = signed_in("counter.1").get(f"/cases/{accepted.code}/").content.decode()
    assert "Bước “Thẩm tra” dành cho: Tư pháp – hộ tịch." in page
    assert f'action="/cases/{accepted.code}/acts/propose"' not in page


def test_the_proof_of_the_due_stands_on_the_page_and_can_be_printed(signed_in, accepted):
    civil = signed_in("civil.1")
    assert "T4<b>25/11</b>" in civil.get(f"/cases/{accepted.code}/").content.decode()
    proof = civil.get(f"/cases/{accepted.code}/proof").content.decode()
    assert "data-print" in proof
    assert "Điều 147" in proof


def test_the_log_has_numbers_places_seals_and_words(signed_in, commune):
    case = went(commune, 4)
    page = signed_in("civil.1").get(f"/cases/{case.code}/?log=all").content.decode()
    sealed = list(ledger.log(commune, case.code))
    for event in sealed:
        assert f"{event.seal[:4]} {event.seal[4:8]}" in page
        assert f"việc thứ {event.place} " in page
    assert "K’ Brèo ban hành: Giấy khai sinh" in page
    assert "ghi 1 dòng sổ" in page
    assert (
        f'{finders.register(commune, "births").name.vi} <span class="code">2026-0001</span>' in page
    )


def test_a_personal_number_is_half_hidden_until_it_is_asked_for_and_the_asking_is_logged(
    signed_in, commune, accepted
):
    civil = signed_in("civil.1")
    page = civil.get(f"/cases/{accepted.code}/").content.decode()
    assert "067 196 ••• •••" in page
    assert "067196002812" not in page
    assert "002 812" not in page
    shown = civil.post(f"/cases/{accepted.code}/readings", {"names": "applicant.id"})
    assert "067 196 002 812" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    assert "0900000271" not in shown.content.decode(), "only what was asked for"
    last = list(ledger.log(commune, accepted.code))[-1]
    assert last.kind == "noted"
    assert '"read":["applicant.id"]' in last.body
    assert "Lê Thị Thu Hà xem: Số định danh" in shown.content.decode()


def test_a_name_that_is_not_hidden_is_no_reason_to_write_in_the_log(signed_in, commune, accepted):
    before = ledger.case_state(commune, accepted.code).number
    assert (
        signed_in("civil.1")
        .post(f"/cases/{accepted.code}/readings", {"names": ["situation", "nothing"]})
        .status_code
        == 302
    )
    assert ledger.case_state(commune, accepted.code).number == before


def test_an_action_that_asks_opens_a_form_of_what_it_asks(signed_in, commune, accepted):
    civil = signed_in("civil.1")
    form = civil.get(f"/cases/{accepted.code}/acts/propose?step=check").content.decode()
    assert 'name="children.1.pin"' in form
    assert "Điểu Minh" in form
    assert "Không có" not in form
    sent = {"step": "check", "seen": accepted.number, "key": "p1", "children.1.pin": "067226000123"}
    answer = civil.post(f"/cases/{accepted.code}/acts/propose", sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    case = ledger.case_state(commune, accepted.code)
    assert [step.name for step in case.steps] == ["signing"]
    assert case.data["children"]["1"]["pin"] == "067226000123"
    assert case.data["children"]["1"]["name"] == "Điểu Minh"


def test_a_fault_stands_at_its_input_and_what_was_typed_is_still_there(
    signed_in, commune, accepted
):
    answer = signed_in("civil.1").post(
        f"/cases/{accepted.code}/acts/refuse",
        {
            "step": "check",
            "seen": accepted.number,
            "key": "r",
            "refusal_reason": "Trẻ đã có khai sinh",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-refusal_basis"' in page
    assert "Trẻ đã có khai sinh</textarea>" in page
    assert [step.name for step in ledger.case_state(commune, accepted.code).steps] == ["check"]


def test_pressing_twice_acts_once(signed_in, commune, accepted):
    civil = signed_in("civil.1")
    sent = {"step": "check", "seen": accepted.number, "key": "once"}
    for _ in range(2):
        assert civil.post(f"/cases/{accepted.code}/acts/propose", sent).status_code == 302
    assert ledger.case_state(commune, accepted.code).counts["check.propose"] == 1


def test_an_old_page_is_told_that_the_case_has_moved_and_keeps_what_was_typed(
    signed_in, commune, accepted
):
    cases.act(commune, "civil.1", accepted.code, "note", data={"text": "gọi lại sau"})
    answer = signed_in("civil.1").post(
        f"/cases/{accepted.code}/acts/refuse",
        {
            "step": "check",
            "seen": accepted.number,
            "key": "o",
            "refusal_reason": "Lý do dài",
            "refusal_basis": "Điều 13",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lý do dài" in page
    assert "case.moved" in page


def test_whoever_may_not_act_is_told_why_when_they_try(signed_in, commune, accepted):
    counter = signed_in("counter.1")
    assert counter.get(f"/cases/{accepted.code}/acts/propose?step=check").status_code == 403
    answer = counter.post(f"/cases/{accepted.code}/acts/propose", {"step": "check", "key": "x"})
    assert answer.status_code == 403
    assert "Tư pháp – hộ tịch" in answer.content.decode()
    assert ledger.case_state(commune, accepted.code).number == accepted.number


@pytest.mark.parametrize(
    ("person", "action", "sent", "kind"),
    [
        ("civil.1", "note", {"text": "Đã gọi người nộp"}, "noted"),
        ("leader", "reassign", {"person": "civil.1"}, "assigned"),
        ("counter.1", "withdraw", {"reason": "Người nộp đổi ý"}, "acted"),
        ("leader", "extend", {"by": "1 working day", "reason": "Mất điện cả ngày"}, "extended"),
        ("civil.1", "attach", {"documents.identity": "seen"}, "attached"),
        ("leader", "reverse", {"reason": "Tiếp nhận nhầm"}, "reversed"),
    ],
)
def test_what_every_case_has_unwritten_is_done_from_its_page(
    signed_in, commune, accepted, person, action, sent, kind
):
    browser = signed_in(person)
    form = browser.get(f"/cases/{accepted.code}/acts/{action}")
    assert form.status_code == 200, form.content.decode()[-1500:]
    empty = browser.post(
        f"/cases/{accepted.code}/acts/{action}", {"seen": accepted.number, "key": "e"}
    )
    assert empty.status_code == 422
    answer = browser.post(
        f"/cases/{accepted.code}/acts/{action}", {**sent, "seen": accepted.number, "key": "u"}
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert kind in {
        event.kind for event in ledger.log(commune, accepted.code) if event.place > accepted.place
    }
    assert browser.get(f"/cases/{accepted.code}/").status_code == 200


def test_a_supplement_is_supplied_with_what_was_asked_for(signed_in, commune):
    case = cases.open_case(
        commune, "counter.1", "khai-sinh", {**DATA, "documents": {"identity": "seen"}}
    )
    case = cases.act(
        commune,
        "counter.1",
        case.code,
        "supplement",
        data={
            "items": ["documents.birth_note.1", "mother.address"],
            "missing": "Giấy chứng sinh",
            "missing_reason": "chưa mang",
            "guidance": "lấy ở trạm",
        },
    )
    counter = signed_in("counter.1")
    form = counter.get(f"/cases/{case.code}/acts/supply?step=waiting").content.decode()
    assert 'name="applicant.name"' not in form
    assert 'name="mother.address"' in form
    assert 'name="documents.birth_note.1"' in form
    fields = dict(re.findall(r'<input id="[^"]+" name="([^"]+)" value="([^"]*)"', form))
    chosen = {
        name: value
        for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]+)" checked', form)
    }
    sent = {
        **fields,
        **chosen,
        "documents.birth_note.1": "seen",
        "step": "waiting",
        "seen": case.number,
        "key": "s",
        "mother.address": "Bon Bu Bơ, xã Trường Xuân",
    }
    answer = counter.post(f"/cases/{case.code}/acts/supply", sent)
    assert answer.status_code == 302, re.findall(
        r'class="errors".*?</div>', answer.content.decode(), re.S
    )
    after = ledger.case_state(commune, case.code)
    assert [step.name for step in after.steps] == ["reception"]
    assert after.documents["birth_note"] == {"1": "seen"}
    assert after.data["mother.address"] == "Bon Bu Bơ, xã Trường Xuân"
    assert after.data["applicant.id"] == "067196002812"


def test_a_draft_is_read_before_it_is_signed_and_has_no_number(signed_in, commune):
    case = went(commune, 2)
    answer = signed_in("leader").get(f"/cases/{case.code}/drafts/sign.pdf?step=signing")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert ledger.counter(commune, "register:births:2026") == 0
    assert (
        signed_in("civil.1").get(f"/cases/{case.code}/drafts/sign.pdf?step=signing").status_code
        == 403
    )


def test_a_stranger_gets_the_same_answer_whether_the_case_is_there_or_not(
    client, signed_in, accepted
):
    assert client.get(f"/cases/{accepted.code}/").status_code == 302
    assert signed_in("civil.1").get("/cases/H36.99-261125-9999/").status_code == 404


def test_anybody_may_ask_whether_a_letter_stands_and_learns_nothing_of_whom(client, commune):
    case = went(commune, 4)
    letter = next(one for one in case.letters if one.name == "certificate")
    page = client.get(f"/letters/{letter.digest}").content.decode()
    assert "Văn bản này có thật" in page
    assert "Giấy khai sinh" in page
    assert letter.number in page
    assert "Điểu" not in page
    assert case.code not in page
    assert client.get(f"/letters/{letter.digest}.pdf").status_code == 302, (
        "the letter itself is only for whoever may see the case"
    )
    assert client.get("/letters/" + "0" * 64).status_code == 404


def test_a_letter_that_was_withdrawn_says_so(client, commune):
    case = went(commune, 4)
    letter = next(one for one in case.letters if one.name == "certificate")
    for _ in range(2):
        cases.act(commune, "leader", case.code, "reverse", data={"reason": "Sai tên mẹ"})
    page = client.get(f"/letters/{letter.digest}").content.decode()
    assert "Văn bản này đã bị hủy" in page


def test_english_says_the_same(signed_in, accepted):
    page = signed_in("civil.1").get(f"/cases/{accepted.code}/?lang=en").content.decode()
    assert "What you can do now" in page
    assert "Checking (here now)" in page


RESIDENCES = {
    "applicant": {
        "name": "Lê Thị Thu",
        "birth_date": "1990-02-11",
        "sex": "female",
        "ethnicity": "Kinh",
        "address": "Thôn 1",
    },
    "by_proxy": False,
    "purpose": "marry",
    "spouse": "Y Thương",
    "marry_at": "Xã Trường Xuân",
    "marital": "never",
    "proved": False,
    "issued_before": "first",
    "fee_ground": "none",
    "documents": {"identity": "seen"},
    "residences": [
        {"commune": "Xã Quảng Sơn", "address": "Thôn 2", "from": "2008-02-11", "to": "2016-03-01"},
        {"commune": "Xã Đức An", "address": "Thôn 5", "from": "2016-03-01", "to": "2021-08-15"},
    ],
}


def test_a_branch_of_a_list_is_answered_for_its_own_row(signed_in, commune):
    case = cases.open_case(commune, "counter.1", "xac-nhan-tinh-trang-hon-nhan", RESIDENCES)
    at = finders.time_of(commune)
    for minutes, (person, action, data) in enumerate(
        [
            ("counter.1", "accept", {}),
            ("civil.1", "ask", {"inquiry_reason": "Cơ sở dữ liệu chưa đủ"}),
            ("leader", "send", {}),
        ],
        1,
    ):
        case = cases.act(
            commune, person, case.code, action, at=at + timedelta(minutes=minutes), data=data
        )
    civil = signed_in("civil.1")
    form = civil.get(f"/cases/{case.code}/acts/answered?step=inquiry_open/2").content.decode()
    assert "Xã Đức An" in form
    assert "Xã Quảng Sơn" not in form
    sent = {
        "step": "inquiry_open/2",
        "seen": case.number,
        "key": "b",
        "residences.2.answer": "unmarried",
        "residences.2.answer_ref": "88/UBND",
    }
    assert civil.post(f"/cases/{case.code}/acts/answered", sent).status_code == 302
    after = ledger.case_state(commune, case.code)
    assert [step.name for step in after.steps] == ["inquiry_open/1"]
    assert after.data["residences"]["2"]["answer_ref"] == "88/UBND"
    assert "answer_ref" not in after.data["residences"]["1"]


def test_one_record_is_told_as_one(signed_in, commune):
    page = (
        signed_in("civil.1")
        .get(f"/cases/{went(commune, 4).code}/?log=all&lang=en")
        .content.decode()
    )
    assert "; 1 record written" in page
    assert "1 records" not in page


@pytest.mark.parametrize(
    "address", ["acts/bay", "drafts/bay.pdf", "acts/accept", "drafts/accept.pdf"]
)
def test_who_asks_for_what_is_not_there_to_do_is_told_what_is(signed_in, accepted, address):
    answer = signed_in("clerk").get(f"/cases/{accepted.code}/{address}")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hồ sơ đang ở: Thẩm tra" in page
    assert "Lúc này anh, chị làm được: Ghi chú" in page


def test_of_a_case_that_has_ended_no_step_is_told(signed_in, commune):
    case = went(commune, 4)
    page = signed_in("civil.1").get(f"/cases/{case.code}/acts/sign?lang=en").content.decode()
    assert "The case has ended: Birth registered." in page
    assert (
        "Hồ sơ đang ở: không có."
        in signed_in("civil.1").get(f"/cases/{case.code}/acts/bay").content.decode()
    )


def test_a_number_typed_where_a_passport_might_stand_is_half_hidden_too(signed_in, commune):
    data = {
        "applicant": {"name": "Lê An Nhiên", "address": "Thôn 4", "birth_date": "1996-03-02"}, "by_proxy": False, "purpose": "marry", "spouse": "Hoàng Nhật Minh", "spouse_id": "068201999786",
        "marry_at": "Xã Trường Xuân", "marital": "never", "proved": False, "issued_before": "first", "fee_ground": "none", "documents": {"identity": "seen"},
    }  # fmt: skip
    case = cases.open_case(commune, "counter.1", "xac-nhan-tinh-trang-hon-nhan", data)
    civil = signed_in("civil.1")
    page = civil.get(f"/cases/{case.code}/").content.decode()
    assert "068 201 ••• •••" in page and "068201999786" not in page
    assert (
        "068201999786"
        in civil.post(f"/cases/{case.code}/readings", {"names": "spouse_id"}).content.decode()
    )


def test_who_has_done_their_part_is_led_on_to_their_other_work(signed_in, commune, accepted):
    civil = signed_in("civil.1")
    onward = '<a href="/staff/">Về việc khác của tôi</a>'
    assert onward not in civil.get(f"/cases/{accepted.code}/").content.decode()
    cases.act(commune, "civil.1", accepted.code, "propose")
    assert onward in civil.get(f"/cases/{accepted.code}/").content.decode()


def test_a_step_that_a_withdrawal_cut_short_is_not_told_as_done_by_whoever_withdrew(
    signed_in, commune, accepted
):
    cases.act(commune, "civil.1", accepted.code, "propose")
    cases.act(commune, "counter.1", accepted.code, "withdraw", data={"reason": "Không cần nữa"})
    flow = (
        signed_in("civil.1")
        .get(f"/cases/{accepted.code}/")
        .content.decode()
        .partition('<ol class="flow"')[2]
        .partition("</ol>")[0]
    )
    reception, check, signing, end = flow.split("<li")[1:]
    assert "Phạm Thị Hoa" in reception and "xong" in reception
    assert "Lê Thị Thu Hà" in check and "xong" in check
    assert (
        "dừng ở đây" in signing and "Phạm Thị Hoa" not in signing and 'class="done"' not in signing
    )
    assert "Đã rút hồ sơ" in end
