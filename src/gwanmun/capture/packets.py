"""One packet -> the connection it belongs to: link, IP, fragments and transport headers, and what of it is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from struct import Struct

from gwanmun.capture.connections import Connections
from gwanmun.capture.ends import Ends, inner, to_many
from gwanmun.capture.flows import Half
from gwanmun.capture.place import Item
from gwanmun.transfer import Unreadable
from gwanmun.wire.ip import ICMP, ICMP6, TCP, UDP, Fragments, Packet, packet
from gwanmun.wire.link import IPV4, IPV6, Network, network

_TCP, _TCP_KNOWN = Struct("!4xI4xBB").unpack_from, 14
"""Sequence number, data offset, flags."""
_ECHO = frozenset({(ICMP, 0), (ICMP, 8), (ICMP6, 128), (ICMP6, 129)})
_DHCP, _MULTICAST_DNS, _DNS = frozenset({67, 68}), 5353, 53
_MAX_REASONS = 100


class Packets:
    """`cut` counts packets that were captured without their end."""

    def __init__(self, connections: Connections) -> None:
        self._to = connections
        self._fragments = Fragments()
        self._lost: Counter[str] = Counter()
        self.cut = self._local_only = 0

    def take(self, number: int, at: float, link: int, data: bytes, begin: int, end: int) -> list[Item]:
        found = network(link, data, begin, end)
        if isinstance(found, str):
            self._lose(found)
            return []
        if found.kind not in (IPV4, IPV6):
            self._local_only += 1  # ARP, EAPOL, LLDP …: no further than the next switch
            return []
        whole = packet(found.kind, data, found.at, end)
        if whole is None:
            self._lose("the IP header is damaged")
            return []
        joined = self._fragments.join(whole)
        return self._transport(number, at, found, joined) if joined else []

    def _lose(self, why: str) -> None:
        if why and (why in self._lost or len(self._lost) < _MAX_REASONS):
            self._lost[why] += 1

    def _transport(self, number: int, at: float, net: Network, whole: Packet) -> list[Item]:
        macs = net.target + net.source if net.target else bytes(6) + net.source if net.source else b""
        if whole.protocol == TCP:
            return self._tcp(number, at, macs, whole)
        if whole.protocol == UDP:
            return self._udp(number, at, macs, whole)
        key = whole.source + whole.target + bytes(4)
        kind = whole.data[whole.at] if whole.at < whole.end else -1
        unasked = whole.protocol in (ICMP, ICMP6) and (whole.protocol, kind) not in _ECHO
        if unasked or to_many(Ends.of(key, macs)):
            self._local_only += 1
            return []
        return self._counted(self._to.other(number, at, whole.protocol, key, macs), at, 0, b"", whole.size)

    def _tcp(self, number: int, at: float, macs: bytes, whole: Packet) -> list[Item]:
        if whole.end - whole.at < _TCP_KNOWN:
            self._lose("the TCP header is not whole")
            return []
        key = whole.data[whole.at : whole.at + 4]
        sequence, offset, flags = _TCP(whole.data, whole.at)
        head = (offset >> 4) * 4
        payload = whole.data[whole.at + head : whole.end]
        return self.segment(
            number, at, whole.source + whole.target + key, macs, sequence, flags, payload, whole.size - head
        )

    def segment(
        self, number: int, at: float, key: bytes, macs: bytes, sequence: int, flags: int, payload: bytes, size: int
    ) -> list[Item]:
        """A TCP segment of which no flow is known, or that begins or ends one."""
        items = self._to.segment(number, at, key, macs, sequence, flags)
        half = self._to.tcp.halves.get(key)
        return items + self._counted(half, at, sequence + (flags >> 1 & 1), payload, size) if half else items

    def _udp(self, number: int, at: float, macs: bytes, whole: Packet) -> list[Item]:
        if whole.end - whole.at < 8:
            self._lose("the UDP header is not whole")
            return []
        key = whole.source + whole.target + whole.data[whole.at : whole.at + 4]
        ends = Ends.of(key, macs)
        payload = whole.data[whole.at + 8 : whole.end]
        if self._local(ends, payload):
            self._local_only += 1
            return []
        if ends.target_port == _DNS:
            self._to.asked.query(number, ends, at, payload)
            key = key[:-4] + b"\0\0" + key[-2:]
        elif ends.source_port == _DNS:
            self._to.asked.answer(number, ends, at, payload)
            key = key[:-2] + b"\0\0"
        return self._counted(self._to.datagram(number, at, key, macs), at, 0, payload, whole.size - 8)

    def _local(self, ends: Ends, payload: bytes) -> bool:
        """What a device tells its neighbours, and that it stays there."""
        ports = {ends.source_port, ends.target_port}
        if ports <= _DHCP:
            self._to.names.dhcp(payload)
            return True
        if _MULTICAST_DNS in ports:
            self._to.names.multicast(payload)
            return to_many(ends) or (inner(ends.source) and inner(ends.target))
        return to_many(ends)

    def _counted(self, half: Half, at: float, sequence: int, payload: bytes, size: int) -> list[Item]:
        flow = half.flow
        flow.last = at
        flow.packets += 1
        if size <= 0:
            return []
        half.size += size
        return self._to.feed(half, at, sequence, payload[:size], size) if half.wants else []

    def losses(self, empty: bool) -> Iterator[Unreadable]:
        """`empty` when the capture gave no exchange: then it is told what there was instead."""
        if empty and self._local_only:
            yield Unreadable("packets", f"local network only (multicast, broadcast, DHCP) ({self._local_only} packets)")
        for why, count in self._lost.items():
            yield Unreadable("packets", f"{why} ({count} packets)")
        if fragments := self._fragments.close():
            yield Unreadable("packets", f"fragmented packets that never became whole ({fragments} packets)")
        if self.cut:
            yield Unreadable("packets", f"captured without their end ({self.cut} packets)")
