"""Requests per second, latency, CPU and memory of the gate beside a direct connection and mitmdump, in one run.

    python -m bench.gate [--rounds 3] [--seconds 5] [--mitmdump PATH]

Prints a Markdown table. Rows are measured in interleaved rounds, so that noise of the machine meets all of them; the
table gives medians. CPU per request is user and system time of the proxy's processes, the number least disturbed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from bench.origin import origin
from bench.processes import ROOT, cpu_seconds, free_port, peak, reset_peak, resident, running
from gwanmun.gate.authority import Authority
from gwanmun.version import __version__ as VERSION  # noqa: N812

HOST = "chat.example.com"
UPLOAD = 50 * 1000 * 1000
NAMES = {
    "relay": "gwanmun, nothing judged or kept",
    "blind": "**gwanmun: policy + ledger**, bodies not opened",
    "full": "**gwanmun: unpack + detector + policy + ledger**",
}


@dataclass
class Row:
    """One data plane and what was measured of it, a value for each round."""

    name: str
    proxy: int | None
    pid: int | None
    by_address: bool = False  # mitmdump has no --resolve, and an addon that redirects it opens a connection a request
    measured: dict[str, list[float]] = field(default_factory=dict)

    def add(self, **values: float) -> None:
        for name, value in values.items():
            self.measured.setdefault(name, []).append(value)

    def median(self, name: str) -> float | None:
        values = self.measured.get(name)
        return statistics.median(values) if values else None


def load(row: Row, target: int, *arguments: str) -> dict[str, float]:
    """One run of the load generator."""
    command = [sys.executable, "-m", "bench.load", "--host", HOST, "--target", f"127.0.0.1:{target}", *arguments]
    if row.proxy is not None:
        command += ["--proxy", f"127.0.0.1:{row.proxy}", *(["--by-address"] if row.by_address else [])]
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    result: dict[str, float] = json.loads(ran.stdout)
    return result


def measure(row: Row, target: int, seconds: float) -> None:
    """One round: 32 connections, one connection, one upload."""
    before = cpu_seconds(row.pid) if row.pid else 0.0
    many = load(row, target, "--seconds", str(seconds))
    if row.pid:
        row.add(cpu=1000 * (cpu_seconds(row.pid) - before) / max(1, many["requests"]))
    one = load(row, target, "--connections", "1", "--seconds", str(seconds / 2))
    row.add(rate=many["rate"], p50=many["p50"], p99=many["p99"], one=one["p50"], failed=many["failed"] + one["failed"])
    if row.pid:
        reset_peak(row.pid)
    base = resident(row.pid) if row.pid else 0.0
    took = load(row, target, "--upload", str(UPLOAD))["seconds"]
    row.add(upload=UPLOAD / 1e6 / took)
    if row.pid:
        row.add(growth=peak(row.pid) - base)


@contextmanager
def gate(kind: str, folder: Path, target: int, profile: Path | None) -> Iterator[Row]:
    port = free_port()
    command = [sys.executable, "-m", "bench.subject", kind, "--port", str(port), "--state", str(folder / kind)]
    command += ["--upstream-ca", str(folder / "ca.pem"), "--host", HOST, "--origin-port", str(target)]
    if profile is not None:
        command += ["--profile", f"{profile}.{kind}"]
    with running(command, port, folder / f"{kind}.log") as pid:
        yield Row(NAMES[kind], port, pid)


@contextmanager
def mitmdump(program: str, folder: Path) -> Iterator[Row]:
    port = free_port()
    options = ["--set", "connection_strategy=lazy", "--set", f"confdir={folder / 'mitm'}", "--ssl-insecure", "-q"]
    command = [program, "-p", str(port), "--listen-host", "127.0.0.1", *options]
    with running(command, port, folder / "mitmdump.log") as pid:
        yield Row(f"mitmdump {version_of(program)}", port, pid, by_address=True)


def version_of(program: str) -> str:
    out = subprocess.run([program, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode()
    return out.partition("Mitmproxy: ")[2].split()[0]


def peers(given: argparse.Namespace, stack: ExitStack, folder: Path, target: int) -> Iterator[Row]:
    """The rows of the table, started."""
    yield Row("direct", None, None)
    yield stack.enter_context(gate("relay", folder, target, given.profile))
    yield stack.enter_context(gate("blind", folder, target, given.profile))
    yield stack.enter_context(gate("full", folder, target, given.profile))
    program = given.mitmdump or shutil.which("mitmdump")
    if program:
        yield stack.enter_context(mitmdump(program, folder))
    else:
        print("not measured: mitmdump is not installed (--mitmdump PATH)", file=sys.stderr)


def table(rows: list[Row], kind: str, given: argparse.Namespace) -> str:
    """The result as Markdown."""
    base = next((row.median("one") for row in rows if row.pid is None), None) or 0.0
    versions = (
        f"gwanmun {VERSION}, CPython {platform.python_version()}, {ssl.OPENSSL_VERSION}, uvloop {version('uvloop')}"
    )
    lines = [
        f"Measured {datetime.date.today().isoformat()} by `python -m bench.gate --rounds {given.rounds} --seconds "
        f"{given.seconds:g}`, medians of {given.rounds} rounds, interleaved; {versions}; {os.cpu_count()} CPUs shared "
        f"with the load generator and the origin ({kind}), load average {os.getloadavg()[0]:.1f} at the end. 32 "
        "keep-alive connections through CONNECT and TLS, 1 KB Korean chat JSON.",
        "",
        "| data plane | requests/s | p50 ms | p99 ms | added ms (1 connection) | CPU ms/request "
        "| 50 MB upload MB/s | peak RSS growth MiB | failed |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*lines, *(_line(row, base) for row in rows)])


def _line(row: Row, base: float) -> str:
    one = row.median("one")
    cells = [
        row.name,
        _number(row.median("rate"), 0),
        _number(row.median("p50"), 2),
        _number(row.median("p99"), 2),
        "–" if row.pid is None or one is None else _number(one - base, 2),
        _number(row.median("cpu"), 3),
        _number(row.median("upload"), 0),
        _number(row.median("growth"), 1),
        _number(sum(row.measured.get("failed", [])), 0),
    ]
    return "| " + " | ".join(cells) + " |"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--mitmdump", help="the program, when it is not on the PATH")
    parser.add_argument("--profile", type=Path, help="write a cProfile of each gate to PATH.<kind>")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        authority = Authority.open(folder)
        (folder / "origin.pem").write_bytes(authority.leaf(HOST))
        target, kind = stack.enter_context(origin(folder, sys.executable))
        rows = list(peers(given, stack, folder, target))
        for _ in range(given.rounds):
            for row in rows:
                measure(row, target, given.seconds)
        print(table(rows, kind, given))


if __name__ == "__main__":
    main()
