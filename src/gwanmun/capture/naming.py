"""Names for addresses, as the capture itself tells them: DNS answers a client had before, DHCP and multicast DNS.

Programs keep an address longer than its time to live says: an answer counts for an hour more.
"""

from __future__ import annotations

from typing import TypeVar

from gwanmun.capture.ends import Ends
from gwanmun.wire.dhcp import device_name
from gwanmun.wire.dns import Answers, answers

Key = TypeVar("Key")
Value = TypeVar("Value")

SLACK = 3600.0
MAX_KEPT = 1 << 18
MAX_NAMES = 8
"""Names of one address that are kept for one client."""
MAX_ADDRESSES = 8
"""More IPv4 addresses behind one hardware address are a router's: it names no device then."""


class Names:
    """What was heard so far. `listed` are names the capture file itself lists for addresses, the weakest evidence."""

    def __init__(self, listed: dict[bytes, str] | None = None) -> None:
        self._answers: dict[tuple[bytes, bytes], dict[str, float]] = {}
        self._local: dict[bytes, str] = {}
        self._devices: dict[bytes, str] = {}
        self._seen_at: dict[bytes, set[bytes]] = {}
        self._ech: set[str] = set()
        self._listed = listed if listed is not None else {}

    def dns(self, ends: Ends, at: float, message: bytes) -> Answers:
        """A DNS message to the end that asked: its address, and its hardware address for its other addresses."""
        found = answers(message) or Answers(())
        for who in (ends.target, ends.target_mac):
            if who:
                self._keep(who, at, found)
        self._ech.update(found.ech[: MAX_KEPT - len(self._ech)])
        return found

    def _keep(self, who: bytes, at: float, found: Answers) -> None:
        for name, address, ttl in found.addresses:
            names = _bounded(self._answers).setdefault((who, address), {})
            names.pop(name, None)  # the newest stands last
            names[name] = at + ttl + SLACK
            if len(names) > MAX_NAMES:
                del names[next(iter(names))]

    def multicast(self, message: bytes) -> None:
        """Multicast DNS: what a device in the local network says of itself (RFC 6762)."""
        found = answers(message)
        for name, address, _ in found.addresses if found else ():
            _bounded(self._local)[address] = name

    def dhcp(self, message: bytes) -> None:
        if found := device_name(message):
            _bounded(self._devices)[found[0]] = found[1]

    def of(self, ends: Ends, at: float) -> list[str]:
        """Names that the client of these ends was told for the server's address, the newest first."""
        found: dict[str, None] = {}
        for who in (ends.source, ends.source_mac):
            names = self._answers.get((who, ends.target), {}) if who else {}
            found |= dict.fromkeys(name for name, until in reversed(names.items()) if at <= until)
        if not found and (name := self._local.get(ends.target)):
            return [name]
        return list(found)

    def listed(self, address: bytes) -> str | None:
        return self._listed.get(address)

    def offers_ech(self, name: str) -> bool:
        """Whether DNS handed out keys for the encrypted ClientHello of this name (RFC 9460)."""
        return name in self._ech

    def device(self, ends: Ends) -> str | None:
        """The client as a person knows it: its hardware address, and the name it gave itself."""
        mac = self._own(ends)
        name = self._devices.get(mac) or self._local.get(ends.source)
        number = mac.hex(":") if mac else ""
        return f"{name} ({number})" if name and number else name or number or None

    def _own(self, ends: Ends) -> bytes:
        mac = ends.source_mac
        if len(mac) != 6 or not any(mac):
            return b""
        seen = _bounded(self._seen_at).setdefault(mac, set())
        if len(ends.source) == 4 and len(seen) <= MAX_ADDRESSES:
            seen.add(ends.source)
        return mac if len(seen) <= MAX_ADDRESSES else b""


def _bounded(mapping: dict[Key, Value]) -> dict[Key, Value]:
    """With room for one more: the oldest goes."""
    if len(mapping) >= MAX_KEPT:
        del mapping[next(iter(mapping))]
    return mapping
