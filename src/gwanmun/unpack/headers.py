"""Header fields that carry values: cookies, credentials, the referring address, and every field not known as dull."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from functools import lru_cache

from gwanmun.transfer import Headers
from gwanmun.unpack import target
from gwanmun.unpack.form import COOKIE
from gwanmun.unpack.path import Layer, again
from gwanmun.unpack.percent import Encoding
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer, below
from gwanmun.unpack.splice import spliced
from gwanmun.unpack.text import decode
from gwanmun.unpack.wire_text import Wire

PREFIX = "request.header:"
BASIC = Layer("basic:")

_DULL_FAMILIES = (":", "accept", "access-control-request-", "if-", "sec-fetch-", "sec-ch-ua")
_DULL = frozenset(
    {
        "alt-used",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "max-forwards",
        "origin",
        "pragma",
        "priority",
        "proxy-connection",
        "range",
        "save-data",
        "sec-gpc",
        "sec-websocket-extensions",
        "sec-websocket-key",
        "sec-websocket-version",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "upgrade-insecure-requests",
        "x-requested-with",
    }
)
"""Fields of the protocol itself (IANA registry of HTTP field names): their values are tokens, dates, hashes, hosts."""

_DULL_FIELD, _AGENT, _COOKIE, _ADDRESS, _VALUE = range(5)
_LINE_ENDS = frozenset("\r\n\0")
_COOKIES = Encoding(plus=False)
_ADDRESSES = frozenset({"referer", "x-original-url", "x-rewrite-url"})


def values(headers: Headers) -> Iterator[tuple[int, str, Steps]]:
    """Place, name and first steps of each field that is read; a field that comes twice is marked the second time."""
    counts: dict[str, int] = {}
    for at, (name, value) in enumerate(headers):
        if value and _carries(_known(name)[0], value):
            counts[name] = count = counts.get(name, 0) + 1
            yield at, name, again(count) if count > 1 else ()


@lru_cache(1024)
def _known(name: str) -> tuple[int, str]:
    """How a field is read, and the part that it is."""
    if name in _DULL or name.startswith(_DULL_FAMILIES):
        return _DULL_FIELD, ""
    named = {"user-agent": _AGENT, "cookie": _COOKIE} | dict.fromkeys(_ADDRESSES, _ADDRESS)
    return named.get(name, _VALUE), PREFIX + name


def _carries(kind: int, value: str) -> bool:
    """A browser tells its version in each request; an app's own User-Agent may tell more and is read."""
    return kind > _AGENT or (kind == _AGENT and not value.startswith("Mozilla/"))


def read(headers: Headers, sink: Sink) -> None:
    """Leaves of every field that carries a value."""
    counts: dict[str, int] = {}
    for name, value in headers:
        kind, part = _known(name)
        if kind and value and _carries(kind, value):
            counts[name] = count = counts.get(name, 0) + 1
            sink.part = part
            _read(kind, value, again(count) if count > 1 else (), sink)


def _read(kind: int, value: str, steps: Steps, sink: Sink) -> None:
    """Leaves of one field's value."""
    if kind == _VALUE and value.isascii() and "\0" not in value and value[:1] not in "bB":
        sink.text(value, steps)
    elif kind == _COOKIE:
        COOKIE.read(Wire.of(value).data, steps, sink, _COOKIES)
    elif kind == _ADDRESS:
        target.read(Wire.of(value).data, steps, sink)
    elif (plain := _basic(value)) is not None:
        sink.plain(plain, (*steps, BASIC))
    elif value.isascii() and "\0" not in value:
        sink.text(value, steps)
    else:
        sink.text(decode(Wire.of(value).data).text, steps)


def write(name: str, value: str, changes: Changes, writer: Writer) -> str:
    """One field's value with changes; raises ValueError where a charset cannot follow."""
    wire = Wire.of(value)
    if name == "cookie":
        new = wire.text(COOKIE.write(wire.data, changes, writer, _COOKIES))
    elif name in _ADDRESSES:
        new = wire.text(target.write(wire.data, changes, writer))
    elif (plain := _basic(value)) is not None:
        new = value[:6] + base64.b64encode(spliced(plain, below(changes, BASIC)[()]).encode()).decode()
    else:
        decoded = decode(wire.data)
        new = wire.text(decoded.encode(spliced(decoded.raw, writer.splice_text(decoded.text, changes, writer))))
    if not _LINE_ENDS.isdisjoint(new):
        raise writer.refuse("a header field cannot hold a line end (RFC 9110 section 5.5)")
    return new


def _basic(value: str) -> str | None:
    """User and password of the Basic scheme (RFC 7617), None when it is not that."""
    if value[:6].lower() != "basic ":
        return None
    try:
        return base64.b64decode(value[6:], validate=True).decode()
    except (binascii.Error, ValueError):
        return None
