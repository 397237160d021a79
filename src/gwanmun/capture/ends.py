"""The two ends of a connection: their addresses, which of them is the client, and what stays in the local network."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

_SERVER_PORTS = frozenset(
    {1194, 1701, 1883, 1935, 3128, 3478, 4433, 5222, 5223, 5228, 5683, 6881, 8000, 8080, 8443, 8883}
)
"""Registered ports from 1024 on that devices are served on (IANA service names)."""


class Ends(NamedTuple):
    """The two ends as one packet has them: IP addresses of 4 or 16 bytes, ports, hardware addresses."""

    source: bytes
    target: bytes
    source_port: int
    target_port: int
    source_mac: bytes = b""
    target_mac: bytes = b""

    @classmethod
    def of(cls, key: bytes, macs: bytes) -> Ends:
        """From a flow's key and the hardware addresses as a packet has them: receiver's, sender's (b"" none)."""
        size = (len(key) - 4) // 2
        ports = int.from_bytes(key[-4:-2], "big"), int.from_bytes(key[-2:], "big")
        return cls(key[:size], key[size : 2 * size], *ports, macs[6:], macs[:6])

    def reversed(self) -> Ends:
        source, target, source_port, target_port, source_mac, target_mac = self
        return Ends(target, source, target_port, source_port, target_mac, source_mac)


def from_client(ends: Ends) -> bool:
    """Whether the sender of this packet is the client, where no handshake tells: the server has the registered port,
    else the client is on the inside of the network, else it is who was seen first."""
    low, other = served(ends.source_port), served(ends.target_port)
    if low != other:
        return other
    inside, outside = inner(ends.source), inner(ends.target)
    return inside or not outside


def served(port: int) -> bool:
    return 0 < port < 1024 or port in _SERVER_PORTS


@lru_cache(maxsize=1 << 16)
def inner(address: bytes) -> bool:
    """Whether an address has a meaning in a local network only (RFC 6890)."""
    return not ip_address(address).is_global


@lru_cache(maxsize=1 << 16)
def written(address: bytes) -> str:
    return str(ip_address(address))


def to_many(ends: Ends) -> bool:
    """Multicast and broadcast: such a packet stays in the local network."""
    if (ends.target_mac and ends.target_mac[0] & 1) or not any(ends.source):
        return True
    return ends.target[0] == 0xFF if len(ends.target) == 16 else ends.target[0] >= 0xE0
