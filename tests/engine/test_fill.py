"""What a person gave becomes values of the case, or every fault of it at once."""

from __future__ import annotations

from decimal import Decimal

from dinh.engine.refusal import Refusal
from tests.procedures_for_tests import Story, codes

HOLDER = {"name": "Điểu Xuân", "address": "Bon A"}
CLOTH = {"holder": HOLDER, "kind": "cloth", "area": 10, "from": "2026-08-01", "to": "2026-08-31"}
FOOD = {**CLOTH, "kind": "food", "kitchen": True, "gas": 2}
GROWN = {"name": "H'Lan", "born": "1990-02-01"}
YOUNG = {"name": "Y Bách", "born": "2012-02-01", "school": "Trường B"}


def opened(**data) -> Story:
    story = Story("quay-hang")
    story.open({**CLOTH, **data})
    return story


def opening(**data):
    return Story("quay-hang").opening({**CLOTH, **data})


def test_all_faults_of_a_form_are_told_at_once_each_at_its_field():
    found = Story("quay-hang").opening(
        {
            "holder": {"name": "", "adress": "x"},
            "kind": "fud",
            "area": "nhiều",
            "from": "2026-02-31",
            "extra": 1,
        }
    )
    assert found.code == "form.faults"
    assert codes(found) == {
        "holder.name": "field.required",
        "holder.address": "field.required",
        "holder.adress": "field.unknown",
        "kind": "field.choice",
        "area": "field.number",
        "from": "field.no_such_day",
        "extra": "field.unknown",
    }
    assert found.facts["count"] == len(found.at)


def test_an_unknown_name_is_told_with_the_nearest_known_one():
    found = opening(holders=HOLDER, araea=3)
    near = {fault.field: fault.facts["near"] for fault in found.at}
    assert near["araea"] == "area"


def test_a_field_that_is_not_shown_is_empty_whatever_was_typed_through_a_whole_chain():
    story = opened(kitchen=True, gas=3)
    assert "kitchen" not in story.case.data and "gas" not in story.case.data
    story = Story("quay-hang")
    story.open({**FOOD, "kitchen": "no", "gas": 7})
    assert story.case.data["kitchen"] is False and "gas" not in story.case.data


def test_a_field_is_required_where_its_condition_holds_and_only_there():
    assert codes(Story("quay-hang").opening({k: v for k, v in CLOTH.items() if k != "to"})) == {
        "to": "field.required"
    }
    assert not isinstance(
        Story("quay-hang").opening({k: v for k, v in FOOD.items() if k != "to"}), Refusal
    )
    assert codes(Story("quay-hang").opening({k: v for k, v in FOOD.items() if k != "gas"})) == {
        "gas": "field.required"
    }


def test_nested_and_dotted_names_mean_the_same():
    story = Story("quay-hang")
    story.open(
        {
            **{k: v for k, v in CLOTH.items() if k != "holder"},
            "holder.name": "Y Bách",
            "holder": {"address": "Bon B"},
        }
    )
    assert (story.case.data["holder.name"], story.case.data["holder.address"]) == (
        "Y Bách",
        "Bon B",
    )


def test_a_list_keeps_its_order_and_gives_each_row_an_id():
    story = opened(helpers=[GROWN, YOUNG])
    rows = story.case.data["helpers"]
    assert list(rows) == ["1", "2"] and rows["2"]["name"] == "Y Bách"


def test_a_list_of_more_rows_than_it_may_have_is_refused_and_so_is_what_is_no_list():
    assert codes(opening(helpers=[GROWN] * 4)) == {"helpers": "field.rows"}
    for wrong in ("H'Lan", {"name": "H'Lan"}, ["H'Lan"], 7):
        assert codes(opening(helpers=wrong)) == {"helpers": "field.rows_shape"}, wrong


def test_a_column_of_a_row_is_shown_by_what_the_row_derives():
    assert codes(opening(helpers=[{**YOUNG, "school": ""}])) == {
        "helpers.1.school": "field.required"
    }
    story = opened(helpers=[{**GROWN, "school": "Trường cũ"}])
    assert "school" not in story.case.data["helpers"]["1"]


def test_a_fault_of_one_row_is_told_at_that_row():
    assert codes(opening(helpers=[GROWN, {"name": "Bé", "born": "2030-01-01", "school": "x"}])) == {
        "helpers.2.born": "valid"
    }


def test_a_column_that_a_later_action_asks_is_not_asked_when_the_row_is_made_but_may_be_given():
    assert "seen" not in opened(helpers=[GROWN]).case.data["helpers"]["1"]
    assert opened(helpers=[{**GROWN, "seen": True}]).case.data["helpers"]["1"]["seen"] is True


def test_a_fault_between_two_fields_is_told_at_the_field_the_line_names():
    assert codes(opening(to="2026-07-01")) == {"to": "valid"}


def test_a_warning_does_not_stop_and_is_recorded():
    story = opened(area=450)
    assert story.events[1].body.warned == ("Quá rộng",)


def test_what_a_condition_of_shown_hides_later_is_not_read_any_more():
    story = Story("quay-hang")
    story.open(FOOD)
    story.act(
        "supplement",
        items=["kind", "to"],
        by="counter",
        missing="x",
        missing_reason="y",
        guidance="z",
    )
    story.act("supply", by="applicant", kind="cloth", to="2026-08-31")
    assert story.value("gas") is None and story.value("kitchen") is None
    assert "gas" not in story.case.data


def test_editing_a_row_can_empty_an_optional_cell_and_drop_a_row_but_an_id_never_comes_twice():
    story = Story("quay-hang")
    story.open({**CLOTH, "helpers": [GROWN, {**GROWN, "name": "Thị Hoa"}]})
    story.act("supplement", items=["helpers"], missing="x", missing_reason="y", guidance="z")
    story.act("supply", by="applicant", helpers=[{"row": "1"}])
    assert list(story.case.data["helpers"]) == ["1"]
    story.act("supplement", items=["helpers"], missing="x", missing_reason="y", guidance="z")
    story.act("supply", by="applicant", helpers=[{"row": "1"}, {**GROWN, "name": "Thị Mai"}])
    assert list(story.case.data["helpers"]) == ["1", "3"]


def test_a_row_that_is_edited_keeps_what_was_not_given_and_loses_what_was_emptied():
    story = Story("quay-hang")
    story.open({**CLOTH, "helpers": [YOUNG]})
    story.act("supplement", items=["helpers"], missing="x", missing_reason="y", guidance="z")
    found = story.acting("supply", by="applicant", helpers=[{"row": "1", "school": ""}])
    assert codes(found) == {"helpers.1.school": "field.required"}


def test_emptying_a_field_by_an_edit_empties_it():
    story = opened(poor=True)
    story.act("supplement", items=["poor", "area"], missing="x", missing_reason="y", guidance="z")
    story.act("supply", by="applicant", poor=None, area=12)
    assert "poor" not in story.case.data


def test_numbers_come_out_as_they_went_in():
    assert opened(area=Decimal("1.50")).case.data["area"] == Decimal("1.5")
    assert opened(area="12,25").case.data["area"] == Decimal("12.25")
    assert codes(opening(area="1.505")) == {"area": "field.places"}


def test_a_flood_of_input_is_refused_without_being_read_to_its_end():
    assert codes(opening(helpers=[GROWN] * 200_000)) == {"helpers": "field.rows"}
    found = opening(**{f"unknown_{n}": n for n in range(20_000)})
    assert len(found.at) <= 1000
