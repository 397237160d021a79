"""QUIC Initial packets of a client -> its ClientHello (RFC 9000, 9001, 9369; draft-29).

Their protection is no secret: the keys come from a public salt and the connection id that the client chose. A hello
with post-quantum keys is spread over several CRYPTO frames, packets and datagrams, in any order.
"""

from __future__ import annotations

from gwanmun.wire.quic_packet import Initial, client_keys, crypto_frames, initial, is_long, opened
from gwanmun.wire.tls import HELLO_LIMIT, ClientHello, NotHello, read_client_hello

__all__ = ["Initials", "is_long"]

_MAX_PACKETS = 64
_RANDOM = slice(6, 38)
"""Of a ClientHello with its header of four bytes, after the version (RFC 8446 section 4.1.2)."""


class Initials:
    """Feed it the datagrams of a client, get its ClientHello. `version` is of the last packet read, `random` the
    client's, by which a key log names the secrets (b"": not known)."""

    def __init__(self) -> None:
        self.version = ""
        self.random = b""
        self._first = b""
        self._parts: dict[int, bytes] = {}
        self._packets = self._size = 0

    def feed(self, datagram: bytes) -> ClientHello | NotHello | None:
        """None when more is needed."""
        at = 0
        while (packet := initial(datagram, at)) is not None:
            self._packets += 1
            self.version = packet.version.name
            self._first = self._first or packet.target
            if plain := self._opened(datagram, at, packet):
                self._crypto(plain)
            at = packet.end
        return self._hello()

    def _opened(self, data: bytes, at: int, packet: Initial) -> bytes | None:
        """The keys come from the first connection id; after a Retry from the new one."""
        for target in dict.fromkeys((self._first, packet.target)):
            keys = client_keys(packet.version, target)
            if (plain := opened(data, at, packet, keys)) is not None:
                return plain
        return None

    def _crypto(self, plain: bytes) -> None:
        for offset, part in crypto_frames(plain):
            if self._size + len(part) <= HELLO_LIMIT and offset <= HELLO_LIMIT:
                self._size += len(part)
                self._parts.setdefault(offset, part)

    def _hello(self) -> ClientHello | NotHello | None:
        message = bytearray()
        for offset, part in sorted(self._parts.items()):
            if offset > len(message):
                break
            message += part[len(message) - offset :]
        found = read_client_hello(_records(bytes(message))) if message else None
        self.random = bytes(message[_RANDOM]) if isinstance(found, ClientHello) else b""
        spent = self._packets >= _MAX_PACKETS or self._size >= HELLO_LIMIT
        return NotHello("a ClientHello that never becomes whole") if found is None and spent else found


def _records(message: bytes) -> bytes:
    """QUIC carries handshake messages without records."""
    step = 1 << 14
    pieces = (message[at : at + step] for at in range(0, len(message), step))
    return b"".join(b"\x16\x03\x01" + len(piece).to_bytes(2, "big") + piece for piece in pieces)
