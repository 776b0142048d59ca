"""The tree over the seals is the one of RFC 9162: its test vectors, and the laws of its proofs for any size."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.engine.record.hash_tree import (
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    joined,
    leaf_hash,
    node_hash,
    split,
    tree_hash,
)

# The entries and roots with which Certificate Transparency's own implementations are tested; the tree of RFC 9162 is that of RFC 6962.
ENTRIES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
SIZES = st.integers(1, 300)


def by_definition(entries):
    """As RFC 9162 (2.1.1) writes it down, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]).digest()
    middle = split(len(entries))
    return sha256(
        b"\1" + by_definition(entries[:middle]) + by_definition(entries[middle:])
    ).digest()


def seals(count):
    return [sha256(bytes([one & 255, one >> 8])).digest() for one in range(count)]


def subtree_of(entries):
    return lambda start, end: tree_hash(entries[start:end])


def hexed(path):
    return [one.hex() for one in path]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_known_vectors(size):
    assert tree_hash(ENTRIES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize("asked", INCLUSIONS, ids=str)
def test_inclusion_proofs_are_those_of_the_known_vectors(asked):
    index, size = asked
    path = inclusion_path(index, size, subtree_of(ENTRIES))
    assert hexed(path) == INCLUSIONS[asked]
    assert is_included(ENTRIES[index], index, size, path, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize("asked", CONSISTENCIES, ids=str)
def test_consistency_proofs_are_those_of_the_known_vectors(asked):
    first, second = asked
    path = consistency_path(first, second, subtree_of(ENTRIES))
    assert hexed(path) == CONSISTENCIES[asked]
    roots = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])
    assert is_consistent(first, second, *roots, path)


def test_the_example_of_the_standard_with_seven_entries():
    """RFC 9162, 2.1.5: the names of its figure."""
    a, b, c, d, e, f, j = (leaf_hash(entry) for entry in ENTRIES[:7])
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, subtree = node_hash(g, h), subtree_of(ENTRIES[:7])
    l_ = node_hash(i, j)
    assert tree_hash(ENTRIES[:7]) == node_hash(k, l_)
    assert inclusion_path(0, 7, subtree) == [b, h, l_]
    assert inclusion_path(3, 7, subtree) == [c, g, l_]
    assert inclusion_path(4, 7, subtree) == [f, j, k]
    assert inclusion_path(6, 7, subtree) == [i, k]
    assert consistency_path(3, 7, subtree) == [c, d, g, l_]
    assert consistency_path(4, 7, subtree) == [l_]
    assert consistency_path(6, 7, subtree) == [i, j, k]


@given(st.integers(0, 300))
def test_the_root_is_the_one_of_the_definition(size):
    assert tree_hash(seals(size)) == by_definition(seals(size))


@given(SIZES, st.sampled_from([1, 2, 8, 32]))
def test_the_root_is_the_same_from_the_hashes_of_complete_blocks(size, block):
    entries = seals(size)
    blocks = [tree_hash(entries[start : start + block]) for start in range(0, size, block)]
    assert joined(blocks) == tree_hash(entries)


@given(st.data(), SIZES)
def test_every_entry_is_proven_and_no_other_entry_place_or_root_is(data, size):
    entries = seals(size)
    index = data.draw(st.integers(0, size - 1))
    root = tree_hash(entries)
    path = inclusion_path(index, size, subtree_of(entries))
    assert len(path) <= (size - 1).bit_length()
    assert is_included(entries[index], index, size, path, root)
    other = data.draw(st.integers(-1, size + 1).filter(lambda one: one != index))
    assert not is_included(entries[index], other, size, path, root)
    assert not is_included(b"another", index, size, path, root)
    assert not is_included(entries[index], index, size, [*path, root], root)
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        assert not is_included(entries[index], index, size, path[:place] + path[place + 1 :], root)
        bad = [*path[:place], sha256(path[place]).digest(), *path[place + 1 :]]
        assert not is_included(entries[index], index, size, bad, root)


@given(st.data(), SIZES)
def test_a_longer_log_is_proven_to_continue_a_shorter_one_and_no_rewritten_log_is(data, second):
    entries = seals(second)
    first = data.draw(st.integers(1, second))
    path = consistency_path(first, second, subtree_of(entries))
    old, new = tree_hash(entries[:first]), tree_hash(entries)
    assert is_consistent(first, second, old, new, path)
    changed = data.draw(st.integers(0, first - 1))
    rewritten = [*entries[:changed], b"rewritten", *entries[changed + 1 :]]
    forged = consistency_path(first, second, subtree_of(rewritten))
    assert not is_consistent(first, second, old, tree_hash(rewritten), forged)
    assert not is_consistent(first, second, old, tree_hash(rewritten), path)
    assert not is_consistent(first, second, old, new, [*path, new])
    if path:
        assert not is_consistent(first, second, old, new, path[:-1])
        assert not is_consistent(first, second, old, new, [])


def test_there_is_no_proof_of_what_is_not_in_the_tree():
    with pytest.raises(ValueError, match="not in a tree of 8"):
        inclusion_path(8, 8, subtree_of(ENTRIES))
    for first in (0, 9):
        with pytest.raises(ValueError, match="does not continue"):
            consistency_path(first, 8, subtree_of(ENTRIES))
        assert not is_consistent(first, 8, tree_hash(ENTRIES), tree_hash(ENTRIES), [])
