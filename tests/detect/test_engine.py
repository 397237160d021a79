from __future__ import annotations

import threading
from pathlib import Path

import hyperscan
import pytest

from gwanmun.detect.engine import Engine

PATTERNS = [r"\bab+\b", r"\d{3}"]


def test_starts_ids_and_longest_ends_in_order() -> None:
    assert Engine(PATTERNS, None).find("123 abb 가ab나".encode()) == [(0, 1, 3), (4, 0, 7), (11, 0, 13)]


def test_the_database_is_kept_and_read_back(tmp_path: Path) -> None:
    Engine(PATTERNS, tmp_path / "new")
    (kept,) = (tmp_path / "new").iterdir()
    written = kept.stat().st_mtime_ns
    assert Engine(PATTERNS, tmp_path / "new").find(b"123") == [(0, 1, 3)]
    assert kept.stat().st_mtime_ns == written
    Engine(["other"], tmp_path / "new")
    assert len(list((tmp_path / "new").iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 5000])
def test_a_damaged_database_is_compiled_anew(tmp_path: Path, damage: bytes) -> None:
    Engine(PATTERNS, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)
    assert Engine(PATTERNS, tmp_path).find(b"123") == [(0, 1, 3)]
    assert kept.read_bytes() != damage


def test_a_database_others_may_write_is_not_trusted(tmp_path: Path) -> None:
    Engine(PATTERNS, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.chmod(0o666)
    assert Engine(PATTERNS, tmp_path).find(b"123") == [(0, 1, 3)]
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert Engine(PATTERNS, tmp_path / "file").find(b"123") == [(0, 1, 3)]


def test_threads_share_an_engine() -> None:
    engine, results = Engine(PATTERNS, None), []

    def work() -> None:
        results.append([engine.find(b"123 ab " * 50) for _ in range(20)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(found == results[0][0] for each in results for found in each)


def test_a_pattern_that_does_not_compile_says_so() -> None:
    with pytest.raises(hyperscan.error):
        Engine(["(?<=a)b"], None)
