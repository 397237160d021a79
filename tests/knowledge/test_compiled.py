"""What was parsed once is kept, and never outlives a change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gwanmun.knowledge.compiled import rows


def fill(root: Path, text: str, name: str = "one") -> Path:
    (root / "facts").mkdir(exist_ok=True)
    path = root / "facts" / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_second_reading_gives_the_same_without_parsing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, 'value = "a"\n')
    first = rows("facts", tmp_path)
    monkeypatch.setattr("gwanmun.knowledge.compiled.tables", lambda *_: pytest.fail("parsed again"))
    assert rows("facts", tmp_path) == first == [("one", {"value": "a"})]


def test_a_change_an_addition_and_a_removal_are_seen(tmp_path: Path) -> None:
    path = fill(tmp_path, 'value = "a"\n')
    rows("facts", tmp_path)
    path.write_text('value = "b"\n', "utf-8")
    os.utime(path, ns=(1, 1))
    assert rows("facts", tmp_path) == [("one", {"value": "b"})]
    other = fill(tmp_path, "value = 2\n", "two")
    assert len(rows("facts", tmp_path)) == 2
    other.unlink()
    assert rows("facts", tmp_path) == [("one", {"value": "b"})]
    assert len(list((tmp_path / "__pycache__").iterdir())) == 1


def test_a_damaged_copy_is_read_anew(tmp_path: Path) -> None:
    fill(tmp_path, 'value = "a"\n')
    rows("facts", tmp_path)
    next((tmp_path / "__pycache__").iterdir()).write_bytes(b"[[1")
    assert rows("facts", tmp_path) == [("one", {"value": "a"})]


def test_a_place_that_cannot_be_written_to_costs_nothing_else(tmp_path: Path) -> None:
    fill(tmp_path, 'value = "a"\n')
    (tmp_path / "__pycache__").write_text("a file stands where the folder should be", "utf-8")
    assert rows("facts", tmp_path) == [("one", {"value": "a"})]
