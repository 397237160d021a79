"""The parts of MQTT packets: fixed header, CONNECT, strings and properties (OASIS MQTT 3.1.1 and 5.0)."""

from __future__ import annotations

from typing import NamedTuple

from gwanmun.wire.tls_messages import Cursor, Cut

NAMES = {b"MQTT": (4, 5), b"MQIsdp": (3,)}
"""The protocol name in CONNECT, and the levels that go with it."""

TOPIC_ALIAS, USER_PROPERTY = 0x23, 0x26


class FixedHead(NamedTuple):
    """Packet type and flags, bytes that follow, bytes of this head itself."""

    kind: int
    flags: int
    size: int
    length: int


def fixed_head(held: bytes | bytearray) -> FixedHead | str | None:
    """Type, flags, and the length in at most four bytes (3.1.1 section 2.2); None when more bytes are needed, text
    when it is no such head."""
    size = 0
    for index, byte in enumerate(held[1:5]):
        size |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return FixedHead(held[0] >> 4, held[0] & 15, size, 2 + index)
    return "an MQTT packet whose length is none" if len(held) >= 5 else None


def begins(data: bytes) -> bool | None:
    """Whether a connection that begins so is MQTT; None when more bytes are needed."""
    if data[:1] != b"\x10":
        return False if data else None
    head = fixed_head(data)
    if not isinstance(head, FixedHead):
        return None if head is None else False
    rest = data[head.length :]
    marks = [len(name).to_bytes(2, "big") + name for name in NAMES]
    if any(rest.startswith(mark) for mark in marks):
        return True
    return None if any(mark.startswith(rest) for mark in marks) else False


class Connect(NamedTuple):
    """`user` and `password` None: not sent. The will is a message that the server publishes should the client go
    away without a word."""

    level: int
    client_id: str
    user: str | None
    password: bytes | None
    will_topic: str | None
    will: bytes


def connect(cursor: Cursor) -> Connect:
    name, level = cursor.vector(2), cursor.number(1)
    if level not in NAMES.get(name, ()):
        raise Cut
    flags = cursor.number(1)
    cursor.take(2)  # keep alive
    if level >= 5:
        properties(cursor)
    client_id = text(cursor)
    topic, will = None, b""
    if flags & 0x04:
        if level >= 5:
            properties(cursor)
        topic, will = text(cursor), cursor.vector(2)
    user = text(cursor) if flags & 0x80 else None
    return Connect(level, client_id, user, cursor.vector(2) if flags & 0x40 else None, topic, will)


def text(cursor: Cursor) -> str:
    return cursor.vector(2).decode("utf-8", "replace")


_SIZES = {0x01: 1, 0x17: 1, 0x19: 1, 0x24: 1, 0x25: 1, 0x28: 1, 0x29: 1, 0x2A: 1, 0x13: 2, 0x21: 2, 0x22: 2, 0x23: 2}
_SIZES |= {0x02: 4, 0x11: 4, 0x18: 4, 0x27: 4}
"""Bytes of the properties of fixed length (MQTT 5 section 2.2.2.2); 0x0B is a variable length integer, the others
are strings."""


def properties(cursor: Cursor) -> tuple[int, tuple[tuple[str, str], ...]]:
    """(topic alias, user properties), the others passed over."""
    inner = Cursor(cursor.take(_variable(cursor)))
    alias, pairs = 0, []
    while inner.left:
        kind = inner.number(1)
        if kind == TOPIC_ALIAS:
            alias = inner.number(2)
        elif kind == USER_PROPERTY:
            pairs.append((text(inner), text(inner)))
        elif kind == 0x0B:
            _variable(inner)
        elif kind in _SIZES:
            inner.take(_SIZES[kind])
        else:
            inner.vector(2)
    return alias, tuple(pairs)


def _variable(cursor: Cursor) -> int:
    size = 0
    for index in range(4):
        byte = cursor.number(1)
        size |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return size
    raise Cut
