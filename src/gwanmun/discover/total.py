"""Joins the tallies of all parts of all logs: one running total by service, domain or network, bounded in memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from gwanmun.discover.columns import UNDATED
from gwanmun.discover.names import DOMAIN, LOCAL_KEY
from gwanmun.discover.people import People, Register
from gwanmun.discover.tally import Hosts, Part, Row, fewest

DOMAINS = 200_000
"""Unknown domains told apart; where there are more, those asked for least go into one sum and are said to have."""


@dataclass(slots=True)
class Total:
    """All that was counted for one key. `requests` and `lookups` are by day; day 0 holds undated lines."""

    key: bytes
    requests: Counter[int] = field(default_factory=Counter)
    lookups: Counter[int] = field(default_factory=Counter)
    up: int = 0
    down: int = 0
    people: People = field(default_factory=People)
    hosts: Hosts = field(default_factory=dict)
    more_hosts: bool = False

    @property
    def lines(self) -> int:
        return self.requests.total() + self.lookups.total()

    def days(self) -> list[int]:
        """The days on which it was used, in order."""
        return sorted({*self.requests, *self.lookups} - {UNDATED})

    def add(self, row: Row, numbers: list[int]) -> None:
        self.requests.update(row.requests)
        self.lookups.update(row.lookups)
        self.up += row.up
        self.down += row.down
        self.people.add([numbers[place] for place in row.people])
        for host, (lines, address) in row.hosts.items():
            known = self.hosts.get(host)
            self.hosts[host] = (known[0] + lines, address or known[1]) if known else (lines, address)
        kept = fewest(self.hosts)
        self.more_hosts = self.more_hosts or len(kept) < len(self.hosts)
        self.hosts = kept


@dataclass(slots=True)
class Totals:
    """The total of everything read so far."""

    by_key: dict[bytes, Total] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    everybody: People = field(default_factory=People)
    undated: int = 0
    folded: int = 0
    folded_lines: int = 0

    def add(self, part: Part) -> None:
        """Parts come in the order of the logs, so that the last address of a host is the last."""
        numbers = [self.register.number(person) for person in part.people]
        self.everybody.add(numbers)
        self.undated += part.undated
        for row in part.rows:
            total = self.by_key.get(row.key)
            if total is None:
                total = self.by_key[row.key] = Total(row.key)
            total.add(row, numbers)
        if len(self.by_key) > 2 * DOMAINS:
            self._fold()

    def _fold(self) -> None:
        """Keep the `DOMAINS` unknown domains with most lines: a hostile log can make up any number of them."""
        domains = [total for key, total in self.by_key.items() if key.startswith(DOMAIN)]
        domains.sort(key=lambda total: (-total.lines, total.key))
        for total in domains[DOMAINS:]:
            self.folded += 1
            self.folded_lines += total.lines
            del self.by_key[total.key]

    def inside(self) -> Total:
        """What stayed inside: names and addresses of the organisation's own network."""
        return self.by_key.get(LOCAL_KEY) or Total(LOCAL_KEY)
