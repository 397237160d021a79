"""Fingerprints: keyed hashes by which the same value is recognised again without being kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

from gwanmun.detect.evidence import digits_of

_LENGTH, _BLOCK = 16, 64
_SEPARATORS = re.compile(r"[\s.,:()_/-]+")


def _phone(value: str) -> str:
    digits = digits_of(value)
    if value.lstrip("(").startswith("+82") or digits.startswith(("0082", "8210")):
        return "0" + digits.removeprefix("00").removeprefix("82").lstrip("0")
    return digits


def _compact(value: str) -> str:
    return _SEPARATORS.sub("", value).casefold()


def _as_is(value: str) -> str:
    return value


_NORMAL: Mapping[str, Callable[[str], str]] = {
    "contact.email": str.casefold,
    "contact.phone": _phone,
    "content.prompt": _as_is,
    **dict.fromkeys(("finance.account", "finance.card", "kr.brn", "kr.crn", "kr.driver_license"), digits_of),
    **dict.fromkeys(("device.imei", "kr.frn", "kr.rrn"), digits_of),
    **dict.fromkeys(("secret.key", "secret.password", "secret.private_key", "secret.token"), _as_is),
}


def normal(kind: str, value: str) -> str:
    """The form under which two writings of one value are the same: digits only, +82 as 0, case folded, …"""
    return _NORMAL.get(kind, _compact)(value)


class Fingerprints:
    """HMAC-SHA256 (RFC 2104) under one key; the two padded key blocks are hashed once, which makes each value cheap."""

    def __init__(self, key: bytes) -> None:
        block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def of(self, kind: str, value: str) -> str:
        """The first 16 bytes, in hex, of the HMAC over kind, a zero byte and the normalised value."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"{kind}\0{normal(kind, value)}".encode("utf-8", "replace"))
        outer.update(inner.digest())
        return outer.hexdigest()[: 2 * _LENGTH]
