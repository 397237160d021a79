"""What is done with each verdict, and what happens when the origin fails."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from gwanmun.gate.settings import Patience
from gwanmun.transfer import Exchange, Judgement
from tests.gate.rig import HOST, PHONE, TOKEN, Bench, Got, NeedleJudge, Raw, client_hello, post, reply


async def test_a_blocked_request_never_reaches_the_origin(bench: Bench) -> None:
    async with bench.rig(needles={PHONE.encode(): "block"}) as rig:
        got = await rig.curl("--json", json.dumps({"text": PHONE}))
        assert "403" in got.head
        assert "gwanmun-action: block" in got.head
        body = json.loads(got.out.rpartition(b"\r\n\r\n")[2])
        assert body["error"]["code"] == "gwanmun_blocked"
        assert body["gwanmun"]["kinds"] == {"contact.phone": 1}
        assert PHONE not in got.out.decode()
        assert rig.origin.connections == 0
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.status, record.outcome.sent) == ("refused", 403, 0)


@pytest.mark.parametrize("size", [10, 5 * 1024 * 1024])
async def test_what_cannot_be_judged_does_not_leave_and_is_recorded(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: int
) -> None:
    def stumble(self: NeedleJudge, exchange: Exchange, data: bytes) -> Judgement:
        raise RecursionError(PHONE)

    async with bench.rig() as rig:
        monkeypatch.setattr(NeedleJudge, "conclude", stumble)
        (tmp_path / "body").write_text(json.dumps({"text": PHONE + "x" * size}))
        got = await rig.curl("--json", f"@{tmp_path / 'body'}")
        assert "500" in got.head
        assert json.loads(got.out.rpartition(b"\r\n\r\n")[2])["error"]["code"] == "gwanmun_unjudged"
        assert not any(PHONE.encode() in one.body for one in rig.origin.got)
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.status) == ("refused", 500)
        assert record.outcome.note == record.judgement.transfer.opaque == "not judged: RecursionError"


async def test_the_connection_lives_on_after_a_refusal(bench: Bench) -> None:
    async with bench.rig(needles={b"secret": "block"}) as rig:
        wire = await rig.tunnel()
        assert (await wire.ask(post(b"secret")))[0].startswith(b"HTTP/1.1 403")
        assert (await wire.ask(post(b"fine")))[1] == b"fine"


async def test_a_warning_passes_with_a_notice(bench: Bench) -> None:
    async with bench.rig(needles={b"hm": "warn"}) as rig:
        got = await rig.curl("--data", "hm")
        assert "gwanmun-notice: no-personal-data" in got.head
        assert got.out.endswith(b"hm")
        (record,) = await rig.recorded()
        assert record.outcome.done == "forwarded"


async def test_a_pseudonym_goes_out_and_the_value_comes_back(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b'{"said":"' + got.body[1:-1] + b'"}', "application/json", extra="etag: x\r\n"))

    async with bench.rig(handler, needles={PHONE.encode(): "pseudonymise"}) as rig:
        wire = await rig.tunnel()
        head, body = await wire.ask(post(f'"{PHONE}"'.encode(), extra="Accept-Encoding: br\r\n"))
        assert body == f'{{"said":"{PHONE}"}}'.encode()
        assert b"etag" not in head
        sent = rig.origin.got[0]
        assert sent.body == f'"{TOKEN}"'.encode()
        headers = dict(sent.head.headers)
        assert headers["accept-encoding"] == "identity"
        assert headers["content-length"] == str(len(sent.body))
        (record,) = await rig.recorded()
        assert record.outcome.done == "rewritten"
        assert record.outcome.sent == len(sent.body)


async def test_a_compressed_answer_passes_with_a_note(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"not really gzip", extra="content-encoding: gzip\r\n"))

    async with bench.rig(handler, needles={PHONE.encode(): "pseudonymise"}) as rig:
        wire = await rig.tunnel()
        assert (await wire.ask(post(PHONE.encode())))[1] == b"not really gzip"
        (record,) = await rig.recorded()
        assert "not restored" in record.outcome.note


@pytest.mark.parametrize("body", [f"cannot {PHONE}", f"splitting {PHONE}"])
async def test_what_cannot_be_rewritten_is_refused(bench: Bench, body: str) -> None:
    async with bench.rig(needles={PHONE.encode(): "redact"}) as rig:
        got = await rig.curl("--data", body)
        assert "403" in got.head
        assert rig.origin.connections == 0
        (record,) = await rig.recorded()
        assert record.outcome.done == "refused"
        assert "cannot be rewritten" in record.outcome.note


async def test_an_origin_that_is_not_there(bench: Bench) -> None:
    names = {(HOST, 443): ("127.0.0.1", 1)}
    async with bench.rig(resolve=names) as rig:
        got = await rig.curl("-H", "accept: application/json")
        assert "502" in got.head
        assert "gwanmun_upstream" in got.out.decode()
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.status, record.outcome.sent) == ("failed", 502, 0)


async def test_an_origin_with_a_certificate_nobody_vouches_for(bench: Bench) -> None:
    async with bench.rig(certificate=bench.authority.leaf(HOST)) as rig:
        got = await rig.curl("--data", "x")
        assert "502" in got.head
        assert "certificate" in got.out.decode()
        assert rig.origin.got == []
        (record,) = await rig.recorded()
        assert record.outcome.done == "failed"


async def test_an_origin_with_a_certificate_for_another_name(bench: Bench) -> None:
    async with bench.rig(certificate=bench.outside.leaf("other.example.com")) as rig:
        got = await rig.curl("--data", "x")
        assert "502" in got.head
        assert rig.origin.got == []


async def test_an_origin_that_dies_before_it_answers(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        head, _ = await wire.ask(post(b"{}"))
        assert head.startswith(b"HTTP/1.1 502")
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.sent) == ("failed", 2)


async def test_an_origin_that_dies_in_the_middle_of_its_answer(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
        writer.close()

    async with bench.rig(handler) as rig:
        got = await rig.curl("--data", "x")
        assert got.code != 0  # curl must see that it is incomplete
        assert got.out.endswith(b"abc")
        (record,) = await rig.recorded()
        assert record.outcome.done == "failed"


async def test_an_origin_that_answers_nonsense(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n")

    async with bench.rig(handler) as rig:
        got = await rig.curl()
        assert "502" in got.head


async def test_a_kept_connection_that_died_is_replaced_for_a_get_only(bench: Bench) -> None:
    count = 0

    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        if count % 2:
            writer.write(reply(b"ok"))
        else:
            writer.transport.abort()

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        get = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        assert (await wire.ask(get))[1] == b"ok"
        assert (await wire.ask(get))[1] == b"ok"  # the second try, on a fresh connection
        assert (await wire.ask(post(b"{}")))[0].startswith(b"HTTP/1.1 502")
        assert len(await rig.recorded(3)) == 3


async def test_an_answer_nobody_asked_for_is_thrown_away(bench: Bench) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"right") + reply(b"WRONG"))

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        for _ in range(3):
            assert (await wire.ask(post(b"{}")))[1] == b"right"
        assert rig.origin.connections == 3


async def test_server_sent_events_are_not_held_back(bench: Bench) -> None:
    go = asyncio.Event()

    async def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        for number in range(3):
            event = b"data: %d\n\n" % number
            writer.write(b"%x\r\n%b\r\n" % (len(event), event))
            await go.wait()
            go.clear()
        writer.write(b"0\r\n\r\n")

    for action in ("allow", "pseudonymise"):
        async with bench.rig(handler, needles={PHONE.encode(): action}) as rig:
            wire = await rig.tunnel()
            wire.writer.write(post(PHONE.encode()))
            await wire.reader.readuntil(b"\r\n\r\n")
            for number in range(3):
                async with asyncio.timeout(5):
                    assert await wire.reader.readuntil(b"\n\n\r\n") == b"9\r\ndata: %d\n\n\r\n" % number
                go.set()
            assert await wire.reader.readexactly(5) == b"0\r\n\r\n"


async def test_a_client_that_leaves_stops_the_origin(bench: Bench) -> None:
    stopped = asyncio.Event()

    async def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")
        await writer.drain()
        try:
            async with asyncio.timeout(5):
                while not writer.transport.is_closing():
                    await asyncio.sleep(0.01)
            stopped.set()
        except TimeoutError:
            pass

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(b"{}"))
        await wire.reader.readuntil(b"abc")
        wire.close()
        (record,) = await rig.recorded()
        assert record.outcome.status == 200
        assert "left" in record.outcome.note
        async with asyncio.timeout(5):
            await stopped.wait()


async def test_a_large_download_waits_for_the_client(bench: Bench) -> None:
    size = 32 * 1024 * 1024

    async def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size)
        for _ in range(size // 65536):
            writer.write(bytes(65536))
            await writer.drain()
            sent.append(65536)

    sent: list[int] = []
    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(b"{}"))
        await wire.reader.readuntil(b"\r\n\r\n")
        await _settled(sent)
        assert sum(sent) < size * 3 // 4
        received = 0
        while received < size:
            received += len(await wire.reader.read(1 << 20))
        assert received == size


async def _settled(sent: list[int]) -> None:
    before = -1
    while before != len(sent):
        before = len(sent)
        await asyncio.sleep(0.2)


async def test_a_connection_that_proves_who_the_client_is_serves_nobody_else(bench: Bench) -> None:
    """NTLM authenticates the connection: another client on it would be taken for the first one."""

    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        peers.append(writer.get_extra_info("peername")[1])
        writer.write(reply(b"ok"))

    peers: list[int] = []
    async with bench.rig(handler) as rig:
        one, two = await rig.tunnel(), await rig.tunnel()
        for _ in range(2):
            await one.ask(post(b"{}", extra="Authorization: NTLM TlRMTVNTUAAB\r\n"))
        await two.ask(post(b"{}"))
        await one.ask(post(b"{}", extra="Authorization: NTLM TlRMTVNTUAAB\r\n"))
        assert peers[0] == peers[1] == peers[3] != peers[2]


async def test_a_server_name_other_than_the_tunnels_is_what_counts(bench: Bench) -> None:
    async with bench.rig(resolve={("front.example.com", 443): ("127.0.0.1", 1)}) as rig:
        await rig.curl("--connect-to", f"{HOST}:443:front.example.com:443")
        (record,) = await rig.recorded()
        assert record.judgement.transfer.endpoint.host == HOST
        assert record.judgement.transfer.endpoint.sni == HOST


async def test_a_handshake_that_stalls_is_given_up(bench: Bench) -> None:
    async with bench.rig(patience=Patience(request=0.0, first_bytes=9.0)) as rig:
        wire = await rig.connect()
        wire.writer.write(f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode() + client_hello())
        assert b"200" in await wire.rest()
        (record,) = await rig.recorded()
        assert "too long" in record.judgement.transfer.opaque


async def test_an_origin_that_stops_taking_an_upload_is_given_up(bench: Bench) -> None:
    silent, size = Raw(paused=True), 64 * 1024 * 1024
    async with (
        silent.serve() as port,
        bench.rig(tls=False, resolve={(HOST, 80): ("127.0.0.1", port)}, patience=Patience(request=0.3)) as rig,
    ):
        wire = await rig.connect()
        wire.writer.write(f"POST http://{HOST}/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n\r\n".encode())
        wire.writer.write(bytes(size // 2))
        head, _ = await wire.answer()
        assert head.startswith(b"HTTP/1.1 504")
        (record,) = await rig.recorded()
        assert record.outcome.done == "failed"


async def test_a_token_cut_over_streamed_events_comes_back_whole(bench: Bench) -> None:
    async def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        said = f"번호는 {got.body.decode()}입니다"
        for at in range(0, len(said), 4):
            delta = {"choices": [{"index": 0, "delta": {"content": said[at : at + 4]}}]}
            event = f"data: {json.dumps(delta)}\n\n".encode()
            for half in (event[: len(event) // 2], event[len(event) // 2 :]):
                writer.write(b"%x\r\n%b\r\n" % (len(half), half))
                await writer.drain()
        writer.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")

    async with bench.rig(handler, needles={PHONE.encode(): "pseudonymise"}) as rig:
        wire = await rig.tunnel()
        _, body = await wire.ask(post(PHONE.encode()))
        assert TOKEN.encode() in rig.origin.got[0].body
        events = [json.loads(line[6:]) for line in body.decode().split("\n") if line.startswith("data: {")]
        assert "".join(e["choices"][0]["delta"]["content"] for e in events) == f"번호는 {PHONE}입니다"
        assert body.endswith(b"data: [DONE]\n\n")


async def test_garbage_inside_the_tunnel_is_refused_and_recorded(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        assert (await wire.rest_of(b"\x00\xff\x00\r\n\r\n")).startswith(b"HTTP/1.1 400")
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.judgement.transfer.seen) == ("refused", "name")
