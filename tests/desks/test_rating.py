"""Whoever has the code and the digits of a settled case says once how content they were; it stands in the log, and the index counts it."""

import re

import pytest

from dinh.engine.refusal import Refused
from dinh.store import ledger
from dinh.workflow import cases
from tests.desks.test_cases import went
from tests.insight.test_quality import case, of


def page(client, code: str) -> str:
    return client.post("/track", {"code": code, "digits": "2812"}).content.decode()


def word(client, code: str) -> str:
    return re.search(r'name="word" value="([^"]+)"', page(client, code))[1]


def test_a_settled_case_is_rated_from_the_page_that_its_digits_opened(client, commune, signed_in):
    code = went(commune, 4).code
    answer = client.post("/track/ratings", {"word": word(client, code), "rating": "4"})
    assert answer.status_code == 200 and "4 trên 5" in answer.content.decode()
    assert ledger.case_state(commune, code).rating == 4
    assert "4 trên 5" in page(client, code) and 'name="word"' not in page(client, code)
    assert (
        "Người nộp đánh giá việc giải quyết: 4 trên 5."
        in signed_in("leader").get(f"/cases/{code}/").content.decode()
    )


def test_sent_twice_it_is_recorded_once_and_nobody_is_frightened(client, commune):
    code = went(commune, 4).code
    sent = {"word": word(client, code), "rating": "5"}
    client.post("/track/ratings", sent)
    number = ledger.head(commune).number
    again = client.post("/track/ratings", {**sent, "rating": "1"})
    assert again.status_code == 200 and "từ trước" in again.content.decode()
    assert ledger.head(commune).number == number and ledger.case_state(commune, code).rating == 5


def test_what_is_not_settled_cannot_be_rated_nor_asks_for_it(client, commune):
    code = went(commune, 1).code
    assert 'name="word"' not in page(client, code)
    before = ledger.head(commune).number
    with pytest.raises(Refused, match=r"rating\.open"):
        cases.rate(commune, code, 5)
    assert ledger.head(commune).number == before


def test_a_withdrawn_case_is_not_rated(commune):
    code = went(commune, 1).code
    cases.act(commune, "counter.1", code, "withdraw", data={"reason": "thôi"})
    with pytest.raises(Refused, match=r"rating\.open"):
        cases.rate(commune, code, 5)


@pytest.mark.parametrize("given", ["", "0", "6", "-1", "5.0", "năm", "٥"])
def test_only_the_five_levels_are_recorded(client, commune, given):
    code = went(commune, 4).code
    answer = client.post("/track/ratings", {"word": word(client, code), "rating": given})
    assert answer.status_code == 422 and "năm mức" in answer.content.decode()
    assert ledger.case_state(commune, code).rating == 0


@pytest.mark.parametrize("bad", ["", "x", "H36.99-261125-0001"])
def test_a_word_that_is_not_ours_rates_nothing(client, commune, bad):
    code = went(commune, 4).code
    answer = client.post("/track/ratings", {"word": bad, "rating": "5"})
    assert answer.status_code == 422
    assert "Chưa ghi được đánh giá" in answer.content.decode()
    assert ledger.case_state(commune, code).rating == 0


def test_a_case_that_is_settled_anew_may_be_rated_anew(commune):
    code = went(commune, 4).code
    assert cases.rate(commune, code, 1).rating == 1
    cases.act(commune, "leader", code, "reverse", data={"reason": "ghi nhầm họ"})
    assert ledger.case_state(commune, code).rating == 0


def test_the_index_counts_the_content_among_those_who_said_anything():
    from msgspec.structs import replace

    def said(code, rating):
        one = case(code)
        return replace(one, case=replace(one.case, rating=rating))

    measures, _ = of(said("a", 5), said("b", 4), said("c", 3), said("d", 0))
    assert (measures["rated"].done, len(measures["rated"].parts)) == (2, 3)
    assert measures["rated"].score == pytest.approx(4.0)
    assert [part.name for part in measures["rated"].parts if not part.done] == ["c"]
