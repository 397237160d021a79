"""WebSocket frames: any cut, fragments, masks, compression, lying lengths, bombs."""

from __future__ import annotations

import itertools
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.websocket import BINARY, CLOSE, CONTINUATION, PING, TEXT, SocketMessage, SocketReader, unmasked
from gwanmun.wire.websocket_deflate import INFLATE_LIMIT, MESSAGE_LIMIT, Deflate, agreed
from tests.world.websocket import frame, masked

MASK = b"\x01\x7f\x80\xfe"


def part(opcode: int, data: bytes, final: bool, rsv: int = 0) -> bytes:
    whole = frame(opcode, data, MASK)
    return bytes([(0x80 if final else 0) | rsv | opcode]) + whole[1:]


def read(data: bytes, deflate: Deflate | None = None, cuts: list[int] | None = None) -> tuple[list[SocketMessage], str]:
    reader, bounds = SocketReader(True, deflate), [0, *(cuts or []), len(data)]
    found = [m for a, b in itertools.pairwise(bounds) for m in reader.feed(data[a:b])]
    return found + reader.close(), reader.broken


LONG = "이도윤 ".encode() * 9000
WIRE = (
    part(TEXT, b"hello", True)
    + part(TEXT, b"in ", False)
    + part(PING, b"between", True)
    + part(CONTINUATION, b"two ", False)
    + part(CONTINUATION, b"", False)
    + part(CONTINUATION, b"parts", True)
    + part(BINARY, LONG, True)
    + part(BINARY, b"x" * 200, True)
    + part(TEXT, b"", True)
    + frame(CLOSE, b"\x03\xe8")
)
MESSAGES = [(TEXT, b"hello"), (TEXT, b"in two parts"), (BINARY, LONG), (BINARY, b"x" * 200), (TEXT, b"")]


@given(st.lists(st.integers(0, len(WIRE)), max_size=12).map(sorted))
def test_any_cut_gives_the_same_messages(cuts: list[int]) -> None:
    messages, broken = read(WIRE, cuts=cuts)
    assert [(m.opcode, m.data) for m in messages] == MESSAGES
    assert (broken, {m.cut for m in messages}) == ("", {""})


@given(st.binary(min_size=1, max_size=40), st.integers(0, 50))
def test_a_mask_is_taken_off_from_anywhere(data: bytes, offset: int) -> None:
    assert unmasked(masked(bytes(offset) + data, MASK)[offset:], MASK, offset) == data
    assert unmasked(data, b"", offset) == data


@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_make_it_fail(data: bytes, deflated: bool) -> None:
    read(data, Deflate() if deflated else None)
    read(part(TEXT, data, True, 0x40), Deflate())


@pytest.mark.parametrize(
    "data",
    [
        b"\x83\x80" + MASK,
        b"\xa1\x80" + MASK,
        b"\xc1\x80" + MASK,
        b"\x89\xfe\x00\x7e" + MASK,
        b"\x09\x80" + MASK,
        part(CONTINUATION, b"x", True),
        part(TEXT, b"x", False) + part(TEXT, b"y", True),
        b"\x82\xff" + b"\xff" * 8 + MASK,
    ],
)
def test_what_is_no_frame_ends_it(data: bytes) -> None:
    reader = SocketReader(True)
    assert reader.feed(data) == []
    assert reader.broken
    assert reader.feed(part(TEXT, b"x", True)) == []


def test_a_lying_length_keeps_no_more_than_the_limit() -> None:
    reader = SocketReader(True)
    assert reader.feed(b"\x82\xff" + (1 << 62).to_bytes(8, "big") + MASK) == []
    for _ in range(2 * MESSAGE_LIMIT // (1 << 20)):
        assert reader.feed(bytes(1 << 20)) == []
    (message,) = reader.close()
    assert (len(message.data), message.size) == (MESSAGE_LIMIT, 2 * MESSAGE_LIMIT)
    assert message.cut == f"{MESSAGE_LIMIT} of {2 * MESSAGE_LIMIT} bytes of the message were kept"


def test_the_end_that_did_not_come() -> None:
    messages, broken = read(part(TEXT, b"begun", False))
    assert messages == [SocketMessage(TEXT, b"begun", 5, "the end of the message was not captured")]
    assert broken == ""


def test_a_hundred_thousand_tiny_frames() -> None:
    data = part(TEXT, b"", False) + part(CONTINUATION, b"x", False) * 99_998 + part(CONTINUATION, b"", True)
    messages, broken = read(data)
    assert (messages[0].data, broken) == (b"x" * 99_998, "")


def compressed(stream: zlib._Compress, data: bytes) -> bytes:
    return (stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH))[:-4]


@pytest.mark.parametrize("fresh", [False, True])
def test_compressed_messages(fresh: bool) -> None:
    wire, stream = b"", zlib.compressobj(9, zlib.DEFLATED, -15)
    for text in (LONG, LONG, b"", b"plain"):
        stream = zlib.compressobj(9, zlib.DEFLATED, -15) if fresh else stream
        packed = compressed(stream, text)
        wire += part(TEXT, packed[:1], False, 0x40) + part(CONTINUATION, packed[1:], True)
    messages, broken = read(wire + part(TEXT, b"as it is", True), Deflate(client_no_context=fresh))
    assert ([m.data for m in messages], broken) == ([LONG, LONG, b"", b"plain", b"as it is"], "")


def test_a_bomb_is_cut_and_the_next_is_read_where_it_can_be() -> None:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    large = part(BINARY, compressed(stream, bytes(2 * MESSAGE_LIMIT)), True, 0x40)
    after = part(BINARY, compressed(stream, b"after"), True, 0x40)
    (first, second), _ = read(large + after, Deflate())
    assert (len(first.data), first.cut) == (MESSAGE_LIMIT, f"{MESSAGE_LIMIT} bytes of the message were kept")
    assert (second.data, second.cut) == (b"after", "")
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = part(BINARY, compressed(stream, bytes(INFLATE_LIMIT + (4 << 20))), True, 0x40)
    (first, second), _ = read(bomb + part(BINARY, compressed(stream, b"after"), True, 0x40), Deflate())
    assert "unpacks to more than" in first.cut
    assert (second.data, second.cut) == (b"", "the message is compressed and refers to one that was not read")


def test_damaged_compression_is_told() -> None:
    (message,), _ = read(part(TEXT, b"\xff\xff\xff", True, 0x40), Deflate(client_no_context=True))
    assert (message.data, message.cut) == (b"", "the message is not valid DEFLATE data")


def test_what_the_answer_agrees_on() -> None:
    assert agreed("") is None
    assert agreed("x-other, permessage-deflate; client_max_window_bits=15") == Deflate()
    assert agreed("permessage-deflate;server_no_context_takeover ; client_no_context_takeover") == Deflate(True, True)
