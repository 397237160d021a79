"""`read(path)`: a capture file of any known format -> exchanges, and what of it could not be read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from gwanmun.capture import har, jsonl, mitm, pcap, squid, suricata, zeek
from gwanmun.capture.place import Item
from gwanmun.capture.source import Piped, Source, Tick, ignore, sha256
from gwanmun.errors import Problem
from gwanmun.transfer import Exchange, Unreadable

HEAD = 1 << 16
"""Bytes at the beginning of a file by which its format is told."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One capture format: `recognises` looks at the first `HEAD` bytes, or at less of a stream that is still coming;
    `items` reads the whole, in file order. `with_keys` does so with an NSS key log, where the format can use one."""

    format: str
    recognises: Callable[[bytes], bool]
    items: Callable[[Iterable[bytes], str], Iterator[Item]]
    with_keys: Callable[[Iterable[bytes], str, Path], Iterator[Item]] | None = None


READERS: tuple[Reader, ...] = (
    Reader("jsonl", jsonl.recognises, jsonl.items),
    Reader("har", har.recognises, har.items),
    Reader("mitmproxy", mitm.recognises, mitm.items),
    Reader("pcap", pcap.recognises, pcap.items, pcap.items_with_keys),
    Reader("pcapng", pcap.recognises_ng, pcap.items, pcap.items_with_keys),
    Reader("zeek", zeek.recognises, zeek.items),
    Reader("suricata", suricata.recognises, suricata.items),
    Reader("squid", squid.recognises, squid.items),
)


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture. Nothing of it is kept in memory: each pass reads the file again, one entry at a time.

    `sha256` is of the file as it stands on disk, compressed or not. `items` gives exchanges and losses in one pass;
    `exchanges` and `unreadable` each take a pass of their own. Standard input has one pass: its hash is known after
    it (`digest`), until then it is called `STDIN`.
    """

    path: Path
    sha256: str
    format: str
    reader: Reader
    keylog: Path | None = None
    piped: tuple[Piped, Iterable[bytes]] | None = None
    member: str = ""
    joined: Callable[[Iterable[bytes], str], Iterator[Item]] | None = None

    def items(self, tick: Tick | None = None) -> Iterator[Item]:
        """Every exchange and loss in file order; `tick` is told how many bytes of the file were read since."""
        source, chunks = self._source(tick)
        if self.joined:
            yield from self.joined(chunks, self.sha256)
        elif self.keylog and self.reader.with_keys:
            yield from self.reader.with_keys(chunks, self.sha256, self.keylog)
        else:
            yield from self.reader.items(chunks, self.sha256)
        for _ in chunks:  # what a reader did not want belongs to the hash
            pass
        for why in source.losses:
            yield Unreadable("file", why)

    def _source(self, tick: Tick | None) -> tuple[Source | Piped, Iterator[bytes]]:
        if self.piped is None:
            source = Source(self.path, self.sha256, tick or ignore, self.member)
            return source, iter(source)
        stream, rest = self.piped
        stream.tick = tick or ignore
        return stream, iter(rest)

    @property
    def shown(self) -> Path:
        """Its path as a person is told: an archive like a folder."""
        return Path(f"{self.path}/{self.member}") if self.member else self.path

    @property
    def digest(self) -> str:
        """SHA-256 of the capture; of standard input, of what was read so far."""
        return self.piped[0].sha256 if self.piped else self.sha256

    @property
    def exchanges(self) -> Iterator[Exchange]:
        return (item for item in self.items() if isinstance(item, Exchange))

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        return tuple(item for item in self.items() if isinstance(item, Unreadable))


STDIN = "stdin"
"""What the provenance of an exchange from standard input names instead of a hash."""


def read(path: Path, keylog: Path | None = None) -> Capture:
    """Recognise a capture by its content, whatever its name; gzip and Zstandard are taken off. `-` is standard input.

    `keylog` is an NSS key log, by which recorded TLS connections are opened. `Problem` with exit code 2 when the
    file cannot be opened, 3 when it is no capture that can be read.
    """
    if str(path) == "-":
        stream = Piped(sys.stdin.buffer)
        reader, chunks = _recognised(iter(stream), "standard input")
        return Capture(path, STDIN, reader.format, reader, keylog, (stream, chunks))
    return whole(path, "", keylog)[0]


def whole(path: Path, member: str, keylog: Path | None) -> tuple[Capture, bytes]:
    """A file or a member of an archive, and its first bytes."""
    digest = sha256(path, member)
    reader, chunks = _recognised(iter(Source(path, digest, member=member)), f"{path}/{member}" if member else str(path))
    return Capture(path, digest, reader.format, reader, keylog, None, member), next(iter(chunks))[:HEAD]


def _recognised(chunks: Iterator[bytes], name: str) -> tuple[Reader, Iterable[bytes]]:
    """The reader of a stream, and all its chunks: of one that is still coming no more is awaited than needed."""
    head = b""
    for chunk in chunks:
        head += chunk
        found = next((reader for reader in READERS if reader.recognises(head[:HEAD])), None)
        if found:
            return found, chain((head,), chunks)
        if len(head) >= HEAD:
            break
    known = ", ".join(reader.format for reader in READERS)
    what = "not a capture in a format that is known" if head else "it is empty"
    raise Problem(f"{name}: {what}", f"give a capture in one of these formats: {known}", code=3)
