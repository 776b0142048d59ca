"""Random families that pass are lived, children and all: none is refused by the other, none sticks, and a class is kept across them.

Covered: children from a step and from an action, once or for each row, `waits` all, any and one, `then`, `closes_children`, `give` and `takes`,
children that come back late; steps of the province; what the house opens by itself for each row of a register.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from dinh.checker import check
from dinh.checker.finding import Surroundings
from dinh.engine.record.events import Issued
from tests.generated.dice import Dice
from tests.generated.kin import CHILD, SECRET, Family, Parents, begin_by_itself, family, live
from tests.generated.lives import Life, Wrong
from tests.generated.mend import AROUND
from tests.generated.twins import seen
from tests.generated.watch import watch

SEEDS, LIVES = range(8), 3
MARK = "Điều Chỉ Người Trong Lớp Biết"


def test_families_that_pass_are_lived_to_their_end(tmp_path: Path):
    children = passed = begun = 0
    for seed in SEEDS:
        found = family(seed, tmp_path)
        if found is None or found.parent is None or found.child is None:
            continue
        passed += 1
        for number in range(LIVES):
            life = Parents(found.parent, found.child, Dice(f"{seed} {number}"), watch)
            if life.open():
                live(life)
                children += len(life.children)
            begun += _begun(found, Dice(f"start {seed} {number}"))
    assert passed >= len(SEEDS) // 4
    assert children > passed
    assert begun


def _begun(found: Family, dice: Dice) -> bool:
    """What a row of the register gives may be refused by `valid`: then the house is told, and no case is begun."""
    assert found.child is not None
    if not found.child.starts:
        return False
    try:
        begin_by_itself(found.child, dice, watch)
    except Wrong as wrong:
        if "'valid'" not in str(wrong):
            raise
        return False
    return True


def told_of(life: Life) -> str:
    """All that somebody outside every class sees of a case; letters of a class are not theirs."""
    return " ".join(
        str(seen(life.procedure, body))
        for body in life.bodies
        if not (isinstance(body, Issued) and body.class_ == "kin")
    )


def test_what_only_a_class_may_read_is_read_by_nobody_else_in_the_child_nor_back_in_the_parent(
    tmp_path: Path,
):
    """P3 across two cases: a mark in the secret field is followed through the parent, `give`, and everything that the child does."""
    marked = 0
    for seed in range(8):
        found = family(seed, tmp_path, secret=True) if marked < 3 else None
        if found is None or found.parent is None or found.child is None:
            continue
        for number in range(LIVES):
            life = Parents(found.parent, found.child, Dice(f"{seed} {number}"), watch)
            life.marks = {SECRET: MARK}
            if life.open():
                live(life)
            given = [child for child in life.children.values() if MARK in str(child.case.data)]
            marked += bool(given)
            assert all(
                name == SECRET
                for child in given
                for name, value in child.case.data.items()
                if MARK in str(value)
            )
            assert not any(MARK in told_of(one) for one in (life, *life.children.values()))
    assert marked >= 3


def test_a_class_that_ends_where_the_child_begins_is_refused(tmp_path: Path):
    """And does leak: else following the mark would prove nothing."""
    for seed in range(40):
        found = family(seed, tmp_path, secret=True)
        if found is not None and found.parent is not None and found.child is not None:
            break
    assert found is not None
    assert found.parent is not None
    assert found.child is not None
    open_child = replace(
        found.child,
        form={name: replace(field, class_="") for name, field in found.child.form.items()},
        classes={},
    )
    around: Surroundings = replace(
        AROUND, procedures={CHILD: open_child, "thu-sinh": found.parent}.get
    )
    assert any(one.rule == "P3" and one.path[-2] == "give" for one in check(found.parent, around))
