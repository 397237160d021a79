"""A 50 MB upload through a gate in a process of its own: its resident memory grows by less than 64 MB."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from pathlib import Path

import pytest

from tests.gate.rig import HOST, Bench, Got, Rig, Wire, reply

SIZE = 50 * 1000 * 1000
LIMIT = 64 * 1000 * 1000

SUBJECT = """
import asyncio, json, sys
from pathlib import Path
import uvloop
from gwanmun.gate.authority import Authority
from gwanmun.gate.ports import Ruling
from gwanmun.gate.server import Gate
from gwanmun.gate.settings import GateSettings
from tests.gate.rig import HOST, NeedleJudge, enforce

state, ca, origin = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

async def main():
    settings = GateSettings(listen=("127.0.0.1", 0), upstream_ca=ca, resolve={(HOST, 443): ("127.0.0.1", origin)})
    records = []
    async with Gate(settings, Ruling(NeedleJudge(), enforce, None), Authority.open(state), records.append) as gate:
        print(gate.port, flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print(json.dumps([[r.outcome.done, r.outcome.sent, r.judgement.transfer.size] for r in records]), flush=True)

uvloop.run(main())
"""


def status(pid: int, name: str) -> int:
    """A line of /proc/<pid>/status in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


async def upload(port: int, ca: Path, chunked: bool) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    wire = Wire(reader, writer)
    writer.write(f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    await writer.start_tls(ssl.create_default_context(cafile=str(ca)), server_hostname=HOST)
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {SIZE}"
    writer.write(f"POST /upload HTTP/1.1\r\nHost: {HOST}\r\n{framing}\r\n\r\n".encode())
    block = b"x" * 50_000
    for _ in range(SIZE // len(block)):
        writer.write(b"%x\r\n%b\r\n" % (len(block), block) if chunked else block)
        await writer.drain()
    if chunked:
        writer.write(b"0\r\n\r\n")
    try:
        return (await wire.answer())[1]
    finally:
        wire.close()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_large_upload_does_not_fill_the_memory(bench: Bench, chunked: bool) -> None:
    def handler(got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(str(len(got.body)).encode()))

    async with bench.rig(handler) as rig:
        growth, answer, records = await _measured(bench, rig, chunked)
    assert answer == str(SIZE).encode()
    assert records == [["forwarded", SIZE, SIZE]]
    assert growth < LIMIT


async def _measured(bench: Bench, rig: Rig, chunked: bool) -> tuple[int, bytes, list[list[object]]]:
    """Growth of the peak of resident memory in bytes, the answer, and what was recorded."""
    command = [sys.executable, "-c", SUBJECT, str(bench.folder / "gate"), str(bench.outside_ca), str(rig.origin_port)]
    path = os.pathsep.join(["src", "."])
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": path}
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    before = status(process.pid, "VmRSS")
    answer = await upload(port, bench.ca, chunked)
    growth = status(process.pid, "VmHWM") - before
    out, _ = await process.communicate(b"\n")
    records: list[list[object]] = json.loads(out)
    return growth, answer, records
