"""HTTP/1.1 with one client: requests are read and served one after another, pipelined ones wait their turn."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from gwanmun.gate.channel import Channel
from gwanmun.gate.route import Place, Target, absolute_target, tunnelled_target
from gwanmun.gate.services import Found, Services
from gwanmun.gate.transaction import Transaction
from gwanmun.gate.upstream import Upstream
from gwanmun.transfer import Origin, Outcome
from gwanmun.wire.http1 import END, Broken, Event, RequestHead, RequestReader

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class HttpSession:
    """Stage of a channel that carries HTTP. `place` is where the tunnel leads; None on the proxy's own port."""

    def __init__(
        self,
        services: Services,
        channel: Channel,
        origin: Origin,
        place: Place | None,
        reader: RequestReader | None = None,
    ) -> None:
        self.services, self.channel, self.origin = services, channel, origin
        self.own: Upstream | None = None
        self._place = place
        self._reader = reader or RequestReader()
        self._events: deque[Event] = deque()
        self._transaction: Transaction | None = None
        self._waiting = self._draining = self._lingering = self._finishing = False
        self._writable = True
        self._loop = asyncio.get_running_loop()
        self._patience = services.settings.patience
        self._deadline = self._loop.time() + self._patience.request

    def data_received(self, data: bytes) -> None:
        if not self._lingering:
            self.take(self._reader.feed(data))

    def take(self, events: Sequence[Event]) -> None:
        """Serve what was read, as far as the current request allows."""
        if not self._waiting:
            self._deadline = self._loop.time() + self._patience.request
        self._events.extend(events)
        self._drain()

    def _drain(self) -> None:
        if self._draining:
            return
        self._draining = True
        events = self._events
        while events and not self._waiting and (self._writable or self._transaction is not None):
            event = events.popleft()
            if isinstance(event, RequestHead):
                self._begin(event)
            elif isinstance(event, Broken):
                self._broken(event)
            elif self._transaction is not None:
                self._go_on(self._transaction, event)
        self._draining = False
        self.regulate()

    def _go_on(self, transaction: Transaction, event: Event) -> None:
        if event is END:
            self._waiting = True
            self._deadline = self._loop.time() + self._patience.answer
            transaction.complete()
        elif isinstance(event, bytes):
            transaction.body(event)

    def _begin(self, head: RequestHead) -> None:
        target = absolute_target(head) if self._place is None else tunnelled_target(head, self._place)
        if isinstance(target, Broken):
            self._broken(target)
            return
        known = self.services.addresses.known(target.place.host, target.place.port)
        if known is None:
            self._waiting = True
            self.services.locate(target.place, lambda found: self._located(head, target, found))
        else:
            self._start(head, target, known)

    def _located(self, head: RequestHead, target: Target, found: Found) -> None:
        if not self._lingering:
            self._waiting = False
            self._start(head, target, found)
            self._drain()

    def _start(self, head: RequestHead, target: Target, found: Found) -> None:
        expected = head.by_name.get("expect")
        if expected is not None and expected.lower() != "100-continue":
            self._broken(Broken(417, "an expectation other than 100-continue"))
            return
        self._transaction = Transaction(self.services, self, head, target, found)
        self._transaction.begin()
        if expected is not None and head.version == "1.1" and head.length != 0 and self._transaction is not None:
            self.channel.write(CONTINUE)

    def _broken(self, broken: Broken) -> None:
        """Answer what cannot be accepted as a request, and read no further."""
        transaction, self._transaction = self._transaction, None
        if transaction is not None:
            transaction.broken(broken)
        elif self._place is not None:
            self.services.locate(self._place, lambda found: self._record_broken(broken, found))
        if transaction is None or not transaction.answering:
            page = self.services.refusals.malformed(broken.status, broken.why)
            self.channel.write(page.wire("GET", keep=False))
        self._linger()

    def _record_broken(self, broken: Broken, found: Found) -> None:
        assert self._place is not None
        judgement = self.services.judge_name(self._place, found, self.origin, f"not read: {broken.why}")
        self.services.record(judgement, Outcome("refused", broken.status))

    def finished(self, keep: bool, complete: bool) -> None:
        """The transaction is over; `keep` the connection for another, `complete` tells that its request was read."""
        self._transaction = None
        self._waiting = False
        if self._finishing or not keep:
            (self.channel.close if complete else self._linger)()
            self._lingering = True
            return
        self._deadline = self._loop.time() + self._patience.idle
        self._drain()

    def decline_upgrade(self) -> None:
        """The origin did not switch protocols: what came after the request is HTTP."""
        self._events.extend(self._reader.decline_upgrade())

    def take_upgraded(self) -> bytes:
        return self._reader.take_upgraded()

    def _linger(self) -> None:
        """Read and drop for a while, or the client would lose the answer to a reset (RFC 9112 section 9.6)."""
        self._lingering = True
        self._events.clear()
        self._deadline = self._loop.time() + self._patience.linger
        self.channel.end()
        self.channel.resume_reading()

    def regulate(self) -> None:
        """Stop reading while the origin is slower than the client, or while requests wait in line."""
        transaction = self._transaction
        queued = bool(self._events) or (self._waiting and transaction is not None and transaction.upgrading)
        if queued or (transaction is not None and transaction.congested):
            self.channel.pause_reading()
        else:
            self.channel.resume_reading()

    def answered(self) -> None:
        """Something of the answer came: be patient anew."""
        self._deadline = self._loop.time() + self._patience.silence

    def eof_received(self) -> None:
        self.connection_lost()
        self.channel.close()

    def connection_lost(self) -> None:
        transaction, self._transaction = self._transaction, None
        self._lingering = True
        if transaction is not None:
            transaction.client_lost()
        if self.own is not None:
            self.own.abort()

    def pause_writing(self) -> None:
        self._writable = False
        if self._transaction is not None:
            self._transaction.client_writable(False)

    def resume_writing(self) -> None:
        self._writable = True
        if self._transaction is not None:
            self._transaction.client_writable(True)
        self._drain()

    def tick(self, now: float) -> None:
        if now < self._deadline:
            return
        self._deadline = now + self._patience.linger
        transaction = self._transaction
        if transaction is None or self._lingering:
            self.channel.close()
        elif transaction.receiving:
            self._broken(Broken(408, "the request did not arrive in time"))
        else:
            transaction.timed_out()

    def finish(self) -> None:
        """The gate stops: end after the current request."""
        self._finishing = True
        if self._transaction is None:
            self.channel.close()
