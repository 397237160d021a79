"""A gate to be measured, in a process of its own.

`relay` judges nothing and keeps nothing, `blind` is policy and ledger with no look inside the body, `full` is
unpacking, detector, policy and ledger: what `gwanmun gate` runs.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from gwanmun.detect.scan import Scanner
from gwanmun.gate.authority import Authority
from gwanmun.gate.ports import Ruling, Sink
from gwanmun.gate.server import Gate, settle
from gwanmun.gate.settings import GateSettings
from gwanmun.judge import Judge
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.ledger.store import Ledger
from gwanmun.policy.document import load
from gwanmun.policy.enforce import enforce
from gwanmun.policy.pseudonym import Pseudonyms
from gwanmun.recipient.directory import Directory
from gwanmun.state import derived, organisation_key
from gwanmun.transfer import Exchange, Judgement, Recipient, Record, Request, Transfer, Verdict

ALLOWED = Verdict("allow", "", (), (), "none", "none")


class Nothing:
    """Judges every exchange `allow` without a look."""

    def __call__(self, exchange: Exchange) -> Judgement:
        request, endpoint = exchange.request, exchange.endpoint
        transfer = Transfer(
            exchange.id, exchange.at, exchange.origin, endpoint, exchange.provenance,
            request.method if request else "", "/", len(request.body) if request else 0,
            Recipient(endpoint.host, endpoint.ip), (), (), exchange.seen, exchange.opaque,
        )  # fmt: skip
        return Judgement(transfer, ALLOWED)

    def open(self, exchange: Exchange) -> Passing:
        return Passing(self(exchange))


class Passing:
    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement

    def feed(self, chunk: bytes) -> tuple[Judgement, bytes]:
        return self.judgement, chunk

    def close(self) -> tuple[Judgement, bytes]:
        return self.judgement, b""


@dataclass(frozen=True, slots=True)
class Same:
    request: Request
    restore: Mapping[str, str]


def unchanged(request: Request, judgement: Judgement, pseudonyms: Any) -> Same:
    return Same(request, {})


def relay() -> tuple[Ruling, Sink]:
    records: list[Record] = []

    def keep_one(record: Record) -> None:
        records[:] = [record]

    return Ruling(Nothing(), unchanged, None), keep_one


class Blind(Judge):
    """Names the recipient and decides, but opens no body: what the data plane, policy and ledger cost by themselves."""

    def __call__(self, exchange: Exchange) -> Judgement:
        return self.conclude(exchange, (), (), len(exchange.request.body) if exchange.request else 0)


def joined(state: Path, kind: type[Judge]) -> tuple[Ruling, Sink]:
    """The pipeline as `gwanmun gate` joins it."""
    key = organisation_key(state)
    scanner = Scanner(load_kinds(), derived(key, "fingerprint"))
    judge = kind(scanner, Directory.bundled(), load("default"))
    ledger = Ledger.open(state, "bench")
    return Ruling(judge, enforce, Pseudonyms(derived(key, "pseudonym"))), ledger.append


async def serve(settings: GateSettings, state: Path, kind: str) -> None:
    ruling, sink = relay() if kind == "relay" else joined(state, Blind if kind == "blind" else Judge)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Gate(settings, ruling, Authority.open(state), sink):
        settle()
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("relay", "blind", "full"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--upstream-ca", type=Path, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--origin-port", type=int, required=True)
    parser.add_argument("--profile", type=Path, help="write a cProfile of the run there")
    given = parser.parse_args()
    settings = GateSettings(
        listen=("127.0.0.1", given.port),
        upstream_ca=given.upstream_ca,
        resolve={(given.host, given.origin_port): ("127.0.0.1", given.origin_port)},
    )
    profile = cProfile.Profile() if given.profile else None
    if profile is not None:
        profile.enable()
    uvloop.run(serve(settings, given.state, given.kind))
    if profile is not None:
        profile.disable()
        profile.dump_stats(given.profile)


if __name__ == "__main__":
    main()
