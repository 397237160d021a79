"""Prints what recipient attribution costs here: start, look-ups a second with and without a cache, size of the tables.

    python bench/recipient.py [--count N]

A look-up is `Directory.resolve`: text in, a whole recipient out. `cached` asks for the same pairs again, `distinct`
never asks for a name or address twice and starts with an empty cache each round, so that none of it is remembered by
name. Rounds of all rows are interleaved and timed in processor time; the median and the best of them are shown. The
empty call tells how fast the machine was just then: about 50 ns where nothing else runs.
"""

from __future__ import annotations

import argparse
import ipaddress
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

from gwanmun.knowledge.files import ROOT
from gwanmun.recipient.directory import Directory
from gwanmun.recipient.network import Networks

Ask = tuple[str | None, str | None]
ROUNDS = 9


def questions(directory: Directory, count: int) -> dict[str, list[Ask]]:
    """Distinct names and addresses: known services, customers of clouds, unknown names; public and private ones."""
    chance = random.Random(2026)
    suffixes = [host for service in directory.services.values() for host in service.hosts]
    hosts = [f"h{n}.{chance.choice(suffixes)}" if n % 2 else f"www{n}.example.org" for n in range(count)]
    ips = [str(ipaddress.IPv4Address(number)) for number in chance.sample(range(1 << 24, 224 << 24), count)]
    six = [f"2600:1f18:{n >> 16:x}:{n & 0xFFFF:x}::1" for n in range(count)]
    return {
        "hosts": [(host, None) for host in hosts],
        "IPv4": [(None, ip) for ip in ips],
        "IPv6": [(None, ip) for ip in six],
        "host + IPv4": list(zip(hosts, ips, strict=True)),
    }


def ask(look_up: Callable[[str | None, str | None], object], asked: Sequence[Ask]) -> None:
    for host, ip in asked:
        look_up(host, ip)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(count: int) -> dict[str, list[float]]:
    """Seconds of each round by row. Python, tables and standings are warm; names are new."""
    directory = Directory.bundled()
    kinds = questions(directory, count)
    repeated = kinds["host + IPv4"][:1000] * (count // 1000)
    ask(directory.resolve, [pair for asked in kinds.values() for pair in asked])
    rows = {f"{name}, distinct": partial(ask, directory.resolve, asked) for name, asked in kinds.items()}
    rows["hosts, distinct, whose()"] = partial(ask, directory.whose, kinds["hosts"])
    rows["host + IPv4, cached"] = partial(ask, directory.resolve, repeated)
    rows["empty call"] = partial(ask, lambda host, ip: None, repeated)
    found: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(ROUNDS):
        for name, work in rows.items():
            directory.forget()
            if name.endswith("cached"):
                work()
            found[name].append(seconds(work))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    count: int = parser.parse_args().count
    directory = Directory.bundled()
    show("services", f"{len(directory.services):,}")
    show("host suffixes", f"{sum(len(service.hosts) for service in directory.services.values()):,}")
    show("entities", f"{len(directory.entities):,}")
    show("network table", f"{(ROOT / 'networks' / 'table.bin').stat().st_size:,} bytes")
    show("network table load", f"{seconds(lambda: Networks().row(4, 1 << 24)) * 1e3:.1f} ms")
    show("knowledge load", f"{seconds(Directory.bundled) * 1e3:.1f} ms")
    for name, times in measure(count).items():
        show(name, f"{count / median(times):,.0f} /s", f"best {count / min(times):,.0f} /s")


def show(name: str, *values: str) -> None:
    print(f"{name:<28}" + "".join(f"{value:>22}" for value in values))


if __name__ == "__main__":
    main()
