"""Facts of the house: their type is known or said by their use, every use agrees, and a value fits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.checker.facts import facts_read
from dinh.engine.definition.house_facts import ANY, misfits, settled
from tests.procedures.files import changed, line_of, package, problems
from tests.procedures_for_tests import procedure

PLAN = 'required: {seats: "> 100"}'
HIRE = "hire: {times: [seats, 2000]}"


def reading(*clauses: str) -> str:
    return changed((PLAN, f"required: [{', '.join(clauses)}]"))


@pytest.mark.parametrize(
    ("clause", "types"),
    [
        ("{house.remote: yes}", {"house.remote": {"yes_no"}}),
        ("{house.remote: [no, empty]}", {"house.remote": {"yes_no"}}),
        ("{house.zone: k1}", {"house.zone": {"choice"}}),
        ('{house.zone: "not(k1, k2)"}', {"house.zone": {"choice"}}),
        ('{house.people: "> 5000"}', {"house.people": {"number"}}),
        ('{house.people: "[1..5]"}', {"house.people": {"number"}}),
        ('{house.merged_on: ">= 2025-07-01"}', {"house.merged_on": {"date"}}),
        ("{house.name_of_it: filled}", {"house.name_of_it": ANY}),
    ],
)
def test_what_is_asked_of_a_fact_says_its_type(tmp_path, clause, types):
    assert facts_read(package(tmp_path, reading(clause)).procedure) == types


def test_what_is_computed_charged_promised_and_written_says_it_too(tmp_path):
    text = changed(
        (
            HIRE,
            "hire: {times: [seats, house.price]}\n  since: {days: {from: house.merged_on, to: opened}}",
        ),
        ("time: 3 working days", "until: house.festival"),
        ("amount: 0,", "amount: house.flat,"),
        ("day: held_on}}", "day: held_on, since: house.merged_on, place: house.place}}"),
    )
    assert facts_read(package(tmp_path, text).procedure) == {
        "house.price": {"number"}, "house.merged_on": {"date"}, "house.festival": {"date"}, "house.flat": {"number"}, "house.place": ANY,
    }  # fmt: skip
    assert facts_read(procedure("nguoi")) == {"house.remote": {"yes_no"}, "house.zone": {"choice"}}


@pytest.mark.parametrize(
    ("clauses", "says"),
    [
        (['{house.remote: "> 3"}'], "does not fit a yes or no"),
        (["{house.urban: k1}"], "does not fit a yes or no"),
        (
            ["{house.zone: k1}", '{house.zone: "> 3"}'],
            '"house.zone" must be a number here, but elsewhere it is a name in lower-case ASCII',
        ),
        (
            ["{house.zone: yes}", "{house.zone: k1}"],
            '"house.zone" must be a name in lower-case ASCII here, but elsewhere it is yes or no',
        ),
        (["{house.zone: has k1}"], '"house.zone" of the house is one value and does not fit here'),
    ],
)
def test_a_use_that_does_not_fit_is_a_problem_at_its_line(tmp_path, clauses, says):
    text = reading(*clauses)
    (found,) = [one for one in problems(tmp_path, text) if one.rule != "E1"]
    assert (found.rule, found.line, found.severity) == ("T1", line_of(text, clauses[0]), "problem")
    assert found.column > 20 and says in found.message.en


def test_a_fact_that_is_no_number_is_not_reckoned_with(tmp_path):
    found = problems(tmp_path, changed((HIRE, "hire: {times: [seats, house.remote]}")))
    assert [(one.rule, one.message.en) for one in found if one.rule == "T1"] == [
        ("T1", '"house.remote" is a yes or no, which does not fit times')
    ]


def test_an_example_gives_a_fact_of_its_type(tmp_path):
    def text(value: str) -> str:
        return changed(
            (PLAN, "required: {house.remote: yes}"),
            ("seats: 20, held_on", f"house.remote: {value}, seats: 20, held_on"),
        )

    assert not [one for one in problems(tmp_path, text("yes")) if one.rule == "T1"]
    (found,) = [one for one in problems(tmp_path, text("far")) if one.rule == "T1"]
    assert (
        found.message.en == '"house.remote" must be yes or no, not "far"'
        and found.line == line_of(text("far"), "house.remote: far")
    )


@pytest.mark.parametrize(
    ("types", "given_", "value"),
    [
        ({"yes_no"}, "yes", True), ({"yes_no"}, False, False), ({"yes_no"}, 1, None), ({"yes_no"}, "có", None),
        ({"number"}, "12", 12), ({"number"}, "1.50", Decimal("1.50")), ({"number"}, "12 người", None), ({"number"}, True, None), ({"number"}, "Infinity", None),
        ({"date"}, "2026-07-01", "2026-07-01"), ({"date"}, "2026-02-30", None), ({"date"}, 20260701, None),
        ({"choice"}, "k1", "k1"), ({"choice"}, "Vùng 1", None), ({"choice"}, True, None), (ANY, "Vùng 1", "Vùng 1"),
    ],
)  # fmt: skip
def test_a_value_is_taken_as_the_type_it_is_read_as_or_not_at_all(types, given_, value):
    found = settled(given_, types)
    assert found == value and type(found) is type(value)


@given(
    st.one_of(
        st.booleans(), st.integers(), st.text(max_size=12), st.none(), st.lists(st.integers())
    ),
    st.sets(st.sampled_from(sorted(ANY)), min_size=1),
)
def test_what_was_taken_once_is_taken_again_as_it_is(value, types):
    found = settled(value, types)
    assert found is None or settled(found, types) == found
    assert bool(misfits({"x": value}, {"house.x": frozenset(types)})) == (
        value is not None and found is None
    )
