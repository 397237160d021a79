"""The chain and the tree, held against their definitions."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.ledger import chain


def leaves(size: int) -> list[bytes]:
    return [chain.leaf_hash(b"record %d" % number) for number in range(size)]


def mth(data: list[bytes]) -> bytes:
    """MTH, RFC 9162 section 2.1.1, over leaf hashes."""
    if len(data) < 2:
        return data[0] if data else sha256(b"").digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def test_the_definitions_on_small_known_input() -> None:
    leaf = sha256(b"\x00{}").digest()
    assert chain.leaf_hash(b"{}") == leaf
    assert chain.link(chain.START, leaf) == sha256(b"\x02" + bytes(32) + leaf).digest()
    assert chain.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert chain.root_of([leaf]) == leaf


@given(st.integers(0, 600))
def test_the_root_is_that_of_the_rfc(size: int) -> None:
    assert chain.root_of(leaves(size)) == mth(leaves(size))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 1000, 1537])
def test_a_tree_in_two_storeys_has_the_same_root(size: int) -> None:
    data = leaves(size)
    tree = chain.Tree()
    blocks = [block for leaf in data if (block := tree.append(leaf))]
    assert (tree.size, tree.root()) == (size, mth(data))
    assert blocks == [mth(data[low : low + 256]) for low in range(0, size - 255, 256)]
    twin = tree.copy()
    twin.append(data[0] if data else bytes(32))
    assert tree.root() == mth(data)
