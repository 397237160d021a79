"""One Initial packet of QUIC: its header, its keys, and the CRYPTO frames in it (RFC 9000, 9001, 9369; draft-29)."""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES


class Version(NamedTuple):
    """Salt, prefix of the key labels, and the packet type that means Initial."""

    name: str
    salt: bytes
    label: str
    initial: int


VERSIONS = {
    0x00000001: Version("1", bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), "quic", 0),
    0x6B3343CF: Version("2", bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9"), "quicv2", 1),
    0xFF00001D: Version("draft-29", bytes.fromhex("afbfec289993d24c9e9786f19c6111e04390a899"), "quic", 0),
}

_SAMPLE = 16
_PADDING, _PING, _ACK, _ACK_ECN, _CRYPTO = 0, 1, 2, 3, 6


class Keys(NamedTuple):
    key: bytes
    iv: bytes
    header: bytes


class Initial(NamedTuple):
    """Where the parts of one Initial packet stand in its datagram."""

    version: Version
    target: bytes
    number: int
    end: int


def is_long(data: bytes) -> bool:
    """Whether a datagram begins with a long header of a version that is read here (RFC 9000 section 17.2)."""
    return len(data) >= 7 and data[0] & 0xC0 == 0xC0 and int.from_bytes(data[1:5], "big") in VERSIONS


def client_keys(version: Version, target: bytes) -> Keys:
    """The keys of a client's Initial packets (RFC 9001 section 5.2)."""
    secret = hmac.digest(version.salt, target, hashlib.sha256)
    client = expand(secret, "client in", 32)
    return Keys(
        *(expand(client, f"{version.label} {name}", size) for name, size in (("key", 16), ("iv", 12), ("hp", 16)))
    )


def expand(secret: bytes, label: str, size: int) -> bytes:
    """HKDF-Expand-Label with SHA-256 and no context, up to 32 bytes (RFC 8446 section 7.1)."""
    name = b"tls13 " + label.encode()
    info = size.to_bytes(2, "big") + bytes([len(name)]) + name + b"\0\x01"
    return hmac.digest(secret, info, hashlib.sha256)[:size]


def initial(data: bytes, at: int) -> Initial | None:
    """Read the header of the Initial packet at `at`; packets of another type before it are not passed over, because
    a client's Initial comes first in its datagram (RFC 9000 section 12.2)."""
    if not is_long(data[at : at + 7]):
        return None
    version = VERSIONS[int.from_bytes(data[at + 1 : at + 5], "big")]
    if (data[at] >> 4) & 3 != version.initial:
        return None
    size = data[at + 5]
    target, place = data[at + 6 : at + 6 + size], at + 6 + size
    if size > 20 or place >= len(data):
        return None
    place += 1 + data[place]
    token, place = _variable(data, place)
    length, place = _variable(data, place + token)
    end = place + length
    return Initial(version, target, place, end) if length >= 4 + _SAMPLE and end <= len(data) else None


def _variable(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length and what follows it (RFC 9000 section 16); beyond the end it is 0."""
    if at >= len(data):
        return 0, at
    size = 1 << (data[at] >> 6)
    return int.from_bytes(data[at : at + size], "big") & ((1 << (8 * size - 2)) - 1), at + size


def opened(data: bytes, at: int, packet: Initial, keys: Keys) -> bytes | None:
    """Header protection off, then the payload's (RFC 9001 sections 5.3, 5.4)."""
    sample = data[packet.number + 4 : packet.number + 4 + _SAMPLE]
    mask = Cipher(AES(keys.header), modes.ECB()).encryptor().update(sample)  # noqa: S305 - as the RFC has it
    first = data[at] ^ mask[0] & 0x0F
    size = (first & 3) + 1
    number = bytes(a ^ b for a, b in zip(data[packet.number : packet.number + size], mask[1:], strict=False))
    head = bytes([first]) + data[at + 1 : packet.number] + number
    nonce = (int.from_bytes(keys.iv, "big") ^ int.from_bytes(number, "big")).to_bytes(12, "big")
    try:
        return AESGCM(keys.key).decrypt(nonce, data[packet.number + size : packet.end], head)
    except InvalidTag:
        return None


def crypto_frames(plain: bytes) -> list[tuple[int, bytes]]:
    """Offset and data of the CRYPTO frames; other frames that an Initial may hold are passed over (RFC 9000,
    section 12.4), anything else ends the reading."""
    found, at = [], 0
    while at < len(plain):
        kind, at = plain[at], at + 1
        if kind == _CRYPTO:
            offset, at = _variable(plain, at)
            size, at = _variable(plain, at)
            found.append((offset, plain[at : at + size]))
            at += size
        elif kind in (_ACK, _ACK_ECN):
            at = _acknowledgement(plain, at, kind)
        elif kind not in (_PADDING, _PING):
            break
    return found


def _acknowledgement(plain: bytes, at: int, kind: int) -> int:
    """Largest, delay, number of ranges, first range, then two numbers a range; three counters with ECN."""
    for _ in range(2):
        _, at = _variable(plain, at)
    ranges, at = _variable(plain, at)
    for _ in range(1 + 2 * min(ranges, len(plain)) + (3 if kind == _ACK_ECN else 0)):
        _, at = _variable(plain, at)
    return at
