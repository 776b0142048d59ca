"""What a case is again once its last act was taken back: as it stood, with what happened beside that act."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.payments import unpaid
from tests.procedures.files import GOOD, changed, package
from tests.procedures_for_tests import Story

FEE = "fee:\n  - {when: {kind: meeting}, amount: 0, law: QC 5}\n  - {when: {kind: wedding}, amount: hire, law: QC 5}\n"
LINES = """\
fee:
  hall: {name: {vi: Tiền thuê}, at: accept, rules: [{when: {kind: meeting}, amount: 0}, {when: {kind: wedding}, amount: hire}]}
  key: {name: {vi: Tiền chìa khóa}, at: deliver, rules: [{amount: 5000}]}
extension: {times: 2, by: 3 working days}
"""
STEPS = """\
  more: {role: office, pauses: yes, do: {came: {to: weigh}}}
  keys: {role: office, posts: notice, at_places: [Nhà văn hóa], do: {fetched: {to: allowed}}}
ends:
  allowed:"""
FORM = {
    "holder": {"name": "Điểu Xuân", "address": "Bon A"},
    "kind": "meeting",
    "seats": 20,
    "held_on": "2026-12-20",
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Procedure:
    text = changed(
        (FEE, LINES),
        (
            "allow: {to: allowed, letter: permit}",
            "allow: {to: keys, letter: permit}\n      fix: {edits: [kind]}\n      ask: {to: more}\n      think: {to: weigh}",
        ),
        ("ends:\n  allowed:", STEPS),
        (
            "  receipt: {form",
            "  notice: {template: permit.typ, type: TB, with: {name: holder.name, day: held_on}}\n  receipt: {form",
        ),
        text=GOOD,
    )
    folder: Path = tmp_path_factory.mktemp("hall")
    return package(folder, text).procedure


@pytest.fixture
def story(hall: Procedure) -> Story:
    story = Story(hall)
    story.open(FORM, channel="counter", at="2026-11-25T08:00")
    story.act("accept", by="counter", at="2026-11-25T08:10")
    return story


def posted(story: Story) -> list[tuple[str, str]]:
    return [(one.name, one.posted) for one in story.case.letters if one.posted]


def test_what_was_handed_over_before_stays_so_and_is_charged_once(story: Story):
    story.act("allow", by="office")
    delivered = story.act("deliver", by="counter", at="2026-11-26T09:00").delivered
    story.act("pay", by="counter", amount=5000)
    story.act("fetched", by="office", at="2026-11-26T10:00")
    story.act("reverse", by="leader", reason="Chìa khóa chưa trả")
    assert story.steps == ["keys"] and story.case.delivered == delivered
    assert story.refused("deliver", by="counter").code == "deliver.done"
    assert [fee.name for fee in story.case.fees] == ["hall", "key"] and unpaid(story.case) == 0
    story.act("reverse", by="leader", reason="Nhầm người")
    assert (
        story.steps == ["weigh"]
        and story.case.delivered is None
        and [fee.name for fee in story.case.fees] == ["hall"]
    )


def test_what_the_step_posts_is_shown_again_once_the_case_is_back_in_it(story: Story):
    story.act("allow", by="office")
    assert posted(story) == [("notice", "keys")]
    story.act("fetched", by="office")
    assert posted(story) == []
    story.act("reverse", by="leader", reason="Chìa khóa chưa trả")
    assert posted(story) == [("notice", "keys")]
    story.act("reverse", by="leader", reason="Nhầm người")
    assert posted(story) == []


def test_whoever_had_the_step_has_it_again_and_nobody_has_the_one_that_is_left(story: Story):
    story.act("reassign", by="leader", person="office.2")
    story.act("allow", by="office.2")
    story.act("reassign", by="leader", person="office.3")
    story.act("reverse", by="leader", reason="Nhầm người")
    assert story.case.assigned == {"weigh": "office.2"}
    story.act("ask", by="office.2")
    story.act("reverse", by="leader", reason="Nhầm hồ sơ")
    assert story.case.assigned == {"weigh": "office.2"}
    story.act("think", by="office.2")
    assert story.case.assigned == {}
    story.act("reverse", by="leader", reason="Nhầm hồ sơ")
    assert story.case.assigned == {"weigh": "office.2"}


def test_a_fee_stays_with_the_answers_which_stay(story: Story):
    story.act("fix", by="office", kind="wedding")
    story.act("reverse", by="leader", reason="Nhầm")
    assert story.value("kind") == "wedding" and [fee.amount for fee in story.case.fees] == [40_000]


def test_days_on_which_the_clock_stood_after_the_due_are_none_of_an_extensions_length(story: Story):
    story.act("ask", by="office", at="2026-12-01T09:00")
    story.act("came", by="office", at="2026-12-03T09:00")
    assert story.due == "2026-11-30T17:00"
    assert (
        story.refused("extend", by="leader", data={"by": "4 working days", "reason": "Bận"})
        .at[0]
        .code
        == "extend.too_long"
    )
    story.act("extend", by="leader", data={"by": "3 working days", "reason": "Bận"})
    assert story.due == "2026-12-07T17:00"


def test_what_was_paid_is_given_back_though_its_fee_is_gone_with_the_act_that_charged_it(
    story: Story,
):
    story.act("fix", by="office", kind="wedding")
    story.act("pay", by="counter", amount=30_000)
    story.act("pay", by="counter", amount=10_000, line="hall")
    for _ in range(2):
        story.act("reverse", by="leader", reason="Nhầm")
    assert story.steps == ["reception"] and story.case.fees == ()
    assert (
        story.refused("pay", by="counter", amount="-50000", reason="Trả lại").at[0].code
        == "pay.refund"
    )
    story.act("pay", by="counter", amount="-10000", line="hall", reason="Trả lại")
    story.act("pay", by="counter", amount="-30000", reason="Trả lại")
    assert sum(one.amount for one in story.case.paid) == 0
    assert story.refused("pay", by="counter", amount=5000).at[0].code == "pay.no_fee"


def test_a_row_added_on_the_way_out_of_a_block_and_into_it_again_is_gone_once_that_is_taken_back(
    tmp_path: Path,
):
    text = changed(
        ("  reason: {label", '  visits: {label: {vi: Lần}, type: list, rows: "[0..4]", of: {what: {label: {vi: Gì}, type: text, required: yes}}}\n  reason: {label'),
        ("accept: {to: weigh, letter: receipt}", "accept: {to: both, letter: receipt}"),
        ("  weigh:\n", "  both: {together: [{to: seen}, {to: asked}], meet: weigh}\n  seen: {role: office, do: {fine: {to: meet}, anew: {to: both, breaks: yes, adds: visits}}}\n  asked: {role: police, do: {fine: {to: meet}}}\n  weigh:\n"),
        text=GOOD,
    )  # fmt: skip
    story = Story(package(tmp_path, text).procedure)
    story.open(FORM, channel="counter", at="2026-11-25T08:00")
    story.act("accept", by="counter")
    story.act("anew", by="office", row={"what": "Xem lại"})
    story.act("reverse", by="leader", reason="Nhầm")
    assert not story.case.data.get("visits")


def test_a_line_that_only_warns_on_an_act_is_recorded_though_the_act_asks_nothing(tmp_path: Path):
    line = '  - {when: {seats: "> 10"}, say: {vi: Nhiều ghế}, at: seats, on: allow, only: warn}\n'
    story = Story(
        package(tmp_path, changed(("documents:\n", f"{line}documents:\n"), text=GOOD)).procedure
    )
    story.open(FORM, channel="counter", at="2026-11-25T08:00")
    story.act("accept", by="counter")
    story.act("allow", by="office")
    assert "Nhiều ghế" in [
        said for one in story.events if one.kind == "filled" for said in one.body.warned
    ]
