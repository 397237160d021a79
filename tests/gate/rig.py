"""What the gate's tests share: an origin on loopback, a judge that looks for needles, a gate between them, curl."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from gwanmun.gate.authority import Authority
from gwanmun.gate.contexts import server_context
from gwanmun.gate.ports import Ruling
from gwanmun.gate.server import Gate
from gwanmun.gate.settings import GateSettings
from gwanmun.transfer import (
    Action,
    Exchange,
    Fact,
    Judgement,
    Recipient,
    Record,
    Request,
    Sighting,
    Transfer,
    Verdict,
    strictness,
)
from gwanmun.unpack.parts import CannotRewrite
from gwanmun.wire.http1 import END, RequestHead, RequestReader, Upgraded
from tests.components import require

HOST = "chat.example.com"
TOKEN = "GW_PHONE_7Q2K9XMT"
PHONE = "010-1234-5678"
WINDOW = 64 * 1024


@dataclass
class NeedleJudge:
    """Judges by strings that it looks for in the body, in the target, and in the reason of an unread exchange."""

    needles: Mapping[bytes, Action] = field(default_factory=dict)
    names: Action = "allow"
    seen: list[Exchange] = field(default_factory=list)

    def __call__(self, exchange: Exchange) -> Judgement:
        self.seen.append(exchange)
        if exchange.request is None:
            return verdict(exchange, self.names)
        return self.conclude(exchange, exchange.request.target.encode() + exchange.request.body)

    def conclude(self, exchange: Exchange, data: bytes) -> Judgement:
        found = [action for needle, action in self.needles.items() if needle in data]
        return verdict(exchange, max(found, key=strictness, default="allow"), len(data))

    def open(self, exchange: Exchange) -> NeedleReading:
        self.seen.append(exchange)
        return NeedleReading(self, exchange)


class NeedleReading:
    """Holds one window back, as the real one does."""

    def __init__(self, judge: NeedleJudge, exchange: Exchange) -> None:
        self.judge, self.exchange = judge, exchange
        self.size, self.tail, self.held, self.last = 0, b"", b"", verdict(exchange, "allow")

    def feed(self, chunk: bytes) -> tuple[Judgement | None, bytes]:
        cleared, self.held = self.held, chunk
        self.size += len(chunk)
        judgement = self.judge.conclude(self.exchange, self.tail + chunk)
        if strictness(judgement.verdict.action) > strictness(self.last.verdict.action):
            self.last = judgement
        self.tail = (self.tail + chunk)[-64:]
        return self.last, cleared

    def close(self) -> tuple[Judgement, bytes]:
        transfer = replace(self.last.transfer, size=self.size)
        return Judgement(transfer, self.last.verdict), self.held


def verdict(exchange: Exchange, action: Action, size: int = 0) -> Judgement:
    request = exchange.request
    sightings = () if action == "allow" else (sighting(),)
    source = Fact("<Example & Co>", "test", "2026-11-22", 1.0)
    recipient = Recipient(exchange.endpoint.host, exchange.endpoint.ip, operator=source, names=(("ko", "예제 <주식>"),))
    transfer = Transfer(
        exchange.id,
        exchange.at,
        exchange.origin,
        exchange.endpoint,
        exchange.provenance,
        request.method if request else "",
        request.target if request else "",
        size,
        recipient,
        sightings,
        (),
        exchange.seen,
        exchange.opaque,
    )
    rule = "" if action == "allow" else "no-personal-data"
    return Judgement(transfer, Verdict(action, rule, (), tuple(action for _ in sightings), "test-1", "k-1"))


def sighting(mask: str = "010-****-5678") -> Sighting:
    return Sighting("contact.phone", "request.body", "json:$.text", 0, 13, 0.9, ("shape",), mask, "fp")


@dataclass(frozen=True, slots=True)
class Rewritten:
    request: Request
    restore: Mapping[str, str]


def enforce(request: Request, judgement: Judgement, pseudonyms: Any) -> Rewritten:
    if b"cannot" in request.body:
        raise CannotRewrite("request.body", "it is sealed")
    if b"splitting" in request.body:
        return Rewritten(replace(request, headers=(*request.headers, ("x-evil", "a\r\nb"))), {})
    body = request.body.replace(PHONE.encode(), TOKEN.encode())
    target = request.target.replace(PHONE, TOKEN)
    return Rewritten(replace(request, body=body, target=target), {TOKEN: PHONE})


@dataclass
class Got:
    head: RequestHead
    body: bytes


Handler = Callable[[Got, asyncio.StreamWriter], Any]


class Origin:
    """An HTTP/1.1 server that keeps what it got; `handler` may answer in its own way."""

    def __init__(self, handler: Handler | None = None) -> None:
        self.handler = handler
        self.got: list[Got] = []
        self.connections = 0
        self.bytes = 0
        self.port = 0
        self._writers: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def serve(self, context: ssl.SSLContext | None) -> AsyncIterator[Origin]:
        server = await asyncio.start_server(self._client, "127.0.0.1", 0, ssl=context, backlog=128)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for writer in self._writers:
                writer.transport.abort()
            await asyncio.sleep(0)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        try:
            await self._requests(reader, writer)
        except (ConnectionError, ssl.SSLError):
            writer.transport.abort()

    async def _requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests, head, body = RequestReader(), None, bytearray()
        while data := await reader.read(65536):
            self.bytes += len(data)
            events = deque(requests.feed(data))
            while events:
                event = events.popleft()
                if isinstance(event, RequestHead):
                    head, body = event, bytearray()
                elif isinstance(event, bytes):
                    body += event
                elif event is END and head is not None:
                    await self._answer(Got(head, bytes(body)), reader, writer)
                elif isinstance(event, Upgraded):
                    events.extend(requests.decline_upgrade())
        writer.close()

    async def _answer(self, got: Got, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.got.append(got)
        if self.handler is None:
            writer.write(reply(got.body or b"hello"))
        elif got.head.upgrade:
            await self.handler(got, (reader, writer))  # type: ignore[arg-type]
        else:
            result = self.handler(got, writer)
            if asyncio.iscoroutine(result):
                await result
        await writer.drain()


class Raw(asyncio.Protocol):
    """A TCP server that says `first` once it got anything; `paused` it never reads at all."""

    def __init__(self, first: bytes = b"", paused: bool = False) -> None:
        self.first, self.paused = first, paused
        self.transports: list[asyncio.Transport] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transports.append(cast(asyncio.Transport, transport))
        if self.paused:  # uvloop: not before it reads
            asyncio.get_running_loop().call_soon(self.transports[-1].pause_reading)

    def data_received(self, data: bytes) -> None:
        first, self.first = self.first, b""
        if first:
            self.transports[-1].write(first)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[int]:
        server = await asyncio.get_running_loop().create_server(lambda: self, "127.0.0.1", 0)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for transport in self.transports:
                transport.abort()
            await asyncio.sleep(0.01)


def reply(body: bytes, kind: str = "text/plain", status: str = "200 OK", extra: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{extra}content-length: {len(body)}\r\n\r\n".encode() + body


@dataclass
class Rig:
    """A running gate in front of an origin, and what it recorded."""

    gate: Gate
    judge: NeedleJudge
    origin: Origin
    records: list[Record]
    ca: Path
    origin_port: int
    wires: list[Wire] = field(default_factory=list)

    async def recorded(self, count: int = 1) -> list[Record]:
        """Wait until so many records are there."""
        until = time.monotonic() + 5
        while len(self.records) < count and time.monotonic() < until:
            await asyncio.sleep(0.005)
        assert len(self.records) == count, [record.outcome for record in self.records]
        return self.records

    async def curl(self, *arguments: str, url: str | None = None, stdin: bytes | None = None) -> Ran:
        command = [require("curl"), "-sS", "-q", "--max-time", "20", "-x", f"http://127.0.0.1:{self.gate.port}"]
        command += ["--cacert", str(self.ca), "-i", *arguments, url or f"https://{HOST}/"]
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate(stdin)
        return Ran(process.returncode or 0, out, err.decode())

    async def connect(self) -> Wire:
        """A plain TCP connection to the gate."""
        wire = Wire(*await asyncio.open_connection("127.0.0.1", self.gate.port))
        self.wires.append(wire)
        return wire

    async def tunnel(self, host: str = HOST, port: int = 443, context: ssl.SSLContext | None = None) -> Wire:
        """A tunnel through the gate with TLS to it inside."""
        wire = await self.connect()
        wire.writer.write(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        assert (await wire.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        if context is None:
            context = ssl.create_default_context(cafile=str(self.ca))
            context.set_alpn_protocols(["http/1.1"])
        await wire.writer.start_tls(context, server_hostname=host)
        return wire


@dataclass
class Ran:
    code: int
    out: bytes
    err: str

    @property
    def head(self) -> str:
        """The last response head that curl printed."""
        return self.out.rpartition(b"\r\n\r\n")[0].decode("latin-1")


@dataclass
class Wire:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, request: bytes) -> tuple[bytes, bytes]:
        self.writer.write(request)
        return await self.answer()

    async def answer(self) -> tuple[bytes, bytes]:
        """One response with a content length or chunks: its head, and its body as on the wire."""
        async with asyncio.timeout(10):
            head = await self.reader.readuntil(b"\r\n\r\n")
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
            if b"transfer-encoding" in fields:
                return head, await self._chunks()
            return head, await self.reader.readexactly(int(fields.get(b"content-length", b"0")))

    async def _chunks(self) -> bytes:
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += await self.reader.readexactly(size)
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return body

    async def rest(self) -> bytes:
        async with asyncio.timeout(10):
            return await self.reader.read()

    async def rest_of(self, request: bytes) -> bytes:
        """Everything that comes back until the gate closes."""
        self.writer.write(request)
        return await self.rest()

    def close(self) -> None:
        self.writer.transport.abort()


def post(body: bytes, path: str = "/", host: str = HOST, extra: str = "") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{extra}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def client_hello() -> bytes:
    """The first flight of a TLS client that asks for `HOST`."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=HOST)
    with suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


class Bench:
    """Makes rigs: one authority for the gate, another that signs the origins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = Authority.open(folder / "gate")
        self.outside = Authority.open(folder / "outside")
        self.ca = folder / "gate" / "ca.pem"
        self.outside_ca = folder / "outside" / "ca.pem"

    @asynccontextmanager
    async def rig(
        self,
        handler: Handler | None = None,
        needles: Mapping[bytes, Action] | None = None,
        tls: bool = True,
        certificate: bytes | None = None,
        **settings: Any,
    ) -> AsyncIterator[Rig]:
        context = server_context(certificate or self.outside.leaf(HOST)) if tls else None
        judge, records = NeedleJudge(needles or {}), list[Record]()
        async with Origin(handler).serve(context) as origin:
            names = {(HOST, 443 if tls else 80): ("127.0.0.1", origin.port)}
            given: dict[str, Any] = {"upstream_ca": self.outside_ca, "resolve": names, "only_resolved": True} | settings
            gate = Gate(
                GateSettings(listen=("127.0.0.1", 0), **given),
                Ruling(judge, enforce, None),
                self.authority,
                records.append,
            )
            async with gate:
                rig = Rig(gate, judge, origin, records, self.ca, origin.port)
                yield rig
                for wire in rig.wires:
                    wire.close()
