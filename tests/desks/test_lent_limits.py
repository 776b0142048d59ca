"""Whoever signs for another signs only what was lent: the button counts just that, and just that they are reminded of."""

from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.engine.record.events import Appointed, Delegated
from dinh.workflow import cases
from tests.desks.conftest import approve_latest
from tests.desks.test_cases import DATA, went

DECISION = "12/QĐ-UBND"


@pytest.fixture
def head(commune):
    """The head of the office, who holds a post of their own."""
    cases.appoint(
        commune,
        [
            Appointed(
                person="head.1",
                post="head.1",
                roles=("office",),
                start="2025-07-01",
                personal={"name": "Nông Thị Hiền"},
            )
        ],
    )
    return "head.1"


def lend(commune, to, *procedures, giver="leader", role="leader"):
    given = Delegated(
        delegation=DECISION,
        giver=giver,
        to=to,
        roles=(role,),
        procedures=procedures,
        start="2026-07-01",
        end="2027-01-31",
        reason="Đi họp tỉnh",
    )
    if cases.delegate(commune, given, person=giver):
        approve_latest(commune, "leader.2")


@pytest.mark.parametrize(
    ("procedures", "words"),
    [
        (("khai-sinh",), "Ký 1 văn bản"),
        ((), "Ký 1 văn bản"),
        (("chung-thuc-ban-sao",), "Không có văn bản nào chờ ký."),
    ],
)
def test_the_button_counts_only_what_this_person_may_sign(
    signed_in, commune, head, procedures, words
):
    went(commune, 2)
    lend(commune, head, *procedures)
    page = signed_in(head).get("/staff/").content.decode()
    assert words in page
    assert "Ký 1 văn bản" in signed_in("leader").get("/staff/").content.decode()


@pytest.mark.parametrize(
    ("procedures", "told"), [(("khai-sinh",), True), ((), True), (("chung-thuc-ban-sao",), False)]
)
def test_whoever_acts_for_some_procedures_is_reminded_of_those_alone(
    commune, head, procedures, told
):
    lend(commune, head, *procedures, giver="counter.1", role="counter")
    case = cases.open_case(commune, "counter.1", "khai-sinh", DATA, channel="online")
    later = finders.time_of(commune) + timedelta(days=3)
    cases.let_time_act(commune, at=later)
    assert [one.case.code for one in finders.reminded(commune, "counter.1", at=later)] == [
        case.code
    ], "nobody looked at it for eight office hours"
    assert [one.case.code for one in finders.reminded(commune, head, at=later)] == (
        [case.code] if told else []
    )
