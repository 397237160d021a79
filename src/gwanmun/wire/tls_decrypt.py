"""Opening protected TLS records: AEAD (RFC 5246 section 6.2.3.3, RFC 8446 section 5.2) and CBC with HMAC (6.2.3.2)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import SEED, Camellia, TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from gwanmun.wire.tls_keys import BLOCK, MAC, Keys
from gwanmun.wire.tls_records import Record
from gwanmun.wire.tls_suites import Suite

TLS12, TLS13 = 0x0303, 0x0304

_BLOCK_CIPHERS: Mapping[str, Callable[[bytes], BlockCipherAlgorithm]] = {
    "aes": AES,
    "camellia": Camellia,
    "seed": SEED,
    "3des": TripleDES,
}


class Plain(NamedTuple):
    """What was in a record: its true type (TLS 1.3 hides it) and the content."""

    kind: int
    data: bytes


class Opener(Protocol):
    """Opens the records of one direction in order. None: it does not fit, and the count of records has not moved."""

    opened: int

    def open(self, record: Record) -> Plain | None: ...


def opener(suite: Suite, version: int, keys: Keys, encrypt_then_mac: bool = False) -> Opener:
    """For records under this suite, from sequence number 0."""
    if suite.mode == "cbc":
        return _Cbc(suite, version, keys, encrypt_then_mac)
    return _Aead(suite, version, keys)


class _Aead:
    def __init__(self, suite: Suite, version: int, keys: Keys) -> None:
        self.opened = 0
        self._version, self._iv = version, keys.iv
        self._explicit = 8 if version < TLS13 and suite.mode != "chacha" else 0
        self._tag = 8 if suite.mode == "ccm8" else 16
        self._cipher = _aead(suite, keys.key)

    def open(self, record: Record) -> Plain | None:
        sealed = record.payload[self._explicit :]
        if len(sealed) < self._tag:
            return None
        nonce = self._iv + record.payload[:8] if self._explicit else _numbered(self._iv, self.opened)
        try:
            data = self._cipher.decrypt(nonce, sealed, self._also(record, len(sealed) - self._tag))
        except InvalidTag:
            return None
        self.opened += 1
        return _inner(data) if self._version >= TLS13 else Plain(record.kind, data)

    def _also(self, record: Record, size: int) -> bytes:
        """The additional data that is authenticated with the content."""
        return record.header if self._version >= TLS13 else _pseudo_header(self.opened, record, size)


def _aead(suite: Suite, key: bytes) -> AESGCM | AESCCM | ChaCha20Poly1305:
    if suite.mode == "gcm":
        return AESGCM(key)
    return ChaCha20Poly1305(key) if suite.mode == "chacha" else AESCCM(key, 8 if suite.mode == "ccm8" else 16)


def _numbered(iv: bytes, number: int) -> bytes:
    return (int.from_bytes(iv, "big") ^ number).to_bytes(len(iv), "big")


def _inner(data: bytes) -> Plain | None:
    """TLSInnerPlaintext: content, its type, then zeros (RFC 8446 section 5.4)."""
    stripped = data.rstrip(b"\0")
    return Plain(stripped[-1], stripped[:-1]) if stripped else None


def _pseudo_header(number: int, record: Record, size: int) -> bytes:
    return number.to_bytes(8, "big") + record.header[:3] + size.to_bytes(2, "big")


class _Cbc:
    """Before TLS 1.1 a record's IV is the last block of the record before; later it stands in front of the record."""

    def __init__(self, suite: Suite, version: int, keys: Keys, encrypt_then_mac: bool) -> None:
        self.opened = 0
        self._digest, self._mac_key, self._mac = suite.mac, keys.mac, MAC[suite.mac]
        self._block, self._iv, self._chained = BLOCK[suite.cipher], keys.iv, version < 0x0302
        self._algorithm = _BLOCK_CIPHERS[suite.cipher](keys.key)
        self._mac_outside = encrypt_then_mac

    def open(self, record: Record) -> Plain | None:
        sealed = record.payload
        if self._mac_outside:  # RFC 7366
            sealed = sealed[: -self._mac]
            if not self._proven(record, sealed, record.payload[-self._mac :]):
                return None
        data = self._unpadded(self._decrypted(sealed))
        if data is not None and not self._mac_outside:
            data, mac = data[: -self._mac], data[-self._mac :]
            data = data if self._proven(record, data, mac) else None
        if data is None:
            return None
        self.opened += 1
        if self._chained:
            self._iv = sealed[-self._block :]
        return Plain(record.kind, data)

    def _proven(self, record: Record, data: bytes, mac: bytes) -> bool:
        header = _pseudo_header(self.opened, record, len(data))
        return hmac.compare_digest(hmac.digest(self._mac_key, header + data, self._digest), mac)

    def _decrypted(self, sealed: bytes) -> bytes:
        iv, body = (self._iv, sealed) if self._chained else (sealed[: self._block], sealed[self._block :])
        if not body or len(body) % self._block or len(iv) != self._block:
            return b""
        decryptor = Cipher(self._algorithm, modes.CBC(iv)).decryptor()
        return decryptor.update(body) + decryptor.finalize()

    def _unpadded(self, data: bytes) -> bytes | None:
        if not data:
            return None
        size = data[-1] + 1
        whole = data[-size:] == bytes([data[-1]]) * size and size + (0 if self._mac_outside else self._mac) <= len(data)
        return data[:-size] if whole else None
