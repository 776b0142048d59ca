"""Fees at the counter: what is asked, what is paid, what the day comes to."""

import re

import pytest

from dinh import printing
from dinh.access import finders
from dinh.engine.record.events import Appointed
from dinh.store import ledger
from dinh.web.counter import queries
from dinh.workflow import cases

OPEN = "/counter/open/chung-thuc-ban-sao"
COPY = {
    "applicant.name": "Thị Mai",
    "applicant.address": "Bon Ta Mung",
    "papers": ["1"],
    "papers.1.name": "Bằng tốt nghiệp",
    "papers.1.pages": "3",
    "papers.1.copies": "2",
    "documents.originals.1": "seen",
    "documents.copies.1": "seen",
}


@pytest.fixture
def counter(signed_in):
    return signed_in("counter.1")


def accepted(counter, key="k", **more) -> str:
    answer = counter.post(OPEN, {**COPY, **more, "do": "accept", "key": key})
    assert answer.status_code == 302, re.findall(
        r'class="errors".*?</div>', answer.content.decode(), re.S
    )
    return answer["Location"].split("/")[3]


def pay(counter, code, **data):
    return counter.post(
        f"/counter/cases/{code}/payment",
        {"line": "certification", "amount": "10.000", "how": "cash", **data},
    )


def test_nothing_typed_is_not_nothing_to_pay(counter):
    page = counter.get(OPEN).content.decode()
    assert "Điền thêm nội dung thì biết." in page
    assert "0 đồng</p>" not in page
    assert "Cách tính: 2.000 đồng một trang" in page


def test_the_fee_follows_the_pages_and_copies(counter):
    page = counter.post(OPEN, {**COPY, "do": "look"}).content.decode()
    assert "10.000 đồng" in page


def test_a_fee_is_paid_with_its_receipt_and_the_day_knows_it(counter, commune):
    code = accepted(counter)
    assert "Ghi đã thu" in counter.get(f"/counter/cases/{code}/").content.decode()
    assert pay(counter, code, receipt="0000123", key="p1").status_code == 302
    page = counter.get(f"/counter/cases/{code}/").content.decode()
    assert 'biên lai <span class="money">0000123</span>' in page
    assert "Không còn khoản nào phải thu." in page
    day = counter.get("/counter/takings").content.decode()
    assert "10.000 đồng" in day
    assert "0000123" in day
    assert "người thu Phạm Thị Hoa" in day


def test_paying_twice_under_one_key_is_paying_once(counter, commune):
    code = accepted(counter)
    for _ in range(2):
        assert pay(counter, code, key="p1").status_code == 302
    assert len(ledger.case_state(commune, code).paid) == 1


def test_more_than_is_owed_is_refused_at_its_field(counter, commune):
    code = accepted(counter)
    answer = pay(counter, code, amount="20.000", key="p1")
    assert answer.status_code == 422
    assert '<a href="#amount">Số tiền thu: Chỉ còn phải thu 10.000 đồng' in answer.content.decode()
    assert 'value="20.000"' in answer.content.decode()
    assert not ledger.case_state(commune, code).paid


def test_a_transfer_and_cash_are_told_apart(counter, commune):
    first, second = accepted(counter, "a"), accepted(counter, "b")
    pay(counter, first, key="p1")
    pay(counter, second, how="transfer", key="p2")
    day = queries.takings(commune, finders.who(commune, "counter.1"), finders.time_of(commune))
    assert (day.total, day.by_how) == (20000, {"cash": 10000, "transfer": 10000})


def test_a_part_may_be_paid_first(counter, commune):
    code = accepted(counter)
    pay(counter, code, amount="4000", key="p1")
    assert queries.owed(ledger.case_state(commune, code)) == 6000
    assert 'value="6.000"' in counter.get(f"/counter/cases/{code}/").content.decode()


def test_an_officer_of_another_post_takes_no_money(signed_in, counter, commune):
    code = accepted(counter)
    assert pay(signed_in("civil.1"), code, key="p1").status_code == 403
    assert not ledger.case_state(commune, code).paid


def test_who_took_how_much_stands_on_the_page_that_is_printed_when_the_till_is_handed_over(
    signed_in, commune
):
    cases.appoint(
        commune,
        [
            Appointed(
                person="counter.2",
                post="counter.2",
                roles=("counter",),
                start="2025-07-01",
                personal={"name": "H'Nhung"},
            )
        ],
    )
    first, second = signed_in("counter.1"), signed_in("counter.2")
    pay(first, accepted(first, key="a"), how="cash", key="a")
    alone = first.get("/counter/takings").content.decode()
    assert "Ai thu bao nhiêu" not in alone, "one person took it all"
    assert alone.count("ký, ghi rõ họ tên") == 2
    pay(first, accepted(first, key="b"), how="transfer", key="b")
    pay(second, accepted(second, key="c"), how="cash", key="c")
    page = re.sub(r"<[^>]+>", "", first.get("/counter/takings").content.decode())
    assert "Phạm Thị Hoatiền mặt 10.000 đồng, chuyển khoản 10.000 đồng" in page
    assert "H&#39;Nhungtiền mặt 10.000 đồng" in page


def give_back(counter, code, **data):
    return counter.post(
        f"/counter/cases/{code}/given-back", {"line": "certification", "back-how": "cash", **data}
    )


def test_money_given_back_stands_beside_what_was_taken_in_the_case_the_day_and_the_hand_over(
    counter, commune
):
    code = accepted(counter)
    assert "Trả lại tiền đã thu" not in counter.get(f"/counter/cases/{code}/").content.decode(), (
        "nothing was taken"
    )
    pay(counter, code, key="p1", receipt="BL-1")
    assert "Trả lại tiền đã thu" in counter.get(f"/counter/cases/{code}/").content.decode()
    answer = give_back(
        counter, code, back="4.000", voucher="PC-9", reason="Thu nhầm một bản", key="p2"
    )
    assert answer.status_code == 302
    page = counter.get(f"/counter/cases/{code}/").content.decode()
    assert 'phiếu chi <span class="money">PC-9</span>' in page and "−4.000 đồng" in page
    assert 'value="4.000"' in page, "it is owed again"
    day = counter.get("/counter/takings").content.decode()
    assert "6.000 đồng" in day and "−4.000 đồng" in day and "trả lại, người chi Phạm Thị Hoa" in day
    assert "6.000 đồng" in counter.get("/counter/handover/").content.decode()
    log = counter.get(f"/cases/{code}/").content.decode()
    assert "Phạm Thị Hoa trả lại 4.000 đồng, tiền mặt, phiếu chi PC-9. Thu nhầm một bản" in log
    assert "gave back 4,000" in counter.get(f"/cases/{code}/?lang=en").content.decode()


def test_what_is_wrong_with_money_given_back_is_told_at_its_fields_and_stays_typed(
    counter, commune
):
    code = accepted(counter)
    pay(counter, code, key="p1")
    answer = give_back(counter, code, back="10.001", key="p2")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        '<a href="#back">Số tiền trả lại: Khoản này mới thu 10.000 đồng' in page
        and '<a href="#reason">Lý do: Chưa điền.' in page
    )
    assert 'value="10.001"' in page and "<details" in page and " open>" in page
    assert give_back(counter, code, reason="x", key="p3").status_code == 422
    assert len(ledger.case_state(commune, code).paid) == 1


def test_giving_back_twice_under_one_key_is_giving_back_once(counter, commune):
    code = accepted(counter)
    pay(counter, code, key="p1")
    for _ in range(2):
        assert (
            give_back(counter, code, back="4.000", reason="Thu nhầm", key="p2").status_code == 302
        )
    assert [one.amount for one in ledger.case_state(commune, code).paid] == [10_000, -4_000]


def test_who_is_no_clerk_gives_no_money_back(signed_in, counter, commune):
    code = accepted(counter)
    pay(counter, code, key="p1")
    assert give_back(signed_in("civil.1"), code, back="1", reason="x", key="p2").status_code == 403


def test_the_receipt_counts_the_papers_of_every_row(counter, commune):
    second = {
        "papers": ["1", "2"],
        "papers.2.name": "Thẻ căn cước",
        "papers.2.pages": "1",
        "papers.2.copies": "1",
        "documents.originals.2": "seen",
        "documents.copies.2": "seen",
    }
    code = accepted(counter, **second)
    receipt = next(
        letter for letter in ledger.case_state(commune, code).letters if letter.form == "01"
    )
    papers = printing.page(commune, code, receipt).values["case"]["documents"]
    assert [one["copies"] for one in papers] == [0, 2]


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u200f", "\u061c", "\u2060", "\ufeff"])
def test_a_name_with_a_sign_that_nobody_sees_is_told(counter, sign):
    answer = counter.post(
        OPEN, {**COPY, "applicant.name": f"Thị{sign} Mai", "do": "accept", "key": "k"}
    )
    assert answer.status_code == 422
    assert 'href="#f-applicant-name"' in answer.content.decode()
