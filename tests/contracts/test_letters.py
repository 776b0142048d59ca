"""The text of every letter that a procedure issues, printed with sample values."""

import pytest

from tests.contracts import same
from tests.letters.papers import LETTERS, printed

GROUPS = 8
"""Letters are printed in this many tests, so that workers share them."""


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_text_of_every_letter(group: int) -> None:
    for name in sorted(LETTERS)[group::GROUPS]:
        same(f"letters/{name}.txt", printed(name))
