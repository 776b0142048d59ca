"""A running case and another version of its procedure: as it is, with a value, or not at all; moved, and taken back."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec.structs import replace

from dinh.engine.decisions.decide import decide
from dinh.engine.decisions.draft import Act, Decided
from dinh.engine.decisions.migration import Move, Unmove
from dinh.engine.decisions.migration_plan import Cannot, Movable, Needs, Plan, plan_faults, planned
from dinh.engine.definition.procedure import Procedure
from dinh.engine.refusal import Refusal
from dinh.procedures import check_paths
from tests.engine.test_children import Life, waiting_for
from tests.families import FOLDER as FAMILIES
from tests.procedures_for_tests import Story, codes, kinds

AS_IT_IS = Plan()
OLD = """
procedure: cho-muon-kho
name: {vi: Cho mượn kho}
field: van-hoa
code: none
in_force: {from: 2026-07-01}
level: partial
channels: [counter, online]
class: open
form:
  who: {label: {vi: Người mượn}, type: person_name, required: yes, personal: yes}
  purpose: {label: {vi: Để làm gì}, type: text, required: yes}
  helpers: {label: {vi: Người cùng làm}, type: list, rows: "[0..3]", of: {name: {label: {vi: Tên}, type: person_name, required: yes, personal: yes}}}
findings:
  room: {label: {vi: Gian}, type: choice, of: {east: {vi: Đông}, west: {vi: Tây}}, required: yes}
deadline: {starts: reception.accept, time: 5 working days}
fee: [{amount: 20000}]
steps:
  reception: {role: counter, do: {accept: {to: look}}}
  look: {role: land, limit: 3 working days, do: {propose: {to: sign, asks: [room]}, ask: {to: waiting}, again: {at_most: 2}}}
  waiting: {role: applicant, pauses: yes, limit: 5 working days, then: {to: lapsed}, do: {supply: {to: look}}}
  sign: {role: leader, not_by: [look], do: {sign: {to: lent, letter: paper}, split: {to: both}}}
  both: {together: [{to: north}, {to: south}], meet: sign}
  north: {role: land, do: {fine: {to: meet}}}
  south: {role: economy, do: {fine: {to: meet}}}
ends:
  lent: {outcome: granted, label: {vi: Cho mượn}, letter: none, why_quiet: {vi: Đưa chìa khóa tại chỗ}}
  lapsed: {outcome: returned, label: {vi: Trả lại}, letter: none, why_quiet: {vi: Việc nhỏ}}
letters:
  paper: {form: "01"}
"""


def written(*changes: tuple[str, str], day: str = "2026-10-01") -> str:
    """The procedure's file with words exchanged, in force from a day."""
    words = OLD.replace("2026-07-01", day)
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new)
    return words


@cache
def version(*changes: tuple[str, str], day: str = "2026-10-01") -> Procedure:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cho-muon-kho.yaml"
        path.write_text(written(*changes, day=day))
        return check_paths([path]).packages[0].procedure


def running(*acts: tuple[str, str], **data) -> Story:
    """Accepted on the 1st of October, then these acts by (role, action)."""
    story = Story(version(day="2026-07-01"), at="2026-10-01T08:00")
    story.open({"who": "Y Bách", "purpose": "Để lúa", **data})
    story.act("accept", at="2026-10-01T08:30")
    for hour, (by, action) in enumerate(acts, 9):
        story.act(
            action,
            by=by,
            at=f"2026-10-01T{hour:02}:00",
            **({"room": "east"} if action == "propose" else {}),
        )
    return story


def outcome(
    story: Story, new: Procedure, plan: Plan = AS_IT_IS, by: str = "office"
) -> Movable | Needs | Cannot:
    return planned(story.case, story.procedure, new, plan, story.context(by))


def moving(
    story: Story,
    new: Procedure,
    plan: Plan = AS_IT_IS,
    by: str = "office",
    reason: str = "Nghị định mới",
) -> Decided | Refusal:
    return decide(
        new, story.case, Move(old=story.procedure, plan=plan, reason=reason), story.context(by)
    )


def moved(
    story: Story, new: Procedure, plan: Plan = AS_IT_IS, at: str = "2026-10-02T08:00", **more
) -> Story:
    story.before, story.at = story.case, story.at.replace(day=int(at[8:10]))
    story._went(moving(story, new, plan, **more))
    story.old, story.procedure = story.procedure, new
    return story


def taking_back(
    story: Story, by: str = "office", reason: str = "Nhầm kế hoạch"
) -> Decided | Refusal:
    since = tuple(
        event.body for event in story.events if event.case and event.place > story.case.moved
    )
    return decide(
        story.procedure,
        story.case,
        Unmove(old=story.old, reason=reason, since=since),
        story.context(by),
    )


STRICTER = (
    ("limit: 3 working days", "limit: 1 working day"),
    ("time: 5 working days", "time: 2 working days"),
    ("role: land, limit", "role: economy, limit"),
    ("amount: 20000", "amount: 50000"),
)


def test_a_case_in_a_step_of_the_same_name_moves_as_it_is_and_has_the_roles_of_the_new_one():
    story = moved(running(), version(*STRICTER))
    assert (story.case.version, story.case.digest) == ("2026-10-01", story.procedure.digest)
    assert story.offered("economy") == {
        ("look", "propose"),
        ("look", "ask"),
        ("look", "again"),
    } and not story.offered("land")


def test_what_was_promised_stays_the_due_the_limit_and_the_fee():
    story = moved(running(), version(*STRICTER))
    assert (story.due, story.limit("look")) == ("2026-10-08T17:00", "2026-10-06T17:00")
    assert [fee.amount for fee in story.case.fees] == [20_000]
    assert (
        story.case.steps[0].since == story.before.steps[0].since
        and story.case.accepted == story.before.accepted
    )


def test_counted_anew_only_when_the_plan_says_so_from_where_it_began_and_never_into_the_past():
    story = moved(running(), version(*STRICTER), Plan(recount=True))
    assert (story.due, story.limit("look")) == ("2026-10-05T17:00", "2026-10-02T17:00")
    late = running()
    late.at = late.at.replace(day=9)
    found = outcome(
        late,
        version(("limit: 3 working days, do", "limit: 1 working day, then: {to: lapsed}, do")),
        Plan(recount=True),
    )
    assert isinstance(found, Movable) and found.steps[0].limit > late.at


def test_a_shortened_limit_never_gives_a_later_day():
    with_time_out = ("limit: 3 working days, do", "limit: 3 working days, then: {to: lapsed}, do")
    shorter = ("limit: 3 working days, do", "limit: 2 working days, then: {to: lapsed}, do")
    old = version(with_time_out, day="2026-07-01")
    story = Story(old, at="2026-10-01T08:00")
    story.open({"who": "Y Bách", "purpose": "Để lúa"})
    story.act("accept", at="2026-10-01T08:30")
    promised = story.case.steps[0].limit
    story.at = story.at.replace(day=6, hour=8)
    found = outcome(story, version(shorter), Plan(recount=True))
    assert isinstance(found, Movable) and found.steps[0].limit == promised


def test_a_limit_that_only_the_new_version_has_counts_from_the_move():
    story = running(("land", "propose"))
    story = moved(story, version(("not_by: [look],", "not_by: [look], limit: 2 working days,")))
    assert story.limit("sign") == "2026-10-06T17:00"


RENAMED = (
    ("  look:", "  weigh:"),
    ("to: look}", "to: weigh}"),
    ("not_by: [look]", "not_by: [weigh]"),
)


def test_a_step_that_is_called_otherwise_needs_a_line_of_the_plan_and_takes_its_memory_with_it():
    new = version(*RENAMED)
    story = running(("land", "again"))
    found = outcome(story, new)
    assert isinstance(found, Cannot) and found.why.code == "move.no_step"
    moved(story, new, Plan(moves={"look": "weigh"}))
    assert story.case.counts["weigh.again"] == 1 and story.case.acted_by["weigh"] == ("land",)
    story.act("again", by="land", at="2026-10-05T09:00")
    assert story.refused("again", by="land").code == "action.used_up"


def test_who_acted_in_a_step_may_still_not_sign_after_it_is_called_otherwise():
    story = running(("land", "propose"))
    moved(story, version(*RENAMED), Plan(moves={"look": "weigh"}))
    context = story.context("land")
    signer = replace(
        context,
        standings=tuple(replace(one, roles=frozenset({"leader"})) for one in context.standings),
    )
    found = decide(story.procedure, story.case, Act(action="sign"), signer)
    assert isinstance(found, Refusal) and found.code == "step.not_by"


ASKS_MORE = (
    ("  purpose:", "  phone: {label: {vi: Điện thoại}, type: phone, required: yes}\n  purpose:"),
)


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({}, {"phone": "field.required"}),
        ({"phone": ""}, {"phone": "field.required"}),
        ({"phone": "12"}, {"phone": "field.phone"}),
    ],
)
def test_a_field_that_is_now_required_needs_a_value_of_its_type(given, faults):
    found = outcome(running(), version(*ASKS_MORE), Plan(gives=given))
    assert (
        isinstance(found, Needs) and {fault.field: fault.code for fault in found.faults} == faults
    )


def test_what_is_given_stands_in_the_case_as_filled_at_the_move():
    story = moved(running(), version(*ASKS_MORE), Plan(gives={"phone": "0912 345 678"}))
    assert story.case.data["phone"] == "0912345678"
    assert kinds(story.events)[-2:] == ["acted", "filled"]


def test_a_plan_never_puts_a_value_in_the_place_of_an_answer_that_still_is_one():
    story = moved(
        running(), version(*ASKS_MORE), Plan(gives={"phone": "0912345678", "purpose": "Khác"})
    )
    assert story.case.data["purpose"] == "Để lúa"


def test_an_answer_that_is_none_any_more_is_given_anew_and_comes_back_when_the_move_is_taken_back():
    new = version(
        (
            "type: text, required: yes}\n  helpers",
            "type: choice, of: {rice: {vi: Lúa}, wood: {vi: Gỗ}}, required: yes}\n  helpers",
        )
    )
    story = running()
    found = outcome(story, new)
    assert isinstance(found, Needs) and [(fault.field, fault.code) for fault in found.faults] == [
        ("purpose", "field.choice")
    ]
    moved(story, new, Plan(gives={"purpose": "rice"}))
    assert story.case.data["purpose"] == "rice"
    story._went(taking_back(story))
    assert story.case.data["purpose"] == "Để lúa"


def test_a_column_that_is_new_is_given_for_every_row_or_for_one():
    new = version(
        (
            "personal: yes}}}\nfindings",
            "personal: yes}, age: {label: {vi: Tuổi}, type: number, required: yes}}}\nfindings",
        )
    )
    story = running(helpers=[{"name": "Y Ka"}, {"name": "Y Nam"}])
    found = outcome(story, new)
    assert isinstance(found, Needs) and [fault.field for fault in found.faults] == [
        "helpers.1.age",
        "helpers.2.age",
    ]
    moved(story, new, Plan(gives={"helpers.age": "18", "helpers.2.age": "40"}))
    assert [row["age"] for row in story.case.data["helpers"].values()] == [18, 40]


def test_what_every_case_in_that_step_has_been_asked_is_needed_too_and_what_comes_later_is_not():
    new = version(
        ("asks: [room]", "asks: [room, seen_by]"),
        ("findings:\n", "findings:\n  seen_by: {label: {vi: Ai xem}, type: text, required: yes}\n"),
    )
    assert isinstance(outcome(running(), new), Movable)
    found = outcome(running(("land", "propose")), new)
    assert isinstance(found, Needs) and [fault.field for fault in found.faults] == ["seen_by"]


def test_a_case_that_waits_for_the_applicant_keeps_standing_still_and_one_that_no_longer_waits_runs_on():
    still = moved(
        running(("land", "ask")), version(("pauses: yes, limit: 5", "pauses: yes, limit: 9"))
    )
    assert (
        still.case.clock.paused == still.before.clock.paused
        and still.limit("waiting") == "2026-10-08T17:00"
    )
    runs = moved(running(("land", "ask")), version(("pauses: yes, ", "")), at="2026-10-05")
    assert runs.case.clock.paused is None and runs.due == "2026-10-09T17:00"


BRANCHES = (
    ("{to: south}]", "{to: south}, {to: east}]"),
    ("  south:", "  east: {role: police, do: {fine: {to: meet}}}\n  south:"),
)


@pytest.mark.parametrize(
    ("changes", "plan", "code"),
    [
        ((), Plan(), None),
        (BRANCHES, Plan(), "move.block"),
        ((), Plan(moves={"north": "sign"}), "move.block"),
        ((), Plan(moves={"north": "south"}), "move.twice"),
        (
            (("  north:", "  nord:"), ("{to: north}", "{to: nord}")),
            Plan(moves={"north": "nord"}),
            None,
        ),
    ],
)
def test_branches_that_are_open_move_into_a_block_with_the_same_branches_only(changes, plan, code):
    story = running(("land", "propose"), ("leader", "split"))
    found = outcome(story, version(*changes), plan)
    assert (
        isinstance(found, Movable)
        if code is None
        else isinstance(found, Cannot) and found.why.code == code
    )
    if code is None:
        moved(story, version(*changes), plan)
        story.act("fine", by="economy", at="2026-10-05T09:00")
        story.act("fine", by="land", at="2026-10-05T10:00")
        assert story.steps == ["sign"]


@pytest.mark.parametrize(
    ("changes", "plan", "code"),
    [
        ((), Plan(moves={"look": "both"}), "move.no_work"),
        ((), Plan(moves={"look": "lent"}), "move.no_step"),
        ((), Plan(moves={"look": "north"}), "move.block"),
        (
            (
                (
                    "class: open",
                    "class: quiet\nclasses: {quiet: {roles: [leader], label: {vi: Kín}}}",
                ),
            ),
            Plan(),
            "move.class",
        ),
        (
            (
                ("class: open", "classes: {quiet: {roles: [leader], label: {vi: Kín}}}"),
                (
                    "required: yes, personal: yes}\n  purpose",
                    "required: yes, personal: yes, class: quiet}\n  purpose",
                ),
            ),
            Plan(),
            "move.class",
        ),
        (
            (
                (
                    "deadline:",
                    "valid: [{when: {purpose: filled}, at: purpose, say: {vi: Kho đã đóng}}]\ndeadline:",
                ),
            ),
            Plan(),
            "move.valid",
        ),
        ((("role: land, limit", "role: land, posts: paper, limit"),), Plan(), "move.posting"),
    ],
)
def test_a_case_that_would_not_stand_rightly_stays_and_why_is_told(changes, plan, code):
    found = outcome(running(), version(*changes), plan)
    assert isinstance(found, Cannot) and found.why.code == code
    assert moving(running(), version(*changes), plan).code == code


def test_a_case_that_is_not_accepted_yet_may_be_given_what_its_acceptance_will_ask():
    story = Story(version(day="2026-07-01"), at="2026-10-01T08:00")
    story.open({"who": "Y Bách", "purpose": "Để lúa"})
    assert isinstance(outcome(story, version(*ASKS_MORE)), Needs)
    moved(story, version(*ASKS_MORE), Plan(gives={"phone": "0912345678"}))
    assert story.case.accepted is None and story.case.clock is None
    story.act("accept", at="2026-10-05T08:00")
    assert story.due == "2026-10-12T17:00"


def test_a_case_that_ended_or_follows_the_version_already_stays():
    ended = running(("land", "propose"), ("leader", "sign"))
    assert outcome(ended, version()).why.code == "case.settled"
    assert outcome(moved(running(), version()), version()).why.code == "move.there"


def test_moving_is_for_the_leader_and_the_office_by_their_own_post_and_has_a_reason():
    assert moving(running(), version(), by="land").code == "house.not_yours"
    assert codes(moving(running(), version(), reason="  ")) == {"reason": "field.required"}
    assert codes(moving(running(), version(), reason="\x00")) == {"reason": "field.control"}
    assert moving(running(), version(*ASKS_MORE)).code == "move.needs"
    story = moved(running(), version(), by="leader")
    assert story.events[-1].actor.post == "leader" and all(
        "Nghị định mới" not in one.body for one in story.sealed
    )


def test_taken_back_it_stands_as_before_under_its_old_version_with_nothing_that_was_given():
    story = moved(
        running(("land", "again")),
        version(*RENAMED, *ASKS_MORE),
        Plan(moves={"look": "weigh"}, gives={"phone": "0912345678"}, recount=True),
    )
    story._went(taking_back(story))
    before, after = story.before, story.case
    assert (after.version, after.digest, after.steps, after.clock) == (
        before.version,
        before.digest,
        before.steps,
        before.clock,
    )
    assert (after.data, after.counts, after.acted_by, after.moved) == (
        before.data,
        before.counts,
        before.acted_by,
        0,
    )
    assert taking_back(story).code == "move.none"


def test_once_something_happened_it_is_not_taken_back_but_a_note_or_a_payment_stands_in_no_way():
    story = moved(running(), version())
    story.act("note", by="land", text="Đã gọi điện")
    story.act("pay", by="counter", amount=20000)
    assert isinstance(taking_back(story), Decided)
    story.act("again", by="land", at="2026-10-05T09:00")
    found = taking_back(story)
    assert (found.code, found.facts["count"]) == ("move.since", 1)
    assert taking_back(story, by="land").code == "house.not_yours" and codes(
        taking_back(story, reason="")
    ) == {"reason": "field.required"}


def test_reversing_an_act_and_then_the_move_brings_back_the_old_version():
    story = moved(running(), version(*RENAMED), Plan(moves={"look": "weigh"}))
    story.act("propose", by="land", at="2026-10-05T09:00", room="east")
    story.act("reverse", by="leader", at="2026-10-05T10:00", reason="Nhầm")
    assert (story.case.version, story.steps) == ("2026-10-01", ["weigh"])
    story.act("reverse", by="leader", at="2026-10-05T11:00", reason="Nhầm nữa")
    assert (story.case.version, story.steps, story.case.moved) == ("2026-07-01", ["look"], 0)


def test_a_move_after_a_move_is_taken_back_one_at_a_time():
    story = moved(running(), version())
    first = story.case.moved
    later = version(day="2026-11-01")
    story = moved(story, later, at="2026-10-05")
    story._went(taking_back(story))
    assert (story.case.version, story.case.moved) == ("2026-10-01", first)


def test_names_that_neither_version_has_are_told_whatever_the_case():
    plan = Plan(
        moves={"luk": "look", "look": "luk"},
        gives={"fone": "1", "helpers": "x", "helpers.age": "1", "helpers.name": "Y Ka"},
    )
    found = {
        fault.field: fault.code
        for fault in plan_faults([version(day="2026-07-01")], version(), plan)
    }
    assert found == {
        "moves.luk": "move.unknown_step",
        "moves.look": "move.unknown_step",
        "fone": "field.unknown",
        "helpers": "field.unknown",
        "helpers.age": "field.unknown",
    }


def directive(*changes: tuple[str, str]) -> Procedure:
    """The directive with tasks, its words exchanged, from October."""
    words = (FAMILIES / "chi-dao.yaml").read_text().replace("2026-07-01}", "2026-10-01}")
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "chi-dao.yaml"
        path.write_text(words)
        return check_paths([path, FAMILIES]).packages[0].procedure


WATCHED = (("  running:", "  watched:"), ("to: running}", "to: watched}"))


def test_children_that_are_open_come_back_to_their_parent_under_its_step_s_new_name_and_after_it_is_taken_back():
    life = Life(waiting_for("all"), 2)
    old, new = life.procedure, directive(*WATCHED)
    life.procedure = new
    assert not life.do(Move(old=old, plan=Plan(moves={"running": "watched"}), reason="Quy chế mới"))
    assert life.steps == ["watched"] and {child.by for child in life.case.children} == {"watched"}
    life.procedure = new
    assert not life.do(Unmove(old=old, reason="Nhầm"))
    assert life.steps == ["running"] and {child.by for child in life.case.children} == {"running"}
    life.procedure = new
    assert not life.do(Move(old=old, plan=Plan(moves={"running": "watched"}), reason="Quy chế mới"))
    assert not life.back("C1", "done")
    assert not life.back("C2", "failed")
    assert life.steps == ["report"] and life.case.data["jobs"]["2"]["result"] == "failed"


def test_a_case_whose_children_would_not_come_back_as_they_were_sent_stays():
    life = Life(waiting_for("all"), 1)
    new = directive(("takes: {row.result: end, row.said: report}", "takes: {row.result: end}"))
    found = planned(life.case, life.procedure, new, AS_IT_IS, life.context())
    assert isinstance(found, Cannot) and found.why.code == "move.opens"
