"""IPv4 and IPv6 packets -> protocol and payload (RFC 791, RFC 8200); fragments joined, tunnels opened.

A total length of 0 is a segment that the network card was to cut (TSO): then what was captured counts.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from gwanmun.wire.link import IPV4, IPV6

ICMP, TCP, UDP, GRE, ICMP6 = 1, 6, 17, 47, 58

_HOP, _ROUTING, _FRAGMENT, _AUTH, _NONE, _OPTIONS = 0, 43, 44, 51, 59, 60
_MOBILITY, _HIP, _SHIM = 135, 139, 140
_SKIPPED = frozenset({_HOP, _ROUTING, _OPTIONS, _MOBILITY, _HIP, _SHIM})
_INNER = {4: IPV4, 41: IPV6}
_MAX_HEADERS = 8
_MAX_DEPTH = 3


class Packet(NamedTuple):
    """`data[at:end]` is the payload as far as it was captured, `size` its length on the wire. Addresses are 4 or 16
    bytes. `fragment` is (identification, offset in bytes, more to come) of a piece, None of a whole packet."""

    source: bytes
    target: bytes
    protocol: int
    data: bytes
    at: int
    end: int
    size: int
    fragment: tuple[bytes, int, bool] | None = None


def packet(kind: int, data: bytes, at: int, end: int) -> Packet | None:
    """Read the IP packet at `at`, None when it is none. A packet inside another is given in its place."""
    for _ in range(_MAX_DEPTH):
        found = _version4(data, at, end) if kind == IPV4 else _version6(data, at, end) if kind == IPV6 else None
        inner = _inside(found) if found and not found.fragment else None
        if inner is None or found is None:
            return found
        kind, at, end = inner[0], inner[1], found.end
    return None


def _version4(data: bytes, at: int, end: int) -> Packet | None:
    if at + 20 > end or data[at] >> 4 != 4:
        return None
    head = (data[at] & 15) * 4
    total = int.from_bytes(data[at + 2 : at + 4], "big") or end - at
    place = int.from_bytes(data[at + 6 : at + 8], "big")
    if head < 20 or total < head or at + head > end:
        return None
    fragment = None
    if place & 0x3FFF:  # more fragments, or an offset
        fragment = (data[at + 4 : at + 6], (place & 0x1FFF) * 8, bool(place & 0x2000))
    ends = min(end, at + total)
    return Packet(
        data[at + 12 : at + 16], data[at + 16 : at + 20], data[at + 9], data, at + head, ends, total - head, fragment
    )


def _version6(data: bytes, at: int, end: int) -> Packet | None:
    if at + 40 > end or data[at] >> 4 != 6:
        return None
    total = int.from_bytes(data[at + 4 : at + 6], "big") + 40
    total = total if total > 40 else end - at
    stop, ends = at + total, min(end, at + total)
    source, target, kind = data[at + 8 : at + 24], data[at + 24 : at + 40], data[at + 6]
    at, fragment = at + 40, None
    for _ in range(_MAX_HEADERS):
        if kind == _NONE or at + 8 > ends:
            break
        if kind == _FRAGMENT:
            place = int.from_bytes(data[at + 2 : at + 4], "big")
            if place & 0xFFF9:  # neither 0 nor an atomic fragment (RFC 6946)
                fragment = (data[at + 4 : at + 8], place & 0xFFF8, bool(place & 1))
                return Packet(source, target, data[at], data, at + 8, ends, max(stop - at - 8, 0), fragment)
            size = 8
        elif kind in _SKIPPED:
            size = (data[at + 1] + 1) * 8
        elif kind == _AUTH:
            size = (data[at + 1] + 2) * 4
        else:
            break
        kind, at = data[at], at + size
    return Packet(source, target, kind, data, min(at, ends), ends, max(stop - at, 0), fragment)


def _inside(outer: Packet) -> tuple[int, int] | None:
    """Kind and place of the packet in a tunnel: IP in IP (RFC 2003, 2473) and GRE (RFC 2784, 2890)."""
    if outer.protocol in _INNER:
        return _INNER[outer.protocol], outer.at
    if outer.protocol != GRE or outer.at + 4 > outer.end:
        return None
    flags, kind = outer.data[outer.at], int.from_bytes(outer.data[outer.at + 2 : outer.at + 4], "big")
    size = 4 + 4 * bin(flags & 0xB0).count("1")
    return (kind, outer.at + size) if kind in (IPV4, IPV6) and not outer.data[outer.at + 1] & 7 else None


class Fragments:
    """Joins fragmented packets in bounded memory; `lost` counts those that never became whole.

    Where pieces overlap, what came first counts.
    """

    MAX_OPEN = 1024
    MAX_SIZE = 1 << 16
    MAX_PIECES = 128

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[bytes, bytes, int, bytes], _Pieces] = OrderedDict()
        self.lost = 0

    def join(self, piece: Packet) -> Packet | None:
        """The whole packet when this piece completes it."""
        if piece.fragment is None:
            return piece
        name, offset, more = piece.fragment
        key = (piece.source, piece.target, piece.protocol, name)
        pieces = self._open.setdefault(key, _Pieces())
        if not pieces.add(offset, piece, more):
            del self._open[key]
            self.lost += 1
            return None
        if len(self._open) > self.MAX_OPEN:
            self._open.popitem(last=False)
            self.lost += 1
        whole = pieces.joined()
        if whole is None:
            return None
        self._open.pop(key, None)
        return Packet(piece.source, piece.target, pieces.protocol, whole, 0, len(whole), len(whole))

    def close(self) -> int:
        """How many packets were lost, those included that still wait."""
        return self.lost + len(self._open)


class _Pieces:
    def __init__(self) -> None:
        self.parts: dict[int, bytes] = {}
        self.size: int | None = None
        self.protocol = 0

    def add(self, offset: int, piece: Packet, more: bool) -> bool:
        """False when the packet cannot be one: too long, too many pieces, or cut by the snapshot length."""
        part = piece.data[piece.at : piece.end]
        if offset + len(part) > Fragments.MAX_SIZE or len(self.parts) >= Fragments.MAX_PIECES:
            return False
        self.parts.setdefault(offset, part)
        if not more:
            self.size = offset + len(part)
        if offset == 0:
            self.protocol = piece.protocol
        return len(part) == piece.size

    def joined(self) -> bytes | None:
        if self.size is None:
            return None
        whole = bytearray()
        for offset in sorted(self.parts):
            if offset > len(whole):
                return None
            whole += self.parts[offset][len(whole) - offset :]
        return bytes(whole[: self.size]) if len(whole) >= self.size else None
