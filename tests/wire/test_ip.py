"""IP headers, options and extension headers, tunnels and fragments."""

from __future__ import annotations

import struct
from ipaddress import ip_address

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.ip import Fragments, Packet, packet
from gwanmun.wire.link import IPV4, IPV6
from tests.capture.packet_maker import ipv4, ipv6

A, B = "192.0.2.1", "192.0.2.2"
TEXT = bytes(range(200))


def read(data: bytes, kind: int = IPV4) -> Packet:
    found = packet(kind, data, 0, len(data))
    assert found
    return found


def payload(found: Packet) -> bytes:
    return found.data[found.at : found.end]


def test_padding_is_no_payload() -> None:
    found = read(ipv4(A, B, 17, TEXT) + bytes(6))
    assert payload(found) == TEXT
    assert (found.source, found.target, found.protocol) == (ip_address(A).packed, ip_address(B).packed, 17)


def test_a_packet_cut_by_the_snapshot_keeps_its_size() -> None:
    found = read(ipv4(A, B, 17, TEXT)[:60])
    assert (payload(found), found.size) == (TEXT[:40], 200)


def test_a_total_length_of_zero_is_what_was_captured() -> None:
    data = bytearray(ipv4(A, B, 6, TEXT))
    data[2:4] = b"\0\0"
    assert payload(read(bytes(data))) == TEXT


def test_extension_headers() -> None:
    hop, routing, atomic = b"\x2b\0" + bytes(6), b"\x2c\x01" + bytes(14), b"\x11\0\0\0\0\0\0\x01"
    found = read(ipv6("2001:db8::1", "2001:db8::2", 0, hop + routing + atomic + TEXT), IPV6)
    assert (found.protocol, payload(found), found.fragment) == (17, TEXT, None)


def test_tunnels() -> None:
    inner = ipv4(A, B, 17, TEXT)
    gre = struct.pack("!HHI", 0x2000, IPV4, 7) + inner
    for outer in (ipv4("198.51.100.1", "198.51.100.2", 4, inner), ipv4("198.51.100.1", "198.51.100.2", 47, gre)):
        assert payload(read(outer)) == TEXT
        assert read(outer).source == ip_address(A).packed


def pieces(size: int = 64) -> list[Packet]:
    found = []
    for at in range(0, 200, size):
        more = 0x2000 if at + size < 200 else 0
        found.append(read(ipv4(A, B, 17, TEXT[at : at + size], more | at // 8, name=9)))
    return found


@given(st.permutations(range(4)))
def test_fragments_in_any_order(order: list[int]) -> None:
    fragments, parts = Fragments(), pieces()
    whole = [found for index in order if (found := fragments.join(parts[index]))]
    assert [payload(found) for found in whole] == [TEXT]
    assert fragments.close() == 0


def test_fragments_that_stay_alone_are_counted() -> None:
    fragments = Fragments()
    assert fragments.join(pieces()[0]) is None
    assert fragments.close() == 1


def test_fragments_of_ipv6() -> None:
    head = struct.pack("!BBHI", 17, 0, 1, 5)
    tail = struct.pack("!BBHI", 17, 0, 96, 5)
    first = read(ipv6("2001:db8::1", "2001:db8::2", 44, head + TEXT[:96]), IPV6)
    last = read(ipv6("2001:db8::1", "2001:db8::2", 44, tail + TEXT[96:]), IPV6)
    fragments = Fragments()
    assert fragments.join(last) is None
    whole = fragments.join(first)
    assert whole
    assert (whole.protocol, payload(whole)) == (17, TEXT)


def test_memory_for_fragments_is_bounded() -> None:
    fragments = Fragments()
    for number in range(Fragments.MAX_OPEN + 5):
        fragments.join(read(ipv4(A, B, 17, TEXT[:64], 0x2000, name=number)))
    assert fragments.lost == 5


@given(st.sampled_from([IPV4, IPV6]), st.binary(max_size=120))
def test_noise(kind: int, data: bytes) -> None:
    for head in (b"", b"\x45\0\0\x40", b"\x60\0\0\0\0\x28"):
        found = packet(kind, head + data, 0, len(head + data))
        assert found is None or 0 <= found.at <= found.end <= len(head + data)
