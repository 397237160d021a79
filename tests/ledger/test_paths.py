"""Proofs against RFC 9162's own recursive definitions, written out naively."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.ledger import chain, paths


def leaves(size: int) -> list[bytes]:
    return [chain.leaf_hash(b"record %d" % number) for number in range(size)]


def mth(data: list[bytes]) -> bytes:
    """MTH, RFC 9162 section 2.1.1, over leaf hashes."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return data[0]
    k = split(len(data))
    return sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def path(m: int, data: list[bytes]) -> list[bytes]:
    """PATH, section 2.1.3.1."""
    if len(data) == 1:
        return []
    k = split(len(data))
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


def subproof(m: int, data: list[bytes], known: bool) -> list[bytes]:
    """SUBPROOF, section 2.1.4.1."""
    if m == len(data):
        return [] if known else [mth(data)]
    k = split(len(data))
    if m <= k:
        return [*subproof(m, data[:k], known), mth(data[k:])]
    return [*subproof(m - k, data[k:], False), mth(data[:k])]


def split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def hashes(spans: tuple[paths.Span, ...], data: list[bytes]) -> list[bytes]:
    return [mth(data[low:high]) for low, high in spans]


@pytest.mark.parametrize("size", range(34))
def test_root_inclusion_and_consistency_agree_with_the_rfc(size: int) -> None:
    data = leaves(size)
    root = chain.root_of(data)
    assert root == mth(data)
    for number in range(size):
        proof = hashes(paths.inclusion_spans(number, size), data)
        assert proof == path(number, data)
        assert paths.included(number, size, data[number], proof, root)
    for old in range(1, size):
        proof = hashes(paths.consistency_spans(old, size), data)
        assert proof == subproof(old, data, True)
        assert paths.consistent(old, size, mth(data[:old]), root, proof)


@given(st.integers(1, 300), st.data())
def test_a_wrong_proof_proves_nothing(size: int, draw: st.DataObject) -> None:
    data = leaves(size)
    number = draw.draw(st.integers(0, size - 1))
    proof, root = path(number, data), mth(data)
    assert not paths.included(number, size, chain.leaf_hash(b"another"), proof, root)
    assert not paths.included(number, size, data[number], [*proof, root], root)
    if proof:
        assert not paths.included(number, size, data[number], proof[:-1], root)
        assert not paths.included(number, size, data[number], [bytes(32), *proof[1:]], root)
    assert not paths.included(size, size, data[number], proof, root)


@given(st.integers(2, 300), st.data())
def test_a_wrong_history_is_not_consistent(size: int, draw: st.DataObject) -> None:
    data = leaves(size)
    old = draw.draw(st.integers(1, size - 1))
    proof, before, after = subproof(old, data, True), mth(data[:old]), mth(data)
    assert not paths.consistent(old, size, mth([bytes(32), *data[1:old]]), after, proof)
    assert not paths.consistent(old, size, before, mth([bytes(32), *data[1:]]), proof)
    assert not paths.consistent(old, size, before, after, [])
    assert not paths.consistent(old, size, before, after, [*proof, after])
    assert not paths.consistent(size, old, after, before, proof)


def test_every_tree_begins_with_the_empty_one_and_with_itself() -> None:
    root = mth(leaves(5))
    assert paths.consistent(0, 5, chain.EMPTY_ROOT, root, [])
    assert paths.consistent(5, 5, root, root, [])
    assert not paths.consistent(0, 5, root, root, [])
    assert not paths.consistent(5, 5, root, chain.EMPTY_ROOT, [])


@given(st.integers(1, 1200), st.data())
def test_spans_are_hashed_from_kept_blocks(size: int, draw: st.DataObject) -> None:
    data = leaves(size)
    blocks = [mth(data[low : low + 256]) for low in range(0, size - 255, 256)]
    number = draw.draw(st.integers(0, size - 1))
    old = draw.draw(st.integers(1, size))
    for span in paths.inclusion_spans(number, size) + paths.consistency_spans(old, size):
        kept = paths.span_hash(span, lambda low, high: data[low:high], lambda low, high: blocks[low:high])
        assert kept == mth(data[slice(*span)])
