"""Where the IP packet begins, on every link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.wire.link import IPV4, IPV6, NOT_IP, PROTECTED, Network, network
from gwanmun.wire.wifi import AGGREGATED
from tests.capture.packet_maker import CLIENT_MAC, ROUTER_MAC, cooked, ethernet, ipv4, ipv6, wireless

FOUR, SIX = ipv4("192.0.2.1", "192.0.2.2", 17, b"data"), ipv6("2001:db8::1", "2001:db8::2", 17, b"data")
FRAME = ethernet(FOUR)
RADIOTAP = b"\0\0\x08\0" + bytes(4)


@pytest.mark.parametrize(
    ("link", "frame", "kind"),
    [
        (1, FRAME, IPV4),
        (1, ethernet(SIX, IPV6), IPV6),
        (1, ethernet(b"\0\x05\x08\0" + FOUR, 0x8100), IPV4),
        (1, ethernet(b"\0\x05\x81\0\0\x06\x86\xdd" + SIX, 0x88A8), IPV6),
        (1, ethernet(b"\x11\0\0\x01\0\x20\0\x21" + FOUR, 0x8864), IPV4),
        (1, ethernet(b"\xaa\xaa\x03\0\0\0\x08\0" + FOUR, 40), IPV4),
        (0, b"\x02\0\0\0" + FOUR, IPV4),
        (108, b"\0\0\0\x1e" + SIX, IPV6),
        (101, FOUR, IPV4),
        (12, SIX, IPV6),
        (229, SIX, IPV6),
        (113, cooked(FRAME), IPV4),
        (276, b"\x08\0" + bytes(8) + b"\0\x06" + CLIENT_MAC + b"\0\0" + FOUR, IPV4),
        (9, b"\xff\x03\0\x57" + SIX, IPV6),
        (50, b"\x21" + FOUR, IPV4),
        (105, wireless(FRAME), IPV4),
        (127, RADIOTAP + wireless(FRAME), IPV4),
        (192, b"\0\0\x08\0\x69\0\0\0" + wireless(FRAME), IPV4),
        (119, b"\x44\0\0\0\x90\0\0\0" + bytes(136) + wireless(FRAME), IPV4),
        (258, b"\x14\0\0\0\x01\0\0\0\x01\0\0\0" + bytes(8) + FRAME, IPV4),
    ],
)
def test_the_packet_is_found(link: int, frame: bytes, kind: int) -> None:
    found = network(link, b"before" + frame, 6, 6 + len(frame))
    assert isinstance(found, Network)
    assert found.kind == kind
    assert (b"before" + frame)[found.at :] == (FOUR if kind == IPV4 else SIX)


def test_the_sender_is_told() -> None:
    assert network(1, FRAME, 0, len(FRAME)) == Network(IPV4, 14, CLIENT_MAC, ROUTER_MAC)
    for link, frame in ((105, wireless(FRAME)), (113, cooked(FRAME))):
        found = network(link, frame, 0, len(frame))
        assert isinstance(found, Network)
        assert found.source == CLIENT_MAC


def test_what_cannot_be_read_says_why() -> None:
    assert network(105, wireless(FRAME, 0x41), 0, 90) == PROTECTED
    aggregated = b"\x88" + wireless(FRAME)[1:24] + b"\x80\0" + FOUR
    assert network(105, aggregated, 0, len(aggregated)) == AGGREGATED
    assert network(105, b"\x80" + bytes(60), 0, 61) == NOT_IP
    assert network(147, FRAME, 0, len(FRAME)) == "link type 147 is not read"


@given(st.sampled_from([0, 1, 9, 12, 105, 113, 119, 127, 192, 258, 276]), st.binary(max_size=80))
def test_noise(link: int, data: bytes) -> None:
    network(link, data, 0, len(data))
