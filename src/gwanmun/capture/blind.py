"""Blind spots of a capture: where names were asked for or given in a way that nobody on the road can see.

DNS over HTTPS, TLS or QUIC hides which names a device asks for; the encrypted ClientHello (ECH) which server it means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from gwanmun.capture.inside import Heard
from gwanmun.knowledge.resolvers import resolver_of
from gwanmun.transfer import Exchange, Unreadable

MAX_RESOLVERS = 1000

_WAYS = {"dot": "TLS", "doq": "QUIC"}


class Blind:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, exchange: Exchange, heard: Heard) -> None:
        """Look at one connection that was named only."""
        where = exchange.endpoint.host or exchange.endpoint.ip or ""
        web = heard.scheme in ("https", "quic", "tls")
        if way := _WAYS.get(heard.scheme) or ("HTTPS" if web and is_resolver(where) else ""):
            self._count(f"DNS over {way} to {where}: the names that were asked for are not seen")
        if heard.ech:
            self._count("encrypted ClientHello (ECH) or its imitation: the server name may be a public front only")

    def _count(self, why: str) -> None:
        if why in self._counts or len(self._counts) < MAX_RESOLVERS:
            self._counts[why] += 1
        else:
            self._counts["encrypted DNS to further resolvers: the names that were asked for are not seen"] += 1

    def items(self) -> Iterator[Unreadable]:
        for why, count in self._counts.items():
            yield Unreadable("names", f"{why} ({count} {'connection' if count == 1 else 'connections'})")


@lru_cache(maxsize=4096)
def is_resolver(where: str) -> bool:
    """Whether a host name or an address is that of a public resolver that answers DNS over HTTPS."""
    return resolver_of(where) is not None
