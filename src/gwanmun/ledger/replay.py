"""Reading records back and computing again what their hashes should be, a block of 256 at a time.

Every record is held against the stored head of the one before it, so a damaged record breaks its own link and
no other, and the work can be shared out between processes. Nothing that a file holds raises: a row that cannot
be read becomes a run in `unreadable`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

from gwanmun.ledger.chain import BLOCK, START, Frontier, fold, leaf_hash
from gwanmun.ledger.facets import unlike
from gwanmun.ledger.rows import Rows, name_of, read_rows

SUSPECTS_KEPT = 1000
"""Broken records that are described one by one; what is beyond is counted."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A record whose stored head does not follow from the head before it and its entry. None: not readable."""

    seq: int
    id: str
    before: bytes | None
    head: bytes | None
    leaf: bytes | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place at which a checkpoint was signed: the stored head, and the tree's peaks within the block begun there."""

    head: bytes | None
    peaks: tuple[bytes, ...] | None


@dataclass(slots=True)
class Replay:
    """What was found from record `first` to record `last`, both included."""

    first: int
    last: int
    suspects: list[Suspect] = field(default_factory=list)
    more: int = 0
    missing: list[tuple[int, int]] = field(default_factory=list)
    unreadable: list[tuple[int, int, str]] = field(default_factory=list)
    blocks: list[bytes | None] = field(default_factory=list)
    marks: dict[int, Mark] = field(default_factory=dict)
    facets: list[int] = field(default_factory=list)
    head: bytes | None = None
    tail: list[bytes | None] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.suspects or self.missing or self.unreadable)


def replay(
    database: sqlite3.Connection, first: int, last: int, stops: Iterable[int] = (), with_facets: bool = False
) -> Replay:
    """Records `first` (the first of a block) to `last`; `stops` are the sizes to remember the head and peaks of.

    `with_facets` also holds the stored facets against the entries, which takes longer than all the rest.
    """
    found = Replay(first, last, head=_head_before(database, first))
    check = partial(_facets, database, found) if with_facets else _no_facets
    waiting = sorted(stop for stop in stops if first <= stop <= last)
    for low in range(first, last + 1, BLOCK):
        high = min(low + BLOCK - 1, last)
        heads, leaves = _block(*read_rows(database, low, high), (low, high), found, check)
        while waiting and waiting[0] <= high:
            stop = waiting.pop(0)
            found.marks[stop] = Mark(heads[stop - low], _peaks(leaves[: stop - low + 1]))
        found.head = heads[-1]
        found.tail = leaves if len(leaves) < BLOCK else []
        if not found.tail:
            found.blocks.append(_root(leaves))
    return found


def roots(blocks: list[bytes | None], marks: dict[int, Mark]) -> dict[int, bytes | None]:
    """The tree's root at every mark; None from the first record on that is not known."""
    found: dict[int, bytes | None] = {}
    before = Frontier()
    for size, mark in sorted(marks.items()):
        whole = (size - 1) // BLOCK
        for block in blocks[before.size : whole]:
            if block is None:
                return found | {later: None for later in marks if later >= size}
            before.append(block)
        found[size] = None if mark.peaks is None else fold([*before.peaks, *mark.peaks])
    return found


def _head_before(database: sqlite3.Connection, first: int) -> bytes | None:
    if first == 1:
        return START
    rows = read_rows(database, first - 1, first - 1)[0]
    return _hash(rows[0][1]) if rows else None


def _block(
    rows: Rows, lost: dict[int, str], span: tuple[int, int], found: Replay, check: Callable[[Rows], None]
) -> tuple[list[bytes | None], list[bytes | None]]:
    """The heads and leaf hashes of a block; what is wrong in it goes to `found`."""
    before = found.head
    if before is not None and len(rows) == span[1] - span[0] + 1 and rows[0][0] == span[0]:
        try:
            leaves = [sha256(b"\x00" + entry).digest() for _, _, entry in rows]
            heads = [head for _, head, _ in rows]
            if heads == [sha256(b"\x02" + a + b).digest() for a, b in zip([before, *heads], leaves, strict=False)]:
                check(rows)
                return [*heads], [*leaves]
        except TypeError:  # a value that is not bytes: looked at one by one below
            pass
    heads_and_leaves = _one_by_one({seq: (head, entry) for seq, head, entry in rows}, lost, span, found)
    sound = {span[0] + place for place, leaf in enumerate(heads_and_leaves[1]) if leaf}
    check([row for row in rows if row[0] in sound])
    return heads_and_leaves


def _facets(database: sqlite3.Connection, found: Replay, rows: Rows) -> None:
    found.facets += unlike(database, [(seq, entry) for seq, _, entry in rows])


def _no_facets(rows: Rows) -> None:
    pass


def _one_by_one(
    rows: dict[Any, tuple[Any, Any]], lost: dict[int, str], span: tuple[int, int], found: Replay
) -> tuple[list[bytes | None], list[bytes | None]]:
    heads: list[bytes | None] = []
    leaves: list[bytes | None] = []
    before = found.head
    for seq in range(span[0], span[1] + 1):
        head, leaf = _one(seq, before, rows.get(seq), lost.get(seq), found)
        heads.append(head)
        leaves.append(leaf)
        before = head
    return heads, leaves


def _one(
    seq: int, before: bytes | None, row: tuple[Any, Any] | None, lost: str | None, found: Replay
) -> tuple[bytes | None, bytes | None]:
    if row is None:
        _extend(found, seq, lost)
        return None, None
    head, entry = _hash(row[0]), row[1]
    leaf = leaf_hash(entry) if isinstance(entry, bytes) else None
    if before and leaf and head == sha256(b"\x02" + before + leaf).digest():
        return head, leaf
    if len(found.suspects) < SUSPECTS_KEPT:
        found.suspects.append(Suspect(seq, name_of(entry), before, head, leaf))
    else:
        found.more += 1
    return head, None


def _extend(found: Replay, seq: int, lost: str | None) -> None:
    """Notes a record that is not there, or cannot be read, in the run of such records before it if there is one."""
    if lost is None:
        start = found.missing.pop()[0] if found.missing and found.missing[-1][1] == seq - 1 else seq
        found.missing.append((start, seq))
        return
    same = found.unreadable and found.unreadable[-1][1:] == (seq - 1, lost)
    found.unreadable.append((found.unreadable.pop()[0] if same else seq, seq, lost))


def _hash(value: Any) -> bytes | None:
    return value if isinstance(value, bytes) and len(value) == 32 else None


def _root(leaves: list[bytes | None]) -> bytes | None:
    """The root over a whole block, level by level, which is the quickest way."""
    level = [leaf for leaf in leaves if leaf is not None]
    if len(level) != len(leaves):
        return None
    while len(level) > 1:
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def _peaks(leaves: list[bytes | None]) -> tuple[bytes, ...] | None:
    known = [leaf for leaf in leaves if leaf is not None]
    return tuple(Frontier(known).peaks) if len(known) == len(leaves) else None
