"""What is asked for item by item: requested, brought, waived; what goes back to the clerk is opened for the named fields only."""

from functools import cache
from pathlib import Path

import pytest

from dinh.engine.decisions.supplement import label_of
from dinh.engine.definition.procedure import Procedure
from dinh.engine.record.events import Acted, Attached, Filled, Issued
from dinh.engine.record.evolve import replay
from dinh.engine.record.requested_items import latest, still_open
from dinh.messages import told
from dinh.procedures import check_paths
from tests.procedures_for_tests import Story, codes

FILE = Path(__file__).parents[2] / "dinh/procedures/ho-tich/dang-ky-giam-ho.yaml"
PAPERS = {"lawful_proof": "seen", "identity": "seen"}
FORM = {
    "applicant": {
        "name": "H'Lan",
        "address": "Bon A",
        "birth_date": "1985-02-02",
        "id": "067185999128",
    },
    "ward": {"name": "H'Mai", "address": "Bon A", "birth_date": "2016-05-20", "sex": "female"},
    "kind": "lawful",
    "relation": "uncle",
    "why": "orphan",
    "convicted": False,
}
PROOF, ADDRESS = "documents.lawful_proof", "applicant.address"
WHY = {"missing_reason": "Chưa rõ là dì ruột", "guidance": "Chụp lại hai mặt"}


@cache
def guardianship() -> Procedure:
    return check_paths([FILE]).packages[0].procedure


def checked() -> Story:
    """A case that was accepted, at `check`."""
    story = Story(guardianship(), at="2026-11-25T08:00")
    story.open({**FORM, "documents": PAPERS})
    story.act("accept", by="counter", at="2026-11-25T09:00")
    return story


def asked(*items: object) -> Story:
    story = checked()
    story.act("supplement", by="civil_status", items=list(items), at="2026-11-25T10:00", **WHY)
    return story


def acts(story: Story) -> list[Acted]:
    return [event.body for event in story.events if isinstance(event.body, Acted)]


def state(story: Story) -> dict[str, str]:
    return {item.of: item.settled for item in latest(story.case.requested)}


def test_items_have_a_reason_and_an_article_each_their_own_or_that_of_the_request_and_the_file():
    story = asked(PROOF, {"of": ADDRESS, "reason": "Khác thẻ căn cước", "law": "LHT 16"})
    proof, address = story.case.requested
    assert (proof.reason, address.reason) == (WHY["missing_reason"], "Khác thẻ căn cước")
    assert "Điều 21" in proof.law and address.law == "LHT 16"
    assert proof.by == ("civil_status",)
    body = next(body for body in acts(story) if body.requested)
    assert all(not item.reason for item in body.requested)  # it stands where it can be struck
    assert body.personal["requested.1"] == "Khác thẻ căn cước"


@pytest.mark.parametrize(
    ("items", "faults"),
    [
        (None, {"items": "supplement.no_items"}),
        ([], {"items": "supplement.no_items"}),
        (["documents.birth_note"], {"items.documents.birth_note": "supplement.unknown"}),
        (["applicant.salary"], {"items.applicant.salary": "supplement.unknown"}),
        ("x", {"items": "field.rows_shape"}),
    ],
)
def test_only_papers_and_fields_of_the_procedure_are_asked_for(items, faults):
    story = checked()
    data = WHY if items is None else {**WHY, "items": items}
    before = story.case
    assert codes(story.refused("supplement", by="civil_status", data=data)) == faults
    assert story.case == before


def test_the_request_prints_every_item_with_its_reason_and_article():
    story = asked(PROOF, ADDRESS)
    letter = next(
        event.body
        for event in story.events
        if isinstance(event.body, Issued) and event.body.form == "02"
    )
    printed = letter.personal["values"]["requested"]
    assert [one["name"] for one in printed] == [
        label_of(guardianship(), PROOF, "vi"),
        label_of(guardianship(), ADDRESS, "vi"),
    ]
    assert all(one["reason"] for one in printed) and "Điều 21" in printed[0]["law"]


def test_the_clock_goes_on_only_when_every_item_is_there():
    story = asked(PROOF, ADDRESS)
    story.act("complete", by="applicant", documents={"lawful_proof": "seen"}, at="2026-11-26T09:00")
    assert story.steps == ["completing"] and story.case.paused
    assert state(story) == {PROOF: "brought", ADDRESS: ""}
    story.act("complete", by="applicant", at="2026-11-27T09:00", **{ADDRESS: "Bon B"})
    assert story.steps == ["check"] and not story.case.paused
    assert state(story) == {PROOF: "brought", ADDRESS: "brought"}
    assert replay(story.events).requested == story.case.requested


@pytest.mark.parametrize(
    "data",
    [
        {},
        {ADDRESS: "Bon A"},
        {"documents": {"identity": "seen"}},
        {"applicant": {"name": "H'Lan", "address": "Bon A"}},
    ],
)
def test_pressing_with_nothing_changed_is_refused_and_leaves_nothing(data):
    story = asked(PROOF, ADDRESS)
    before = len(story.events)
    found = story.refused("complete", by="applicant", data=data, at="2026-11-26T09:00")
    assert found.code == "supplement.nothing_asked"
    assert len(found.facts["items"]) == 2
    assert len(story.events) == before and story.case.paused


def test_only_what_was_asked_for_is_opened():
    story = asked(ADDRESS)
    found = story.refused(
        "complete", by="applicant", data={ADDRESS: "Bon B", "ward.address": "Bon C"}
    )
    assert codes(found) == {"ward.address": "supplement.not_asked"}


def test_the_log_holds_what_changed_and_no_empty_entries():
    story = asked(PROOF, ADDRESS)
    whole = {**FORM, "applicant": {**FORM["applicant"], "address": "Bon B"}}
    at = len(story.events)
    story.act("complete", by="applicant", at="2026-11-26T09:00", **whole)
    bodies = [event.body for event in story.events[at:]]
    assert [type(body) for body in bodies] == [Filled, Acted]
    assert {*bodies[0].values, *bodies[0].personal} == {ADDRESS}
    at = len(story.events)
    story.act("complete", by="applicant", documents={"lawful_proof": "seen"}, at="2026-11-26T10:00")
    assert [type(event.body) for event in story.events[at:]] == [Attached, Acted]


def test_an_officer_waives_an_item_with_a_reason_and_the_last_one_lets_the_clock_go_on():
    story = asked(PROOF, ADDRESS)
    assert story.refused("waive", by="counter", items=[PROOF], reason="x").code == (
        "unwritten.not_yours"
    )
    assert codes(story.refused("waive", by="civil_status", data={"items": [PROOF]})) == {
        "reason": "field.required"
    }
    story.act("waive", by="civil_status", items=[PROOF], reason="Tra được", at="2026-11-26T09:00")
    assert story.case.paused and state(story) == {PROOF: "waived", ADDRESS: ""}
    story.act("waive", by="civil_status", items=[ADDRESS], reason="Đúng", at="2026-11-26T10:00")
    assert (
        story.steps == ["check"] and not story.case.paused and not still_open(story.case.requested)
    )
    assert acts(story)[-1].personal["reason"] == "Đúng"
    assert story.refused("waive", by="civil_status", items=[PROOF], reason="x").code == (
        "waive.nothing"
    )


def test_taking_back_what_was_brought_opens_the_item_again():
    story = asked(PROOF, ADDRESS)
    story.act("complete", by="applicant", documents={"lawful_proof": "seen"}, at="2026-11-26T09:00")
    story.act("reverse", by="leader", reason="Nhầm hồ sơ", at="2026-11-26T10:00")
    assert state(story) == {PROOF: "", ADDRESS: ""}
    story.act("reverse", by="leader", reason="Không cần hỏi", at="2026-11-26T11:00")
    assert story.case.requested == () and story.steps == ["check"]


def test_a_second_request_where_one_is_allowed_is_not_offered():
    story = asked(PROOF)
    story.act("complete", by="applicant", documents={"lawful_proof": "seen"}, at="2026-11-26T09:00")
    assert ("check", "supplement") not in story.offered("civil_status")
    found = story.refused("supplement", by="civil_status", items=[PROOF], **WHY)
    assert found.code == "action.used_up"
    said = told(found.code, dict(found.facts), "vi")
    assert "“Yêu cầu bổ sung” đã dùng đủ 1 lần" in said.message
    assert "Ở bước này còn làm được: " in said.do and "Yêu cầu bổ sung" not in said.do


def test_a_case_that_paused_without_items_goes_on_with_what_it_brings():
    story = checked()
    story.act("supplement", by="civil_status", items=[PROOF], at="2026-11-25T10:00", **WHY)
    old = story.case
    from msgspec.structs import replace  # as a log of before items were kept folds

    story.case = replace(old, requested=())
    assert story.refused("complete", by="applicant", at="2026-11-26T09:00").code == (
        "supplement.nothing"
    )


# --- correction ------------------------------------------------------------------------------------------------------


def corrected() -> Story:
    story = checked()
    story.act(
        "return_for_correction",
        by="civil_status",
        items=["ward.birth_date", "applicant.id"],
        correction_reason="Sai ngày sinh",
        at="2026-11-25T10:00",
    )
    return story


def test_the_clerk_may_correct_the_named_fields_only_while_the_clock_runs():
    story = corrected()
    due = story.due
    assert story.steps == ["correction"] and not story.case.paused
    found = story.refused("correct", by="counter", data={"ward.name": "H'Mây"})
    assert codes(found) == {"ward.name": "supplement.not_asked"}
    story.act(
        "correct",
        by="counter",
        at="2026-11-25T11:00",
        **{"ward.birth_date": "2016-05-21", "applicant.id": "067185999129"},
    )
    assert story.steps == ["check"] and story.due == due


def test_both_readings_stay_in_the_log_and_the_personal_one_is_salted():
    story = corrected()
    story.act(
        "correct",
        by="counter",
        at="2026-11-25T11:00",
        **{"ward.birth_date": "2016-05-21", "applicant.id": "067185999129"},
    )
    read = [
        {**event.body.values, **event.body.personal}
        for event in story.events
        if isinstance(event.body, Filled)
    ]
    ids = [one["applicant.id"] for one in read if "applicant.id" in one]
    assert ids == ["067185999128", "067185999129"]
    assert all("067185999129" not in one.body for one in story.sealed)
    assert sum("ward.birth_date" in one for one in read) == 2


def test_a_leader_returns_with_a_reason_and_the_step_is_returned_not_done():
    story = checked()
    story.act("propose", by="civil_status", at="2026-11-25T10:00")
    assert codes(story.refused("back", by="leader", at="2026-11-25T11:00")) == {
        "reason": "field.required"
    }
    story.act("back", by="leader", reason="Thiếu quan hệ", at="2026-11-25T11:00")
    last = acts(story)[-1]
    assert last.sent_back and last.personal["reason"] == "Thiếu quan hệ"
    assert all("Thiếu quan hệ" not in one.body for one in story.sealed)
