"""The hash tree over the seals of a log, and its proofs, as in RFC 9162 (Certificate Transparency 2.0), section 2.1.

Entry n-1 of the tree is the seal of event n, as 32 bytes. A leaf is SHA-256(0x00 ‖ entry), a node SHA-256(0x01 ‖ left ‖ right). An
inclusion proof shows that an event is in the log under a root, a consistency proof that a longer log continues a shorter one: both
take some twenty hashes for a million events. Hashes are bytes; `Subtree` gives the hash of any range, wherever it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

type Subtree = Callable[[int, int], bytes]
"""(start, end) -> the tree hash of the entries start..end-1, at least one."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """Where a tree of this size (2 or more) parts: the greatest power of two below it."""
    return 1 << ((size - 1).bit_length() - 1)


def tree_hash(entries: Iterable[bytes]) -> bytes:
    """The root over these entries; of none it is SHA-256 of nothing. Source: RFC 9162, 2.1.1."""
    return joined(map(leaf_hash, entries))


def joined(hashes: Iterable[bytes]) -> bytes:
    """The root over subtrees of one size, a power of two, of which only the last may be smaller. Source: RFC 9162, 2.1.2."""
    peaks: list[bytes] = []
    for count, peak in enumerate(hashes):
        while count & 1:  # complete subtrees of equal size join
            peak, count = node_hash(peaks.pop(), peak), count >> 1
        peaks.append(peak)
    if not peaks:
        return sha256(b"").digest()
    root = peaks.pop()
    while peaks:
        root = node_hash(peaks.pop(), root)
    return root


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that entry `index` (from 0) is in the tree of the first `size` entries. Source: RFC 9162, 2.1.3.1."""
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def is_included(entry: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Does the path lead from this entry to the root of a tree of `size`? Source: RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash(entry)
    for beside in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(beside, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency_path(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of `second` entries continues the tree of `first` (1..second). Source: RFC 9162, 2.1.4.1."""
    if not 0 < first <= second:
        raise ValueError(f"a tree of {second} does not continue one of {first}")
    path: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + split(end - start)
        if first <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(subtree(start, end))
    return path[::-1]


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Does the path prove that the second tree continues the first? Source: RFC 9162, 2.1.4.2."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second:
        return False
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not hashes:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
