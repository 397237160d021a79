"""Starting, stopping, and changing the policy of a running gate."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gwanmun.errors import Problem
from gwanmun.gate.ports import Ruling
from gwanmun.gate.server import Gate
from gwanmun.gate.settings import GateSettings, Patience
from tests.gate.rig import HOST, Bench, Got, NeedleJudge, enforce, post, reply


def a_gate(bench: Bench, settings: GateSettings) -> Gate:
    return Gate(settings, Ruling(NeedleJudge(), enforce, None), bench.authority, lambda record: None)


def test_it_listens_on_loopback_unless_told_otherwise() -> None:
    assert GateSettings().listen == ("127.0.0.1", 8790)


async def test_a_port_in_use_is_a_problem(bench: Bench) -> None:
    async with bench.rig() as rig:
        second = a_gate(bench, GateSettings(listen=("127.0.0.1", rig.gate.port)))
        with pytest.raises(Problem, match="already in use") as caught:
            await second.start()
        assert "--listen" in caught.value.hint


async def test_an_address_that_is_not_ours_is_a_problem(bench: Bench) -> None:
    with pytest.raises(Problem, match="cannot listen"):
        await a_gate(bench, GateSettings(listen=("192.0.2.1", 8790))).start()


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_an_unusable_upstream_ca_is_a_problem(bench: Bench, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(Problem, match=r"ca\.pem"):
        a_gate(bench, GateSettings(upstream_ca=file))


async def test_a_new_policy_holds_from_the_next_request_on(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        assert (await wire.ask(post(b"secret")))[1] == b"secret"
        rig.gate.reload(Ruling(NeedleJudge({b"secret": "block"}), enforce, None))
        assert (await wire.ask(post(b"secret")))[0].startswith(b"HTTP/1.1 403")


async def test_a_request_under_way_ends_under_the_policy_it_began_with(bench: Bench) -> None:
    async with bench.rig() as rig:
        wire = await rig.tunnel()
        request = post(b"secret")
        wire.writer.write(request[:-3])
        await wire.writer.drain()
        while not rig.gate._connections:
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        rig.gate.reload(Ruling(NeedleJudge({b"secret": "block"}), enforce, None))
        assert (await wire.ask(request[-3:]))[1] == b"secret"


async def test_stopping_lets_a_request_end(bench: Bench) -> None:
    arrived, go = asyncio.Event(), asyncio.Event()

    async def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await go.wait()
        writer.write(reply(b"done"))

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(b"{}"))
        await arrived.wait()
        stopping = asyncio.create_task(rig.gate.stop())
        await asyncio.sleep(0.02)
        go.set()
        assert (await wire.answer())[1] == b"done"
        await stopping
        assert [r.outcome.done for r in await rig.recorded()] == ["forwarded"]


async def test_stopping_records_what_it_had_to_break_off(bench: Bench) -> None:
    arrived = asyncio.Event()

    async def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await asyncio.Event().wait()

    async with bench.rig(handler) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(b"{}"))
        await arrived.wait()
        await rig.gate.stop(grace=0.05)
        (record,) = await rig.recorded()
        assert "left" in record.outcome.note


async def test_an_answer_that_does_not_come_is_given_up(bench: Bench) -> None:
    async def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with bench.rig(handler, patience=Patience(answer=0.1)) as rig:
        wire = await rig.tunnel()
        head, _ = await wire.ask(post(b"{}"))
        assert head.startswith(b"HTTP/1.1 504")
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.status) == ("failed", 504)


async def test_a_request_that_does_not_arrive_is_given_up(bench: Bench) -> None:
    async with bench.rig(patience=Patience(request=0.1)) as rig:
        wire = await rig.tunnel()
        wire.writer.write(post(b"{}")[:-1])
        assert (await wire.rest()).startswith(b"HTTP/1.1 408")
        (record,) = await rig.recorded()
        assert (record.outcome.done, record.outcome.status) == ("refused", 408)


async def test_idle_connections_are_closed(bench: Bench) -> None:
    async with bench.rig(patience=Patience(idle=0.0, request=0.1, pooled=0.0)) as rig:
        wire = await rig.tunnel()
        await wire.ask(post(b"{}"))
        assert await wire.rest() == b""
        plain = await rig.connect()
        assert await plain.rest() == b""


async def test_it_runs_without_uvloop_too(bench: Bench) -> None:
    def run() -> bytes:
        async def once() -> bytes:
            async with bench.rig() as rig:
                got = await rig.curl("--data", "x=1", url=f"https://{HOST}/")
                return got.out

        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            return runner.run(once())

    assert (await asyncio.to_thread(run)).endswith(b"x=1")
