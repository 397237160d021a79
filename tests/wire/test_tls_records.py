"""Records and handshake messages: any cut, lying lengths, bounds."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.tls_records import MESSAGE_LIMIT, RECORD_LIMIT, Message, MessageReader, Record, RecordReader

RECORDS = [
    Record(22, 0x0301, b"hello"),
    Record(20, 0x0303, b"\x01"),
    Record(23, 0x0303, b""),
    Record(23, 0x0303, b"x" * 300),
]
WIRE = b"".join(record.header + record.payload for record in RECORDS)


@given(st.lists(st.integers(0, len(WIRE)), max_size=12).map(sorted))
def test_any_cut_gives_the_same_records(cuts: list[int]) -> None:
    reader, bounds = RecordReader(), [0, *cuts, len(WIRE)]
    found = [r for a, b in itertools.pairwise(bounds) for r in reader.feed(WIRE[a:b])]
    assert found == RECORDS
    assert reader.partial == 0


def test_what_is_no_record_ends_it() -> None:
    for bad in (b"GET / HTTP", b"\x17\x04\x00\x00\x01x", b"\x17\x03\x03" + (RECORD_LIMIT + 1).to_bytes(2, "big")):
        reader = RecordReader()
        assert reader.feed(WIRE + bad) == RECORDS
        assert reader.broken == "what follows is not a TLS record"
        assert reader.feed(WIRE) == []
        assert reader.partial == 0


@given(st.integers(1, 40))
def test_messages_over_many_records(step: int) -> None:
    wire = b"\x01\x00\x00\x03abc" + b"\x0b\x00\x01\x00" + bytes(256) + b"\x0e\x00\x00\x00"
    reader = MessageReader()
    found = [m for at in range(0, len(wire), step) for m in reader.feed(wire[at : at + step])]
    assert found == [Message(1, b"abc"), Message(11, bytes(256)), Message(14, b"")]


def test_a_message_that_is_too_long() -> None:
    reader = MessageReader()
    assert reader.feed(b"\x0b" + (MESSAGE_LIMIT + 1).to_bytes(3, "big")) == []
    assert reader.broken
