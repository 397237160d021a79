"""The fake services on one loopback TLS port, one process, told apart by Host; every request that arrived is kept."""

from __future__ import annotations

import asyncio
import json
import queue
import ssl
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.world import authority
from tests.world.http import MAX_HEAD, Arrived, BadRequestError, Reply, read_request, write_reply
from tests.world.services import SERVICES
from tests.world.websocket import echo, is_upgrade


@dataclass(slots=True)
class World:
    """A running world: where it listens, whom to trust, and what it received."""

    port: int
    ca: Path
    hosts: tuple[str, ...]
    arrived: list[Arrived] = field(default_factory=list)

    def at(self, host: str) -> list[Arrived]:
        return [request for request in self.arrived if request.host == host]

    def holding(self, value: str) -> list[Arrived]:
        """The requests in which `value` left raw: plain, JSON-escaped or percent-encoded, anywhere in them."""
        forms = {form.encode() for form in (value, json.dumps(value)[1:-1], quote(value), quote_plus(value))}
        return [request for request in self.arrived if any(form in _wire(request) for form in forms)]

    def url(self, host: str, path: str = "/") -> str:
        return f"https://{host}:{self.port}{path}"

    def client_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca)


def _wire(request: Arrived) -> bytes:
    head = "\n".join([request.target, *(f"{name}: {value}" for name, value in request.headers)])
    return head.encode() + b"\n" + request.body


@asynccontextmanager
async def serving(folder: Path, port: int = 0) -> AsyncIterator[World]:
    """The world in the running event loop; certificates are written to `folder`, port 0 takes a free one."""
    ca, context = authority.make(folder, SERVICES)
    world = World(port, ca, tuple(SERVICES))
    open_connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_connections.add(task)
        task.add_done_callback(open_connections.discard)
        await _connection(world, reader, writer)

    server = await asyncio.start_server(connected, "127.0.0.1", port, ssl=context, limit=MAX_HEAD)
    world.port = server.sockets[0].getsockname()[1]
    try:
        yield world
    finally:
        server.close()
        for task in open_connections:
            task.cancel()
        await asyncio.gather(*open_connections, return_exceptions=True)


async def _connection(world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await _converse(world, reader, writer)
        writer.close()
    except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
        writer.transport.abort()
    except asyncio.CancelledError:
        writer.transport.abort()
        raise


async def _converse(world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    sni = getattr(writer.get_extra_info("ssl_object"), "asked_name", None)
    while True:
        try:
            request = await read_request(reader, writer, sni)
        except (BadRequestError, ValueError, asyncio.LimitOverrunError):
            return await write_reply(writer, Reply(400, "text/plain", b"bad request"))
        if request is None:
            return None
        world.arrived.append(request)
        if is_upgrade(request):
            return await echo(request, reader, writer, world.arrived.append)
        if not await _answer(request, writer):
            return None


async def _answer(request: Arrived, writer: asyncio.StreamWriter) -> bool:
    """Answer one request; False when the connection ends with it."""
    service = SERVICES.get(request.host)
    reply = await service(request) if service else Reply(404, "text/plain", b"no such host in this world")
    await write_reply(writer, reply, head_only=request.method == "HEAD")
    return not reply.dies and (request.header("connection") or "").lower() != "close"


@contextmanager
def world(folder: Path | None = None, port: int = 0) -> Iterator[World]:
    """The world in a thread of its own: for tests of any kind, and for the demo."""
    with tempfile.TemporaryDirectory() as made:
        host = _Host(folder or Path(made), port)
        host.thread.start()
        try:
            yield host.world()
        finally:
            host.end()


class _Host:
    """A thread with an event loop in which the world lives until `end`."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._started: queue.SimpleQueue[World | OSError] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self.thread = threading.Thread(target=self._run, name="world", daemon=True)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.run_until_complete(asyncio.sleep(0))  # lets aborted transports close their sockets
        self._loop.close()

    async def _serve(self) -> None:
        try:
            async with serving(self._folder, self._port) as running:
                self._started.put(running)
                await self._ended.wait()
        except OSError as error:
            self._started.put(error)

    def world(self) -> World:
        started = self._started.get()
        if isinstance(started, OSError):
            raise started
        return started

    def end(self) -> None:
        with suppress(RuntimeError):  # it has ended by itself: the port was taken
            self._loop.call_soon_threadsafe(self._ended.set)
        self.thread.join()
