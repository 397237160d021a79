"""`read(path)`: a capture file of any known format -> exchanges, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gwanmun.capture import har, jsonl
from gwanmun.capture.place import Item
from gwanmun.capture.source import Source, sha256
from gwanmun.errors import Problem
from gwanmun.transfer import Exchange, Unreadable

HEAD = 1 << 16
"""Bytes at the beginning of a file by which its format is told."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One capture format: `recognises` looks at the first `HEAD` bytes, `items` reads the whole, in file order."""

    format: str
    recognises: Callable[[bytes], bool]
    items: Callable[[Iterable[bytes], str], Iterator[Item]]


READERS: tuple[Reader, ...] = (
    Reader("jsonl", jsonl.recognises, jsonl.items),
    Reader("har", har.recognises, har.items),
)


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture file. Nothing of it is kept in memory: each pass reads the file again, one entry at a time.

    `sha256` is of the file as it stands on disk, compressed or not. `items` gives exchanges and losses in one pass;
    `exchanges` and `unreadable` each take a pass of their own.
    """

    path: Path
    sha256: str
    format: str
    reader: Reader

    def items(self) -> Iterator[Item]:
        source = Source(self.path, self.sha256)
        yield from self.reader.items(source, self.sha256)
        for why in source.losses:
            yield Unreadable("file", why)

    @property
    def exchanges(self) -> Iterator[Exchange]:
        return (item for item in self.items() if isinstance(item, Exchange))

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        return tuple(item for item in self.items() if isinstance(item, Unreadable))


def read(path: Path) -> Capture:
    """Recognise a capture by its content, whatever its name; gzip and Zstandard are taken off.

    `Problem` with exit code 2 when the file cannot be opened, 3 when it is no capture that can be read.
    """
    digest = sha256(path)
    head = _head(path, digest)
    for reader in READERS:
        if reader.recognises(head):
            return Capture(path, digest, reader.format, reader)
    known = ", ".join(reader.format for reader in READERS)
    what = "the file is empty" if not head else "not a capture in a format that is known"
    raise Problem(f"{path}: {what}", f"give a file in one of these formats: {known}", code=3)


def _head(path: Path, digest: str) -> bytes:
    head = b""
    for chunk in Source(path, digest):
        head += chunk
        if len(head) >= HEAD:
            break
    return head[:HEAD]
