"""People, posts and delegations: set up by whoever holds the post for it, never by another's authority."""

import re

import pytest
from msgspec.structs import replace

from dinh.access import finders
from dinh.engine.record.events import Appointed
from dinh.engine.refusal import Refused
from dinh.store import accounts, ledger
from dinh.store.writer import open_books
from dinh.workflow import cases
from tests.desks.conftest import approve_latest
from tests.desks.test_cases import went

LENT = {
    "decision": "12/QĐ-UBND",
    "giver": "leader",
    "receiver": "civil.1",
    "start": "25/11/2026",
    "to": "30/11/2026",
    "reason": "Đi họp tỉnh",
}
NEW = {
    "person": "land.9",
    "name": "Y Bách",
    "post": "land.9",
    "title": "Địa chính",
    "roles": ["land"],
    "start": "25/11/2026",
}


@pytest.fixture
def lent(signed_in, commune):
    """The chair's authority, given to civil.1 for copies alone."""
    answer = signed_in("leader").post(
        "/staff/people/delegations", {**LENT, "procedures": ["chung-thuc-ban-sao"]}
    )
    number = approve_latest(commune, "leader.2")
    assert answer["Location"] == f"/staff/people/?proposal={number}#p-proposals"
    return signed_in("civil.1")


def test_who_was_appointed_is_told_with_how_they_first_sign_in(signed_in, commune):
    page = signed_in("leader").post("/staff/people/appointments", NEW, follow=True).content.decode()
    assert "Đã ghi: Y Bách" in page
    assert "dinh account land.9" in page
    assert "Đã ghi" not in signed_in("leader").get("/staff/people/?done=nobody").content.decode()
    again = (
        signed_in("leader")
        .post("/staff/people/appointments", {**NEW, "end": "30/11/2026"}, follow=True)
        .content.decode()
    )
    assert "Đã ghi: Y Bách</b>, Địa chính (25/11/2026 – 30/11/2026)" in again
    assert "dinh account" not in again


def test_another_s_authority_appoints_nobody(lent, commune):
    assert "leader" in finders.who(commune, "civil.1").roles
    page = lent.get("/staff/people/").content.decode()
    assert "Việc này dành cho lãnh đạo và văn phòng." in page
    assert (
        lent.post(
            "/staff/people/appointments",
            {**NEW, "person": "civil.1", "post": "chair", "roles": ["leader"]},
        ).status_code
        == 422
    )
    assert "leader" not in {
        role
        for holding in finders.state(commune).holdings
        if holding.person == "civil.1"
        for role in holding.roles
    }


def test_another_s_authority_is_never_passed_on(lent, commune):
    answer = lent.post(
        "/staff/people/delegations", {**LENT, "decision": "13/QĐ-UBND", "receiver": "clerk"}
    )
    assert answer.status_code == 422
    assert [one.delegation for one in finders.state(commune).delegations] == ["12/QĐ-UBND"]
    assert (
        '<option value="leader">'
        not in lent.get("/staff/people/")
        .content.decode()
        .partition('id="d-giver"')[2]
        .partition("</select>")[0]
    )


def test_another_s_authority_strikes_no_values(lent, commune):
    case = went(commune, 1)
    with pytest.raises(Refused, match=r"strike\.not_yours"):
        cases.strike(commune, "civil.1", case.code, ["applicant"], "QĐ 1")


@pytest.mark.parametrize(
    ("person", "may"), [("leader", True), ("leader.2", False), ("clerk", False), ("civil.1", False)]
)
def test_a_delegation_is_ended_by_who_holds_the_post_and_not_by_an_equal(
    signed_in, commune, lent, person, may
):
    browser = signed_in(person)
    assert ("delegations/ends" in browser.get("/staff/people/").content.decode()) is may
    answer = browser.post("/staff/people/delegations/ends", {"decision": "12/QĐ-UBND"})
    assert answer.status_code == (302 if may else 422)
    assert ("leader" in finders.who(commune, "civil.1").roles) is not may


def test_who_holds_a_post_delegates_it_and_ends_that_without_leading(signed_in, commune):
    clerk = signed_in("clerk")
    assert clerk.post("/staff/people/delegations", {**LENT, "giver": "clerk"}).status_code == 302
    approve_latest(commune, "leader")
    assert "clerk" in finders.who(commune, "civil.1").roles
    assert "delegations/ends" in clerk.get("/staff/people/").content.decode()
    assert (
        clerk.post("/staff/people/delegations/ends", {"decision": "12/QĐ-UBND"}).status_code == 302
    )
    assert "clerk" not in finders.who(commune, "civil.1").roles


def test_a_delegation_for_one_procedure_opens_no_secret_of_another(commune, lent):
    one = finders.who(commune, "civil.1")
    secret = ledger.case_state(commune, went(commune, 1).code)
    kept = replace(secret, class_="secret", readers=("leader",), steps=(), opener="x")
    assert not finders.may_read(kept, one)
    assert finders.may_read(replace(kept, procedure="chung-thuc-ban-sao"), one)
    assert finders.may_read(kept, finders.who(commune, "leader"))


@pytest.mark.parametrize("asked", ["person:civil.1", "post:civil.1", "civil_status"])
def test_whoever_is_asked_at_a_step_of_a_secret_case_by_name_by_post_or_by_role_reads_it_while_they_are_asked(
    commune, asked
):
    case = ledger.case_state(commune, went(commune, 1).code)
    one, other = finders.who(commune, "civil.1"), finders.who(commune, "clerk")
    kept = replace(
        case,
        class_="secret",
        readers=("leader",),
        opener="x",
        steps=(replace(case.steps[0], roles=(asked,), of=()),),
    )
    assert finders.may_read(kept, one) and not finders.may_read(kept, other)
    assert not finders.may_read(replace(kept, steps=()), one)


def test_a_delegated_signature_is_used_while_it_lasts_and_not_after(signed_in, commune):
    cases.appoint(
        commune,
        [
            Appointed(
                person="social.1",
                post="social.1",
                roles=("social",),
                start="2025-07-01",
                personal={"name": "Nông Thị Hiền"},
            )
        ],
    )
    case = went(commune, 2)
    social = signed_in("social.1")
    assert social.get("/staff/signing/").status_code == 403
    signed_in("leader").post("/staff/people/delegations", {**LENT, "receiver": "social.1"})
    approve_latest(commune, "leader.2")
    page = social.get("/staff/signing/").content.decode()
    assert "1 văn bản chờ ký" in page
    assert finders.who(commune, "social.1").standings[-1].signature.basis == "TUQ."
    signed_in("leader").post("/staff/people/delegations/ends", {"decision": "12/QĐ-UBND"})
    answer = social.post(
        "/staff/signing/signatures", {"item": f"{case.code}~signing~sign~{case.number}", "key": "k"}
    )
    assert answer.status_code == 403
    assert finders.case_as_kept(commune, case.code).case.steps[0].name == "signing"


def test_what_was_chosen_stays_when_a_delegation_is_faulty(signed_in, commune):
    page = (
        signed_in("leader")
        .post("/staff/people/delegations", {**LENT, "to": "", "procedures": ["khai-sinh"]})
        .content.decode()
    )
    assert 'name="procedures" value="khai-sinh" checked' in page
    assert 'aria-describedby="d-to-e" aria-invalid="true"' in page
    assert re.search(r'<span class="error" id="d-to-e">[^<]*phải có ngày hết hạn', page)
    assert 'value="12/QĐ-UBND"' in page
    assert '<option value="civil.1" selected>' in page


def test_delegations_that_are_over_stand_apart(signed_in, commune, lent):
    leader = signed_in("leader")
    page = leader.post(
        "/staff/people/delegations/ends", {"decision": "12/QĐ-UBND"}, follow=True
    ).content.decode()
    assert "Không có ủy quyền nào đang hoặc sắp có hiệu lực." in page
    assert "<details open><summary>1 ủy quyền đã hết</summary>" in page


def test_a_title_that_cannot_be_is_said_and_writes_nothing(signed_in, commune):
    answer = signed_in("leader").post("/staff/people/appointments", {**NEW, "title": "x" * 300})
    assert answer.status_code == 422
    assert 'href="#a-title"' in answer.content.decode()
    assert "land.9" not in finders.state(commune).names


@pytest.mark.parametrize("done", ["a/b", "H36.99-261125-0099", "<b>"])
def test_only_a_case_of_this_desk_is_said_to_be_signed(signed_in, commune, done):
    answer = signed_in("leader").get("/staff/signing/", {"done": done})
    assert answer.status_code == 200
    assert 'role="status"' not in answer.content.decode()


def test_the_first_leader_of_a_new_house_sets_up_its_people(client, house):
    open_books("24730", "24730", "Xã Trường Xuân")
    cases.configure("24730", {"name": "Xã Trường Xuân", "rehearsal": True})
    cases.appoint(
        "24730",
        [
            Appointed(
                person="chair",
                post="chair",
                roles=("leader",),
                title={"vi": "Chủ tịch"},
                signs="TM.",
                start="2025-07-01",
                personal={"name": "Y Thuyên"},
            )
        ],
    )
    link, words = f"/sign-in/{accounts.one_time('chair')}", "một câu dài dễ nhớ"
    assert client.post(link, {"new": words, "again": words}).status_code == 302
    assert client.get(link).status_code == 410
    assert "1 người đang giữ vị trí" in client.get("/staff/people/").content.decode()
    assert (
        client.post(
            "/staff/people/appointments",
            {**NEW, "person": "counter.1", "post": "counter.1", "roles": ["counter"]},
            follow=True,
        ).status_code
        == 200
    )
    assert finders.who("24730", "counter.1").roles == {"counter"}


def test_who_lost_their_post_while_writing_is_told_so_and_loses_no_word(signed_in, commune):
    case, civil = went(commune, 1), signed_in("civil.1")
    assert civil.get(f"/cases/{case.code}/acts/note").status_code == 200
    day = {"start": "2025-07-01", "end": "2026-11-24"}
    cases.appoint(
        commune,
        [
            Appointed(
                person="civil.1",
                post="civil.1",
                roles=("civil_status", "justice"),
                title={"vi": "Tư pháp – hộ tịch"},
                **day,
            )
        ],
        strands=True,
    )
    answer = civil.post(
        f"/cases/{case.code}/acts/note",
        {"text": "Đã gọi người nộp", "key": "k", "seen": case.number},
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "không giữ vị trí nào" in page
    assert "Đã gọi người nộp" in page
    assert ledger.case_state(commune, case.code).number == case.number
    assert civil.get("/staff/", {"lang": "en"}).status_code == 302, "and is signed out now"


def test_the_log_says_on_whose_authority_a_letter_was_signed(signed_in, commune):
    cases.appoint(
        commune,
        [
            Appointed(
                person="social.1",
                post="social.1",
                roles=("social",),
                start="2025-07-01",
                personal={"name": "Nông Thị Hiền"},
            )
        ],
    )
    signed_in("leader").post("/staff/people/delegations", {**LENT, "receiver": "social.1"})
    approve_latest(commune, "leader.2")
    case = went(commune, 2)
    cases.act(commune, "social.1", case.code, "sign")
    assert (
        "Nông Thị Hiền (theo ủy quyền 12/QĐ-UBND): Ký giấy khai sinh"
        in signed_in("leader").get(f"/cases/{case.code}/").content.decode()
    )


def test_of_two_posts_the_one_that_was_ended_is_told_with_its_last_day(signed_in, commune):
    leader = signed_in("leader")
    leader.post("/staff/people/appointments", NEW)
    leader.post(
        "/staff/people/appointments",
        {**NEW, "post": "economy.9", "title": "Kinh tế", "roles": ["economy"]},
    )
    page = leader.post(
        "/staff/people/appointments", {**NEW, "end": "25/11/2026"}, follow=True
    ).content.decode()
    assert "Đã ghi: Y Bách</b>, Địa chính (25/11/2026 – 25/11/2026)." in page


def test_what_a_delegation_lacks_is_told_at_once_and_by_its_name(signed_in, commune):
    page = (
        signed_in("leader")
        .post("/staff/people/delegations", {"start": "31/02/2026"})
        .content.decode()
    )
    listed = re.findall(r'<li><a href="#d-(\w+)">([^<]+)</a>', page)
    assert dict(listed) == {
        "decision": "Quyết định số: Chưa điền.",
        "start": "Từ ngày: Không có ngày 31/02/2026. Xem lại ngày và tháng.",
        "giver": "Quyền của vị trí: Chưa điền.",
        "receiver": "Giao cho: Chưa điền.",
        "to": "Đến ngày: Ủy quyền phải có ngày hết hạn, không trước ngày bắt đầu.",
    }


def test_a_reason_and_a_decision_that_are_too_long_or_cannot_be_are_told_and_not_cut(
    signed_in, commune
):
    office, number = signed_in("leader"), ledger.head(commune).number
    sent = {
        "decision": "9/QĐ",
        "giver": "chair",
        "receiver": "leader.2",
        "start": "25/11/2026",
        "to": "26/11/2026",
        "reason": "x" * 501,
    }
    answer = office.post("/staff/people/delegations", sent)
    assert answer.status_code == 422
    assert 'href="#d-reason"' in answer.content.decode() and "x" * 501 in answer.content.decode()
    sent = {
        "person": "counter.9",
        "name": "Thị Brơi",
        "post": "counter_9",
        "start": "25/11/2026",
        "basis": "12/QĐ\u202e",
    }
    answer = office.post("/staff/people/appointments", sent)
    assert answer.status_code == 422
    assert 'href="#a-basis"' in answer.content.decode()
    assert ledger.head(commune).number == number
