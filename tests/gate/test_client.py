"""HTTP towards the client: keep-alive, pipelining, 100-continue, chunks, HEAD, and framing that is refused."""

from __future__ import annotations

import asyncio

import pytest

from tests.gate.rig import HOST, Bench, Got, post, reply


async def test_keep_alive_and_pipelining_keep_the_order(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        wire.writer.write(b"".join(post(b"[%d]" % n) for n in range(20)))
        assert [(await wire.answer())[1] for _ in range(20)] == [b"[%d]" % n for n in range(20)]
        assert len(await rig.recorded(20)) == 20


async def test_many_pipelined_refusals_do_not_pile_up(bench: Bench) -> None:
    async with bench.rig(needles={b"secret": "block"}) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(b"secret") * 3000)
        for _ in range(3000):
            assert (await wire.answer())[0].startswith(b"HTTP/1.1 403")
        assert rig.origin.connections == 0


async def test_chunked_both_ways(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        for byte in got.body:
            writer.write(b"1;x=y\r\n%c\r\n" % byte)
        writer.write(b"0\r\nx-trailer: 1\r\n\r\n")

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        request = f"POST / HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        head, body = await wire.ask(request + b"3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Smuggled: secret\r\n\r\n")
        assert body == b"abcde"
        assert b"x-trailer" not in head
        sent = dict(rig.origin.got[0].head.headers)
        assert sent["content-length"] == "5"
        assert not {"x-smuggled", "transfer-encoding"} & sent.keys()
        got = await rig.curl("-H", "Transfer-Encoding: chunked", "--data", "xyz")
        assert got.out.endswith(b"xyz")


async def test_expect_100_continue_is_answered_by_the_gate(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        wire.writer.write(
            f"POST / HTTP/1.1\r\nHost: {HOST}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".encode()
        )
        assert await wire.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert (await wire.ask(b"ok"))[1] == b"ok"
        assert "expect" not in dict(rig.origin.got[0].head.headers)
        got = await rig.curl("-H", "Expect: 100-continue", "--data", "abc")
        assert got.out.endswith(b"abc")
        assert "100 Continue" in got.head


async def test_another_expectation_is_refused(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        head, _ = await wire.ask(post(b"{}", extra="Expect: wonders\r\n"))
        assert head.startswith(b"HTTP/1.1 417")


@pytest.mark.parametrize(("status", "line"), [(204, "204 No Content"), (304, "304 Not Modified")])
async def test_answers_without_a_body(bench: Bench, status: int, line: str) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {line}\r\netag: x\r\n\r\n".encode())

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        for _ in range(2):
            head, body = await wire.ask(post(b"{}"))
            assert head.startswith(f"HTTP/1.1 {status}".encode())
            assert b"transfer-encoding" not in head
            assert body == b""


async def test_head_has_the_length_but_no_body(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        answer = reply(b"hello")
        writer.write(answer[:-5] if got.head.method == "HEAD" else answer)

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        for _ in range(2):
            wire.writer.write(f"HEAD / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            assert b"content-length: 5" in await wire.reader.readuntil(b"\r\n\r\n")
            assert (await wire.ask(post(b"{}")))[1] == b"hello"
        assert rig.origin.connections == 1


async def test_an_answer_that_ends_with_the_connection_is_chunked_for_the_client(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")
        writer.close()

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        for _ in range(2):
            assert (await wire.ask(post(b"{}")))[1] == b"until the end"
        assert [r.outcome.done for r in await rig.recorded(2)] == ["forwarded"] * 2


async def test_an_http_1_0_client_gets_no_chunks(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        wire.writer.write(f"GET / HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
        answer = await wire.rest()
        assert answer.endswith(b"\r\n\r\nhi")
        assert b"chunked" not in answer


async def test_an_http_1_0_client_may_leave_out_the_host(bench: Bench) -> None:
    async with bench.rig(tls=False) as rig:
        wire = await rig.connect()
        wire.writer.write(f"GET http://{HOST}/ HTTP/1.0\r\n\r\n".encode())
        assert (await wire.rest()).endswith(b"hello")
        assert rig.origin.got[0].head.by_name["host"] == HOST


async def test_early_hints_pass_and_the_origins_own_continue_does_not(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n" + reply(b"x"))

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        head, _ = await wire.ask(post(b"{}"))
        assert head.startswith(b"HTTP/1.1 103")
        assert (await wire.answer())[1] == b"x"


SMUGGLING = {
    "content-length and transfer-encoding": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "list of lengths": b"Content-Length: 4, 4\r\n\r\nabcd",
    "signed length": b"Content-Length: +4\r\n\r\nabcd",
    "unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "coding over chunked": b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "chunked twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "space before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "folded field": b"X: a\r\n b\r\n\r\n",
    "bare line feed": b"X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bare carriage return": b"X: a\rb\r\n\r\n",
    "second host": b"Host: other.example\r\n\r\n",
    "chunk size with sign": b"Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n",
    "chunk size overflow": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n",
    "chunk longer than said": b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", SMUGGLING)
async def test_ambiguous_framing_never_reaches_the_origin(bench: Bench, name: str) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        wire.writer.write(f"POST / HTTP/1.1\r\nHost: {HOST}\r\n".encode() + SMUGGLING[name] + post(b"smuggled"))
        answer = await wire.rest()
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501")), answer[:60]
        assert answer.count(b"HTTP/1.1 ") == 1
        assert rig.origin.got == []
        (record,) = await rig.recorded()
        assert record.outcome.done == "refused"
        assert "not read" in record.judgement.transfer.opaque


async def test_transfer_encoding_in_http_1_0_is_refused(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        wire.writer.write(f"POST / HTTP/1.0\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode())
        assert (await wire.rest()).startswith(b"HTTP/1.1 400")
        assert rig.origin.got == []


async def test_another_host_inside_the_tunnel_is_refused(bench: Bench) -> None:
    async with bench.rig() as rig:
        for request in (
            b"GET / HTTP/1.1\r\nHost: hidden.example\r\n\r\n",
            b"GET https://hidden.example/ HTTP/1.1\r\nHost: chat.example.com\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: chat.example.com:8443\r\n\r\n",
        ):
            wire = await rig.tunnel()
            assert (await wire.rest_of(request)).startswith(b"HTTP/1.1 421")
        assert rig.origin.got == []
        assert {r.outcome.status for r in await rig.recorded(3)} == {421}


async def test_a_huge_head_is_refused(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        answer = await wire.rest_of(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX: {'a' * 70000}\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 431")


async def test_bytes_after_a_closing_request_are_ignored(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        answer = await wire.rest_of(post(b"one", extra="Connection: close\r\n") + post(b"two"))
        assert answer.endswith(b"one")
        assert len(rig.origin.got) == 1


async def test_fields_named_by_connection_stay_here(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        await wire.ask(
            post(b"{}", extra="Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n")
        )
        assert not {"x-hop", "keep-alive", "te", "connection"} & dict(rig.origin.got[0].head.headers).keys()


async def test_a_client_that_leaves_before_it_sent_all_leaves_no_trace(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(b"x" * 100)[:-50])
        await wire.writer.drain()
        wire.close()
        again = await rig.tunnel()
        await again.ask(post(b"{}"))
        assert len(await rig.recorded()) == 1
        assert len(rig.origin.got) == 1
