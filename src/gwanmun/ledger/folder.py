"""The ledger's folder: the lock of its one writer, and its signing key."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TextIO

from gwanmun.errors import Problem
from gwanmun.ledger import database as db
from gwanmun.ledger.checkpoint import new_key, read_key, read_verifier, write_whole
from gwanmun.ledger.note import NoteError, Signer


def only_writer(folder: Path) -> TextIO:
    """Holds the ledger for this process until the file is closed or the process ends, however it ends. OSError."""
    lock = open(os.open(folder / db.LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = lock.read(20).strip()
        lock.close()
        who = f"process {holder}" if holder.isdecimal() else "another process"
        raise Problem(
            f"another gate is writing to the ledger in {folder} ({who})",
            "stop that one, or give this one a state folder of its own with --state",
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def key_of(folder: Path, node: str, path: Path) -> Signer:
    """The key that signs this ledger: the one at `path`, or a new one (0600) for a new ledger. OSError, `Problem`.

    A key that still lies among the records is moved there: the folder can then be handed out as it is.
    """
    _move(folder / db.SECRET_KEY, path)
    if path.exists():
        signer = read_key(path)
    elif _begun(folder):
        raise Problem(
            f"the signing key of the ledger in {folder} is not at {path}",
            "put the key back, or use another state folder; a new key cannot continue an old ledger",
        )
    else:
        signer = new_key(node)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, signer.line + "\n", 0o600)
    _publish(folder, signer)
    return signer


def _move(old: Path, path: Path) -> None:
    """Copied whole before it is removed, so that no power cut leaves a ledger without its key."""
    if old == path or not old.exists():
        return
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, old.read_text("utf-8", "replace"), 0o600)
    if path.read_bytes() == old.read_bytes():
        old.unlink()


def _begun(folder: Path) -> bool:
    file = folder / db.DATABASE
    return file.exists() and file.stat().st_size > 0


def _publish(folder: Path, signer: Signer) -> None:
    path = folder / db.PUBLIC_KEY
    if not path.exists():
        write_whole(path, signer.verifier.line + "\n")
        return
    try:
        if read_verifier(path) == signer.verifier:
            return
    except NoteError:
        pass
    raise Problem(
        f"{path} is not the public half of this ledger's signing key",
        "keep the folder as it is and look with: gwanmun ledger verify",
    )
