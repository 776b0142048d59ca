"""Run many: `python -m tests.generated.proof COUNT [SEED]`, or `./dev proof COUNT`. What passes the checker is lived by random people."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from msgspec import Struct, field

from dinh.engine.procedure import Procedure
from tests.generated.dice import Dice
from tests.generated.lives import Life, Wrong
from tests.generated.source import checked, procedure_of, source
from tests.generated.watch import watch

LIVES = 12


class Tally(Struct):
    """passed: without a problem; wrong: seed and what happened in a life; rules: of those that did not pass."""

    made: int = 0
    passed: int = 0
    open: int = 0
    lives: int = 0
    unopened: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[int, str, list[str]]] = field(default_factory=list)


def run(seeds: range, folder: Path, lives: int = LIVES) -> Tally:
    tally = Tally()
    for seed in seeds:
        tally.made += 1
        found = checked(source(seed), folder)
        rules = {one.rule for one in found.problems if one.severity == "problem"}
        tally.rules.update(rules)
        tally.open += "T5" in rules or any("not proven" in one.message.en for one in found.problems)
        procedure = procedure_of(found)
        if not rules and procedure is not None:
            tally.passed += 1
            lived(procedure, seed, lives, tally)
    return tally


def lived(procedure: Procedure, seed: int, lives: int, tally: Tally) -> None:
    opened = 0
    for number in range(lives):
        tally.lives += 1
        life = Life(procedure, Dice(f"{seed} {number}"), watch)
        try:
            if not life.open():
                continue
            opened += 1
            live(life)
        except Wrong as wrong:
            tally.wrong.append((seed, str(wrong), life.done))
            return
    tally.unopened += not opened


def live(life: Life) -> None:
    """Wander, and from wherever that leads come to an end."""
    life.wander(life.dice.number(0, 20))
    if life.case.open and not life.comes_to_an_end() and not life.comes_to_an_end(60, 80):
        raise Wrong("no end", f"nobody finds an end from {[one.name for one in life.case.steps]}")


def main(arguments: list[str]) -> int:
    count, first = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 0
    began = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(range(first, first + count), Path(folder))
    print(f"{tally.made} procedures from seed {first}, {tally.passed} passed, {tally.open} not proven, {tally.lives} lives, {tally.unopened} never opened; {perf_counter() - began:.0f} s")
    print("found:", ", ".join(f"{rule} {times}" for rule, times in tally.rules.most_common()))
    for seed, said, done in tally.wrong:
        print(f"seed {seed}: {said}")
        print("   " + "\n   ".join(done[-12:]))
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
