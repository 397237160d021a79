"""Replaying a large ledger on every core: other Python processes take a run of blocks each and report in JSON.

Plain subprocesses, so that it works from any program and thread, and a file that crashes SQLite itself takes down
a helper only: its share is then told as unreadable.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from gwanmun.ledger import database as db
from gwanmun.ledger.chain import BLOCK
from gwanmun.ledger.replay import Mark, Replay, Suspect, replay

SHARE = 100_000
"""Records from which on a process of its own pays."""

HELPER = "import gwanmun.ledger.share as share; share.help_out()"


def replay_all(path: Path, last: int, stops: Sequence[int], with_facets: bool) -> Replay:
    """Records 1 to `last` of the ledger database at `path`. Raises sqlite3.Error when it cannot be opened."""
    shares = _shares(last)
    with closing(db.open_reader(path)) as database:
        helpers = [
            _start((str(path), first, high, [stop for stop in stops if first <= stop <= high], with_facets))
            for first, high in shares[1:]
        ]
        found = replay(database, 1, shares[0][1], stops, with_facets)
    for helper, (first, high) in zip(helpers, shares[1:], strict=True):
        _join(found, _result(helper, first, high))
    return found


def _shares(last: int) -> list[tuple[int, int]]:
    """Runs of whole blocks, one for each process."""
    count = max(1, min(os.cpu_count() or 1, last // SHARE))
    size = -(-last // count // BLOCK) * BLOCK or BLOCK
    return [(low, min(low + size - 1, last)) for low in range(1, last + 1, size)] or [(1, 0)]


def _start(task: tuple[str, int, int, list[int], bool]) -> subprocess.Popen[bytes]:
    helper = subprocess.Popen(  # noqa: S603 - this Python, with arguments of our own
        [sys.executable, "-P", "-c", HELPER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert helper.stdin
    with suppress(BrokenPipeError), helper.stdin:
        helper.stdin.write(orjson.dumps(task))
    return helper


def help_out() -> None:
    """What a helper process does: one share, from stdin to stdout."""
    path, *task = orjson.loads(sys.stdin.buffer.read())
    with closing(db.open_reader(Path(path))) as database:
        found = replay(database, *task)
    sys.stdout.buffer.write(orjson.dumps(asdict(found), default=bytes.hex, option=orjson.OPT_NON_STR_KEYS))


def _result(helper: subprocess.Popen[bytes], first: int, last: int) -> Replay:
    assert helper.stdout
    with helper:
        out = helper.stdout.read()
    return _decoded(orjson.loads(out)) if helper.returncode == 0 else _lost(first, last, helper.returncode)


def _lost(first: int, last: int, code: int) -> Replay:
    why = f"the process that read them ended with {code}"
    return Replay(first, last, unreadable=[(first, last, why)], blocks=[None] * ((last - first + 1) // BLOCK))


def _decoded(found: dict[str, Any]) -> Replay:
    return Replay(
        found["first"],
        found["last"],
        [
            Suspect(one["seq"], one["id"], *(_hash(one[name]) for name in ("before", "head", "leaf")))
            for one in found["suspects"]
        ],
        found["more"],
        [(low, high) for low, high in found["missing"]],
        [(low, high, why) for low, high, why in found["unreadable"]],
        [_hash(block) for block in found["blocks"]],
        {int(size): _mark(mark) for size, mark in found["marks"].items()},
        found["facets"],
        _hash(found["head"]),
        [_hash(leaf) for leaf in found["tail"]],
    )


def _mark(mark: dict[str, Any]) -> Mark:
    peaks = mark["peaks"]
    return Mark(_hash(mark["head"]), None if peaks is None else tuple(bytes.fromhex(peak) for peak in peaks))


def _hash(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)


def _join(found: Replay, more: Replay) -> None:
    """Adds the next share to what was found so far."""
    found.last, found.head, found.tail = more.last, more.head, more.tail
    found.more += more.more
    found.suspects += more.suspects
    found.missing = _runs(found.missing, more.missing)
    found.unreadable += more.unreadable
    found.blocks += more.blocks
    found.facets += more.facets
    found.marks |= more.marks


def _runs(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two lists of runs as one; a run that goes on from one share into the next stays one run."""
    if before and after and before[-1][1] + 1 == after[0][0]:
        return [*before[:-1], (before[-1][0], after[0][1]), *after[1:]]
    return before + after
