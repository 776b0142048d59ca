"""A morning at the one-stop counter."""

import re
from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.store import ledger
from dinh.workflow import cases

BIRTH = {
    "applicant.name": "Nguyễn Văn Tài",
    "applicant.id": "067091004512",
    "applicant.birth_date": "14/03/1991",
    "applicant.sex": "male",
    "applicant.address": "Thôn 6, xã Trường Xuân, tỉnh Lâm Đồng",
    "relation": "father",
    "situation": "married",
    "proof": "note",
    "children": ["1"],
    "children.1.name": "Nguyễn Minh Khôi",
    "children.1.sex": "male",
    "children.1.born_on": "02/11/2026",
    "children.1.born_at": "Bệnh viện đa khoa tỉnh",
    "children.1.home_town": "xã Trường Xuân, tỉnh Lâm Đồng",
    "children.1.ethnicity": "Kinh",
    "mother.name": "H’Lan Niê",
    "mother.address": "Thôn 6",
    "father.name": "Nguyễn Văn Tài",
    "father.address": "Thôn 6",
    "marriage": "Xã Trường Xuân, 02/9/2025",
    "fee_ground": "none",
    "documents.birth_note.1": "seen",
    "documents.identity": "seen",
}
OPEN = "/counter/open/khai-sinh"


@pytest.fixture
def counter(signed_in):
    return signed_in("counter.1")


def key_in(page: str) -> str:
    return re.search(r'name="key" value="([^"]+)"', page)[1]


def test_only_the_counter_comes_to_the_counter(signed_in, client, commune):
    assert client.get("/counter/").status_code == 302
    assert signed_in("civil.1").get("/counter/").status_code == 403
    assert signed_in("counter.1").get("/counter/").status_code == 200


@pytest.mark.parametrize(
    "text", ["khai sinh", "ks", "dkks", "1.001193", "KHAI SINH", "dang ky khai"]
)
def test_a_procedure_is_found_by_plain_words_first_letters_or_code(counter, text):
    page = counter.get("/counter/", {"q": text}).content.decode()
    assert re.search(r'href="/counter/open/[a-z-]+" autofocus', page), "Enter opens the first"
    assert "/counter/open/khai-sinh" in page


def test_what_nobody_offers_says_so_and_leads_on(counter):
    page = counter.get("/counter/", {"q": "đóng tàu vũ trụ"}).content.decode()
    assert "Không có thủ tục hay hồ sơ nào khớp" in page


def test_who_comes_for_a_result_is_found_by_name_or_by_the_code_of_the_receipt(counter, commune):
    case = settled(commune)
    for text in ("dieu xuan", case.code):
        page = counter.get("/counter/", {"q": text}).content.decode()
        assert f'/counter/cases/{case.code}/"' in page
        assert "Hồ sơ đã nộp" in page


def test_a_birth_is_received_on_one_page(counter, commune):
    page = counter.get(OPEN).content.decode()
    answer = counter.post(OPEN, {**BIRTH, "key": key_in(page), "do": "accept"})
    assert answer.status_code == 302, re.findall(
        r'class="errors".*?</div>', answer.content.decode(), re.S
    )
    code = answer["Location"].split("/")[3]
    case = ledger.case_state(commune, code)
    assert [step.name for step in case.steps] == ["check"]
    assert case.data["mother.name"] == "H'Lan Niê"
    assert case.documents == {"birth_note": {"1": "seen"}, "identity": "seen"}
    assert case.accepted is not None


def test_the_page_after_it_has_the_receipt_and_when_to_come_back(counter):
    answer = counter.post(OPEN, {**BIRTH, "key": "k1", "do": "accept"}, follow=True)
    page = answer.content.decode()
    assert "Đã tiếp nhận: Đăng ký khai sinh" in page
    assert "17:00" in page
    assert "Mẫu 01" in page
    pdf = re.search(r'href="(/letters/[0-9a-f]+\.pdf)"', page)[1]
    printed = counter.get(pdf)
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF")


def test_sending_the_same_form_twice_receives_one_case(counter, commune):
    first = counter.post(OPEN, {**BIRTH, "key": "twice", "do": "accept"})
    second = counter.post(OPEN, {**BIRTH, "key": "twice", "do": "accept"})
    assert first["Location"] == second["Location"]
    assert len(finders.search(commune, "counter.1", "Nguyễn Văn Tài")) == 1


def test_the_fee_stands_beside_its_exemptions_and_the_due_beside_its_proof(counter):
    page = counter.post(OPEN, {**BIRTH, "do": "look"}).content.decode()
    assert "0 đồng" in page
    assert "vì đăng ký đúng hạn, trong 60 ngày" in page
    assert "Hộ nghèo" in page
    assert "Luật Hộ tịch 2014, Điều 11 khoản 1 · chưa đối chiếu" in page
    assert "Hôm nay, 17:00" in page
    assert "T4<b>25/11</b>" in page


def test_an_answer_opens_the_fields_it_asks_for_and_says_why(counter):
    closed = counter.post(OPEN, {"situation": "mother_only", "do": "look"}).content.decode()
    assert 'name="father.name"' not in closed
    opened = counter.post(OPEN, {"situation": "married", "do": "look"}).content.decode()
    assert 'name="father.name"' in opened
    assert "Vì trường hợp của trẻ: cha mẹ có đăng ký kết hôn" in opened


def test_what_was_typed_in_fields_that_vanish_comes_back_with_them(counter):
    page = counter.post(OPEN, {**BIRTH, "situation": "mother_only", "do": "look"}).content.decode()
    assert '<input type="hidden" name="father.name" value="Nguyễn Văn Tài">' in page


def test_a_partial_answer_changes_only_what_it_changes(counter):
    page = counter.post(
        OPEN, {**BIRTH, "shown-runs": [], "shown-papers": []}, headers={"HX-Request": "true"}
    ).content.decode()
    assert page.strip().startswith("<aside")
    assert 'id="r-f-father-name" hx-swap-oob="true"' in page
    assert 'name="applicant.name"' not in page, "what a person may be typing in is never replaced"


@pytest.mark.parametrize(
    "button", [{"do": "accept"}, {"add": "children"}, {"remove": "children.1"}, {"do": "scan"}]
)
def test_a_change_never_does_what_the_button_in_focus_would_do(counter, commune, button):
    page = counter.post(
        OPEN,
        {**BIRTH, **button, "key": "live"},
        headers={"HX-Request": "true", "HX-Trigger": "reception-form"},
    ).content.decode()
    assert page.strip().startswith("<aside")
    assert not finders.search(commune, "counter.1", "Nguyễn Văn Tài")


def test_every_fault_stands_at_its_field_and_first_in_a_list(counter, commune):
    answer = counter.post(
        OPEN,
        {**BIRTH, "mother.id": "06719600281", "children.1.born_on": "31/02/2026", "do": "accept"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa ghi được: còn 2 chỗ phải sửa" in page
    assert 'href="#f-mother-id"' in page
    assert 'id="f-mother-id"' in page
    assert "Mới có 11 chữ số" in page
    assert 'value="31/02/2026"' in page, "what was typed is still there"
    assert "H’Lan Niê" in page
    assert not finders.search(commune, "counter.1", "Nguyễn Văn Tài"), "nothing was opened"


def test_a_missing_paper_leaves_nothing_behind_and_leads_to_its_line(counter, commune):
    sent = {name: value for name, value in BIRTH.items() if name != "documents.birth_note.1"}
    answer = counter.post(OPEN, {**sent, "do": "accept"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-documents-birth_note-1"' in page
    assert "Còn thiếu Giấy chứng sinh" in page
    assert not finders.search(commune, "counter.1", "Nguyễn Văn Tài")


def test_a_supplement_names_what_is_missing_in_one_request(counter, commune):
    sent = {name: value for name, value in BIRTH.items() if name != "documents.birth_note.1"}
    asked = counter.post(OPEN, {**sent, "do": "supplement"}).content.decode()
    assert 'name="asked" value="supplement"' in asked
    assert 'value="documents.birth_note.1" checked' in asked, "what lacks is chosen already"
    answer = counter.post(
        OPEN,
        {
            **sent,
            "do": "supplement",
            "asked": "supplement",
            "items": "documents.birth_note.1",
            "missing_reason": "chưa mang theo",
            "guidance": "Lấy ở bệnh viện nơi sinh",
            "key": "s1",
        },
        follow=True,
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Mẫu 02" in page


def test_a_rejection_asks_for_its_reason_and_its_basis(counter):
    sent = {**BIRTH, "do": "reject", "asked": "reject"}
    assert counter.post(OPEN, sent).status_code == 422
    page = counter.post(
        OPEN,
        {
            **sent,
            "rejection_reason": "Không thuộc thẩm quyền",
            "rejection_basis": "Luật Hộ tịch, Điều 13",
            "key": "r1",
        },
        follow=True,
    ).content.decode()
    assert "Không tiếp nhận" in page
    assert "Mẫu 03" in page


def test_a_card_fills_the_person_it_is_scanned_for(counter):
    card = "067191004512||Trần Thị Mận|14031991|Nữ|Thôn 2, xã Trường Xuân, tỉnh Lâm Đồng|05052021"
    page = counter.post(
        OPEN, {"situation": "married", "scan": card, "scan_for": "mother", "do": "scan"}
    ).content.decode()
    assert 'name="mother.name" value="Trần Thị Mận"' in page
    assert 'name="mother.birth_date" value="14/03/1991"' in page
    assert 'name="applicant.name" value=""' in page


def test_a_scan_that_is_no_card_says_what_it_is_and_keeps_the_rest(counter):
    page = counter.post(
        OPEN,
        {"applicant.name": "Y Bách", "scan": "245123456", "scan_for": "applicant", "do": "scan"},
    ).content.decode()
    assert "chứng minh nhân dân 9 số" in page
    assert 'value="Y Bách"' in page


TWO_CARDS = (
    "067191004512||Trần Thị Mận|14031991|Nữ|Thôn 2, xã Trường Xuân, tỉnh Lâm Đồng|05052021\r\n"
    "067091004512||Nguyễn Văn Tài|14031991|Nam|Thôn 2, xã Trường Xuân, tỉnh Lâm Đồng|05052021"
)


@pytest.mark.parametrize(
    ("scan", "said"),
    [(TWO_CARDS, "có hai thẻ căn cước"), (TWO_CARDS[:80], "bị đứt giữa chừng")],
)
def test_two_cards_or_half_a_card_are_told_and_nothing_is_filled(counter, scan, said):
    page = counter.post(OPEN, {"scan": scan, "scan_for": "applicant", "do": "scan"})
    words = page.content.decode()
    assert said in words
    for name in ("name", "id", "birth_date", "address"):
        assert f'name="applicant.{name}" value=""' in words


def test_a_telephone_of_a_length_that_its_prefix_cannot_have_is_told_and_nothing_is_opened(
    counter, commune
):
    answer = counter.post(OPEN, {**BIRTH, "applicant.phone": "091234567", "do": "accept"})
    assert answer.status_code == 422
    assert "Số bắt đầu bằng 09 có 10 chữ số, số này có 9." in answer.content.decode()
    assert not finders.search(commune, "counter.1", "Nguyễn Văn Tài")


@pytest.mark.parametrize("typed", ["H'Lan", "HʼLan", "H’Lan", "hlan", "h lan", "H‘Lan"])
def test_a_name_with_an_apostrophe_is_found_however_it_is_written(counter, commune, typed):
    counter.post(OPEN, {**BIRTH, "applicant.name": "HʼLan Niê", "do": "accept"})
    found = finders.search(commune, "counter.1", typed)
    assert [row.title for row in found] == ["H'Lan Niê"]
    assert "H&#39;Lan Niê" in counter.get("/counter/", {"q": typed}).content.decode()


def test_a_row_is_added_and_taken_away_without_losing_the_others(counter):
    more = counter.post(OPEN, {**BIRTH, "add": "children"}).content.decode()
    assert 'name="children.2.name"' in more
    both = {**BIRTH, "children": ["1", "2"], "children.2.name": "Nguyễn Minh Khang"}
    less = counter.post(OPEN, {**both, "remove": "children.1"}).content.decode()
    assert 'name="children.1.name" value="Nguyễn Minh Khang"' in less
    assert "Nguyễn Minh Khôi" not in less


def test_the_papers_of_a_row_go_and_move_with_it(counter):
    both = {
        **BIRTH,
        "children": ["1", "2"],
        "children.2.name": "Nguyễn Minh Khang",
        "documents.birth_note.2": "reused",
    }
    page = counter.post(OPEN, {**both, "remove": "children.1"}).content.decode()
    box = re.search(r'name="documents.birth_note.1" value="reused"( checked)?>', page)
    assert box[1]
    assert not re.search(r'name="documents.birth_note.1" value="seen" checked', page)
    assert 'name="documents.birth_note.2"' not in page


def test_a_scanned_paper_is_kept_though_another_field_is_wrong(counter, commune):
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = SimpleUploadedFile("giấy chứng sinh.pdf", b"%PDF-1.4 paper", "application/pdf")
    wrong = {
        **{n: v for n, v in BIRTH.items() if n != "documents.birth_note.1"},
        "mother.id": "1",
        "do": "accept",
    }
    page = counter.post(OPEN, {**wrong, "documents.birth_note.1": paper}).content.decode()
    kept = re.search(
        r'type="checkbox" name="documents.birth_note.1.kept" value="([^"]+)" checked', page
    )[1]
    assert counter.get(f"/kept/{kept}").content == b"%PDF-1.4 paper"
    other = SimpleUploadedFile("giấy khác.pdf", b"%PDF-1.4 other", "application/pdf")
    replaced = counter.post(
        OPEN, {**wrong, "documents.birth_note.1.kept": kept, "documents.birth_note.1": other}
    ).content.decode()
    assert "giấy khác.pdf" in replaced and "giấy chứng sinh.pdf" not in replaced
    untaken = counter.post(OPEN, wrong).content.decode()
    assert "giấy chứng sinh.pdf" not in untaken, "a file that was unticked is not taken"
    answer = counter.post(
        OPEN, {**wrong, "mother.id": "", "documents.birth_note.1.kept": kept, "key": "f1"}
    )
    code = answer["Location"].split("/")[3]
    file = ledger.case_state(commune, code).documents["birth_note"]["1"]
    assert (file["name"], file["type"]) == ("giấy chứng sinh.pdf", "application/pdf")
    assert counter.get(f"/cases/{code}/documents/{file['digest']}").content == b"%PDF-1.4 paper"


def test_a_ticked_paper_counts_though_its_file_input_stayed_empty(counter):
    sent = {**BIRTH, "documents.birth_note.1": ["seen", ""], "do": "accept", "key": "e1"}
    assert counter.post(OPEN, sent).status_code == 302


def test_a_procedure_that_is_not_there_is_not_found(counter):
    assert counter.get("/counter/open/khong-co").status_code == 404


def test_the_result_is_delivered_once_and_the_day_knows_it(counter, commune):
    case = settled(commune)
    home = counter.get("/counter/").content.decode()
    assert case.code in home
    page = counter.get(f"/counter/cases/{case.code}/").content.decode()
    assert "Ghi đã trả kết quả" in page
    sent = {"handed": "counter", "key": "d1", "seen": ledger.case_state(commune, case.code).number}
    assert counter.post(f"/counter/cases/{case.code}/delivery", sent).status_code == 302
    assert "Đã trả kết quả" in counter.get(f"/counter/cases/{case.code}/").content.decode()
    assert ledger.case_state(commune, case.code).delivered
    again = counter.post(f"/counter/cases/{case.code}/delivery", {"handed": "counter", "key": "d2"})
    assert again.status_code == 422
    assert "deliver.done" in again.content.decode()


def settled(house: str, name: str = "Điểu Xuân"):
    """A birth that has been through every hand. `name`: of who registers it."""
    data = {
        "applicant": {"name": name, "address": "Bon Bu Bơ"},
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
    case = cases.open_case(house, "counter.1", "khai-sinh", data)
    at = finders.time_of(house)
    for minutes, (person, action) in enumerate(
        [("counter.1", "accept"), ("civil.1", "propose"), ("leader.2", "sign"), ("clerk", "seal")],
        1,
    ):
        case = cases.act(house, person, case.code, action, at=at + timedelta(minutes=minutes))
    return case


def test_a_page_that_is_old_is_told_that_the_case_has_moved(counter, commune):
    case = settled(commune)
    answer = counter.post(
        f"/counter/cases/{case.code}/delivery",
        {"handed": "counter", "seen": case.number - 1, "key": "old"},
    )
    assert answer.status_code == 409
    assert "case.moved" in answer.content.decode()


def test_the_day_without_payments_says_so(counter):
    assert "Hôm nay chưa thu khoản nào" in counter.get("/counter/takings").content.decode()


def test_english_says_the_same(counter):
    page = counter.get(OPEN, {"lang": "en"}).content.decode()
    assert "Receive: Birth registration" in page
    assert "Person who registers" in page
    found = counter.get("/counter/", {"q": "ks"}).content.decode()
    assert "<b>Birth registration</b>" in found
    assert '<span class="hint" lang="vi">Đăng ký khai sinh</span>' in found


@pytest.mark.parametrize(
    ("slug", "rows", "asked", "later"),
    [
        ("xac-nhan-tinh-trang-hon-nhan", "residences", "commune", "answer"),
        ("khai-sinh", "children", "born_on", "pin"),
    ],
)
def test_what_an_officer_is_asked_for_later_is_not_asked_at_the_window(
    counter, slug, rows, asked, later
):
    page = counter.post(f"/counter/open/{slug}", {"add": rows}).content.decode()
    assert f'name="{rows}.1.{asked}"' in page
    assert f'name="{rows}.1.{later}"' not in page


def test_another_persons_card_leaves_nothing_of_the_one_before(counter):
    before = {
        "applicant.name": "Thị Mai",
        "applicant.id": "067180001234",
        "applicant.birth_date": "02/02/1980",
        "applicant.phone": "0900000271",
    }
    card = {
        "scan": "067091004512||Nguyễn Văn Tài|31021991|Nam||05052021",
        "scan_for": "applicant",
        "do": "scan",
    }
    page = counter.post(OPEN, {**before, **card}).content.decode()
    assert 'name="applicant.name" value="Nguyễn Văn Tài"' in page
    assert 'name="applicant.birth_date" value=""' in page
    assert 'name="applicant.phone" value="0900000271"' in page
    again = counter.post(
        OPEN, {**before, "applicant.id": "０６７０９１００４５１２", **card}
    ).content.decode()
    assert 'name="applicant.birth_date" value="02/02/1980"' in again, (
        "the same person: what was typed stays"
    )


def test_the_father_who_comes_himself_is_not_typed_twice(counter):
    mine = {
        "applicant.name": "Điểu Xuân",
        "applicant.id": "067091004512",
        "applicant.birth_date": "14/03/1991",
        "applicant.sex": "male",
        "applicant.address": "Bon Bu Bơ",
        "relation": "father",
        "situation": "married",
    }
    page = counter.post(
        OPEN, {**mine, "father.ethnicity": "M’Nông", "same": "father"}
    ).content.decode()
    for name, value in {
        "name": "Điểu Xuân",
        "id": "067091004512",
        "birth_date": "14/03/1991",
        "address": "Bon Bu Bơ",
        "ethnicity": "M’Nông",
    }.items():
        assert f'name="father.{name}" value="{value}"' in page, name
    assert 'name="mother.name" value=""' in page
    assert 'name="same" value="mother"' in page and 'name="same" value="applicant"' not in page


def test_two_persons_are_never_mixed_when_one_is_said_to_be_the_applicant(counter):
    sent = {
        "applicant.name": "Điểu Xuân",
        "applicant.id": "067091004512",
        "situation": "married",
        "father.name": "Y Bách",
        "father.id": "067085001234",
        "father.birth_date": "01/02/1985",
        "same": "father",
    }
    page = counter.post(OPEN, sent).content.decode()
    assert 'name="father.name" value="Điểu Xuân"' in page
    assert 'name="father.birth_date" value=""' in page


def test_who_is_said_to_be_the_applicant_must_be_a_person_of_the_procedure(counter):
    page = counter.post(
        OPEN, {"applicant.name": "Điểu Xuân", "situation": "married", "same": "khong-co"}
    ).content.decode()
    assert 'name="father.name" value=""' in page


def test_the_ground_of_an_exemption_is_asked_only_where_a_fee_may_fall_due(counter):
    def asked(**typed: str) -> bool:
        return (
            'type="radio" name="fee_ground"'
            in counter.post(OPEN, {**BIRTH, "do": "look", **typed}).content.decode()
        )

    assert not asked()
    assert asked(**{"children.1.born_on": "02/01/2026"})
    case = counter.post(OPEN, {**BIRTH, "fee_ground": "", "do": "accept", "key": "g"})
    assert case.status_code == 302, case.content.decode()[-2000:]
