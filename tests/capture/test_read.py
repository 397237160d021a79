"""`read`: formats told by content, compression taken off, losses reported, hopeless files refused with a hint."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from gwanmun.capture.read import read
from gwanmun.capture.source import MAX_RATIO
from gwanmun.errors import Problem
from gwanmun.transfer import Exchange, Unreadable

FIXTURES = Path(__file__).parent.parent / "fixtures"
CHROME = (FIXTURES / "chrome.har").read_bytes()


def written(folder: Path, data: bytes, name: str = "capture.bin") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def targets(path: Path) -> list[str]:
    return [e.request.target for e in read(path).exchanges if e.request]


@pytest.mark.parametrize(("name", "format"), [("chrome.har", "har"), ("day.jsonl", "jsonl")])
def test_the_format_is_told_by_content_whatever_the_name(tmp_path: Path, name: str, format: str) -> None:  # noqa: A002
    path = written(tmp_path, (FIXTURES / name).read_bytes(), "notes.txt")
    assert read(path).format == format


def test_sha256_is_of_the_file_as_it_stands(tmp_path: Path) -> None:
    packed = gzip.compress(CHROME)
    assert read(written(tmp_path, packed)).sha256 == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(CHROME),
        gzip.compress(CHROME[:3000]) + gzip.compress(CHROME[3000:]),
        zstandard.compress(CHROME),
        zstandard.compress(CHROME[:3000]) + zstandard.compress(CHROME[3000:]),
        b"\xef\xbb\xbf" + CHROME,
        CHROME.decode().encode("utf-16"),
    ],
    ids=["gzip", "gzip members", "zstd", "zstd frames", "BOM", "UTF-16"],
)
def test_packed_or_not_the_exchanges_are_the_same(tmp_path: Path, packed: bytes) -> None:
    path = written(tmp_path, packed)
    assert targets(path) == targets(FIXTURES / "chrome.har")
    assert read(path).unreadable == ()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_damaged_compression_is_read_up_to_the_damage(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    day = (FIXTURES / "day.jsonl").read_bytes() * 400
    packed = pack(day)
    capture = read(written(tmp_path, packed[: len(packed) - 20]))
    assert len(list(capture.exchanges)) > 100
    assert any(loss.part == "file" and "cut off" in loss.why for loss in capture.unreadable)


def test_a_decompression_bomb_is_stopped(tmp_path: Path) -> None:
    bomb = zstandard.compress(b'{"log": {"entries": [' + b" " * (64 << 20))
    assert len(bomb) * MAX_RATIO < 64 << 20
    capture = read(written(tmp_path, bomb))
    assert Unreadable("file", f"it grows more than {MAX_RATIO} times when decompressed: reading was stopped") in set(
        capture.unreadable
    )


def test_a_file_that_changes_after_it_was_hashed_is_no_evidence(tmp_path: Path) -> None:
    path = written(tmp_path, CHROME)
    capture = read(path)
    path.write_bytes(CHROME.replace(b"chat.deepseek.com", b"chat.deepseek.net"))
    assert Unreadable("file", "the file changed while it was being read") in capture.unreadable


@pytest.mark.parametrize(
    "data", [b"", b"hello", b'{"a": 1}', b"\x00" * 100, b"[]", gzip.compress(b"", mtime=0)[:8], b"\x28\xb5\x2f\xfd"]
)
def test_what_is_no_capture_is_refused_with_a_hint(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Problem) as refused:
        read(written(tmp_path, data))
    assert refused.value.code == 3
    assert "jsonl, har" in refused.value.hint


def test_a_file_that_cannot_be_opened_is_a_usage_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.har", tmp_path):
        with pytest.raises(Problem) as refused:
            read(path)
        assert refused.value.code == 2


def test_items_gives_both_in_one_pass() -> None:
    items = list(read(FIXTURES / "truncated.har").items())
    assert [type(item) for item in items] == [Exchange, Exchange, Unreadable]
