"""A template that reads what a row may lack is told before it is published, not when the letter is to be printed."""

from pathlib import Path

import pytest

from dinh.letters import compile_check
from dinh.letters.samples import sample_of
from dinh.procedures import check_paths
from dinh.procedures.templates import tried_with
from tests.procedures.files import changed

COLUMNS = (
    "who: {label: {vi: Ai}, type: text, required: yes}, old: {label: {vi: Già}, type: yes_no, required: yes}, "
    "note: {label: {vi: Ghi chú}, type: text%s}"
)
START = "#let v = json(bytes(sys.inputs.values))\n"


def faults(folder: Path, body: str, column: str = "") -> list[str]:
    """Of the permit, which is given a list of guests whose `note` has more keys."""
    rows = f'  guests: {{label: {{vi: Khách}}, type: list, rows: "[1..5]", required: yes, of: {{{COLUMNS % column}}}}}\n  food: {{label'
    text = changed(
        ("  food: {label", rows),
        ("with: {name: holder.name, day: held_on}", "with: {name: holder.name, guests: guests}"),
    )
    (folder / "letters").mkdir()
    (folder / "letters" / "permit.typ").write_text(START + body)
    (folder / "letters" / "refusal.typ").write_text(START)
    (folder / "file.yaml").write_text(text)
    found = check_paths([folder / "file.yaml"], letter_faults=tried_with(compile_check, sample_of))
    line = 1 + text[: text.index("permit: {template")].count("\n")
    told = [one for one in found.problems if one.rule == "L2"]
    assert all(one.line == line and one.message.en and one.do.en for one in told)
    return [one.message.vi for one in told]


READ = "#for one in v.guests [#one.who: #one.note]"


def test_a_column_that_may_be_empty_in_a_row_is_told_where_the_template_reads_it(tmp_path: Path):
    (said,) = faults(tmp_path, READ)
    assert said.startswith("permit.typ:2: Mẫu đọc 'note' của một dòng hay nhóm mà có khi trống")


@pytest.mark.parametrize(
    ("body", "column"),
    [
        (READ, ", required: yes"),
        ('#for one in v.guests [#one.who: #one.at("note", default: none)]', ""),
        ("#for one in v.guests [#one.who]", ""),
        ("#for one in v.guests [#if one.old [#one.note]]", ", shown: {old: yes}, required: yes"),
    ],
    ids=["required", "read with a default", "not read", "read where it is shown"],
)
def test_what_is_there_or_is_read_with_care_passes(tmp_path: Path, body: str, column: str):
    assert faults(tmp_path, body, column) == []


def test_a_column_that_is_required_only_of_some_rows_is_told(tmp_path: Path):
    assert faults(tmp_path, READ, ", required: {old: yes}")
    (tmp_path / "shown").mkdir()
    assert faults(tmp_path / "shown", READ, ", shown: {old: yes}, required: yes")
