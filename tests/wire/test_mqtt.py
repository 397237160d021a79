"""MQTT packets of 3.1, 3.1.1 and 5.0: any cut, properties, aliases, lying lengths."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.mqtt import PACKET_LIMIT, MqttReader, Packet, Publish, Subscribe
from gwanmun.wire.mqtt_fields import Connect, begins


def text(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return len(raw).to_bytes(2, "big") + raw


def packet(first: int, body: bytes) -> bytes:
    size, length = len(body), bytearray()
    while True:
        size, low = size >> 7, size & 0x7F
        length.append(low | (0x80 if size else 0))
        if not size:
            return bytes([first]) + bytes(length) + body


def read(data: bytes, cuts: list[int] | None = None) -> tuple[list[Packet], str]:
    reader, bounds = MqttReader(), [0, *(cuts or []), len(data)]
    return [p for a, b in itertools.pairwise(bounds) for p in reader.feed(data[a:b])], reader.broken


CONNECT_4 = packet(
    0x10,
    text("MQTT") + b"\x04\xc6\x00\x3c" + text("dev-1") + text("will/topic") + text("gone") + text("garam") + text("pw"),
)
PROPERTIES = b"\x11\x00\x00\x00\x0a" + b"\x21\x00\x14" + b"\x26" + text("city") + text("서울") + b"\x17\x01"
CONNECT_5 = packet(0x10, text("MQTT") + b"\x05\x02\x00\x3c" + bytes([len(PROPERTIES)]) + PROPERTIES + text("dev-5"))
ALIAS = b"\x23\x00\x07" + b"\x0b\x81\x01" + b"\x26" + text("k") + text("v") + b"\x08" + text("reply/to")
WIRE = (
    CONNECT_5
    + packet(0x32, text("home/room") + b"\x00\x09" + bytes([len(ALIAS)]) + ALIAS + b"first")
    + packet(0x30, text("") + b"\x03\x23\x00\x07" + b"second")
    + packet(0xC0, b"")
    + packet(0x82, b"\x00\x01\x00" + text("a/#") + b"\x01" + text("b") + b"\x00")
    + packet(0x30, text("long") + b"\x00" + b"x" * 500)
)
PACKETS = [
    Connect(5, "dev-5", None, None, None, b""),
    Publish("home/room", b"first", (("k", "v"),)),
    Publish("home/room", b"second"),
    Subscribe(("a/#", "b")),
    Publish("long", b"x" * 500),
]


@given(st.lists(st.integers(0, len(WIRE)), max_size=12).map(sorted))
def test_any_cut_gives_the_same_packets(cuts: list[int]) -> None:
    assert read(WIRE, cuts) == (PACKETS, "")


def test_version_3_1_1_with_login_and_will() -> None:
    found, _ = read(CONNECT_4 + packet(0x30, text("t") + b"\x00not a property"))
    assert found == [Connect(4, "dev-1", "garam", b"pw", "will/topic", b"gone"), Publish("t", b"\x00not a property")]


def test_version_3_1() -> None:
    found, _ = read(packet(0x10, text("MQIsdp") + b"\x03\x00\x00\x3c" + text("old")))
    assert found == [Connect(3, "old", None, None, None, b"")]


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\xff\xff\xff\xff\x01",
        packet(0x10, text("HTTP") + b"\x04\x00\x00\x00" + text("")),
        packet(0x10, text("MQTT") + b"\x09\x00\x00\x00" + text("")),
        packet(0x30, b"\x00\xffab"),
        CONNECT_5 + packet(0x30, text("t") + b"\x7fab"),
        packet(0x82, b"\x00"),
    ],
)
def test_lengths_that_do_not_add_up(data: bytes) -> None:
    reader = MqttReader()
    reader.feed(data)
    assert reader.broken
    assert reader.feed(CONNECT_4) == []


def test_a_long_packet_is_kept_up_to_the_limit() -> None:
    body = text("t") + bytes(2 * PACKET_LIMIT)
    wire = CONNECT_4 + packet(0x30, body) + packet(0x30, text("t") + b"next")
    for cuts in ([], [PACKET_LIMIT], list(range(0, len(wire), 100_000))):
        (_, large, after), broken = read(wire, cuts)
        assert isinstance(large, Publish)
        assert (len(large.payload), large.cut) == (
            PACKET_LIMIT - 3,
            f"{PACKET_LIMIT} of {len(body)} bytes of the packet were kept",
        )
        assert (after, broken) == (Publish("t", b"next"), "")


@given(st.binary(max_size=200), st.lists(st.tuples(st.integers(0, len(WIRE) - 1), st.integers(0, 255)), max_size=6))
def test_no_bytes_make_it_fail(data: bytes, changes: list[tuple[int, int]]) -> None:
    spoilt = bytearray(WIRE)
    for at, value in changes:
        spoilt[at] = value
    read(bytes(spoilt))
    read(data)
    read(CONNECT_5 + data)
    begins(data)


def test_how_a_connection_begins() -> None:
    assert begins(CONNECT_4) is begins(CONNECT_5) is True
    assert all(begins(CONNECT_4[:size]) is None for size in range(8))
    assert begins(b"\x10\x0c\x00\x04HTTP") is False
    assert begins(b"GET / HTTP/1.1") is False
    assert begins(b"\x10\xff\xff\xff\xff\xff") is False
