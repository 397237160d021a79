"""Takes compression and UTF-16 off a stream of bytes, told by its first bytes; each step holds a bounded piece only."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

import zstandard

PIECE = 1 << 20
"""Bytes of output at a time."""
MAX_WINDOW = 1 << 27
"""Bytes of Zstandard window: 128 MiB is what `zstd` itself accepts (RFC 8878 section 3.1.1.1.2 asks for 8 MB)."""

_ZSTD_STEP = 1 << 10
"""Bytes of input at a time: a block takes 4 and gives up to 128 KiB (RFC 8878 section 3.1.1.2), so 32 MiB at most."""
_GZIP_WRAPPER = 31

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class DamagedError(Exception):
    """Compressed data that cannot be read further; what came before it was given."""


def plain(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The text inside: gzip (RFC 1952 section 2.3.1) or Zstandard (RFC 8878 section 3.1.1) taken off, then UTF-16.

    Raises `DamagedError` where compressed data is broken or cut off.
    """
    head, chunks = _peek(chunks)
    if head.startswith(_GZIP):
        chunks = _gunzip(chunks)
    elif head.startswith(_ZSTD):
        chunks = _unzstd(chunks)
    head, chunks = _peek(chunks)
    return _utf8(chunks) if head.startswith(_UTF16) else iter(chunks)


def _peek(chunks: Iterable[bytes]) -> tuple[bytes, Iterable[bytes]]:
    rest = iter(chunks)
    head = next(rest, b"")
    return head, chain((head,), rest)


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(_GZIP_WRAPPER)
    try:
        for chunk in chunks:
            rest = chunk
            while rest := rest.lstrip(b"\0") if member.eof else rest:  # gzip files may be padded with zeros
                member = zlib.decompressobj(_GZIP_WRAPPER) if member.eof else member
                yield member.decompress(rest, PIECE)
                rest = member.unconsumed_tail or member.unused_data
        yield member.flush()
    except zlib.error as error:
        raise DamagedError("the gzip data is damaged") from error
    if not member.eof:
        raise DamagedError("the gzip data is cut off")


def _unzstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    reader = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
    frame = reader.decompressobj()
    try:
        for chunk in chunks:
            for at in range(0, len(chunk), _ZSTD_STEP):
                rest = chunk[at : at + _ZSTD_STEP]
                while rest:
                    frame = reader.decompressobj() if frame.eof else frame
                    yield frame.decompress(rest)
                    rest = frame.unused_data
    except zstandard.ZstdError as error:
        raise DamagedError("the Zstandard data is damaged") from error
    if not frame.eof:
        raise DamagedError("the Zstandard data is cut off")


def _utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """RFC 8259 section 8.1 asks for UTF-8; some Windows shells write UTF-16."""
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
