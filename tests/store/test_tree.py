"""The tree over the seals is the same whether its blocks are kept or not; what is kept wrongly, or lacks, is told."""

import pytest

from dinh.engine.record.events import Noted
from dinh.engine.record.hash_tree import is_consistent, is_included, tree_hash
from dinh.engine.refusal import Refused
from dinh.server import schedule
from dinh.store import books, keys, ledger, rebuild, tree
from dinh.store.link import linked
from dinh.store.writer import write
from tests.store.stories import CLERK, HOUSE, MORNING, a_house, opened

EVENTS = 2 * tree.BLOCK + 500


@pytest.fixture
def long(house):
    """A log of two complete blocks and a part of a third; no block is kept yet."""
    keys.make_key(house)
    a_house()
    opened("c-1")
    remarks = [(MORNING, CLERK, Noted(about="call"))] * (EVENTS - 2)
    write(HOUSE, lambda batch: batch.append("c-1", remarks))
    return house


def seals():
    return [bytes.fromhex(event.seal) for event in ledger.log(HOUSE)]


def blocks():
    return linked().all(
        "SELECT block, root FROM tree_blocks WHERE house=? ORDER BY block", (HOUSE,)
    )


def test_the_root_is_the_same_with_and_without_kept_blocks(long):
    root = tree_hash(seals()).hex()
    assert books.signed_head(HOUSE, MORNING)["root"] == root
    assert tree.keep_blocks(HOUSE) == 2
    assert books.signed_head(HOUSE, MORNING)["root"] == root
    assert tree.keep_blocks(HOUSE) == 0
    assert [block for block, _ in blocks()] == [0, 1]


@pytest.mark.parametrize("kept", [False, True])
def test_proofs_hold_at_every_edge_of_the_blocks(long, kept):
    if kept:
        tree.keep_blocks(HOUSE)
    entries = seals()
    edges = (1, 2, 1023, 1024, 1025, 2047, 2048, 2049, EVENTS - 1, EVENTS)
    for size in edges:
        found, root = tree.Tree(HOUSE, size), tree_hash(entries[:size])
        assert found.root() == root.hex()
        for number in (one for one in edges if one <= size):
            path = [bytes.fromhex(one) for one in found.inclusion(number)]
            assert is_included(entries[number - 1], number - 1, size, path, root)
            path = [bytes.fromhex(one) for one in found.consistency(number)]
            assert is_consistent(number, size, tree_hash(entries[:number]), root, path)


def test_an_empty_log_has_the_root_of_an_empty_tree(house):
    a_house()
    assert tree.Tree(HOUSE, 0).root() == tree_hash([]).hex()


def test_the_servers_timer_keeps_the_blocks(long):
    from dinh import folder

    folder.name_house(long, HOUSE)
    schedule.once()
    assert len(blocks()) == 2


def test_a_block_that_is_kept_wrongly_is_found_and_made_anew(long):
    tree.keep_blocks(HOUSE)
    assert rebuild.rebuild(HOUSE, check=True)["equal"]
    assert books.verify(HOUSE)["ok"]
    linked().run("UPDATE tree_blocks SET root=? WHERE block=1", ("ab" * 32,))
    assert books.verify(HOUSE)["reason"] == "tree:1"
    assert rebuild.rebuild(HOUSE, check=True)["differences"] == [{"table": "tree_blocks", "key": 1}]
    rebuild.rebuild(HOUSE)
    assert books.verify(HOUSE)["ok"]
    assert len(blocks()) == 2


def test_blocks_that_are_not_kept_yet_are_no_difference(long):
    assert rebuild.rebuild(HOUSE, check=True)["equal"]
    assert not blocks()


def test_no_head_is_signed_of_a_log_with_a_gap(long):
    linked().run("DELETE FROM events WHERE house=? AND number=?", (HOUSE, EVENTS - 3))
    with pytest.raises(Refused) as caught:
        books.signed_head(HOUSE, MORNING)
    assert caught.value.refusal.code == "tree.gap"
