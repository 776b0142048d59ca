"""Whatever bytes a file holds, the reader and the checker give problems, never an exception."""

import tempfile
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.procedures import check_paths, strict_yaml
from dinh.procedures.problem import Problems
from dinh.procedures.shapes import (
    derived,
    documents,
    fields,
    letters,
    money,
    procedure,
    registers,
    steps,
    times,
)
from tests.procedures.files import GOOD, checked

TABLES = [procedure.PROCEDURE, fields.FIELD, documents.DOCUMENT, steps.STEP, steps.ACTION, steps.END, steps.BRANCH, steps.CHOICE, steps.THEN,
          letters.LETTER, letters.RECORD, money.LINE, money.RULE, times.TIMES, times.EXTENDS, derived.VALID, registers.REGISTER, registers.NORM]  # fmt: skip
WORDS = sorted(
    {key for table in TABLES for key in table} | set(derived.FUNCTIONS) | set(fields.TYPES)
)
NAMES = [
    "a",
    "b",
    "reception",
    "weigh",
    "allowed",
    "holder.name",
    "row.x",
    "list.a",
    "meet",
    "none",
    "yes",
    "no",
    "applicant",
    "opened",
    "house.zone",
]
SCALARS = st.sampled_from([
    *NAMES, *fields.TYPES, "3 working days", "2026-07-01", "[1..5]", "> 3", "not(a)", "has b", "QC 4", "0", "-1", "1.5", "", "<next>", "person", "one_stop",
    "2026-07-01T08:00", "15:00", "12-31", "next_month(acted)", "due - 2 days", "unpublished", "🙂", "Đ",
])  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES), inside, max_size=4)
        | st.dictionaries(st.sampled_from(WORDS), inside, max_size=5)
    ),
    max_leaves=25,
)
TOPS = st.dictionaries(st.sampled_from(sorted(procedure.PROCEDURE)), TREES, max_size=12)


def survives(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_bytes(content)
        for problem in check_paths([path]).problems:
            assert problem.line >= 1
            assert problem.column >= 1
            assert problem.message.vi
            assert problem.message.en
            assert problem.do.vi
            assert problem.do.en


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes(content):
    strict_yaml.read(content, "x.yaml", Problems())


@settings(max_examples=300)
@given(st.text(st.sampled_from("ab:-[]{},&*!|>'\"%@`#? \n\t1<é\u0301\x00"), max_size=60))
def test_any_text_of_the_signs_that_yaml_uses(content):
    strict_yaml.read(content.encode(), "x.yaml", Problems())


@settings(max_examples=200)
@given(TOPS, st.sampled_from(["procedure", "frame", "part", "norm", "register", "roles", "fields"]))
def test_any_tree_of_the_grammars_own_keys(top, kind):
    tree = {kind: "a", **{key: value for key, value in top.items() if key != kind}}
    survives(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, default_style='"').encode())


@settings(max_examples=150)
@given(st.data())
def test_any_sound_file_with_any_of_its_lines_lost_doubled_or_any_word_changed(data):
    lines = GOOD.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["lose", "double", "word", "cut"])):
            case "lose":
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case "word":
                words = lines[place].split(" ")
                words[data.draw(st.integers(0, len(words) - 1))] = data.draw(
                    SCALARS | st.sampled_from(WORDS)
                )
                lines[place] = " ".join(words)
            case "cut":
                lines[place] = lines[place][: data.draw(st.integers(0, len(lines[place])))]
    survives("\n".join(lines).encode())


def test_a_file_of_ten_thousand_lines_with_long_chains_is_checked_whole(tmp_path):
    """Nothing is recursive in what an author can make long."""
    n = 3000
    more = "".join(
        f"  f{i}:\n    label: {{vi: Trường {i}}}\n    type: yes_no\n"
        + (f"    shown: {{f{i - 1}: yes}}\n" if i else "")
        for i in range(n)
    )
    steps_ = "".join(
        f"  s{i}: {{role: office, do: {{on: {{to: {f's{i + 1}' if i + 1 < n else 'weigh'}}}}}}}\n"
        for i in range(n)
    )
    text = (
        GOOD.replace("findings:\n", more + "findings:\n")
        .replace("  weigh:\n", steps_ + "  weigh:\n")
        .replace("accept: {to: weigh", "accept: {to: s0")
    )
    text = text.replace(
        "derive:\n",
        "derive:\n"
        + "".join(
            f"  d{i}: {{minus: [{f'd{i + 1}' if i + 1 < n else 'seats'}, 1]}}\n" for i in range(n)
        ),
    )
    assert text.count("\n") > 10_000
    assert {one.rule for one in checked(tmp_path, text).problems} == {"N2"}
