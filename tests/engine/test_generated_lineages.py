"""Random lineages that pass are lived, all cases of a tree: children of children, and what the house begins for a record that one of them added.

Whatever one case does stands together with what follows from it in the others, taking back and withdrawing too.
"""

from __future__ import annotations

import pytest

from tests.generated.lineages import Lived, run

SEEDS = (311, 326, 364, 1197, 8040)
"""Those that showed something: 311 a row of a register that the child does not take, 326 and 364 a row without what is asked there,
1197 a record that people write though the register has it not, so that the number of the next one was taken;
8040 a parent that waits for any child, whose return is taken back when another has come back meanwhile: it goes on with that one.
(304, a line over the rows of a list that is given, takes longer.)"""
LIVES = 3


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return run(SEEDS, tmp_path_factory.mktemp("lineages"), LIVES)


def test_lineages_that_pass_are_lived_to_the_end_of_every_case(lived: Lived):
    assert not lived.wrong, "\n".join(lived.said())
    assert lived.passed >= len(SEEDS) // 2
    assert lived.children > lived.lives
    assert lived.acts > 5 * lived.lives


def test_among_them_are_children_of_children_and_cases_that_the_house_began(lived: Lived):
    assert lived.grandchildren
    assert lived.begun
