"""Connections to origins: opened with TLS verified, kept for reuse, answers read and given to whoever asked."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, cast

from gwanmun.errors import Problem
from gwanmun.gate.ports import Address
from gwanmun.gate.settings import GateSettings
from gwanmun.wire.http1 import Event, ResponseReader

IDLE_PER_ROUTE = 64


class Route(NamedTuple):
    """One kind of upstream connection: the address, whether TLS, and the name that its certificate must prove."""

    address: Address
    tls: bool
    name: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An origin that could not be reached: the status for the client (502 or 504) and why."""

    status: int
    why: str


class Owner(Protocol):
    """Whoever a connection works for at the moment."""

    def answered(self, events: list[Event]) -> None: ...

    def upstream_lost(self, why: str) -> None: ...

    def upstream_writable(self, writable: bool) -> None: ...


class Upstream(asyncio.Protocol):
    """One connection to an origin, for one request at a time."""

    transport: asyncio.Transport

    def __init__(self, pool: Upstreams, route: Route) -> None:
        self.route = route
        self.owner: Owner | None = None
        self.raw: asyncio.Protocol | None = None
        self.writable = True
        self.served = 0
        self.idle_since = 0.0
        self._held = False
        self._pool = pool
        self._reader = ResponseReader()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def send(self, owner: Owner, method: str, data: bytes) -> None:
        """Begin a request: its head and what there is of its body."""
        self.owner = owner
        self.served += 1
        self._reader.expect(method)
        self.transport.write(data)

    def data_received(self, data: bytes) -> None:
        if self.raw is not None:
            self.raw.data_received(data)
        elif self.owner is None:
            self.abort()  # an answer nobody asked for: the next one could be taken for somebody else's
        else:
            self.owner.answered(self._reader.feed(data))

    def eof_received(self) -> None:
        if self.raw is not None:
            self.raw.eof_received()
        elif self.owner is not None and (events := self._reader.eof()):
            self.owner.answered(events)

    def connection_lost(self, exc: Exception | None) -> None:
        self._pool.forget(self)
        if self.raw is not None:
            self.raw.connection_lost(exc)
        elif self.owner is not None:
            owner, self.owner = self.owner, None
            owner.upstream_lost("the origin closed the connection" if exc is None else "the connection broke")

    def pause_writing(self) -> None:
        self._flow(False)

    def resume_writing(self) -> None:
        self._flow(True)

    def _flow(self, writable: bool) -> None:
        self.writable = writable
        if self.raw is not None:
            (self.raw.resume_writing if writable else self.raw.pause_writing)()
        elif self.owner is not None:
            self.owner.upstream_writable(writable)

    def hold(self, held: bool) -> None:
        """Stop reading, or go on."""
        if held != self._held and not self.transport.is_closing():
            self._held = held
            (self.transport.pause_reading if held else self.transport.resume_reading)()

    def release(self, clean: bool, shared: bool) -> bool:
        """The answer is complete: keep the connection for another request when it is `clean`, else close it. True
        when it is kept and not `shared`, so that whoever used it has to hold on to it."""
        self.owner = None
        if not (clean and not self._reader.over and self.writable and (not shared or self._pool.keep(self))):
            self.transport.abort()
            return False
        self.hold(False)
        return not shared

    def abort(self) -> None:
        self.owner = None
        self.transport.abort()


class Upstreams:
    """All connections to origins of one gate."""

    def __init__(self, settings: GateSettings) -> None:
        self._patience = settings.patience
        self._context = client_context(settings)
        self._idle: dict[Route, list[Upstream]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def take(self, route: Route) -> Upstream | None:
        """An idle connection, the freshest first."""
        idle = self._idle.get(route)
        while idle:
            upstream = idle.pop()
            if not upstream.transport.is_closing():
                return upstream
        return None

    def connect(self, route: Route, done: Callable[[Upstream | Failure], None]) -> None:
        """Open a connection and hand it, or why there is none, to `done`."""
        self._spawn(self._connect(route, done))

    def connect_raw(self, address: Address, protocol: asyncio.Protocol, failed: Callable[[Failure], None]) -> None:
        """Open a plain TCP connection for bytes that are not looked into."""
        self._spawn(self._connect_raw(address, protocol, failed))

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, route: Route, done: Callable[[Upstream | Failure], None]) -> None:
        upstream = Upstream(self, route)
        failure = await self._open(
            upstream, route.address, self._context if route.tls else None, route.name if route.tls else None
        )
        if failure is None and upstream.transport.is_closing():
            failure = Failure(502, "the origin closed the connection")
        done(failure or upstream)

    async def _connect_raw(
        self, address: Address, protocol: asyncio.Protocol, failed: Callable[[Failure], None]
    ) -> None:
        if failure := await self._open(protocol, address, None, None):
            failed(failure)

    async def _open(
        self, protocol: asyncio.Protocol, address: Address, context: ssl.SSLContext | None, name: str | None
    ) -> Failure | None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._patience.connect):
                await loop.create_connection(lambda: protocol, *address, ssl=context, server_hostname=name)
        except ssl.SSLCertVerificationError as error:
            return Failure(502, f"the origin's certificate is not valid: {error.verify_message}")
        except TimeoutError:
            return Failure(504, "the origin did not answer in time")
        except ssl.SSLError as error:
            return Failure(502, f"no TLS with the origin: {error.reason or 'handshake failed'}")
        except OSError as error:
            return Failure(502, f"the origin could not be reached: {error.strerror or 'connection failed'}")
        return None

    def keep(self, upstream: Upstream) -> bool:
        idle = self._idle.setdefault(upstream.route, [])
        if self._closed or len(idle) >= IDLE_PER_ROUTE:
            return False
        upstream.idle_since = time.monotonic()
        idle.append(upstream)
        return True

    def forget(self, upstream: Upstream) -> None:
        idle = self._idle.get(upstream.route)
        if idle and upstream in idle:
            idle.remove(upstream)
        if idle is not None and not idle:
            del self._idle[upstream.route]

    def tick(self, now: float) -> None:
        """Close what has been idle for too long."""
        old = now - self._patience.pooled
        for upstream in [u for idle in self._idle.values() for u in idle if u.idle_since < old]:
            upstream.transport.close()

    def close(self) -> None:
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for upstream in [u for idle in self._idle.values() for u in idle]:
            upstream.transport.abort()  # the loop may end before a TLS goodbye would


def client_context(settings: GateSettings) -> ssl.SSLContext:
    """Verifies origins against the system's trust store and the `upstream_ca` file."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if settings.upstream_ca is not None:
        try:
            context.load_verify_locations(settings.upstream_ca)
        except (OSError, ssl.SSLError) as error:
            why = getattr(error, "strerror", None) or "no certificate in it"
            raise Problem(
                f"cannot use {settings.upstream_ca}: {why}", "--upstream-ca takes a file of PEM certificates"
            ) from error
    return context
