"""Bytes of a page to text: by byte order mark, declaration, what the bytes show; mixed encodings line by line."""

from __future__ import annotations

import re

from gwanmun.unpack.media import media
from gwanmun.unpack.text import decode

_META = re.compile(rb"<(?:meta|\?xml)[^<>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_HEAD = 4096
_BAD = "\ufffd"
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def text_of(data: bytes, content_type: str | None = None) -> str:
    """The text. A declaration that the bytes contradict does not count; a byte that is no character is U+FFFD."""
    if data.startswith(_WIDE):
        return decode(data).text
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _other(data, declared(data, content_type))


def declared(data: bytes, content_type: str | None) -> str:
    """The charset that the header, else the page itself names, in lower case; "" for none."""
    header = media(content_type).charset if content_type else ""
    if header:
        return header.lower()
    found = _META.search(data[:_HEAD])
    return found[1].decode("ascii", "replace").lower() if found else ""


def _other(data: bytes, charset: str) -> str:
    """Not UTF-8: as declared or as it looks; where that leaves holes, each line by itself (pages glued together)."""
    whole = decode(data, "" if charset.replace("-", "") == "utf8" else charset).text
    if whole.count(_BAD) * 2000 <= len(whole):
        return whole
    lines = "\n".join(_line(line) for line in data.split(b"\n"))
    return lines if lines.count(_BAD) < whole.count(_BAD) else whole


def _line(line: bytes) -> str:
    for codec in ("utf-8", "cp949", "gb18030"):
        try:
            return line.decode(codec)
        except UnicodeDecodeError:
            continue
    return line.decode("utf-8", "replace")
