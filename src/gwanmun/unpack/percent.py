"""Percent-encoded bytes and the text they stand for (RFC 3986 section 2.1; `+` for a space: URL standard section 5)."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from urllib.parse import quote_from_bytes, quote_plus, unquote_to_bytes

from gwanmun.unpack.splice import Splice, spliced
from gwanmun.unpack.text import Decoded, decode

_UNIT = re.compile(r"%[0-9A-Fa-f]{2}|.", re.S)
_ODD = re.compile(rb"%(?![0-9A-Fa-f]{2})|[\r\n]")


def unquote(raw: bytes) -> bytes:
    """The bytes that a percent-encoded value stands for.

    Quoted-printable differs in its sign only, and the standard library decodes that in C, twice as fast as
    `unquote_to_bytes`, which stays for what the two treat differently.
    """
    if _ODD.search(raw):
        return unquote_to_bytes(raw)
    return binascii.a2b_qp(raw.replace(b"=", b"%3D").replace(b"%", b"="))


@dataclass(frozen=True, slots=True)
class Encoding:
    """How values are written: with `plus` for a space or without, in a charset that was declared or ""."""

    plus: bool = True
    charset: str = ""

    def read(self, raw: bytes) -> Decoded:
        if self.plus:
            raw = raw.replace(b"+", b" ")
        return decode(unquote(raw) if b"%" in raw else raw, self.charset)

    def text(self, raw: bytes) -> str:
        """The text of `raw`; most names and many values stand for themselves."""
        return raw.decode("ascii") if self.stands(raw) else self.read(raw).text

    def stands(self, raw: bytes) -> bool:
        """Whether `raw` stands for itself, whatever is cut out of it."""
        escaped = b"%" in raw or (self.plus and b"+" in raw) or b"\0" in raw
        return not escaped and raw.isascii() and self.charset[:6] != "utf-16"

    def write(self, raw: bytes, splices: list[Splice]) -> bytes:
        """`raw` with replacements at the places of its decoded characters; ValueError when they cannot be found."""
        decoded = self.read(raw)
        units = _UNIT.findall(raw.decode("latin-1"))
        places = self._places(decoded, units)
        escape = quote_plus if self.plus else _quote
        moved = [
            (places[start], places[end], escape(new.encode(decoded.codec, "strict"), safe=""))
            for start, end, new in splices
        ]
        return spliced(raw.decode("latin-1"), moved).encode("latin-1")

    @staticmethod
    def _places(decoded: Decoded, units: list[str]) -> list[int]:
        """Where each character begins in the raw value: its bytes are as many units."""
        sizes = [len(c.encode(decoded.codec, "surrogateescape")) for c in decoded.raw]
        if len(decoded.mark) + sum(sizes) != len(units):
            raise ValueError("characters and bytes do not match")
        ends, at = [0], 0
        for unit in units:
            at += len(unit)
            ends.append(at)
        byte = len(decoded.mark)
        places = [ends[byte]]
        for size in sizes:
            byte += size
            places.append(ends[byte])
        return places


def _quote(data: bytes, safe: str = "") -> str:
    return quote_from_bytes(data, safe)
