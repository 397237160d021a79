"""The first flight of TLS without I/O: server name, ALPN and ECH of a ClientHello (RFC 8446, 6066, 7301)."""

from __future__ import annotations

from dataclasses import dataclass

HELLO_LIMIT = 64 * 1024
"""Bytes of records before a ClientHello is given up on; post-quantum key shares need about 2 KiB."""

HANDSHAKE_RECORD, CLIENT_HELLO = 22, 1
SERVER_NAME, ALPN, ENCRYPTED_CLIENT_HELLO = 0, 16, 0xFE0D


@dataclass(frozen=True, slots=True)
class ClientHello:
    """What a client says before anything is encrypted.

    `ech` tells that the extension is there. Browsers also send it with random content (GREASE, RFC 8701), and the two
    cannot be told apart from outside; only then is `server_name` the name of the provider's public front.
    """

    server_name: str | None
    alpn: tuple[str, ...] = ()
    ech: bool = False


@dataclass(frozen=True, slots=True)
class NotHello:
    """These bytes do not start with a ClientHello, and why."""

    why: str


class _Truncated(Exception):  # noqa: N818 - control flow of the cursor only
    pass


class _Cursor:
    """Reads fields of a fixed or announced length, never beyond the end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        piece = self.data[self.at : self.at + size]
        if len(piece) < size:
            raise _Truncated
        self.at += size
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self, prefix: int) -> _Cursor:
        return _Cursor(self.take(self.number(prefix)))

    def left(self) -> bool:
        return self.at < len(self.data)


def read_client_hello(data: bytes) -> ClientHello | NotHello | None:
    """Read the ClientHello that `data` starts with; None when more bytes are needed."""
    handshake = _handshake(data)
    if not isinstance(handshake, bytes):
        return handshake
    try:
        return _hello(_Cursor(handshake))
    except _Truncated:
        return NotHello("a ClientHello whose lengths do not add up")


def _handshake(data: bytes) -> bytes | NotHello | None:
    """The first handshake message's body, joined over the records it is spread on (RFC 8446 section 5.1)."""
    cursor, message = _Cursor(data[:HELLO_LIMIT]), bytearray()
    try:
        while True:
            if cursor.number(1) != HANDSHAKE_RECORD:
                return NotHello("not a TLS handshake record")
            if cursor.number(2) >> 8 != 3:
                return NotHello("not a TLS version")
            message += cursor.vector(2).data
            if message and message[0] != CLIENT_HELLO:
                return NotHello("not a ClientHello")
            size = int.from_bytes(message[1:4], "big")
            if len(message) >= 4 + size and len(message) >= 4:
                return bytes(message[4 : 4 + size])
    except _Truncated:
        return None if len(data) < HELLO_LIMIT else NotHello("a ClientHello that is too long")


def _hello(cursor: _Cursor) -> ClientHello:
    cursor.take(2 + 32)  # legacy_version, random
    cursor.vector(1)  # legacy_session_id
    cursor.vector(2)  # cipher_suites
    cursor.vector(1)  # legacy_compression_methods
    name: str | None = None
    alpn: tuple[str, ...] = ()
    ech = False
    extensions = cursor.vector(2) if cursor.left() else _Cursor(b"")
    while extensions.left():
        kind, body = extensions.number(2), extensions.vector(2)
        if kind == SERVER_NAME:
            name = _server_name(body)
        elif kind == ALPN:
            alpn = _protocols(body)
        elif kind == ENCRYPTED_CLIENT_HELLO:
            ech = True
    return ClientHello(name, alpn, ech)


def _server_name(body: _Cursor) -> str | None:
    names = body.vector(2)
    while names.left():
        kind, name = names.number(1), names.vector(2).data
        if kind == 0:
            return host_name(name)
    return None


def host_name(raw: bytes) -> str | None:
    """A DNS name in lower case without a trailing dot, or None when it cannot be one."""
    text = raw.decode("ascii", "replace").lower().rstrip(".")
    fits = 0 < len(text) <= 253 and all(0 < len(label) <= 63 for label in text.split("."))
    return text if fits and all(c.isascii() and (c.isalnum() or c in "-_.") for c in text) else None


def _protocols(body: _Cursor) -> tuple[str, ...]:
    names, found = body.vector(2), []
    while names.left():
        found.append(names.vector(1).data.decode("latin-1"))
    return tuple(found)
