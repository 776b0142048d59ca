"""Run many lineages: `./dev proof COUNT [SEED] --lineages`. What passes together is lived, all cases of it, to the end of the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field

from tests.generated.dice import Dice
from tests.generated.generations import Tree, live
from tests.generated.lineage import Lineage, lineage
from tests.generated.lives import Wrong
from tests.generated.watch import watch

LIVES = 6


class Lived(Struct):
    """refused: what starts by itself and was refused by `valid`; wrong: seed, what, the last acts of all cases."""

    made: int = 0
    passed: int = 0
    lives: int = 0
    cases: int = 0
    children: int = 0
    grandchildren: int = 0
    begun: int = 0
    refused: int = 0
    acts: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    powers: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[int, str, list[str]]] = field(default_factory=list)

    def said(self) -> list[str]:
        return [
            f"{self.made} lineages: {self.passed} passed together; {self.lives} lives of {self.cases} cases ({self.children} children, {self.grandchildren} of them children's, {self.begun} begun by the house, "
            f"{self.refused} refused by a warned line) and {self.acts} acts; {len(self.wrong)} faults",
            "powers among what passed: "
            + ", ".join(f"{power} {times}" for power, times in sorted(self.powers.items())),
            "what did not pass: "
            + ", ".join(f"{rule} {times}" for rule, times in self.rules.most_common()),
            *(
                line
                for seed, said, done in self.wrong
                for line in (f"lineage {seed}: {said}", *(f"    {one}" for one in done[-16:]))
            ),
        ]


def run(seeds: Iterable[int], folder: Path, lives: int = LIVES) -> Lived:
    found = Lived()
    for seed in seeds:
        found.made += 1
        one = lineage(seed, folder)
        found.rules.update(one.rules)
        if one.procedures:
            found.passed += 1
            found.powers.update(one.powers)
            lived(one, seed, lives, found)
    return found


def lived(one: Lineage, seed: int, lives: int, found: Lived) -> None:
    for number in range(lives):
        tree = Tree(one, Dice(f"{seed} {number}"), watch)
        try:
            found.lives += live(tree)
        except Wrong as wrong:
            found.wrong.append((seed, str(wrong), tree.done()))
            return
        finally:
            found.cases += len(tree.lives)
            found.children += tree.children()
            found.grandchildren += tree.grandchildren()
            found.begun += sum(1 for life in tree.lives.values() if life.case.cause)
            found.refused += tree.refused
            found.acts += len(tree.done())
