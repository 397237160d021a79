"""A log as blocks of whole lines, from any stretch of a file: a line belongs to the stretch in which it begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

BLOCK = 1 << 18
"""Bytes read at a time: a block's strings then stay in the processor's cache, which halves the cost of a line."""

LONGEST = 1 << 20
"""Bytes of a line that is still looked at; a longer one is no line of a log."""


class Blocks:
    """Whole lines out of chunks that break anywhere. A line over `LONGEST` is dropped and counted in `too_long`."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.too_long = 0

    def __iter__(self) -> Iterator[bytes]:
        rest, dropping = b"", False
        for chunk in self._chunks:
            first = chunk.find(b"\n")
            if first < 0:
                rest = b"" if dropping else rest + chunk
                dropping = dropping or len(rest) > LONGEST
                continue
            if dropping or len(rest) + first > LONGEST:
                self.too_long += 1
                rest, dropping, chunk = b"", False, chunk[first + 1 :]
            end = chunk.rfind(b"\n") + 1
            if end:
                yield rest + chunk[:end]
                rest = b""
            rest += chunk[end:]
        if dropping or len(rest) > LONGEST:
            self.too_long += 1
        elif rest:
            yield rest + b"\n"


def section(path: Path, start: int, stop: int, size: int = BLOCK) -> Iterator[bytes]:
    """The bytes of every line that begins at an offset in [start, stop)."""
    with path.open("rb") as file:
        at = max(start - 1, 0)
        file.seek(at)
        begun = start == 0
        while chunk := file.read(size):
            position, at = at, at + len(chunk)
            last = at >= stop
            end = chunk.find(b"\n", max(stop - 1 - position, 0)) + 1 if last else 0
            piece = chunk[:end] if end else chunk
            if not begun:
                cut = piece.find(b"\n") + 1
                if cut:
                    begun, piece = position + cut < stop, piece[cut:]
                else:
                    piece = b""
                if cut and not begun:
                    return
            if begun and piece:
                yield piece
            if end or (last and not begun):
                return
