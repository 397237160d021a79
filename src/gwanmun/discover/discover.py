"""`discover(logs)`: reads all logs and says what became of each, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gwanmun.discover.known import directory
from gwanmun.discover.logs import Log, found
from gwanmun.discover.lookalike import LookAlikes
from gwanmun.discover.register import Approvals
from gwanmun.discover.survey import Survey, Surveyor
from gwanmun.discover.total import Totals
from gwanmun.discover.work import PIECE, Ask, Count, Piece, run

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Discovered:
    """`logs` and `counts` stand side by side: each log, and what became of its lines."""

    survey: Survey
    logs: tuple[Log, ...]
    counts: tuple[Count, ...]

    @property
    def readable(self) -> bool:
        """Whether any line of any log was understood."""
        return any(count.read.total() + count.passed + count.denied + count.outside for count in self.counts)


def discover(
    paths: Sequence[Path],
    ask: Ask,
    *,
    mmdb: Sequence[Path] = (),
    approvals: Approvals | None = None,
    unknown: int = 20,
    foreign: bool = False,
    processes: int | None = None,
    piece: int = PIECE,
    tick: Tick = lambda size: None,
) -> Discovered:
    """Read logs (files, folders, `-`), each by its own format. `unknown` names are looked at closely, of those abroad
    only where `foreign` asks for it. `tick` is told of every stretch of bytes read."""
    logs = found(paths)
    counts = [Count() for _ in logs]
    totals = Totals()
    for done in run(_pieces(logs, piece), ask, processes):
        totals.add(done.part)
        counts[done.log].add(done.count)
        tick(done.size)
    known = directory(ask.state, mmdb)
    surveyor = Surveyor(known, approvals, LookAlikes(known.services.values()), unknown, foreign)
    return Discovered(surveyor.survey(totals), tuple(logs), tuple(counts))


def _pieces(logs: Sequence[Log], size: int) -> Iterator[Piece]:
    for log in logs:
        yield from log.pieces(size)
