"""What always holds of cases among houses: whatever is tried in whatever order, killed at whatever moment, by however many at once."""

import os
import signal
import threading

import pytest
from django.db import connections
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.store import ledger, writer
from dinh.store.link import PostgresLink, SqliteLink
from dinh.workflow import across_houses, cases
from tests.two_houses import ASKED, COMMUNE, NEIGHBOUR, PROVINCE, SHORT, Houses


@pytest.fixture
def houses(house) -> Houses:
    return Houses()


ACTS = st.tuples(
    st.sampled_from(["here", "here", "here", *SHORT]), st.sampled_from(["office", "office", "leader", "counter"]),
    st.sampled_from(["accept", "ask_province", "ask_partner", "answer", "forward", "decline", "sign", "again", "drop", "note", "reverse", "withdraw", "deliver", "transfer", "route", "transfer"]),
    st.sampled_from([COMMUNE, NEIGHBOUR, PROVINCE]),
)  # fmt: skip
DATA = {
    "answer": {"view": "Được"},
    "decline": {"why": "Không"},
    "note": {"text": "x"},
    "reverse": {"reason": "x"},
    "withdraw": {"reason": "x"},
    "deliver": {"how": "counter"},
    "drop": {},
}


def tried(houses: Houses, house: str, role: str, action: str, to: str) -> None:
    house = houses.case().now if house == "here" else house
    person = f"{SHORT[house]}.{role}"
    try:
        if action in ("transfer", "route"):
            houses.goes(person, action, to, reason="x" if action == "transfer" else "")
        else:
            houses.act(person, action, **DATA.get(action, {}))
    except (Refused, finders.NotFound):
        pass


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=12, max_size=40))
def test_whatever_is_tried_one_house_may_act_and_every_house_can_be_made_anew(houses, acts):
    houses.opened()
    for act in (("here", "office", "accept", COMMUNE), *acts) if len(acts) % 3 else acts:
        tried(houses, *act)
        told = {
            house: case
            for house in houses.houses
            if (case := ledger.case_state(house, houses.code))
        }
        (here,) = [case for case in told.values() if not case.away]
        for house in {here.first, here.settles}:
            assert across_houses.same(told[house], here), f"{house} was not told"
        assert not here.end or here.now == here.first or here.went[-1].why == "back"
    event(f"went {len(here.went)}")
    houses.sound()


@pytest.mark.parametrize("action", ["ask_province", "transfer"])
def test_a_kill_between_any_two_statements_leaves_the_case_whole_in_one_house(houses, action):
    houses.opened().act("xa.office", "accept")
    for statement in range(1, 200):
        before = [ledger.head(house) for house in houses.houses]
        connections.close_all()
        writer.lay_down()
        child = os.fork()
        if child == 0:
            _killed_at(statement, lambda: _hand_over(houses, action))
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            break
        assert [ledger.head(house) for house in houses.houses] == before
        assert houses.case().now == COMMUNE and ledger.case_state(PROVINCE, houses.code) is None
    else:
        raise AssertionError("it never came to its end")
    assert statement > 5 and os.WEXITSTATUS(status) == 0
    assert houses.case().now == PROVINCE and across_houses.same(
        houses.case(), houses.case(PROVINCE)
    )
    houses.sound()


def _hand_over(houses: Houses, action: str) -> None:
    if action == "transfer":
        houses.goes("xa.office", "transfer", PROVINCE, reason="x")
    else:
        houses.act("xa.office", action)


def _killed_at(statement: int, work) -> None:
    """In a process of its own: the work, cut off before so many statements of its transaction have been sent."""
    left = [statement]
    for kind in (SqliteLink, PostgresLink):

        def many(self, sql, rows, send=kind.many):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            send(self, sql, rows)

        kind.many = many
    try:
        work()
    except BaseException:
        os._exit(1)
    os._exit(0)


def opening(houses: Houses) -> None:
    """Somebody writes in one house alone meanwhile."""
    for _ in range(20):
        cases.open_case(COMMUNE, "xa.office", "hoi-y-kien", ASKED, channel="house", at=houses.at)
    connections.close_all()


def test_cases_that_cross_each_other_wait_for_nobody_in_a_circle(houses):
    codes = []
    for _ in range(12):
        codes.append(houses.opened().act("xa.office", "accept").code)
        if len(codes) % 2:
            houses.act("xa.office", "ask_province")
    faults: list[BaseException] = []

    def gone(code: str, there: bool) -> None:
        try:
            for _ in range(4):
                if there:
                    cases.act(
                        PROVINCE, "tinh.office", code, "answer", data={"view": "Được"}, at=houses.at
                    )
                    cases.act(COMMUNE, "xa.leader", code, "again", at=houses.at)
                else:
                    cases.act(COMMUNE, "xa.office", code, "ask_province", at=houses.at)
                    cases.act(
                        PROVINCE, "tinh.office", code, "answer", data={"view": "Được"}, at=houses.at
                    )
                    cases.act(COMMUNE, "xa.leader", code, "again", at=houses.at)
                    continue
                cases.act(COMMUNE, "xa.office", code, "ask_province", at=houses.at)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=gone, args=(code, place % 2 == 0))
        for place, code in enumerate(codes)
    ]
    plain = threading.Thread(target=opening, args=(houses,))
    for thread in (*threads, plain):
        thread.start()
    for thread in (*threads, plain):
        thread.join(60)
    assert not faults
    for code in codes:
        houses.code = code
        houses.sound()
