"""Bytes to text and back: by declaration, byte order mark, UTF-8, then the Korean code page; every byte survives."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKED = frozenset(mark[0] for mark, _ in _MARKS)
_CHARSETS = {  # WHATWG Encoding labels -> Python codecs; only these, a sender must not reach rot13 or zlib
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "euc-kr": "cp949",
    "cp949": "cp949",
    "ms949": "cp949",
    "windows-949": "cp949",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
}
_LONG, _STAND_IN = 4096, "\ue000"
_SAMPLE = 1 << 16
"""Bytes by which the charset of a text that is not UTF-8 is told."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_HANGUL = re.compile("[가-힣]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`raw` may hold surrogates U+DC80..U+DCFF for bytes that are no character (PEP 383): it encodes back exactly."""

    raw: str
    codec: str = "utf-8"
    mark: bytes = b""

    @property
    def text(self) -> str:
        return clean(self.raw)

    def encode(self, raw: str) -> bytes:
        """`raw`, changed, in the bytes it came in; UnicodeEncodeError when the charset has no such character."""
        return self.mark + raw.encode(self.codec, "surrogateescape")


def clean(text: str) -> str:
    """What is no Unicode scalar value becomes U+FFFD, one for one."""
    if text.isascii() or _encodes(text):
        return text
    if len(text) < _LONG or _STAND_IN in text:
        return _SURROGATE.sub("\ufffd", text)
    # Encoders replace by a question mark, and in no time: real ones are set aside meanwhile.
    marked = text.replace("?", _STAND_IN).encode("utf-8", "replace").decode()
    return marked.replace("?", "\ufffd").replace(_STAND_IN, "?")


def _encodes(text: str) -> bool:
    """Whether there is no surrogate in a text: encoding it finds that out faster than any search."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def decode(data: bytes, charset: str = "") -> Decoded:
    """Read bytes as text; never fails."""
    if data.isascii() and b"\0" not in data and (not data or not charset.startswith("utf-16")):
        return Decoded(data.decode("ascii"))
    if data[0] in _MARKED:
        for mark, codec in _MARKS:
            if data.startswith(mark):
                return Decoded(data[len(mark) :].decode(codec, "surrogateescape"), codec, mark)
    declared = _CHARSETS.get(charset, "utf-8")
    try:
        return Decoded(data.decode(declared), declared) if b"\0" not in data[:64] else _wide(data, declared)
    except UnicodeDecodeError:
        return _guessed(data)


def _wide(data: bytes, declared: str) -> Decoded:
    """Text with NUL bytes is UTF-16 when they stand at every other place, as they do in ASCII (`가` has one too)."""
    for offset, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if _every_other(data[:64], offset) and len(data) % 2 == 0 and is_text(data[:2048].decode(codec, "replace")):
            return Decoded(data.decode(codec), codec)
    return Decoded(data.decode(declared), declared)


def _every_other(head: bytes, offset: int) -> bool:
    zeros = head[offset::2].count(0)
    return zeros * 10 >= len(head) and head[1 - offset :: 2].count(0) * 4 <= zeros


def _guessed(data: bytes) -> Decoded:
    """UTF-8 with a few broken bytes (a cut character at the end), else CP949 when it gives Hangul, else UTF-8."""
    sample = data[:_SAMPLE]
    broken = len(_SURROGATE.findall(sample.decode("utf-8", "surrogateescape")))
    korean = sample.decode("cp949", "surrogateescape")
    lost, hangul = len(_SURROGATE.findall(korean)), len(_HANGUL.findall(korean))
    codec = "cp949" if hangul > 4 * lost and broken > hangul / 2 else "utf-8"
    return Decoded(data.decode(codec, "surrogateescape"), codec)


def is_text(text: str) -> bool:
    """Whether it reads like something written: no control characters but white space and escape."""
    return not _CONTROL.search(text)


def is_binary(data: bytes) -> bool:
    """Whether bytes, by their first 4 KiB, are no text in any charset that is read here."""
    decoded = decode(data[:4096])
    bad = len(_CONTROL.findall(decoded.text))
    return bad * 20 > len(decoded.raw)
