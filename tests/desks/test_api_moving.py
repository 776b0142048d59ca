"""Moving running cases over HTTP: tried, done, taken back, by who may and with what is told of each case."""

import pytest

from dinh.access import finders
from dinh.store import ledger
from dinh.web.api import moves
from dinh.workflow import cases
from tests.desks.test_api import Program
from tests.desks.test_moving import DAY, SLUG, put, two
from tests.engine.test_versions import version

__all__ = ["two"]
MOVES, RETURNS = (f"procedures/{SLUG}/versions/{DAY}/{noun}" for noun in ("moves", "returns"))
PLAN = {"moves": {"look": "weigh"}, "gives": {"phone": "0912345678"}}


@pytest.fixture
def leader(signed_in) -> Program:
    return Program(signed_in("leader"))


def outcomes(found: dict) -> dict[str, str]:
    return {row["code"]: row["outcome"] for row in found["cases"]}


def test_a_dry_run_tells_of_each_case_whether_it_can_move_and_writes_nothing(leader, two, commune):
    head = ledger.head(commune)
    bare = leader.ask("POST", MOVES, {"dry_run": True}, gives=moves.Moved)
    assert bare["counts"] == {"cannot": 2} and {row["why"]["code"] for row in bare["cases"]} == {
        "move.no_step"
    }
    half = leader.ask(
        "POST", MOVES, {"moves": {"look": "weigh"}, "dry_run": True}, gives=moves.Moved
    )
    assert half["counts"] == {"needs": 2} and [
        row["needs"][0]["field"] for row in half["cases"]
    ] == ["phone", "phone"]
    whole = leader.ask("POST", MOVES, {**PLAN, "dry_run": True}, gives=moves.Moved)
    assert (whole["counts"], whole["dry_run"], whole["hidden"]) == ({"moves": 2}, True, 0)
    assert ledger.head(commune) == head


def test_what_can_move_is_moved_with_a_reason_and_taken_back_by_its_code_or_all(
    leader, two, commune
):
    assert leader.ask("POST", MOVES, PLAN, status=422)["at"][0]["field"] == "reason"
    own = {
        "moves": {"look": "weigh"},
        "cases": {two[0]: {"phone": "0912345678"}},
        "reason": "Nghị định mới",
    }
    done = leader.ask("POST", MOVES, own, gives=moves.Moved)
    assert outcomes(done) == {two[0]: "moved", two[1]: "needs"}
    assert finders.case_as_kept(commune, two[0]).case.version == DAY
    assert leader.ask("POST", RETURNS, {"codes": [two[1]], "reason": "x"}, status=422)["at"][0][
        "message"
    ].startswith(f"Hồ sơ {two[1]}")
    assert outcomes(leader.ask("POST", RETURNS, {"dry_run": True}, gives=moves.Moved)) == {
        two[0]: "back"
    }
    back = leader.ask("POST", RETURNS, {"codes": [two[0]], "reason": "Nhầm"}, gives=moves.Moved)
    assert (outcomes(back), back["undo"]) == ({two[0]: "back"}, True)
    assert finders.case_as_kept(commune, two[0]).case.version == "2026-07-01"
    assert leader.ask("POST", RETURNS, {"reason": "Nhầm"}, gives=moves.Moved)["cases"] == []


def test_what_happened_since_keeps_a_case_and_is_told(leader, two, commune):
    leader.ask("POST", MOVES, {**PLAN, "reason": "Nghị định mới"})
    cases.act(
        commune, "leader", two[0], "extend", data={"by": "2 working days", "reason": "Chờ xác minh"}
    )
    back = leader.ask("POST", f"{RETURNS}?lang=en", {"reason": "Nhầm"}, gives=moves.Moved)
    assert outcomes(back) == {two[0]: "stays", two[1]: "back"}
    assert next(row for row in back["cases"] if row["code"] == two[0])["why"]["message"]


def test_versions_are_listed_with_what_runs_by_each(leader, two, commune):
    put(commune, version(day="2027-03-01"))
    found = leader.ask("GET", f"procedures/{SLUG}/versions", gives=list[moves.Version])
    assert [(one["version"], one["when"], one["running"]) for one in found] == [
        ("2026-07-01", "over", 2),
        (DAY, "now", 0),
        ("2027-03-01", "coming", 0),
    ]
    coming = f"procedures/{SLUG}/versions/2027-03-01/moves"
    assert leader.ask("POST", coming, {**PLAN, "reason": "x"}, status=422)["code"] in (
        "move.not_in_force",
        "move.plan",
    )
    assert (
        leader.ask(
            "POST", f"procedures/{SLUG}/versions/2028-01-01/moves", {"dry_run": True}, status=404
        )["code"]
        == "not_found"
    )
    assert leader.ask("GET", "procedures/khong-co/versions", status=404)["code"] == "not_found"


@pytest.mark.parametrize("person", ["counter.1", "civil.1"])
def test_who_is_neither_leader_nor_office_neither_tries_nor_moves(signed_in, two, commune, person):
    head, officer = ledger.head(commune), Program(signed_in(person))
    for path, body in (
        (MOVES, {**PLAN, "dry_run": True}),
        (MOVES, {**PLAN, "reason": "x"}),
        (RETURNS, {"reason": "x"}),
    ):
        assert officer.ask("POST", path, body, status=403)["code"] == "house.not_yours"
    assert ledger.head(commune) == head


def test_a_plan_of_names_that_are_not_there_is_refused_with_each(leader, two, commune):
    head = ledger.head(commune)
    refused = leader.ask(
        "POST",
        MOVES,
        {
            "moves": {"luk": "weigh"},
            "gives": {"fone": "1"},
            "cases": {two[0]: {"phony": 1}},
            "dry_run": True,
        },
        status=422,
    )
    assert refused["code"] == "move.plan" and {one["field"] for one in refused["at"]} == {
        "moves.luk",
        "fone",
        f"cases.{two[0]}.phony",
    }
    assert ledger.head(commune) == head
