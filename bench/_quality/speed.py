"""Throughput beside the peer: the same inputs in alternating rounds, CPU time of each process, on one core."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence

from bench._quality.peer import Presidio
from bench._quality.show import rows
from bench.detect import big, bodies, chat, prompt

Work = Callable[[str | bytes, str | None], object]
SHAPES = ("500-character prompts", "1 KB chat bodies", "100 KB JSON")


def inputs() -> dict[str, tuple[Sequence[str | bytes], str | None]]:
    chance = random.Random(11)
    return {
        SHAPES[0]: ([prompt(chance, 500) for _ in range(200)], None),
        SHAPES[1]: (bodies(chat, 200), "application/json"),
        SHAPES[2]: (bodies(big, 4), "application/json"),
    }


def pinned() -> None:
    """Keep this process, and what it starts, on one core where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def ours(work: Work, texts: Sequence[str | bytes], media: str | None, times: int) -> float:
    """CPU seconds of one pass over the texts, the mean of `times` passes."""
    began = time.process_time()
    for _ in range(times):
        for text in texts:
            work(text, media)
    return (time.process_time() - began) / times


def table(work: Work, peer: Presidio | None, rounds: int) -> Iterator[str]:
    """A row an input shape: MB/s (10^6 bytes of CPU time) of both, medians over the rounds, and their ratio."""
    head = ["input", "Gwanmun MB/s", "Gwanmun ms each", "Presidio MB/s", "Presidio ms each", "ratio"]
    return rows(head, [_row(name, work, peer, rounds, *given) for name, given in inputs().items()])


def _row(
    name: str, work: Work, peer: Presidio | None, rounds: int, texts: Sequence[str | bytes], media: str | None
) -> list[str]:
    plain = [text if isinstance(text, str) else text.decode() for text in texts]
    size = sum(len(text.encode()) for text in plain)
    ours(work, texts, media, 1)
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(ours(work, texts, media, 5))
        theirs.append(peer.seconds(plain) if peer else float("nan"))
    own, other = sorted(mine)[rounds // 2], sorted(theirs)[rounds // 2]
    each = [f"{size / own / 1e6:.1f}", f"{own / len(texts) * 1e3:.3f}"]
    if peer is None:
        return [name, *each, "–", "–", "–"]
    return [name, *each, f"{size / other / 1e6:.2f}", f"{other / len(texts) * 1e3:.2f}", f"{other / own:.0f}×"]
