"""Several processes find what one finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from gwanmun.ledger import database as db
from gwanmun.ledger import share
from gwanmun.ledger.verify import verify

Copy = Callable[[], Path]


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares of one block each, as if each were worth a process."""
    monkeypatch.setattr(share, "SHARE", 200)
    monkeypatch.setattr("os.cpu_count", lambda: 3)


SPOILS = (
    "SELECT 1",
    "UPDATE records SET entry = '{}' WHERE seq IN (17, 300, 600)",
    "UPDATE records SET head = zeroblob(32) WHERE seq = 256",
    "UPDATE records SET head = 7, entry = 7 WHERE seq = 257",
    "DELETE FROM records WHERE seq BETWEEN 250 AND 270",
    "DELETE FROM records WHERE seq > 500",
    "UPDATE facets SET user = 'nobody' WHERE seq IN (17, 300, 600)",
    "UPDATE blocks SET hash = zeroblob(32)",
)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("spoil", SPOILS)
def test_many_processes_find_what_one_finds(copy: Copy, monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    folder = copy()
    (folder / db.SEAL).unlink()
    with closing(sqlite3.connect(folder / db.DATABASE, isolation_level=None)) as database:
        for statement in db.SCHEMA:
            if statement.startswith("CREATE TRIGGER"):
                database.execute(f"DROP TRIGGER {statement.split()[2]}")
        database.execute(spoil)
    together = verify(folder)
    assert share._shares(600) == [(1, 256), (257, 512), (513, 600)]
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert verify(folder) == together
    assert together.faults, "the triggers are gone in any case"


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("end", ["raise SystemExit(3)", "import os; os.abort()"])
def test_a_process_that_dies_is_said(closed: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.setattr(share, "HELPER", end)
    found = verify(closed)
    assert [(fault.seq, fault.code) for fault in found.faults] == [(257, "unreadable"), (513, "unreadable")]
    assert found.records == 256


@pytest.mark.parametrize(("last", "count"), [(0, 1), (1, 1), (199_999, 1), (200_000, 2), (10_000_000, 2)])
def test_shares_are_whole_blocks_and_leave_nothing_out(monkeypatch: pytest.MonkeyPatch, last: int, count: int) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    found = share._shares(last)
    assert len(found) == count
    assert (found[0][0], found[-1][1]) == (1, last)
    for (_, high), (low, _) in pairwise(found):
        assert (low, high % 256) == (high + 1, 0)
