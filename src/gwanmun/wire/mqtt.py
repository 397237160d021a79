"""One direction of an MQTT connection without I/O (OASIS MQTT 3.1.1 and 5.0, also 3.1): bytes in, packets out."""

from __future__ import annotations

from typing import NamedTuple

from gwanmun.wire.mqtt_fields import Connect, FixedHead, connect, fixed_head, properties, text
from gwanmun.wire.tls_messages import Cursor, Cut

CONNECT, PUBLISH, SUBSCRIBE = 1, 3, 8

PACKET_LIMIT = 4 << 20
"""Bytes of one packet that are kept."""

ALIAS_LIMIT = 1024


class Publish(NamedTuple):
    """`cut` says why `payload` is not all; `properties` are MQTT 5 user properties."""

    topic: str
    payload: bytes
    properties: tuple[tuple[str, str], ...] = ()
    cut: str = ""


class Subscribe(NamedTuple):
    topics: tuple[str, ...]


Packet = Connect | Publish | Subscribe


class MqttReader:
    """Reads one direction; `level` is the protocol level of its CONNECT, or given for the server's direction.
    `broken` says why nothing more is read, "" while it is."""

    def __init__(self, level: int = 4) -> None:
        self.level = level
        self.broken = ""
        self._held = bytearray()
        self._skip = 0
        self._aliases: dict[int, str] = {}

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that `data` completes; those that carry nothing of the client's are left out."""
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        self._held += data[skipped:] if not self.broken else b""
        packets: list[Packet] = []
        while not self.broken and self._step(packets):
            pass
        if self.broken:
            self._held.clear()
        return packets

    @property
    def partial(self) -> bool:
        """Something came whose end has not."""
        return bool(self._held or self._skip)

    def _step(self, packets: list[Packet]) -> bool:
        head = fixed_head(self._held)
        if not isinstance(head, FixedHead):
            self.broken = head or ""
            return False
        kept = min(head.size, PACKET_LIMIT)
        if len(self._held) < head.length + kept:
            return False
        body = bytes(self._held[head.length : head.length + kept])
        del self._held[: head.length + kept]
        self._pass_over(head.size - kept)
        cut = f"{kept} of {head.size} bytes of the packet were kept" if kept < head.size else ""
        try:
            packet = self._packet(head, body, cut)
        except Cut:
            self.broken = "an MQTT packet whose lengths do not add up"
            return False
        packets += [packet] if packet else []
        return True

    def _pass_over(self, size: int) -> None:
        there = min(size, len(self._held))
        del self._held[:there]
        self._skip = size - there

    def _packet(self, head: FixedHead, body: bytes, cut: str) -> Packet | None:
        cursor = Cursor(body)
        if head.kind == CONNECT:
            packet = connect(cursor)
            self.level = packet.level
            return packet
        if head.kind == PUBLISH:
            return self._publish(cursor, head.flags, cut)
        return self._subscribe(cursor) if head.kind == SUBSCRIBE else None

    def _publish(self, cursor: Cursor, flags: int, cut: str) -> Publish:
        topic = text(cursor)
        if flags & 0x06:  # quality of service above 0: a packet identifier follows
            cursor.take(2)
        alias, pairs = properties(cursor) if self.level >= 5 else (0, ())
        if topic and alias and len(self._aliases) < ALIAS_LIMIT:
            self._aliases[alias] = topic
        topic = topic or self._aliases.get(alias, "")
        return Publish(topic, cursor.data[cursor.at :], pairs, cut)

    def _subscribe(self, cursor: Cursor) -> Subscribe:
        cursor.take(2)
        if self.level >= 5:
            properties(cursor)
        topics = []
        while cursor.left:
            topics.append(text(cursor))
            cursor.take(1)
        return Subscribe(tuple(topics))
