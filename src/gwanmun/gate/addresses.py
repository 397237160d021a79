"""Names to addresses: the `resolve` map first, then the system's resolver with a short memory."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Mapping

from gwanmun.gate.ports import Address

REMEMBERED = 60.0
"""Seconds that an answer of the resolver is used."""

LIMIT = 4096


class Addresses:
    """`known` answers at once or not at all, `look_up` asks. An empty tuple means: no such name, or not allowed."""

    def __init__(self, resolve: Mapping[Address, Address], only_resolved: bool) -> None:
        self._resolve = {(host.lower(), port): address for (host, port), address in resolve.items()}
        self._only_resolved = only_resolved
        self._cache: dict[Address, tuple[float, tuple[Address, ...]]] = {}

    def known(self, host: str, port: int) -> tuple[Address, ...] | None:
        cached = self._cache.get((host, port))
        if cached is not None and cached[0] > time.monotonic():
            return cached[1]
        fixed = self._fixed(host, port)
        return fixed if fixed is None else self._keep(host, port, fixed, float("inf"))

    def _fixed(self, host: str, port: int) -> tuple[Address, ...] | None:
        mapped = self._resolve.get((host, port))
        if mapped is not None:
            return (mapped,)
        if self._only_resolved:
            return ()
        return ((host, port),) if is_ip(host) else None

    async def look_up(self, host: str, port: int) -> tuple[Address, ...]:
        known = self.known(host, port)
        if known is not None:
            return known
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            )
        except (OSError, UnicodeError):
            return ()
        addresses = tuple(dict.fromkeys((str(entry[4][0]), port) for entry in found))
        return self._keep(host, port, addresses, time.monotonic() + REMEMBERED)

    def avoid(self, host: str, port: int, address: Address) -> None:
        """An address that could not be reached goes to the end of the line."""
        cached = self._cache.get((host, port))
        if cached is not None and address in cached[1]:
            rest = tuple(other for other in cached[1] if other != address)
            self._cache[host, port] = cached[0], (*rest, address)

    def _keep(self, host: str, port: int, found: tuple[Address, ...], until: float) -> tuple[Address, ...]:
        if len(self._cache) >= LIMIT:
            self._cache.clear()
        self._cache[host, port] = until, found
        return found


def is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
