"""The way to the origin for one exchange: finds a connection, keeps bytes until it is there, repeats when it may."""

from __future__ import annotations

from typing import Protocol

from gwanmun.gate.relay import FarSide
from gwanmun.gate.route import Place
from gwanmun.gate.services import Found, Services
from gwanmun.gate.upstream import Failure, Route, Upstream
from gwanmun.wire.http1 import Event

NO_ADDRESS = Failure(502, "the name has no address, or this gate may not reach it")

REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
"""Idempotent methods: only these are sent again when a kept connection turns out dead (RFC 9110 section 9.2.2)."""


class Exchanging(Protocol):
    """Whoever sends and gets the answer."""

    def answered(self, events: list[Event]) -> None: ...

    def unreachable(self, failure: Failure) -> None: ...

    def lost(self, why: str) -> None: ...

    def flow_changed(self) -> None: ...


class Line:
    """Owner of an upstream connection while an exchange lasts; `sent` counts the bytes of body given to it."""

    def __init__(self, services: Services, place: Place, found: Found, method: str, user: Exchanging) -> None:
        self._services, self._place, self._found, self._method, self._user = services, place, found, method, user
        self._upstream: Upstream | None = None
        self._outbox: list[bytes] = []
        self._repeat: bytes | None = None
        self._closed = False
        self.own: Upstream | None = None
        self.sent = 0

    @property
    def reached(self) -> bool:
        """There is a connection, and what was pushed is on its way."""
        return self._upstream is not None

    def push_whole(self, wire: bytes, size: int) -> None:
        """Send a complete request, of which `size` bytes are body."""
        if self._method in REPEATABLE:
            self._repeat = wire
        self.push(wire, size)

    def push(self, data: bytes, size: int) -> None:
        """Send a piece of a request; pieces wait while there is no connection yet."""
        self.sent += size
        if self._upstream is not None:
            self._upstream.transport.write(data)
            return
        self._outbox.append(data)
        if len(self._outbox) == 1:
            self._connect(fresh=False)

    def _connect(self, fresh: bool) -> None:
        if not self._found:
            self.sent = 0
            self._user.unreachable(NO_ADDRESS)
            return
        route = Route(self._found[0], self._place.scheme == "https", self._place.name)
        idle = None if fresh else self._idle(route)
        if idle is not None:
            self._attach(idle)
        else:
            self._services.upstreams.connect(route, self._connected)

    def _idle(self, route: Route) -> Upstream | None:
        own, self.own = self.own, None
        if own is not None and own.route == route and not own.transport.is_closing():
            return own
        if own is not None:
            own.abort()
        return self._services.upstreams.take(route)

    def _connected(self, result: Upstream | Failure) -> None:
        if isinstance(result, Upstream):
            if self._closed:
                result.abort()
            else:
                self._attach(result)
                self._user.flow_changed()
            return
        self._services.addresses.avoid(self._place.host, self._place.port, self._found[0])
        if not self._closed:
            self.sent = 0
            self._user.unreachable(result)

    def _attach(self, upstream: Upstream) -> None:
        outbox, self._outbox = self._outbox, []
        self._upstream = upstream
        upstream.send(self, self._method, outbox[0] if len(outbox) == 1 else b"".join(outbox))

    @property
    def writable(self) -> bool:
        """The origin takes more at the moment."""
        return self._upstream is not None and self._upstream.writable

    def upstream_writable(self, writable: bool) -> None:
        self._user.flow_changed()

    def answered(self, events: list[Event]) -> None:
        self._repeat = None
        self._user.answered(events)

    def upstream_lost(self, why: str) -> None:
        upstream, self._upstream = self._upstream, None
        if self._repeat is not None and upstream is not None and upstream.served > 1:
            self._outbox, self._repeat = [self._repeat], None
            self._connect(fresh=True)
        else:
            self._user.lost(why)

    def hold(self, held: bool) -> None:
        """Stop reading the answer, or go on."""
        if self._upstream is not None:
            self._upstream.hold(held)

    def release(self, clean: bool, shared: bool) -> Upstream | None:
        """The answer is complete. A `clean` connection may serve another request: anybody's when it is `shared`, else
        it is given back and serves this client only."""
        upstream, self._upstream = self._upstream, None
        self._closed = True
        if upstream is None or not upstream.release(clean, shared):
            return None
        return upstream

    def hand_over(self, far: FarSide) -> None:
        """Leave the connection to a relay."""
        upstream, self._upstream = self._upstream, None
        self._closed = True
        if upstream is not None:
            far.adopt(upstream)

    def abort(self) -> None:
        """End the connection at once; what was still waiting has not been sent."""
        upstream, self._upstream = self._upstream, None
        self._closed = True
        if self.own is not None:
            self.own.abort()
        if upstream is not None:
            upstream.abort()
        elif self._outbox:
            self.sent = 0
