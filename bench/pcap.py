"""Reading packets, against other tools in the same run: `python -m bench.pcap [--packets N] [FILE…]`.

Joins the given captures (Ethernet ones) over and over, moved on in time, up to N packets; without files it makes
connections of its own. Then reads that file with Gwanmun (names, DNS, QUIC, bytes of each recipient), with tshark and
nfstream where they are installed, and with a bare loop that only counts flows. CPU seconds, children included.
"""

from __future__ import annotations

import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from gwanmun.capture.pcap import items
from gwanmun.transfer import Exchange
from gwanmun.wire.link import ETHERNET
from gwanmun.wire.pcap import PacketFile
from tests.capture.packet_maker import session

SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "pcap" / "madea-smarthome"
Frames = list[tuple[float, bytes, int]]


def frames(path: Path) -> Frames:
    found = PacketFile([path.read_bytes()]).frames()
    return [(at, data[begin:end], full) for at, link, data, begin, end, full in found if link == ETHERNET]


def joined(sources: list[Path], count: int, target: Path) -> None:
    given = sorted((row for path in sources for row in frames(path)), key=lambda row: row[0])
    given = given or [(at, frame, len(frame)) for at, frame in session()]
    span = given[-1][0] - given[0][0] + 60
    with target.open("wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, ETHERNET))
        for number, (at, frame, full) in zip(range(count), cycle(given), strict=False):
            at += number // len(given) * span
            out.write(struct.pack("<IIII", int(at), int(at % 1 * 1e6), len(frame), full) + frame)


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


def ours(path: Path) -> str:
    found = [item for item in items(chunks(path), "0" * 64) if isinstance(item, Exchange)]
    hosts = {item.endpoint.host for item in found if item.endpoint.host}
    return f"{len(found)} exchanges, {len(hosts)} names"


def bare(path: Path) -> str:
    data, at = path.read_bytes(), 24
    flows: dict[tuple[int, bytes], int] = {}
    unpack, end = struct.Struct("<IIII").unpack_from, path.stat().st_size
    while at + 16 <= end:
        size = unpack(data, at)[2]
        if data[at + 28 : at + 30] == b"\x08\x00":
            key = data[at + 39], data[at + 42 : at + 54]
            flows[key] = flows.get(key, 0) + size
        at += 16 + size
    return f"{len(flows)} flows"


def tshark(path: Path, *options: str) -> str:
    done = subprocess.run(["tshark", "-n", "-r", str(path), *options], capture_output=True, check=False)
    return f"{done.stdout.count(bytes([10]))} lines"


NFSTREAM = "import sys, nfstream; print(sum(1 for _ in nfstream.NFStreamer(source=sys.argv[1], n_meters=1)), 'flows')"


def nfstream(path: Path) -> str:
    done = subprocess.run([sys.executable, "-c", NFSTREAM, str(path)], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else "not installed"


def seconds(work: Callable[[Path], str], path: Path) -> tuple[float, str]:
    before = os.times()
    said = work(path)
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), said


def peak(path: Path) -> float:
    """MB that Python holds at most while the file is read: exchanges are let go as they come."""
    tracemalloc.start()
    for _ in items(chunks(path), "0" * 64):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


FIELDS = ("frame.time_epoch", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport",
          "frame.len", "dns.qry.name", "tls.handshake.extensions_server_name")  # fmt: skip


def contestants() -> dict[str, Callable[[Path], str]]:
    found: dict[str, Callable[[Path], str]] = {"bare loop, flows only": bare, "gwanmun": ours}
    if shutil.which("tshark"):
        options = [part for field in FIELDS for part in ("-e", field)]
        found["tshark conv,tcp"] = lambda path: tshark(path, "-q", "-z", "conv,tcp")
        found["tshark fields"] = lambda path: tshark(path, "-T", "fields", *options)
    return found | {"nfstream": nfstream}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--packets", type=int, default=502_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--memory", action="store_true", help="also measure the memory (slow)")
    options.add_argument("files", nargs="*", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "joined.pcap"
        joined(given.files or sorted(SAMPLES.glob("*.cap")), given.packets, path)
        print(
            f"{given.packets} packets, {path.stat().st_size / 1e6:.0f} MB, median of {given.rounds} rounds, CPU seconds"
        )
        rows: dict[str, list[tuple[float, str]]] = {}
        for _ in range(given.rounds):
            for name, work in contestants().items():
                rows.setdefault(name, []).append(seconds(work, path))
        for name, times in rows.items():
            took, said = sorted(times)[len(times) // 2]
            print(f"{name:24} {'' if said == 'not installed' else f'{took:8.2f} s'}  {said}")
        if given.memory:
            print(f"memory of gwanmun at most {peak(path):.1f} MB")


if __name__ == "__main__":
    main()
