"""Children in other houses: opened there with the parent's act, side by side, their ends told to the parent in the same transaction."""

from datetime import timedelta

import pytest

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.store import ledger
from dinh.workflow import cases
from tests.two_houses import COMMUNE, NEIGHBOUR, PROVINCE, Houses


@pytest.fixture
def houses(house) -> Houses:
    return Houses()


def asking(houses: Houses) -> tuple[str, str]:
    """A question to both; gives the codes of the two children."""
    houses.code = cases.open_case(
        COMMUNE,
        "xa.office",
        "hoi-hai-noi",
        {"question": "Có không", "partner": NEIGHBOUR},
        channel="house",
        at=houses.at,
    ).code
    houses.act("xa.office", "send")
    return tuple(child.code for child in houses.case().children)


def act(houses: Houses, code: str, person: str, action: str, **data):
    parent, houses.code = houses.code, code
    try:
        houses.act(person, action, **data)
    finally:
        houses.code = parent


def test_two_houses_work_side_by_side_each_on_a_case_of_its_own(houses):
    near, high = asking(houses)
    assert (near[:5], high[:2]) == (NEIGHBOUR, PROVINCE) and houses.case().now == COMMUNE
    assert (
        ledger.case_state(NEIGHBOUR, near).parent.house == COMMUNE
        and ledger.case_state(COMMUNE, near) is None
    )
    assert finders.worklist(PROVINCE, "tinh.office", at=houses.at)[0].code == high
    act(houses, high, "tinh.office", "say", reply="Không")
    assert [step.name for step in houses.case().steps] == ["running"]
    act(houses, near, "ban.office", "say", reply="Có")
    case = houses.case()
    assert [step.name for step in case.steps] == ["read"] and (
        case.data["near"],
        case.data["high"],
    ) == ("Có", "Không")
    houses.act("xa.leader", "close")
    houses.sound()


def test_a_child_that_goes_on_to_a_third_house_still_tells_its_parent(houses):
    near, high = asking(houses)
    act(houses, near, "ban.office", "up")
    assert ledger.case_state(PROVINCE, near).now == PROVINCE
    act(houses, near, "tinh.office", "say", reply="Có")
    assert (
        houses.case().data["near"] == "Có" and ledger.case_state(NEIGHBOUR, near).now == NEIGHBOUR
    )
    act(houses, high, "tinh.office", "say", reply="Không")
    assert [step.name for step in houses.case().steps] == ["read"]
    houses.sound()


def test_withdrawing_the_parent_withdraws_the_children_wherever_they_are(houses):
    near, high = asking(houses)
    act(houses, near, "ban.office", "up")
    houses.act("xa.office", "stop")
    assert [
        ledger.case_state(house, code).end for house, code in ((NEIGHBOUR, near), (PROVINCE, high))
    ] == ["withdrawn", "withdrawn"]
    assert ledger.case_state(NEIGHBOUR, near).now == NEIGHBOUR
    houses.sound()


def test_a_parent_handed_over_meanwhile_is_told_where_it_is(houses):
    near, high = asking(houses)
    houses.goes("xa.leader", "transfer", PROVINCE, reason="Tỉnh làm")
    act(houses, near, "ban.office", "say", reply="Có")
    act(houses, high, "tinh.office", "say", reply="Không")
    assert [step.name for step in houses.case(PROVINCE).steps] == ["read"] and houses.case().data[
        "near"
    ] == "Có"
    houses.act("tinh.leader", "close")
    assert houses.case().now == COMMUNE
    houses.sound()


def test_a_child_that_cannot_be_opened_there_leaves_nothing_in_any_house(houses):
    houses.code = cases.open_case(
        COMMUNE,
        "xa.office",
        "hoi-hai-noi",
        {"question": "Có không", "partner": NEIGHBOUR},
        channel="house",
        at=houses.at,
    ).code
    heads = [ledger.head(house) for house in houses.houses]
    with pytest.raises(Refused, match=r"time\.backwards"):
        cases.act(COMMUNE, "xa.office", houses.code, "send", at=houses.at - timedelta(days=1))
    assert [ledger.head(house) for house in houses.houses] == heads
