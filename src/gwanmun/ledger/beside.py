"""What a ledger holds beside its records: kept block hashes, facets, indexes, pages. Wrong ones are named, too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from gwanmun.ledger import database as db
from gwanmun.ledger.diagnose import Fault
from gwanmun.ledger.note import Verifier
from gwanmun.ledger.replay import Replay
from gwanmun.ledger.seal import broken

NAMED = 100
"""Faults of one sort that are named one by one."""


def block_faults(database: sqlite3.Connection, found: Replay) -> list[Fault]:
    """The kept hashes of blocks, which proofs are made from, against the ones computed from the records."""
    try:
        kept = dict(database.execute("SELECT number, hash FROM blocks WHERE number < ?", (len(found.blocks),)))
    except sqlite3.Error as error:
        return [Fault(None, f"the kept block hashes cannot be read: {error}", "database")]
    wrong = [number for number, block in enumerate(found.blocks) if block and kept.get(number) != block]
    return [Fault(None, f"the kept hash of block {number} does not fit its records", "database") for number in wrong]


def facet_faults(database: sqlite3.Connection, found: Replay) -> list[Fault]:
    """Facets that are not those of the record, so that a query would show it wrongly or not at all."""
    faults = [
        Fault(seq, "its facets, by which queries find it, are not those of the entry", "facets") for seq in found.facets
    ]
    try:
        query = "SELECT seq FROM facets WHERE seq < 1 OR seq > ? LIMIT ?"
        strays = database.execute(query, (found.last, NAMED)).fetchall()
    except sqlite3.Error as error:
        return [*faults, Fault(None, f"the facets cannot be read: {error}", "database")]
    return [*faults, *(Fault(seq, "facets without a record", "facets") for (seq,) in strays)]


def file_faults(folder: Path, verifier: Verifier | None) -> tuple[bool, list[Fault]]:
    """Whether the seal holds; if it does not, or there is none, what SQLite finds wrong with indexes and pages."""
    try:
        wrong = broken(folder, verifier) if verifier else None
    except OSError as error:
        wrong = f"the seal cannot be checked: {error.strerror}"
    if wrong == "":
        return True, []
    faults = [Fault(None, wrong, "seal")] if wrong else []
    try:
        with closing(db.open_reader(folder / db.DATABASE)) as database:
            rows = database.execute(f"PRAGMA integrity_check({NAMED})").fetchall()
    except sqlite3.Error as error:
        return False, [*faults, Fault(None, f"SQLite cannot check {db.DATABASE}: {error}", "database")]
    found = [row[0].decode("utf-8", "replace") for row in rows if row[0] != b"ok"]
    return False, [*faults, *(Fault(None, f"{db.DATABASE}: {what}", "database") for what in found)]
