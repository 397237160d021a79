"""Prints lines a second of `gwanmun discover` for each format, beside awk and a plain csv loop over the same file.

python -m bench.discover [--lines 1000000] [--rounds 3] [--folder DIR] [--only squid,zeek-dns]

The log is of 2,000 people with 80 favourite hosts each out of 8,000. awk and the csv loop count lines by person and
host and add bytes by host, which is the grouping without attribution. Wall time and CPU time: other work on the machine
spoils the former, and much of it the latter.
"""

from __future__ import annotations

import argparse
import csv
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from gwanmun.discover.discover import discover
from gwanmun.discover.work import Ask

Line = Callable[[float, str, str, str, int], str]

_DNS_FIELDS = (
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto trans_id rtt query qclass qclass_name qtype qtype_name rcode "
    "rcode_name AA TC RD RA Z answers TTLs rejected"
)


def squid(at: float, user: str, client: str, host: str, size: int) -> str:
    return f"{at:.3f} {size % 9000:6d} {client} TCP_TUNNEL/200 {size} CONNECT {host}:443 {user} HIER_DIRECT/192.0.2.9 -"


def zeek_dns(at: float, user: str, client: str, host: str, size: int) -> str:
    start = (
        f"{at:.6f}\tCqKst53mF3det3eDV9\t{client}\t41772\t10.0.0.100\t53\tudp\t{size}\t0.00087\t{host}\t1\tC_INTERNET"
    )
    return f"{start}\t1\tA\t0\tNOERROR\tF\tF\tT\tT\t0\t192.0.2.1\t60.0\tF"


def unbound(at: float, user: str, client: str, host: str, size: int) -> str:
    return f"[{at:.0f}] unbound[812:0] info: {client} {host}. A IN"


def eve(at: float, user: str, client: str, host: str, size: int) -> str:
    when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))
    return (
        f'{{"timestamp":"{when}.1+0000","event_type":"tls","src_ip":"{client}","dest_ip":"192.0.2.9","dest_port":443,'
        f'"proto":"TCP","tls":{{"sni":"{host}","version":"TLS 1.3"}}}}'
    )


def firewall(at: float, user: str, client: str, host: str, size: int) -> str:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))
    return f"{when},{client},{user},192.0.2.9,{host},{size},{size},allow"


FORMATS: dict[str, tuple[Line, str, str, int, int, int]] = {
    "squid": (squid, "", " ", 7, 6, 4),
    "zeek-dns": (
        zeek_dns,
        "#separator \\x09\n#path\tdns\n#fields\t" + "\t".join(_DNS_FIELDS.split()) + "\n",
        "\t",
        2,
        9,
        7,
    ),
    "unbound": (unbound, "", " ", 3, 4, 9),
    "eve": (eve, "", '"', 11, 23, 99),
    "firewall": (firewall, "time,src,user,dst,url,bytes sent,bytes received,action\n", ",", 2, 4, 5),
}
"""How a line is written, the heading, what separates fields, and the fields of person, host and size, from 0."""


def make(path: Path, line: Line, head: str, lines: int) -> None:
    chance = Random(1)
    hosts = [f"h{n}.site{n % 3000}.com" for n in range(8000)] + ["chat.deepseek.com", "chatgpt.com", "www.naver.com"]
    weights = [1 / (n + 1) ** 0.9 for n in range(len(hosts))]
    people = [(f"user{n}", f"10.1.{n // 250}.{n % 250}", chance.choices(hosts, weights, k=80)) for n in range(2000)]
    with path.open("w", encoding="ascii") as file:
        file.write(head)
        for number in range(lines):
            user, client, favourites = people[int(chance.random() * 2000)]
            host = favourites[int(chance.random() ** 2 * 80)]
            file.write(line(1_763_780_400 + number / 10, user, client, host, int(chance.random() * 90_000)) + "\n")


def awk(path: Path, separator: str, person: int, host: int, size: int) -> None:
    program = f"{{ n[${person + 1} FS ${host + 1}]++; b[${host + 1}] += ${size + 1} }} END {{ print length(n) }}"
    with path.open("rb") as file:
        command = ["awk", "-F", " " if separator == " " else separator, program]
        subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, check=True)


def csv_loop(path: Path, separator: str, person: int, host: int, size: int) -> None:
    lines: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter=separator, quoting=csv.QUOTE_NONE, skipinitialspace=separator == " "):
            if len(row) > max(person, host):
                lines[row[person], row[host]] += 1
                sizes[row[host]] += int(row[size]) if len(row) > size and row[size].isdigit() else 0


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall seconds, and CPU seconds of this process and its children."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def compare(name: str, lines: int, rounds: int, folder: Path) -> None:
    line, head, separator, person, host, size = FORMATS[name]
    path = folder / f"{name}.log"
    make(path, line, head, lines)
    ask = Ask(folder / "state")
    subjects: dict[str, Callable[[], object]] = {
        "gwanmun, all processors": lambda: discover([path], ask, piece=max(path.stat().st_size // 4, 1 << 20)),
        "gwanmun, one process": lambda: discover([path], ask, processes=1),
        "awk": lambda: awk(path, separator, person, host, size),
        "csv loop": lambda: csv_loop(path, separator, person, host, size),
    }
    took: dict[str, list[tuple[float, float]]] = {subject: [] for subject in subjects}
    for _ in range(rounds):
        for subject, work in subjects.items():
            took[subject].append(timed(work))
    for subject, times in took.items():
        wall, cpu = (statistics.median(each[n] for each in times) for n in (0, 1))
        print(f"| {name} | {subject} | {lines / wall:,.0f} | {lines / cpu:,.0f} |", flush=True)
    path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", default=",".join(FORMATS))
    given = parser.parse_args()
    print(f"{sys.version.split()[0]}, {given.lines:,} lines, median of {given.rounds}")
    print("| format | subject | lines/s | lines per CPU second |\n|---|---|---:|---:|")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for name in given.only.split(","):
            compare(name, given.lines, given.rounds, Path(folder))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"peak memory of one process: {peak / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
