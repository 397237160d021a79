"""Merkle proofs of RFC 9162, sections 2.1.3 and 2.1.4: which subtrees make one, and whether one holds. Pure.

A proof is given as spans, the runs of leaves that its hashes stand for, so that whoever keeps the leaves decides how
to hash them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gwanmun.ledger.chain import BLOCK, EMPTY_ROOT, Tree, node_hash, root_of

Span = tuple[int, int]
"""A run of leaves by number, from the first up to but not including the last."""


def inclusion_spans(leaf: int, size: int) -> tuple[Span, ...]:
    """The subtrees whose hashes prove leaf number `leaf` in a tree of `size`, nearest first (RFC 9162 2.1.3.1)."""
    spans: list[Span] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if leaf < middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    return tuple(reversed(spans))


def consistency_spans(old: int, new: int) -> tuple[Span, ...]:
    """The subtrees whose hashes prove that a tree of `new` leaves begins with that of `old` (RFC 9162 2.1.4.1)."""
    if not 0 < old < new:
        return ()
    spans: list[Span] = []
    low, high = 0, new
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    if low:
        spans.append((low, high))
    return tuple(reversed(spans))


def included(leaf_number: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves `leaf` at `leaf_number` under `root` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= leaf_number < size:
        return False
    number, last, steps = leaf_number, size - 1, iter(path)
    for step in steps:
        if not last:
            return False
        if number & 1 or number == last:
            leaf = node_hash(step, leaf)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            leaf = node_hash(leaf, step)
        number, last = number >> 1, last >> 1
    return not last and leaf == root


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of `new` leaves begins with that of `old` (RFC 9162 section 2.1.4.2)."""
    if old in (0, new):
        return not path and (old_root == new_root if old == new else old_root == EMPTY_ROOT)
    if not 0 < old < new or not path:
        return False
    steps = iter(path if old & (old - 1) else (old_root, *path))
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    return _climb(number, last, steps, (old_root, new_root))


def _climb(number: int, last: int, steps: Iterator[bytes], roots: tuple[bytes, bytes]) -> bool:
    first = second = next(steps)
    for step in steps:
        if not last:
            return False
        if number & 1 or number == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, step)
        number, last = number >> 1, last >> 1
    return not last and (first, second) == roots


def span_hash(
    span: Span, leaves: Callable[[int, int], Sequence[bytes]], blocks: Callable[[int, int], Sequence[bytes]]
) -> bytes:
    """The hash over a run of leaves, from the kept hashes of whole blocks and the leaf hashes of what is left.

    `leaves` and `blocks` give the hashes of a run of leaves, or of blocks, by number. A span of the functions
    above starts on a block, or lies within one.
    """
    low, high = span
    if high - low < BLOCK:
        return root_of(leaves(low, high))
    whole = high // BLOCK * BLOCK
    tree = Tree(blocks(low // BLOCK, whole // BLOCK), leaves(whole, high))
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
