"""Compressed text inside base64 or hex in the middle of another text, where unpacking does not look for it."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

TRIGGERS = (
    b"H4sI",  # gzip: 1f 8b 08 (RFC 1952)
    *(b"e" + second + third.to_bytes() for second, thirds in ((b"J", b"wxyz"), (b"N", b"opqr")) for third in thirds),
    *(b"e" + second + third.to_bytes() for second, thirds in ((b"A", b"EFGH"), (b"F", b"4567")) for third in thirds),
    b"1f8b08",
)
"""How compressed data begins: gzip, and the four usual zlib headers 78 9c, 78 da, 78 01, 78 5e (RFC 1950)."""

LIMIT = 1 << 20
"""Bytes that are decompressed of one piece."""

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,262144}={0,2}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){18,131072}")
_STANDARD = bytes.maketrans(b"-_", b"+/")


def packed(data: bytes, start: int) -> tuple[int, bytes]:
    """(end, what was compressed) of the piece that begins at a trigger; nothing when it is none."""
    hexadecimal = data[start : start + 1] == b"1"
    match = (_HEX if hexadecimal else _BASE64).match(data, start)
    if match is None or (not hexadecimal and data[start : start + 3].lower() == data[start : start + 3]):
        return start, b""
    raw = _octets(match.group(), hexadecimal)
    return match.end(), _inflated(raw)


def _octets(text: bytes, hexadecimal: bool) -> bytes:
    try:
        if hexadecimal:
            return binascii.unhexlify(text)
        text = text.rstrip(b"=").translate(_STANDARD)
        return base64.b64decode(text[: len(text) - (len(text) % 4 == 1)] + b"==")
    except ValueError:
        return b""


def _inflated(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(raw, LIMIT)
    except zlib.error:
        return b""
