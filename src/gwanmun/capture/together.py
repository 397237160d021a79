"""`read_together(paths)`: captures that belong together, with the folders and ZIP archives they are in.

The logs of a Zeek run are joined by the connection's id: `conn.log`, `dns.log`, `ssl.log`, `x509.log` and `http.log`
give one exchange for each connection, with its name, its volume and what its handshake told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from gwanmun.capture import zeek
from gwanmun.capture.bundle import Spot, spots
from gwanmun.capture.place import Item
from gwanmun.capture.read import Capture, read, whole
from gwanmun.capture.run import Run
from gwanmun.errors import Problem


class Refused(NamedTuple):
    """A file of a folder or an archive, or one of several given, that is no capture which can be read."""

    path: Path
    problem: Problem


def read_together(paths: Sequence[Path], keylog: Path | None = None) -> list[Capture | Refused]:
    """All captures that the paths stand for, the joined ones next to each other, to be read in this order.

    `Problem` when a path cannot be opened, or when the only one is no capture. Each capture counts what it gave;
    exchanges that joined logs hold back to their end come with the last of them.
    """
    found = [_one(spot, keylog) for path in paths for spot in _spots(path)]
    if len(paths) == len(found) == 1 and isinstance(found[0], Refused):
        raise found[0].problem
    heads = [(capture, head) for capture, head in (each for each in found if not isinstance(each, Refused))]
    group = sorted((each for each in heads if each[0].format == "zeek"), key=lambda each: zeek.rank(each[1]))
    joined = iter(_joined([capture for capture, _ in group]))
    out: list[Capture | Refused] = []
    for each in found:
        if isinstance(each, Refused):
            out.append(each)
        elif each[0].format != "zeek":
            out.append(each[0])
        else:
            out += joined  # all at the place of the first
    return out


def _spots(path: Path) -> Iterator[Spot | Refused]:
    if str(path) == "-":
        yield Spot(path)
        return
    kept, losses = spots(path)
    yield from kept
    yield from (Refused(path, Problem(f"{path}: {why}", "unpack it and give the captures", 3)) for why in losses)
    if not kept and not losses:
        yield Refused(path, Problem(f"{path}: no file is in it", "give a folder or an archive of captures", 3))


def _one(spot: Spot | Refused, keylog: Path | None) -> tuple[Capture, bytes] | Refused:
    if isinstance(spot, Refused):
        return spot
    if str(spot.path) == "-":
        return read(spot.path, keylog), b""
    try:
        return whole(spot.path, spot.member, keylog)
    except Problem as problem:
        if problem.code != 3:
            raise
        return Refused(spot.shown, problem)


def _joined(captures: list[Capture]) -> Iterator[Capture]:
    if len(captures) < 2:
        return iter(captures)
    shared = Shared()
    last = len(captures) - 1
    parts = (shared.part(first=number == 0, last=number == last) for number in range(len(captures)))
    return (replace(capture, joined=part) for capture, part in zip(captures, parts, strict=True))


Reading = Callable[[Iterable[bytes], str], Iterator[Item]]


class Shared:
    """What the logs of one run know together while they are read, one after the other."""

    def __init__(self) -> None:
        self._run = Run()

    def part(self, *, first: bool, last: bool) -> Reading:
        """How one of them is read: the first begins anew, the last gives what is still held back."""

        def read(chunks: Iterable[bytes], sha256: str) -> Iterator[Item]:
            if first:
                self._run = Run()
            yield from zeek.part(chunks, sha256, self._run)
            if last:
                yield from self._run.end()

        return read
