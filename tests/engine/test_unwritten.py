"""What every procedure has without writing it: who may, with what data, and when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.decisions.draft import Decided
from dinh.engine.record.payments import owed, taken, unpaid
from dinh.engine.refusal import Refusal
from dinh.engine.schedule.calendar import local
from dinh.messages import told
from tests.engine.test_timing import PLAIN, accepted
from tests.procedures_for_tests import Story, codes, instant

HEIRS = [
    {"name": "H'Lan", "minor": False, "part": "T1-1"},
    {"name": "Y Ka", "minor": True, "part": "T1-2"},
    {"name": "Y Nam", "minor": False, "part": "T1-3"},
]


def settled(**data) -> Story:
    story = accepted(**data)
    story.act("pass", by="land", at="2026-07-02T09:00")
    story.act("sign", by="leader", at="2026-07-03T09:00")
    return story


@pytest.mark.parametrize(
    ("action", "by", "data", "may"),
    [
        ("note", "land", {"text": "Đã gọi điện"}, True),
        ("note", "applicant", {"text": "x"}, False),
        ("attach", "applicant", {"documents": {}}, None),
        ("relate", "land", {"case": "H36.99-260701-0009"}, True),
        ("relate", "applicant", {"case": "H36.99-260701-0009"}, False),
        ("pay", "land", {"amount": 1}, False),
        ("deliver", "land", {}, False),
        ("extend", "land", {"by": "2 days", "reason": "x"}, False),
        ("reverse", "land", {"reason": "x"}, False),
        ("withdraw", "land", {"reason": "x"}, False),
        ("withdraw", "counter", {"reason": "Đổi ý"}, True),
        ("withdraw", "applicant", {"reason": "Đổi ý"}, True),
        ("reassign", "land", {"person": "land.2"}, True),
        ("reassign", "leader", {"person": "land.2"}, True),
        ("reassign", "counter", {"person": "land.2"}, False),
    ],
)
def test_each_unwritten_action_is_for_those_the_grammar_names(action, by, data, may):
    found = accepted().acting(action, by=by, data=data)
    if may is None:
        assert isinstance(found, Refusal) and found.code == "form.faults"
    else:
        assert isinstance(found, Decided) is may, found
        assert may or found.code == "unwritten.not_yours"


@pytest.mark.parametrize(
    ("action", "by", "data", "faults"),
    [
        ("note", "land", {}, {"text": "field.required"}),
        ("note", "land", {"text": "x", "more": 1}, {"more": "field.unknown"}),
        ("note", "land", {"text": ["x"]}, {"text": "field.not_text"}),
        (
            "pay",
            "counter",
            {"how": "gold", "line": "nope"},
            {"how": "field.choice", "line": "field.choice", "amount": "field.required"},
        ),
        ("withdraw", "applicant", {}, {"reason": "field.required"}),
        ("relate", "land", {"case": "H36.99-260701-0001"}, {"case": "relate.itself"}),
        ("extend", "leader", {"reason": "x"}, {"until": "extend.until_or_by"}),
        (
            "extend",
            "leader",
            {"reason": "x", "by": "2 days", "until": "2026-07-20"},
            {"until": "extend.until_or_by"},
        ),
        ("extend", "leader", {"reason": "x", "by": "soon"}, {"by": "field.duration"}),
        (
            "extend",
            "leader",
            {"reason": "x", "until": "2026-02-31"},
            {"until": "field.no_such_day"},
        ),
        ("extend", "leader", {"reason": "x", "until": "2026-07-02"}, {"until": "extend.not_later"}),
        ("extend", "leader", {"reason": "x", "by": "11 working days"}, {"by": "extend.too_long"}),
        ("reverse", "leader", {"event": 1, "reason": "x"}, {"event": "reverse.not_last"}),
    ],
)
def test_what_is_wrong_with_its_data_is_told_at_once(action, by, data, faults):
    assert codes(accepted().refused(action, by=by, data=data)) == faults


def test_withdrawing_ends_the_case_stops_the_clock_and_tells_nobody_but_in_its_reason():
    story = accepted()
    story.act("withdraw", by="applicant", reason="Đổi ý", at="2026-07-02T09:00")
    assert (
        (story.case.end, story.case.outcome) == ("withdrawn", "stopped")
        and story.case.clock.stopped
        and story.steps == []
    )
    assert all("Đổi ý" not in one.body for one in story.sealed)
    assert story.refused("withdraw", by="applicant", reason="x").code == "case.settled"


def test_a_notice_on_the_way_does_not_hinder_a_withdrawal_but_a_result_does():
    story = accepted()
    story.act("longer", by="land", reason="Phức tạp", at="2026-07-02T09:00")
    story.act("show", by="land", at="2026-07-02T10:00")
    story.act("withdraw", by="applicant", reason="Đổi ý")
    story = settled()
    assert story.refused("withdraw", by="counter", reason="x").code == "withdraw.result_issued"


def test_paying_is_bounded_by_what_is_owed_in_all_and_by_line():
    story = accepted(since="2026-01-01")
    story.act("measure", by="land", at="2026-07-02T09:00")
    assert [(fee.name, fee.amount) for fee in story.case.fees] == [
        ("base", 50_000),
        ("survey", 120_000),
    ]
    assert codes(story.refused("pay", amount=170_001)) == {"amount": "pay.too_much"}
    assert codes(story.refused("pay", amount=50_001, line="base")) == {"amount": "pay.too_much"}
    story.act("pay", amount="150.000", how="transfer", receipt="BL 01")
    assert codes(story.refused("pay", amount=50_000, line="base")) == {"amount": "pay.too_much"}
    story.act("pay", amount=20_000, line="base")
    assert codes(story.refused("pay", amount=1)) == {"amount": "pay.too_much"}


def test_money_is_given_back_with_its_reason_and_no_more_than_was_taken():
    story = accepted(since="2026-01-01")
    story.act("measure", by="land", at="2026-07-02T09:00")
    assert codes(story.refused("pay", amount=-1, reason="x")) == {"amount": "pay.refund"}
    story.act("pay", amount=20_000, line="base")
    assert codes(story.refused("pay", amount="−20.001")) == {
        "amount": "pay.refund",
        "reason": "field.required",
    }
    assert codes(story.refused("pay", amount="-", reason="x")) == {"amount": "field.required"}
    assert codes(story.refused("pay", amount="- x", reason="x")).keys() == {"amount"}
    assert codes(story.refused("pay", amount=-20_000, line="survey", reason="x")) == {
        "amount": "pay.refund"
    }, "that line was not paid"
    story.act(
        "pay",
        amount="- 15.000",
        line="base",
        how="transfer",
        receipt="PC 7",
        reason="Thu nhầm của Y Thử",
    )
    assert (taken(story.case), unpaid(story.case)) == (5_000, 165_000)
    assert "Y Thử" not in str(story.case) and all(
        "Y Thử" not in one.body for one in story.sealed
    ), "the reason can be struck"
    story.act("pay", amount=165_000)
    assert unpaid(story.case) == 0


def test_once_a_case_ended_without_its_result_nobody_is_asked_for_the_rest_though_it_may_be_taken():
    story = accepted(since="2026-01-01")
    assert owed(story.case) == unpaid(story.case) == 50_000
    story.act("withdraw", by="applicant", reason="Đổi ý")
    assert (owed(story.case), unpaid(story.case)) == (0, 50_000)
    story.act("pay", amount=50_000)
    story.act("pay", amount=-50_000, reason="Không phải thu")
    assert (owed(story.case), taken(story.case)) == (0, 0)


@given(
    st.lists(
        st.tuples(st.integers(-200_000, 200_000), st.sampled_from(["", "base", "survey"])),
        max_size=12,
    )
)
def test_whatever_is_taken_and_given_back_no_line_and_no_case_is_ever_below_nothing_or_above_its_fee(
    moves,
):
    story = accepted(since="2026-01-01")
    story.act("measure", by="land", at="2026-07-02T09:00")
    fees = {fee.name: fee.amount for fee in story.case.fees}
    for amount, line in moves:
        found = story.acting("pay", data={"amount": amount, "line": line, "reason": "x"})
        if isinstance(found, Decided):
            story.act("pay", amount=amount, line=line, reason="x")
        assert 0 <= taken(story.case) <= sum(fees.values())
        assert all(taken(story.case, name) <= most for name, most in fees.items())


def test_nothing_is_paid_where_no_fee_is_fixed():
    story = Story("thoi-han")
    story.open(PLAIN)
    assert codes(story.refused("pay", amount=10)) == {"amount": "pay.no_fee"}


def test_a_result_is_delivered_once_and_fixes_the_fee_of_delivery():
    story = accepted()
    assert story.refused("deliver").code == "deliver.no_result"
    story = settled()
    story.act("deliver", to="Y Bách", how="post", at="2026-07-04T09:00")
    assert (
        story.case.delivered == instant("2026-07-04T09:00")
        and story.case.fees[-1].name == "post"
        and story.case.fees[-1].amount is None
    )
    assert story.refused("deliver").code == "deliver.done"
    assert all("Y Bách" not in one.body for one in story.sealed)


def test_an_extension_moves_the_due_within_its_bounds_and_its_times():
    story = accepted()
    story.act(
        "extend",
        by="leader",
        data={"by": "2 working days", "reason": "Mưa bão"},
        at="2026-07-02T09:00",
    )
    assert story.due == "2026-07-10T17:00" and story.case.extensions == 1
    assert all("Mưa bão" not in one.body for one in story.sealed)
    found = story.refused("extend", by="leader", data={"by": "1 day", "reason": "x"})
    assert found.code == "extend.used_up"
    assert "17:00 ngày 10/07/2026" in told(found.code, found.facts, "vi").do
    story = accepted()
    story.act(
        "extend", by="leader", data={"until": "17/07/2026", "reason": "x"}, at="2026-07-02T09:00"
    )
    assert story.due == "2026-07-17T17:00"


def test_reversing_brings_the_case_back_to_where_it_stood_with_its_clock_running():
    story = settled(heirs=HEIRS)
    before = story.case
    story.act(
        "reverse",
        by="leader",
        event=before.standing,
        reason="Ký nhầm tên Y Bách",
        at="2026-07-06T09:00",
    )
    case = story.case
    assert (
        (case.end, case.settled, story.steps) == ("", None, ["sign"])
        and case.clock.stopped is None
        and case.clock.started == local("2026-07-06T09:00")
        and case.due > before.due
    )
    (first,) = case.stretches
    assert (first.due, first.settled, first.late) == (before.due, before.settled, False)
    assert [letter.name for letter in case.letters if letter.withdrawn] == [
        "paper",
        "heir_paper",
        "heir_paper",
        "heir_paper",
    ]
    reversal = case.place - 1  # before the notice of revocation
    assert [(r.record, r.change) for r in case.records if r.place == reversal] == [
        ("T1-3", "end"),
        ("T1-1", "end"),
    ]
    assert all("Ký nhầm" not in one.body for one in story.sealed)
    story.act("sign", by="leader", at="2026-07-06T10:00")
    assert story.case.end == "granted"


def test_reversing_again_goes_further_back_until_nothing_stands():
    story = settled()
    for steps in (["sign"], ["check"], ["reception"]):
        story.act("reverse", by="leader", reason="Làm lại")
        assert story.steps == steps
    assert story.case.accepted is None and story.case.clock is None and story.case.fees == ()
    assert story.refused("reverse", by="leader", reason="x").code == "reverse.nothing"


def test_an_event_is_named_by_its_place_in_the_case_or_its_number_in_the_house():
    story = settled()
    found = story.acting("reverse", by="leader", event=story.case.standing_number, reason="x")
    assert isinstance(found, Decided)


def test_an_act_of_the_clock_that_is_reversed_gives_the_time_anew():
    story = accepted()
    story.act("wait", by="land", at="2026-07-02T09:00")
    story.time_acts("2026-07-20T08:00")
    assert story.case.end == "returned"
    story.act("reverse", by="leader", reason="Đã nộp ngày 10", at="2026-07-20T09:00")
    story.time_acts("2026-07-20T09:01")
    assert (
        story.steps == ["waiting"]
        and story.limit("waiting") == "2026-07-30T17:00"
        and story.case.clock.paused
    )
    story.act("supply", by="applicant", at="2026-07-21T09:00")


def test_a_withdrawal_may_be_reversed():
    story = accepted()
    story.act("withdraw", by="applicant", reason="Đổi ý")
    story.act("reverse", by="leader", reason="Nhầm hồ sơ")
    assert story.steps == ["check"] and story.case.open


def test_reassigning_needs_to_know_which_of_several_steps():
    from tests.engine.test_move import asking

    story = asking()
    assert story.refused("reassign", by="leader", person="land.2").code == "step.which"
    story.act("reassign", by="leader", step="survey", person="land.2")
    assert story.case.assigned == {"survey": "land.2"}
    story.act("stop", by="land.2", reason="x")
    assert story.case.assigned == {}


def test_a_switched_off_unwritten_action_says_so():
    from msgspec.structs import replace

    story = accepted()
    story.procedure = replace(story.procedure, off=("withdraw",))
    assert story.refused("withdraw", by="applicant", reason="x").code == "unwritten.off"


def test_not_by_does_not_see_an_unwritten_act():
    story = accepted()
    story.act("withdraw", by="counter.2", reason="Đổi ý")
    story.act("reverse", by="leader", reason="Nhầm")
    assert "counter.2" not in {
        person for persons in story.case.acted_by.values() for person in persons
    }
