"""QUIC packets in a datagram, and the frames in a packet (RFC 9000 sections 12, 16, 17 and 19)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gwanmun.wire.quic_packet import VERSIONS
from gwanmun.wire.tls_messages import Cursor, Cut

LONG = 0x80
INITIAL, EARLY, HANDSHAKE, RETRY, SHORT = 0, 1, 2, 3, 4


class Packet(NamedTuple):
    """Where a packet stands in its datagram: `number` is where its packet number begins. `label` is the prefix of the
    key labels of its version, "" for a short header."""

    kind: int
    start: int
    number: int
    end: int
    target: bytes = b""
    source: bytes = b""
    label: str = ""
    version: int = 0


class Piece(NamedTuple):
    """Data of a stream; `stream` is -1 for the handshake (CRYPTO)."""

    stream: int
    offset: int
    data: bytes
    end: bool


def packets(datagram: bytes, target_size: int) -> Iterator[Packet]:
    """The packets of one datagram; a short header does not tell how long its connection id is."""
    at = 0
    while at < len(datagram):
        if not datagram[at] & LONG:
            if datagram[at] & 0x40 and at + 1 + target_size + 20 <= len(datagram):
                yield Packet(SHORT, at, at + 1 + target_size, len(datagram))
            return
        packet = _long(datagram, at)
        if packet is None:
            return
        yield packet
        at = packet.end


def _long(data: bytes, at: int) -> Packet | None:
    cursor = Cursor(data)
    try:
        cursor.take(at + 1)
        number = cursor.number(4)
        version = VERSIONS[number]
        target, source = cursor.vector(1), cursor.vector(1)
        kind = ((data[at] >> 4) - version.initial) & 3
        if kind == RETRY:
            return Packet(RETRY, at, len(data), len(data), target, source, version.label, number)
        if kind == INITIAL:
            cursor.take(variable(cursor))
        size = variable(cursor)
    except (Cut, KeyError):
        return None
    end = cursor.at + size
    fits = size >= 20 and end <= len(data)
    return Packet(kind, at, cursor.at, end, target, source, version.label, number) if fits else None


def variable(cursor: Cursor) -> int:
    """A number of 1, 2, 4 or 8 bytes (section 16)."""
    first = cursor.take(1)
    rest = cursor.take((1 << (first[0] >> 6)) - 1)
    return int.from_bytes(bytes([first[0] & 0x3F]) + rest, "big")


_NUMBERS = {0x04: 3, 0x05: 2, 0x10: 1, 0x11: 2, 0x12: 1, 0x13: 1, 0x14: 1, 0x15: 2, 0x16: 1, 0x17: 1, 0x19: 1}
"""Frames that are nothing but so many numbers (RESET_STREAM, MAX_DATA and the like)."""


def pieces(plain: bytes) -> list[Piece]:
    """The stream and handshake data of a packet; what comes after an unknown frame is not read."""
    cursor, found = Cursor(plain), []
    try:
        while cursor.left:
            kind = variable(cursor)
            if kind == 0x06:
                offset = variable(cursor)
                found.append(Piece(-1, offset, cursor.take(variable(cursor)), False))
            elif 0x08 <= kind <= 0x0F:
                found.append(_stream(cursor, kind))
            elif not _passed(cursor, kind):
                break
    except Cut:
        pass
    return found


def _stream(cursor: Cursor, kind: int) -> Piece:
    stream = variable(cursor)
    offset = variable(cursor) if kind & 4 else 0
    size = variable(cursor) if kind & 2 else len(cursor.data) - cursor.at
    return Piece(stream, offset, cursor.take(size), bool(kind & 1))


def _passed(cursor: Cursor, kind: int) -> bool:
    """Pass over a frame without data of the application; False when it is not known."""
    if kind in _NUMBERS:
        for _ in range(_NUMBERS[kind]):
            variable(cursor)
    elif kind in (0x02, 0x03):
        _acknowledgement(cursor, kind)
    elif kind in (0x07, 0x31):  # NEW_TOKEN, DATAGRAM
        cursor.take(variable(cursor))
    elif kind == 0x18:  # NEW_CONNECTION_ID
        variable(cursor), variable(cursor), cursor.vector(1), cursor.take(16)
    elif kind in (0x1A, 0x1B):  # PATH_CHALLENGE, PATH_RESPONSE
        cursor.take(8)
    return kind in _NUMBERS or kind in (0x00, 0x01, 0x02, 0x03, 0x07, 0x18, 0x1A, 0x1B, 0x1E, 0x31)


def _acknowledgement(cursor: Cursor, kind: int) -> None:
    """Largest, delay, count of ranges, first range, two numbers a range; three counters with ECN (section 19.3)."""
    variable(cursor), variable(cursor)
    for _ in range(1 + 2 * variable(cursor) + (3 if kind == 0x03 else 0)):
        variable(cursor)
