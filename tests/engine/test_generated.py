"""The checker's own proof: random procedures that pass are lived by random people, and neither stick, fail nor print a blank.

`./dev proof 2000` does the same with other seeds, for as long as one likes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generated.dice import Dice
from tests.generated.features import ALL, features
from tests.generated.lives import Life, Wrong
from tests.generated.mend import mended
from tests.generated.proof import Tally, live, run
from tests.generated.source import checked, source
from tests.generated.watch import watch

SEEDS, LIVES = range(36), 6
PASSING = 0.3


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    return run(SEEDS, tmp_path_factory.mktemp("generated"), LIVES)


def test_what_passes_is_lived_to_its_end_by_random_people(tally: Tally):
    assert not tally.wrong, "\n".join(tally.said())
    assert tally.acts > 5 * len(SEEDS)


def test_enough_passes_as_it_came_and_most_once_the_advice_was_followed(tally: Tally):
    assert tally.passed >= PASSING * tally.made, tally.said()
    assert tally.passed + tally.mended >= 2 * PASSING * tally.made, tally.said()
    assert tally.open <= tally.made // 16, "too much is not proven"


def test_nearly_every_power_of_the_grammar_is_among_what_passed(tally: Tally):
    """Of two hundred and more, all are: `./dev proof 300` says which are not."""
    assert len(ALL - set(tally.used)) <= 8, sorted(ALL - set(tally.used))


def test_the_same_seed_gives_the_same_procedure_and_the_same_life(tmp_path: Path):
    whole, procedure = mended(source(3), tmp_path)
    again, _ = mended(source(3), tmp_path)
    assert whole.text() == again.text()
    assert procedure is not None
    lives = [Life(procedure, Dice("3 1"), watch) for _ in range(2)]
    for one in lives:
        one.open()
        one.wander()
    assert lives[0].done == lives[1].done
    assert features(whole.procedure)


def test_a_life_notices_what_the_checker_was_not_asked(tmp_path: Path):
    """A procedure that does not pass shows it: else a proof by lives would prove nothing."""
    shown = set()
    for seed in range(25):
        found = checked(source(seed), tmp_path)
        rules = {one.rule for one in found.problems if one.severity == "problem"}
        if not found.packages or not rules & {"D2", "T3", "F2"} or rules - {"D2", "T3", "F2", "T2"}:
            continue
        for number in range(10):
            life = Life(found.packages[0].procedure, Dice(f"{seed} {number}"), watch)
            try:
                if life.open():
                    live(life)
            except Wrong as wrong:
                shown.add(wrong.what)
    assert {"blank"} <= shown
