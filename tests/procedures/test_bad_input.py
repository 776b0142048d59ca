"""Files that are too long, go in circles, can never hold or lack a piece: clear problems, each at its line (times: docs/author.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinh.procedures.problem import PROBLEMS_MAX
from tests.procedures import bad_input
from tests.procedures.bad_input import ALL, checked, thousand_rows
from tests.procedures.files import changed, line_of, problems
from tests.procedures_for_tests import Story

SOUND = ("many_steps", "twelve_inputs", "thousand_rows", "thousand_branches")
TOLD = {
    "long_file": ("N1", "g0"),
    "many_counters": ("F2", "4000"),
    "many_choices": ("F4", "500"),
    "circle_of_frames": ("Y2", "b"),
    "twelve_inputs_with_a_gap": ("T3", "x11 = 500"),
    "twelve_inputs_each_line_whole": ("T3", "x11 = "),
    "never_true": ("T2", "seats"),
    "part_that_is_gone": ("N1", "nguoi_muon"),
    "versions_that_overlap": ("V1", "muon-hoi-truong"),
}


def test_every_bad_input_is_looked_at():
    assert set(ALL) == {*SOUND, *TOLD}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_only_large_is_proven_whole(tmp_path: Path, name: str):
    assert not [one for one in checked(name, tmp_path).problems if one.severity == "problem"]


@pytest.mark.parametrize(("name", "told"), TOLD.items(), ids=list(TOLD))
def test_what_is_wrong_is_told_by_name_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: tuple[str, str]
):
    monkeypatch.setattr(
        bad_input, "LINES", 1_500
    )  # `python -m tests.procedures.bad_input` takes ten thousand
    monkeypatch.setattr(bad_input, "WHOLE", 60)
    rule, words = told
    problems = [one for one in checked(name, tmp_path).problems if one.severity == "problem"]
    assert 0 < len(problems) <= PROBLEMS_MAX
    assert any(
        one.rule == rule and words in one.message.vi and one.do.vi and one.line > 1
        for one in problems
    ), [(one.rule, one.message.vi) for one in problems[:5]]


def test_too_many_states_are_told_with_what_multiplies_them(tmp_path: Path):
    counted = "".join(f", again{n}: {{at_most: {n + 2}, asks: [reason]}}" for n in range(5))
    text = changed(
        ("findings:\n", 'findings:\n  talks: {label: {vi: Lần bàn}, type: list, rows: "[0..5]", of: {on: {label: {vi: Ngày}, type: date}}}\n'),
        ("{accept: {to: weigh, letter: receipt}}", f"{{accept: {{to: weigh, letter: receipt}}, talk: {{to: reception, adds: talks}}{counted}}}"),
    )  # fmt: skip
    (found,) = [one for one in problems(tmp_path, text) if one.rule == "F2"]
    assert "reception.again4 (at_most 6) × " in found.message.vi
    assert '"talks" (rows 5)' in found.message.vi
    assert "reception.again0" in found.message.en
    assert found.line == line_of(text, "again4")


def test_a_case_with_a_thousand_rows_is_opened_and_its_fee_is_counted(tmp_path: Path):
    assert thousand_rows()
    (package,) = checked("thousand_rows", tmp_path).packages
    story = Story(package.procedure)
    guests = [{"age": 60 + n % 2, "poor": n % 3 == 0} for n in range(1000)]
    story.open(
        {
            "holder": {"name": "Điểu Xuân", "address": "Bon A"},
            "kind": "meeting",
            "seats": 20,
            "held_on": "2026-12-20",
            "guests": guests,
            "documents": {"plan": "seen"},
        },
        channel="counter",
        by="counter",
    )
    story.act("accept", by="counter")
    assert [fee.amount for fee in story.case.fees] == [0]
    assert story.value("old_n") == 500
    assert story.value("years") == 60_500


def test_a_branch_for_each_of_a_thousand_rows_is_opened_in_the_order_of_the_rows(tmp_path: Path):
    """Also once it is read back: in the log the tenth row stands before the second."""
    (package,) = checked("thousand_branches", tmp_path).packages
    story = Story(package.procedure)
    form = {
        "holder": {"name": "Điểu Xuân", "address": "Bon A"},
        "kind": "meeting",
        "seats": 20,
        "held_on": "2026-12-20",
    }
    story.open(
        {**form, "guests": [{"who": f"Khách {n}"} for n in range(1, 1001)]},
        channel="counter",
        by="counter",
    )
    assert [row["who"] for row in story.value("guests").values()] == [
        f"Khách {n}" for n in range(1, 1001)
    ]
    story.act("accept", by="counter")
    assert [one.name for one in story.case.steps] == [f"one/{n}" for n in range(1, 1001)]
    story.act("heard", by="office", step="one/10")
    assert len(story.case.steps) == 999
