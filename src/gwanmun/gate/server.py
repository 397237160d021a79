"""`Gate`: the listener, its limits, an orderly stop, and the change of policy while it runs."""

from __future__ import annotations

import asyncio
import errno
import gc
from types import TracebackType

from gwanmun.errors import Problem
from gwanmun.gate.addresses import Addresses
from gwanmun.gate.authority import Authority
from gwanmun.gate.contexts import Contexts
from gwanmun.gate.forward import ClientConnection
from gwanmun.gate.ids import Ids
from gwanmun.gate.ports import Ruling, Sink
from gwanmun.gate.refusal import Refusals, Wording
from gwanmun.gate.refusers import Refusers
from gwanmun.gate.services import Services
from gwanmun.gate.settings import GateSettings
from gwanmun.gate.upstream import Upstreams
from gwanmun.transfer import Provenance

TICK = 1.0
"""Seconds between two looks at what has waited too long."""

TURNS = 3
"""Turns of the loop in which aborted connections are told that they are lost, and let go of their handles."""

GRACE = 5.0
"""Seconds that requests under way get to end when the gate stops."""


class Gate:
    """A forward proxy that judges what passes. Use as `async with Gate(…)`, or `start` and `stop`."""

    def __init__(
        self,
        settings: GateSettings,
        ruling: Ruling,
        authority: Authority,
        sink: Sink,
        wording: Wording | None = None,
    ) -> None:
        self.settings = settings
        self._connections: set[ClientConnection] = set()
        self._server: asyncio.Server | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._services = Services(
            settings,
            ruling,
            sink,
            Contexts(authority),
            Refusals(wording or Wording()),
            Addresses(settings.resolve, settings.only_resolved),
            Upstreams(settings),
            Refusers(),
            Provenance("gate", settings.node),
            Ids(),
            set(),
        )

    async def start(self) -> None:
        """Listen; a `Problem` when the address cannot be had."""
        loop = asyncio.get_running_loop()
        host, port = self.settings.listen
        try:
            self._server = await loop.create_server(self._accept, host, port, backlog=1024)
        except OSError as error:
            raise _cannot_listen(host, port, error) from error
        self._timer = loop.call_later(TICK, self._tick)

    def _accept(self) -> ClientConnection:
        return ClientConnection(self._services, self)

    @property
    def port(self) -> int:
        """The port it listens on; of use when 0 was asked for."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def reload(self, ruling: Ruling) -> None:
        """Judge by `ruling` from the next request on; those under way end under the one they began with."""
        self._services.swap(ruling)

    def admit(self, connection: ClientConnection) -> bool:
        """Take a new connection in; False when there are too many."""
        self._connections.add(connection)
        return len(self._connections) <= self.settings.max_connections

    def dismiss(self, connection: ClientConnection) -> None:
        self._connections.discard(connection)

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for connection in tuple(self._connections):
            connection.stage.tick(now)
        self._services.upstreams.tick(now)
        self._timer = loop.call_later(TICK, self._tick)

    async def stop(self, grace: float = GRACE) -> None:
        """No new connections; requests under way may end within `grace` seconds; every one of them is recorded."""
        if self._server is None:
            return
        self._server.close()
        for connection in tuple(self._connections):
            connection.stage.finish()
        await self._emptied(grace)
        for connection in tuple(self._connections):
            connection.abort()
        await self._emptied(1.0)
        if self._timer is not None:
            self._timer.cancel()
        self._services.upstreams.close()
        for task in tuple(self._services.tasks):
            task.cancel()
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self._server = None

    async def _emptied(self, limit: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + limit
        while self._connections and loop.time() < until:
            await asyncio.sleep(0.01)

    async def __aenter__(self) -> Gate:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


def settle() -> None:
    """For a process that is a gate and little else: what was loaded (knowledge, policy) is there to stay, so the
    garbage collector is told not to go through it again and again, and to look at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _cannot_listen(host: str, port: int, error: OSError) -> Problem:
    if error.errno == errno.EADDRINUSE:
        return Problem(f"{host}:{port} is already in use", "stop what listens there, or choose another with --listen")
    if error.errno == errno.EACCES:
        return Problem(f"not allowed to listen on {host}:{port}", "choose a port above 1023 with --listen")
    return Problem(f"cannot listen on {host}:{port}: {error.strerror}", "choose another address with --listen")
