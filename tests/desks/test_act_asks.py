"""The small form of an action asks on as it is answered, row by row; the page of a case shows what follows from the answers."""

import pytest

from dinh.access import finders
from dinh.web.cases import contents, queries
from dinh.web.portal.guide import guide
from dinh.web.shared import action_form
from dinh.web.shared.form_data import from_post
from tests.procedures.test_thiet_hai_thien_tai import COFFEE, HOME, reported
from tests.world import UNIT


def asked(case, person: str, action: str, **post: str) -> list[str]:
    seen = finders.case_seen_by(UNIT, person, case.code)
    step = case.case.steps[0].name
    typed = {name.replace("__", "."): [value] for name, value in post.items()}
    one, _, _ = action_form.asked_as_typed(
        seen,
        action,
        step,
        lambda found: queries.scope_for(UNIT, seen, found),
        "vi",
        lambda every: from_post(every.fields, typed, {}),
    )
    return [field.name for field in one.fields]


@pytest.fixture
def listed(world):
    return (
        reported(world)
        .acted("village.1", "declare", row=COFFEE)
        .acted("village.1", "declare", row=HOME)
    )


def test_a_question_of_a_row_comes_up_once_another_of_the_same_form_is_answered(listed):
    listed.acted("village.1", "over").acted("leader", "name", team="Phòng Kinh tế")
    rows = [name for name in asked(listed, "economy.2", "checked") if name.startswith("households")]
    assert rows == ["households.1.supported", "households.2.supported"]
    rows = asked(
        listed,
        "economy.2",
        "checked",
        households__1__supported="yes",
        households__2__supported="no",
    )
    assert [name for name in rows if name.startswith("households")] == [
        "households.1.supported", "households.1.crop", "households.1.level", "households.1.area", "households.2.supported", "households.2.why_not",
    ]  # fmt: skip
    assert action_form.depends(
        finders.case_seen_by(UNIT, "economy.2", listed.code), "checked", "verifying"
    )


def test_a_row_that_is_added_is_asked_only_what_its_kind_wants(listed):
    assert "row.before" in asked(
        listed, "village.1", "declare", row__kind="animals"
    ) and "row.before" not in asked(listed, "village.1", "declare", row__kind="home")


def test_rows_of_short_values_stand_in_a_table_beside_what_follows_from_them(listed):
    seen = finders.case_seen_by(UNIT, "economy.2", listed.code)
    found = contents.parts(
        seen, (), lambda field, value: value, "vi", queries.scope_for(UNIT, seen)
    )
    table = next(part for part in found if part.rows)
    assert table.columns[-1] == "Mức hỗ trợ" and [row[0].value for row in table.rows] == [
        "Điểu Xuân",
        "Thị Mai",
    ]
    assert ("Số lượt hộ kê khai", "2") in [(fact.label, fact.value) for fact in found[-1].facts]


def test_citizens_are_told_the_way_of_a_denunciation_before_they_have_answered_anything(world):
    told = guide(UNIT, finders.procedure(UNIT, "to-cao"), {}, finders.time_of(UNIT), "vi")
    assert [stop.label for stop in told.stops][:3] == [
        "Nhận tố cáo",
        "Xử lý ban đầu",
        "Thụ lý và lập Tổ xác minh",
    ]
