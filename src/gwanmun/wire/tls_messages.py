"""The handshake messages that say how a connection is encrypted (RFC 8446 section 4, RFC 5246 section 7.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from gwanmun.wire.tls import ClientHello, read_client_hello
from gwanmun.wire.tls_records import Message

CLIENT_HELLO, SERVER_HELLO, END_OF_EARLY_DATA, ENCRYPTED_EXTENSIONS, CERTIFICATE = 1, 2, 5, 8, 11
FINISHED, KEY_UPDATE = 20, 24

ALPN, ENCRYPT_THEN_MAC, EARLY_DATA, SUPPORTED_VERSIONS = 16, 22, 42, 43
"""Extension numbers (RFC 7301, RFC 7366, RFC 8446)."""

RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
"""The random of a ServerHello that is a HelloRetryRequest (RFC 8446 section 4.1.3)."""


class Cut(Exception):  # noqa: N818 - control flow of the cursor only
    """A field goes beyond the end."""


class Cursor:
    """Reads fields of fixed or announced length, never beyond the end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise Cut
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self, prefix: int) -> bytes:
        return self.take(self.number(prefix))

    @property
    def left(self) -> bool:
        return self.at < len(self.data)


@dataclass(frozen=True, slots=True)
class Opening:
    """A ClientHello: its random, the names in it, and whether data may follow before the handshake is over (0-RTT)."""

    random: bytes
    hello: ClientHello
    early: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A ServerHello: what of the offer the server took. `version` is 0x0303 for TLS 1.2, 0x0304 for 1.3."""

    random: bytes
    suite: int
    version: int
    encrypt_then_mac: bool
    alpn: str
    extensions: dict[int, bytes] = field(repr=False)

    @property
    def retry(self) -> bool:
        return self.random == RETRY


def opening(message: Message) -> Opening | None:
    """Read a ClientHello; None when its lengths do not add up."""
    whole = bytes([message.kind]) + len(message.body).to_bytes(3, "big") + message.body
    if len(whole) > 0xFFFF:
        return None
    hello = read_client_hello(b"\x16\x03\x01" + len(whole).to_bytes(2, "big") + whole)
    if not isinstance(hello, ClientHello):
        return None
    cursor = Cursor(message.body)
    random = cursor.take(34)[2:]
    for prefix in (1, 2, 1):  # session id, cipher suites, compression: lengths were checked above
        cursor.vector(prefix)
    try:
        return Opening(random, hello, EARLY_DATA in _extensions(cursor))
    except Cut:
        return None


def choice(message: Message) -> Choice | None:
    """Read a ServerHello; None when its lengths do not add up."""
    cursor = Cursor(message.body)
    try:
        version, random = cursor.number(2), cursor.take(32)
        cursor.vector(1)
        suite = cursor.number(2)
        cursor.take(1)
        extensions = _extensions(cursor)
        protocol = _first_protocol(extensions.get(ALPN, b""))
    except Cut:
        return None
    version = int.from_bytes(extensions.get(SUPPORTED_VERSIONS, b""), "big") or version
    return Choice(random, suite, version, ENCRYPT_THEN_MAC in extensions, protocol, extensions)


def encrypted_alpn(message: Message) -> str:
    """The protocol that TLS 1.3's EncryptedExtensions names, "" when none."""
    try:
        return _first_protocol(_extensions(Cursor(message.body)).get(ALPN, b""))
    except Cut:
        return ""


def first_certificate(message: Message, version: int) -> bytes:
    """The peer's own certificate in a Certificate message, as DER; b"" when there is none."""
    cursor = Cursor(message.body)
    try:
        if version >= 0x0304:
            cursor.vector(1)  # certificate_request_context
        return Cursor(cursor.vector(3)).vector(3)
    except Cut:
        return b""


def _extensions(cursor: Cursor) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    inner = Cursor(cursor.vector(2) if cursor.left else b"")
    while inner.left:
        kind = inner.number(2)
        found[kind] = inner.vector(2)
    return found


def _first_protocol(body: bytes) -> str:
    return Cursor(Cursor(body).vector(2)).vector(1).decode("latin-1") if body else ""
