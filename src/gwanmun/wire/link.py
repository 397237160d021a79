"""Link layers -> where the IP packet in a captured frame begins (link types: the registry of tcpdump.org).

Ethernet with VLAN tags and PPPoE, Linux cooked v1 and v2, raw IP, BSD loopback, PPP, Apple PKTAP, and 802.11 with its
capture headers, of which only unprotected data frames can be read without a key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gwanmun.wire import wifi
from gwanmun.wire.wifi import LLC_SNAP, NOT_IP, PROTECTED

IPV4, IPV6 = 0x0800, 0x86DD
ETHERNET = 1

_VLAN = (0x8100, 0x88A8, 0x9100, 0x9200)
_PPPOE = 0x8864
_PPP = {0x0021: IPV4, 0x0057: IPV6}
_MAX_TAGS = 8


class Network(NamedTuple):
    """Where a network packet begins: its EtherType, its place in the buffer, and the sender's and receiver's
    hardware addresses (6 bytes, b"" where the link has none or gives only one)."""

    kind: int
    at: int
    source: bytes = b""
    target: bytes = b""


Read = Network | str
"""A packet, or why there is none: `NOT_IP`, `PROTECTED` or another reason in words."""

_Reader = Callable[[bytes, int, int], Read]


def network(link: int, data: bytes, at: int, end: int) -> Read:
    """The network packet in the frame `data[at:end]` of this link type."""
    reader = _READERS.get(link)
    if reader is None:
        return f"link type {link} is not read"
    return reader(data, at, end)


def _number(data: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _ethernet(data: bytes, at: int, end: int) -> Read:
    target, source = data[at : at + 6], data[at + 6 : at + 12]
    return _tagged(data, at + 12, end, source, target)


def _tagged(data: bytes, at: int, end: int, source: bytes, target: bytes) -> Read:
    """What follows an EtherType field at `at`: VLAN tags (802.1Q, 802.1ad) and PPPoE (RFC 2516) are taken off."""
    for _ in range(_MAX_TAGS):
        if at + 2 > end:
            return NOT_IP
        kind = _number(data, at)
        if kind in _VLAN:
            at += 4
        elif kind == _PPPOE:
            return _ppp(data, at + 8, end)
        elif kind < 0x0600 and data[at + 2 : at + 8] == LLC_SNAP:  # a length: 802.3 with LLC
            at += 8
        else:
            return Network(kind, at + 2, source, target)
    return NOT_IP


def _ppp(data: bytes, at: int, end: int) -> Read:
    if data[at : at + 2] == b"\xff\x03":  # address and control in HDLC-like framing (RFC 1662)
        at += 2
    size = 1 if at < end and data[at] & 1 else 2
    kind = _PPP.get(_number(data, at, size))
    return Network(kind, at + size) if kind else NOT_IP


def _cooked(data: bytes, at: int, end: int) -> Read:
    """LINKTYPE_LINUX_SLL: packet type, hardware type, length and bytes of the sender's address, protocol."""
    return _tagged(data, at + 14, end, data[at + 6 : at + 12] if _number(data, at + 4) == 6 else b"", b"")


def _cooked2(data: bytes, at: int, end: int) -> Read:
    """LINKTYPE_LINUX_SLL2: protocol first, the address last."""
    source = data[at + 12 : at + 18] if data[at + 11 : at + 12] == b"\x06" else b""
    kind = _number(data, at)
    return _tagged(data, at + 18, end, source, b"") if kind in _VLAN else Network(kind, at + 20, source)


def _raw(data: bytes, at: int, end: int) -> Read:
    version = data[at] >> 4 if at < end else 0
    return Network({4: IPV4, 6: IPV6}[version], at) if version in (4, 6) else NOT_IP


def _loopback(data: bytes, at: int, end: int) -> Read:
    """A protocol family in the order of bytes of the machine that captured; its number for IPv6 differs by system."""
    return _raw(data, at + 4, end)


def _pktap(data: bytes, at: int, end: int) -> Read:
    size, link = (int.from_bytes(data[at + place : at + place + 4], "little") for place in (0, 8))
    return network(link, data, at + size, end) if size and link in _READERS and link != _PKTAP else NOT_IP


def _wireless(header: Callable[[bytes, int, int], int | None]) -> _Reader:
    def read(data: bytes, at: int, end: int) -> Read:
        begin = header(data, at, end)
        found = wifi.data_frame(data, begin, end) if begin is not None and begin < end else NOT_IP
        return found if isinstance(found, str) else Network(*found)

    return read


_PKTAP = 258
_READERS: dict[int, _Reader] = {
    0: _loopback, 108: _loopback, ETHERNET: _ethernet, 9: _ppp, 50: _ppp, 113: _cooked, 276: _cooked2,
    12: _raw, 14: _raw, 101: _raw, 228: _raw, 229: _raw, _PKTAP: _pktap,
    105: _wireless(wifi.bare), 119: _wireless(wifi.prism), 127: _wireless(wifi.radiotap), 192: _wireless(wifi.ppi),
}  # fmt: skip

__all__ = ["ETHERNET", "IPV4", "IPV6", "NOT_IP", "PROTECTED", "Network", "Read", "network"]
