"""Child cases through the door: opened, told, withdrawn and taken back together with their parent, or not at all."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from dinh.access import finders
from dinh.engine.refusal import Refused
from dinh.store import queries
from dinh.workflow import cases
from tests.families.line import HOUSE, JOBS, Families, at


def test_a_step_opens_a_case_for_each_row_and_waits_for_all_of_them(families: Families) -> None:
    parent = families.directive(*JOBS)
    first, second = families.children(parent)
    child = families.case(first)
    assert (child.procedure, child.channel, child.parent.code, child.opener) == (
        "nhiem-vu",
        "parent",
        parent,
        "office",
    )
    assert child.data == {"what": "Quét đường", "due_on": "2026-07-10", "whose": "Dọn vệ sinh"}
    assert families.done(first) and families.steps(parent) == ["running"]
    families.act(second, "fail", "land")
    told = families.case(parent)
    assert [step.name for step in told.steps] == ["report"]
    assert {row: cells["result"] for row, cells in told.data["jobs"].items()} == {
        "1": "done",
        "2": "failed",
    }
    assert told.data["jobs"]["1"]["said"] == "Sạch" and "said" not in told.data["jobs"]["2"]
    families.act(parent, "close", "leader", "2026-07-04")
    assert families.case(parent).end == "closed" and families.whole()


def test_the_end_of_a_child_and_what_the_parent_is_told_stand_side_by_side_in_the_log(
    families: Families,
) -> None:
    parent = families.directive(JOBS[0])
    before = families.events()
    families.done(families.children(parent)[0])
    kinds = [
        (one.case, one.kind, one.actor)
        for one in finders.log_seen_by(HOUSE, "office")
        if one.number > before
    ]
    assert [case for case, _, _ in kinds] == [families.children(parent)[0]] * 2 + [parent] * 2
    assert [kind for _, kind, _ in kinds] == [
        "filled",
        "acted",
        "filled",
        "acted",
    ] and '"house"' in kinds[-1][2]


def test_codes_of_children_follow_that_of_their_parent_and_are_given_once(
    families: Families,
) -> None:
    parent = families.directive(*JOBS)
    other = families.directive(*JOBS)
    codes = [parent, *families.children(parent), other, *families.children(other)]
    assert [code[-4:] for code in codes] == ["0001", "0002", "0003", "0004", "0005", "0006"]


def test_a_parent_without_rows_goes_straight_on(families: Families) -> None:
    parent = families.directive()
    case = families.case(parent)
    assert families.steps(parent) == ["report"] and not case.children
    families.undo(parent)
    assert families.steps(parent) == ["plan"]


def test_a_child_that_cannot_be_opened_undoes_the_whole_act_and_says_why(
    families: Families,
) -> None:
    parent = families.directive({"what": "Quét", "due_on": "2099-07-10"}, send=False)
    before = families.events()
    with pytest.raises(Refused) as out:
        families.act(parent, "send", "office")
    assert (
        out.value.refusal.code == "child.refused"
        and "Nhiệm vụ" in out.value.refusal.facts["procedure"]["vi"]
    )
    assert families.events() == before and families.steps(parent) == ["plan"]


def test_nobody_opens_by_hand_what_only_a_parent_opens(families: Families) -> None:
    for channel in ("parent", "house", None):
        with pytest.raises(Refused, match=r"open\.not_yours|channel\.closed"):
            cases.open_case(
                HOUSE,
                "office",
                "nhiem-vu",
                {"what": "x", "due_on": "2026-07-10"},
                channel=channel,
                at=at("2026-07-01"),
            )


def test_closing_withdraws_the_open_children_and_leaves_those_that_ended(
    families: Families,
) -> None:
    parent = families.directive(*JOBS)
    first, second = families.children(parent)
    families.done(first)
    families.act(parent, "stop", "office", "2026-07-04")
    assert (families.case(first).end, families.case(second).end, families.case(parent).end) == (
        "done",
        "withdrawn",
        "dropped",
    )
    assert families.case(second).closed_by == parent
    assert [child.end for child in families.case(parent).children] == [
        "done",
        "withdrawn",
    ] and families.whole()
    for code in (parent, second):
        with pytest.raises(Refused, match=r"reverse\.closed"):
            families.undo(code)
        assert not finders.explain(HOUSE, "leader", code, "reverse", at("2026-07-09"))[0].may


def test_a_withdrawn_child_counts_as_ended(families: Families) -> None:
    parent = families.directive(*JOBS)
    first, second = families.children(parent)
    families.done(first)
    cases.act(
        HOUSE, "counter", second, "withdraw", data={"reason": "Không cần nữa"}, at=at("2026-07-04")
    )
    assert (
        families.steps(parent) == ["report"]
        and families.case(parent).data["jobs"]["2"]["result"] == "withdrawn"
    )


def test_withdrawing_a_parent_withdraws_its_open_children(families: Families) -> None:
    parent = families.directive(*JOBS)
    cases.act(HOUSE, "counter", parent, "withdraw", data={"reason": "Thôi"}, at=at("2026-07-04"))
    assert [families.case(code).end for code in families.children(parent)] == [
        "withdrawn",
        "withdrawn",
    ]


def test_taking_a_childs_end_back_makes_the_parent_wait_again(families: Families) -> None:
    parent = families.directive(*JOBS)
    first, second = families.children(parent)
    families.done(first)
    families.done(second, "2026-07-04")
    assert families.steps(parent) == ["report"]
    families.undo(second)
    assert families.steps(parent) == ["running"] and [
        child.end for child in families.case(parent).children
    ] == ["done", ""]
    families.undo(first, "2026-07-10")
    assert [child.end for child in families.case(parent).children] == ["", ""] and families.whole()
    families.done(first, "2026-07-11")
    families.done(second, "2026-07-11")
    assert families.steps(parent) == ["report"] and families.whole()


def test_a_childs_end_stands_once_the_parent_has_gone_on(families: Families) -> None:
    parent = families.directive(JOBS[0])
    child = families.children(parent)[0]
    families.done(child)
    families.act(parent, "close", "leader", "2026-07-04")
    before = families.events()
    with pytest.raises(Refused) as out:
        families.undo(child)
    assert (
        out.value.refusal.code == "reverse.parent_on"
        and families.events() == before
        and families.case(child).end == "done"
    )
    families.undo(parent)
    families.undo(child, "2026-07-10")
    assert families.steps(parent) == ["running"]


def test_taking_back_the_act_by_which_a_step_was_left_finds_the_children_that_are_back_meanwhile(
    families: Families,
) -> None:
    parent = families.directive(*JOBS)
    first, second = families.children(parent)
    families.act(parent, "leave", "office")
    families.done(first)
    families.undo(parent)
    assert (
        families.steps(parent) == ["running"]
        and families.case(parent).data["jobs"]["1"]["said"] == "Sạch"
    )
    families.act(parent, "leave", "office", "2026-07-10")
    families.done(second, "2026-07-10")
    families.undo(parent, "2026-07-11")
    told = families.case(parent)
    assert [step.name for step in told.steps] == ["report"] and told.by_house == told.standing, (
        "both are back: the house leads on at once"
    )
    assert {row: cells["result"] for row, cells in told.data["jobs"].items()} == {
        "1": "done",
        "2": "done",
    } and families.whole()
    families.undo(first, "2026-07-12")
    assert families.steps(parent) == ["running"] and families.whole()


def test_what_children_brought_about_is_taken_back_in_the_child(families: Families) -> None:
    parent = families.directive(JOBS[0])
    families.done(families.children(parent)[0])
    with pytest.raises(Refused) as out:
        families.undo(parent)
    assert out.value.refusal.code == "reverse.by_house" and out.value.refusal.facts[
        "children"
    ] == families.children(parent)


def test_taking_back_the_act_that_opened_children_withdraws_those_still_open(
    families: Families,
) -> None:
    parent = families.directive(*JOBS)
    first, second = families.children(parent)
    families.done(first)
    families.undo(parent, "2026-07-04")
    assert families.steps(parent) == ["plan"]
    assert [families.case(code).end for code in (first, second)] == [
        "done",
        "withdrawn",
    ] and families.whole()
    families.act(parent, "send", "office", "2026-07-05")
    assert len(families.children(parent)) == 4 and families.steps(parent) == ["running"]
    for code in families.children(parent)[2:]:
        families.done(code, "2026-07-06")
    assert families.steps(parent) == ["report"]


def test_a_loop_opens_new_children_each_time(families: Families) -> None:
    parent = families.directive(JOBS[0])
    families.done(families.children(parent)[0])
    families.act(parent, "again", "leader", "2026-07-04")
    assert len(families.children(parent)) == 2 and families.steps(parent) == ["running"]


def test_a_register_gives_a_child_for_each_row_that_is_meant_and_two_are_enough(
    families: Families,
) -> None:
    families.hamlets("A", "B", "C")
    families.hamlets("X", active="no")
    parent = cases.open_case(
        HOUSE, "office", "ra-soat", {"title": "Rà soát"}, at=at("2026-07-02")
    ).code
    children = families.case(parent).children
    assert [child.row for child in children] == ["A", "B", "C"] and families.case(
        children[0].code
    ).data == {"hamlet": "A", "called": "Bon A"}
    families.act(children[2].code, "report", "land", households=5)
    families.act(children[0].code, "report", "land", households=4)
    assert families.steps(parent) == ["sum"]
    families.act(children[1].code, "report", "land", households=7)
    assert [row["households"] for row in families.case(parent).data["counted"].values()] == [
        5,
        4,
        7,
    ] and families.whole()


def test_time_ends_a_child_and_the_parent_is_told_at_that_instant(families: Families) -> None:
    families.hamlets("A", "B")
    parent = cases.open_case(
        HOUSE, "office", "ra-soat", {"title": "Rà soát"}, at=at("2026-07-02")
    ).code
    families.clock("2026-07-30")
    case = families.case(parent)
    assert [step.name for step in case.steps] == ["sum"] and {
        child.end for child in case.children
    } == {"silent"}
    assert case.steps[0].since == families.case(case.children[0].code).settled


def test_an_old_page_of_the_parent_is_told_that_a_child_came_back(families: Families) -> None:
    parent = families.directive(*JOBS)
    seen = families.case(parent).number
    families.done(families.children(parent)[0])
    with pytest.raises(Refused, match=r"case\.moved"):
        cases.act(HOUSE, "office", parent, "stop", at=at("2026-07-04"), seen=seen)


def test_doing_it_twice_opens_once(families: Families) -> None:
    parent = families.directive(*JOBS, send=False)
    for _ in range(2):
        cases.act(HOUSE, "office", parent, "send", at=at("2026-07-02"), key="once")
    assert len(families.children(parent)) == 2


def test_a_process_that_is_killed_leaves_no_child_without_its_parent_and_no_end_untold(
    families: Families,
) -> None:
    families.hamlets(*"ABCDEFGH")
    command = [
        sys.executable,
        "-m",
        "tests.families.another_process",
        str(connection.settings_dict["NAME"]),
        str(settings.HOUSE),
    ]
    for after in (0.0, 0.03, 0.1):
        other = subprocess.Popen(
            command, stdout=subprocess.PIPE, env=os.environ, cwd=Path(__file__).parent.parent
        )
        try:
            assert other.stdout is not None and all(
                other.stdout.readline().startswith(b"H36.99-") for _ in range(2)
            )
            time.sleep(after)
        finally:
            other.kill()
            other.wait()
            assert other.stdout is not None
            other.stdout.close()
        at_rest(families)
        told_true(families)
    assert len(queries.cases(HOUSE, procedure="chi-dao", limit=500)) >= 6
    families.clock("2026-10-06")
    assert len(queries.cases(HOUSE, procedure="tham-nom", limit=500)) == 8 * 4 and families.whole()


def at_rest(families: Families) -> None:
    """What a killed process had already asked its database to commit may come a moment later."""
    seen = -1
    while seen != families.events():
        seen = families.events()
        time.sleep(0.3)


def told_true(families: Families) -> None:
    """Each child of each parent is there and ended where its parent says so; each task has its parent."""
    children = set()
    for code in queries.cases(HOUSE, procedure="chi-dao", limit=500):
        parent = families.case(code)
        ends = {child.code: child.end for child in parent.children}
        assert ends == {child: families.case(child).end for child in ends}
        assert [step.name for step in parent.steps] == (
            ["plan"] if not ends else ["running"] if not all(ends.values()) else ["report"]
        )
        children |= ends.keys()
    assert children == set(queries.cases(HOUSE, procedure="nhiem-vu", limit=500))
