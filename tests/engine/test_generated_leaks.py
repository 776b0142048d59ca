"""P3 lived: of random procedures that pass, nobody outside a class can tell two lives apart that differ only in its values.

Compared are letters, records, steps, ends, dues, fees and what is filled. What the checker warns of, that a way or a field hangs on a
secret, is where such lives may part.
"""

from __future__ import annotations

from pathlib import Path

from dinh.engine.definition.procedure import Procedure
from tests.generated.dice import Dice
from tests.generated.lives import Wrong
from tests.generated.mend import mended
from tests.generated.source import checked, source
from tests.generated.twins import Hanging, Told, hanging, twin

SEEDS = range(1000, 1120)
LIVES, TWINS = 4, 2


def with_a_class(seeds: range) -> list[int]:
    """The generator's first throw decides whether a procedure has a class."""
    return [seed for seed in seeds if Dice(seed).chance(0.15)]


def compared(procedure: Procedure, seed: int, hangs: Hanging, lives: int = LIVES) -> int:
    count = 0
    for number in range(lives):
        life = Told(procedure, Dice(f"{seed} {number}"))
        if life.open():
            life.wander(12)
            count += sum(
                twin(life, Dice(f"{seed} {number} {again}"), hangs) for again in range(TWINS)
            )
    return count


def test_two_lives_that_differ_in_a_class_look_the_same_to_everybody_else(tmp_path: Path):
    strict = decisions = 0
    for seed in with_a_class(SEEDS):
        _, procedure = mended(source(seed), tmp_path)
        if procedure is not None:
            assert procedure.classes
            hangs = hanging(procedure)
            strict += hangs == Hanging()
            decisions += compared(procedure, seed, hangs)
    assert strict >= 8
    assert decisions > 400


def test_twins_notice_what_does_leak(tmp_path: Path):
    """Of procedures that P3 refuses lives show it: else the comparison would prove nothing."""
    shown = 0
    for seed in with_a_class(range(1000, 1250)):
        found = checked(source(seed), tmp_path)
        if not found.packages or not any(
            one.severity == "problem" and one.rule == "P3" for one in found.problems
        ):
            continue
        procedure = found.packages[0].procedure
        try:
            compared(procedure, seed, hanging(procedure), 6)
        except Wrong as wrong:
            shown += wrong.what == "leak"
    assert shown
