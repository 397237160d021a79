"""The ledger as its one writer sees it: continue the chain where it ended, append batches, sign checkpoints.

A batch is one SQLite transaction: its records, the hashes of the blocks they complete and, when one is due, the
checkpoint over them become durable together or not at all. Not safe for several threads; `store` sees to that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from gwanmun.errors import Problem
from gwanmun.ledger import database as db
from gwanmun.ledger.chain import BLOCK, START, Tree, link
from gwanmun.ledger.checkpoint import Checkpoint, write_whole
from gwanmun.ledger.facets import Facets
from gwanmun.ledger.note import NoteError, Signer
from gwanmun.ledger.replay import replay, roots

Written = tuple[bytes, Facets]
"""An entry as it is stored, and its facets."""

PIECE = 2000

UNSIGNED = 1_000_000
"""More records than a gate ever leaves behind without a checkpoint over them."""

CHANGED_HINT = (
    "keep the folder as evidence and look with: gwanmun ledger verify; a gate can go on with another state folder"
)


class Journal:
    """An open ledger. `size` is the number of durable records, `signed` how many the last checkpoint covers."""

    def __init__(self, folder: Path, database: sqlite3.Connection, signer: Signer) -> None:
        self.folder = folder
        self.size = 0
        self.signed = -1
        self._database = database
        self._signer = signer
        self._head = START
        self._tree = Tree()
        self._unpublished = ""

    @classmethod
    def open(cls, folder: Path, signer: Signer) -> Journal:
        """Continues the ledger in `folder`, or begins it. `Problem` when what is there is not what was signed."""
        path = folder / db.DATABASE
        try:
            journal = cls(folder, db.open_writer(path), signer)
        except (sqlite3.Error, OSError) as error:
            raise db.problem(path, error) from error
        try:
            journal._resume()
            if journal.signed < 0:
                journal.append((), sign=True)
        except (sqlite3.Error, OSError) as error:
            journal._database.close()
            raise db.problem(path, error) from error
        except Problem:
            journal._database.close()
            raise
        return journal

    def append(self, entries: Sequence[Written], sign: bool = False) -> None:
        """Writes records and, if asked, a checkpoint; returns when they are durable. Raises sqlite3.Error, OSError.

        After an error `size` says what is durable all the same: the file beside the database can be what failed.
        """
        tree, head, rows, blocks = self._tree.copy(), self._head, [], []
        for seq, (entry, _) in enumerate(entries, self.size + 1):
            leaf = _leaf_hash(entry)
            head = link(head, leaf)
            rows.append((seq, bytearray(head), entry.decode()))  # sqlite3 takes its time to adapt bytes
            if block := tree.append(leaf):
                blocks.append((tree.blocks.size - 1, block))
        note = Checkpoint(self._signer.name, tree.size, tree.root(), head).sign(self._signer) if sign else ""
        if rows or note:
            self._write(rows, [(row[0], *facets) for row, (_, facets) in zip(rows, entries, strict=True)], blocks, note)
        self._tree, self._head, self.size = tree, head, tree.size
        if note:
            self.signed, self._unpublished = self.size, note
        if self._unpublished:
            write_whole(self.folder / db.CHECKPOINT, self._unpublished)
            self._unpublished = ""

    def close(self) -> bool:
        """Puts everything into the one database file. False when a reader still stood in the way of that."""
        busy = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        self._database.close()
        return not busy

    def _write(
        self, rows: list[tuple[int, bytearray, str]], facets: list[Facets], blocks: list[tuple[int, bytes]], note: str
    ) -> None:
        with self._database:  # commits, or rolls back
            self._database.execute("BEGIN IMMEDIATE")
            db.insert(self._database, "records", rows)
            db.insert(self._database, "facets", facets)
            db.insert(self._database, "blocks", blocks)
            db.insert(self._database, "checkpoints", [(int(note.split("\n", 2)[1]), note)] if note else [])

    def _resume(self) -> None:
        """Reads where the ledger ended. What came after the last whole block before the last checkpoint is replayed."""
        run = self._database.execute
        size = run("SELECT coalesce(max(seq), 0) FROM records").fetchone()[0]
        last = self._last_checkpoint()
        if last is None and not size:
            return
        if last is None or not last.size <= size <= last.size + UNSIGNED:
            raise self._changed("its size is not what was signed for")
        blocks: list[bytes | None] = [hash_ for (hash_,) in run("SELECT hash FROM blocks ORDER BY number")]
        whole = min(len(blocks), max(last.size - 1, 0) // BLOCK)
        found = replay(self._database, whole * BLOCK + 1, size, (last.size,))
        blocks[whole:] = found.blocks
        at_last = (roots(blocks, found.marks).get(last.size), found.marks[last.size].head) if last.size else ()
        if not found.sound or (last.size and at_last != (last.root, last.head)):
            raise self._changed("its records are not the ones that were signed for")
        self._tree = Tree([b for b in blocks if b], [leaf for leaf in found.tail if leaf])
        self._head = found.head or START
        self.size, self.signed = size, last.size

    def _last_checkpoint(self) -> Checkpoint | None:
        row = self._database.execute("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
        kept = self.folder / db.CHECKPOINT
        notes = [row[0].decode("utf-8", "replace")] if row else []
        if kept.exists():
            notes.append(kept.read_text(encoding="utf-8", errors="replace"))
        try:
            return max(
                (Checkpoint.open(note, self._signer.verifier) for note in notes), key=lambda c: c.size, default=None
            )
        except NoteError as error:
            raise self._changed(f"its last checkpoint is not good: {error}") from None

    def _changed(self, how: str) -> Problem:
        return Problem(f"the ledger in {self.folder} was changed from outside: {how}", CHANGED_HINT)


def _leaf_hash(entry: bytes) -> bytes:
    """`chain.leaf_hash`, taken in pieces for which hashlib does not let go of the interpreter lock (below 2,048 bytes):
    beside a busy event loop it may take 5 ms to get it back, for every record."""
    leaf = sha256(b"\x00" + entry[:PIECE])
    for start in range(PIECE, len(entry), PIECE):
        leaf.update(entry[start : start + PIECE])
    return leaf.digest()
