"""A table of hashes is the same however much of it was put away, is bounded in memory, and is whole or not there."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest

from gwanmun.detect import own_writer
from gwanmun.detect.own_hashes import Hasher, Hashes, about
from gwanmun.detect.own_writer import Builder
from gwanmun.errors import Problem

HASHER = Hasher(b"a key for tests")


def build(target: Path, count: int) -> None:
    with Builder(target, 2, 4) as builder:
        for number in range(count):
            builder.add(HASHER.of(f"value {number}"), (number % 7).to_bytes(2))
            builder.add(HASHER.of(f"shared {number // 6}"), (number % 6).to_bytes(2))
        builder.write(HASHER, {"what": "test"})


def test_what_was_put_away_comes_back_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path / "held.own", 3000)
    monkeypatch.setattr(own_writer, "_HELD", 1000)
    build(tmp_path / "away.own", 3000)
    assert (tmp_path / "held.own").read_bytes() == (tmp_path / "away.own").read_bytes()
    table = Hashes(tmp_path / "away.own", HASHER)
    assert len(table) == 3000
    assert [table.payloads(HASHER.of(f"value {n}")) for n in (0, 8, 2999)] == [[b"\0\0"], [b"\0\1"], [b"\0\3"]]
    assert table.payloads(HASHER.of("shared 1")) == []
    assert table.payloads(HASHER.of("value 3000")) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["away.own", "held.own"]


def test_memory_does_not_grow_with_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_writer, "_HELD", 100_000)

    entries = 40_000
    tracemalloc.start()
    with Builder(tmp_path / "t.own", 6, 16) as builder:
        for number in range(entries):
            builder.add(os.urandom(16), number.to_bytes(6))
        builder.write(HASHER, {})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < entries * 14 * 0.7


def test_a_table_that_is_not_finished_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "t.own"
    build(target, 10)
    before = target.read_bytes()
    with Builder(target, 2, 4) as builder:
        builder.add(HASHER.of("x"), b"\0\0")
    with Builder(target, 2, 4) as builder, pytest.raises(TypeError):
        builder.write(HASHER, {"what": object()})
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot write"):
        build(tmp_path / "gone" / "t.own", 1)


def test_what_a_table_says_of_itself_needs_no_key(tmp_path: Path) -> None:
    build(tmp_path / "t.own", 3)
    assert about(tmp_path / "t.own") == {"what": "test"}
    (tmp_path / "t.own").write_bytes(b"x" * 100)
    for path in (tmp_path / "t.own", tmp_path / "gone.own"):
        with pytest.raises(Problem):
            about(path)
