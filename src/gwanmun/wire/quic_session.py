"""A QUIC connection opened with a key log: datagrams in, the bytes of its streams out in order (RFC 9000, 9001).

The client's Initial packets tell the connection's random; 0-RTT and 1-RTT packets are opened with the traffic secrets.
Handshake packets are left closed: nothing in them is needed.
"""

from __future__ import annotations

from typing import NamedTuple

from gwanmun.wire.quic_datagram import EARLY, INITIAL, SHORT, Packet, Piece, packets, pieces
from gwanmun.wire.quic_open import QuicOpener, initial_secret
from gwanmun.wire.quic_packet import VERSIONS
from gwanmun.wire.tls import HELLO_LIMIT
from gwanmun.wire.tls_messages import CLIENT_HELLO, Opening, opening
from gwanmun.wire.tls_records import Message
from gwanmun.wire.tls_secrets import APPLICATION, CLIENT_EARLY, Secrets
from gwanmun.wire.tls_session import NO_HELLO, NO_LOG, NOT_LOGGED
from gwanmun.wire.tls_side import NO_FIT

STREAM_LIMIT = 1024
"""Streams of one direction that are followed."""
AHEAD_LIMIT = 4 << 20
"""Bytes of all streams together that may wait for bytes before them."""
AHEAD_PIECES = 1024
"""Pieces of one stream that may wait."""


class StreamBytes(NamedTuple):
    """The next bytes of a stream."""

    up: bool
    stream: int
    data: bytes
    end: bool


class _Stream:
    """Puts pieces in order; `at` bytes have been given out."""

    def __init__(self) -> None:
        self.at = 0
        self.end: int | None = None
        self.closed = False
        self.ahead: dict[int, bytes] = {}

    def add(self, piece: Piece) -> bytes:
        if piece.end:
            self.end = piece.offset + len(piece.data)
        if len(self.ahead) < AHEAD_PIECES and piece.offset + len(piece.data) > self.at:
            known = self.ahead.get(piece.offset, b"")
            self.ahead[piece.offset] = max(known, piece.data, key=len)
        out = b""
        for offset in sorted(self.ahead) if piece.offset <= self.at else ():
            if offset > self.at:
                break
            fresh = self.ahead.pop(offset)[self.at - offset :]
            self.at += len(fresh)
            out += fresh
        return out

    def waiting(self) -> int:
        """Bytes that wait for bytes before them."""
        return sum(map(len, self.ahead.values()))


class QuicSession:
    """`opening` is the ClientHello once it is known, `opened` counts the packets that a secret fitted."""

    def __init__(self, secrets: Secrets | None) -> None:
        self._secrets = secrets
        self._target = b""
        self._sizes = [0, 0]
        self._hello = _Stream()
        self._message = bytearray()
        self._openers: dict[tuple[bool, int], QuicOpener | None] = {}
        self._streams: dict[tuple[bool, int], _Stream] = {}
        self.opening: Opening | None = None
        self.opened = self.closed = 0
        self._label = "quic"
        self._ahead = 0

    def feed(self, up: bool, datagram: bytes) -> list[StreamBytes]:
        """The bytes that this datagram brings in order."""
        out: list[StreamBytes] = []
        for packet in packets(datagram, self._sizes[up]):
            if packet.kind != SHORT:
                self._sizes[not up] = len(packet.source)  # what the other end has to put in front of its short headers
                self._label = packet.label
            out += self._packet(up, datagram, packet)
        return out

    def _packet(self, up: bool, datagram: bytes, packet: Packet) -> list[StreamBytes]:
        if packet.kind == INITIAL and up and self.opening is None:
            self._initial(datagram, packet)
        if packet.kind not in (EARLY, SHORT):
            return []
        opener = self._opener(up, packet)
        plain = opener.open(datagram, packet) if opener else None
        self.opened, self.closed = self.opened + (plain is not None), self.closed + (plain is None)
        found = [self._piece(up, piece) for piece in pieces(plain.plain)] if plain else []
        return [given for given in found if given]

    def _initial(self, datagram: bytes, packet: Packet) -> None:
        self._target = self._target or packet.target
        for target in dict.fromkeys((self._target, packet.target)):  # the second after a Retry
            opener = QuicOpener(initial_secret(VERSIONS[packet.version].salt, target), packet.label)
            if plain := opener.open(datagram, packet):
                for piece in pieces(plain.plain):
                    if piece.stream == -1 and piece.offset + len(piece.data) <= HELLO_LIMIT:
                        self._message += self._hello.add(piece)
                break
        size = int.from_bytes(self._message[1:4], "big")
        if self._message[:1] == bytes([CLIENT_HELLO]) and len(self._message) >= 4 + size > 4:
            self.opening = opening(Message(CLIENT_HELLO, bytes(self._message[4 : 4 + size])))

    def _opener(self, up: bool, packet: Packet) -> QuicOpener | None:
        key = (up, packet.kind)
        if key not in self._openers and self.opening and self._secrets:
            name = APPLICATION[up] if packet.kind == SHORT else CLIENT_EARLY
            secret = self._secrets.lookup(self.opening.random, name)
            self._openers[key] = QuicOpener(secret, self._label) if secret else None
        return self._openers.get(key)

    def _piece(self, up: bool, piece: Piece) -> StreamBytes | None:
        key = (up, piece.stream)
        if piece.stream < 0 or (key not in self._streams and len(self._streams) >= 2 * STREAM_LIMIT):
            return None
        stream = self._streams.setdefault(key, _Stream())
        if stream.closed or self._ahead + len(piece.data) > AHEAD_LIMIT:
            return None
        before = stream.waiting()
        data = stream.add(piece)
        self._ahead += stream.waiting() - before
        stream.closed = stream.end is not None and stream.at >= stream.end
        return StreamBytes(up, piece.stream, data, stream.closed) if data or stream.closed else None

    def why(self) -> str:
        """Why nothing was opened; "" when something was."""
        if self.opened:
            return ""
        if self.opening is None:
            return NO_HELLO
        if self._secrets is None:
            return NO_LOG
        return NO_FIT if any(self._openers.values()) else NOT_LOGGED
