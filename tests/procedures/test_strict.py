import os

import pytest

from dinh.procedures import strict_yaml
from dinh.procedures.nodes import as_builtins
from dinh.procedures.problem import Problems
from tests.procedures.files import GOOD, changed, line_of, problems, told


def read(text: str | bytes) -> tuple[object, list]:
    found = Problems()
    top = strict_yaml.read(text if isinstance(text, bytes) else text.encode(), "x.yaml", found)
    return (as_builtins(top) if top else None), found.all()


def test_every_scalar_is_text_whatever_it_looks_like():
    values, found = read("a: yes\nb: 15:00\nc: 1.001193\nd: 2025-07-01\ne: ~\nf: 0x1F\ng: null\n")
    assert values == {
        "a": "yes",
        "b": "15:00",
        "c": "1.001193",
        "d": "2025-07-01",
        "e": "~",
        "f": "0x1F",
        "g": "null",
    }
    assert not found


def test_flow_and_block_styles_quotes_comments_and_long_texts_are_fine():
    values, found = read(
        "# chú thích\na: {b: [1, \"2\", '3']}\nc: |\n  một\n  hai\nd: >\n  ba\n  bốn\n"
    )
    assert values == {"a": {"b": ["1", "2", "3"]}, "c": "một\nhai", "d": "ba bốn"}
    assert not found


def test_text_is_normalised_where_it_enters():
    values, found = read('a: Tha\u0306\u0323ng\nb: "\\u0065\\u0302"\n')
    assert values == {"a": "Thặng", "b": "ê"}
    assert not found


@pytest.mark.parametrize(
    ("text", "lines", "says"),
    [
        ("a: &x 1\nb: *x\n", [1, 2], "anchor"),
        ("a: !!python/object/apply:os.system [ls]\n", [1], "tag"),
        ("a: ! b\n", [1], "tag"),
        ("a: {<<: {b: c}}\n", [1], "merge key"),
        ("a: 1\nb: 2\na: 3\n", [3], "lines 1, 3"),
        ("a: 1\n\tb: 2\n", [2], "tab"),
        ("a: 1 # x\ty\nb:\t2\n", [1, 2], "tab"),
        ('a: "x\\ty"\n', [1], "control"),
        ('a: "x\\0y"\n', [1], "control"),
        ("a: x\u202ey\n", [1], "U+202E"),
        ("a: x\x07y\n", [1], "U+0007"),
        ("a: 1\rb: 2\n", [1], "U+000D"),
        ("\ufeffa: 1\n", [1], "byte order mark"),
        ("a: 1\n---\nb: 2\n", [2], "more than one document"),
        ("%YAML 1.1\n---\na: 1\n", [1], "%YAML"),
        ("%TAG ! tag:x,2026:\n---\na: !y 1\n", [1, 3], "cannot be used"),
        ("", [1], "empty"),
        ("# chỉ có chú thích\n", [1], "empty"),
        ("- a\n- b\n", [1], "keys and values"),
        ("chữ\n", [1], "keys and values"),
        ("? [a, b]\n: c\n", [1], "key must be a word"),
        (": c\n", [1], "not YAML"),
        ("a: {b: 1\nc: 2\n", [2], "not YAML"),
        ("a: 'x\n", [1], "not YAML"),
        ("a: b: c\n", [1], "not YAML"),
        ("a: >= 5\n", [1], "not YAML"),
        ("[" * 100_000, [1], "deeply"),
        ("a: " + "{b: " * 100_000, [1], "deeply"),
        (b"a: \xff\xfe\nb: \x80\n", [1, 2], "not UTF-8"),
        ("a: 1\n".encode("utf-16"), [1], "UTF-16"),
        ("a: 1\n".encode("utf-16-be"), [1], "UTF-16"),
        (b"a: " + b"x" * 30_000, [1], "too long"),
    ],
)  # fmt: skip
def test_what_the_strict_subset_refuses_is_told_at_its_line(text, lines, says):
    _, found = read(text)
    assert [problem.line for problem in found] == lines
    assert all(problem.rule == "Y1" and problem.do.vi and problem.do.en for problem in found)
    assert says in found[0].message.en


@pytest.mark.parametrize(
    ("text", "line"),
    [("x: 1\na: {b: 1\n\nc: 2\n", 2), ("a: [1, 2\nb: 3\n", 1)],
)
def test_a_bracket_or_quote_left_open_is_named_by_the_line_that_opened_it(text, line):
    _, (only,) = read(text)
    assert only.message.vi.endswith(f"chỗ mở ở dòng {line}")
    assert only.message.en.endswith(f"opened on line {line}")


def test_every_fault_of_a_file_is_told_at_once_the_later_rules_too(tmp_path):
    text = changed(
        ("  seats:", "  seats: &n"),
        ("role: counter", "roel: counter"),
        ("to: weigh", "to: weihg"),
        ("law: QC 2", "law: Q 2"),
    )
    found = problems(tmp_path, text)
    assert [told(one) for one in found if one.severity == "problem"] == [
        ("Y1", line_of(text, "&n")),
        ("N3", line_of(text, "law: Q 2")),
        ("Y2", line_of(text, "roel")),
        ("N1", line_of(text, "weihg")),
    ]


def test_a_bomb_of_anchors_never_expands():
    text = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    values, found = read(text)
    assert len(found) == 10 + 81
    assert len(str(values)) < 2000


def test_a_file_of_fifty_megabytes_is_refused_without_being_read(tmp_path):
    found = problems(tmp_path, b"a: 1\n" * 10_000_000)
    assert [(one.rule, one.line) for one in found] == [("Y1", 1)]
    assert "too large" in found[0].message.en


def test_a_file_that_windows_wrote_reads_the_same(tmp_path):
    assert not problems(tmp_path, GOOD.replace("\n", "\r\n"))


@pytest.mark.parametrize("kind", ["pipe", "device", "loop"])
def test_what_is_no_file_under_the_name_of_one_is_told_and_never_waited_for(tmp_path, kind):
    from dinh.procedures import check_paths

    place = tmp_path / "x.yaml"
    match kind:
        case "pipe":
            os.mkfifo(place)
        case "device":
            place.symlink_to("/dev/zero")
        case "loop":
            place.symlink_to(place)
    [found] = check_paths([place]).problems
    assert (found.rule, "cannot be read" in found.message.en) == ("Y1", True)
    assert not check_paths([tmp_path]).files, "a folder is searched for files"


def test_a_file_that_is_not_there_is_a_problem_of_that_file(tmp_path):
    from dinh.procedures import check_paths

    found = check_paths([tmp_path / "no.yaml"]).problems
    assert [(one.file, one.line, one.rule) for one in found] == [
        (str(tmp_path / "no.yaml"), 1, "Y1")
    ]
