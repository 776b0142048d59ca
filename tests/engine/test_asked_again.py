"""A case opened under one version is accepted under a later one: what no longer fits is asked again, by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.decisions.asked_again import known_fields, unfitting
from dinh.engine.definition.procedure import Procedure
from dinh.engine.refusal import Refusal
from dinh.procedures import check_paths
from tests.procedures_for_tests import Story

OLD = """
procedure: cho-thue-hoi-truong
name: {vi: Cho thuê hội trường}
field: van-hoa
code: none
in_force: {from: 2026-07-01}
level: partial
channels: [counter, online]
form:
  who: {label: {vi: Người thuê}, type: person_name, required: yes, personal: yes}
  kind: {label: {vi: Loại}, type: choice, of: {party: {vi: Tiệc}, meeting: {vi: Họp}, market: {vi: Chợ phiên}}, required: yes}
  hours: {label: {vi: Số giờ}, type: number, in: "[1..24]", required: yes}
  chairs: {label: {vi: Số ghế}, type: number, in: "[0..500]"}
  stalls: {label: {vi: Gian hàng}, type: list, rows: "[0..5]", of: {size: {label: {vi: Cỡ}, type: choice, of: {small: {vi: Nhỏ}, large: {vi: Lớn}}, required: yes}}}
deadline: {starts: reception.accept, by: [{when: {kind: party}, time: 5 working days}, {when: {kind: "not(party)"}, time: 2 working days}]}
fee:
  - {when: {kind: party, hours: "<= 12"}, amount: 300000}
  - {when: {kind: party, hours: "> 12"}, amount: 500000}
  - {when: {kind: "not(party)"}, amount: 100000}
steps:
  reception: {role: counter, do: {accept: {to: sign}}}
  sign: {role: leader, do: {sign: {to: lent}}}
ends:
  lent: {outcome: granted, label: {vi: Cho thuê}, letter: none, why_quiet: {vi: Đưa chìa khóa tại chỗ}}
letters: {}
"""
NEW = (
    OLD.replace("2026-07-01", "2026-10-01")
    .replace(", market: {vi: Chợ phiên}", ", fair: {vi: Hội chợ}")
    .replace("[1..24]", "[1..10]")
    .replace("[0..500]", "[0..100]")
    .replace('rows: "[0..5]"', 'rows: "[0..2]"')
    .replace("small: {vi: Nhỏ}, large", "tiny: {vi: Bé}, large")
    .replace('  - {when: {kind: party, hours: "> 12"}, amount: 500000}\n', "")
    .replace('{kind: party, hours: "<= 12"}', "{kind: party}")
    .replace(
        'time: 5 working days}, {when: {kind: "not(party)"}',
        "time: 5 working days}, {when: {kind: [meeting, fair]}",
    )
    .replace('- {when: {kind: "not(party)"}', "- {when: {kind: [meeting, fair]}")
)


@cache
def procedure(text: str) -> Procedure:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cho-thue-hoi-truong.yaml"
        path.write_text(text, "utf-8")
        return check_paths([path]).packages[0].procedure


def opened_under_the_old(**data: Any) -> Story:
    """Opened in September, and looked at in October, when the new version is in force."""
    story = Story(procedure(OLD), at="2026-09-29T08:00")
    story.open({"who": "Y Bách", "kind": "meeting", "hours": 3, **data})
    story.procedure = procedure(NEW)
    story.at = story.at.replace(month=10, day=1)
    return story


def faults(story: Story, **data: Any) -> dict[str, str]:
    return {one.field: one.code for one in story.refused("accept", **data).at}


def test_a_choice_that_was_dropped_is_asked_again_by_its_name_before_acceptance():
    story = opened_under_the_old(kind="market")
    assert faults(story) == {"kind": "field.not_in_version"}
    story.act("accept", kind="fair")
    assert story.case.data["kind"] == "fair" and story.case.version == "2026-10-01"
    assert [fee.amount for fee in story.case.fees] == [100_000] and story.case.due is not None


def test_a_number_out_of_its_new_bounds_is_asked_again():
    story = opened_under_the_old(hours=20, kind="party")
    assert faults(story) == {"hours": "field.not_in_version"}
    assert faults(story, hours=11) == {"hours": "field.bounds"}
    story.act("accept", hours=9)
    assert (story.case.data["hours"], story.case.fees[0].amount) == (9, 300_000)


def test_an_answer_that_is_not_required_is_emptied_on_purpose_or_given_anew():
    story = opened_under_the_old(chairs=300)
    assert faults(story) == {"chairs": "field.not_in_version"}
    story.act("accept", chairs=None)
    assert "chairs" not in story.case.data


def test_rows_are_asked_again_cell_by_cell_and_whole_where_there_are_too_many():
    story = opened_under_the_old(stalls=[{"size": "small"}, {"size": "large"}])
    assert faults(story) == {"stalls.1.size": "field.not_in_version"}
    story.act("accept", rows={"1": {"size": "tiny"}})
    assert story.case.data["stalls"] == {"1": {"size": "tiny"}, "2": {"size": "large"}}
    many = opened_under_the_old(stalls=[{"size": "large"}] * 4)
    assert faults(many) == {"stalls": "field.not_in_version"}
    many.act("accept", stalls=[{"row": "2", "size": "large"}])
    assert list(many.case.data["stalls"]) == ["2"]


def test_what_fits_is_not_opened_to_the_clerk():
    story = opened_under_the_old(kind="market")
    assert faults(story, kind="fair", hours=5) == {"hours": "field.unknown"}


def test_what_was_answered_stays_in_the_log():
    story = opened_under_the_old(kind="market")
    story.act("accept", kind="fair")
    assert [
        event.body.values["kind"]
        for event in story.events
        if event.kind == "filled" and "kind" in event.body.values
    ] == ["market", "fair"]


ANSWERS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["party", "meeting", "market"]), "hours": st.integers(1, 24)},
    optional={
        "chairs": st.integers(0, 500),
        "stalls": st.lists(
            st.fixed_dictionaries({"size": st.sampled_from(["small", "large"])}), max_size=5
        ),
    },
)
ANEW = {"kind": "fair", "hours": 1, "chairs": None, "stalls": []}


@given(ANSWERS)
def test_whatever_was_answered_the_accepted_case_has_a_fee_and_a_due_and_only_answers_that_fit(
    answers,
):
    story = opened_under_the_old(**answers)
    accepted = story.acting("accept")
    if isinstance(accepted, Refusal):
        asked = {one.field for one in accepted.at}
        again = {name: ANEW[name] for name in ANEW if name in asked}
        if rows := {place.split(".")[1]: {"size": "tiny"} for place in asked if "." in place}:
            again["rows"] = rows
        story.act("accept", **again)
    else:
        story.act("accept")
    assert story.case.fees and story.case.fees[0].amount and story.case.due is not None
    assert not list(unfitting(known_fields(story.procedure), story.case.data))
