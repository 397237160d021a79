#!/usr/bin/env python3
"""Verifies a Gwanmun ledger without Gwanmun: only Python's standard library and `cryptography`.

    verify_ledger.py FOLDER [PUBLIC-KEY-LINE] [CHECKPOINT-FILE...]

Written from docs/ledger.md alone, so that it can disagree. It checks every link, the Merkle root and the signature of
every checkpoint, in the database, beside it, and in the files given (kept elsewhere, they show a rewritten history).
Exit code 0: good; 1: faults, one a line; 2: cannot be checked.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from base64 import b64decode
from hashlib import file_digest, sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

START = bytes(32)
EMPTY = sha256(b"").digest()


def public_key(line: str) -> tuple[str, bytes, Ed25519PublicKey]:
    """Name, key id and key of `<name>+<key id>+<base64 of 0x01 and the key>`."""
    name, key_id, encoded = line.strip().split("+", 2)
    material = b64decode(encoded, validate=True)
    if sha256(name.encode() + b"\n" + material).hexdigest()[:8] != key_id or material[:1] != b"\x01":
        raise ValueError("the public key does not fit its key id")
    return name, bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(material[1:])


def opened(note: str, key: tuple[str, bytes, Ed25519PublicKey]) -> list[str]:
    """The lines of a note that `key` signed; ValueError otherwise."""
    text, _, signatures = note.rpartition("\n\n")
    mine = [b64decode(line.split(" ")[2], validate=True) for line in signatures.splitlines() if f"— {key[0]} " in line]
    signed = [signature[4:] for signature in mine if signature[:4] == key[1]]
    if not signed:
        raise ValueError("not signed by this key")
    for signature in signed:
        try:
            key[2].verify(signature, text.encode() + b"\n")
        except InvalidSignature:
            raise ValueError("the signature is wrong") from None
    return text.split("\n")


def checkpoint(note: str, key: tuple[str, bytes, Ed25519PublicKey]) -> tuple[int, bytes, bytes]:
    """Size, root and chain head of a checkpoint that `key` signed; ValueError otherwise."""
    origin, size, root, chain = opened(note, key)
    if origin != key[0] or not chain.startswith("chain "):
        raise ValueError("not a checkpoint of this ledger")
    return int(size), b64decode(root), b64decode(chain[6:])


def seal_faults(folder: Path, key: tuple[str, bytes, Ed25519PublicKey]) -> list[str]:
    """What is wrong with the seal, when there is one and no gate has written on."""
    log = folder / "ledger.db-wal"
    if not (folder / "seal").exists() or (log.exists() and log.stat().st_size):
        return []
    try:
        _, origin, size, digest = opened((folder / "seal").read_text(errors="replace"), key)
    except (ValueError, IndexError) as error:
        return [f"the seal is not good: {error}"]
    with (folder / "ledger.db").open("rb") as file:
        true = (key[0], b64decode(digest)) == (origin, file_digest(file, "sha256").digest()) and file.tell() == int(
            size
        )
    return [] if true else ["ledger.db is not the file that was sealed"]


class Tree:
    """The Merkle tree of RFC 9162, as the roots of its perfect subtrees."""

    def __init__(self) -> None:
        self.peaks: list[tuple[int, bytes]] = []

    def add(self, node: bytes) -> None:
        height = 0
        while self.peaks and self.peaks[-1][0] == height:
            node, height = sha256(b"\x01" + self.peaks.pop()[1] + node).digest(), height + 1
        self.peaks.append((height, node))

    def root(self) -> bytes:
        root = self.peaks[-1][1] if self.peaks else EMPTY
        for _, peak in self.peaks[-2::-1]:
            root = sha256(b"\x01" + peak + root).digest()
        return root


def verify(folder: Path, key_line: str | None, notes: list[str]) -> tuple[list[str], int]:
    """What is wrong, one line each, and how many records there are."""
    key = public_key(key_line or (folder / "ledger.vkey").read_text())
    notes = [*notes, (folder / "checkpoint").read_text(errors="replace")]
    database = sqlite3.connect(f"file:{folder / 'ledger.db'}?mode=ro", uri=True)
    database.text_factory = bytes
    notes += [note.decode(errors="replace") for (note,) in database.execute("SELECT note FROM checkpoints")]
    faults = seal_faults(folder, key)
    points: dict[int, set[tuple[bytes, bytes]]] = {}
    for note in notes:
        try:
            size, root, head = checkpoint(note, key)
            points.setdefault(size, set()).add((root, head))
        except (ValueError, IndexError) as error:
            faults.append(f"a checkpoint is not good: {error}")
    tree, before, place, sound = Tree(), START, 0, True
    for seq, head, entry in database.execute("SELECT seq, head, entry FROM records ORDER BY seq"):
        if seq != place + 1:
            faults.append(f"record {place + 1} is missing" + (f", with all up to {seq - 1}" if seq > place + 2 else ""))
            sound = False
        leaf = sha256(b"\x00" + entry).digest()
        if seq == place + 1 and sha256(b"\x02" + before + leaf).digest() != head:
            name = re.search(rb'"id":"([^"]*)"', entry)
            faults.append(
                f"record {seq} ({name[1].decode(errors='replace') if name else '?'}) does not follow from {place}"
            )
            sound = False
        tree.add(leaf)
        before, place = head, seq
        for root, chain in points.pop(place, ()):
            if chain != head or (sound and root != tree.root()):
                faults.append(f"records up to {place} are not what the checkpoint for {place} was signed for")
    faults += [f"a checkpoint was signed for {size} records, but there are {place}" for size in points if size > place]
    faults += ["the checkpoint for 0 records is wrong" for point in points.get(0, ()) if point != (EMPTY, START)]
    return faults, place


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        key_line = arguments[1] if len(arguments) > 1 else None
        faults, size = verify(Path(arguments[0]), key_line, [Path(name).read_text() for name in arguments[2:]])
    except (OSError, ValueError, TypeError, sqlite3.Error) as error:
        print(f"cannot be checked: {error}", file=sys.stderr)
        return 2
    print("\n".join(faults) or f"good: {size} records")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
