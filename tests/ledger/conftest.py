"""Invented records, and a closed ledger of them to copy and spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from gwanmun.ledger.store import Ledger, Pace
from gwanmun.transfer import (
    Action,
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

MakeRecord = Callable[..., Record]
Spoil = Callable[[], Path]


def fact(value: str) -> Fact:
    return Fact(value, "https://example.com/notice", "2025-04-24", 0.9)


CHAT = Recipient(
    "chat.deepseek.example",
    "203.0.113.7",
    fact("deepseek"),
    "ai",
    fact("hangzhou-deepseek"),
    fact("CN"),
    server_country=fact("SG"),
    names=(("ko", "딥시크"), ("en", "DeepSeek")),
)
CLOUD = Recipient("203.0.113.9", "203.0.113.9", network=fact("AS64500"), network_country=fact("US"))


def make_record(
    number: int = 1, *, at: float = 1_780_000_000.25, user: str = "이도윤", kinds: tuple[str, ...] = ("kr.rrn",)
) -> Record:
    sightings = tuple(
        Sighting(
            kind, "request.body", "json:$.messages[0].content", 3, 17, 0.98, ("checksum",), "9*****-*******", "k1:ab"
        )
        for kind in kinds
    )
    action: Action = "block" if kinds else "allow"
    transfer = Transfer(
        f"record-{number}",
        at,
        Origin(user=user, unit="영업", address="192.0.2.5", identified_by="proxy-auth"),
        Endpoint("chat.deepseek.example", 443, ip="203.0.113.7", sni="chat.deepseek.example"),
        Provenance("gate", "gate-1"),
        "POST",
        "/api/chat",
        1024,
        CHAT if number % 3 else CLOUD,
        sightings,
        (),
        "full",
    )
    weighed = (Weighed("no-rrn", "block", locked=True),) if kinds else ()
    verdict = Verdict(action, "no-rrn" if kinds else "", weighed, (action,) * len(kinds), "policy-1", "knowledge-1")
    return Record(Judgement(transfer, verdict), Outcome("refused" if kinds else "forwarded", 403 if kinds else 200))


@pytest.fixture(scope="session")
def record() -> MakeRecord:
    return make_record


SIZE = 600
SIGNED = (0, 100, 300, 599, 600)


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed ledger of 600 records, with checkpoints at 0, 100, 300, 599 and 600."""
    folder = tmp_path_factory.mktemp("closed") / "ledger"
    for low, high in pairwise(SIGNED):
        with Ledger.open(folder, "gate-1", pace=Pace(group_seconds=0)) as ledger:
            for number in range(low + 1, high + 1):
                ledger.append(make_record(number))
    return folder


@pytest.fixture(scope="session")
def copy(closed: Path, tmp_path_factory: pytest.TempPathFactory) -> Spoil:
    """Makes a copy of the closed ledger to spoil."""

    def make() -> Path:
        return Path(shutil.copytree(closed, tmp_path_factory.mktemp("copy") / "ledger"))

    return make
