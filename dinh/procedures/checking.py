"""Files and folders → their values and every problem (`dinh check`, `dinh publish`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import Any

from msgspec import Struct

from dinh.checker import check
from dinh.checker.finding import Finding, Surroundings
from dinh.checker.norms import norm_fits
from dinh.checker.registers import register_fits
from dinh.checker.versions import versions_apart
from dinh.engine.analysis.child_links import openings
from dinh.engine.definition.procedure import Example, Letter, Norm, Procedure, Register, Text
from dinh.procedures.lookup import File, Library, yaml_files
from dinh.procedures.missing_frame import follows, hangs_on_unread, unread
from dinh.procedures.package import Package, check_alone, package
from dinh.procedures.places import place_of
from dinh.procedures.problem import Problem, Problems
from dinh.procedures.sentences import say


class Checked(Struct):
    """What the paths hold, and what is wrong with it. seconds: how long each file took, by its path; ran: examples were run."""

    files: int
    packages: list[Package]
    registers: dict[str, Register]
    norms: dict[str, Norm]
    problems: list[Problem]
    seconds: dict[str, float] = {}
    ran: bool = False

    @property
    def sound(self) -> bool:
        return not any(problem.severity == "problem" for problem in self.problems)

    def as_json(self, lang: str) -> dict[str, Any]:
        return {
            "files": self.files,
            "problems": [problem.as_json(lang) for problem in self.problems],
        }


type Published = Callable[[str], Procedure | None]

type LetterFaults = Callable[[Procedure, Letter, dict[str, bytes]], list[tuple[Text, Text]]]
"""(procedure, letter, sources) → what is wrong with the letter's template, and what to do."""

type RunExample = Callable[[Procedure, Example], list[tuple[tuple[str | int, ...], Text]]]


def check_paths(
    paths: Iterable[str | Path],
    *,
    letter_faults: LetterFaults | None = None,
    run_example: RunExample | None = None,
    published: Published | None = None,
) -> Checked:
    """Everything in these files and folders (of `.yaml`), and every problem, by file and line.

    letter_faults  compiles a letter's template with trial values (L2); None: only that the template is there
    run_example    runs an example (E1); None: only its shape and names are looked at
    published      slug → what a house has in force, where a procedure that is opened stands in no file
    """
    given = [Path(path) for path in paths]
    library = Library(given, published)
    checked = Checked(0, [], {}, {}, [], ran=run_example is not None)
    seen: dict[tuple[str, str], File] = {}
    for path in _files(given):
        began = perf_counter()
        checked.files += 1
        file = _read(path, library, checked)
        if file:
            _once(file, seen)
            checked.problems += _check_file(file, library, checked, letter_faults, run_example)
        checked.seconds[str(path)] = perf_counter() - began
    checked.problems += _versions(checked.packages)
    checked.problems = sorted(
        set_of(checked.problems), key=lambda p: (p.file, p.line, p.column, p.rule)
    )
    return checked


def _versions(packages: list[Package]) -> list[Problem]:
    """V1 among the procedures given, each with the file of the version before it."""
    problems = Problems()
    by_slug: dict[str, list[Package]] = {}
    for one in packages:
        if one.procedure.in_force:
            by_slug.setdefault(one.procedure.slug, []).append(one)
    for same in by_slug.values():
        ordered = sorted(same, key=lambda one: one.procedure.in_force)
        for procedure, finding in versions_apart([one.procedure for one in ordered]):
            later = max(place for place, one in enumerate(ordered) if one.procedure is procedure)
            before = place_of(ordered[later - 1].top, ("in_force", "from"))
            at = f"{before.file}:{before.line}"
            said = Text(f"{finding.message.vi} ({at})", f"{finding.message.of('en')} ({at})")
            problems.add(
                place_of(ordered[later].top, finding.path),
                finding.rule,
                said,
                finding.do,
                severity=finding.severity,
            )
    return problems.all()


def read_procedure(path: str | Path, **more: Any) -> tuple[Procedure | None, list[Problem]]:
    """One procedure file with what it uses, and its problems."""
    checked = check_paths([path], **more)
    return (checked.packages[0].procedure if checked.packages else None), checked.problems


def set_of(problems: list[Problem]) -> list[Problem]:
    """Each once: what stands in an included file is met again when that file is checked itself."""
    return list({(p.file, p.line, p.column, p.rule, p.message.vi): p for p in problems}.values())


def _files(given: list[Path]) -> list[Path]:
    found = [
        path
        for one in given
        for path in (yaml_files(one) if one.is_dir() else [one])
        if path.suffix != ".typ"
    ]
    return list(dict.fromkeys(found))


def _read(path: Path, library: Library, checked: Checked) -> File | None:
    try:
        return library.file(path)
    except OSError as error:
        message, do = say(
            "not_there" if isinstance(error, FileNotFoundError) else "unreadable",
            why=error.strerror or type(error).__name__,
        )
        checked.problems.append(Problem(str(path), 1, 1, "Y1", "problem", message, do))
        return None


def _once(file: File, seen: dict[tuple[str, str], File]) -> None:
    """No two files are the same part, frame, norm or register."""
    if file.top is None or file.kind not in ("part", "frame", "norm", "register"):
        return
    first = seen.setdefault((file.kind, file.slug), file)
    if first is not file:
        message, do = say(
            "base_twice",
            what=KIND_WORDS[file.kind],
            name=file.slug,
            first=first.path,
            second=file.path,
        )
        file.problems.add(file.top.keys[file.kind], "N1", message, do)


KIND_WORDS = {
    "part": ("phần dùng chung", "part"),
    "frame": ("khung", "frame"),
    "norm": ("định mức", "norm"),
    "register": ("sổ", "register"),
}


def _check_file(
    file: File,
    library: Library,
    checked: Checked,
    letter_faults: LetterFaults | None,
    run_example: RunExample | None,
) -> list[Problem]:
    """The problems of one file, its values kept in `checked`."""
    problems = Problems()
    if file.top is not None and file.kind != next(iter(file.top.values), ""):
        message, do = say("no_kind")
        problems.add(next(iter(file.top.keys.values()), file.top.at), "Y2", message, do)
    if file.kind == "procedure":
        whole = package(file, library, problems)
        if whole:
            checked.packages.append(whole)
            sound = not (problems.stopping() or file.problems.stopping())
            _prove(
                whole,
                _surroundings(whole, library, letter_faults, run_example if sound else None),
                unread(whole.top, [*file.problems.all(), *problems.all()]),
            )
    elif file.kind:
        value = check_alone(file, library, problems)
        if isinstance(value, Register):
            checked.registers[value.slug] = value
            _tell_of(
                file, problems, register_fits(value, frozenset(library.labels(file.path, "roles")))
            )
        elif isinstance(value, Norm):
            checked.norms[value.slug] = value
            _tell_of(file, problems, norm_fits(value))
    return file.problems.all() + problems.all()


def _tell_of(file: File, problems: Problems, findings: Iterable[Finding]) -> None:
    for one in findings:
        assert file.top is not None
        problems.add(
            place_of(file.top, one.path), one.rule, one.message, one.do, severity=one.severity
        )


def _prove(whole: Package, surroundings: Surroundings, broken: frozenset[tuple[str, str]]) -> None:
    for found in check(whole.procedure, surroundings):
        if not follows(found, whole.lacks) and not hangs_on_unread(found, broken):
            _tell(whole, found)


def _tell(whole: Package, found: Finding) -> None:
    place = place_of(whole.top, found.path)
    whole.reader.tell(
        place,
        found.rule,
        found.message,
        found.do,
        severity=found.severity,
        counterexample=found.counterexample,
    )


def _opened(library: Library, user: Path, slug: str) -> Procedure | None:
    """A procedure that another opens, read once: of several versions the latest."""
    found = [
        one
        for file in library.procedures(user, slug)
        if (one := _once_read(library, file)) is not None
    ]
    return max(found, key=lambda one: one.in_force, default=None) or (
        library.published(slug) if library.published else None
    )


def _once_read(library: Library, file: File) -> Procedure | None:
    if file.path not in library.opened:
        whole = package(file, library, Problems())
        library.opened[file.path] = whole.procedure if whole else None
    return library.opened[file.path]


def _taken(library: Library, user: Path, slug: str) -> frozenset[str]:
    """What those that open it take from it."""
    readers = [
        one
        for file in library.openers(user, slug)
        if (one := _once_read(library, file)) is not None
    ]
    return frozenset(
        name
        for one in readers
        for _, _, _, line in openings(one)
        if line.procedure == slug
        for name in line.takes.values()
    )


def _surroundings(
    whole: Package,
    library: Library,
    letter_faults: LetterFaults | None,
    run_example: RunExample | None,
) -> Surroundings:
    user = whole.path
    return Surroundings(
        roles=frozenset(library.labels(user, "roles")),
        fields=frozenset(library.labels(user, "fields")),
        registers=frozenset(library.known(user, "register")),
        norms=frozenset(library.known(user, "norm")),
        templates=frozenset(
            name.removeprefix("letters/") for name in whole.sources if name.startswith("letters/")
        ),
        letter_faults=None
        if letter_faults is None
        else lambda procedure, letter: letter_faults(procedure, letter, whole.sources),
        run_example=run_example,
        procedures=lambda slug: _opened(library, user, slug),
        taken=lambda slug: _taken(library, user, slug),
    )
