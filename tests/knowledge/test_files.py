"""The version of the knowledge follows every change of a file, and what is kept of it is never trusted beyond that."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwanmun.knowledge import files
from gwanmun.knowledge.files import version


@pytest.fixture(autouse=True)
def _fresh() -> None:
    version.cache_clear()


def of(root: Path) -> str:
    version.cache_clear()
    return version(root)


def test_the_same_knowledge_has_the_same_version_without_reading_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.toml").write_text("a = 1\n", "utf-8")
    first = of(tmp_path)
    monkeypatch.setattr(files, "digest", lambda _: pytest.fail("read again"))
    assert of(tmp_path) == first


def test_a_change_an_addition_and_a_removal_change_it(tmp_path: Path) -> None:
    path, other = tmp_path / "one.toml", tmp_path / "two.bin"
    path.write_text("a = 1\n", "utf-8")
    first = of(tmp_path)
    path.write_text("a = 22\n", "utf-8")
    second = of(tmp_path)
    other.write_bytes(b"1")
    third = of(tmp_path)
    assert len({first, second, third}) == 3
    other.unlink()
    assert of(tmp_path) == second


@pytest.mark.parametrize("damage", [b"", b"not a version", b"\xff" * 12])
def test_a_damaged_copy_is_worked_out_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "one.toml").write_text("a = 1\n", "utf-8")
    first = of(tmp_path)
    next((tmp_path / "__pycache__").glob("version.*")).write_bytes(damage)
    assert of(tmp_path) == first
