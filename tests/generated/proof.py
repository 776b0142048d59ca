"""Run many: `./dev proof COUNT [SEED] [--lineages]`. What passes the checker, as it came or once its advice was followed, is lived by random people."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from msgspec import Struct, field

from dinh.engine.definition.procedure import Procedure
from tests.generated import lineages
from tests.generated.dice import Dice
from tests.generated.features import ALL, features
from tests.generated.lives import Life, Wrong
from tests.generated.mend import mended
from tests.generated.source import checked, procedure_of, source
from tests.generated.watch import watch

LIVES = 12


class Tally(Struct):
    """passed: without a problem; mended: once the advice was followed; open: something is 'not proven'; wrong: seed, what, the life."""

    made: int = 0
    passed: int = 0
    mended: int = 0
    open: int = 0
    lives: int = 0
    acts: int = 0
    unopened: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[int, str, list[str]]] = field(default_factory=list)

    def said(self) -> list[str]:
        unused = ", ".join(sorted(ALL - set(self.used))) or "none"
        return [
            f"{self.made} procedures: {self.passed} passed as they came, {self.mended} more once the advice was followed, {self.open} with something not proven",
            f"{self.lives} lives of {self.acts} acts; {self.unopened} procedures that nobody could open; {len(self.wrong)} faults",
            f"powers of the grammar not among what passed: {unused}",
            "found: " + ", ".join(f"{rule} {times}" for rule, times in self.rules.most_common()),
            *(
                line
                for seed, said, done in self.wrong
                for line in (f"seed {seed}: {said}", *(f"    {one}" for one in done[-12:]))
            ),
        ]


def run(seeds: range, folder: Path, lives: int = LIVES) -> Tally:
    tally = Tally()
    for seed in seeds:
        tally.made += 1
        whole = source(seed)
        found = checked(whole, folder)
        rules = {one.rule for one in found.problems if one.severity == "problem"}
        tally.rules.update(rules)
        tally.open += any("ot proven" in one.message.en for one in found.problems)
        procedure = procedure_of(found)
        if rules:
            whole, procedure = mended(whole, folder)
        if procedure is not None:
            tally.passed, tally.mended = tally.passed + (not rules), tally.mended + bool(rules)
            tally.used.update(features(whole.procedure))
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
        finally:
            tally.acts += len(life.done)
    tally.unopened += not opened


def live(life: Life) -> None:
    """Wander, and from wherever that leads come to an end."""
    life.wander(life.dice.number(0, 20))
    if life.case.open and not life.comes_to_an_end() and not life.comes_to_an_end(60, 80):
        raise Wrong("no end", f"nobody finds an end from {[one.name for one in life.case.steps]}")


def main(arguments: list[str]) -> int:
    numbers = [int(one) for one in arguments if one.isdigit()]
    count = numbers[0] if numbers else 200
    first = numbers[1] if len(numbers) > 1 else int(perf_counter() * 1000) % 1_000_000
    print(f"seeds {first} to {first + count - 1}", flush=True)
    began = perf_counter()
    many = lineages.run if "--lineages" in arguments else run
    with tempfile.TemporaryDirectory() as folder:
        tally = many(range(first, first + count), Path(folder))
    print("\n".join(tally.said()))
    print(f"{perf_counter() - began:.0f} s")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
