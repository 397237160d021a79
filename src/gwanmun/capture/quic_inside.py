"""The inside of a UDP connection: HTTP/3 where a key log opens QUIC, else the name in QUIC's first packets.

Of anything else the first datagram tells what it may be. Datagrams are held back until the name is known.
"""

from __future__ import annotations

from gwanmun.capture.inside import Conversation, Converse, Heard, Keyed
from gwanmun.capture.place import Item
from gwanmun.capture.protocols import Speech, speech
from gwanmun.wire.ip import UDP
from gwanmun.wire.quic import Initials, is_long
from gwanmun.wire.tls import ClientHello

MAX_DATAGRAMS = 16
"""Datagrams of a connection in which QUIC must have told the name."""
GIVE_UP = 256 * 1024
"""Bytes of both directions after which a conversation in which nothing was understood is left alone."""


class UdpInside:
    def __init__(self, port: int, converse: Converse, keyed: Keyed) -> None:
        self._port, self._converse, self._keyed = port, converse, keyed
        self._speech: Speech | None = None
        self._initials: Initials | None = None
        self._hello: ClientHello | None = None
        self._pending: list[tuple[float, bool, bytes]] | None = []
        self._conversation: Conversation | None = None
        self._taken = 0
        self._why = ""

    @property
    def wants(self) -> bool:
        return self._pending is not None or self._conversation is not None

    @property
    def readable(self) -> bool:
        return self._conversation is not None and self._conversation.readable

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        self._taken += len(data)
        if self._pending is not None:
            self._pending.append((at, up, data))
            return self._look(up, data, self._pending)
        if self._conversation is None:
            return []
        items = self._conversation.feed(at, up, data)
        return items if self._conversation.readable or self._taken < GIVE_UP else items + self._give_up()

    def _look(self, up: bool, data: bytes, pending: list[tuple[float, bool, bytes]]) -> list[Item]:
        """What one more of the first datagrams tells; the name, once it is known, settles all."""
        if self._speech is None:
            self._speech = speech(UDP, self._port, data)
        if up and (self._initials or is_long(data)):
            self._initials = self._initials or Initials()
            if (found := self._initials.feed(data)) is not None:
                self._hello = found if isinstance(found, ClientHello) else None
                return self._begin(self._initials.random)
        quic = self._initials is not None or self._speech.scheme == "quic"
        if not quic or len(pending) >= MAX_DATAGRAMS:
            self._pending = None
        return []

    def _begin(self, random: bytes) -> list[Item]:
        pending, self._pending = self._pending or [], None
        if not random or not self._keyed(random):
            return []
        self._conversation = conversation = self._converse(self.heard())
        return [item for each in pending for item in conversation.feed(*each)]

    def _give_up(self) -> list[Item]:
        items = self.close()
        self._conversation = None
        return items

    def gap(self, at: float, up: bool, missing: int) -> list[Item]:
        return []

    def close(self) -> list[Item]:
        self._pending = None
        items = self._conversation.close() if self._conversation else []
        if self._conversation and not self._conversation.readable:
            self._why = self._conversation.opaque()
        return items

    def heard(self) -> Heard:
        scheme, why = self._speech or speech(UDP, self._port, b"")
        if self._initials:
            version = f" version {self._initials.version}" if self._initials.version else ""
            scheme, why = ("doq" if scheme == "doq" else "quic"), f"encrypted (QUIC{version})"
        name = self._hello.server_name if self._hello else None
        ech = bool(self._hello and self._hello.ech)
        return Heard(scheme, self._why or why, name, "quic-sni" if name else "", (), ech)
