"""The records of one sensor's run, joined: several records of a connection become one exchange.

A handshake waits for the record of its connection, which is written when that is over; a name that was looked up waits
for a connection to it; what goes to a DNS resolver is one exchange for each client. Memory is bounded by `HELD`: over
it, and at the end, a handshake or a certificate is told by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gwanmun.capture.lookup import Lookups
from gwanmun.capture.names import Named, Names
from gwanmun.transfer import Endpoint, Exchange, Volume

HELD = 1 << 17
"""Handshakes that wait; resolvers of clients that are counted."""

RESOLVED = "questions and answers of DNS: taken for names, not judged"
REQUESTS = "connections whose requests are told one by one"


class Run:
    def __init__(self) -> None:
        self.names, self.lookups = Names(), Lookups()
        self._handshakes: dict[str, Exchange] = {}
        self._certificates: dict[str, Exchange] = {}
        self._resolvers: dict[tuple[str | None, str | None], Exchange] = {}
        self._requests: dict[str, None] = {}
        self.spilled = self.lookups.spilled

    def handshake(self, uid: str, made: Exchange, named: Named) -> Exchange | None:
        """A handshake of connection `uid`; given back when nothing can come to join it."""
        self.names.connection(uid, named)
        if not uid:
            return made
        if earlier := self._handshakes.pop(uid, None):
            self.spilled.append(earlier)
        self._handshakes[uid] = made
        if len(self._handshakes) > HELD:
            self.spilled.append(self._handshakes.pop(next(iter(self._handshakes))))
        return None

    def certificate(self, key: str, made: Exchange) -> None:
        """A server's certificate, met on a connection that is not known yet."""
        self._certificates[key] = made
        if len(self._certificates) > HELD:
            self.spilled.append(self._certificates.pop(next(iter(self._certificates))))

    def shown(self, key: str) -> Named:
        """What the certificate that was shown on a connection names: the connection tells of it."""
        self._certificates.pop(key, None)
        return self.names.shown((key,))

    def request(self, uid: str) -> None:
        """A request on connection `uid` was told."""
        if uid:
            self._requests[uid] = None
            if len(self._requests) > HELD:
                del self._requests[next(iter(self._requests))]

    def requested(self, uid: str) -> bool:
        return self._requests.pop(uid, False) is None

    def connection(self, uid: str, made: Exchange) -> Exchange:
        """The record of a connection, with what its handshake told."""
        told = self._handshakes.pop(uid, None) if uid else None
        if told is None:
            return made
        end = told.endpoint
        scheme = made.endpoint.scheme if end.scheme == "tls" else end.scheme
        where = Endpoint(end.host, made.endpoint.port, scheme, made.endpoint.ip, end.sni, end.named_by)
        return Exchange(
            made.id, made.at, made.origin, where, made.provenance, None, None, "name", told.opaque, made.volume
        )

    def resolver(self, made: Exchange) -> None:
        """A connection to a DNS resolver: counted with those before it."""
        key = (made.origin.address, made.endpoint.ip)
        known = self._resolvers.get(key)
        if known is None:
            if len(self._resolvers) >= HELD:
                self.spilled.append(self._resolvers.pop(next(iter(self._resolvers))))
            self._resolvers[key] = made
        elif made.volume:
            self._resolvers[key] = replace(known, volume=added(known.volume, made.volume))

    def told(self, exchange: Exchange) -> Exchange:
        """An exchange that is given out: its peer was contacted."""
        if exchange.endpoint.host and exchange.endpoint.scheme != "dns":
            self.lookups.contacted(exchange.origin.address or exchange.origin.device, exchange.endpoint.host)
        return exchange

    def spill(self) -> Iterator[Exchange]:
        """What there is no more room for."""
        spilled = self.spilled[:]
        self.spilled.clear()
        yield from map(self.told, spilled)

    def end(self) -> Iterator[Exchange]:
        """All that still waits."""
        yield from self.spill()
        handshakes, self._handshakes = self._handshakes, {}
        certificates, self._certificates = self._certificates, {}
        resolvers, self._resolvers = self._resolvers, {}
        yield from map(self.told, (*handshakes.values(), *certificates.values()))
        yield from resolvers.values()
        yield from self.lookups.end()


def added(first: Volume | None, second: Volume) -> Volume:
    """Both together; -1 stays unknown."""
    if first is None:
        return second
    up, down = (a + b if min(a, b) >= 0 else -1 for a, b in ((first.up, second.up), (first.down, second.down)))
    return Volume(up, down, first.packets + second.packets, round(first.seconds + second.seconds, 6))
