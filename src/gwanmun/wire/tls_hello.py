"""The handshake of TLS as anyone on the way sees it: the names asked for, what the server chose, and whose
certificate it showed (readable up to TLS 1.2; RFC 5246, RFC 8446, RFC 6066)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

from cryptography import x509
from cryptography.x509.oid import NameOID

from gwanmun.wire.tls import ClientHello, NotHello, host_name, read_client_hello
from gwanmun.wire.tls_messages import CERTIFICATE, SERVER_HELLO, choice, first_certificate
from gwanmun.wire.tls_records import HANDSHAKE, MessageReader, RecordReader

TLS12, TLS13 = 0x0303, 0x0304
NAMES = {0x0002: "SSL 2.0", 0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", TLS12: "TLS 1.2", TLS13: "TLS 1.3"}

_FLIGHT_LIMIT = 64 * 1024
_MAX_NAMES = 100
_RANDOM = slice(5 + 4 + 2, 5 + 4 + 2 + 32)
"""Behind the headers of record and message, and the version."""

_WEAK = (
    ("no encryption", "0000 0001 0002 002C 002D 002E 003B 00B0 00B1 00B4 00B5 00B8 00B9 C001 C006 C00B C010 C015"),
    ("no encryption", "C039 C03A C03B"),
    ("export keys", "0003 0006 0008 000B 000E 0011 0014 0017 0019 0026 0027 0028 0029 002A 002B"),
    ("RC4", "0004 0005 0018 0020 0024 008A 008E 0092 C002 C007 C00C C011 C016 C033"),
    ("DES", "0009 000C 000F 0012 0015 001A 001E 0022"),
    ("3DES", "000A 000D 0010 0013 0016 001B 001F 0023 008B 008F 0093 C003 C008 C00D C012 C017 C01A C01B C01C C034"),
    ("no authentication", "0034 003A 0046 006C 006D 0089 009B 00A6 00A7 00BF 00C5 C018 C019"),
)  # fmt: skip
WEAK_SUITES: dict[int, str] = {int(code, 16): why for why, codes in _WEAK for code in codes.split()}
"""Cipher suites that nobody should offer any more (IANA TLS parameters; RFC 7465 for RC4, RFC 9325 section 4.1)."""


@dataclass(frozen=True, slots=True)
class ServerSide:
    """What the server answered: version and cipher suite by number, and the names in its certificate."""

    version: int
    suite: int
    names: tuple[str, ...] = ()

    @property
    def weak(self) -> str:
        """Why this protection is weak, "" when it is not: TLS 1.0 and 1.1 are deprecated (RFC 8996)."""
        old = "deprecated" if self.version < TLS12 else ""
        return ", ".join(why for why in (old, WEAK_SUITES.get(self.suite, "")) if why)


class Handshake:
    """Feed it both directions of a connection that begins with TLS. `done` when nothing more can be learned;
    `random` is the client's, by which key logs name a connection."""

    def __init__(self) -> None:
        self.client: ClientHello | NotHello | None = None
        self.server: ServerSide | None = None
        self.random = b""
        self._heard = bytearray()
        self._records, self._messages = RecordReader(), MessageReader()
        self._taken = 0
        self._server_done = False

    @property
    def done(self) -> bool:
        return self.client is not None and self._server_done

    def feed(self, up: bool, data: bytes) -> None:
        if not up:
            self._from_server(data)
        elif self.client is None:
            self._heard += data
            self.client = read_client_hello(bytes(self._heard))
            if self.client is not None:
                self.random = bytes(self._heard[_RANDOM])
                self._heard.clear()

    def gap(self, up: bool) -> None:
        """Bytes are missing: what comes in this direction cannot be understood any more."""
        if up:
            self.client = self.client or NotHello("the ClientHello is not whole in the capture")
        else:
            self._server_done = True

    def _from_server(self, data: bytes) -> None:
        self._taken += len(data)
        for record in () if self._server_done else self._records.feed(data):
            if record.kind == HANDSHAKE and not self._server_done:
                self._flight(record.payload)
            else:
                self._server_done = True
        self._server_done |= bool(self._records.broken or self._messages.broken) or self._taken > _FLIGHT_LIMIT

    def _flight(self, payload: bytes) -> None:
        for message in self._messages.feed(payload):
            if message.kind == SERVER_HELLO and self.server is None:
                chosen = choice(message)
                self.server = ServerSide(chosen.version, chosen.suite) if chosen else None
                self._server_done = chosen is None or chosen.version >= TLS13
            elif message.kind == CERTIFICATE and self.server:
                names = certificate_names(first_certificate(message, self.server.version))
                self.server = replace(self.server, names=names)
                self._server_done = True


def certificate_names(der: bytes) -> tuple[str, ...]:
    """The DNS names a certificate is for: its alternative names, without them its common name (RFC 6125)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # devices show certificates with all kinds of faults
            certificate = x509.load_der_x509_certificate(der)
            return _alternative(certificate) or _common(certificate)
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return ()


def _alternative(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    return _hosts(extension.value.get_values_for_type(x509.DNSName))


def _common(certificate: x509.Certificate) -> tuple[str, ...]:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return _hosts([str(name.value) for name in names])


def _hosts(names: list[str]) -> tuple[str, ...]:
    """Names that can be a host's; the asterisk of a wildcard is kept."""
    return tuple(name.lower() for name in names[:_MAX_NAMES] if host_name(name.removeprefix("*.").encode()))
