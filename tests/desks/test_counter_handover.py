"""At the end of a shift a clerk hands over money, cases, results and papers; the page says what, and writes nothing."""

import re
from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.engine.record.events import Appointed
from dinh.store import ledger
from dinh.store.keys import make_key
from dinh.web.counter.handover import handover
from dinh.workflow import cases
from tests.desks.test_cases import DATA
from tests.desks.test_counter import settled
from tests.desks.test_counter_money import accepted, pay

PAGE = "/counter/handover/"


@pytest.fixture
def two(signed_in, commune):
    """Two clerks of one counter."""
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
    return signed_in("counter.1"), signed_in("counter.2")


def words(answer) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def shown(commune, clerk="counter.1", now=None):
    return handover(
        commune, finders.who(commune, clerk), clerk, now or finders.time_of(commune), "vi"
    )


def test_a_clerk_hands_over_what_they_took_by_line_cash_and_transfer_apart_and_it_agrees_with_the_takings(
    two, commune
):
    first, second = two
    pay(first, accepted(first, key="a"), key="a")
    pay(first, accepted(first, key="b"), how="transfer", key="b")
    pay(second, accepted(second, key="c"), key="c")
    found = shown(commune)
    assert [(one.times, one.cash, one.transfer, one.total) for one in found.sums] == [
        (2, 10_000, 10_000, 20_000)
    ]
    assert found.of_all == found.total.total + shown(commune, "counter.2").total.total == 30_000
    page = words(first.get(PAGE))
    assert "Bàn giao cuối ca: Phạm Thị Hoa" in page
    assert (
        "Trang đã thu hôm nay có 30.000 đồng: người này 20.000 đồng, người khác 10.000 đồng."
        in page
    )


def test_alone_at_the_counter_the_sum_is_the_page_of_takings(two, commune):
    first, _ = two
    pay(first, accepted(first), key="a")
    assert "Khớp với trang đã thu hôm nay: 10.000 đồng" in words(first.get(PAGE))


def test_each_case_received_today_stands_there_once_with_where_it_is(two, commune):
    first, second = two
    mine, theirs = accepted(first, key="a"), accepted(second, key="b")
    page = words(first.get(PAGE))
    assert page.count(mine) == 1
    assert theirs not in page
    label = ledger.case_state(commune, mine).steps[0].label["vi"]
    assert label in page
    assert not shown(commune).received[0].papers, (
        "of what is certified the original is only shown, and goes home again"
    )


def test_originals_that_were_handed_in_are_named_to_be_counted(two, commune):
    settled(commune)
    assert "Giấy chứng sinh" in " ".join(shown(commune).received[0].papers)
    assert "Giấy chứng sinh" in words(two[0].get(PAGE))


def test_yesterdays_cases_are_not_todays(two, commune):
    accepted(two[0])
    later = finders.time_of(commune) + timedelta(days=1)
    assert shown(commune).received
    assert not shown(commune, now=later).received


def test_a_result_that_was_not_given_out_says_how_long_it_has_waited_and_is_gone_once_it_is_delivered(
    commune, signed_in
):
    case = settled(commune)
    days = [one.days for one in shown(commune, now=case.settled + timedelta(days=3)).results]
    assert days == [3]
    assert case.code in words(signed_in("counter.1").get(PAGE))
    cases.act(commune, "counter.1", case.code, "deliver", data={"how": "counter"})
    assert not shown(commune).results


def test_a_supplement_is_told_while_its_limit_is_near_and_not_before(commune, two):
    code = cases.open_case(commune, "counter.1", "khai-sinh", DATA).code
    cases.act(
        commune,
        "counter.1",
        code,
        "supplement",
        data={
            "items": ["documents.birth_note"],
            "missing": "Trích lục",
            "missing_reason": "Chưa có",
            "guidance": "Mang bản chính",
        },
    )
    step = ledger.case_state(commune, code).steps[0]
    assert step.limit is not None
    near, early = (
        shown(commune, now=step.limit - timedelta(days=2)),
        shown(commune, now=step.limit - timedelta(days=10)),
    )
    assert ([one.case.code for one in near.supplements], early.supplements) == ([code], ())
    assert near.supplements_of_all == 1
    assert not shown(commune, "counter.2", now=step.limit - timedelta(days=2)).supplements
    assert shown(commune, now=step.limit + timedelta(minutes=1)).supplements[0].over


def test_what_is_typed_is_shown_again_in_either_language_and_written_nowhere(two, commune):
    before = ledger.head(commune)
    answer = two[0].post(f"{PAGE}?lang=en", {"to": "H'Nhung", "note": "Chìa khóa ở ngăn 2 <b>"})
    page = answer.content.decode()
    assert 'value="H&#39;Nhung"' in page
    assert "Chìa khóa ở ngăn 2 &lt;b&gt;" in page
    assert "Hand-over of the shift" in page
    assert ledger.head(commune) == before


def test_the_office_chooses_a_clerk_and_a_clerk_sees_only_their_own_shift(two, commune, signed_in):
    pay(two[1], accepted(two[1]), key="a")
    clerk = signed_in("clerk")
    page = words(clerk.get(f"{PAGE}?person=counter.2"))
    assert "Bàn giao cuối ca: H&#39;Nhung" in page
    assert "Tiền đã thu: 10.000 đồng" in page
    assert clerk.get(f"{PAGE}?person=leader").status_code == 404
    assert two[0].get(f"{PAGE}?person=counter.2").status_code == 404
    assert signed_in("civil.1").get(PAGE).status_code == 403


def test_the_page_is_one_link_away_from_the_counter_and_the_day_sheet_and_has_room_for_two_signatures(
    two, house, commune, signed_in
):
    make_key(house)
    assert f'href="{PAGE}"' in two[0].get("/counter/").content.decode()
    assert f'href="{PAGE}"' in two[0].get("/staff/day/").content.decode()
    assert f'href="{PAGE}"' not in signed_in("civil.1").get("/staff/day/").content.decode()
    assert two[0].get(PAGE).content.decode().count("ký, ghi rõ họ tên") == 2
