"""One device of a capture while its entries are counted, in bounded memory; what comes of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from gwanmun.report.party import party_key, ranked
from gwanmun.report.uploads import Slots, Upload

MOST = 2_000
"""Devices that are kept apart; recipients of one device."""

CLEAR = frozenset({
    "http", "ws", "mqtt", "ftp", "telnet", "smtp", "pop3", "imap", "ldap", "rtsp", "rtmp", "sip", "tftp", "snmp",
    "syslog", "coap", "vnc", "xmpp",
})  # fmt: skip
"""Protocols that carry content in clear text. DNS is left out: its names are told anyway."""

_WEAK = re.compile(r"^weakly encrypted \(([^()]{1,80})")


class Talk(NamedTuple):
    """One recipient of a device; `recipient` is as in the ledger entry. Bytes are -1 where they are not known."""

    recipient: Mapping[str, Any]
    hosts: tuple[str, ...]
    exchanges: int
    up: int
    down: int


class Device(NamedTuple):
    """One device. `hours` counts exchanges begun in each hour of the day (24, in the zone of the tally), `clear` and
    `weak` by protocol, `lookups` names that were only asked for, `attempts` connections on which nothing crossed.
    `random` tells a hardware address that is made up (IEEE 802, the local bit): it belongs to no vendor."""

    mac: str
    name: str
    addresses: tuple[str, ...]
    random: bool
    first: str
    last: str
    exchanges: int
    up: int
    down: int
    talks: tuple[Talk, ...]
    hours: tuple[int, ...]
    clear: Mapping[str, int]
    weak: Mapping[str, int]
    lookups: int
    attempts: int
    uploads: tuple[Upload, ...]

    @property
    def title(self) -> str:
        return self.name or self.mac or next(iter(self.addresses), "")


class Amount:
    """Bytes up and down; what the capture did not count makes no total."""

    __slots__ = ("counted", "down", "sent", "up")

    def __init__(self) -> None:
        self.up = self.down = -1
        self.sent = 0
        self.counted = False

    def add(self, entry: Mapping[str, Any]) -> None:
        self.sent += int(entry.get("size") or 0)
        volume = entry.get("volume")
        if not volume:
            return
        self.counted = True
        if volume["up"] >= 0:
            self.up = max(self.up, 0) + volume["up"]
        if volume["down"] >= 0:
            self.down = max(self.down, 0) + volume["down"]

    def totals(self, counted: bool) -> tuple[int, int]:
        """`counted`: the capture counts connections; else the bodies of the requests are all that is known."""
        return (self.up, self.down) if counted or not self.sent else (self.sent, -1)


class _Talks:
    __slots__ = ("amount", "exchanges", "hosts", "recipient")

    def __init__(self, recipient: Mapping[str, Any]) -> None:
        self.recipient = recipient
        self.hosts: Counter[str] = Counter()
        self.exchanges = 0
        self.amount = Amount()

    def add(self, entry: Mapping[str, Any]) -> None:
        self.exchanges += 1
        self.amount.add(entry)
        host = entry["recipient"].get("host") or entry["recipient"].get("ip") or ""
        if host in self.hosts or len(self.hosts) < MOST:
            self.hosts[host] += 1

    def freeze(self, counted: bool) -> Talk:
        hosts = tuple(host for host, _ in ranked(self.hosts) if host)
        return Talk(self.recipient, hosts, self.exchanges, *self.amount.totals(counted))


class DeviceCount:
    """One device while entries are counted."""

    def __init__(self, mac: str, name: str) -> None:
        self.mac, self.name = mac, name
        self.addresses: Counter[str] = Counter()
        self.first = self.last = ""
        self.exchanges = self.lookups = self.attempts = 0
        self.amount = Amount()
        self.talks: dict[str, _Talks] = {}
        self.hours = [0] * 24
        self.clear: Counter[str] = Counter()
        self.weak: Counter[str] = Counter()
        self.slots = Slots()

    def add(self, entry: Mapping[str, Any], zone: tzinfo) -> None:
        at, opaque = entry["at"], entry.get("opaque") or ""
        self.first = min(self.first or at, at)
        self.last = max(self.last, at)
        address = entry["origin"].get("address") or ""
        if address and (address in self.addresses or len(self.addresses) < MOST):
            self.addresses[address] += 1
        if opaque.startswith("DNS question only"):
            self.lookups += 1
        elif opaque.startswith("no data crossed"):
            self.attempts += 1
        else:
            self._exchange(entry, datetime.fromisoformat(at), zone, opaque)

    def _exchange(self, entry: Mapping[str, Any], at: datetime, zone: tzinfo, opaque: str) -> None:
        self.exchanges += 1
        self.hours[at.astimezone(zone).hour] += 1
        self.amount.add(entry)
        self.slots.add(at.timestamp(), entry.get("volume") or {})
        scheme = entry["endpoint"].get("scheme") or ""
        if scheme in CLEAR:
            self.clear[scheme] += 1
        if (found := _WEAK.match(opaque)) and (found[1] in self.weak or len(self.weak) < MOST):
            self.weak[found[1]] += 1
        self._talk(entry)

    def _talk(self, entry: Mapping[str, Any]) -> None:
        key = party_key(entry["recipient"])
        talk = self.talks.get(key)
        if talk is None:
            key = key if len(self.talks) < MOST else ""
            talk = self.talks.setdefault(key, _Talks(entry["recipient"] if key else {}))
        talk.add(entry)

    def freeze(self) -> Device:
        counted = self.amount.counted
        talks = [talk.freeze(counted) for talk in self.talks.values()]
        talks.sort(key=lambda talk: (-max(talk.up, 0), -talk.exchanges, talk.hosts))
        addresses = tuple(address for address, _ in ranked(self.addresses))
        made_up = bool(self.mac) and bool(int(self.mac[:2], 16) & 2)
        up, down = self.amount.totals(counted)
        return Device(
            self.mac,
            self.name,
            addresses,
            made_up,
            self.first,
            self.last,
            self.exchanges,
            up,
            down,
            tuple(talks),
            tuple(self.hours),
            dict(ranked(self.clear)),
            dict(ranked(self.weak)),
            self.lookups,
            self.attempts,
            self.slots.uploads(),
        )
