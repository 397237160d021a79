"""Counts the lines of a stretch of log by service, domain or network: each name is attributed once."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gwanmun.discover.columns import UNDATED, Columns, Kind
from gwanmun.discover.names import Names

HOSTS = 128
"""Host names kept by service. Beyond, those with the smallest checksums stay: a sample that no order of reading
changes; the other counts are not touched by it."""

Days = dict[int, int]

Lines = defaultdict[int, Counter[bytes]]
"""How many lines there were by day and host."""

Hosts = dict[bytes, tuple[int, bytes]]
"""Host -> how many lines, and the address that answered last."""


class Row(NamedTuple):
    """What one part of the logs says of one key: `people` are places in the part's list, `hosts` host -> (lines,
    address that answered last)."""

    key: bytes
    requests: Days
    lookups: Days
    up: int
    down: int
    people: array[int]
    hosts: Hosts


class Part(NamedTuple):
    """A tally as it travels back from the process that made it."""

    rows: list[Row]
    people: list[bytes]
    undated: int


@dataclass(slots=True)
class Tally:
    """Lines of days `first` to `last` count (None: all, undated ones too)."""

    names: Names
    first: int | None = None
    last: int | None = None
    requests: Lines = field(default_factory=lambda: defaultdict(Counter))
    lookups: Lines = field(default_factory=lambda: defaultdict(Counter))
    up: defaultdict[bytes, int] = field(default_factory=lambda: defaultdict(int))
    down: defaultdict[bytes, int] = field(default_factory=lambda: defaultdict(int))
    pairs: set[bytes] = field(default_factory=set)
    addresses: dict[bytes, bytes] = field(default_factory=dict)

    def add(self, columns: Columns, kind: Kind) -> int:
        """Count these lines; gives how many of them fell into the days asked for."""
        if self.first is not None or self.last is not None:
            columns = columns.between(self.first or 1, self.last or 1 << 30)
        if not columns.hosts:
            return 0
        _count(columns, self.requests if kind == "request" else self.lookups)
        keys = list(map(self.names.__getitem__, columns.hosts))
        self.pairs.update(map(b"\t".join, zip(keys, columns.people, strict=True)))
        _sum(self.up, keys, columns.up)
        _sum(self.down, keys, columns.down)
        if columns.addresses is not None:
            self.addresses.update(zip(columns.hosts, columns.addresses, strict=True))
        return len(keys)

    def part(self) -> Part:
        numbers: dict[bytes, int] = {}
        people: defaultdict[bytes, array[int]] = defaultdict(lambda: array("I"))
        for pair in self.pairs:
            key, _, person = pair.partition(b"\t")
            people[key].append(numbers.setdefault(person, len(numbers)))
        requests, lookups, hosts = self._by_key(self.requests), self._by_key(self.lookups), self._hosts()
        rows = [
            Row(key, requests[key], lookups[key], self.up[key], self.down[key], people[key], hosts[key])
            for key in people
        ]
        undated = self.requests[UNDATED].total() + self.lookups[UNDATED].total()
        return Part(rows, list(numbers), undated)

    def _by_key(self, lines: Lines) -> defaultdict[bytes, Days]:
        found: defaultdict[bytes, Days] = defaultdict(dict)
        for day, counter in lines.items():
            for host, count in counter.items():
                days = found[self.names[host]]
                days[day] = days.get(day, 0) + count
        return found

    def _hosts(self) -> Mapping[bytes, Hosts]:
        found: defaultdict[bytes, Hosts] = defaultdict(dict)
        for counter in (*self.requests.values(), *self.lookups.values()):
            for host, count in counter.items():
                hosts, name = found[self.names[host]], plain(host)
                known = hosts.get(name, (0, b""))
                hosts[name] = (known[0] + count, answered(self.addresses.get(host, b"")) or known[1])
        return {key: fewest(hosts) for key, hosts in found.items()}


def _count(columns: Columns, into: Lines) -> None:
    if isinstance(columns.days, int):
        into[columns.days].update(columns.hosts)
        return
    for (day, host), lines in Counter(zip(columns.days, columns.hosts, strict=True)).items():
        into[day][host] += lines


def plain(host: bytes) -> bytes:
    """A host in one spelling: no port, no final dot, lower case."""
    bare = host[1 : host.find(b"]")] if host[:1] == b"[" else host
    if bare.count(b":") == 1:
        bare = bare[: bare.find(b":")]
    return bare.rstrip(b".").lower()


def answered(address: bytes) -> bytes:
    """Squid writes how it got there before the address: `HIER_DIRECT/192.0.2.1`."""
    return address.rpartition(b"/")[2]


def fewest(hosts: Hosts) -> Hosts:
    """At most `HOSTS` of the hosts."""
    if len(hosts) <= HOSTS:
        return hosts
    kept = sorted(hosts, key=lambda host: (zlib.crc32(host), host))[:HOSTS]
    return {host: hosts[host] for host in kept}


def _sum(into: defaultdict[bytes, int], keys: list[bytes], sizes: Iterable[int] | None) -> None:
    if sizes is not None:
        for key, size in zip(keys, sizes, strict=True):
            into[key] += size
