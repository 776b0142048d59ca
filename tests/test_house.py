"""The house reads itself: what must hold of the program as a whole, so that no review has to say it twice."""

import ast
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = sorted((ROOT / "dinh").rglob("*.py"))
EVERYTHING = [
    *PROGRAM,
    *sorted((ROOT / "bench").rglob("*.py")),
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "tools").rglob("*.py")),
]
LINES_MAX = 700
TEST_LINES_MAX = 1000  # sentences one after another read more easily than code does
VAGUE = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
OTHER_SPELLING = re.compile(r"(?<!q)uỷ(?!u)", re.IGNORECASE)  # quỷ and khuỷu are spelt so
STOPPED_CLOCK = re.compile(
    r"đồng hồ (đang )?(tạm )?(dừng|đứng)|dừng đồng hồ|dừng thời hạn|thời hạn (tạm )?dừng"
    r"|clock (stands|standing|stopped|is stopped|stands still)|stops? the clock",
    re.IGNORECASE,
)
# What people type is understood in any spelling.
TYPED = ("dinh/web/shared/synonyms.py",)
# The work list's own words.
UNTOLD = ("dinh/web/staff/templates/staff/home.html",)
# What asks the machine something, which the engine must be told instead.
ASKING = {
    "io",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
    "uuid",
}
NOW = {"now", "today", "utcnow", "time", "localtime"}
CLOCKS = {"datetime", "date", "time", "timezone", "dt"}
# clock.py is asked by all; trace.py tells how long the program itself took, never when a case moved.
MAY_ASK_THE_TIME = (
    "dinh/clock.py",
    "dinh/trace.py",
    "dinh/web/shared/cookies.py",
)  # the last as Django does, which signs them


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """The first word of every module that a file imports."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(str(node.module).partition(".")[0])
    return names


def test_imports_go_rightward_only_and_replay_consults_no_procedure(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "path", [path for path in PROGRAM if path.is_relative_to(ROOT / "dinh/engine")], ids=named
)
def test_the_engine_is_told_everything_and_asks_the_machine_nothing(path):
    assert imported(path) <= sys.stdlib_module_names - ASKING | {"dinh", "msgspec"}
    opened = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert "open" not in {node.func.id for node in opened}


def test_the_engine_package_itself_is_empty_so_that_one_part_never_brings_another():
    assert (ROOT / "dinh/engine/__init__.py").read_text() == ""


def test_only_the_clock_asks_what_time_it_is():
    asking = []
    for path in (path for path in PROGRAM if not named(path).startswith(MAY_ASK_THE_TIME)):
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in NOW
                and ast.unparse(node.value).rpartition(".")[2] in CLOCKS
            ):
                asking.append(f"{named(path)}:{node.lineno}: {ast.unparse(node)}")
    assert not asking


def test_no_file_has_more_than_one_idea_can_fill():
    lines = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in EVERYTHING}
    limits = {name: TEST_LINES_MAX if name.startswith("tests/") else LINES_MAX for name in lines}
    assert not {name: count for name, count in lines.items() if count > limits[name]}


def test_nothing_has_a_name_that_says_nothing():
    vague = [named(path) for path in EVERYTHING if path.stem in VAGUE]
    for path in PROGRAM:
        defined = (
            node
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ClassDef | ast.FunctionDef)
        )
        vague += [
            f"{named(path)}: {node.name}"
            for node in defined
            if set(node.name.lower().split("_")) & VAGUE
        ]
    assert not vague


def test_every_module_opens_with_what_it_is_for():
    silent = [
        named(path)
        for path in PROGRAM
        if path.read_text().strip() and not ast.get_docstring(tree(path))
    ]
    assert not [name for name in silent if "/migrations/" not in name]


def test_every_module_has_its_line_in_the_developers_page():
    page = (ROOT / "docs/developer.md").read_text("utf-8")
    names = {f"{path.stem}.py" for path in (ROOT / "dinh").glob("[a-z]*.py")} | {
        f"{path.parent.name}/" for path in (ROOT / "dinh").glob("[a-z]*/*.py")
    }
    assert {name for name in names if f"`{name}" not in page} == set()


def test_whoever_asks_for_a_password_says_so_with_secret():
    """So that no page carries it in a hidden field (`desks/shared/secret.py`)."""
    users = [
        named(path)
        for path in PROGRAM
        if "sensitive_post_parameters" in path.read_text(encoding="utf-8")
    ]
    assert users == ["dinh/web/shared/secret.py"]


def read_by_people() -> Iterator[tuple[str, str]]:
    """What a person may read of the program: templates, letters, procedures, sentences; no comment."""
    for path in (path for path in PROGRAM if named(path) not in TYPED):
        nodes = [*ast.walk(tree(path))]
        docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            if isinstance(node, ast.Constant) and id(node) not in docstrings:
                yield f"{named(path)}:{node.lineno}", str(node.value)
    for ending, comment in (("html", None), ("typ", "//"), ("yaml", "#"), ("js", "//")):
        for path in sorted((ROOT / "dinh").rglob(f"*.{ending}")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield f"{named(path)}:{number}", line if not comment else line.partition(comment)[0]
    for path in sorted((ROOT / "docs").rglob("*.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{named(path)}:{number}", line


def test_uy_quyen_is_spelt_in_one_way_wherever_people_read_it():
    spelt = [at for at, said in read_by_people() if OTHER_SPELLING.search(composed(said))]
    assert not spelt


def test_a_paused_time_limit_is_never_called_a_stopped_clock():
    said = [at for at, said in read_by_people() if STOPPED_CLOCK.search(composed(said))]
    assert not [at for at in said if not at.startswith(UNTOLD)]


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
