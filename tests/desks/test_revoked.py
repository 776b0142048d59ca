"""A result that was handed out and is taken back is told to its holder, in a numbered letter and where they follow the case."""

import pytest
from django.test import Client

from dinh import printing
from dinh.engine.decisions.letters import REVOCATION
from dinh.engine.refusal import Refused
from dinh.letters import print_letter
from dinh.store import books, ledger
from dinh.workflow import cases
from tests.desks.test_portal import went
from tests.desks.test_tracking_code import secret_of, track
from tests.letters.papers import text_of

HOUSE = "24730"
REASON = "Ghi nhầm họ của mẹ theo tờ khai"


def reversed_(commune: str, steps: int = 3):
    case = went(commune, steps)
    return cases.act(commune, "leader", case.code, "reverse", data={"reason": REASON})


def notices(case) -> list:
    return [one for one in case.letters if one.name == REVOCATION.name]


def test_reversing_a_result_issues_a_numbered_notice_with_the_result_and_the_reason(commune):
    before = went(commune, 3)
    result = next(one for one in before.letters if one.result)
    case = cases.act(commune, "leader", before.code, "reverse", data={"reason": REASON})
    (notice,) = notices(case)
    assert (notice.number, notice.to, notice.withdrawn) == ("01/TB-UBND", ("applicant",), False)
    assert next(one for one in case.letters if one.digest == result.digest).withdrawn
    page = printing.page(HOUSE, case.code, notice)
    said = text_of(print_letter(page.sources, page.template, page.values, page.pictures))
    for words in (
        "Thu hồi, hủy kết quả",
        "Số: 01/TB-UBND",
        case.code,
        result.label["vi"],
        result.number,
        REASON,
        "khiếu nại",
        "Điểu Xuân",
    ):
        assert words in said, words
    assert books.verify(HOUSE)["ok"]


def test_what_is_taken_back_before_a_result_went_out_writes_nothing(commune):
    assert notices(reversed_(commune, 2)) == []


def test_going_further_back_does_not_withdraw_the_notice(commune):
    case = reversed_(commune)
    case = cases.act(commune, "leader", case.code, "reverse", data={"reason": "trình nhầm"})
    assert [one.withdrawn for one in notices(case)] == [False]


def test_a_refused_reversal_writes_nothing(commune):
    case, before = went(commune, 3), ledger.head(HOUSE).number
    with pytest.raises(Refused):
        cases.act(commune, "leader", case.code, "reverse", data={"reason": ""})
    with pytest.raises(Refused):
        cases.act(commune, "civil.1", case.code, "reverse", data={"reason": REASON})
    assert ledger.head(HOUSE).number == before


def test_who_follows_the_case_is_told_and_reads_the_reason_with_the_tracking_code_only(commune):
    case = reversed_(commune)
    status, page = track(case.code, "2812")
    assert status == 200
    assert "Kết quả đã bị thu hồi, hủy" in page and "01/TB-UBND" in page
    assert REASON not in page and "ghi trong thông báo" in page
    status, page = track(case.code, "", secret_of(case))
    assert REASON in page
    english = Client().post("/track?lang=en", {"code": case.code, "digits": "2812"})
    assert "The result was revoked" in english.content.decode()


def test_a_case_whose_result_stands_has_no_such_notice(commune):
    reversed_(commune)
    status, page = track(went(commune, 3).code, "2812")
    assert status == 200 and "thu hồi, hủy" not in page


def test_a_notice_whose_words_were_struck_tells_no_reason(commune):
    case = reversed_(commune)
    secret = secret_of(case)
    cases.strike(commune, "leader", case.code, ["applicant.name"], "QĐ 9")
    status, page = track(case.code, "", secret)
    assert status == 200 and "Kết quả đã bị thu hồi, hủy" in page
