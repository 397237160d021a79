"""Raw DEFLATE (RFC 1951), as archives and Hangul documents hold it: bounded, and read as far as it is sound."""

from __future__ import annotations

import zlib

from gwanmun.unpack.compressed import Inflated
from gwanmun.unpack.decoders import DamagedError, Zlib


def inflated(packed: bytes, bound: int) -> Inflated:
    """At most `bound` bytes; `why` continues "this part …" and says what is missing."""
    stream = zlib.decompressobj(-15)
    try:
        plain = stream.decompress(packed, bound + 1)
    except zlib.error:
        return Inflated(_beginning(packed, bound), "has damaged data, read up to there")
    if len(plain) > bound:
        return Inflated(plain[:bound], f"would unpack to more than {bound} bytes, read up to there")
    return Inflated(plain, "" if stream.eof else "ends early")


def _beginning(packed: bytes, bound: int) -> bytes:
    out = bytearray()
    try:
        for piece in Zlib(-15).feed(packed):
            out += piece
            if len(out) > bound:
                break
    except DamagedError:
        pass
    return bytes(out[:bound])
