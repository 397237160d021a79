"""The seal of a ledger that was closed in order: a signed note over every byte of its database file.

    gwanmun.seal/1
    <origin of the ledger>
    <bytes of ledger.db>
    <SHA-256 of ledger.db, base64>

The hashes of the chain speak for the records. The seal speaks for the rest of the file, too: indexes, free space.
It is taken away when a gate goes on writing; a gate that was killed leaves none.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import file_digest
from pathlib import Path

from gwanmun.ledger.checkpoint import write_whole
from gwanmun.ledger.database import DATABASE, SEAL, pending
from gwanmun.ledger.note import NOTE_LIMIT, NoteError, Signer, Verifier

SEAL_LIMIT = 16 * 1024**3
"""A larger database, in bytes, is not sealed: reading it would hold up the end of the gate for too long."""


def seal(folder: Path, signer: Signer) -> None:
    """Signs for the closed database in `folder`. Raises OSError."""
    if (folder / DATABASE).stat().st_size <= SEAL_LIMIT:
        write_whole(folder / SEAL, signer.sign(_text(folder, signer.name)))


def break_seal(folder: Path) -> None:
    """Takes the seal away before the database is written to."""
    (folder / SEAL).unlink(missing_ok=True)


def broken(folder: Path, verifier: Verifier) -> str | None:
    """What is wrong with the seal, "" when it holds, None when there is none to go by. Raises OSError."""
    path = folder / SEAL
    if not path.exists() or pending(folder / DATABASE):
        return None
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            signed = verifier.open(file.read(NOTE_LIMIT))
    except NoteError as error:
        return f"the seal is not good: {error}"
    if signed == _text(folder, verifier.name):
        return ""
    return f"{DATABASE} is not byte for byte the file that the gate closed"


def _text(folder: Path, origin: str) -> str:
    with (folder / DATABASE).open("rb") as file:
        digest = file_digest(file, "sha256").digest()
        return f"gwanmun.seal/1\n{origin}\n{file.tell()}\n{b64encode(digest).decode()}\n"
