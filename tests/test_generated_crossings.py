"""Random procedures between houses that pass are lived over real books: one house may act, all who follow have the same, four eyes hold by house,
and what only a class may read is read by nobody else in any of them. `./dev proof 60 [SEED] --houses` does the same with other seeds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dinh.procedures import check_paths
from dinh.store.books import verify
from dinh.store.rebuild import rebuild
from tests.engine.test_by_chance import field, small, work
from tests.generated.crossings import (
    HOME,
    HOUSES,
    SECRET,
    WHERE,
    Between,
    Crossing,
    Tally,
    founded,
    lived,
    published,
    run,
)
from tests.generated.dice import Dice
from tests.generated.lives import Wrong

SEEDS, LIVES = range(60, 70), 3


def test_what_passes_between_houses_is_lived_to_its_end_over_their_books(
    house: Path, tmp_path: Path
):
    founded()
    tally = run(SEEDS, tmp_path, LIVES)
    assert not tally.wrong, "\n".join(tally.said())
    assert tally.passed > len(SEEDS) // 2
    assert tally.went > tally.lives // 2
    assert tally.marked
    for one in HOUSES:
        assert verify(one)["ok"]
        assert rebuild(one, check=True)["equal"]


STEPS = {
    "b0": work("leader", go={"to": "b1"}), "b1": {**work("leader", go={"to": "b2"}), "at": WHERE}, "b2": {**work("police", go={"to": "over", "letter": "paper"}), "at": "province"},
}  # fmt: skip
FORM = {
    WHERE: field("house", required="yes"),
    SECRET: field("text", required="yes", **{"class": "kin"}),
}
KIN = {"kin": {"roles": ["leader", "police"], "label": {"vi": "kín"}}}
HARM = {
    "P2": ({"b1": {**STEPS["b1"], "not_by": ["b0"]}}, None, {"nobody", "no end"}),
    "P3": ({}, SECRET, {"leak"}),
}  # fmt: skip


@pytest.mark.parametrize("rule", HARM)
def test_lives_between_houses_notice_what_the_checker_refuses(
    house: Path, tmp_path: Path, rule: str
):
    """Else a proof by such lives would prove nothing of four eyes and of classes."""
    steps, reads, notices = HARM[rule]
    founded()
    small(tmp_path, STEPS | steps, form=FORM, classes=KIN, channels=["house"], reads=reads)
    found = check_paths([tmp_path / "thu-sinh.yaml"])
    assert {one.rule for one in found.problems if one.severity == "problem"} == {rule}
    one = Crossing("thu-sinh", found.packages[0].procedure, found)
    published(one)
    noticed = set()
    for number in range(6):
        life = Between(one, Dice(f"{rule} {number}"))
        life.pinned = {WHERE: HOME}
        try:
            lived(life, Tally())
        except Wrong as wrong:
            noticed.add(wrong.what)
    assert noticed
    assert noticed <= notices
