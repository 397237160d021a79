"""Bodies judged while they pass: cut when something is found, flow control, and memory."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tests.gate.rig import HOST, WINDOW, Bench, Raw, Wire, post

BIG = 5 * 1024 * 1024


async def test_a_large_body_passes_whole(bench: Bench) -> None:
    body = bytes(range(256)) * (BIG // 256)
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        assert (await wire.ask(post(body)))[1] == body
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.sent) == ("forwarded", BIG)
        assert record.judgement.transfer.size == BIG


async def test_a_large_chunked_body_passes_whole(bench: Bench) -> None:
    body = b"0123456789abcdef" * (BIG // 16)
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        head = f"POST / HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        chunks = b"".join(b"%x\r\n%b\r\n" % (WINDOW, body[at : at + WINDOW]) for at in range(0, BIG, WINDOW))
        assert (await wire.ask(head + chunks + b"0\r\n\r\n"))[1] == body
        assert dict(rig.origin.got[0].head.headers)["transfer-encoding"] == "chunked"


async def test_a_finding_at_the_start_is_refused_before_anything_left(bench: Bench) -> None:
    async with bench.rig(needles={b"secret": "block"}) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(b"secret" + bytes(BIG)))
        assert (await wire.rest()).startswith(b"HTTP/1.1 403")
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.sent) == ("refused", 0)
        assert rig.origin.got == []


async def test_a_finding_in_the_middle_cuts_the_upload(bench: Bench) -> None:
    async with bench.rig(needles={b"secret": "redact"}) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(bytes(BIG // 2) + b"secret" + bytes(BIG // 2)))
        answer = await wire.rest()
        assert answer.startswith(b"HTTP/1.1 403")
        assert b"connection: close" in answer
        (record,) = await rig.recorded()
        assert record.outcome.done == "cut"
        assert 0 < record.outcome.sent <= BIG // 2
        assert "too large" in record.outcome.note
        assert rig.origin.got == []  # the origin never saw a complete request


async def test_a_finding_at_the_very_end_keeps_the_last_bytes_here(bench: Bench) -> None:
    async with bench.rig(needles={b"secret": "block"}) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(bytes(BIG) + b"secret"))
        assert (await wire.rest()).startswith(b"HTTP/1.1 403")
        (record,) = await rig.recorded()
        assert record.outcome.done == "cut"
        assert rig.origin.got == []


async def test_curl_sees_the_refusal_of_its_upload(bench: Bench) -> None:
    async with bench.rig(needles={b"secret": "block"}) as rig:
        got = await rig.curl("--data-binary", "@-", stdin=bytes(BIG) + b"secret" + bytes(BIG))
        assert "403" in got.head, got.err


async def test_the_client_waits_for_a_slow_origin(bench: Bench) -> None:
    """An origin that does not read stops the client instead of filling the gate."""
    size, slow = 48 * 1024 * 1024, Raw(paused=True)
    async with slow.serve() as port, bench.rig(tls=False, resolve={(HOST, 80): ("127.0.0.1", port)}) as rig:
        wire = await rig.connect()
        wire.writer.write(f"POST http://{HOST}/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n\r\n".encode())
        taken = 0
        with suppress(TimeoutError):
            while taken < size:
                async with asyncio.timeout(0.5):
                    taken += await _block(wire)
        assert taken < size // 2
        slow.transports[0].resume_reading()
        while taken < size - WINDOW:
            taken += await _block(wire)


async def _block(wire: Wire) -> int:
    wire.writer.write(bytes(WINDOW))
    await wire.writer.drain()
    return WINDOW


async def test_the_connection_lives_on_after_a_large_body(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        for body in (bytes(BIG), b"small", bytes(BIG)):
            assert (await wire.ask(post(body)))[1] == body
        assert rig.origin.connections == 1
        assert len(await rig.recorded(3)) == 3


async def test_an_early_answer_reaches_the_client(bench: Bench) -> None:
    """An origin that refuses by the head alone: its answer passes, and the rest of the body is dropped."""

    early = Raw(b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 2\r\n\r\nno")
    async with early.serve() as port, bench.rig(tls=False, resolve={(HOST, 80): ("127.0.0.1", port)}) as rig:
        got = await rig.curl("--data-binary", "@-", url=f"http://{HOST}/", stdin=bytes(4 * BIG))
        assert "413" in got.head, got.err
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.status) == ("forwarded", 413)
