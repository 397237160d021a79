"""Windows of a large body: each place is owned once, and what spans a border is found whole."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
import urllib.parse
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.transfer import Request, Unreadable
from gwanmun.unpack.parts import Opened
from gwanmun.unpack.stream import OVERLAP, WINDOW, Windows

PHONE = re.compile(r"010-\d{4}-\d{4}")


def windows(body: bytes, size: int, *headers: tuple[str, str]) -> list[Opened]:
    reader = Windows(Request("POST", "/", headers))
    return [*(reader.feed(body[at : at + size]) for at in range(0, len(body), size)), reader.close()]


def counted(opened: list[Opened]) -> list[str]:
    return [
        match.group()
        for each in opened
        for leaf in each.leaves
        for match in PHONE.finditer(leaf.text)
        if match.start() in each.fresh
    ]


def said(opened: list[Opened]) -> list[Unreadable]:
    return [each for one in opened for each in one.unreadable]


def phones(count: int) -> list[str]:
    rng = random.Random(3)
    return [f"010-{rng.randrange(10**4):04}-{rng.randrange(10**4):04}" for _ in range(count)]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 200_000), st.integers(0, 40), st.sampled_from(["", "gzip"]))
def test_each_value_counts_once(size: int, offset: int, coding: str) -> None:
    wanted = phones(3000)
    plain = ("x" * offset + " 김 ".join(phone + "ab" * (int(phone[-2:]) % 30) for phone in wanted)).encode()
    body = gzip.compress(plain) if coding else plain
    size = max(size, 300)
    assert counted(windows(body, size, ("content-encoding", coding))) == wanted


@pytest.mark.parametrize("kind", ["json", "form"])
def test_escapes_are_resolved_and_counted_once(kind: str) -> None:
    wanted = phones(4000)
    text = " 가나다 ".join(wanted)
    escaped = "".join(f"\\u{ord(c):04x}" for c in text) if kind == "json" else urllib.parse.quote(text, safe="")
    body = (f'{{"a":"{escaped}"}}' if kind == "json" else f"a={escaped}").encode()
    media = "application/json" if kind == "json" else "application/x-www-form-urlencoded"
    opened = windows(body, 50_001, ("content-type", media))
    assert counted(opened) == wanted
    assert any("가나다" in leaf.text for each in opened for leaf in each.leaves)


def test_own_texts_are_the_whole_text() -> None:
    text = "".join(random.Random(1).choices("가나 ab", k=300_000))
    opened = windows(text.encode(), 7001)
    own = [leaf.text[each.fresh.start : each.fresh.stop] for each in opened for leaf in each.leaves]
    assert "".join(own) == text
    assert [leaf.path for each in opened for leaf in each.leaves] == [f"window:{n}" for n in range(len(own))]
    assert max(len(leaf.text) for each in opened for leaf in each.leaves) < WINDOW + 3 * OVERLAP + 7001


def test_bomb_stops() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(60)), packer.flush()])
    start = time.process_time()
    opened = windows(bomb, 4096, ("content-encoding", "gzip"))
    assert time.process_time() - start < 3
    assert "limit" in said(opened)[-1].why
    assert sum(len(leaf.text) for each in opened for leaf in each.leaves) < 16 << 20


def test_what_is_not_read_is_said() -> None:
    assert said(windows(b"\x89PNG\r\n\x1a\n" + bytes(9000), 1000))[0].why == "image/png: text in pictures is not read"
    early = windows(gzip.compress(json.dumps(phones(9000)).encode())[:-900], 5000, ("content-encoding", "gzip"))
    assert [each.why.split(":")[0] for each in said(early)] == [
        "too large to be parsed whole",
        "the compressed data ends early",
    ]
    damaged = windows(gzip.compress(random.Random(1).randbytes(9000).hex().encode())[:-8] + b"\xff" * 8, 700)
    assert "damaged" in said(damaged)[-1].why


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=40), st.sampled_from(["", "gzip", "br", "zstd", "deflate", "what"]))
def test_never_raises(chunks: list[bytes], coding: str) -> None:
    reader = Windows(Request("POST", "/", (("content-encoding", coding),)))
    for chunk in [bytes(5000), *chunks]:
        reader.feed(chunk)
    reader.close()
