"""One capture on its way through the judge: what was read of it, and what was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gwanmun.capture.read import STDIN, Capture
from gwanmun.capture.source import Tick
from gwanmun.errors import Problem
from gwanmun.judge import Judge
from gwanmun.ledger.entry import entry
from gwanmun.transfer import Exchange, Record, Unreadable

LOSSES = 1000
"""Losses of one capture that are kept and listed; the rest are counted."""

Entry = dict[str, Any]


@dataclass(slots=True)
class Judged:
    """`capture` is None for a file that could not be read at all; then `losses` says why."""

    path: str
    capture: Capture | None
    exchanges: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    losses: list[Unreadable] = field(default_factory=list)
    more: int = 0

    def judge(self, decide: Judge, tick: Tick) -> Iterator[Entry]:
        """One pass, an exchange at a time; nothing of a body is kept."""
        for item in self.capture.items(tick) if self.capture else ():
            if isinstance(item, Exchange):
                self.exchanges += 1
                self.seen[item.seen] += 1
                yield entry(Record(decide(item)))
            elif len(self.losses) < LOSSES:
                self.losses.append(item)
            else:
                self.more += 1

    @property
    def name(self) -> str:
        """What the entries' evidence calls this capture."""
        return self.capture.sha256 if self.capture else ""

    def told(self, most: int) -> Iterator[str]:
        """The first `most` losses in words, and how many more there are."""
        yield from (f"{self.path}: not read: {loss.part}: {loss.why}" for loss in self.losses[:most])
        if self.capture and self.capture.piped:
            yield f"standard input: sha256 {self.capture.digest}"
        if rest := max(0, len(self.losses) - most) + self.more:
            yield f"{self.path}: not read: {rest:,} parts more"

    def described(self) -> dict[str, Any]:
        """The capture as other programs read it; the hash is that of the bytes that were read."""
        losses = [{"part": loss.part, "why": loss.why} for loss in self.losses]
        return {
            "path": self.path,
            "sha256": self.capture.digest if self.capture else "",
            "format": self.capture.format if self.capture else "",
            "exchanges": self.exchanges,
            "unreadable": [*losses, {"part": "", "why": f"{self.more:,} parts more"}] if self.more else losses,
            "seen": dict(self.seen),
        }


def unknown(path: str, problem: Problem) -> Judged:
    """A file in none of the formats."""
    return Judged(path, None, losses=[Unreadable("file", problem.message.removeprefix(f"{path}: "))])


def named(each: Entry, files: list[Judged]) -> Entry:
    """The entry with the hash of standard input, which is known only when all of it was read."""
    evidence = each["evidence"]
    if evidence["name"] == STDIN:
        evidence["name"] = next(file.described()["sha256"] for file in files if file.name == STDIN)
    return each
