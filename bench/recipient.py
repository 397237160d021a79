"""Prints what recipient attribution costs here: start, look-ups a second, size of the network table.

python bench/recipient.py
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from gwanmun.knowledge.files import ROOT
from gwanmun.recipient.directory import Directory
from gwanmun.recipient.name import address
from gwanmun.recipient.network import Networks

Ask = tuple[str | None, str | None]


def seconds(work: Callable[[], object], repeat: int = 5) -> float:
    """The best of several runs: other work on the machine only ever adds time."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def questions(directory: Directory, count: int) -> list[Ask]:
    """A mix of known, tenant and unknown hosts, half of them with an address."""
    chance = random.Random(2026)
    suffixes = [host for service in directory.services.values() for host in service.hosts]
    hosts = [f"h{chance.randrange(9)}.{host}" for host in suffixes] + [
        f"h{n}.example.org" for n in range(len(suffixes))
    ]
    drawn = (chance.choice(hosts) for _ in range(count))
    return [(host, f"52.{chance.randrange(256)}.1.9" if chance.random() < 0.5 else None) for host in drawn]


def main() -> None:
    directory = Directory.bundled()
    asked = questions(directory, 10_000)
    networks = address("52.78.1.9")
    if networks is None:
        raise SystemExit("no address")
    rows = [
        ("services", f"{len(directory.services):,}"),
        ("entities", f"{len(directory.entities):,}"),
        ("network table", f"{(ROOT / 'networks' / 'table.bin').stat().st_size:,} bytes"),
        ("network table load", f"{seconds(lambda: Networks().registrant(networks)) * 1e3:.1f} ms"),
        ("knowledge load", f"{seconds(Directory.bundled) * 1e3:.1f} ms"),
        ("look-ups, first time", f"{len(asked) / seconds(lambda: ask(Directory.bundled(), asked), 3):,.0f} /s"),
        ("look-ups, warm", f"{len(asked) / seconds(lambda: ask(directory, asked)):,.0f} /s"),
    ]
    for name, value in rows:
        print(f"{name:<22}{value:>18}")


def ask(directory: Directory, asked: list[Ask]) -> None:
    for host, ip in asked:
        directory.resolve(host, ip)


if __name__ == "__main__":
    main()
