"""From a secret to keys: TLS 1.0 to 1.2 (RFC 2246 section 5, RFC 5246 sections 5, 6.3) and 1.3 (RFC 8446 section 7)."""

from __future__ import annotations

import hmac
from typing import NamedTuple

from gwanmun.wire.tls_suites import Suite

BLOCK = {"aes": 16, "camellia": 16, "seed": 16, "3des": 8, "chacha": 0}
"""Bytes of a cipher's block."""

MAC = {"": 0, "sha1": 20, "sha256": 32, "sha384": 48}
"""Bytes of a hash."""


class Keys(NamedTuple):
    """Of one direction: record MAC key (CBC only), cipher key, initialisation vector or its fixed part."""

    mac: bytes
    key: bytes
    iv: bytes


def key_block(suite: Suite, version: int, master: bytes, client: bytes, server: bytes) -> tuple[Keys, Keys]:
    """Keys of the two directions, from the server and from the client; `client` and `server` are the randoms."""
    mac, key, iv = MAC[suite.mac], suite.key, _fixed_iv(suite, version)
    block = prf(suite.prf, version, master, b"key expansion" + server + client, 2 * (mac + key + iv))
    fields, at = [], 0
    for size in (mac, mac, key, key, iv, iv):
        fields.append(block[at : at + size])
        at += size
    return Keys(*fields[1::2]), Keys(*fields[0::2])


def _fixed_iv(suite: Suite, version: int) -> int:
    """TLS 1.1 and later send a CBC record's IV with it; counter modes keep 4 of 12 bytes (RFC 5288), ChaCha all."""
    if suite.mode == "cbc":
        return BLOCK[suite.cipher] if version < 0x0302 else 0
    return 12 if suite.mode == "chacha" else 4


def prf(digest: str, version: int, secret: bytes, seed: bytes, size: int) -> bytes:
    """The pseudorandom function; before TLS 1.2 that of MD5 and SHA-1 together. `seed` begins with the label."""
    if version >= 0x0303:
        return _p_hash(digest, secret, seed, size)
    half = (len(secret) + 1) // 2
    md5, sha1 = _p_hash("md5", secret[:half], seed, size), _p_hash("sha1", secret[-half:], seed, size)
    return bytes(a ^ b for a, b in zip(md5, sha1, strict=True))


def _p_hash(digest: str, secret: bytes, seed: bytes, size: int) -> bytes:
    out, a = b"", seed
    while len(out) < size:
        a = hmac.digest(secret, a, digest)
        out += hmac.digest(secret, a + seed, digest)
    return out[:size]


def traffic_keys(suite: Suite, secret: bytes) -> Keys:
    """TLS 1.3: the keys of one direction from its traffic secret."""
    return Keys(b"", expand_label(suite.prf, secret, b"key", suite.key), expand_label(suite.prf, secret, b"iv", 12))


def next_secret(suite: Suite, secret: bytes) -> bytes:
    """TLS 1.3: the traffic secret after a KeyUpdate (RFC 8446 section 7.2)."""
    return expand_label(suite.prf, secret, b"traffic upd", MAC[suite.prf])


def expand_label(digest: str, secret: bytes, label: bytes, size: int) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446 section 7.1, RFC 5869 section 2.3)."""
    name = b"tls13 " + label
    info = size.to_bytes(2, "big") + bytes([len(name)]) + name + b"\x00"
    out = block = b""
    for count in range(1, 256):
        if len(out) >= size:
            break
        block = hmac.digest(secret, block + info + bytes([count]), digest)
        out += block
    return out[:size]
