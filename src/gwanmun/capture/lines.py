"""The lines of a log: cut from a stream in bounded memory, numbered from 1, and what gave no exchange counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from gwanmun.capture.place import Item, Place
from gwanmun.transfer import Exchange, Unreadable

MAX_LINE = 1 << 20
"""Bytes of one log line; a longer one is cut, and counted as not understood."""

FIRST = 5
"""Line numbers that a loss names; the rest are counted."""

REASONS = 100
"""Different reasons that are counted apart: a log may invent any number of record types."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A line that was understood and holds no transfer; "" for one that is no record at all (empty, a header)."""

    why: str = ""


HELD = Apart()
"""A line whose exchange waits for another line."""

LineReader = Callable[[bytes, Place], Exchange | Apart | None]
"""One line -> its exchange, `Apart`, or None when it is not understood. It never raises."""


def lines(chunks: Iterable[bytes], limit: int = MAX_LINE) -> Iterator[bytes]:
    """Lines without their ends (LF or CR LF); what a cut file leaves is one too. Of a longer line than `limit`, one
    byte more than the limit is kept, which tells that it was cut."""
    held = bytearray()
    for chunk in chunks:
        first, *more = chunk.split(b"\n")
        held += first[: limit + 1 - len(held)]
        if not more:
            continue
        yield bytes(held.removesuffix(b"\r"))
        for line in more[:-1]:
            yield line[: limit + 1].removesuffix(b"\r")
        held[:] = more[-1][: limit + 1]
    if held:
        yield bytes(held.removesuffix(b"\r"))


def items(chunks: Iterable[bytes], sha256: str, read: LineReader, run: Joining | None = None) -> Iterator[Item]:
    """Every exchange of a log in file order, then what its other lines were. An entry is a line, numbered from 1.

    What `run` holds back is given out as it lets go of it, but not at the end: another log may join it.
    """
    tally, number = Tally(), 0
    for number, line in enumerate(lines(chunks), 1):
        entry = str(number)
        found = read(line, Place(sha256, f"line {entry}", entry)) if len(line) <= MAX_LINE else None
        if isinstance(found, Exchange):
            yield run.told(found) if run else found
        else:
            tally.add(number, found)
        if run and run.spilled:
            yield from run.spill()
    yield from tally.losses(number)


class Joining(Protocol):
    """What joins the records of several lines (`capture/run.py`)."""

    spilled: list[Exchange]

    def told(self, exchange: Exchange) -> Exchange: ...

    def spill(self) -> Iterator[Exchange]: ...


@dataclass(slots=True)
class Tally:
    """Counts the lines that gave no exchange."""

    lost: int = 0
    first: list[int] = field(default_factory=list)
    apart: Counter[str] = field(default_factory=Counter)

    def add(self, number: int, found: Apart | None) -> None:
        if found is None:
            self.lost += 1
            if len(self.first) < FIRST:
                self.first.append(number)
        elif found.why:
            self.apart[found.why if found.why in self.apart or len(self.apart) < REASONS else "other records"] += 1

    def losses(self, total: int) -> Iterator[Unreadable]:
        """What a reader of `total` lines has to say of those that gave no exchange."""
        if self.lost:
            numbers = ", ".join(f"{number:,}" for number in self.first)
            more = ", …" if self.lost > len(self.first) else ""
            yield Unreadable("lines", f"{self.lost:,} of {total:,} lines not understood, first {numbers}{more}")
        for why, count in self.apart.most_common():
            yield Unreadable("lines", f"{count:,} of {total:,} lines hold no transfer: {why}")
