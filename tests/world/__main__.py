"""`python -m tests.world [--json] [--port N]`: runs the fake services until it is stopped; prints where they are."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import tempfile
from pathlib import Path

from tests.world.origin import World, serving


def main() -> None:
    options = argparse.ArgumentParser(description="Fake AI services, shop and devices on loopback TLS.")
    options.add_argument("--json", action="store_true", help="print one JSON line: port, ca, hosts")
    options.add_argument("--port", type=int, default=0, help="port to listen on; a free one when not given")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_live(Path(folder), chosen.port, as_json=chosen.json))


async def _live(folder: Path, port: int, *, as_json: bool) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with serving(folder, port) as world:
        print(described(world) if as_json else spoken(world), flush=True)
        await stopped.wait()


def described(world: World) -> str:
    return json.dumps({"address": "127.0.0.1", "port": world.port, "ca": str(world.ca), "hosts": world.hosts})


def spoken(world: World) -> str:
    hosts = "\n".join(f"  https://{host}:{world.port}/" for host in world.hosts)
    return f"CA: {world.ca}\nAll hosts are at 127.0.0.1:{world.port}:\n{hosts}"


if __name__ == "__main__":
    main()
