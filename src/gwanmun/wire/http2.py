"""One direction of an HTTP/2 connection without I/O (RFC 9113, HPACK of RFC 7541): bytes in, events out.

Flow control is ignored: who listens does not take part. What cannot be read ends the direction with `Broken`, for
after an error the state of header compression is not known any more.
"""

from __future__ import annotations

import logging
from typing import NamedTuple

from hpack import Decoder, HPACKError

from gwanmun.transfer import Headers
from gwanmun.wire import http2_frames as frames
from gwanmun.wire.http1_events import Broken
from gwanmun.wire.http2_frames import Frame, FrameReader, content

HEADERS_LIMIT = 64 * 1024
"""Bytes of a header block as sent, and again of the fields that it unpacks to (a table reference of one byte may stand
for kilobytes)."""

FIELDS_LIMIT = 1024
TABLE_LIMIT = 1 << 20
"""Bytes of the table that a peer may ask for (SETTINGS_HEADER_TABLE_SIZE); browsers use 64 KiB."""


class Fields(NamedTuple):
    """A header or trailer section; `promised` is the stream that a PUSH_PROMISE opens, 0 otherwise."""

    stream: int
    fields: Headers
    end: bool
    promised: int = 0


class Data(NamedTuple):
    stream: int
    data: bytes
    end: bool


class Reset(NamedTuple):
    """The stream ended before its time; `code` is section 7's."""

    stream: int
    code: int


class GoAway(NamedTuple):
    """No stream above `last` will be dealt with."""

    last: int
    code: int


Event = Fields | Data | Reset | GoAway | Broken


class Http2Reader:
    """Reads one direction; `up` is the client's, which begins with the preface."""

    def __init__(self, up: bool) -> None:
        self._frames = FrameReader(up)
        self._decoder = Decoder(HEADERS_LIMIT)
        self._decoder.max_allowed_table_size = TABLE_LIMIT
        logging.getLogger("hpack").disabled = True  # it would log header values
        logging.getLogger("hpack.hpack").disabled = True
        logging.getLogger("hpack.table").disabled = True
        self._block: Frame | None = None
        self._fragments = bytearray()
        self._over = False

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data` completes."""
        events: list[Event] = []
        for frame in [] if self._over else self._frames.feed(data):
            if not self._over:
                self._frame(frame, events)
        if self._frames.broken and not self._over:
            self._break(events, self._frames.broken)
        return events

    def _frame(self, frame: Frame, events: list[Event]) -> None:
        if self._block is not None or frame.kind == frames.CONTINUATION:
            self._continue(frame, events)
        elif frame.kind in (frames.HEADERS, frames.PUSH_PROMISE):
            self._begin(frame, events)
        elif frame.kind == frames.DATA:
            self._data(frame, events)
        elif frame.kind == frames.RST_STREAM and len(frame.payload) == 4:
            events.append(Reset(frame.stream, int.from_bytes(frame.payload, "big")))
        elif frame.kind == frames.GOAWAY and len(frame.payload) >= 8:
            last = int.from_bytes(frame.payload[:4], "big") & 0x7FFFFFFF
            events.append(GoAway(last, int.from_bytes(frame.payload[4:8], "big")))

    def _data(self, frame: Frame, events: list[Event]) -> None:
        data = content(frame)
        if data is None:
            self._break(events, "an HTTP/2 frame with more padding than content")
        elif data or frame.has(frames.END_STREAM):
            events.append(Data(frame.stream, data, frame.has(frames.END_STREAM)))

    def _begin(self, frame: Frame, events: list[Event]) -> None:
        fragment = content(frame)
        if fragment is None or (frame.kind == frames.PUSH_PROMISE and len(fragment) < 4):
            self._break(events, "an HTTP/2 frame with more padding than content")
            return
        self._block = frame._replace(payload=fragment[:4])
        self._add(fragment[4:] if frame.kind == frames.PUSH_PROMISE else fragment, frame, events)

    def _continue(self, frame: Frame, events: list[Event]) -> None:
        """Nothing may come between the parts of a header block (section 6.10)."""
        if self._block is None or frame.kind != frames.CONTINUATION or frame.stream != self._block.stream:
            self._break(events, "an HTTP/2 header block that is not continued as it must be")
        else:
            self._add(frame.payload, frame, events)

    def _add(self, fragment: bytes, frame: Frame, events: list[Event]) -> None:
        self._fragments += fragment
        if len(self._fragments) > HEADERS_LIMIT:
            self._break(events, "an HTTP/2 header block that is too long")
        elif frame.has(frames.END_HEADERS):
            self._finish(events)

    def _finish(self, events: list[Event]) -> None:
        block, self._block = self._block, None
        assert block is not None
        try:
            raw = list(self._decoder.decode(bytes(self._fragments), raw=True))
        except (HPACKError, IndexError):  # the library lets an empty remainder through as IndexError
            self._break(events, "HTTP/2 header fields that cannot be unpacked")
            return
        self._fragments.clear()
        if len(raw) > FIELDS_LIMIT:
            self._break(events, "too many HTTP/2 header fields")
            return
        fields = tuple((bytes(n).decode("latin-1").lower(), bytes(v).decode("latin-1")) for n, v in raw)
        promised = int.from_bytes(block.payload, "big") & 0x7FFFFFFF if block.kind == frames.PUSH_PROMISE else 0
        events.append(Fields(block.stream, fields, block.has(frames.END_STREAM), promised))

    def _break(self, events: list[Event], why: str) -> None:
        self._over = True
        self._block = None
        self._fragments.clear()
        events.append(Broken(502, why))
