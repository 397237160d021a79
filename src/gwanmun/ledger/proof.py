"""Proof that one record is in the ledger, or that a ledger only grew: a few hashes, checked without the ledger.

Both are RFC 9162 proofs against the root in a signed checkpoint. Whoever checks one needs the entry, the proof and
the public key, and learns nothing of any other record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gwanmun.errors import Problem
from gwanmun.ledger import chain, paths
from gwanmun.ledger import database as db
from gwanmun.ledger.checkpoint import Checkpoint
from gwanmun.ledger.note import NoteError, Verifier


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That `entry` is record `seq` of the ledger that the signed note `checkpoint` speaks for."""

    seq: int
    entry: bytes
    path: tuple[bytes, ...]
    checkpoint: str

    def holds(self, public_key: str) -> bool:
        """Whether it proves that, to someone who trusts `public_key`, a verifier key line."""
        try:
            signed = Checkpoint.open(self.checkpoint, Verifier.parse(public_key))
        except NoteError:
            return False
        return paths.included(self.seq - 1, signed.size, chain.leaf_hash(self.entry), self.path, signed.root)


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the ledger of the signed note `new` begins with all that the one of `old` held."""

    old: str
    new: str
    path: tuple[bytes, ...]

    def holds(self, public_key: str) -> bool:
        """Whether it proves that, to someone who trusts `public_key`, a verifier key line."""
        try:
            key = Verifier.parse(public_key)
            old, new = Checkpoint.open(self.old, key), Checkpoint.open(self.new, key)
        except NoteError:
            return False
        return paths.consistent(old.size, new.size, old.root, new.root, self.path)


def prove_record(folder: Path, seq: int) -> Inclusion:
    """The proof for record `seq` under the newest checkpoint. `Problem` when that does not cover the record yet."""
    with _ledger(folder) as database:
        note, size = _newest(database)
        if not 1 <= seq <= size:
            raise Problem(
                f"no checkpoint covers record {seq}: the last was signed for {size} records", "try again soon"
            )
        row = database.execute("SELECT entry FROM records WHERE seq = ?", (seq,)).fetchone()
        if row is None:
            raise Problem(f"record {seq} is missing from the ledger", "look with: gwanmun ledger verify")
        return Inclusion(seq, row[0], _hashes(database, paths.inclusion_spans(seq - 1, size)), note)


def prove_growth(folder: Path, old: str) -> Consistency:
    """The proof that the newest checkpoint continues `old`, a signed checkpoint of this ledger."""
    try:
        size = Checkpoint.parse(old.partition("\n\n")[0] + "\n").size
    except NoteError as error:
        raise Problem(f"the old checkpoint is {error}", "give the whole file, with its signature") from None
    with _ledger(folder) as database:
        note, new = _newest(database)
        if size > new:
            raise Problem(
                f"the old checkpoint speaks for {size} records, the ledger for {new}", "it has been cut short"
            )
        return Consistency(old, note, _hashes(database, paths.consistency_spans(size, new)))


@contextmanager
def _ledger(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / db.DATABASE
    try:
        with closing(db.open_reader(path)) as database:
            database.execute("BEGIN")
            yield database
    except sqlite3.Error as error:
        raise db.problem(path, error) from error


def _newest(database: sqlite3.Connection) -> tuple[str, int]:
    row = database.execute("SELECT note, size FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
    if row is None:
        raise Problem("the ledger holds no checkpoint", "look with: gwanmun ledger verify")
    return row[0].decode("utf-8", "replace"), row[1]


def _hashes(database: sqlite3.Connection, spans: tuple[paths.Span, ...]) -> tuple[bytes, ...]:
    def leaves(low: int, high: int) -> list[bytes]:
        query = "SELECT entry FROM records WHERE seq > ? AND seq <= ? ORDER BY seq"
        return [chain.leaf_hash(entry) for (entry,) in database.execute(query, (low, high))]

    def blocks(low: int, high: int) -> list[bytes]:
        query = "SELECT hash FROM blocks WHERE number >= ? AND number < ? ORDER BY number"
        return [hash_ for (hash_,) in database.execute(query, (low, high))]

    return tuple(paths.span_hash(span, leaves, blocks) for span in spans)
