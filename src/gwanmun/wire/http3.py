"""HTTP/3 out of the streams of a QUIC connection (RFC 9114, QPACK of RFC 9204): bytes in, the events of HTTP/2 out.

A header block may have to wait for entries of the table that come on another stream; it is given out when they have.
"""

from __future__ import annotations

import pylsqpack

from gwanmun.transfer import Headers
from gwanmun.wire.http1_events import Broken
from gwanmun.wire.http2 import FIELDS_LIMIT, HEADERS_LIMIT, Data, Event, Fields
from gwanmun.wire.quic_datagram import variable
from gwanmun.wire.tls_messages import Cursor, Cut

DATA, HEADERS, SETTINGS = 0x0, 0x1, 0x4
CONTROL, ENCODER = 0x0, 0x2
MAX_TABLE_CAPACITY = 0x1
"""The setting with which one end tells how large a table the other may keep (RFC 9204 section 5)."""

TABLE_LIMIT = 1 << 20
BLOCKED = 128
"""Header blocks of one direction that may wait for the table."""


class _Messages:
    """The frames of one request stream: heads whole, bodies as they come."""

    def __init__(self) -> None:
        self.held = bytearray()
        self.left = 0
        self.ended = self.over = False


class Http3Reader:
    """Reads one direction. `capacity` is what the other end's SETTINGS allow this one for its table."""

    def __init__(self) -> None:
        self._decoder = pylsqpack.Decoder(0, 0)
        self._encoder = bytearray()
        self._allowed: int | None = None
        self._special: dict[int, bytearray] = {}
        self._requests: dict[int, _Messages] = {}
        self._waiting: set[int] = set()
        self.capacity: int | None = None

    def allow(self, capacity: int) -> list[Event]:
        """The other end has told what table this one may keep."""
        if self._allowed is not None:
            return []
        self._allowed = min(capacity, TABLE_LIMIT)
        self._decoder = pylsqpack.Decoder(self._allowed, BLOCKED)
        held, self._encoder = bytes(self._encoder), bytearray()
        return self._table(held) if held else []

    def feed(self, stream: int, data: bytes, end: bool) -> list[Event]:
        """The events that the next bytes of a stream complete. Streams 0, 4, 8 … carry requests and answers, those of
        one direction only (bit 0x2) settings and the table."""
        if stream & 2:
            return self._one_way(stream, data)
        return self._request(stream, data, end) if not stream & 1 else []

    def _one_way(self, stream: int, data: bytes) -> list[Event]:
        held = self._special.setdefault(stream, bytearray())
        kind, start = (held[0], 1) if held else (data[0] if data else -1, 1)
        if kind == ENCODER:
            fresh = data if held else data[start:]
            held += data[: 1 - len(held)]
            return self._table(fresh)
        if kind == CONTROL and len(held) < HEADERS_LIMIT:
            held += data
            self._settings(Cursor(bytes(held[1:])))
        elif not held:
            held += data[:1]
        return []

    def _settings(self, cursor: Cursor) -> None:
        if self.capacity is not None:
            return
        try:
            if variable(cursor) != SETTINGS:
                return
            inner = Cursor(cursor.take(variable(cursor)))
            capacity = 0
            while inner.left:
                name, value = variable(inner), variable(inner)
                capacity = value if name == MAX_TABLE_CAPACITY else capacity
            self.capacity = capacity
        except Cut:
            return

    def _table(self, data: bytes) -> list[Event]:
        if self._allowed is None:
            self._encoder += data[: HEADERS_LIMIT - len(self._encoder)]
            return []
        try:
            ready = self._decoder.feed_encoder(data)
        except pylsqpack.EncoderStreamError:
            return [Broken(502, "an HTTP/3 header table that cannot be read")]
        return [event for stream in ready for event in self._resume(stream)]

    def _resume(self, stream: int) -> list[Event]:
        self._waiting.discard(stream)
        try:
            _, raw = self._decoder.resume_header(stream)
        except (pylsqpack.DecompressionFailed, ValueError):
            return [_unpackable()]
        request = self._requests[stream]
        return [_fields(stream, raw, False), *self._frames(stream, request)]

    def _request(self, stream: int, data: bytes, end: bool) -> list[Event]:
        request = self._requests.setdefault(stream, _Messages())
        if request.over:
            return []
        request.held += data
        request.ended = request.ended or end
        if stream in self._waiting:
            return (
                [] if len(request.held) < 4 * HEADERS_LIMIT else self._broken(request, "header fields that never come")
            )
        return self._frames(stream, request)

    def _frames(self, stream: int, request: _Messages) -> list[Event]:
        events: list[Event] = []
        while not request.over and stream not in self._waiting and self._step(stream, request, events):
            pass
        if request.ended and not request.over and stream not in self._waiting:
            request.over = True
            events.append(Data(stream, b"", True))
        return events

    def _step(self, stream: int, request: _Messages, events: list[Event]) -> bool:
        if request.left:
            return self._body(stream, request, events)
        cursor = Cursor(bytes(request.held[:16]))
        try:
            kind, size = variable(cursor), variable(cursor)
        except Cut:
            return False
        if kind == DATA:
            del request.held[: cursor.at]
            request.left = size
            return True
        if size > HEADERS_LIMIT:
            events += self._broken(request, "a frame that is too long")
        if size > HEADERS_LIMIT or len(request.held) < cursor.at + size:
            return False
        block = bytes(request.held[cursor.at : cursor.at + size])
        del request.held[: cursor.at + size]
        if kind == HEADERS:
            self._head(stream, block, events)
        return True

    def _body(self, stream: int, request: _Messages, events: list[Event]) -> bool:
        piece = bytes(request.held[: request.left])
        del request.held[: len(piece)]
        request.left -= len(piece)
        if piece:
            events.append(Data(stream, piece, False))
        return bool(piece)

    def _head(self, stream: int, block: bytes, events: list[Event]) -> None:
        try:
            _, raw = self._decoder.feed_header(stream, block)
        except pylsqpack.StreamBlocked:
            self._waiting.add(stream)
        except (pylsqpack.DecompressionFailed, ValueError):
            events.append(_unpackable())
        else:
            events.append(_fields(stream, raw, False))

    def _broken(self, request: _Messages, why: str) -> list[Event]:
        request.over = True
        request.held.clear()
        return [Broken(502, f"HTTP/3: {why}")]


def _unpackable() -> Broken:
    return Broken(502, "HTTP/3 header fields that cannot be unpacked")


def _fields(stream: int, raw: list[tuple[bytes, bytes]], end: bool) -> Event:
    if len(raw) > FIELDS_LIMIT:
        return Broken(502, "too many HTTP/3 header fields")
    fields: Headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw)
    return Fields(stream, fields, end)
