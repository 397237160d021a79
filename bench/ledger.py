"""Measures the ledger: what `append` costs its caller, how fast records become durable, how fast they are verified.

python bench/ledger.py [RECORDS]        1,000,000 by default; needs about 3.5 kB of disk for each
"""

from __future__ import annotations

import gc
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from gwanmun.ledger.database import DATABASE, SEAL
from gwanmun.ledger.entry import encode
from gwanmun.ledger.proof import prove_record
from gwanmun.ledger.query import Filter, count, counts, entries
from gwanmun.ledger.store import Ledger
from gwanmun.ledger.verify import verify
from gwanmun.transfer import (
    Endpoint,
    Fact,
    Judgement,
    Origin,
    Outcome,
    Provenance,
    Recipient,
    Record,
    Sighting,
    Transfer,
    Verdict,
    Weighed,
)

IN_FLIGHT = 32_768


def fact(value: str) -> Fact:
    return Fact(value, "https://example.com/privacy", "2025-04-24", 0.9)


RECIPIENT = Recipient(
    "chat.example.com",
    "203.0.113.7",
    fact("example-chat"),
    "ai",
    fact("example-operator"),
    fact("CN"),
    server_country=fact("SG"),
    network=fact("AS64500"),
    network_country=fact("SG"),
    names=(("ko", "보기"), ("en", "Example")),
)
SIGHTINGS = tuple(
    Sighting(
        kind, "request.body", "json:$.messages[0].content", 10, 24, 0.98, ("checksum", "label"), mask, "k1:9f3a5c7e"
    )
    for kind, mask in (("kr.rrn", "9*****-*******"), ("contact.phone", "010-****-****"), ("content.prompt", "…"))
)
VERDICT = Verdict(
    "block",
    "no-rrn",
    (Weighed("no-rrn", "block", True), Weighed("log", "allow")),
    ("block", "block", "allow"),
    "p1",
    "k1",
)
PROVENANCE = Provenance("gate", "gate-1")
ENDPOINT = Endpoint("chat.example.com", 443, ip="203.0.113.7", sni="chat.example.com")
ORIGINS = tuple(
    Origin(f"user{number}", "sales", address="192.0.2.5", identified_by="proxy-auth") for number in range(100)
)


def make(number: int) -> Record:
    transfer = Transfer(
        f"0198{number:028x}",
        1_780_000_000 + number / 50,
        ORIGINS[number % 100],
        ENDPOINT,
        PROVENANCE,
        "POST",
        "/api/chat",
        1024,
        RECIPIENT,
        SIGHTINGS,
        (),
        "full",
    )
    return Record(Judgement(transfer, VERDICT), Outcome("refused", 403))


def call(work: Callable[[], object], times: int = 200, rounds: int = 200) -> tuple[float, float]:
    """Microseconds a call: the best round, and the median of the rounds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            work()
        found.append((time.perf_counter() - start) / times * 1e6)
    return min(found), statistics.median(found)


def timed(label: str, work: Callable[[], object]) -> None:
    """Prints how long it took, and the processor time it took on all cores: on a busy machine the figure to go by."""
    start, processor = time.perf_counter(), processor_seconds()
    result = work()
    taken, processor = time.perf_counter() - start, processor_seconds() - processor
    print(f"{label:<46}{taken * 1000:>12,.1f} ms   (processor {processor * 1000:,.1f} ms)   {result}")


def processor_seconds() -> float:
    mine, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime


def fill(folder: Path, records: int) -> None:
    """Appends as fast as the disk takes it, never more than `IN_FLIGHT` records ahead of it."""
    made = [make(number) for number in range(min(records, IN_FLIGHT))]
    gc.freeze()  # a gate does not hold so many: the collector is not to look through them again and again
    spent = 0.0
    with Ledger.open(folder, "gate-1") as ledger:
        start, processor = time.perf_counter(), time.process_time()
        for first in range(0, records, IN_FLIGHT):
            before = time.perf_counter()
            for record in made[: records - first]:
                ledger.append(record)
            spent += time.perf_counter() - before
            ledger.flush()
        taken, processor = time.perf_counter() - start, time.process_time() - processor
    print(f"{'append, durable in groups':<46}{records / taken:>12,.0f} records/s")
    print(f"{'  processor time, both threads':<46}{processor / records * 1e6:>12,.1f} us/record")
    print(f"{'  append as its caller sees it':<46}{spent / records * 1e6:>12,.1f} us/record")


def main(records: int) -> None:
    best, _ = call(lambda: sha256(bytes(300)).digest())
    print(f"{'yardstick: SHA-256 of 300 bytes':<46}{best:>12,.2f} us")
    record = make(1)
    best, median = call(lambda: encode(record))
    print(f"{'encode, 3 sightings':<46}{best:>12,.1f} us        (median {median:.1f}), {len(encode(record))} bytes")
    folder = Path(tempfile.mkdtemp()) / "ledger"
    try:
        fill(folder, records)
        print(f"{'database':<46}{(folder / DATABASE).stat().st_size / records:>12,.0f} bytes/record")
        timed(f"verify {records:,} records, sealed", lambda: verify(folder).ok)
        timed("count, one action since a time", lambda: count(folder, Filter(action="block", since="2026-05-28T20:30")))
        timed("count by kind", lambda: len(counts(folder, "kind")))
        timed("newest 50 of one user", lambda: len(list(entries(folder, Filter(user="user7", newest=True, limit=50)))))
        timed("proof of one record", lambda: len(prove_record(folder, records // 2).path))
        (folder / SEAL).unlink()
        timed(f"verify {records:,} records, no seal (live)", lambda: verify(folder).ok)
    finally:
        shutil.rmtree(folder.parent)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
