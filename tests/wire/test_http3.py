"""HTTP/3 on streams of QUIC: any cut, headers that wait for their table, hostile bytes."""

from __future__ import annotations

import itertools

import pylsqpack
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.http1_events import Broken
from gwanmun.wire.http2 import FIELDS_LIMIT, HEADERS_LIMIT, Data, Event, Fields
from gwanmun.wire.http3 import Http3Reader
from tests.wire.quic_peer import varint

GET = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"h3.example.com"), (b":path", b"/list?id=7")]
SETTINGS = b"\x00" + b"\x04\x05\x01\x50\x00\x07\x10"
"""A control stream whose SETTINGS allow a table of 4,096 bytes."""


def frame(kind: int, payload: bytes) -> bytes:
    return varint(kind) + varint(len(payload)) + payload


def static(fields: list[tuple[bytes, bytes]] = GET) -> bytes:
    return frame(1, pylsqpack.Encoder().encode(0, fields)[1])


def joined(events: list[Event]) -> list[Event]:
    out: list[Event] = []
    for event in events:
        last = out[-1] if out else None
        if isinstance(event, Data) and isinstance(last, Data):
            out[-1] = Data(last.stream, last.data + event.data, event.end)
        else:
            out.append(event)
    return out


WIRE = (
    static()
    + frame(0, b"body")
    + frame(0x21, b"grease")
    + frame(0, b"")
    + frame(0, b"x" * 300)
    + static([(b"x", b"7")])
)
HEAD = Fields(0, tuple((n.decode(), v.decode()) for n, v in GET), False)


@given(st.lists(st.integers(0, len(WIRE)), max_size=12).map(sorted))
def test_any_cut_gives_the_same_events(cuts: list[int]) -> None:
    reader, bounds = Http3Reader(), [0, *cuts, len(WIRE)]
    events = [e for a, b in itertools.pairwise(bounds) for e in reader.feed(0, WIRE[a:b], b == len(WIRE))]
    expected = [HEAD, Data(0, b"body" + b"x" * 300, False), Fields(0, (("x", "7"),), False), Data(0, b"", True)]
    assert joined(events) == expected


def test_settings_may_come_in_pieces() -> None:
    reader = Http3Reader()
    for at in range(len(SETTINGS)):
        assert reader.capacity is None
        reader.feed(3, SETTINGS[at : at + 1], False)
    assert reader.capacity == 4096


def test_a_head_waits_for_its_table() -> None:
    encoder = pylsqpack.Encoder()
    table = encoder.apply_settings(4096, 16)
    extra = [*GET, (b"x-device", b"A1-2026-03")]
    for stream in (0, 4):
        entries, block = encoder.encode(stream, extra)
        table += entries
    assert len(table) > 10, "the second head refers to the table"
    reader = Http3Reader()
    reader.allow(4096)
    assert reader.feed(4, frame(1, block) + frame(0, b"body"), True) == []
    head, *rest = reader.feed(2, b"\x02" + table, False)
    assert isinstance(head, Fields)
    assert head.fields[-1] == ("x-device", "A1-2026-03")
    assert joined(rest) == [Data(4, b"body", True)]


def test_table_bytes_wait_until_their_size_is_known() -> None:
    encoder = pylsqpack.Encoder()
    table = encoder.apply_settings(4096, 16)
    table += encoder.encode(0, [(b"x-device", b"A1")])[0]
    entries, block = encoder.encode(4, [(b"x-device", b"A1")])
    reader = Http3Reader()
    assert reader.feed(2, b"\x02" + table + entries, False) == []
    assert reader.allow(4096) == []
    assert reader.feed(4, frame(1, block), False) == [Fields(4, (("x-device", "A1"),), False)]


def test_what_cannot_be_read_is_broken() -> None:
    (event,) = Http3Reader().feed(0, varint(1) + varint(HEADERS_LIMIT + 1), False)
    assert event == Broken(502, "HTTP/3: a frame that is too long")
    (event,) = Http3Reader().feed(0, frame(1, b"\x00\x00\xff\xff\xff\xff"), False)
    assert event == Broken(502, "HTTP/3 header fields that cannot be unpacked")
    (event,) = Http3Reader().feed(0, frame(1, b"\x00\x00" + b"\xd1" * (FIELDS_LIMIT + 1)), False)
    assert event == Broken(502, "too many HTTP/3 header fields")
    reader = Http3Reader()
    reader.allow(4096)
    (event,) = reader.feed(2, b"\x02" + b"\x80\xff\xff\xff" * 4, False)
    assert event == Broken(502, "an HTTP/3 header table that cannot be read")


@given(
    st.lists(st.tuples(st.integers(0, 7), st.binary(max_size=60), st.booleans()), max_size=8), st.integers(0, 1 << 20)
)
def test_no_bytes_make_it_fail(feeds: list[tuple[int, bytes, bool]], capacity: int) -> None:
    reader = Http3Reader()
    for stream, data, end in feeds:
        reader.feed(stream, data, end)
    reader.allow(capacity)
    for stream, data, end in feeds:
        reader.feed(stream, data, end)
        reader.feed(2, b"\x02" + data, end)
        reader.feed(8, frame(1, data), end)
