"""A capture file as a stream of bytes, compression taken off, hashed as it stands on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gwanmun.capture.packed import DamagedError, plain
from gwanmun.errors import Problem

CHUNK = 1 << 20
MAX_RATIO = 1000
"""Times a compressed capture may grow; JSON of real traffic stays under 50."""


class Source:
    """The decompressed bytes of one file, once through; `losses` says afterwards what could not be read.

    The file is hashed again while it is read: a capture that changed since `sha256` was taken is no evidence.
    """

    def __init__(self, path: Path, sha256: str) -> None:
        self._path = path
        self._sha256 = sha256
        self._digest = hashlib.sha256()
        self._size = 0
        self.losses: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        with opened(self._path) as file:
            raw = self._raw(file)
            yield from self._bounded(raw)
            for _ in raw:  # what stands after the damage belongs to the hash
                pass
            if self._digest.hexdigest() != self._sha256:
                self.losses.append("the file changed while it was being read")

    def _raw(self, file: BinaryIO) -> Iterator[bytes]:
        while chunk := file.read(CHUNK):
            self._digest.update(chunk)
            self._size += len(chunk)
            yield chunk

    def _bounded(self, raw: Iterator[bytes]) -> Iterator[bytes]:
        produced = 0
        try:
            for piece in plain(raw):
                yield piece
                produced += len(piece)
                if produced > MAX_RATIO * self._size:
                    raise DamagedError(f"it grows more than {MAX_RATIO} times when decompressed: reading was stopped")
        except DamagedError as why:
            self.losses.append(str(why))


def opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise Problem(f"{path}: {reason}", "give the path of a capture file that you may read") from error


def sha256(path: Path) -> str:
    """Hex digest of the file as it stands on disk."""
    digest = hashlib.sha256()
    with opened(path) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
