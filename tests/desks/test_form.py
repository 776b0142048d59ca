"""A form made from a procedure: what it shows, what it keeps, and what the door gets from it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.decisions.evaluate import Scope
from dinh.engine.decisions.form_input import read
from dinh.engine.definition.procedure import Field, Text
from dinh.engine.field_types.reading import read_value
from dinh.engine.refusal import Fault
from dinh.web.shared.form import _kept, form_of, id_of, kind_of, place_label
from dinh.web.shared.form_data import (
    Typed,
    as_data,
    as_typed,
    from_data,
    from_post,
    renumbered,
    with_row,
    without_row,
)

OPENED = {"opened": "2026-11-25T09:14:00+07:00", "channel": "counter"}


def form(procedure, post, faults=(), lang="vi"):
    fields = procedure.form.values()
    typed = from_post(
        fields,
        {name: value if isinstance(value, list) else [value] for name, value in post.items()},
    )
    values = read(as_data(fields, typed), procedure.form, {}, lambda field, name: True).values
    return form_of(fields, procedure, typed, Scope(procedure, values, OPENED), lang, faults=faults)


def inputs(made):
    found = {}
    for run in made.runs:
        for group in run.groups:
            found |= {one.place: one for one in group.inputs}
            for row in group.rows:
                found |= {
                    one.place: one
                    for inner in row.runs
                    for part in inner.groups
                    for one in part.inputs
                }
    return found


def test_every_field_that_is_shown_has_an_input_and_no_other(birth):
    shown = inputs(form(birth, {"situation": "foundling"}))
    assert "found_on" in shown
    assert "mother.name" not in shown
    assert "father.name" not in shown


def test_a_list_begins_with_as_many_rows_as_it_must_have(birth):
    assert "children.1.name" in inputs(form(birth, {}))


def test_what_a_person_typed_stands_in_its_input_however_wrong(birth):
    shown = inputs(form(birth, {"children.1.born_on": "31/02/2026", "applicant.id": "abc"}))
    assert shown["children.1.born_on"].value == "31/02/2026"
    assert shown["applicant.id"].value == "abc"


def test_a_fault_stands_at_its_input_and_first_in_the_list(birth):
    made = form(
        birth,
        {},
        faults=(
            Fault("applicant.name", "field.required"),
            Fault("children.1.name", "field.required"),
        ),
    )
    assert inputs(made)["children.1.name"].error == "Chưa điền."
    assert [line.id for line in made.lines] == ["f-applicant-name", "f-children-1-name"]
    assert made.lines[1].text.startswith("Trẻ được đăng ký 1, họ, chữ đệm, tên của trẻ: ")


def test_what_was_typed_in_a_run_that_vanished_is_carried_along(birth):
    made = form(birth, {"situation": "mother_only", "father.name": "Điểu Xuân"})
    hidden = next(run for run in made.runs if run.id == "r-f-father-name")
    assert not hidden.shown
    assert ("father.name", "Điểu Xuân") in hidden.kept


def test_a_file_that_was_sent_in_a_run_that_vanished_is_carried_along_too():
    photo = Field(name="photo", label=Text("Ảnh"), type="file")
    typed = from_post([photo], {}, {"photo": ({"name": "a.png", "kept": "word"},)})
    assert list(_kept(photo, typed, "")) == [("photo.kept", "word")]


def test_of_a_field_for_one_file_the_newest_counts_and_of_one_for_several_all():
    one, several = (
        Field(name="photo", label=Text("Ảnh"), type="file"),
        Field(name="scans", label=Text("Bản quét"), type="files"),
    )
    sent = {name: ({"name": "old.png"}, {"name": "new.png"}) for name in ("photo", "scans")}
    typed = from_post([one, several], {}, sent)
    assert [file["name"] for file in typed.files["photo"]] == ["new.png"]
    assert [file["name"] for file in typed.files["scans"]] == ["old.png", "new.png"]
    assert [kind_of(field, lambda field: ()) for field in (one, several)] == ["file", "files"]


def test_a_run_says_which_answer_opened_it(birth):
    made = form(birth, {"situation": "surrogacy"})
    assert (
        next(run for run in made.runs if run.id == "r-f-father-name").because
        == "trường hợp của trẻ: sinh ra do mang thai hộ"
    )
    english = form(birth, {"situation": "surrogacy"}, lang="en")
    assert (
        next(run for run in english.runs if run.id == "r-f-father-name").because
        == "the child's situation: born by surrogacy"
    )


def test_what_need_not_be_filled_says_so(birth):
    shown = inputs(form(birth, {}))
    assert shown["applicant.phone"].need == "nếu có"
    assert shown["applicant.name"].need == ""
    assert shown["children.1.ethnicity"].need == "", "a valid line stops where it is empty"


def test_few_answers_are_radios_many_are_a_list(birth):
    shown = inputs(form(birth, {}))
    assert shown["situation"].kind == "radios"
    assert shown["children.1.born_on"].kind == "day"


def test_the_door_gets_what_was_typed_and_nothing_that_is_empty(birth):
    fields = birth.form.values()
    typed = from_post(
        fields,
        {
            "applicant.name": ["Y Bách"],
            "applicant.phone": [""],
            "children": ["1"],
            "children.1.name": ["Y Nam"],
        },
    )
    assert as_data(fields, typed) == {"applicant.name": "Y Bách", "children": [{"name": "Y Nam"}]}


def test_rows_of_a_case_keep_their_ids_and_new_ones_go_without(birth):
    fields = birth.form.values()
    typed = from_post(
        fields, {"children": ["2", "3"], "children.2.name": ["A"], "children.3.name": ["B"]}
    )
    assert as_data(fields, typed, {"children": ["2"]})["children"] == [
        {"row": "2", "name": "A"},
        {"name": "B"},
    ]


def test_a_row_taken_away_leaves_the_others_with_the_numbers_the_door_will_give(birth):
    field = birth.form["children"]
    typed = Typed(
        {"children.1.name": "A", "children.2.name": "B", "children.3.name": "C"},
        {"children": ("1", "2", "3")},
    )
    left = renumbered(without_row(typed, field, "1"), field)
    assert left.rows["children"] == ("1", "2")
    assert (left.texts["children.1.name"], left.texts["children.2.name"]) == ("B", "C")


def test_a_full_list_takes_no_more_rows(birth):
    field = birth.form["children"]
    typed = Typed({}, {"children": tuple(str(n) for n in range(1, 7))})
    assert with_row(typed, field) is typed


def test_a_case_comes_back_as_a_person_would_type_it(birth):
    data = {
        "applicant.birth_date": "1991-03-14",
        "children": {"1": {"name": "Y Nam", "born_on": "2026-11-02"}},
        "situation": "married",
    }
    typed = from_data(birth.form.values(), data)
    assert typed.texts == {
        "applicant.birth_date": "14/03/1991",
        "children.1.name": "Y Nam",
        "children.1.born_on": "02/11/2026",
        "situation": "married",
    }
    again = read(
        as_data(birth.form.values(), typed, {"children": ["1"]}),
        birth.form,
        data,
        lambda field, name: True,
    )
    assert again.values == data
    assert not again.faults


@pytest.mark.parametrize(("type_", "value", "text"), [
    ("money", 1500000, "1.500.000"), ("yes_no", True, "yes"), ("date", "2026-11-02", "02/11/2026"), ("number", 12, "12"), ("datetime", "2026-11-02T09:30+07:00", "02/11/2026 09:30"),
])  # fmt: skip
def test_values_are_typed_as_people_write_them(type_, value, text):
    assert as_typed(Field(name="x", label=Text("x"), type=type_), value) == text


def test_a_place_is_named_by_its_label(birth):
    assert place_label("mother.id", birth, "vi") == "Người mẹ, số định danh cá nhân"
    assert place_label("children.2.born_on", birth, "vi") == "Trẻ được đăng ký 2, ngày sinh"
    assert place_label("documents.birth_note.1", birth, "vi") == "Giấy chứng sinh"
    assert place_label("nowhere", birth, "vi") == "nowhere"


def test_ids_hold_no_sign_that_a_selector_would_read():
    assert id_of("children.2.born_on") == "f-children-2-born_on"


names = st.text(alphabet="abcdefghijklmnopqrstuvwxyz._0123456789", max_size=30)


@given(
    st.dictionaries(
        names | st.sampled_from(["children", "children.1.name", "situation", "applicant.name"]),
        st.lists(st.text(max_size=20), max_size=4),
        max_size=12,
    )
)
def test_whatever_a_browser_sends_makes_a_form(birth, post):
    fields = birth.form.values()
    typed = from_post(fields, post)
    values = read(as_data(fields, typed), birth.form, {}, lambda field, name: True).values
    values = {name: value for name, value in values.items() if value is not None}
    form_of(fields, birth, typed, Scope(birth, values, OPENED), "vi")


@pytest.mark.parametrize("value", [1200, 1200.5, -3, 1_234_567])
def test_a_number_stands_in_its_input_so_that_it_is_read_as_the_same_number(value):
    field = Field(name="area", label=Text("Diện tích"), type="number", places=2)
    kept = Decimal(str(value))
    assert read_value(field, as_typed(field, kept)) == kept
