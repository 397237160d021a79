"""WebSocket through the gate: the handshake is judged, the frames pass unread."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.gate.rig import HOST, Bench, Got, reply

HANDSHAKE = (
    f"GET /socket HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
).encode()
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


async def mirror(got: Got, ends: Any) -> None:
    """Accepts the WebSocket, sends a first frame with it, then sends everything back."""
    reader, writer = ends
    writer.write(SWITCH + b"\x81\x02hi")
    while data := await reader.read(65536):
        writer.write(data)


async def test_frames_pass_both_ways_and_are_counted(bench: Bench) -> None:
    async with bench.rig(mirror) as rig:
        wire = await rig.tunnel()
        wire.writer.write(HANDSHAKE + b"early")
        head = await wire.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101")
        assert b"upgrade: websocket" in head.lower()
        assert await wire.reader.readexactly(9) == b"\x81\x02hiearly"
        frames = bytes(range(256)) * 4096
        wire.writer.write(frames)
        assert await wire.reader.readexactly(len(frames)) == frames
        wire.close()
        (record,) = await rig.recorded()
        transfer = record.judgement.transfer
        assert (transfer.seen, transfer.opaque) == ("head", "websocket frames not inspected")
        assert (record.outcome.done, record.outcome.status) == ("passed-through", 101)
        assert (record.outcome.sent, record.outcome.received) == (5 + len(frames), 9 + len(frames))


async def test_websocket_over_plain_http(bench: Bench) -> None:
    async with bench.rig(mirror, tls=False) as rig:
        wire = await rig.connect()
        wire.writer.write(HANDSHAKE.replace(b"GET /", f"GET http://{HOST}/".encode()))
        await wire.reader.readuntil(b"\x81\x02hi")
        wire.writer.write(b"x")
        assert await wire.reader.readexactly(1) == b"x"


async def test_a_websocket_is_blocked_by_its_target(bench: Bench) -> None:
    async with bench.rig(mirror, needles={b"/socket": "block"}) as rig:
        wire = await rig.tunnel()
        head, _ = await wire.ask(HANDSHAKE)
        assert head.startswith(b"HTTP/1.1 403")
        assert rig.origin.connections == 0


async def test_an_origin_that_declines_is_still_http(bench: Bench) -> None:
    async def decline(got: Got, ends: Any) -> None:
        writer = ends[1] if isinstance(ends, tuple) else ends
        writer.write(reply(b"no"))

    async with bench.rig(decline) as rig:
        wire = await rig.tunnel()
        wire.writer.write(HANDSHAKE + f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert (await wire.answer())[1] == b"no"
        assert (await wire.answer())[1] == b"no"
        assert [r.outcome.done for r in await rig.recorded(2)] == ["forwarded"] * 2


async def test_a_switch_nobody_asked_for_is_an_error(bench: Bench) -> None:
    def switch(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH)

    async with bench.rig(switch) as rig:
        wire = await rig.tunnel()
        head, _ = await wire.ask(f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert head.startswith(b"HTTP/1.1 502")
        (record,) = await rig.recorded()
        assert record.outcome.done == "failed"
