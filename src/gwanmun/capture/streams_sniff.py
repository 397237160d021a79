"""Which protocol a connection speaks, told by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

from gwanmun.wire.http2_frames import PREFACE
from gwanmun.wire.mqtt_fields import begins

LINE_LIMIT = 16 * 1024
"""Bytes of a request line before it is none."""

Kind = Literal["tls", "http1", "http2", "mqtt", "unknown"]

_METHOD = re.compile(rb"[A-Z][A-Z-]{0,30}(?: |\Z)")
_LINE = re.compile(rb"[A-Z][A-Z-]{0,30} [^\x00-\x20\x7f]+ HTTP/1\.[01]\r?\n")


def told(head: bytes) -> Kind | None:
    """The protocol whose client speaks so; None when more bytes are needed."""
    if head.startswith(PREFACE):
        return "http2"
    if not head or PREFACE.startswith(head):
        return None
    if head[0] in (20, 21, 22, 23):
        return _tls(head)
    if head[0] == 0x10:
        mqtt = begins(head)
        return None if mqtt is None else "mqtt" if mqtt else "unknown"
    return _http1(head)


def told_by_server(head: bytes) -> Kind:
    """The protocol whose server speaks so, where the client's direction was not captured."""
    if head[:1] in (b"\x14", b"\x15", b"\x16", b"\x17"):
        return _tls(head) or "unknown"
    return "http1" if head.startswith(b"HTTP/1.") else "unknown"


def _tls(head: bytes) -> Kind | None:
    """A record header: type, version 3.x, a length that a record may have (RFC 8446 section 5.1)."""
    if len(head) < 5:
        return None
    fits = head[1] == 3 and head[2] <= 4 and int.from_bytes(head[3:5], "big") <= (1 << 14) + 2048
    return "tls" if fits else "unknown"


def _http1(head: bytes) -> Kind | None:
    if _LINE.match(head):
        return "http1"
    open_line = _METHOD.match(head) is not None and b"\n" not in head and len(head) < LINE_LIMIT
    return None if open_line or re.fullmatch(rb"[A-Z][A-Z-]{0,30}", head) else "unknown"
