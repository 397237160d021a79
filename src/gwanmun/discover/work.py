"""Divides logs into pieces of work and has them counted, on as many processors as there are; results come in order."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from gwanmun.discover import formats
from gwanmun.discover.columns import Reader
from gwanmun.discover.known import directory
from gwanmun.discover.lines import BLOCK, Blocks, section
from gwanmun.discover.names import Names
from gwanmun.discover.tally import Part, Tally

PIECE = 48 << 20
"""Bytes of log in one piece of work: large enough that its result costs little, small enough to bound its memory."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is counted, and with whose knowledge: the state folder, days from and to (None: any)."""

    state: Path
    first: int | None = None
    last: int | None = None
    block: int = BLOCK


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work: the lines that begin in [start, stop) of a file, or the bytes themselves of a stream."""

    log: int
    reader: Reader
    path: Path | None = None
    start: int = 0
    stop: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Count:
    """What became of the lines of one log: `read` by format, not understood, refused by the device, and so on."""

    read: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    passed: int = 0
    denied: int = 0
    outside: int = 0
    too_long: int = 0

    def add(self, other: Count) -> None:
        self.read.update(other.read)
        self.unread += other.unread
        self.passed += other.passed
        self.denied += other.denied
        self.outside += other.outside
        self.too_long += other.too_long

    @property
    def lines(self) -> int:
        return self.read.total() + self.unread + self.passed + self.denied + self.outside + self.too_long


@dataclass(frozen=True, slots=True)
class Done:
    log: int
    size: int
    part: Part
    count: Count


def work(piece: Piece, ask: Ask) -> Done:
    """Count one piece."""
    tally, count = Tally(_names(ask.state), ask.first, ask.last), Count()
    blocks = Blocks(_chunks(piece, ask.block))
    with _no_collection():
        for block in blocks:
            _take(block, (piece.reader, *formats.ANY), tally, count)
        part = tally.part()
    count.too_long = blocks.too_long
    return Done(piece.log, piece.stop - piece.start or len(piece.data), part, count)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Counting makes millions of values and no cycle of them: looking for cycles would take a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@lru_cache(2)
def _names(state: Path) -> Names:
    """Knowledge is loaded once by each process, and a name is looked up once."""
    return Names(directory(state))


def _chunks(piece: Piece, size: int) -> Iterator[bytes]:
    if piece.path is not None:
        return section(piece.path, piece.start, piece.stop, size)
    return (piece.data[at : at + size] for at in range(0, len(piece.data), size))


def _take(block: bytes, readers: Sequence[Reader], tally: Tally, count: Count) -> None:
    """Read a block with the log's own reader, and what that one leaves with the others, in turn."""
    for number, reader in enumerate(readers):
        lines = reader.read(block)
        if number and not lines.columns and len(lines.unread) == block.count(b"\n"):
            continue
        count.passed += lines.passed
        count.denied += lines.denied
        if lines.columns:
            counted = tally.add(lines.columns, reader.kind)
            count.read[reader.name] += counted
            count.outside += len(lines.columns.hosts) - counted
        if not lines.unread:
            return
        block = b"\n".join(lines.unread) + b"\n"
    count.unread += block.count(b"\n")


def run(pieces: Iterable[Piece], ask: Ask, processes: int | None = None) -> Iterator[Done]:
    """Count all pieces; results in their order. One process, or one piece, is counted here without any other."""
    wanted = processes or min(os.cpu_count() or 1, 8)
    first: list[Piece] = []
    rest = iter(pieces)
    for piece in rest:
        first.append(piece)
        if len(first) > 1:
            break
    if wanted == 1 or len(first) < 2:
        for piece in (*first, *rest):
            yield work(piece, ask)
        return
    yield from _spread(_joined(first, rest), ask, wanted)


def _joined(first: list[Piece], rest: Iterator[Piece]) -> Iterator[Piece]:
    yield from first
    yield from rest


def _spread(pieces: Iterator[Piece], ask: Ask, processes: int) -> Iterator[Done]:
    """Never more than two pieces a process are under way, so that a stream is not read ahead into memory."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        under_way: deque[Future[Done]] = deque()
        for piece in pieces:
            under_way.append(pool.submit(work, piece, ask))
            if len(under_way) >= 2 * processes:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
