"""Checkpoints: what the ledger was at one size, signed (c2sp.org/tlog-checkpoint), and the key that signs them.

    gwanmun/<node>/<eight hex digits>            the origin: this ledger and no other
    <number of records>
    <root of the Merkle tree over them, base64>
    chain <chain head after the last, base64>    an extension line of ours

A copy of one checkpoint outside the gate's reach, on paper even, is what makes a rewritten ledger impossible to
hide: whoever holds the key can sign a new history, but not one that agrees with that copy.
"""

from __future__ import annotations

import binascii
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from gwanmun.errors import Problem
from gwanmun.ledger.note import NoteError, Signer, Verifier, good_name

CHAIN = "chain "
KEY_LINE_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree root and the chain head over the first `size` records of the ledger called `origin`."""

    origin: str
    size: int
    root: bytes
    head: bytes

    @property
    def text(self) -> str:
        root, head = b64encode(self.root).decode(), b64encode(self.head).decode()
        return f"{self.origin}\n{self.size}\n{root}\n{CHAIN}{head}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Raises `NoteError` for a text that is not exactly what `text` would write."""
        try:
            origin, size, root, chain, end = text.split("\n")
            found = cls(origin, int(size), b64decode(root), b64decode(chain.removeprefix(CHAIN)))
        except (ValueError, binascii.Error):
            raise NoteError("not a checkpoint of this kind of ledger") from None
        if end or size.startswith("-") or found.text != text or (len(found.root), len(found.head)) != (32, 32):
            raise NoteError("not a checkpoint of this kind of ledger")
        return found

    def sign(self, signer: Signer) -> str:
        return signer.sign(self.text)

    @classmethod
    def open(cls, note: str, verifier: Verifier) -> Checkpoint:
        """The checkpoint in a note that `verifier` signed, for the origin of the verifier's own name."""
        found = cls.parse(verifier.open(note))
        if found.origin != verifier.name:
            raise NoteError(f"a checkpoint of another ledger, {found.origin!r}")
        return found


def new_key(node: str) -> Signer:
    """A key of its own for a new ledger; its name, the origin, tells this ledger from every other of the node."""
    if not good_name(node):
        raise Problem(f"{node!r} cannot name a ledger", "use a node name without spaces and plus signs")
    return Signer.create(f"gwanmun/{node}/{secrets.token_hex(4)}")


def read_key(path: Path) -> Signer:
    """The private key at `path`; OSError when it cannot be read, `Problem` when it is none."""
    with path.open(encoding="utf-8", errors="replace") as file:
        line = file.read(KEY_LINE_LIMIT)
    try:
        return Signer.parse(line)
    except NoteError as error:
        raise Problem(
            f"{path} does not hold the signing key of a ledger: {error}",
            "restore the file from a copy; a new key cannot continue an old ledger",
        ) from None


def read_verifier(path: Path) -> Verifier:
    """The public key at `path`; OSError when it cannot be read, `NoteError` when it is none."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return Verifier.parse(file.read(KEY_LINE_LIMIT))


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Puts a file in place whole or not at all, and durably; `mode` holds from the first byte on."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes names put into a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
