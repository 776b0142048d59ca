"""What a clerk met on a walk through the desks with wrong things on purpose: told at once, in words, at the right place."""

import re

import pytest

from dinh.access import finders
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.test_cases import went
from tests.desks.test_counter_money import COPY, accepted

MARRIAGE = {
    "groom.name": "Điểu Khánh",
    "groom.birth_date": "01/12/2008",
    "groom.address": "Bon Bu Bơ",
    "groom_side.status": "never",
    "groom_side.proof": "lookup",
    "bride.name": "Thị Mai",
    "bride.birth_date": "01/02/2000",
    "bride_side.status": "never",
    "lives_here": "both",
    "kin": "none",
    "willing": "no",
}
RESIDENCE = {"address": "Thôn 2", "from": "2015-02-20", "to": "2018-01-01"}
SINGLE = {
    "applicant": {
        "name": "Mai Thị Yến",
        "id": "067195004512",
        "birth_date": "1995-02-20",
        "sex": "female",
        "address": "Thôn 6",
    },
    "by_proxy": "no",
    "purpose": "other",
    "use": "vay vốn",
    "marital": "never",
    "residences": [
        {"commune": "Xã Quảng Tín", **RESIDENCE},
        {"commune": "Phường Bến Nghé", **RESIDENCE},
    ],
    "proved": "no",
    "issued_before": "first",
    "fee_ground": "none",
    "documents": {"identity": "seen"},
}


@pytest.fixture
def counter(signed_in):
    return signed_in("counter.1")


def faults(page: str) -> str:
    return re.search(r'class="errors".*?</div>', page, re.S)[0]


def asked_twice(commune: str):
    """A certificate for which two communes have been asked, and neither has answered."""
    case = cases.open_case(commune, "counter.1", "xac-nhan-tinh-trang-hon-nhan", SINGLE)
    cases.act(commune, "counter.1", case.code, "accept")
    cases.act(
        commune, "civil.1", case.code, "ask", data={"inquiry_reason": "Từng thường trú nơi khác"}
    )
    return cases.act(commune, "leader", case.code, "send")


def test_what_lacks_in_the_form_among_the_papers_and_by_the_law_is_told_at_once(counter, commune):
    found = faults(
        counter.post(
            "/counter/open/ket-hon", {**MARRIAGE, "key": "k", "do": "accept"}
        ).content.decode()
    )
    assert "Bên nữ, nơi cư trú: Chưa điền." in found
    assert "chưa đủ 20 tuổi" in found
    assert "Không tự nguyện thì không được kết hôn" in found
    assert "Còn thiếu Giấy tờ tùy thân của hai bên" in found
    assert "còn 4 chỗ phải sửa" in found
    assert not finders.search(commune, "counter.1", "Điểu Khánh")


def test_what_an_action_asks_and_was_not_told_is_told_with_the_rest(counter):
    found = faults(
        counter.post(
            "/counter/open/ket-hon",
            {**MARRIAGE, "key": "k", "do": "supplement", "asked": "supplement", "missing": "x"},
        ).content.decode()
    )
    assert "Bên nữ, nơi cư trú: Chưa điền." in found
    assert "Lý do phải bổ sung: Chưa điền." in found
    assert "Hướng dẫn cách bổ sung: Chưa điền." in found


def test_an_action_that_starts_no_clock_does_not_ask_for_papers(counter):
    sent = {
        **MARRIAGE,
        "key": "k",
        "do": "supplement",
        "asked": "supplement",
        "items": "documents.identity",
        "missing_reason": "y",
        "guidance": "z",
    }
    found = faults(counter.post("/counter/open/ket-hon", sent).content.decode())
    assert "Còn thiếu" not in found
    assert "chưa đủ 20 tuổi" not in found


def test_a_new_row_takes_the_focus_so_that_one_types_on(counter):
    page = counter.post(
        "/counter/open/chung-thuc-ban-sao", {**COPY, "papers": ["1"], "add": "papers", "key": "k"}
    ).content.decode()
    assert re.search(r'name="papers\.2\.name" value="" autofocus', page)
    assert page.count("autofocus") == 1


@pytest.mark.parametrize("text", ["xac nhan doc than", "giấy xác nhận độc thân"])
def test_a_certificate_is_found_by_what_people_call_it(counter, text):
    page = counter.get("/counter/", {"q": text}).content.decode()
    assert re.search(r'href="/counter/open/xac-nhan-tinh-trang-hon-nhan" autofocus', page)


def test_a_raised_digit_is_no_digit_and_what_was_typed_stays(counter):
    page = counter.post(
        "/counter/open/chung-thuc-ban-sao",
        {**COPY, "papers.1.pages": "1²", "papers.1.copies": "2,5", "key": "k", "do": "accept"},
    ).content.decode()
    assert "số trang của một bản: Ô này ghi bằng số" in faults(page)
    assert "số bản sao: Ô này ghi số nguyên, không có phần lẻ" in faults(page)
    assert 'value="1²"' in page


def test_each_branch_is_called_by_the_commune_that_was_asked(signed_in, commune):
    case = asked_twice(commune)
    page = signed_in("civil.1").get(f"/cases/{case.code}/").content.decode()
    assert "Đã có trả lời · Chờ xã được hỏi trả lời 1: Xã Quảng Tín…" in page
    assert "Chờ xã được hỏi trả lời 2: Phường Bến Nghé (đang ở đây)" in page
    form = (
        signed_in("civil.1")
        .get(f"/cases/{case.code}/acts/answered", {"step": "inquiry_open/2"})
        .content.decode()
    )
    assert "Bước: Chờ xã được hỏi trả lời 2: Phường Bến Nghé" in form


def test_a_branch_that_was_answered_meanwhile_is_told_with_what_can_still_be_done(
    signed_in, commune
):
    case = asked_twice(commune)
    answer = {"rows": {"1": {"answer": "unmarried", "answer_ref": "Số 5"}}}
    cases.act(commune, "civil.1", case.code, "answered", step="inquiry_open/1", data=answer)
    late = signed_in("civil.1").post(
        f"/cases/{case.code}/acts/answered",
        {
            "step": "inquiry_open/1",
            "residences.1.answer": "married",
            "residences.1.answer_ref": "Số 6",
            "key": "k",
            "seen": str(case.number),
        },
    )
    page = late.content.decode()
    assert late.status_code in (409, 422)
    assert "Hồ sơ không đứng ở bước “Chờ xã được hỏi trả lời 1”" in page
    assert "Lúc này anh, chị làm được: Đã có trả lời" in page
    assert "Số 6" in page, "what was typed can be copied"
    assert ledger.case_state(commune, case.code).data["residences"]["1"]["answer"] == "unmarried"


def test_who_must_come_again_is_said_once_at_the_window_with_what_to_do(
    signed_in, counter, commune
):
    case = asked_twice(commune)
    for row, said in (("1", "unclear"), ("2", "unmarried")):
        cases.act(
            commune,
            "civil.1",
            case.code,
            "answered",
            step=f"inquiry_open/{row}",
            data={"rows": {row: {"answer": said, "answer_ref": "Số 5"}}},
        )
    cases.act(commune, "civil.1", case.code, "call_pledge")
    page = counter.get(f"/counter/cases/{case.code}/").content.decode()
    assert "Hồ sơ đang chờ người nộp" in page
    address = re.search(rf'href="(/cases/{case.code}/acts/pledge\?[^"]+)"', page)[1].replace(
        "&amp;", "&"
    )
    form = counter.get(address).content.decode()
    assert "Nội dung cam đoan về tình trạng hôn nhân" in form
    assert f'name="next" value="/counter/cases/{case.code}/"' in form
    assert (
        "Hồ sơ đang chờ người nộp"
        not in counter.get(f"/counter/cases/{accepted(counter)}/").content.decode()
    )


def test_nobody_is_named_twice_among_those_for_whom_an_action_is(signed_in, commune):
    page = signed_in("civil.1").get(f"/cases/{went(commune, 2).code}/").content.decode()
    assert "“Giao lại” dành cho: Lãnh đạo Ủy ban nhân dân. " in page


def test_what_leads_on_comes_first_and_what_ends_badly_last(signed_in, commune):
    sent = {
        **MARRIAGE,
        "groom.birth_date": "01/12/2000",
        "bride.address": "Thôn 2",
        "bride_side.proof": "lookup",
        "willing": "yes",
        "groom_side.times": "1",
        "bride_side.times": "1",
        "documents.identity": "seen",
        "key": "k",
        "do": "accept",
    }
    answer = signed_in("counter.1").post("/counter/open/ket-hon", sent)
    assert answer.status_code == 302, faults(answer.content.decode())
    code = answer["Location"].split("/")[3]
    page = signed_in("civil.1").get(f"/cases/{code}/").content.decode()
    order = [
        page.index(words)
        for words in (
            "Đủ điều kiện; hai bên đang có mặt",
            "Yêu cầu bổ sung…",
            "Đề nghị từ chối đăng ký…",
        )
    ]
    assert order == sorted(order)
    assert re.search(r'data-key="F9">Đủ điều kiện; hai bên đang có mặt', page)
    assert (
        "Đủ điều kiện; hai bên đang có mặt" in signed_in("civil.1").get("/staff/").content.decode()
    )


def test_who_signs_on_the_page_of_a_case_can_read_the_draft_first(signed_in, commune):
    leader, case = signed_in("leader"), went(commune, 2)
    page = leader.get(f"/cases/{case.code}/").content.decode()
    address = re.search(rf'href="(/cases/{case.code}/drafts/sign\.pdf\?step=signing)"', page)[1]
    assert leader.get(address).content.startswith(b"%PDF")


def test_a_leader_extends_in_the_words_that_the_pages_print(signed_in, commune):
    case = went(commune, 1)
    leader = signed_in("leader")
    assert (
        "ví dụ: 2 ngày làm việc" in leader.get(f"/cases/{case.code}/acts/extend").content.decode()
    )
    answer = leader.post(
        f"/cases/{case.code}/acts/extend",
        {"by": "2 Ngày làm việc", "reason": "Mất điện", "key": "k"},
    )
    assert answer.status_code == 302
    assert ledger.case_state(commune, case.code).due > case.due


def test_the_takings_name_the_house_for_the_paper_they_are_printed_on(counter):
    page = counter.get("/counter/takings").content.decode()
    assert "<p>Xã Trường Xuân, " in page


def test_whoever_must_be_present_and_is_not_is_called_by_what_they_are(signed_in, commune):
    data = {
        "groom": {"name": "Điểu Khánh", "birth_date": "2000-12-01", "address": "Bon Bu Bơ"},
        "groom_side": {"status": "never"},
        "bride": {"name": "Thị Mai", "birth_date": "2000-02-01", "address": "Thôn 2"},
        "bride_side": {"status": "never"},
        "lives_here": "both",
        "kin": "none",
        "willing": "yes",
        "documents": {"identity": "seen"},
    }
    case = cases.open_case(commune, "counter.1", "ket-hon", data)
    cases.act(commune, "counter.1", case.code, "accept")
    case = cases.act(commune, "civil.1", case.code, "propose")
    page = (
        signed_in("civil.1")
        .post(
            f"/cases/{case.code}/acts/both_signed",
            {"step": "couple", "present": "groom", "key": "k"},
        )
        .content.decode()
    )
    assert "Người có mặt: Chưa có mặt: Bên nữ." in faults(page)
    assert "còn 1 chỗ phải sửa" in faults(page)
    english = (
        signed_in("civil.1")
        .post(f"/cases/{case.code}/acts/both_signed?lang=en", {"step": "couple", "key": "k"})
        .content.decode()
    )
    assert "Not present: Groom." in faults(english)
    assert "Not present: Bride." in faults(english)


def test_an_action_whose_only_question_is_not_asked_here_is_done_at_once(signed_in, commune):
    data = {
        "applicant": {"name": "Điểu Khánh", "address": "Bon Bu Bơ"},
        "relation": "child",
        "deceased": {"name": "Điểu Bang"},
        "competence": "residence",
        "last_residence": "Bon Bu Bơ",
        "situation": "hospital",
        "proof": "Số 5, bệnh viện tỉnh",
        "died_on": "2026-11-20",
        "died_at": "Bệnh viện tỉnh",
        "fee_ground": "none",
        "documents": {"notice": "seen", "identity": "seen"},
    }
    for situation, more, form in (("hospital", {}, False), ("home_here", {"proof": None}, True)):
        sent = {
            name: value
            for name, value in {**data, "situation": situation, **more}.items()
            if value is not None
        }
        case = cases.open_case(commune, "counter.1", "khai-tu", sent)
        cases.act(commune, "counter.1", case.code, "accept")
        page = signed_in("civil.1").get(f"/cases/{case.code}/").content.decode()
        assert ("Trình ký trích lục khai tử…" in page) is form, (
            "what happened at home is told by the officer"
        )
        assert (f'action="/cases/{case.code}/acts/propose"' in page) is not form


COMPLAINT = {
    "applicant.name": "Y Bách",
    "applicant.address": "Thôn 1",
    "proxy.used": "no",
    "people": "1",
    "object": "act",
    "made_by": "Công chức một cửa",
    "known_on": "20/11/2026",
    "content": "Không nhận hồ sơ",
    "wish": "Nhận hồ sơ",
}


def test_what_reception_issues_is_there_to_be_printed_whatever_form_it_has(counter):
    page = counter.get("/counter/open/khieu-nai-lan-dau").content.decode()
    assert "Thời hạn tính từ một bước sau" in page, (
        "a complaint's time counts from its being taken up"
    )
    answer = counter.post(
        "/counter/open/khieu-nai-lan-dau", {**COMPLAINT, "key": "k", "do": "register"}, follow=True
    )
    page = answer.content.decode()
    assert "In cho người dân" in page
    assert "Giấy biên nhận" in page
    pdf = re.search(r'href="(/letters/[0-9a-f]+\.pdf)"', page)[1]
    assert counter.get(pdf).content.startswith(b"%PDF")


def test_a_paper_that_lacks_when_the_clock_starts_is_asked_for_on_the_page_of_the_action(
    signed_in, counter, commune
):
    sent = {**COMPLAINT, "people": "3", "key": "k", "do": "register"}
    answer = counter.post("/counter/open/khieu-nai-lan-dau", sent)
    assert answer.status_code == 302, faults(answer.content.decode())
    code = answer["Location"].split("/")[3]
    cases.act(commune, "civil.1", code, "propose")
    address, typed = (
        f"/cases/{code}/acts/take_up",
        {"step": "taking_up", "verifier": "civil.1", "verifier_title": "Lê Thị Thu Hà", "key": "k"},
    )
    assert (
        "Văn bản cử người đại diện"
        in signed_in("leader").get(address, {"step": "taking_up"}).content.decode()
    )
    page = signed_in("leader").post(address, typed).content.decode()
    assert re.findall(r'<a href="#f-documents-representation">([^<]+)', faults(page)) == [
        "Còn thiếu Văn bản cử người đại diện có chữ ký của những người khiếu nại. Nhận giấy tờ này, hoặc yêu cầu bổ sung."
    ]
    assert 'id="f-documents-representation"' in page
    assert (
        signed_in("leader").post(address, {**typed, "documents.representation": "seen"}).status_code
        == 302
    )
    assert ledger.case_state(commune, code).accepted
    page = signed_in("leader").get(f"/cases/{code}/").content.decode()
    assert "dành cho: Lê Thị Thu Hà." in page, "a person is said by name"
    assert "civil.1" not in page


def test_whoever_takes_back_an_act_reads_first_which_one_that_is(signed_in, commune):
    leader, case = signed_in("leader"), went(commune, 4)
    page = leader.get(f"/cases/{case.code}/acts/reverse").content.decode()
    assert "<h1>Hủy việc vừa làm</h1>" in page
    assert (
        f"Sẽ hủy việc thứ {case.standing}: <b>Trần Thị Mận: Đã đóng dấu, chuyển trả kết quả" in page
    )
    assert (
        leader.post(
            f"/cases/{case.code}/acts/reverse", {"reason": "Ghi sai tên", "key": "k"}
        ).status_code
        == 302
    )
    again = leader.get(f"/cases/{case.code}/acts/reverse").content.decode()
    assert "K’ Brèo: Ký giấy khai sinh" in again
    assert (
        leader.post(
            f"/cases/{case.code}/acts/reverse", {"reason": "Ghi sai tên", "key": "l"}
        ).status_code
        == 302
    )
    way = re.search(
        r'<ol class="flow".*?</ol>', leader.get(f"/cases/{case.code}/").content.decode(), re.S
    )[0]
    assert way.count("Đóng dấu, ký số của cơ quan") == 1, "what was taken back is not done"
    assert "Trần Thị Mận" not in way


def test_the_window_is_told_that_a_result_is_not_sealed_yet(counter, commune):
    said = "Hồ sơ còn ở bước “Đóng dấu, ký số của cơ quan”"
    assert said in counter.get(f"/counter/cases/{went(commune, 3).code}/").content.decode()
    assert (
        "Hồ sơ còn ở bước"
        not in counter.get(f"/counter/cases/{went(commune, 4).code}/").content.decode()
    )


def test_the_proof_that_is_printed_names_its_days_in_full(signed_in, commune):
    page = signed_in("civil.1").get(f"/cases/{went(commune, 1).code}/proof").content.decode()
    assert "<h1>Trả 17:00 25/11/2026</h1>" in page
    assert "Tiếp nhận 09:15 25/11/2026." in page
    assert "hôm nay" not in page.partition("<main")[2].partition("</main>")[0]


def test_work_is_given_to_those_only_for_whom_its_step_is(signed_in, commune):
    page = signed_in("leader").get(f"/cases/{went(commune, 1).code}/acts/reassign").content.decode()
    assert re.findall(r'<option value="([^"]*)"', page) == ["", "civil.1"]


def test_another_case_is_named_as_people_copy_its_code(signed_in, commune):
    civil, case, other = signed_in("civil.1"), went(commune, 1), went(commune, 1)
    sent = {"case": f" {other.code.lower().replace('-', ' ')} ", "text": "Cùng người", "key": "k"}
    assert civil.post(f"/cases/{case.code}/acts/relate", sent).status_code == 302
    assert ledger.case_state(commune, case.code).related == (other.code,)


def test_what_a_file_fills_in_to_begin_with_is_seen_before_it_is_sent(counter):
    page = counter.get("/counter/open/ket-hon").content.decode()
    assert re.search(r'name="groom_side\.times" value="1"', page)
    assert re.search(r'name="bride_side\.proof" value="lookup" checked', page)
    assert re.search(
        r'name="people" value="1"', counter.get("/counter/open/khieu-nai-lan-dau").content.decode()
    )
    emptied = counter.post(
        "/counter/open/ket-hon", {**MARRIAGE, "groom_side.times": "", "do": "look", "key": "k"}
    ).content.decode()
    assert re.search(r'name="groom_side\.times" value=""', emptied), "what was emptied stays so"
