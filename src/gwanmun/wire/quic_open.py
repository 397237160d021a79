"""Opening QUIC packets with secrets of a key log (RFC 9001 section 5, RFC 9369 for version 2)."""

from __future__ import annotations

import hmac
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.ciphers.algorithms import AES, ChaCha20

from gwanmun.wire.quic_datagram import LONG, Packet
from gwanmun.wire.tls_keys import expand_label
from gwanmun.wire.tls_suites import SUITES, Suite

SAMPLE = 16
_AES_128, _AES_256, _CHACHA = SUITES[0x1301], SUITES[0x1302], SUITES[0x1303]


class OpenPacket(NamedTuple):
    number: int
    plain: bytes


class _Keys:
    """Keys of one secret under one suite; `header` outlives key updates (RFC 9001 section 6)."""

    def __init__(self, suite: Suite, secret: bytes, label: str, header: bytes = b"") -> None:
        self.suite, self.secret, self.label = suite, secret, label
        key, self.iv = self._expand("key", suite.key), self._expand("iv", 12)
        self.header = header or self._expand("hp", suite.key)
        self.cipher = ChaCha20Poly1305(key) if suite is _CHACHA else AESGCM(key)

    def _expand(self, name: str, size: int) -> bytes:
        return expand_label(self.suite.prf, self.secret, f"{self.label} {name}".encode(), size)

    def updated(self) -> _Keys:
        return _Keys(self.suite, self._expand("ku", len(self.secret)), self.label, self.header)

    def mask(self, sample: bytes) -> bytes:
        """Header protection (section 5.4)."""
        if self.suite is _CHACHA:
            return Cipher(ChaCha20(self.header, sample), None).encryptor().update(bytes(5))
        return Cipher(AES(self.header), modes.ECB()).encryptor().update(sample)  # noqa: S305 - as the RFC has it

    def decrypt(self, number: int, sealed: bytes, head: bytes) -> bytes | None:
        nonce = (int.from_bytes(self.iv, "big") ^ number).to_bytes(12, "big")
        try:
            return self.cipher.decrypt(nonce, sealed, head)
        except InvalidTag:
            return None


class QuicOpener:
    """Opens the packets of one direction and one kind. The suite is found by what fits: a secret of 48 bytes is of
    AES-256-GCM, one of 32 bytes of AES-128-GCM or ChaCha20-Poly1305."""

    def __init__(self, secret: bytes, label: str) -> None:
        suites = (_AES_256,) if len(secret) == 48 else (_AES_128, _CHACHA)
        self._candidates = [_Keys(suite, secret, label) for suite in suites]
        self._largest = -1
        self._phase = 0

    def open(self, datagram: bytes, packet: Packet) -> OpenPacket | None:
        """None when no key fits."""
        for keys in tuple(self._candidates):
            if (found := self._open(keys, datagram, packet)) is not None:
                return found
        return None

    def _open(self, keys: _Keys, data: bytes, packet: Packet) -> OpenPacket | None:
        mask = keys.mask(data[packet.number + 4 : packet.number + 4 + SAMPLE])
        first = data[packet.start] ^ mask[0] & (0x0F if data[packet.start] & LONG else 0x1F)
        size = (first & 3) + 1
        short = bytes(a ^ b for a, b in zip(data[packet.number : packet.number + size], mask[1:], strict=False))
        head = bytes([first]) + data[packet.start + 1 : packet.number] + short
        number = whole_number(int.from_bytes(short, "big"), 8 * size, self._largest)
        phase = 0 if first & LONG else first >> 2 & 1
        used = keys if phase == self._phase else keys.updated()
        plain = used.decrypt(number, data[packet.number + size : packet.end], head)
        if plain is None:
            return None
        self._candidates, self._phase, self._largest = [used], phase, max(self._largest, number)
        return OpenPacket(number, plain)


def initial_secret(salt: bytes, target: bytes) -> bytes:
    """The secret of a client's Initial packets, from the salt of the version and the connection id that the client
    chose for the server (section 5.2); they are under AES-128-GCM."""
    return expand_label("sha256", hmac.digest(salt, target, "sha256"), b"client in", 32)


def whole_number(short: int, bits: int, largest: int) -> int:
    """A packet number from its low bits (RFC 9000 appendix A.3)."""
    window, expected = 1 << bits, largest + 1
    number = (expected & ~(window - 1)) | short
    if number <= expected - window // 2 and number < (1 << 62) - window:
        return number + window
    return number - window if number > expected + window // 2 and number >= window else number
