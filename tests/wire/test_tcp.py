"""Reassembly: whatever the order of the segments, the bytes come out as they were sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.tcp import Piece, Store, Stream

TEXT = bytes(range(256)) * 2


def sent(segments: list[tuple[int, int]], start: int) -> list[Piece]:
    """Segments as (begin, end) in `TEXT`, after a SYN whose number makes the first byte `start`."""
    stream = Stream(Store())
    stream.begin(start)
    pieces = [piece for begin, end in segments for piece in stream.feed((start + begin) % 2**32, TEXT[begin:end])]
    return pieces + stream.close()


def test_in_order_and_again_and_over_the_wrap() -> None:
    assert sent([(0, 100), (0, 100), (50, 200), (200, 512)], 2**32 - 60) == [TEXT[:100], TEXT[100:200], TEXT[200:]]


@given(
    st.permutations([(at, at + 32) for at in range(0, 512, 16)]),
    st.integers(0, 2**32 - 1),
)
def test_any_order_with_overlaps(segments: list[tuple[int, int]], start: int) -> None:
    pieces = sent(segments, start)
    assert b"".join(piece for piece in pieces if isinstance(piece, bytes)) == TEXT


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60)), max_size=20))
def test_gaps_add_up(spans: list[tuple[int, int]]) -> None:
    pieces = sent([(at, at + size) for at, size in spans], 7)
    place = 0
    for piece in pieces:
        if isinstance(piece, int):
            assert piece > 0
            place += piece
        else:
            assert TEXT[place : place + len(piece)] == piece
            place += len(piece)


def test_a_missing_segment_is_a_gap() -> None:
    assert sent([(0, 10), (20, 30)], 1) == [TEXT[:10], 10, TEXT[20:30]]


def test_without_a_syn_it_begins_where_it_is_seen() -> None:
    stream = Stream(Store())
    assert stream.feed(5000, b"abc") == [b"abc"]
    assert stream.feed(4990, b"old") == []


def test_a_segment_captured_in_part_leaves_a_gap() -> None:
    stream = Stream(Store())
    assert stream.feed(1, b"abc", 10) == [b"abc", 7]
    assert stream.feed(11, b"next") == [b"next"]


def test_memory_is_bounded() -> None:
    store = Store()
    stream = Stream(store)
    stream.begin(0)
    pieces = [piece for at in range(1, 1500) for piece in stream.feed(at * 2000, bytes(1000), 1000)]
    assert store.held <= Stream.LIMIT
    assert 2000 in pieces
    stream.forget()
    assert store.held == 0
