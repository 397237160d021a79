"""One end of a QUIC connection, made by the other half of the standard: protects what the code under test opens."""

from __future__ import annotations

import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.ciphers.algorithms import AES, ChaCha20

from gwanmun.wire.tls_keys import expand_label
from tests.wire.test_tls import hello

SALT = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
CLIENT, SERVER = b"\xc1" * 5, b"\x5e" * 8
TARGET = b"\x01\x02\x03\x04\x05\x06\x07\x08"
HELLO = hello("h3.example.com", ("h3",))[5:]
RANDOM = HELLO[6:38]
SUITES = {"aes128": ("sha256", 16, 32), "aes256": ("sha384", 32, 48), "chacha": ("sha256", 32, 32)}


def varint(value: int) -> bytes:
    for bits, size in ((6, 1), (14, 2), (30, 4), (62, 8)):
        if value < 1 << bits:
            return (value | (size.bit_length() - 1) << (8 * size - 2)).to_bytes(size, "big")
    raise ValueError(value)


def stream(number: int, data: bytes, offset: int = 0, end: bool = False) -> bytes:
    return bytes([0x0E | end]) + varint(number) + varint(offset) + varint(len(data)) + data


class Sender:
    """Protects packets with the keys of one secret."""

    def __init__(self, suite: str, secret: bytes, header: bytes = b"") -> None:
        self.digest, size, _ = SUITES[suite]
        self.suite, self.secret = suite, secret
        key, self.iv = (expand_label(self.digest, secret, b"quic " + n, s) for n, s in ((b"key", size), (b"iv", 12)))
        self.header = header or expand_label(self.digest, secret, b"quic hp", size)
        self.cipher = ChaCha20Poly1305(key) if suite == "chacha" else AESGCM(key)

    def updated(self) -> Sender:
        return Sender(self.suite, expand_label(self.digest, self.secret, b"quic ku", len(self.secret)), self.header)

    def short(self, target: bytes, number: int, frames: bytes, phase: int = 0) -> bytes:
        return self.protected(bytes([0x43 | phase << 2]) + target, number, frames)

    def protected(self, head: bytes, number: int, frames: bytes) -> bytes:
        """A packet whose number takes four bytes (RFC 9001 sections 5.3 and 5.4)."""
        short = (number & 0xFFFFFFFF).to_bytes(4, "big")
        nonce = (int.from_bytes(self.iv, "big") ^ number).to_bytes(12, "big")
        sealed = self.cipher.encrypt(nonce, frames, head + short)
        mask = self.mask(sealed[:16])
        first = head[0] ^ mask[0] & (0x0F if head[0] & 0x80 else 0x1F)
        return bytes([first]) + head[1:] + bytes(a ^ b for a, b in zip(short, mask[1:], strict=False)) + sealed

    def mask(self, sample: bytes) -> bytes:
        if self.suite == "chacha":
            return Cipher(ChaCha20(self.header, sample), None).encryptor().update(bytes(5))
        return Cipher(AES(self.header), modes.ECB()).encryptor().update(sample)


def initial(up: bool, number: int, frames: bytes) -> bytes:
    """A long header of version 1, type Initial."""
    secret = expand_label("sha256", hmac.digest(SALT, TARGET, "sha256"), b"client in" if up else b"server in", 32)
    target, source = (TARGET, CLIENT) if up else (CLIENT, SERVER)
    head = b"\xc3\x00\x00\x00\x01" + bytes([len(target)]) + target + bytes([len(source)]) + source + b"\x00"
    return Sender("aes128", secret).protected(head + varint(4 + len(frames) + 16), number, frames)


def early(sender: Sender, number: int, frames: bytes) -> bytes:
    """A 0-RTT packet."""
    head = b"\xd3\x00\x00\x00\x01" + bytes([len(TARGET)]) + TARGET + bytes([len(CLIENT)]) + CLIENT
    return sender.protected(head + varint(4 + len(frames) + 16), number, frames)


def crypto(offset: int, data: bytes) -> bytes:
    return b"\x06" + varint(offset) + varint(len(data)) + data


def opening() -> list[tuple[bool, bytes]]:
    """The first datagrams: a ClientHello in two parts that come in the wrong order, and the server's Initial."""
    half = len(HELLO) // 2
    return [
        (True, initial(True, 0, crypto(half, HELLO[half:]) + bytes(400))),
        (True, initial(True, 1, b"\x01" + crypto(0, HELLO[:half]) + bytes(400))),
        (False, initial(False, 0, b"\x02\x01\x00\x00\x00" + crypto(0, b"\x02\x00\x00\x01x") + bytes(400))),
    ]


def secrets(suite: str) -> tuple[bytes, bytes, bytes]:
    """(of the server, of the client, of early data)."""
    size = SUITES[suite][2]
    return b"\x11" * size, b"\x22" * size, b"\x33" * size


def log(suite: str) -> bytes:
    server, client, zero = secrets(suite)
    rows = [("SERVER_TRAFFIC_SECRET_0", server), ("CLIENT_TRAFFIC_SECRET_0", client)]
    rows.append(("CLIENT_EARLY_TRAFFIC_SECRET", zero))
    return "".join(f"{label} {RANDOM.hex()} {secret.hex()}\n" for label, secret in rows).encode()
