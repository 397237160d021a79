"""Incremental decoders that yield bounded pieces, however much one byte of input stands for."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import brotli
import zstandard

PIECE = 1 << 16
MEMBERS = 4_000
"""More gzip members or zstd frames than this are no honest body: each one costs a new decoder."""
ZSTD_WINDOW = 8 << 20
"""The largest zstd window that HTTP allows (RFC 9659)."""


class DamagedError(Exception):
    """Damaged data; it names no content."""


class Decoder:
    """A stream of one or more members; `done` after a whole member, `tail` counts bytes that belong to none.

    Input is taken in bites: the libraries copy what they leave over, which is quadratic for many small members.
    """

    bite = 512
    magic = b""

    def __init__(self) -> None:
        self.done, self.tail, self.members = False, 0, 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decode a chunk; raises `DamagedError`."""
        for at in range(0, len(data), self.bite):
            yield from self._take(data[at : at + self.bite])

    def _take(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self.done and not self._next(data):
                self.tail += len(data)
                return
            piece, data = self.step(data)
            yield piece
            while len(piece) >= PIECE and not self.done:
                piece, data = self.step(data)
                yield piece

    def _next(self, data: bytes) -> bool:
        """Begin another member if the data looks like one."""
        self.members += 1
        if self.tail or not self.magic or self.members > MEMBERS or not _begins(data, self.magic):
            return False
        self.renew()
        self.done = False
        return True

    def step(self, data: bytes) -> tuple[bytes, bytes]:
        raise NotImplementedError

    def renew(self) -> None:
        raise NotImplementedError


def _begins(data: bytes, magic: bytes) -> bool:
    return data[: len(magic)] == magic[: len(data)]


class Zlib(Decoder):
    """gzip (RFC 1952), zlib (RFC 1950) or raw DEFLATE (RFC 1951), by the `wbits` of zlib."""

    def __init__(self, wbits: int) -> None:
        super().__init__()
        self.wbits, self.magic = wbits, b"\x1f\x8b\x08" if wbits == 31 else b""
        self.renew()

    def renew(self) -> None:
        self.decoder = zlib.decompressobj(self.wbits)

    def step(self, data: bytes) -> tuple[bytes, bytes]:
        try:
            piece = self.decoder.decompress(data, PIECE)
        except zlib.error as error:
            raise DamagedError from error
        self.done = self.decoder.eof
        return piece, self.decoder.unused_data if self.done else self.decoder.unconsumed_tail


class Brotli(Decoder):
    """RFC 7932: one stream, no mark at its start."""

    def __init__(self) -> None:
        super().__init__()
        self.renew()

    def renew(self) -> None:
        self.decoder = brotli.Decompressor()

    def step(self, data: bytes) -> tuple[bytes, bytes]:
        try:
            piece = bytes(self.decoder.process(data, output_buffer_limit=PIECE))
        except brotli.error as error:
            raise DamagedError from error
        self.done = self.decoder.is_finished()
        return piece, b""


def brotli_compress(data: bytes) -> bytes:
    return bytes(brotli.compress(data, quality=4))


class Zstandard(Decoder):
    """RFC 8878. The library bounds no output of one call: bites are small, a block of at least 4 bytes yields at
    most 128 KiB."""

    bite = 64
    magic = b"\x28\xb5\x2f\xfd"

    def __init__(self) -> None:
        super().__init__()
        self.frames = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
        self.renew()

    def renew(self) -> None:
        self.decoder = self.frames.decompressobj()

    def step(self, data: bytes) -> tuple[bytes, bytes]:
        try:
            piece = self.decoder.decompress(data)
        except zstandard.ZstdError as error:
            raise DamagedError from error
        self.done = self.decoder.eof
        return piece, self.decoder.unused_data if self.done else b""
