"""Content codings gzip, deflate, br and zstd, bounded in size and ratio, and back again (RFC 9110 section 8.4.1)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import zstandard

from gwanmun.unpack.decoders import Brotli, DamagedError, Decoder, Zlib, Zstandard, brotli_compress
from gwanmun.unpack.parts import Limits

NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "zstd": "zstd"}
"""Codings by the names that a Content-Encoding field uses for them."""


@dataclass(frozen=True, slots=True)
class Inflated:
    """What came out, and why that is not all of it ("" when it is)."""

    data: bytes
    why: str = ""


def sniff(data: bytes) -> str:
    """The coding that the first bytes show: gzip, zstd, or deflate in its zlib form; br has no mark."""
    if data.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd"
    return "deflate" if _zlib_header(data) and data[1] in {0x01, 0x5E, 0x9C, 0xDA} else ""


def decoder(coding: str, head: bytes) -> Decoder:
    """An incremental decoder for `coding`; senders of `deflate` disagree on the zlib wrapper, `head` tells."""
    if coding == "gzip":
        return Zlib(31)
    if coding == "deflate":
        return Zlib(15 if _zlib_header(head) else -15)
    return Brotli() if coding == "br" else Zstandard()


def inflate(data: bytes, coding: str, limits: Limits, left: int) -> Inflated:
    """Undo one coding. At most `left` bytes come out, and no more than the limits' ratio allows."""
    bound = min(left, max(limits.spared, limits.ratio * len(data)))
    stream, pieces, size = decoder(coding, data[:2]), [], 0
    try:
        for piece in stream.feed(data):
            pieces.append(piece)
            size += len(piece)
            if size > bound:
                why = f"{coding}: {len(data)} bytes unpack to more than {bound}; read up to there"
                return Inflated(b"".join(pieces)[:bound], why)
    except DamagedError:
        return Inflated(b"".join(pieces), f"{coding}: damaged data")
    return Inflated(b"".join(pieces), _ending(stream, coding))


def _ending(stream: Decoder, coding: str) -> str:
    if not stream.done:
        return f"{coding}: ends early"
    return f"{coding}: {stream.tail} bytes after its end are not read" if stream.tail else ""


def deflate(data: bytes, coding: str, before: bytes) -> bytes:
    """Apply a coding again, in the same flavour as `before`, the bytes that came."""
    if coding == "br":
        return brotli_compress(data)
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=3).compress(data)
    wbits = 31 if coding == "gzip" else 15 if _zlib_header(before) else -15
    stream = zlib.compressobj(6, zlib.DEFLATED, wbits)
    return stream.compress(data) + stream.flush()


def _zlib_header(head: bytes) -> bool:
    """RFC 1950 section 2.2: method 8 and a header that is a multiple of 31."""
    return len(head) > 1 and head[0] & 0x8F == 0x08 and int.from_bytes(head[:2], "big") % 31 == 0


def chained(codings: tuple[str, ...], head: bytes) -> tuple[Decoder, ...]:
    """Decoders for stacked codings in the order to run them: the last applied is the first to be undone."""
    return tuple(decoder(coding, head) for coding in reversed(codings))


def feed(chain: tuple[Decoder, ...], chunk: bytes) -> Iterator[bytes]:
    """Run a chunk through stacked decoders, a bounded piece at a time; raises `DamagedError` on damaged data."""
    if not chain:
        yield chunk
        return
    for piece in chain[0].feed(chunk):
        yield from feed(chain[1:], piece)
