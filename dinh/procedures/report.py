"""What `dinh check` tells a person: each problem at its line of the author's file, and of each file what was proven.

A fault of an included file is told once, at the author's line and at the part's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import Struct

from dinh.checker import UNPROVABLE
from dinh.checker.empties import must_stand
from dinh.checker.tables import tables
from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Text
from dinh.procedures import counterexample_text
from dinh.procedures.checking import Checked
from dinh.procedures.excerpt import Paint, excerpt, lines_of, plain
from dinh.procedures.package import Package
from dinh.procedures.problem import PROBLEMS_MAX, Place, Problem

INDENT = "    "
SHOWN_MAX = 100
"""Places of one file that are shown with what is wrong there; nobody reads more before mending these. (`--json` has all that were found.)"""


class Page(Struct):
    """How it is written: in which language, how wide, in which colours."""

    lang: str = "vi"
    columns: int = 100
    paint: Paint = plain

    def word(self, vi: str, en: str) -> str:
        return Text(vi, en).of(self.lang)


def report(checked: Checked, problems: list[Problem], page: Page) -> str:
    """problems: those of `checked`, and what else was found."""
    sources = Sources()
    told = sorted(once(problems), key=place)
    lines = [
        line
        for file, own in groupby(told, lambda one: one.file)
        for line in _file(file, [list(same) for _, same in groupby(own, place)], sources, page)
    ]
    for path in checked.seconds:
        lines.append(_proven(path, checked, told, page))
    return "\n".join([*lines, _sum(checked, told, page)])


def place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def once(problems: list[Problem]) -> Iterator[Problem]:
    """Not again at the part's line what is told at the author's with the part's line below it; of two that stand in each other, one."""
    inside: dict[tuple[Any, ...], list[int]] = {}
    for number, one in enumerate(problems):
        for at in way(one):
            inside.setdefault((at.file, at.line, at.column, one.rule), []).append(number)
    left = set[int]()
    for number, one in enumerate(problems):
        if any(
            other not in left
            for other in inside.get((*place(one), one.rule), ())
            if other != number
        ):
            left.add(number)
        else:
            yield one


def way(problem: Problem) -> list[Place]:
    """From the author's line to where the fault stands, each file that includes the next."""
    found, at = [], problem.inside
    while at is not None and (at.file, at.line, at.column) != place(problem):
        found.append(at)
        at = at.via
    return found[::-1]


class Sources:
    """The lines of the files that problems stand in, each read once; a file that is gone has none."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def lines(self, file: str) -> list[str]:
        if file not in self._lines:
            try:
                self._lines[file] = (
                    lines_of(Path(file).read_bytes()) if Path(file).is_file() else []
                )
            except OSError:
                self._lines[file] = []
        return self._lines[file]


def _file(file: str, places: list[list[Problem]], sources: Sources, page: Page) -> Iterator[str]:
    """The places of a file; of those where something is wrong the first ones, and how many more there are."""
    wrong = [same for same in places if any(one.severity == "problem" for one in same)]
    hidden = {id(same) for same in wrong[SHOWN_MAX:]}
    for same in places:
        if id(same) not in hidden:
            yield from (*_place(same, sources, page), "")
    if hidden:
        yield page.paint(
            "problem",
            page.word(
                f"{file}: còn {len(hidden)} chỗ sai nữa, chưa hiện. Sửa những chỗ trên rồi kiểm tra lại.",
                f"{file}: {len(hidden)} more places are wrong and not shown. Mend those above and check again.",
            ),
        )
        yield ""


def _place(same: list[Problem], sources: Sources, page: Page) -> Iterator[str]:
    """All that is said of one place: the line is shown once."""
    first = same[0]
    loud = any(one.severity == "problem" for one in same)
    for one in same:
        yield _head(one, page)
        yield f"{INDENT}→ {one.do.of(page.lang)}"
    room = page.columns - len(INDENT)
    paint = (
        page.paint
        if loud
        else lambda kind, text: page.paint("caret_warning" if kind == "caret" else kind, text)
    )
    shown = excerpt(
        sources.lines(first.file), first.line, first.column, columns=room, paint=paint, around=loud
    )
    yield from (INDENT + line for line in shown)
    for at in dict.fromkeys(at for one in same for at in way(one)):
        yield INDENT + page.paint(
            "number", f"{page.word('ở', 'in')} {at.file}:{at.line}:{at.column}"
        )
        yield from (
            INDENT + line
            for line in excerpt(
                sources.lines(at.file), at.line, at.column, columns=room, paint=paint, around=False
            )
        )
    for one in same:
        if one.counterexample is not None:
            yield INDENT + page.paint("example", _shows(one.counterexample, page))
            story = {key: value for key, value in one.counterexample.items() if key != "lived"}
            yield from (
                f"{INDENT}  {page.paint('example', line)}"
                for line in counterexample_text.lines(story, room - 2)
            )


def _shows(counterexample: Mapping[str, Any], page: Page) -> str:
    if counterexample.get("lived", True):
        return page.word("Ví dụ cho thấy điều đó:", "A case that shows it:")
    return page.word(
        "Biểu mẫu cho thấy điều đó (chưa tìm ra cách đi tới, có thể vì một lỗi khác):",
        "A form that shows it (no way there was found, perhaps because of another problem):",
    )


def _head(one: Problem, page: Page) -> str:
    where = page.paint("place", f"{one.file}:{one.line}:{one.column}:")
    warning = one.severity == "warning"
    return f"{where} {page.paint('warning' if warning else 'problem', one.rule + (' ⚠' if warning else ''))} {page.paint('message', one.message.of(page.lang))}"


def _proven(path: str, checked: Checked, told: Iterable[Problem], page: Page) -> str:
    """One line of a file: what was proven of it, or how much is wrong with it."""
    own = [one for one in told if one.file == path]
    wrong, warned = (
        sum(one.severity == severity for one in own) for severity in ("problem", "warning")
    )
    least = ("ít nhất ", "at least ") if len(own) >= PROBLEMS_MAX else ("", "")
    counts = (
        [page.word(f"{least[0]}{wrong} lỗi", f"{least[1]}{_many(wrong, 'problem')}")]
        if wrong
        else []
    )
    counts += [page.word(f"{warned} nhắc nhở", _many(warned, "warning"))] if warned else []
    package = next((one for one in checked.packages if str(one.path) == path), None)
    if package:
        counts += _proofs(
            package, checked.ran, {one.rule for one in own if one.severity == "problem"}, page
        )
    counts.append(f"{checked.seconds[path] * 1000:.0f} ms")
    return f"{page.paint('problem', '✗') if wrong else page.paint('good', '✓')} {path}: {', '.join(counts)}"


def _proofs(package: Package, ran_too: bool, wrong: set[str], page: Page) -> list[str]:
    if wrong & (UNPROVABLE | {"Y1", "Y2"}):
        return [
            page.word(
                "chưa chứng minh gì (sửa lỗi trước)", "nothing proven yet (mend the problems first)"
            )
        ]
    procedure = package.procedure
    proven = []
    of_tables = sum(table.rows != (ALWAYS,) for table in tables(procedure))
    if of_tables and not wrong & {"T3", "T4", "T5"}:
        proven.append(
            page.word(
                f"{of_tables} bảng đủ và không chồng",
                f"{_many(of_tables, 'table')} whole and without overlap",
            )
        )
    if "D2" not in wrong:
        reads = len({(one.path, one.name) for one in must_stand(procedure)})
        proven.append(
            page.word(f"{reads} chỗ đọc không bao giờ trống", f"{_many(reads, 'read')} never empty")
        )
    if ran_too and not wrong and procedure.examples:
        ran = len(procedure.examples)
        proven.append(page.word(f"{ran} ví dụ chạy đúng", f"{_many(ran, 'example')} ran true"))
    return proven


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _sum(checked: Checked, told: list[Problem], page: Page) -> str:
    count = sum(one.severity == "problem" for one in told)
    return page.word(
        f"{checked.files} tệp, {count} lỗi",
        f"{_many(checked.files, 'file')}, {_many(count, 'problem')}",
    )
