"""Documents brought, what is required when the clock starts, and what still lacks."""

from __future__ import annotations

from dinh.engine.refusal import Refusal
from tests.engine.test_fill import CLOTH, FOOD, GROWN, YOUNG
from tests.procedures_for_tests import Story, codes, fields

FILE = {"digest": "ab" * 32, "name": "quét.pdf", "type": "application/pdf", "size": 7}


def reception(**data) -> Story:
    story = Story("quay-hang")
    story.open({**CLOTH, **data})
    return story


def test_what_is_required_is_asked_by_the_action_that_starts_the_clock_not_by_the_opening():
    story = reception(area=200)
    found = story.refused("accept")
    assert found.code == "documents.missing" and codes(found) == {
        "documents.plan": "document.missing"
    }
    story.act("accept", documents={"plan": "seen"})
    assert story.case.accepted and story.case.documents == {"plan": "seen"}


def test_a_document_brought_at_the_opening_is_not_asked_again():
    story = reception(area=200, documents={"plan": FILE})
    story.act("accept")
    assert story.case.documents["plan"] == FILE


def test_the_names_of_what_was_seen_may_be_given_as_a_list():
    story = reception(area=200, documents=["plan"])
    assert story.case.documents == {"plan": "seen"}


def test_a_file_name_is_personal_and_never_stands_in_the_sealed_body():
    story = reception(area=200, documents={"plan": FILE})
    assert all("quét" not in one.body for one in story.sealed)


def test_an_unknown_document_is_refused_with_the_nearest_name_beside_other_faults():
    story = reception()
    found = story.refused("accept", documents={"plann": "seen"})
    assert (
        codes(found) == {"documents.plann": "document.unknown"}
        and found.at[0].facts["near"] == "plan"
    )


def test_one_of_several_suffices_and_the_case_says_which():
    story = Story("quay-hang")
    story.open(FOOD)
    assert codes(story.refused("accept")) == {"documents.clean": "document.missing"}
    story.act("accept", documents={"clean": {"province": FILE}})
    assert story.case.documents["clean"]["which"] == "province"


def test_a_data_base_may_stand_for_a_document_that_says_so_and_for_no_other():
    story = Story("quay-hang")
    story.open({**FOOD, "area": 200})
    assert codes(
        story.refused(
            "accept", documents={"clean": {"reused": "kho dữ liệu"}, "plan": {"reused": "kho"}}
        )
    ) == {"documents.plan": "document.not_reused"}
    story.act("accept", documents={"clean": {"reused": "kho dữ liệu"}, "plan": "seen"})
    assert story.case.documents["clean"] == {"reused": "kho dữ liệu"}


def test_a_document_of_each_row_is_asked_of_the_rows_where_it_is_required():
    story = reception(helpers=[GROWN, YOUNG, {**GROWN, "name": "Thị Hoa"}])
    assert fields(story.refused("accept")) == ["documents.id_copy.1", "documents.id_copy.3"]
    assert fields(story.refused("accept", documents={"id_copy": ["seen"]})) == [
        "documents.id_copy.3"
    ]
    story.act("accept", documents={"id_copy": ["seen", None, FILE]})
    assert story.case.documents["id_copy"] == {"1": "seen", "3": FILE}


def test_what_is_brought_for_one_row_later_leaves_the_others_as_they_are():
    story = reception(
        helpers=[GROWN, {**GROWN, "name": "Thị Hoa"}], documents={"id_copy": ["seen"]}
    )
    story.act("accept", documents={"id_copy": {"2": FILE}})
    assert story.case.documents["id_copy"] == {"1": "seen", "2": FILE}


def test_more_papers_than_rows_are_a_fault():
    story = reception(helpers=[GROWN])
    assert codes(story.refused("accept", documents={"id_copy": ["seen", "seen"]})) == {
        "documents.id_copy": "document.rows"
    }


def test_what_is_no_document_is_a_fault_and_never_a_crash():
    for wrong in (
        7,
        "a.pdf",
        {"digest": "zz"},
        {**FILE, "size": "many"},
        {**FILE, "size": -1},
        {**FILE, "type": 5},
        {**FILE, "size": {}},
        [1],
        False,
        {"file": 1},
        {"reused": 3},
        {**FILE, "name": "a\u0000b"},
        {**FILE, "size": 10**30},
    ):
        assert isinstance(
            Story("quay-hang").opening({**CLOTH, "documents": {"plan": wrong}}), Refusal
        ), wrong
    for wrong in (7, "plan", [["plan"]]):
        assert codes(Story("quay-hang").opening({**CLOTH, "documents": wrong})) == {
            "documents": "documents.shape"
        }, wrong


def test_faults_of_fields_and_documents_that_lack_are_told_together():
    story = reception(area=200)
    story.act("supplement", items=["area"], missing_reason="y", guidance="z")
    story.act("supply", by="applicant", area=210)
    assert codes(story.refused("accept", nonsense=1)) == {
        "nonsense": "field.unknown",
        "documents.plan": "document.missing",
    }
