"""The forward proxy seen from outside: curl and raw sockets through a real gate to an origin on loopback TLS."""

from __future__ import annotations

import asyncio
import base64

from tests.gate.rig import HOST, Bench, Got, post, reply


async def test_curl_gets_and_posts_through_the_tunnel(bench: Bench) -> None:
    async with bench.rig() as rig:
        got = await rig.curl()
        assert got.code == 0, got.err
        assert got.out.endswith(b"hello")
        posted = await rig.curl("--data", "name=hello")
        assert posted.out.endswith(b"name=hello")
        records = await rig.recorded(2)
        assert [r.outcome.done for r in records] == ["forwarded", "forwarded"]
        assert records[1].outcome.status == 200
        assert (records[1].outcome.sent, records[1].outcome.received) == (10, 10)
        transfer = records[1].judgement.transfer
        assert (transfer.endpoint.host, transfer.endpoint.ip, transfer.endpoint.sni) == (HOST, "127.0.0.1", HOST)
        assert (transfer.method, transfer.seen, transfer.origin.address) == ("POST", "full", "127.0.0.1")


async def test_plain_http_in_absolute_form(bench: Bench) -> None:
    async with bench.rig(tls=False) as rig:
        got = await rig.curl("--data", "a=b", url=f"http://{HOST}/path?q=1")
        assert got.out.endswith(b"a=b")
        assert rig.origin.got[0].head.target == "/path?q=1"
        assert dict(rig.origin.got[0].head.headers)["host"] == HOST
        (record,) = await rig.recorded()
        assert (record.judgement.transfer.endpoint.scheme, record.judgement.transfer.endpoint.port) == ("http", 80)


async def test_plain_http_inside_a_tunnel(bench: Bench) -> None:
    async with bench.rig(tls=False) as rig:
        got = await rig.curl("--proxytunnel", "--data", "a=b", url=f"http://{HOST}/")
        assert got.out.endswith(b"a=b")
        (record,) = await rig.recorded()
        assert record.judgement.transfer.endpoint.scheme == "http"


async def test_proxy_credentials_are_neither_forwarded_nor_judged(bench: Bench) -> None:
    async with bench.rig(tls=False) as rig:
        await rig.curl("--proxy-user", "hong:secret", url=f"http://{HOST}/")
        names = {name for name, _ in rig.origin.got[0].head.headers}
        assert not names & {"proxy-authorization", "proxy-connection", "connection"}
        request = rig.judge.seen[0].request
        assert request is not None
        assert base64.b64encode(b"hong:secret").decode() not in str(request.headers)


async def test_what_is_no_proxy_request_is_explained(bench: Bench) -> None:
    async with bench.rig() as rig:
        for request in (
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"CONNECT nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
            b"CONNECT a:0 HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET http://u@h/ HTTP/1.1\r\nHost: a\r\n\r\n",
        ):
            wire = await rig.connect()
            head, body = await wire.ask(request)
            assert head.startswith(b"HTTP/1.1 400"), request
            assert "관문".encode() in body
            wire.close()
        assert not rig.records


async def test_several_tunnels_share_the_origins_connections(bench: Bench) -> None:
    async with bench.rig() as rig:
        for _ in range(3):
            wire = await rig.tunnel()
            for _ in range(2):
                assert (await wire.ask(post(b"{}")))[1] == b"{}"
            wire.close()
        assert rig.origin.connections == 1
        assert len(await rig.recorded(6)) == 6


async def test_parallel_requests_get_connections_of_their_own(bench: Bench) -> None:
    both = asyncio.Event()
    waiting: list[Got] = []

    async def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        waiting.append(got)
        if len(waiting) == 2:
            both.set()
        await both.wait()
        writer.write(reply(got.body))

    async with bench.rig(handler) as rig:
        one, two = await rig.tunnel(), await rig.tunnel()
        answers = await asyncio.gather(one.ask(post(b"[1]")), two.ask(post(b"[2]")))
        assert [body for _, body in answers] == [b"[1]", b"[2]"]


async def test_too_many_connections_are_turned_away(bench: Bench) -> None:
    async with bench.rig(max_connections=1) as rig:
        first = await rig.tunnel()
        second = await rig.connect()
        assert (await second.rest()).startswith(b"HTTP/1.1 503")
        assert (await first.ask(post(b"{}")))[1] == b"{}"


async def test_the_leaf_names_an_ip_address(bench: Bench) -> None:
    leaf = bench.outside.leaf("127.0.0.1")
    async with bench.rig(certificate=leaf, resolve={}, only_resolved=False) as rig:
        got = await rig.curl(url=f"https://127.0.0.1:{rig.origin_port}/")
        assert got.out.endswith(b"hello"), got.err
        (record,) = await rig.recorded()
        assert record.judgement.transfer.endpoint.sni is None


async def test_a_name_that_is_not_mapped_is_not_reached(bench: Bench) -> None:
    async with bench.rig() as rig:
        got = await rig.curl(url="https://accounts.google.com/")
        assert "502" in got.head
        (record,) = await rig.recorded()
        assert record.outcome.done == "failed"
        assert record.judgement.transfer.endpoint.ip is None
