"""Is the ledger what was written? Every record, link, checkpoint and signature is checked and each fault named.

    verify(folder, public_key=None) -> Verification

With the public key, or better a checkpoint, that was kept elsewhere the answer does not rest on anything that the
folder's holder could have replaced. Nothing found in a ledger raises; only a folder without one is a `Problem`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from gwanmun.errors import Problem
from gwanmun.ledger import database as db
from gwanmun.ledger.beside import block_faults, facet_faults, file_faults
from gwanmun.ledger.checkpoint import Checkpoint, read_verifier
from gwanmun.ledger.diagnose import Fault, checkpoint_faults, record_faults
from gwanmun.ledger.note import NOTE_LIMIT, NoteError, Verifier
from gwanmun.ledger.rows import name_of
from gwanmun.ledger.share import replay_all

FAULTS_KEPT = 1000
SEARCHED = 100
SLACK = 1_000_000
"""How far beyond the records that exist a place may lie and still be looked at: a bound against a forged number."""

Note = tuple[str, str]
"""Where a signed note was found, and the note."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found. `covered` is how many records the last good checkpoint speaks for; those after it are
    held by the chain alone. `sealed`: the file is byte for byte as the gate closed it. `key` is the verifier key."""

    records: int
    checkpoints: int
    covered: int
    sealed: bool
    key: str
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults


def verify(folder: Path, public_key: str | None = None, witnessed: Iterable[str] = ()) -> Verification:
    """Checks the ledger in `folder`, also while a gate writes to it.

    `public_key` is a verifier key line known from elsewhere; by default the folder's own is believed. `witnessed`
    are signed checkpoints that were kept elsewhere: the ledger must still begin as they say.
    """
    path = folder / db.DATABASE
    if not path.is_file():
        raise Problem(f"there is no ledger in {folder}", f"name the folder that holds {db.DATABASE}")
    faults: list[Fault] = []
    verifier = _verifier(folder, public_key, faults)
    notes = [*_latest(folder, faults), *(("a checkpoint kept elsewhere", note) for note in witnessed)]
    sealed = (folder / db.SEAL).exists()
    with ThreadPoolExecutor(1) as beside:
        file = beside.submit(file_faults, folder, verifier)
        records, checkpoints, covered = _contents(path, verifier, notes, faults, with_facets=not sealed)
    holds, more = file.result()
    faults += more
    if sealed and not holds:
        faults += _facets_only(path, records)
    if len(faults) > FAULTS_KEPT:
        faults[FAULTS_KEPT:] = [Fault(None, f"{len(faults) - FAULTS_KEPT} more faults are not listed", "changed")]
    return Verification(records, checkpoints, covered, holds, verifier.line if verifier else "", tuple(faults))


def _contents(
    path: Path, verifier: Verifier | None, notes: list[Note], faults: list[Fault], with_facets: bool
) -> tuple[int, int, int]:
    """Checks what the database says; returns the numbers of records and of checkpoints, and how many are covered."""
    try:
        with closing(db.open_reader(path)) as database:
            database.execute("BEGIN")  # one and the same state for every question, while a gate writes on
            if wrong := db.unlike(database):
                faults.append(Fault(None, f"{db.DATABASE}: {wrong}", "database"))
            notes = notes + _kept(database, faults)
            signed = _signed(notes, verifier, faults)
            sizes = sorted({one.size for one in signed})
            found = replay_all(path, _last(database, signed, faults), sizes, with_facets)
            at_checkpoints, covered = checkpoint_faults(found, signed)
            faults += _named(database, record_faults(found)) + at_checkpoints
            faults += block_faults(database, found) + facet_faults(database, found)
    except sqlite3.Error as error:
        faults.append(Fault(None, f"{db.DATABASE} cannot be read: {error}", "database"))
        return 0, len(_signed(notes, verifier, faults)), 0
    gaps = [*found.missing, *((low, high) for low, high, _ in found.unreadable)]
    return found.last - sum(high - low + 1 for low, high in gaps), len(sizes), covered


def _facets_only(path: Path, last: int) -> list[Fault]:
    """The check that was passed over for trust in a seal, which then did not hold."""
    try:
        with closing(db.open_reader(path)) as database:
            return facet_faults(database, replay_all(path, last, (), with_facets=True))
    except sqlite3.Error:
        return []  # already said


def _verifier(folder: Path, public_key: str | None, faults: list[Fault]) -> Verifier | None:
    """The key to check with; what is wrong with the folder's own copy of it is a fault."""
    try:
        given = Verifier.parse(public_key) if public_key else None
    except NoteError as error:
        raise Problem(f"the public key given is {error}", f"give the line that {db.PUBLIC_KEY} held") from None
    try:
        own = read_verifier(folder / db.PUBLIC_KEY)
    except (OSError, NoteError) as error:
        what = error.strerror if isinstance(error, OSError) else error
        faults.append(Fault(None, f"the public key in {db.PUBLIC_KEY} cannot be used: {what}", "key"))
        return given
    if given and own != given:
        faults.append(Fault(None, f"{db.PUBLIC_KEY} is not the public key that was given", "key"))
    return given or own


def _latest(folder: Path, faults: list[Fault]) -> list[Note]:
    """The newest checkpoint, which lies beside the database. Read first: a gate may be writing further ones."""
    try:
        with (folder / db.CHECKPOINT).open(encoding="utf-8", errors="replace") as file:
            return [(f"the file {db.CHECKPOINT}", file.read(NOTE_LIMIT))]
    except OSError as error:
        faults.append(Fault(None, f"the file {db.CHECKPOINT} cannot be read: {error.strerror}", "checkpoint"))
        return []


def _kept(database: sqlite3.Connection, faults: list[Fault]) -> list[Note]:
    """The checkpoints in the database, of which the first was signed when the ledger was begun."""
    try:
        rows = database.execute("SELECT size, note FROM checkpoints ORDER BY size").fetchall()
    except sqlite3.Error as error:
        faults.append(Fault(None, f"the checkpoints cannot be read: {error}", "checkpoint"))
        return []
    if not rows or rows[0][0] != 0:
        faults.append(Fault(None, "the checkpoint signed at the beginning is missing", "checkpoint"))
    return [(f"checkpoint {size}", _text(size, note)) for size, note in rows]


def _text(size: int, note: object) -> str:
    """The note, or nothing when it is not one for this size."""
    text = note.decode("utf-8", "replace") if isinstance(note, bytes) else ""
    return text if text.split("\n", 2)[1:2] == [str(size)] else ""


def _signed(notes: Iterable[Note], verifier: Verifier | None, faults: list[Fault]) -> list[Checkpoint]:
    """The checkpoints that are signed as they should be."""
    good: list[Checkpoint] = []
    if verifier is None:
        return good
    for where, note in notes:
        try:
            good.append(Checkpoint.open(note, verifier))
        except NoteError as error:
            faults.append(Fault(None, f"{where}: {error}", "checkpoint"))
    return good


def _last(database: sqlite3.Connection, signed: list[Checkpoint], faults: list[Fault]) -> int:
    """The last record's place; records at places that cannot be are faults."""
    expected = max((one.size for one in signed), default=0)
    try:
        count: int = database.execute("SELECT count(*) FROM facets").fetchone()[0]
        ceiling = max(count, expected) + SLACK
        stray = "SELECT seq, entry FROM records WHERE seq < 1 OR seq > ? LIMIT ?"
        for seq, entry in database.execute(stray, (ceiling, SEARCHED)):
            faults.append(Fault(seq, "stands outside of the ledger", "moved", name_of(entry)))
        top = "SELECT coalesce(max(seq), 0) FROM records WHERE seq BETWEEN 1 AND ?"
        return int(database.execute(top, (ceiling,)).fetchone()[0])
    except sqlite3.Error:
        return expected  # record by record it will be said which cannot be read


def _named(database: sqlite3.Connection, faults: list[Fault]) -> list[Fault]:
    """The same, with the place of its twin for a record that is in the ledger twice."""
    return [*(_twin(database, fault) for fault in faults[:SEARCHED]), *faults[SEARCHED:]]


def _twin(database: sqlite3.Connection, fault: Fault) -> Fault:
    if not fault.id or fault.code != "changed":
        return fault
    query = "SELECT seq, entry FROM facets JOIN records USING (seq) WHERE id = ? AND seq <> ? LIMIT ?"
    try:
        others = database.execute(query, (fault.id, fault.seq, SEARCHED)).fetchall()
    except sqlite3.Error:
        return fault
    twins = [seq for seq, entry in others if name_of(entry) == fault.id]
    return replace(fault, code="repeated", what=f"a copy of record {twins[0]} stands here") if twins else fault
