"""Tunnels that are not plain TLS to be terminated: refused certificates, other protocols, silence."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gwanmun.gate.settings import Patience
from tests.gate.rig import HOST, Bench, Rig, Wire, client_hello, post


async def opened(rig: Rig, first: bytes) -> Wire:
    """A tunnel with these first bytes in it."""
    wire = await rig.connect()
    wire.writer.write(f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    assert (await wire.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    wire.writer.write(first)
    return wire


@asynccontextmanager
async def echo() -> AsyncIterator[int]:
    """A TCP server that greets and sends back what it gets."""

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(client, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


async def test_a_client_that_refuses_our_certificate_is_recorded_then_spliced(bench: Bench) -> None:
    pinning = ("--cacert", str(bench.outside_ca))  # trusts the origin's authority only
    async with bench.rig() as rig:
        assert (await rig.curl(*pinning)).code == 60  # curl: peer certificate cannot be authenticated
        (record,) = await rig.recorded()
        transfer = record.judgement.transfer
        assert (transfer.seen, transfer.opaque) == ("name", "client refused our certificate")
        assert (record.outcome.done, record.outcome.sent) == ("failed", 0)
        got = await rig.curl(*pinning, "--data", "pinned")
        assert got.out.endswith(b"pinned")
        record = (await rig.recorded(2))[1]
        assert (record.outcome.done, record.judgement.transfer.seen) == ("passed-through", "name")
        assert record.outcome.sent > 0
        assert record.outcome.received > 0
        assert record.judgement.transfer.endpoint.host == HOST


async def test_a_refusing_client_is_not_spliced_when_the_policy_blocks(bench: Bench) -> None:
    async with bench.rig() as rig:
        rig.judge.names = "block"
        for _ in range(2):
            assert (await rig.curl("--cacert", str(bench.outside_ca))).code != 0
        assert [r.outcome.done for r in await rig.recorded(2)] == ["failed", "refused"]
        assert rig.origin.connections == 0


async def test_two_dropped_handshakes_in_a_row_are_a_refusal(bench: Bench) -> None:
    pinning = ssl.create_default_context(cafile=str(bench.outside_ca))
    async with bench.rig() as rig:
        for _ in range(2):
            with pytest.raises(ssl.SSLCertVerificationError):
                await rig.tunnel(context=pinning)  # asyncio closes without an alert
        wire = await rig.tunnel(context=pinning)
        assert (await wire.ask(post(b"pinned")))[1] == b"pinned"


async def test_one_dropped_handshake_is_no_refusal(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await opened(rig, client_hello())
        await wire.reader.readexactly(5)  # the gate's certificate is on its way
        wire.close()
        (record,) = await rig.recorded()
        assert record.judgement.transfer.seen == "name"
        again = await rig.tunnel()
        assert (await again.ask(post(b"{}")))[1] == b"{}"


async def test_a_client_hello_in_single_bytes(bench: Bench) -> None:
    async with bench.rig() as rig:
        hello = client_hello()
        wire = await opened(rig, hello[:1])
        for at in range(1, len(hello)):
            wire.writer.write(hello[at : at + 1])
            await asyncio.sleep(0)
        assert await wire.reader.readexactly(1) == b"\x16"


async def test_what_is_neither_tls_nor_http_is_relayed(bench: Bench) -> None:
    async with echo() as port, bench.rig(resolve={(HOST, 443): ("127.0.0.1", port)}) as rig:
        wire = await opened(rig, b"SSH-2.0-test\r\n")
        assert await wire.reader.readexactly(25) == b"220 ready\r\nSSH-2.0-test\r\n"
        wire.writer.write_eof()
        assert await wire.rest() == b""
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.sent, record.outcome.received) == ("passed-through", 14, 25)
        assert record.judgement.transfer.opaque == "neither TLS nor HTTP"


async def test_what_is_neither_tls_nor_http_is_refused_when_the_policy_blocks(bench: Bench) -> None:
    async with echo() as port, bench.rig(resolve={(HOST, 443): ("127.0.0.1", port)}) as rig:
        rig.judge.names = "block"
        wire = await opened(rig, b"\x00\x01\x02")
        assert await wire.rest() == b""
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.sent) == ("refused", 0)


async def test_a_broken_client_hello_is_opaque(bench: Bench) -> None:
    async with bench.rig() as rig:
        rig.judge.names = "block"
        await (await opened(rig, b"\x16\x03\x01\x00\x04\x02\x00\x00\x00")).rest()
        (record,) = await rig.recorded()
        assert record.judgement.transfer.opaque == "not a ClientHello"


async def test_a_client_without_http_1_1_is_opaque(bench: Bench) -> None:
    context = ssl.create_default_context(cafile=str(bench.outside_ca))
    context.set_alpn_protocols(["h2"])
    async with bench.rig() as rig:
        wire = await rig.tunnel(context=context)  # with the origin: it has no h2 either, but that is its answer
        wire.close()
        (record,) = await rig.recorded()
        assert record.judgement.transfer.opaque == "the client does not speak HTTP/1.1"


async def test_a_client_that_waits_for_the_server_is_relayed_after_a_while(bench: Bench) -> None:
    patience = Patience(first_bytes=0.0)
    async with echo() as port, bench.rig(resolve={(HOST, 443): ("127.0.0.1", port)}, patience=patience) as rig:
        wire = await opened(rig, b"")
        assert await wire.reader.readexactly(11) == b"220 ready\r\n"
        wire.close()
        (record,) = await rig.recorded()
        assert "speak first" in record.judgement.transfer.opaque


async def test_a_relay_to_nowhere_is_recorded_as_failed(bench: Bench) -> None:
    async with bench.rig(resolve={(HOST, 443): ("127.0.0.1", 1)}) as rig:
        assert await (await opened(rig, b"SSH-2.0-test\r\n")).rest() == b""
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.sent) == ("failed", 0)
        assert "could not be reached" in record.outcome.note


async def test_a_tunnel_that_is_never_used_leaves_no_record(bench: Bench) -> None:
    async with bench.rig() as rig:
        (await opened(rig, b"")).close()
        wire = await rig.tunnel()
        await asyncio.sleep(0.05)  # the end of the handshake is on its way
        wire.close()
        await asyncio.sleep(0.05)
        assert rig.records == []
