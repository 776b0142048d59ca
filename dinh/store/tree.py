"""The hash tree over a house's seals (`engine.merkle`), with the hash of each complete block of events kept.

What is kept makes a root or a proof over a million events a matter of milliseconds, and is never needed: what lacks is computed
from the seals. It is kept by the server's timer and by the commands, outside the writer's transaction. `dinh verify` holds it against
the log, `dinh rebuild` makes it anew.
"""

from __future__ import annotations

from dinh.engine.record.hash_tree import (
    consistency_path,
    inclusion_path,
    joined,
    node_hash,
    split,
    tree_hash,
)
from dinh.engine.refusal import Refusal, Refused
from dinh.store.events import HEX
from dinh.store.link import Link, linked
from dinh.store.writer import alone

BLOCK = 1024
"""Events in a block, a power of two: a block is a subtree of every tree that is large enough."""
BLOCKS = "SELECT block, root FROM tree_blocks WHERE house=? AND block < ? ORDER BY block"
BLOCK_IN = "INSERT INTO tree_blocks (house, block, root) VALUES (?, ?, ?) ON CONFLICT (house, block) DO NOTHING"
SEALS = "SELECT seal FROM events WHERE house=? AND number > ? AND number <= ? ORDER BY number"


class Tree:
    """The tree over the first `size` seals of a house. Raises Refused `tree.gap` where the log lacks one of them."""

    def __init__(self, house: str, size: int, link: Link | None = None):
        self.house, self.size, self.link = house, size, link or linked()
        self.blocks: list[bytes] = []
        for block, root in self.link.all(BLOCKS, (house, size // BLOCK)):
            if block != len(self.blocks):
                break
            self.blocks.append(bytes.fromhex(root))

    def root(self) -> str:
        """64 hex digits."""
        return (self.subtree(0, self.size) if self.size else tree_hash(())).hex()

    def inclusion(self, number: int) -> list[str]:
        """The path from the seal of this event to the root."""
        return [one.hex() for one in inclusion_path(number - 1, self.size, self.subtree)]

    def consistency(self, first: int) -> list[str]:
        """The proof that this tree continues the one over the first `first` seals."""
        return [one.hex() for one in consistency_path(first, self.size, self.subtree)]

    def subtree(self, start: int, end: int) -> bytes:
        if end - start > BLOCK:
            middle = start + split(end - start)
            return node_hash(self.subtree(start, middle), self.subtree(middle, end))
        block, within = divmod(start, BLOCK)
        if end - start == BLOCK and not within and block < len(self.blocks):
            return self.blocks[block]
        return tree_hash(self._seals(start, end))

    def _seals(self, start: int, end: int) -> list[bytes]:
        rows = self.link.all(SEALS, (self.house, start, end))
        if len(rows) != end - start:
            raise Refused(Refusal("tree.gap", {"first": start + 1, "last": end}))
        return [entry(seal) for (seal,) in rows]


def entry(seal: str) -> bytes:
    """The seal as it stands in the tree: 32 bytes. What was damaged and is no seal is taken as it is: `dinh verify` names it."""
    return bytes.fromhex(seal) if HEX.fullmatch(seal) else seal.encode()


def keep_blocks(house: str) -> int:
    """Keep the blocks that are complete and not kept yet; gives how many. Costs two questions when there are none."""
    row = linked().one("SELECT number FROM houses WHERE house=?", (house,))
    tree = Tree(house, row[0] if row else 0)
    first, complete = len(tree.blocks), tree.size // BLOCK
    if first == complete:
        return 0
    rows = [
        (house, block, tree.subtree(block * BLOCK, (block + 1) * BLOCK).hex())
        for block in range(first, complete)
    ]
    with alone(house) as link:
        link.many(BLOCK_IN, rows)
    return len(rows)


class Growing:
    """The tree of a log that is read from its start, seal by seal."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self.entries: list[bytes] = []

    def add(self, seal: str) -> bool:
        """Has this seal completed a block, now the last of `blocks`?"""
        self.entries.append(entry(seal))
        if len(self.entries) < BLOCK:
            return False
        self.blocks.append(tree_hash(self.entries))
        self.entries.clear()
        return True

    def root(self) -> str:
        """Over all seals so far."""
        rest = [tree_hash(self.entries)] if self.entries else []
        return joined([*self.blocks, *rest]).hex()
