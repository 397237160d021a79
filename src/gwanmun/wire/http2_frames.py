"""HTTP/2 frames out of bytes cut anywhere (RFC 9113 section 4), padding and priority taken off."""

from __future__ import annotations

from typing import NamedTuple

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""What a client sends first (section 3.4)."""

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, END_HEADERS, PADDED, PRIORITISED = 0x1, 0x4, 0x8, 0x20
"""Flags; END_STREAM and ACK are the same bit (sections 6.1, 6.2, 6.5)."""

FRAME_LIMIT = 4 << 20
"""Bytes of one frame. Peers may agree on 16 MiB (SETTINGS_MAX_FRAME_SIZE), but 16 KiB is what nearly all keep to."""


class Frame(NamedTuple):
    kind: int
    flags: int
    stream: int
    payload: bytes

    def has(self, flag: int) -> bool:
        return bool(self.flags & flag)


class FrameReader:
    """Cuts one direction into frames. `broken` says why nothing more is read, "" while it is.

    With `preface` the client's connection preface is expected first.
    """

    def __init__(self, preface: bool) -> None:
        self._held = bytearray()
        self._preface = preface
        self.broken = ""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes."""
        if self.broken:
            return []
        self._held += data
        if self._preface and not self._take_preface():
            return []
        at, frames = 0, []
        while (end := self._end(at)) is not None:
            frames.append(self._frame(at, end))
            at = end
        del self._held[:at]
        return frames

    def _take_preface(self) -> bool:
        if len(self._held) >= len(PREFACE):
            self._preface = False
            if not self._held.startswith(PREFACE):
                self._break("the HTTP/2 connection does not begin with its preface")
            del self._held[: len(PREFACE)]
        return not self._preface

    def _end(self, at: int) -> int | None:
        if len(self._held) < at + 9:
            return None
        size = int.from_bytes(self._held[at : at + 3], "big")
        if size > FRAME_LIMIT:
            self._break("an HTTP/2 frame that is too long")
            return None
        end = at + 9 + size
        return end if end <= len(self._held) else None

    def _frame(self, at: int, end: int) -> Frame:
        stream = int.from_bytes(self._held[at + 5 : at + 9], "big") & 0x7FFFFFFF
        return Frame(self._held[at + 3], self._held[at + 4], stream, bytes(self._held[at + 9 : end]))

    def _break(self, why: str) -> None:
        self.broken = why
        self._held.clear()


def content(frame: Frame) -> bytes | None:
    """The payload of DATA, HEADERS or PUSH_PROMISE without padding and priority; None when the padding is too long."""
    start, end = 0, len(frame.payload)
    if frame.has(PADDED):
        start, end = 1, end - (frame.payload[0] if frame.payload else end + 1)
    if frame.kind == HEADERS and frame.has(PRIORITISED):
        start += 5
    return frame.payload[start:end] if start <= end else None
