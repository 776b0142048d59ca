"""Officers and leaders at their desk."""

import re
from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.engine.record.events import Appointed
from dinh.store import books, ledger
from dinh.store.keys import make_key
from dinh.workflow import cases
from tests.desks.conftest import approve_latest
from tests.desks.test_cases import DATA, went


@pytest.fixture
def key(house, commune):
    make_key(house)


def test_the_work_list_has_what_waits_for_me_with_its_due_in_words(signed_in, commune):
    case = went(commune, 1)
    page = signed_in("civil.1").get("/staff/").content.decode()
    assert "1 việc phải xong hôm nay" in page
    assert case.code in page
    assert "Thẩm tra" in page
    assert "Còn " in page
    assert case.code not in signed_in("clerk").get("/staff/").content.decode()


def test_late_is_said_in_words_first_of_all(signed_in, commune):
    case = went(commune, 1)
    cases.open_case(
        commune, "counter.1", "khai-sinh", DATA, at=finders.time_of(commune) + timedelta(days=2)
    )
    page = signed_in("civil.1").get("/staff/").content.decode()
    assert "1 việc trễ" in page
    assert "Trễ 2 ngày làm việc" in page
    assert case.code in signed_in("civil.1").get("/staff/?late=1").content.decode()


def test_good_news_is_told_as_good_news(signed_in, commune):
    page = signed_in("clerk").get("/staff/").content.decode()
    assert "Mọi việc của anh, chị đã xong" in page
    assert (
        "Không có việc nào như vậy"
        in signed_in("clerk").get("/staff/?procedure=khai-sinh").content.decode()
    )


def test_the_next_page_begins_behind_the_last_row_of_this_one(signed_in, commune, monkeypatch):
    monkeypatch.setattr("dinh.web.staff.queries.PAGE", 2)
    codes = [went(commune, 1).code for _ in range(3)]
    civil = signed_in("civil.1")
    first = civil.get("/staff/").content.decode()
    following = re.search(r'href="\?(after=[^"]+)"', first)[1]
    second = civil.get(f"/staff/?{following}").content.decode()
    shown = [{code for code in codes if f"/cases/{code}/" in page} for page in (first, second)]
    assert len(shown[0]) == 2
    assert len(shown[1]) == 1
    assert "3 việc phải xong hôm nay" in first
    assert "Việc của tôi, phần tiếp theo" in second
    assert "việc hôm nay" not in second
    assert shown[0] | shown[1] == set(codes)


@pytest.mark.parametrize("text", ["dieu xuan", "ĐIỂU", "067196002812", "H36.99-261125-0001"])
def test_a_case_is_found_by_name_without_marks_by_number_and_by_code(signed_in, commune, text):
    case = went(commune, 1)
    page = signed_in("civil.1").post("/staff/", {"q": text}).content.decode()
    assert f"/cases/{case.code}/" in page


def test_what_is_not_found_says_where_was_looked(signed_in, commune):
    assert (
        "có dấu và không dấu"
        in signed_in("civil.1").get("/staff/", {"q": "không ai"}).content.decode()
    )


def test_a_leader_sees_who_carries_how_much_and_opens_the_count(signed_in, commune):
    case = went(commune, 1)
    leader = signed_in("leader")
    page = leader.get("/staff/loads/").content.decode()
    assert "/staff/loads/civil_status" in page
    listed = leader.get("/staff/loads/civil_status").content.decode()
    assert case.code in listed
    assert "/acts/reassign" in listed
    assert signed_in("civil.1").get("/staff/loads/").status_code == 403


def test_the_signing_queue_shows_the_letter_before_it_is_signed(signed_in, commune):
    case = went(commune, 2)
    page = signed_in("leader.2").get("/staff/signing/").content.decode()
    assert "1 văn bản chờ ký" in page
    assert "Giấy khai sinh" in page
    assert "Điểu Minh" in page
    assert "02/11/2026" in page
    assert f"/cases/{case.code}/drafts/sign.pdf?step=signing" in page
    assert "Trả lại thẩm tra" in page


def test_one_signature_goes_on_to_the_next(signed_in, commune):
    case = went(commune, 2)
    leader = signed_in("leader.2")
    page = leader.get("/staff/signing/").content.decode()
    item = re.search(r'name="item" value="([^"]+)"><button', page)[1]
    answer = leader.post("/staff/signing/signatures", {"item": item, "key": "s"}, follow=True)
    assert "Đã ký" in answer.content.decode()
    assert "Không còn văn bản nào chờ" in answer.content.decode()
    assert [step.name for step in ledger.case_state(commune, case.code).steps] == ["sealing"]


def test_of_many_signatures_each_has_its_own_outcome(signed_in, commune):
    first, second = went(commune, 2), went(commune, 2)
    leader = signed_in("leader.2")
    page = leader.get("/staff/signing/").content.decode()
    items = re.findall(r'type="checkbox" id="i\d" name="item" value="([^"]+)"', page)
    assert len(items) == 2
    cases.act(commune, "civil.1", second.code, "note", data={"text": "xem lại tên"})
    answer = leader.post("/staff/signing/signatures", {"item": items, "key": "m"})
    told = answer.content.decode()
    assert "Đã ký 1 trên 2 văn bản" in told
    assert "hồ sơ đã đổi" in told
    assert [step.name for step in ledger.case_state(commune, first.code).steps] == ["sealing"]
    assert [step.name for step in ledger.case_state(commune, second.code).steps] == ["signing"]


def test_signing_twice_with_one_key_signs_once(signed_in, commune):
    case = went(commune, 2)
    leader = signed_in("leader.2")
    item = f"{case.code}~signing~sign~{case.number}"
    for _ in range(2):
        assert (
            leader.post("/staff/signing/signatures", {"item": item, "key": "k"}).status_code == 302
        )
    assert ledger.counter(commune, "register:births:2026") == 1


def test_who_checked_a_case_is_told_in_the_queue_why_they_do_not_sign_it(signed_in, commune):
    cases.appoint(
        commune,
        [
            Appointed(
                person="civil.1",
                post="vice",
                roles=("leader",),
                title={"vi": "Phó Chủ tịch"},
                start="2025-07-01",
                personal={"name": "Lê Thị Thu Hà"},
            )
        ],
    )
    went(commune, 2)
    page = signed_in("civil.1").get("/staff/signing/").content.decode()
    assert "Không ký được" in page
    assert "không được làm bước “Ký”" in page
    assert "drafts/sign.pdf" not in page


def test_only_leaders_have_a_signing_queue(signed_in, commune):
    assert signed_in("civil.1").get("/staff/signing/").status_code == 403
    assert signed_in("civil.1").post("/staff/signing/signatures", {"item": "x"}).status_code == 403


def test_everybody_sees_the_people_and_only_leader_or_office_appoint(signed_in, commune):
    page = signed_in("civil.1").get("/staff/people/").content.decode()
    assert "K’ Brèo" in page
    assert "Việc này dành cho lãnh đạo và văn phòng." in page
    sent = {
        "person": "land.9",
        "name": "Y Bách",
        "post": "land.9",
        "title": "Địa chính",
        "roles": ["land"],
        "start": "25/11/2026",
    }
    assert signed_in("civil.1").post("/staff/people/appointments", sent).status_code == 422
    assert "land.9" not in finders.state(commune).names
    assert signed_in("clerk").post("/staff/people/appointments", sent).status_code == 302
    assert finders.who(commune, "land.9").roles == {"land"}


def test_a_term_is_ended_by_its_last_day(signed_in, commune):
    sent = {
        "person": "clerk",
        "post": "clerk",
        "title": "Văn thư",
        "roles": ["clerk", "office"],
        "start": "2025-07-01",
        "end": "30/11/2026",
    }
    assert signed_in("leader").post("/staff/people/appointments", sent).status_code == 302
    assert [
        holding.end for holding in finders.state(commune).holdings if holding.person == "clerk"
    ] == ["2026-11-30"]


def test_a_faulty_appointment_is_said_at_its_input(signed_in, commune):
    answer = signed_in("leader").post(
        "/staff/people/appointments",
        {"person": "Bà Mận", "name": "Mận", "post": "x", "start": "32/01/2026"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#a-person"' in page
    assert 'href="#a-start"' in page
    assert 'value="Bà Mận"' in page


def test_a_post_is_delegated_and_the_delegation_ended(signed_in, commune):
    leader = signed_in("leader")
    sent = {
        "decision": "12/QĐ-UBND",
        "giver": "leader",
        "receiver": "civil.1",
        "start": "25/11/2026",
        "to": "30/11/2026",
        "reason": "đi họp tỉnh",
    }
    assert leader.post("/staff/people/delegations", sent).status_code == 302
    assert "leader" not in finders.who(commune, "civil.1").roles
    approve_latest(commune, "leader.2")
    assert "leader" in finders.who(commune, "civil.1").roles
    assert "12/QĐ-UBND" in leader.get("/staff/people/").content.decode()
    assert (
        leader.post("/staff/people/delegations/ends", {"decision": "12/QĐ-UBND"}).status_code == 302
    )
    assert "leader" not in finders.who(commune, "civil.1").roles


def test_a_delegation_that_cannot_be_is_explained(signed_in, commune):
    leader = signed_in("leader")
    answer = leader.post(
        "/staff/people/delegations",
        {
            "decision": "12/QĐ-UBND",
            "giver": "leader",
            "receiver": "leader",
            "start": "25/11/2026",
            "to": "",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Không ủy quyền cho chính mình" in page
    assert "phải có ngày hết hạn" in page
    other = signed_in("civil.1").post(
        "/staff/people/delegations",
        {"decision": "13", "giver": "leader", "receiver": "clerk", "to": "30/11/2026"},
    )
    assert other.status_code == 422
    assert "Chỉ người đang giữ vị trí “leader” mới ủy quyền được" in other.content.decode()


def test_a_house_without_people_says_how_the_first_leader_comes_in(client, house):
    from dinh.store.writer import open_books

    open_books("24730", "24730", "Xã Trường Xuân")
    cases.configure("24730", {"name": "Xã Trường Xuân", "rehearsal": True})
    page = client.get("/staff/people/").content.decode()
    assert "dinh appoint" in page
    assert "dinh account" in page


def test_the_day_sheet_has_every_number_and_seal_and_the_signed_head(signed_in, commune, key):
    case = went(commune, 4)
    clerk = signed_in("clerk")
    page = clerk.get("/staff/day/?on=2026-11-25").content.decode()
    for event in ledger.log(commune, case.code):
        assert f"{event.seal[:4]} {event.seal[4:8]}" in page
    head = ledger.head(commune)
    assert head.seal in page
    assert books.signed_head(commune, case.last_at)["root"] in page
    assert "Chữ ký" in page
    printed = clerk.get("/staff/day/2026-11-25.pdf")
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF")


def test_a_day_without_events_says_so(signed_in, commune, key):
    assert (
        "không có việc nào được ghi"
        in signed_in("clerk").get("/staff/day/?on=2025-01-01").content.decode()
    )


@pytest.mark.parametrize(
    "page",
    [
        "/staff/",
        "/staff/?q=a",
        "/staff/loads/",
        "/staff/loads/leader",
        "/staff/signing/",
        "/staff/people/",
        "/staff/day/",
    ],
)
def test_english_says_the_same(signed_in, commune, key, page):
    went(commune, 2)
    answer = signed_in("leader").get(page + ("&" if "?" in page else "?") + "lang=en")
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.content.decode()


@pytest.mark.parametrize("page", ["/staff/", "/staff/signing/", "/staff/day/", "/staff/loads/"])
def test_a_stranger_signs_in_first(client, commune, page):
    went(commune, 1)
    assert client.get(page).status_code == 302


@pytest.mark.parametrize(
    ("sent_to", "leads_to"),
    [
        ("/staff/signing/signatures", "/staff/signing/"),
        ("/staff/people/appointments", "/staff/people/"),
        ("/staff/people/delegations", "/staff/people/"),
    ],
)
def test_coming_back_to_what_was_sent_leads_to_the_page_it_came_from(
    signed_in, commune, sent_to, leads_to
):
    assert signed_in("leader").get(sent_to, {"lang": "en"})["Location"] == leads_to


def test_a_day_that_does_not_exist_has_no_sheet(signed_in, commune, key):
    leader = signed_in("leader")
    assert leader.get("/staff/day/2026-02-31.pdf").status_code == 404
    assert leader.get("/staff/day/?on=31/02/2026").status_code == 404
