"""Digests of a planted value: MD5, SHA-1, SHA-256 and SHA-512 in hex and base64, as trackers send them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from gwanmun.detect.seeds_encodings import URL, Form

_ALGORITHMS = ("md5", "sha1", "sha256", "sha512")


def digests(text: str, name: str) -> Iterator[Form]:
    """Unsalted digests of one writing. Hex is found in either case."""
    for algorithm in _ALGORITHMS:
        digest = hashlib.new(algorithm, text.encode(), usedforsecurity=False).digest()
        yield from _written(digest, f"{algorithm} of {name}")


def _written(digest: bytes, name: str) -> Iterator[Form]:
    whole = digest.hex()
    yield Form(name, whole.encode())
    for stripped in {whole.lstrip("0"), "".join(f"{octet:x}" for octet in digest)} - {whole}:
        yield Form(f"{name}, zeros stripped", stripped.encode())
    in_base64 = base64.b64encode(digest).rstrip(b"=")
    yield Form(f"base64 {name}", in_base64, cased=True)
    yield Form(f"base64 {name}", in_base64.translate(URL), cased=True)
