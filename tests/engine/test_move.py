"""Where a case goes: choices, blocks, branches by row, breaks, and what begins anew."""

from __future__ import annotations

import pytest

from tests.procedures_for_tests import Story, fields

BODIES = [{"name": "Công an"}, {"name": "Biên phòng"}]


def asking(big=True, road=False, bodies=BODIES, kind="odd", go="go", **more) -> Story:
    story = Story("khoi")
    story.open({"big": big, "road": road, "kind": kind, "bodies": bodies, **more}, by="office")
    story.act(go, by="office")
    return story


def answer(story: Story, row: str, view: str = "for", **more) -> None:
    story.act("answer", by="police", step=f"opinion/{row}", rows={row: {"view": view, **more}})


def test_a_block_opens_the_branches_that_hold_and_one_for_each_row():
    assert set(asking().steps) == {"survey", "opinion/1", "opinion/2"}
    assert set(asking(big=False).steps) == {"opinion/1", "opinion/2"}
    assert set(asking(road=True, bodies=[]).steps) == {"survey", "road_a", "road_b"}


def test_a_block_of_which_no_branch_opens_goes_straight_on():
    assert asking(big=False, bodies=[]).steps == ["settle"]


def test_choices_are_passed_at_once_and_the_event_says_which_lines_held():
    assert asking(kind="quick", go="direct").steps == ["signing"]
    story = asking(kind="plain", big=False, go="direct")
    assert story.steps == ["signing"]
    assert [(p.step, p.line, p.to) for p in story.events[-1].body.passed] == [
        ("routing", 2, "again"),
        ("again", 2, "signing"),
    ]
    assert set(asking(kind="plain", go="direct").steps) == {"survey", "opinion/1", "opinion/2"}


def test_a_block_meets_once_its_last_branch_is_done_and_not_before():
    story = asking()
    answer(story, "1")
    answer(story, "2", "against", why="xa")
    assert story.steps == ["survey"]
    story.act("done", by="land", looked=True)
    assert story.steps == ["settle"]


def test_blocks_nest_and_the_outer_one_waits_for_the_inner():
    story = asking(road=True, bodies=[], big=False)
    story.act("fine", by="construction")
    assert story.steps == ["road_b"]
    story.act("fine", by="economy")
    assert story.steps == ["settle"]


def test_a_break_drops_every_other_branch_of_the_blocks_it_leaves():
    story = asking(road=True)
    story.act("bad", by="construction")
    assert story.steps == ["signing"]
    assert set(story.events[-1].body.left) == {
        "survey",
        "opinion/1",
        "opinion/2",
        "road_a",
        "road_b",
    }
    story = asking(road=True)
    story.act("stop", by="land", reason="thôi")
    assert story.steps == ["stopped_by"]


def test_of_several_branches_the_step_must_be_said():
    story = asking()
    found = story.refused("answer", by="police", rows={"1": {"view": "for"}})
    assert found.code == "step.which" and found.facts["steps"] == ["opinion/1", "opinion/2"]
    answer(story, "1")
    story.act("answer", by="police", view="for")
    assert story.case.data["bodies"]["2"]["view"] == "for"


def test_a_branch_fills_its_own_row_and_no_other():
    story = asking()
    assert (
        story.refused("answer", by="police", step="opinion/1", rows={"2": {"view": "for"}})
        .at[0]
        .code
        == "field.row_unknown"
    )
    for data in (
        {"view": "for"},
        {"row": {"view": "for"}},
        {"row.view": "for"},
        {"rows": {"1": {"view": "for"}}},
    ):
        story = asking()
        story.act("answer", by="police", step="opinion/1", data=data)
        assert [row.get("view") for row in story.case.data["bodies"].values()] == ["for", None], (
            data
        )


def test_a_column_required_by_what_the_row_says_is_asked():
    assert fields(asking().refused("answer", by="police", step="opinion/1", view="against")) == [
        "bodies.1.why"
    ]


def test_an_old_answer_never_stands_for_silence_once_the_block_is_entered_again():
    story = asking()
    answer(story, "1")
    answer(story, "2")
    story.act("done", by="land", looked=True)
    story.act("again", by="office")
    assert story.value("silent_n") == 2 and story.value("looked") is None
    assert [set(row) for row in story.case.data["bodies"].values()] == [{"name"}, {"name"}]


def test_times_are_counted_for_each_entry_of_a_block_and_for_each_branch():
    story = asking()
    story.act("wait", by="police", step="opinion/1")
    assert story.refused("wait", by="police", step="opinion/1").code == "action.used_up"
    story.act("wait", by="police", step="opinion/2")
    story.act("note_down", by="land")
    assert story.refused("note_down", by="land").code == "action.used_up"
    answer(story, "1")
    answer(story, "2")
    story.act("done", by="land", looked=True)
    story.act("again", by="office")
    story.act("note_down", by="land")
    story.act("wait", by="police", step="opinion/1")


def test_times_outside_a_block_are_counted_for_the_case():
    story = asking(big=False, bodies=[])
    for _ in range(2):
        story.act("anyway", by="office")
        story.act("back", by="leader")
    assert story.refused("anyway", by="office").code == "action.used_up"


def test_a_row_added_after_the_entry_opens_no_branch_but_a_limit_over_in_one_branch_leaves_the_others():
    story = asking(big=False)
    answer(story, "1")
    story.time_acts("2026-07-08T18:00")
    assert story.steps == ["settle"] and story.value("silent_n") == 1
    acted = story.events[-1]
    assert (acted.actor.person, acted.body.action, acted.body.step) == (
        "clock",
        "then",
        "opinion/2",
    )


def test_a_condition_of_an_action_reads_the_branchs_row():
    assert asking().refused("urgent", by="police", step="opinion/1").code == "action.not_offered"


def test_who_is_named_in_the_row_may_not_act_in_its_branch():
    story = asking(bodies=[{"name": "A", "head": "police"}, {"name": "B", "head": "police.2"}])
    assert story.refused("answer", by="police", step="opinion/1", view="for").code == "step.named"
    story.act("answer", by="police", step="opinion/2", view="for")


def test_a_row_is_added_until_the_list_is_full_and_what_reads_it_is_looked_at():
    story = asking(bodies=[])
    assert fields(story.refused("meeting", by="land")) == ["row"]
    assert fields(story.refused("meeting", by="land", row={"minutes": "x"})) == ["sessions.1.on"]
    assert fields(story.refused("meeting", by="land", row={"on": "2026-07-02", "x": 1})) == [
        "sessions.1.x"
    ]
    story.act("meeting", by="land", row={"on": "2026-07-02"})
    assert [f.field for f in story.refused("done", by="land", looked="no").at] == ["looked"]
    story.act("meeting", by="land", row={"on": "2026-07-03"})
    assert list(story.case.data["sessions"]) == ["1", "2"]
    assert ("survey", "meeting") not in story.offered("land")
    assert story.refused("meeting", by="land", row={"on": "2026-07-04"}).code == "list.full"


@pytest.mark.parametrize("row", [[], "x", 3, None])
def test_what_is_no_row_is_not_added(row):
    assert fields(asking(bodies=[]).refused("meeting", by="land", row=row)) == ["row"]
