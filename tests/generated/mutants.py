"""`./dev mutants`: every published file harmed in every place by every operator, and what the checker says of it, by operator, into docs/checker.md.

A survivor is judged (`judged`): why the change is none that harms. One that nobody judged is printed with its place. With words only those operators
are done, and the page stays as it is.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from msgspec import Struct, field

from dinh.checker import PROOFS, RULES
from dinh.checker.finding import Finding, Surroundings
from dinh.checker.proof.solve import bounded
from dinh.checker.told import examples_hold
from dinh.engine.definition.procedure import Procedure
from dinh.engine.simulate import Surroundings as Around
from dinh.engine.simulate import run
from tests.engine.test_act import published
from tests.engine.test_mutants import OPERATORS, Mutant, harmless, surroundings
from tests.generated.harm import HARM
from tests.generated.judged import why_needless
from tests.generated.lives import CALENDAR

EVERY: dict[str, Callable[[Procedure], Iterator[Mutant]]] = {
    **{name: make for name, (make, _) in OPERATORS.items()},
    **HARM,
}

HARMLESS: dict[str, Callable[[Procedure, str], str]] = {"nothing to say instead": why_needless}
"""operator → why what it did at a place harms nothing, "" where nobody knows."""

PAGE = Path(__file__).parents[2] / "docs" / "checker.md"
BEGIN, END = "<!-- mutants: written by ./dev mutants -->", "<!-- mutants end -->"


class Row(Struct):
    """Of one operator: mutants made, told as a problem, told as a warning only; survivors by place; by which rules."""

    made: int = 0
    caught: int = 0
    warned: int = 0
    files: set[str] = field(default_factory=set)
    rules: Counter[str] = field(default_factory=Counter)
    alive: list[str] = field(default_factory=list)


@cache
def around() -> Surroundings:
    """What the files are checked against, with one another and with the examples run."""
    templates = frozenset(
        letter.template
        for procedure in published().values()
        for letter in procedure.letters.values()
        if letter.template
    )
    return Surroundings(
        roles=surroundings().roles, templates=templates, procedures=published().get, run_example=lambda procedure, example: run(procedure, example, Around(CALENDAR)),
    )  # fmt: skip


@cache
def before(slug: str) -> frozenset[tuple[str, tuple[Any, ...]]]:
    """What is said of the file as it is."""
    return frozenset((one.rule, one.path) for one in _all(published()[slug], around()))


def _all(procedure: Procedure, surroundings: Surroundings) -> Iterator[Finding]:
    """First what needs no proof; then the proofs; at last the examples."""
    for rule in RULES:
        yield from rule(procedure, surroundings)
    with bounded():
        for rule in PROOFS:
            yield from rule(procedure, surroundings)
    yield from examples_hold(procedure, surroundings)


def told(slug: str, mutant: Procedure) -> Finding | None:
    """The first problem that was not there before; else the first warning."""
    warned = None
    try:
        for one in _all(mutant, around()):
            if (one.rule, one.path) in before(slug):
                continue
            if one.severity == "problem":
                return one
            warned = warned or one
    except (
        KeyError,
        AttributeError,
    ) as fault:  # a proof is asked of what the cheaper rules should have refused
        raise AssertionError(f"{slug}: {type(fault).__name__} {fault}") from fault
    return warned


def counted(
    operators: Iterable[str], slugs: Iterable[str], most: int | None = None
) -> dict[str, Row]:
    """most: mutants of one operator of one file."""
    rows = {name: Row() for name in operators}
    for slug in slugs:
        for name, row in rows.items():
            for number, (place, mutant) in enumerate(EVERY[name](published()[slug])):
                if most is not None and number >= most:
                    break
                row.made += 1
                row.files.add(slug)
                one = told(slug, mutant)
                if one is None:
                    row.alive.append(f"{slug} {place}")
                else:
                    row.caught += one.severity == "problem"
                    row.warned += one.severity == "warning"
                    row.rules[one.rule] += 1
    return rows


def lived() -> list[str]:
    return sorted(slug for slug, procedure in published().items() if procedure.steps)


def table(rows: dict[str, Row]) -> Iterator[str]:
    yield "| operator | files | mutants | caught | warned | not | by |"
    yield "|---|--:|--:|--:|--:|--:|---|"
    for name, row in rows.items():
        rules = ", ".join(f"{rule} {count}" for rule, count in row.rules.most_common(4))
        yield f"| {name} | {len(row.files)} | {row.made} | {row.caught} | {row.warned} | {len(row.alive)} | {rules} |"
    yield f"| **all** | | {sum(row.made for row in rows.values())} | {sum(row.caught for row in rows.values())} | {sum(row.warned for row in rows.values())} | {sum(len(row.alive) for row in rows.values())} | |"


def harmless_ones() -> tuple[int, list[str]]:
    """How many changes that harm nothing were made, and which of them the checker would not have."""
    made, refused = 0, []
    for slug in lived():
        for place, mutant in harmless(published()[slug]):
            made += 1
            one = told(slug, mutant)
            refused += (
                [f"{slug} {place}: {one.rule}"]
                if one is not None and one.severity == "problem" and one.rule != "E1"
                else []
            )
    return made, refused


def judged(rows: dict[str, Row]) -> tuple[Counter[str], list[str]]:
    """Of the survivors: how many for each reason, and those without one."""
    reasons: Counter[str] = Counter()
    unjudged = []
    for name, row in rows.items():
        for one in row.alive:
            slug, _, place = one.partition(" ")
            why = HARMLESS[name](published()[slug], place) if name in HARMLESS else ""
            reasons.update([why] if why else [])
            unjudged += [] if why else [f"{name}: {one}"]
    return reasons, unjudged


def page(rows: dict[str, Row], made: int, refused: list[str]) -> Iterator[str]:
    """What stands between the marks."""
    reasons, unjudged = judged(rows)
    yield from (
        BEGIN,
        f"{datetime.now(UTC):%-d %B %Y}, {len(lived())} files:",
        "",
        *table(rows),
        "",
    )
    if reasons:
        yield f"Not told and harmless, each judged by another reason than the proof that let it pass (`tests/generated/judged.py`): {'; '.join(f'{times} × {why}' for why, times in reasons.most_common())}. Not judged: {len(unjudged)}."
    yield f"Of {made} changes that harm nothing (other words, shorter times, lines in another order) {made - len(refused)} pass."
    yield END


def main(arguments: list[str]) -> int:
    began = perf_counter()
    rows = counted(
        [name for name in EVERY if not arguments or any(one in name for one in arguments)], lived()
    )
    made, refused = harmless_ones()
    lines = list(page(rows, made, refused))
    print(*lines, *(f"not caught, {one}" for one in judged(rows)[1]), *refused, sep="\n")
    if not arguments:
        old = PAGE.read_text()
        PAGE.write_text(
            old[: old.index(BEGIN)] + "\n".join(lines) + old[old.index(END) + len(END) :]
        )
    print(f"{perf_counter() - began:.0f} s")
    return 1 if judged(rows)[1] or refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
