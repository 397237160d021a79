"""A capture as a stream of bytes, a file or standard input: compression taken off, hashed as it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from gwanmun.capture.bundle import UNREADABLE, open_member
from gwanmun.capture.packed import DamagedError, plain
from gwanmun.errors import Problem

CHUNK = 1 << 20
MAGIC = 4
"""Bytes by which compression is told."""
MAX_RATIO = 1000
"""Times a compressed capture may grow; JSON of real traffic stays under 50."""


Tick = Callable[[int], None]
"""Told of every piece that was read: its bytes as they stand in the file."""


def ignore(size: int) -> None:
    pass


class Source:
    """The decompressed bytes of one file, once through; `losses` says afterwards what could not be read.

    The file is hashed again while it is read: a capture that changed since `sha256` was taken is no evidence.
    """

    def __init__(self, path: Path, sha256: str, tick: Tick = ignore, member: str = "") -> None:
        self._path, self._sha256, self._member = path, sha256, member
        self._tick = tick
        self.losses: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        with opened(self._path, self._member) as file:
            raw = Raw(pieces(file), self._tick)
            yield from _bounded(raw, self.losses)
            with suppress(DamagedError):
                for _ in raw:  # what stands after the damage belongs to the hash
                    pass
            if raw.digest.hexdigest() != self._sha256:
                self.losses.append("the file changed while it was being read")


class Piped:
    """The decompressed bytes of a stream that can be read only once, as they come; its hash is known at the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._raw = Raw(_arriving(stream), lambda size: self.tick(size))
        self.tick: Tick = ignore
        self.losses: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        yield from _bounded(self._raw, self.losses)
        for _ in self._raw:
            pass

    @property
    def sha256(self) -> str:
        """Of all that was read so far, compressed or not."""
        return self._raw.digest.hexdigest()


class Raw:
    """Chunks on their way, hashed and counted."""

    def __init__(self, chunks: Iterator[bytes], tick: Tick) -> None:
        self._chunks, self._tick = chunks, tick
        self.digest = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = next(self._chunks)
        self.digest.update(chunk)
        self.size += len(chunk)
        self._tick(len(chunk))
        return chunk


def _arriving(stream: BinaryIO) -> Iterator[bytes]:
    """What there is, without waiting for more; the first chunk is long enough to show how the stream is packed."""
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    first = b""
    while len(first) < MAGIC and (more := read(CHUNK)):
        first += more
    if first:
        yield first
        yield from iter(lambda: read(CHUNK), b"")


def _bounded(raw: Raw, losses: list[str]) -> Iterator[bytes]:
    produced = 0
    try:
        for piece in plain(raw):
            yield piece
            produced += len(piece)
            if produced > MAX_RATIO * raw.size:
                raise DamagedError(f"it grows more than {MAX_RATIO} times when decompressed: reading was stopped")
    except DamagedError as why:
        losses.append(str(why))


def opened(path: Path, member: str = "") -> BinaryIO:
    """A file, or a member of the ZIP archive that it is."""
    try:
        return open_member(path, member) if member else path.open("rb")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise Problem(f"{path}: {reason}", "give the path of a capture file that you may read") from error


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file; `DamagedError` where a member of an archive cannot be read further."""
    try:
        while chunk := file.read(CHUNK):
            yield chunk
    except UNREADABLE as error:
        raise DamagedError("the ZIP archive is damaged here") from error


def sha256(path: Path, member: str = "") -> str:
    """Hex digest of the file as it stands on disk, or of what a member of an archive holds: of one that is damaged,
    as far as it can be read."""
    digest = hashlib.sha256()
    with opened(path, member) as file, suppress(DamagedError):
        for chunk in pieces(file):
            digest.update(chunk)
    return digest.hexdigest()
