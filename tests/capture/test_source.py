"""A capture as a stream of bytes: a file, or standard input as it comes."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard

from gwanmun.capture.read import STDIN, Capture, read
from gwanmun.capture.source import Piped, Source, sha256
from gwanmun.errors import Problem
from gwanmun.transfer import Unreadable

FIXTURES = Path(__file__).parent.parent / "fixtures"
DAY = (FIXTURES / "day.jsonl").read_bytes()


def piped(data: bytes, monkeypatch: pytest.MonkeyPatch, buffer: io.BufferedIOBase | None = None) -> Capture:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=buffer or io.BytesIO(data)))
    return read(Path("-"))


class Dripping(io.BytesIO):
    """Gives one byte at a time, as a slow program on the other end of a pipe may."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(1)


def test_standard_input_is_named_so_until_its_hash_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(DAY)
    capture = piped(packed, monkeypatch)
    found = list(capture.exchanges)
    assert (capture.format, capture.sha256) == ("jsonl", STDIN)
    assert (found[0].id, found[0].provenance.name, found[0].provenance.entry) == ("stdin-0", STDIN, "0")
    assert capture.digest == hashlib.sha256(packed).hexdigest()
    assert [e.request for e in found] == [e.request for e in read(FIXTURES / "day.jsonl").exchanges]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_however_slowly_it_comes(pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(pack)
    data = pack(DAY[:3000])
    slow = piped(data, monkeypatch, Dripping(data))
    assert [e.id for e in slow.exchanges] == [e.id for e in piped(data, monkeypatch).exchanges]
    assert slow.digest == hashlib.sha256(data).hexdigest()


def test_no_more_is_awaited_than_an_exchange_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = DAY.splitlines(keepends=True)
    reading, writing = os.pipe()
    with open(reading, "rb") as out, open(writing, "wb", buffering=0) as into:
        into.write(lines[0])
        items = piped(b"", monkeypatch, out).items()
        assert getattr(next(items), "id", "") == "stdin-0"
        into.write(lines[1])
        assert getattr(next(items), "id", "") == "stdin-1"


@pytest.mark.parametrize(("data", "why"), [(b"", "it is empty"), (b"hello", "not a capture"), (b"h", "not a capture")])
def test_what_is_no_capture_is_refused(data: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem, match=why) as refused:
        piped(data, monkeypatch)
    assert refused.value.code == 3


def test_damage_is_said_and_the_hash_is_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(DAY * 3)[:-40] + b"tail"
    capture = piped(packed, monkeypatch)
    assert any(isinstance(item, Unreadable) and "gzip data" in item.why for item in capture.items())
    assert capture.digest == hashlib.sha256(packed).hexdigest()


def test_what_is_read_is_told_in_bytes_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "day.gz"
    path.write_bytes(gzip.compress(DAY))
    told: list[int] = []
    list(read(path).items(told.append))
    assert sum(told) == path.stat().st_size
    stream = Piped(io.BytesIO(DAY))
    stream.tick = told.append
    assert b"".join(stream) == DAY
    assert b"".join(Source(path, sha256(path))) == DAY
