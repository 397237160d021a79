"""What connections tell of which no message is read: DNS, and protocols over IP without ports."""

from __future__ import annotations

from gwanmun.capture.asked import Asked
from gwanmun.capture.flows import Flow
from gwanmun.capture.inside import Heard
from gwanmun.capture.place import Item
from gwanmun.capture.protocols import scheme, unread
from gwanmun.capture.run import RESOLVED
from gwanmun.wire.ip import UDP


class Untold:
    """Of a protocol whose inside is never looked at."""

    readable = False
    wants = False

    def __init__(self, protocol: int) -> None:
        self._protocol = protocol

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        return []

    def gap(self, at: float, up: bool, missing: int) -> list[Item]:
        return []

    def close(self) -> list[Item]:
        return []

    def heard(self) -> Heard:
        name = scheme(self._protocol, 0)
        return Heard(name, unread(self._protocol, name))


class DnsInside(Untold):
    """Questions to one resolver. Over TCP each message has its length before it (RFC 1035 section 4.2.2)."""

    def __init__(self, flow: Flow, asked: Asked) -> None:
        super().__init__(flow.protocol)
        self._flow, self._asked = flow, asked
        self._held = bytearray()
        self.wants = flow.protocol != UDP

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        if up:
            return []
        self._held += data
        while len(self._held) >= 2 and len(self._held) >= (end := 2 + int.from_bytes(self._held[:2], "big")):
            self._asked.answer(self._flow.number, self._flow.ends.reversed(), at, bytes(self._held[2:end]))
            del self._held[:end]
        return []

    def gap(self, at: float, up: bool, missing: int) -> list[Item]:
        self.wants = self.wants and up
        return []

    def heard(self) -> Heard:
        return Heard("dns", RESOLVED)
