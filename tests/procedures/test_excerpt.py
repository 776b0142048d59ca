"""Excerpts of a file, counter-examples as lines, and the report that `dinh check` makes of them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dinh.cli import VERBS, main
from dinh.cli.paper import painted, takes_colour
from dinh.procedures import check_paths, counterexample_text
from dinh.procedures.excerpt import excerpt, lines_of, width
from dinh.procedures.report import SHOWN_MAX, Page, report
from tests.procedures import bad_input
from tests.procedures.files import GOOD, changed, checked, line_of, told_truly

FILE = ["procedure: x", "name: {vi: Mượn hội trường}", "level: intern", "", "form:"]


def caret(drawn: list[str]) -> int:
    """In which cell of the page the caret stands."""
    return width(next(line for line in drawn if "^" in line).partition("^")[0])


def cell(drawn: list[str], word: str) -> int:
    return width(next(line for line in drawn if word in line).partition(word)[0])


# --- the excerpt ------------------------------------------------------------------------------------------------------


def test_the_line_stands_among_its_neighbours_with_a_caret_under_the_word() -> None:
    assert excerpt(FILE, 3, 8) == [
        "1 │ procedure: x",
        "2 │ name: {vi: Mượn hội trường}",
        "3 │ level: intern",
        "  │        ^^^^^^",
    ]


def test_line_numbers_of_different_length_are_set_flush_right() -> None:
    drawn = excerpt([f"k{number}: v" for number in range(1, 20)], 10, 1)
    assert [line.partition(" │")[0] for line in drawn] == [" 8", " 9", "10", "  ", "11"]


@pytest.mark.parametrize(
    "before",
    ["Đăng ký khai tử của người đã mất", "Mượn", "戶籍 登記", "a\u0331b\u0323", "Điểu H'Lan 🏠"],
)
def test_the_caret_stands_under_its_word_whatever_letters_stand_before_it(before: str) -> None:
    line = f"  name: {{vi: {before}, roel: x}}"
    drawn = excerpt([line], 1, line.index("roel") + 1)
    assert caret(drawn) == cell(drawn, "roel")


@given(
    st.text("aăâđêôơư ạậ戶籍\u0301\u0323{},:", max_size=400),
    st.integers(0, 400),
    st.integers(40, 140),
)
def test_a_line_of_any_length_is_cut_to_the_page_and_the_caret_still_stands_under_its_column(
    text: str, place: int, columns: int
) -> None:
    line = text[:place] + "KEY" + text[place:]
    drawn = excerpt([line], 1, line.index("KEY") + 1, columns=columns)
    assert all(width(one) <= columns for one in drawn)
    assert caret(drawn) == cell(drawn, "K")


def test_a_long_line_shows_what_is_around_the_place() -> None:
    line = "a: {" + "x: 1, " * 60 + "roel: office, " + "y: 2, " * 60 + "}"
    drawn = excerpt([line], 1, line.index("roel") + 1, columns=80)
    assert "…" in drawn[0] and drawn[0].endswith("…") and "roel: office" in drawn[0]


def test_of_a_line_of_millions_of_letters_only_what_is_near_is_looked_at() -> None:
    line = "a, " * 500_000 + "roel: office" + ", b" * 500_000
    drawn = [excerpt([line, line], 1, line.index("roel") + 1, columns=80) for _ in range(200)]
    assert (
        "roel: office" in drawn[-1][0]
        and caret(drawn[-1]) == cell(drawn[-1], "roel")
        and all(width(one) <= 80 for one in drawn[-1])
    )


def test_a_place_beyond_the_end_has_no_excerpt_and_one_beyond_the_line_still_has_its_line() -> None:
    assert excerpt(FILE, 9, 1) == [] and excerpt([], 1, 1) == []
    assert excerpt(["a: 1"], 1, 30)[0] == "1 │ a: 1"


def test_tabs_controls_and_hidden_marks_are_seen_as_one_sign_each_and_reach_no_terminal() -> None:
    assert lines_of("a:\tb\x1b[31m\u202e\r\nc\n".encode()) == ["a:·b·[31m·", "c", ""]
    assert lines_of(b"\xef\xbb\xbfa: \xff\n") == ["a: ·", ""]


def test_the_caret_stands_under_a_byte_that_is_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(b"procedure: \xe1\xba\xe1\xba x\ty\n")
    found = check_paths([path])
    drawn = {
        one.message.en: excerpt(lines_of(path.read_bytes()), one.line, one.column)
        for one in found.problems
    }
    assert drawn["There is a tab here"] == [
        "1 │ procedure: ···· x·y",
        "  │                  ^" + "^",
    ]
    assert drawn["There is a byte here that is not UTF-8"][1].index("^") == drawn[
        "There is a tab here"
    ][0].index("·")


# --- a counter-example as lines ---------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.booleans() | st.integers(-999, 999) | st.text("aă ,:{}[]#'\"-?0", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["opened", "holder.name", "rows"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


@given(VALUES, VALUES, st.integers(20, 120))
def test_a_counter_example_is_written_so_that_it_can_be_put_into_the_file(
    first: object, second: object, columns: int
) -> None:
    told = {"given": first, "does": second}
    assert yaml.load(
        "\n".join(counterexample_text.lines(told, columns)), yaml.BaseLoader
    ) == as_text(told)


def test_a_counter_example_has_one_line_a_value_and_opens_what_does_not_fit() -> None:
    told = {
        "given": {
            "kind": "food",
            "poor": True,
            "heirs": [{"name": "Thị Mon"}, {"name": "Điểu Tư"}],
        },
        "does": [{"by": "counter", "act": "accept"}],
    }
    assert counterexample_text.lines(told, 100) == [
        "given:",
        "  kind: food",
        "  poor: yes",
        "  heirs: [{name: Thị Mon}, {name: Điểu Tư}]",
        "does:",
        "  - {by: counter, act: accept}",
    ]
    assert "  heirs:" in counterexample_text.lines(
        told, 30
    ) and "    - {name: Thị Mon}" in counterexample_text.lines(told, 30)


# --- the report -------------------------------------------------------------------------------------------------------


def told(folder: Path, text: str = GOOD, lang: str = "vi", **files: str) -> str:
    found = checked(folder, text, **files)
    return report(found, found.problems, Page(lang))


def test_a_slip_is_shown_with_its_rule_its_words_what_to_do_and_its_line(tmp_path: Path) -> None:
    text = changed(("role: office", "roel: office"))
    lines = told(tmp_path, text, "en").split("\n")
    at = next(place for place, line in enumerate(lines) if "Y2" in line)
    number = line_of(text, "roel")
    assert (
        lines[at]
        == f'{tmp_path / "file.yaml"}:{number}:5: Y2 No key "roel" in a step; did you mean "role"?'
    )
    assert lines[at + 1] == '    → Write "role", or delete the key.'
    assert f"    {number} │     roel: office" in lines and "       │     ^^^^" in lines
    assert lines[-1] == "1 file, 1 problem"


def test_an_incomplete_table_is_told_with_the_case_that_has_no_line(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        changed(
            (
                "{when: {kind: wedding}, amount: hire",
                "{when: {kind: wedding, food: yes}, amount: hire",
            )
        ),
    )
    assert "Ví dụ cho thấy điều đó:" in found and "food: no" in found and "kind: wedding" in found
    assert "chỗ đọc không bao giờ trống" in found and "bảng đủ" not in found, (
        "what is wrong with a table is not called proven"
    )


def test_a_fault_of_a_part_is_shown_at_both_places_and_once(tmp_path: Path) -> None:
    part = "part: hall\nform:\n  big: {label: {vi: Hội trường lớn}, type: yes_no, roel: x}\n"
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/hall.yaml").write_text(part)
    found = told(
        tmp_path, changed(("form:\n", "form:\n  where: {part: hall, label: {vi: Nơi}}\n")), "en"
    )
    assert "   where: {part: hall" in found and "   big: {label" in found
    assert f"in {tmp_path}/parts/hall.yaml:3:{part.splitlines()[2].index('roel') + 1}" in found
    assert found.count('No key "roel"') == 1


def test_a_fault_of_a_frame_below_a_frame_is_shown_all_the_way_down_and_once(
    tmp_path: Path,
) -> None:
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames/low.yaml").write_text(
        "frame: low\nnames: [next]\nends: {over: {outcome: returnd, label: {vi: Xong}}}\n"
    )
    (tmp_path / "frames/high.yaml").write_text(
        "frame: high\nnames: [next]\non: {use: low, next: next}\n"
    )
    lines = told(
        tmp_path, changed(("form:\n", "frame: {use: high, next: weigh}\nform:\n")), "en"
    ).split("\n")
    ways = [line for line in lines if line.startswith("    in ")]
    assert (
        ways[0] == f"    in {tmp_path}/frames/high.yaml:3:1"
        and ways.count(f"    in {tmp_path}/frames/low.yaml:3:24") == 1
    )
    assert len([line for line in lines if " Y2 " in line and "returnd" in line]) == 1


def test_several_faults_of_one_place_share_its_excerpt(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        changed(("with: {reason: reason}", "with: {reason: reason}, class: odd, number: nobook")),
    )
    lines = report(found, found.problems, Page()).split("\n")
    assert len([line for line in lines if "^" in line]) == len(
        {(one.line, one.column) for one in found.problems}
    )


def test_of_many_places_the_first_are_shown_and_how_many_more_are_wrong_is_said(
    tmp_path: Path,
) -> None:
    wrong = "".join(
        f"  f{n}: {{label: {{vi: T}}, type: yes_no, shown: {{g{n}: yes}}}}\n"
        for n in range(SHOWN_MAX + 20)
    )
    text = told(tmp_path, changed(("findings:\n", wrong + "findings:\n")))
    assert text.count("  ^") == SHOWN_MAX
    assert "còn 20 chỗ sai nữa, chưa hiện. Sửa những chỗ trên rồi kiểm tra lại." in text
    assert f"{SHOWN_MAX + 20} lỗi" in text.splitlines()[-1]


def test_frames_that_stand_on_each_other_are_told_though_each_is_in_the_other(
    tmp_path: Path,
) -> None:
    files = bad_input.circle_of_frames()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(files[name], "utf-8")
    found = check_paths([tmp_path / "a.yaml", tmp_path / "b.yaml"])
    text = report(found, found.problems, Page())
    assert "Các khung đặt lên nhau thành vòng: a → b → a" in text
    assert text.splitlines()[-1] != "2 tệp, 0 lỗi"


def test_what_an_example_was_refused_for_is_told_in_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(tmp_path, changed(("seats: 20, ", "")))
    for lang, says in (
        ("vi", "Ví dụ 1: không làm được: Chưa ghi được: còn 1 chỗ phải sửa. seats: Chưa điền."),
        (
            "en",
            "Example 1: was refused: This was not recorded: 1 places must be mended. seats: This is still empty.",
        ),
    ):
        main(["--lang", lang, "check", str(tmp_path / "file.yaml")])
        assert says in capsys.readouterr().out


def test_of_a_sound_file_it_is_said_what_was_proven(tmp_path: Path) -> None:
    checked(tmp_path)
    found = told_truly([tmp_path / "file.yaml"])
    summary = next(
        line
        for line in report(found, found.problems, Page("en")).split("\n")
        if line.startswith("✓")
    )
    assert "1 table whole and without overlap" in summary
    assert (
        " reads never empty" in summary
        and "2 examples ran true" in summary
        and summary.endswith(" ms")
    )
    unrun = checked(tmp_path)
    assert "ran true" not in report(unrun, unrun.problems, Page("en"))


def test_of_a_file_that_cannot_be_followed_nothing_is_called_proven(tmp_path: Path) -> None:
    found = told(tmp_path, GOOD.replace("level: internal", "level: [internal"))
    assert "✗" in found and "bảng đủ" not in found


# --- colours ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch):
    """One end of a terminal, as a program writes to it."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    master, slave = os.openpty()
    with os.fdopen(slave, "w") as stream:
        yield stream
    os.close(master)


def test_colours_are_for_terminals_and_no_color_switches_them_off(
    terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert takes_colour(terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not takes_colour(terminal)
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert not takes_colour(terminal)
    monkeypatch.setenv("TERM", "xterm")
    with (tmp_path / "out").open("w") as file:
        assert not takes_colour(file)


def test_colours_change_no_word_of_the_report(tmp_path: Path) -> None:

    found = checked(tmp_path, changed(("role: office", "roel: office")))
    coloured = report(found, found.problems, Page(paint=painted))
    assert "\x1b[1;31m" in coloured and re.sub("\x1b\\[[0-9;]*m", "", coloured) == report(
        found, found.problems, Page()
    )


def test_the_command_writes_no_colour_into_a_pipe_and_its_json_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:

    checked(tmp_path, changed(("role: office", "roel: office")))
    assert main(["check", str(tmp_path / "file.yaml")]) == 1
    words = capsys.readouterr().out
    assert "roel" in words and "\x1b" not in words
    assert main(["check", "--json", str(tmp_path / "file.yaml")]) == 1
    value = json.loads(capsys.readouterr().out)
    assert set(value) == {"files", "problems"}
    assert all(
        set(one)
        <= {"file", "line", "column", "rule", "severity", "message", "do", "counterexample"}
        for one in value["problems"]
    )


# --- the author's page ------------------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[2] / "docs/author.md").read_text("utf-8")


def test_the_authors_page_shows_what_is_really_printed(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        changed(
            (
                "{when: {kind: wedding}, amount: hire",
                "{when: {kind: wedding, food: yes}, amount: hire",
            )
        ),
    )
    shown = PAGE.partition("```text\n")[2].partition("```")[0]
    printed, drawn = (
        words.split("Ví dụ cho thấy điều đó:\n")
        for words in (found.replace(f"{tmp_path}/", ""), shown)
    )
    assert printed[0] == drawn[0] and all(
        line in printed[1] for line in ("      given:", "        food: no", "      does:")
    ), "which form is shown is the prover's choice"


def test_the_authors_page_names_only_commands_that_there_are() -> None:
    named = set(re.findall(r"dinh (\w+)", PAGE))
    assert {"new", "check", "schema", "publish"} <= named <= set(VERBS)
