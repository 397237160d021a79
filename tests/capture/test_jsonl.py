"""Our own capture format: what is written is read back, and a broken line costs only itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture import jsonl
from gwanmun.transfer import Endpoint, Exchange, Origin, Provenance, Request, Response, Unreadable

SHA = "cd" * 32
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
HEADERS = st.lists(st.tuples(st.sampled_from(["host", "cookie", "x-a"]), WORDS), max_size=3).map(tuple)
EXCHANGES = st.builds(
    Exchange,
    id=WORDS,
    at=st.floats(0, 4e9),
    origin=st.builds(Origin, user=st.none() | st.just("garam"), unit=st.none() | st.just("영업팀")),
    endpoint=st.builds(Endpoint, host=st.none() | st.just("www.example.com"), port=st.integers(1, 65535)),
    provenance=st.builds(Provenance, source=st.sampled_from(["capture", "gate"]), name=WORDS, entry=WORDS),
    request=st.none() | st.builds(Request, st.just("POST"), WORDS, HEADERS, st.binary(max_size=40)),
    response=st.none() | st.builds(Response, st.integers(100, 599), HEADERS, st.binary(max_size=40)),
    seen=st.sampled_from(["full", "head", "name"]),
    opaque=WORDS,
)


@given(EXCHANGES)
def test_what_is_written_is_read_back(exchange: Exchange) -> None:
    line = jsonl.encode(exchange)
    assert line.count(b"\n") == 1
    assert jsonl.recognises(line)
    assert jsonl.decode(line) == exchange


def sample(entry: int = 0) -> Exchange:
    request = Request("POST", "/", (("host", "www.example.com"),), b"\x00\xff")
    return Exchange(f"e{entry}", 1.5, Origin(), Endpoint("www.example.com", 443), Provenance("gate", "n"), request)


def test_as_a_capture_ids_are_those_of_file_and_line() -> None:
    lines = [jsonl.encode(sample(0)), b"\n", jsonl.encode(sample(1))]
    first, second = jsonl.items(lines, SHA)
    assert isinstance(second, Exchange)
    assert second == replace(sample(1), id="cdcdcdcdcdcd-2", provenance=Provenance("capture", SHA, "2"))
    assert isinstance(first, Exchange)


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"[]",
        b'{"schema":"gwanmun.exchange/9"}',
        b'{"schema":"gwanmun.exchange/1"}',
        b'{"schema":"gwanmun.exchange/1","at":1,"endpoint":{"port":443},"seen":"half"}',
        b'{"schema":"gwanmun.exchange/1","at":1,"endpoint":{"port":443},"request":{"body":"%"}}',
        b'{"schema":"gwanmun.exchange/1","at":1,"endpoint":{"port":443},"request":{"headers":[["a"]]}}',
        b'{"schema":"gwanmun.exchange/1","at":1,"endpoint":{"port":443},"response":{"status":"x","headers":7}}',
        b"[" * 5000,
    ],
)
def test_a_broken_line_is_unreadable_and_the_next_is_read(broken: bytes) -> None:
    loss, exchange = jsonl.items([broken + b"\n" + jsonl.encode(sample())], SHA)
    assert isinstance(loss, Unreadable)
    assert loss.part == "line 0"
    assert isinstance(exchange, Exchange)


def test_a_line_cut_off_at_the_end_is_reported() -> None:
    whole = jsonl.encode(sample())
    first, loss = jsonl.items([whole, whole[:50]], SHA)
    assert isinstance(first, Exchange)
    assert isinstance(loss, Unreadable)
    assert loss.part == "line 1"


def test_an_endless_line_keeps_memory_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 1000)
    whole = jsonl.encode(sample())
    loss, after = jsonl.items([b'{"x":"' + b"y" * 700] * 5 + [b'"}\n', whole], SHA)
    assert isinstance(loss, Unreadable)
    assert isinstance(after, Exchange)


@given(st.lists(st.integers(1, 60), min_size=1), st.integers(1, 4))
def test_chunking_makes_no_difference(sizes: list[int], count: int) -> None:
    data = b"".join(jsonl.encode(sample(n)) for n in range(count))
    chunks: list[bytes] = []
    at = 0
    while at < len(data):
        size = sizes[len(chunks) % len(sizes)]
        chunks.append(data[at : at + size])
        at += size
    assert list(jsonl.items(chunks, SHA)) == list(jsonl.items([data], SHA))
    assert json.loads(data.splitlines()[0])["schema"] == jsonl.SCHEMA
