"""`./dev mutants`: every published file harmed in every place by every operator, and what the checker says of it. A table by operator.

A survivor is printed with its place; `HARMLESS` gives the reason where the change is none that harms.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from time import perf_counter
from typing import Any

from msgspec import Struct, field

from dinh.engine.check import PROOFS, RULES
from dinh.engine.check.finding import Finding, Surroundings
from dinh.engine.check.proof.solve import bounded
from dinh.engine.check.told import examples_hold
from dinh.engine.example import Surroundings as Around
from dinh.engine.example import run
from dinh.engine.procedure import Procedure
from tests.engine.test_act import published
from tests.engine.test_mutants import OPERATORS, Mutant, harmless, surroundings
from tests.generated.harm import HARM
from tests.generated.lives import CALENDAR

EVERY: dict[str, Callable[[Procedure], Iterator[Mutant]]] = {**{name: make for name, (make, _) in OPERATORS.items()}, **HARM}

HARMLESS: dict[str, str] = {
    "nothing to say instead": "the value is proven to be there on every way, so that the `else` was never printed (lives of the stripped files show the same: tests/engine/test_empties.py)",
}


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
    templates = frozenset(letter.template for procedure in published().values() for letter in procedure.letters.values() if letter.template)
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
    except (KeyError, AttributeError) as fault:  # a proof is asked of what the cheaper rules should have refused
        raise AssertionError(f"{slug}: {type(fault).__name__} {fault}") from fault
    return warned


def counted(operators: Iterable[str], slugs: Iterable[str], most: int | None = None) -> dict[str, Row]:
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
            refused += [f"{slug} {place}: {one.rule}"] if one is not None and one.severity == "problem" and one.rule != "E1" else []
    return made, refused


def main(arguments: list[str]) -> int:
    began = perf_counter()
    rows = counted([name for name in EVERY if not arguments or any(one in name for one in arguments)], lived())
    print("\n".join(table(rows)))
    for name, row in rows.items():
        for one in row.alive:
            print(f"not caught, {name}: {one}")
    made, refused = harmless_ones()
    print(f"{made} changes that harm nothing: {made - len(refused)} pass", *refused, sep="\n")
    print(f"{perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
