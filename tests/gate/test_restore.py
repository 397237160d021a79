"""Restoring values: at every split position, and never holding back more than the beginning of a token."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.gate.restore import Depth, TokenRestorer, Tokens
from gwanmun.gate.restoring import as_is, in_json, in_markup, restorer

PHONE, NAME = "GW_PHONE_7Q2K9XMT", "GW_NAME_AB12CD3"
VALUES = {PHONE: "010-1234-5678", NAME: "김가람", "GW_NAME_AB12CD34": "이도윤"}


def whole(text: bytes, values: dict[str, str] = VALUES) -> bytes:
    """Leftmost, longest replacement over the whole text: what every cut must give."""
    restore = TokenRestorer(Tokens(values), as_is)
    return restore.feed(text) + restore.close()


TEXT = f"연락처는 {PHONE}{NAME}이고 G GW GW_ GW_P {NAME}4님, GW_PHONE_7Q2K9XM {PHONE[:-1]}".encode()
EXPECTED = "연락처는 010-1234-5678김가람이고 G GW GW_ GW_P 이도윤님, GW_PHONE_7Q2K9XM GW_PHONE_7Q2K9XM".encode()


def test_every_split_in_three_gives_the_same() -> None:
    assert whole(TEXT) == EXPECTED
    for first in range(len(TEXT) + 1):
        for second in range(first, len(TEXT) + 1, 3):
            restore = TokenRestorer(Tokens(VALUES), as_is)
            pieces = [restore.feed(TEXT[:first]), restore.feed(TEXT[first:second]), restore.feed(TEXT[second:])]
            assert b"".join(pieces) + restore.close() == EXPECTED


def test_byte_by_byte() -> None:
    restore = TokenRestorer(Tokens(VALUES), as_is)
    assert b"".join(restore.feed(bytes([b])) for b in TEXT) + restore.close() == EXPECTED


@given(st.text("GW_PA1", max_size=40), st.lists(st.integers(0, 40), max_size=6))
def test_tokens_that_overlap_or_begin_alike(text: str, cuts: list[int]) -> None:
    values = {"GW_P": "1", "GW_PA": "2", "W_G": "3", "GGW_": "4", "PA1PA": "5"}
    data, restore = text.encode(), TokenRestorer(Tokens(values), as_is)
    bounds = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [restore.feed(data[a:b]) for a, b in itertools.pairwise(bounds)]
    assert b"".join(pieces) + restore.close() == whole(data, values)


@given(st.binary(max_size=60))
def test_only_the_beginning_of_a_token_is_held_back(data: bytes) -> None:
    restore = TokenRestorer(Tokens(VALUES), as_is)
    out = restore.feed(data)
    held = len(data) - len(out)
    assert data[: len(data) - held] == out
    assert held == 0 or any(token.encode().startswith(data[-held:]) for token in VALUES)


def test_no_tokens_at_all() -> None:
    restore = TokenRestorer(Tokens({}), as_is)
    assert restore.feed(b"GW_PHONE") + restore.close() == b"GW_PHONE"


NASTY = '말 "했다" \\ 끝\n'


def test_a_value_inside_a_json_string_is_escaped() -> None:
    restore = TokenRestorer(Tokens({PHONE: NASTY}), in_json)
    out = restore.feed(json.dumps({"a": f"x {PHONE} y"}).encode()) + restore.close()
    assert json.loads(out) == {"a": f"x {NASTY} y"}


def test_a_value_inside_json_inside_json_is_escaped_twice_at_every_split() -> None:
    inner = json.dumps({"q": f"{PHONE} x", "n": [1, "a\\b"]})
    body = json.dumps({"content": f"plain {PHONE}", "arguments": inner, "end": PHONE}).encode()
    for cut in range(len(body) + 1):
        restore = TokenRestorer(Tokens({PHONE: NASTY}), in_json)
        answer = json.loads(restore.feed(body[:cut]) + restore.feed(body[cut:]) + restore.close())
        assert answer["content"] == f"plain {NASTY}"
        assert answer["end"] == NASTY
        assert json.loads(answer["arguments"])["q"] == f"{NASTY} x"


@pytest.mark.parametrize(
    ("before", "level"), [(b'{"a":"', 1), (b'"{\\"', 2), (b'"{\\\\\\"', 3), (b'"x\\\\"', 1), (b'"x\\\\\\\\\\"', 2)]
)
def test_depth_is_told_by_the_last_quotation_mark(before: bytes, level: int) -> None:
    for cut in range(len(before) + 1):
        depth = Depth()
        depth.read(before[:cut])
        depth.read(before[cut:])
        assert depth.level == level


def test_a_hostile_depth_is_bounded() -> None:
    depth = Depth()
    depth.read(b"\\" * 65535 + b'"')
    assert depth.level == 4


def test_markup_is_escaped() -> None:
    assert in_markup('<b> & "x"', 1) == b"&lt;b&gt; &amp; &quot;x&quot;"


@pytest.mark.parametrize(
    ("media", "text", "expected"),
    [
        ("application/json; charset=utf-8", b'"GW_X"', b'"\\"<"'),
        ("application/problem+json", b'"GW_X"', b'"\\"<"'),
        ("text/html", b"GW_X", b"&quot;&lt;"),
        ("text/plain", b"GW_X", b'"<'),
        ("text/event-stream", b"data: GW_X\n\n", b'data: \\"<\n\n'),
    ],
)
def test_the_media_type_decides_the_spelling(media: str, text: bytes, expected: bytes) -> None:
    chosen, note = restorer((("content-type", media),), {"GW_X": '"<'})
    assert chosen is not None
    assert note == ""
    assert chosen.feed(text) + chosen.close() == expected


def test_a_coded_answer_has_no_restorer() -> None:
    chosen, note = restorer((("content-encoding", "br"),), VALUES)
    assert chosen is None
    assert "br" in note
