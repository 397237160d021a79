"""Encodings of a planted value: URL, hex, base64 at any alignment, UTF-16, escapes, reversed."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, quote_plus

URL = bytes.maketrans(b"+/", b"-_")
"""From the standard to the URL-safe alphabet of base64 (RFC 4648 section 5)."""

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SHORTEST_CORE = 6
"""Whole characters of base64, besides those that are cut: fewer are met by chance in a few megabytes of pictures."""


class Form(NamedTuple):
    """How a value may stand in a message: what is to be read there, and whether upper and lower case differ in it.

    `edged` forms may not touch another digit (or, when short, another letter): they would be part of something else.
    `before` and `after` are the characters of which one must stand there, where base64 cuts through an octet.
    """

    name: str
    text: bytes
    cased: bool = False
    edged: bool = False
    before: bytes = b""
    after: bytes = b""


def plain(text: str, name: str) -> Iterator[Form]:
    """The value itself and read backwards."""
    yield Form(name, text.encode(), edged=True)
    yield Form(f"reversed, {name}", text[::-1].encode(), edged=True)


def encodings(text: str, name: str) -> Iterator[Form]:
    """Everything that hides a value without a key; what is no more than the plain text is left out."""
    for charset, data in _octets(text):
        yield Form(f"hex{charset} of {name}", data.hex().encode())
        yield from _base64(data, f"base64{charset} of {name}")
    for data in (text.encode(), *(_korean(text))):
        yield from _percent(data, name)
    yield from _escapes(text, name)


def _octets(text: str) -> Iterator[tuple[str, bytes]]:
    yield "", text.encode()
    yield " UTF-16", text.encode("utf-16-le")
    yield " UTF-16", text.encode("utf-16-be")
    for data in _korean(text):
        yield " CP949", data
    apart = unicodedata.normalize("NFD", text)
    if apart != text:
        yield " NFD", apart.encode()


def _korean(text: str) -> Iterator[bytes]:
    if not text.isascii():
        data = text.encode("cp949", "ignore")
        if data.decode("cp949") == text:
            yield data


def _base64(data: bytes, name: str) -> Iterator[Form]:
    """The value at each of the three places in a group of three octets (RFC 4648 section 4), whatever stands around."""
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + data)
        first, last = -(-offset * 8 // 6), (offset + len(data)) * 8 // 6
        if last - first < _SHORTEST_CORE:
            continue
        before = _sharing(whole[first - 1], 0, 6 - offset * 8 % 6) if offset else b""
        odd = (offset + len(data)) * 8 % 6
        after = _sharing(whole[last], 6 - odd, 6) if odd else b""
        form = Form(name, whole[first:last], True, False, before, after)
        yield form
        yield form._replace(text=form.text.translate(URL), before=before.translate(URL), after=after.translate(URL))


def _sharing(sign: int, low: int, high: int) -> bytes:
    """The characters of base64 whose bits `low` to `high` (from the least) are those of `sign`."""
    mask = (1 << high) - (1 << low)
    value = _ALPHABET.index(sign)
    return bytes(_ALPHABET[other] for other in range(64) if other & mask == value & mask)


def _percent(data: bytes, name: str) -> Iterator[Form]:
    every = "".join(f"%{octet:02x}" for octet in data)
    single = {quote(data, safe=""), quote(data, safe="@:/+"), quote_plus(data), every}
    for once in sorted(single):
        if "%" in once or "+" in once:
            yield Form(f"URL-encoded {name}", once.encode(), edged=True)
            yield Form(f"URL-encoded twice {name}", quote(once, safe="").encode(), edged=True)


def _escapes(text: str, name: str) -> Iterator[Form]:
    units = text.encode("utf-16-be").hex()
    every = "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    written = {
        json.dumps(text)[1:-1],
        every,
        "".join(f"\\x{octet:02x}" for octet in text.encode()),
        "".join(f"&#{ord(sign)};" for sign in text),
        "".join(f"&#x{ord(sign):x};" for sign in text),
    }
    for each in sorted(written - {text}):
        yield Form(f"escaped {name}", each.encode())
        if "\\" in each:
            yield Form(f"escaped twice {name}", each.replace("\\", "\\\\").encode())
