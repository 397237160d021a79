"""An address as the tables know it: a number of version 4 or 6, read without building an address object."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import NamedTuple

from gwanmun.recipient import name

DIGITS = frozenset("0123456789")

SPECIAL = frozenset({0x0000, 0x0064, 0x2002})
"""First 16 bits of IPv6 addresses that may hold an IPv4 address (mapped, NAT64, 6to4): they are read the slow way."""


class Spot(NamedTuple):
    """`text` is the one spelling (RFC 5952 for IPv6), `number` the address as an unsigned integer."""

    text: str
    version: int
    number: int


def spot(text: str) -> Spot | None:
    """The address in `text`, None when it is none; embedded IPv4 addresses are taken out as `name.address` does."""
    if ":" in text:
        return _six(text)
    if text[-1:] not in DIGITS:
        return None
    try:
        return Spot(text, 4, int.from_bytes(inet_pton(AF_INET, text), "big"))
    except (OSError, ValueError):
        return None


def _six(text: str) -> Spot | None:
    try:
        packed = inet_pton(AF_INET6, text)
    except (OSError, ValueError):
        return _otherwise(text)
    number = int.from_bytes(packed, "big")
    return _otherwise(text) if number >> 112 in SPECIAL else Spot(inet_ntop(AF_INET6, packed), 6, number)


def _otherwise(text: str) -> Spot | None:
    found = name.address(text)
    return Spot(str(found), found.version, int(found)) if found else None
