"""HTTP/2: any cut, header blocks in pieces, padding, bombs, 100,000 tiny frames, and bytes that are none of it."""

from __future__ import annotations

import itertools
import time

import pytest
from hpack import Encoder
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire import http2_frames as f
from gwanmun.wire.http1_events import Broken
from gwanmun.wire.http2 import FIELDS_LIMIT, HEADERS_LIMIT, Data, Event, Fields, GoAway, Http2Reader, Reset

GET = [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "a.example")]


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def block(fields: list[tuple[str, str]] = GET) -> bytes:
    return Encoder().encode(fields)


def read(data: bytes, up: bool = True, cuts: list[int] | None = None) -> list[Event]:
    reader, bounds = Http2Reader(up), [0, *(cuts or []), len(data)]
    return [e for a, b in itertools.pairwise(bounds) for e in reader.feed(data[a:b])]


encoder = Encoder()
ONE, TWO = encoder.encode([*GET, ("x", "김가람")]), encoder.encode([*GET, ("x", "김가람")])
WIRE = (
    f.PREFACE
    + frame(f.SETTINGS, 0, 0, b"\x00\x01\x00\x01\x00\x00")
    + frame(f.HEADERS, f.PADDED | f.PRIORITISED, 1, b"\x03" + bytes(5) + ONE[:7] + bytes(3))
    + frame(f.CONTINUATION, 0, 1, ONE[7:9])
    + frame(f.CONTINUATION, f.END_HEADERS, 1, ONE[9:])
    + frame(f.DATA, f.PADDED, 1, b"\x02body" + bytes(2))
    + frame(f.PING, 0, 0, bytes(8))
    + frame(99, 0, 0, b"unknown types are passed over")
    + frame(f.HEADERS, f.END_HEADERS | f.END_STREAM, 3, TWO)
    + frame(f.DATA, f.END_STREAM, 1)
    + frame(f.RST_STREAM, 0, 3, b"\x00\x00\x00\x08")
    + frame(f.GOAWAY, 0, 0, b"\x00\x00\x00\x03\x00\x00\x00\x00why")
)


def test_what_is_told() -> None:
    fields = tuple((n, v.encode().decode("latin-1")) for n, v in [*GET, ("x", "김가람")])
    assert read(WIRE) == [
        Fields(1, fields, False),
        Data(1, b"body", False),
        Fields(3, fields, True),
        Data(1, b"", True),
        Reset(3, 8),
        GoAway(3, 0),
    ]


@given(st.lists(st.integers(0, len(WIRE)), max_size=12).map(sorted))
def test_any_cut_gives_the_same_events(cuts: list[int]) -> None:
    assert read(WIRE, cuts=cuts) == read(WIRE)


@given(st.lists(st.tuples(st.integers(0, len(WIRE) - 1), st.integers(0, 255)), max_size=8), st.booleans())
def test_changed_bytes_never_make_it_fail(changes: list[tuple[int, int]], up: bool) -> None:
    data = bytearray(WIRE)
    for at, value in changes:
        data[at] = value
    read(bytes(data) if up else bytes(data[len(f.PREFACE) :]), up)


@given(st.binary(max_size=200))
def test_no_header_block_makes_it_fail(data: bytes) -> None:
    read(frame(f.HEADERS, f.END_HEADERS, 1, data) + frame(f.PUSH_PROMISE, f.END_HEADERS, 1, data), up=False)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "does not begin with its preface"),
        (f.PREFACE + frame(f.CONTINUATION, f.END_HEADERS, 1, block()), "not continued as it must be"),
        (f.PREFACE + frame(f.HEADERS, 0, 1, block()) + frame(f.DATA, 0, 1, b"x"), "not continued as it must be"),
        (f.PREFACE + frame(f.HEADERS, 0, 1) + frame(f.CONTINUATION, 4, 3, block()), "not continued as it must be"),
        (f.PREFACE + frame(f.DATA, f.PADDED, 1, b"\xff1"), "more padding than content"),
        (f.PREFACE + frame(f.HEADERS, f.PADDED, 1, b""), "more padding than content"),
        (f.PREFACE + frame(f.HEADERS, f.END_HEADERS, 1, b"\xff\xff\xff\xff\x7f"), "cannot be unpacked"),
        (f.PREFACE + (f.FRAME_LIMIT + 1).to_bytes(3, "big") + bytes(6), "too long"),
    ],
)
def test_what_ends_a_direction(data: bytes, why: str) -> None:
    reader = Http2Reader(True)
    (event,) = reader.feed(data)
    assert isinstance(event, Broken)
    assert why in event.why
    assert reader.feed(WIRE) == []


def test_a_bomb_of_references_is_not_unpacked() -> None:
    """One field of 3,900 bytes in the table, then one byte for each repetition: 60,000 bytes stand for 234 MB."""
    bomb = b"\x40\x01x" + b"\x7f\xbd\x1d" + b"a" * 3900 + b"\xbe" * 60_000
    started = time.process_time()
    (event,) = read(f.PREFACE + frame(f.HEADERS, f.END_HEADERS, 1, bomb))
    assert isinstance(event, Broken)
    assert time.process_time() - started < 2


def test_a_flood_of_continuations_is_given_up() -> None:
    reader = Http2Reader(True)
    events = reader.feed(f.PREFACE + frame(f.HEADERS, 0, 1))
    for _ in range(HEADERS_LIMIT // 1000 + 1):
        events += reader.feed(frame(f.CONTINUATION, 0, 1, bytes(1000)))
    assert [type(e) for e in events] == [Broken]


def test_too_many_fields() -> None:
    (event,) = read(f.PREFACE + frame(f.HEADERS, f.END_HEADERS, 1, b"\x82" * (FIELDS_LIMIT + 1)))
    assert event == Broken(502, "too many HTTP/2 header fields")


def test_a_hundred_thousand_tiny_frames() -> None:
    data = f.PREFACE + frame(f.HEADERS, f.END_HEADERS, 1, block()) + frame(f.DATA, 0, 1, b"x") * 100_000
    started = time.process_time()
    events = read(data)
    assert time.process_time() - started < 5
    assert len(events) == 100_001


def test_empty_frames_cost_nothing() -> None:
    assert read(f.PREFACE + frame(f.DATA, 0, 1) * 1000 + frame(f.SETTINGS, 0, 0) * 1000) == []


def test_a_larger_table_may_be_agreed_on() -> None:
    """Browsers offer 64 KiB; the encoder then announces what it uses (RFC 7541 section 4.2)."""
    big = Encoder()
    big.header_table_size = 65536
    (event,) = read(frame(f.HEADERS, f.END_HEADERS, 1, big.encode([(":status", "200")])), up=False)
    assert event == Fields(1, ((":status", "200"),), False)
