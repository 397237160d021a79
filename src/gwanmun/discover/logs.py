"""Log files as pieces of work: plain files by offsets, compressed ones and standard input as bytes cut at line ends."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from gwanmun.capture.packed import DamagedError, plain
from gwanmun.discover import formats
from gwanmun.discover.columns import Reader
from gwanmun.discover.lines import BLOCK
from gwanmun.discover.work import PIECE, Piece
from gwanmun.errors import Problem

STDIN = Path("-")
PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff")
"""How gzip, Zstandard and UTF-16 begin: such a file is read from its beginning, by one reader."""


@dataclass(slots=True)
class Log:
    """One log: where it is, its reader (None: no format that is known), its size on disk, and what went wrong."""

    number: int
    path: Path
    reader: Reader | None = None
    size: int = 0
    faults: list[str] = field(default_factory=list)

    def pieces(self, size: int = PIECE) -> Iterator[Piece]:
        """The work there is in this log; sets `reader`. `Problem` when the file cannot be opened."""
        if self.path == STDIN:
            yield from self._stream(sys.stdin.buffer, size)
            return
        with opened(self.path) as file:
            head = file.read(formats.HEAD)
            if not self.path.is_file() or head.startswith(PACKED):
                yield from self._stream(file, size, head)
                return
        self.reader = formats.recognise(head)
        if self.reader:
            for start in range(0, self.size, size):
                yield Piece(self.number, self.reader, self.path, start, min(start + size, self.size))

    def _stream(self, file: BinaryIO, size: int, head: bytes = b"") -> Iterator[Piece]:
        chunks = chain((head,), iter(lambda: file.read(BLOCK), b""))
        pieces = self._cut(self._plain(chunks), size)
        for data in pieces:
            self.reader = self.reader or formats.recognise(data[: formats.HEAD])
            if self.reader is None:
                return
            yield Piece(self.number, self.reader, data=data)

    def _plain(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from plain(chunks)
        except DamagedError as why:
            self.faults.append(str(why))

    @staticmethod
    def _cut(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
        """Pieces of about `size` bytes that end with a line, so that they can be read by different processes."""
        held: list[bytes] = []
        length = 0
        for chunk in chunks:
            held.append(chunk)
            length += len(chunk)
            end = chunk.rfind(b"\n") + 1 if length >= size else 0
            if end or length > 2 * size:
                held[-1] = chunk[: end or len(chunk)]
                yield b"".join(held)
                held = [chunk[end:]] if end else []
                length = sum(map(len, held))
        if length:
            yield b"".join(held)


def found(paths: Iterable[Path]) -> list[Log]:
    """The logs to read: files as given, folders with everything below them, in order of name."""
    files = list(chain.from_iterable(_below(path) for path in paths))
    return [Log(number, path, size=_size(path)) for number, path in enumerate(files)]


def _below(path: Path) -> list[Path]:
    if path != STDIN and path.is_dir():
        return sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
    return [path]


def _size(path: Path) -> int:
    if path == STDIN:
        return 0
    try:
        return path.stat().st_size
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}", "give the path of a log that you may read") from error


def opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}", "give the path of a log that you may read") from error
