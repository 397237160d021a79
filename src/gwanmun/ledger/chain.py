"""The hashes that bind records together: a chain for order, a Merkle tree for proofs (RFC 9162 section 2.1). Pure.

    leaf_i = SHA-256(0x00 || entry_i)                 i = 1 … n, the tree's leaf number is i - 1
    head_i = SHA-256(0x02 || head_{i-1} || leaf_i)    head_0 is 32 zero bytes
    node   = SHA-256(0x01 || left || right)           the root of no leaves is SHA-256 of nothing

The first byte keeps the three apart: no leaf can pass for a node or a link. A changed record is found by its
own link; the tree proves one record, or that a ledger only grew, without the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

START = bytes(32)
"""The chain head before the first record."""

EMPTY_ROOT = sha256(b"").digest()

BLOCK = 256
"""Leaves in a subtree whose hash the ledger keeps, so that a proof need not read every record again."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def link(head: bytes, leaf: bytes) -> bytes:
    """The chain head after a record, from the head before it and the record's leaf hash."""
    return sha256(b"\x02" + head + leaf).digest()


class Frontier:
    """A growing tree kept as the roots of its perfect subtrees, largest first: all that appending needs."""

    __slots__ = ("peaks", "size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self.peaks: list[bytes] = []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        size = self.size
        while size & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            size >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        return fold(self.peaks)


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over the roots of perfect subtrees, largest first."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """MTH(D_n) of RFC 9162 section 2.1.1, over leaf hashes."""
    return Frontier(leaves).root()


class Tree:
    """A frontier in two storeys: whole blocks of `BLOCK` leaves, and the leaves after them."""

    __slots__ = ("blocks", "tail")

    def __init__(self, blocks: Iterable[bytes] = (), tail: Iterable[bytes] = ()) -> None:
        self.blocks = Frontier(blocks)
        self.tail = Frontier(tail)

    @property
    def size(self) -> int:
        return self.blocks.size * BLOCK + self.tail.size

    def append(self, leaf: bytes) -> bytes | None:
        """Adds a leaf; returns the hash of the block that it completed, if it did."""
        self.tail.append(leaf)
        if self.tail.size < BLOCK:
            return None
        block = self.tail.root()
        self.blocks.append(block)
        self.tail = Frontier()
        return block

    def root(self) -> bytes:
        return fold([*self.blocks.peaks, *self.tail.peaks])

    def copy(self) -> Tree:
        twin = Tree()
        for mine, its in ((self.blocks, twin.blocks), (self.tail, twin.tail)):
            its.size, its.peaks = mine.size, list(mine.peaks)
        return twin
