"""A name is a house's own: somebody of the same name in another house is somebody else, for four eyes, for reading, for whoever opened the case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dinh.access import finders
from dinh.engine.record.events import Appointed
from dinh.engine.refusal import Refused
from dinh.engine.schedule.calendar import local
from dinh.procedures import check_paths
from dinh.store import ledger
from dinh.store.books import verify
from dinh.store.rebuild import rebuild
from dinh.workflow import cases, publishing
from tests.engine.test_by_chance import QUIET, field, small, told, work
from tests.generated.crossings import BEGIN, HOME, HOUSES, NEIGHBOUR, PROVINCE, founded

AT = local("2026-07-01T09:00")
STEPS = {
    "first": {**work("leader", ask={"to": "there"}, look={"to": "mine"}), "role": ["leader", "office"]},
    "there": {**work("leader", answer={"to": "again"}), "at": "province", "not_by": ["first"]},
    "again": {**work("leader", more={"to": "second"}), "role": ["leader", "clerk"], "not_by": ["there"]},
    "second": {**work("leader", answer={"to": "over"}), "role": ["leader", "office"], "at": "province", "not_by": ["there"]},
    "mine": {**work("opener", end={"to": "over"})},
}  # fmt: skip


@pytest.fixture
def code(house: Path, tmp_path: Path) -> str:
    """A case that `leader` of the commune has opened, in three houses that each have a `leader`."""
    founded()
    publishing.publish(HOME, asked(tmp_path), at=BEGIN)
    return cases.open_case(HOME, "leader", "thu-sinh", {"what": "x"}, channel="house", at=AT).code


def asked(folder: Path, **more: Any) -> Any:
    found = small(folder, STEPS, form={"what": field("text", required="yes")}, **more)
    assert not told(found), [(one.rule, one.message.en) for one in found.problems]
    return check_paths([folder / "thu-sinh.yaml"])


def act(here: str, person: str, code: str, action: str, **data: Any) -> str:
    """Why not; "": it is done."""
    try:
        cases.act(here, person, code, action, data=data, at=AT)
    except Refused as out:
        return out.refusal.code
    return ""


def test_who_acted_at_home_keeps_nobody_of_that_name_from_acting_elsewhere_nor_the_other_way(
    code: str,
):
    assert act(HOME, "office", code, "ask") == ""
    assert act(PROVINCE, "leader", code, "answer") == ""
    assert act(HOME, "office", code, "more") == "step.not_yours"
    assert act(HOME, "leader", code, "more") == "", "the one who answered there is another leader"
    assert act(PROVINCE, "leader", code, "answer") == "step.not_by", (
        "who answered there already is the same person"
    )
    assert act(PROVINCE, "office", code, "answer") == ""
    for house in (HOME, PROVINCE):
        case = ledger.case_state(house, code)
        assert case is not None
        assert case.acted_by == {
            "first": ("office",),
            "there": (f"leader@{PROVINCE}",),
            "again": ("leader",),
            "second": (f"office@{PROVINCE}",),
        }
    for house in HOUSES:
        assert verify(house)["ok"]
        assert rebuild(house, check=True)["equal"]


def test_whoever_asked_is_another_person_than_the_one_of_that_name_who_answers_elsewhere(code: str):
    assert act(HOME, "leader", code, "ask") == ""
    assert act(PROVINCE, "leader", code, "answer") == "", "the only leader there"
    assert act(HOME, "leader", code, "more") == "step.not_by", "by way of the step between"


def test_whoever_opened_it_is_nobody_of_that_name_in_the_house_to_which_it_is_handed(code: str):
    assert act(HOME, "leader", code, "look") == ""
    assert act(HOME, "leader", code, "transfer", house=NEIGHBOUR, reason="x") == ""
    assert act(NEIGHBOUR, "leader", code, "end") == "step.elsewhere"
    assert act(NEIGHBOUR, "leader", code, "transfer", house=HOME, reason="x") == ""
    assert act(HOME, "leader", code, "end") == ""


def test_a_step_of_whoever_opened_it_leads_the_case_to_where_it_was_opened_though_another_house_settles_it(
    code: str,
):
    """Seed 712006 between houses: the only one who could act was never in the house whose step it was."""
    assert act(HOME, "leader", code, "transfer", house=NEIGHBOUR, reason="x") == ""
    assert act(NEIGHBOUR, "leader", code, "look") == ""
    case = ledger.case_state(HOME, code)
    assert case is not None and (case.now, case.settles) == (HOME, NEIGHBOUR)
    assert act(HOME, "leader", code, "end") == ""
    assert rebuild(NEIGHBOUR, check=True)["equal"]


def test_a_case_that_is_kept_to_some_roles_is_not_read_elsewhere_by_the_namesake_of_whoever_opened_it(
    house: Path, tmp_path: Path
):
    founded()
    for place, role in ((HOME, "leader"), (PROVINCE, "clerk")):
        cases.appoint(
            place,
            [
                Appointed(
                    person="an",
                    post="an",
                    roles=(role,),
                    title={"vi": "an"},
                    start="2025-07-01",
                    personal={"name": f"An {place}"},
                )
            ],
            at=BEGIN,
        )
    kept = {"class": "kin", "classes": {"kin": {"roles": ["leader"], "label": {"vi": "Kín"}}}}
    publishing.publish(HOME, asked(tmp_path, **kept), at=BEGIN)
    code = cases.open_case(
        HOME, "an", "thu-sinh", {"what": "điều kín"}, channel="house", at=AT
    ).code
    assert act(HOME, "leader", code, "ask") == ""
    assert finders.case_seen_by(HOME, "an", code).case.data["what"] == "điều kín"
    assert finders.case_seen_by(PROVINCE, "leader", code).case.data["what"] == "điều kín"
    with pytest.raises(finders.NotFound):
        finders.case_seen_by(PROVINCE, "an", code)
    assert "điều kín" not in str([*finders.log_seen_by(PROVINCE, "an")])


@pytest.mark.parametrize(("at", "rules"), [("province", set()), ("where", {"P2"})])
def test_a_house_that_a_field_names_may_be_this_one_and_has_nobody_else_then(
    tmp_path: Path, at: str, rules: set[str]
):
    steps = {
        "first": work("leader", ask={"to": "there"}),
        "there": {**work("leader", answer={"to": "over"}), "at": at, "not_by": ["first"]},
    }
    assert (
        told(
            small(
                tmp_path,
                steps,
                ends={"over": QUIET},
                form={"where": field("house", required="yes")},
            )
        )
        == rules
    )
