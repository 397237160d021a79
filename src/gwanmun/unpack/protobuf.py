"""Protocol Buffers by wire shape (the encoding guide at protobuf.dev), and gRPC's frames around them.

Without the sender's schema a field has a number and no name; what is text, message or bytes is told by its content.
Bytes that are not declared as such must be used up exactly and be made of text to a good part, so that random ones are
not taken for a message.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from math import isfinite
from typing import NamedTuple

from gwanmun.unpack import cost
from gwanmun.unpack.media import PLAIN
from gwanmun.unpack.nested import open_field
from gwanmun.unpack.path import Layer, Step, again
from gwanmun.unpack.sink import Sink, Steps
from gwanmun.unpack.text import is_text

PROTOBUF, GRPC = Layer("protobuf:"), Layer("grpc:")
DEPTH, FIELDS, HIGHEST, FRAMES = 32, 200_000, 20_000, 10_000
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class Found(NamedTuple):
    """One field: its number, and what it holds: a text, the text of a number, bytes, or a message."""

    number: int
    text: str = ""
    digits: str = ""
    data: bytes = b""
    message: tuple[Found, ...] = ()


class _NotThisError(Exception):
    """The bytes are no message."""


def read(data: bytes, declared: bool, steps: Steps, sink: Sink) -> bool:
    """Leaves of a message or of the messages in gRPC frames; False, with nothing read, when it is neither."""
    frames = list(_frames(data))
    if frames:
        return _read_frames(frames, steps, sink)
    found = _counted(data, sink)
    if found is None or not (declared or _convincing(found, len(data))):
        return False
    _emit(found, (*steps, PROTOBUF), sink)
    return True


def _frames(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Flag (1: compressed, 128: trailers) and content, when frames make up all of the data (gRPC over HTTP/2)."""
    cuts: list[tuple[int, bytes]] = []
    at = 0
    while at + 5 <= len(data) and data[at] in {0, 1, 128}:
        size = int.from_bytes(data[at + 1 : at + 5], "big")
        if not size or len(cuts) == FRAMES:
            return
        cuts.append((data[at], data[at + 5 : at + 5 + size]))
        at += 5 + size
    if at == len(data) and cuts:
        yield from cuts


def _read_frames(frames: list[tuple[int, bytes]], steps: Steps, sink: Sink) -> bool:
    for number, (flag, content) in enumerate(frames):
        place = (*steps, GRPC, number)
        found = _counted(content, sink) if flag == 0 else None
        if found is not None:
            _emit(found, (*place, PROTOBUF), sink)
        else:
            sink.open_bytes(content, PLAIN, place, sink)
    return True


def _counted(data: bytes, sink: Sink) -> tuple[Found, ...] | None:
    """The fields of a message, None when the bytes are none, or hold more than there is work for."""
    parser = _Parser(min(FIELDS, sink.work // cost.TOKEN))
    try:
        return tuple(parser.fields(data, 0))
    except (_NotThisError, struct.error):
        if parser.count > parser.most:
            sink.say_once(f"Protocol Buffers: more than {parser.most} fields, if it is that: not read as such")
        return None
    finally:
        sink.work -= cost.TOKEN * min(parser.count, parser.most)


class _Parser:
    """Counts the fields of a message and of those in it; bytes are tried as a message once at each depth."""

    def __init__(self, most: int) -> None:
        self.count, self.most = 0, most

    def fields(self, data: bytes, depth: int) -> Iterator[Found]:
        at = 0
        while at < len(data):
            self.count += 1
            tag, at = _varint(data, at)
            if not 0 < tag >> 3 <= HIGHEST or self.count > self.most:
                raise _NotThisError
            found, at = self._field(data, at, tag, depth)
            yield found

    def _field(self, data: bytes, at: int, tag: int, depth: int) -> tuple[Found, int]:
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            return Found(number, digits=str(value)), at
        if wire in {_FIXED64, _FIXED32}:
            size = 8 if wire == _FIXED64 else 4
            return Found(number, digits=_fixed(data, at, size)), at + size
        if wire != _BYTES:
            raise _NotThisError
        size, at = _varint(data, at)
        if size > len(data) - at:
            raise _NotThisError
        return self._content(number, data[at : at + size], depth), at + size

    def _content(self, number: int, data: bytes, depth: int) -> Found:
        """A text, unless it reads as a message that is nearly all text itself: `\\n(` may be a tag and a length."""
        text = _text(data)
        if text and data[:1] != b"\n":
            return Found(number, text=text)
        inner = self._inner(data, depth) if len(data) > 1 and depth < DEPTH else ()
        if inner and (text is None or _covered(inner) * 2 > len(data)):
            return Found(number, message=inner)
        return Found(number, text=text) if text else Found(number, data=data)

    def _inner(self, data: bytes, depth: int) -> tuple[Found, ...]:
        try:
            return tuple(self.fields(data, depth + 1))
        except (_NotThisError, struct.error):
            if self.count > self.most:
                raise
            return ()


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    for place in range(at, min(at + 10, len(data))):
        value |= (data[place] & 0x7F) << shift
        if data[place] < 0x80:
            return value & (1 << 64) - 1, place + 1
        shift += 7
    raise _NotThisError


def _fixed(data: bytes, at: int, size: int) -> str:
    """Eight or four bytes are a floating-point number when that is one of everyday size, else a whole number."""
    (real,) = struct.unpack_from("<d" if size == 8 else "<f", data, at)
    (whole,) = struct.unpack_from("<Q" if size == 8 else "<L", data, at)
    everyday = isfinite(real) and (real == 0 or 1e-6 < abs(real) < 1e15)
    return repr(real) if everyday else str(whole)


def _text(data: bytes) -> str | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if is_text(text) else None


def _covered(fields: tuple[Found, ...]) -> int:
    """Bytes of text in a message."""
    return sum(len(field.text.encode()) + _covered(field.message) for field in fields)


def _convincing(fields: tuple[Found, ...], size: int) -> bool:
    covered = _covered(fields)
    return size > 7 and covered > 3 and covered * 4 >= size and max(field.number for field in fields) < 1000


def _emit(fields: tuple[Found, ...], steps: Steps, sink: Sink) -> None:
    counts: dict[int, int] = {}
    for field in fields:
        counts[field.number] = count = counts.get(field.number, 0) + 1
        place: tuple[Step, ...] = (*steps, field.number, *again(count))
        if field.text:
            sink.text(field.text, place)
        elif field.digits:
            sink.number(field.digits, place)
        elif field.message:
            _emit(field.message, place, sink)
        else:
            open_field(field.data, place, sink)
