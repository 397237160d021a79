"""Packet captures (pcap, pcapng) -> exchanges: one pass, memory bounded by the connections that are open at a time.

A connection whose inside can be read gives its messages (`capture/streams.py`), any other gives one exchange with the
peer's name, what crossed and why no more is seen. Packets to many (multicast, broadcast) and DHCP stay in the local
network and are no exchanges; the DNS questions of a client to one resolver are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from struct import Struct

from gwanmun.capture.connections import FIN_RST, SYN, Connections, signed
from gwanmun.capture.packets import Packets
from gwanmun.capture.place import Item
from gwanmun.errors import Problem
from gwanmun.transfer import Exchange, Unreadable
from gwanmun.wire import pcapng
from gwanmun.wire.ip import TCP, UDP
from gwanmun.wire.link import ETHERNET
from gwanmun.wire.pcap import PacketFile
from gwanmun.wire.pcap import recognises as classic
from gwanmun.wire.tls_secrets import Secrets
from gwanmun.wire.window import Frame

_FAST = Struct("!12xIH2xHxB2x12sI4xBB").unpack_from
"""Of an Ethernet frame with IPv4 without options and TCP or UDP: EtherType to type of service, total length, fragment,
protocol, addresses and ports, sequence number, data offset, flags. Of UDP the last three are its data."""
_FAST_SIZE, _MACS, _ETHERNET, _IPV4, _UDP = 54, 12, 14, 20, 8
_PLAIN_IPV4 = 0x080045
_FRAGMENT = 0x3FFF
_SWEEP = 1024
"""Packets, at least, between two looks for connections that are over."""


def recognises(head: bytes) -> bool:
    return classic(head)


def recognises_ng(head: bytes) -> bool:
    return pcapng.recognises(head)


def items_with_keys(chunks: Iterable[bytes], sha256: str, keylog: Path) -> Iterator[Item]:
    """As `items`, with the TLS secrets in an NSS key log file."""
    try:
        secrets = Secrets.parse(keylog.read_bytes())
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise Problem(f"{keylog}: {reason}", "give the path of a TLS key log that you may read") from error
    if not secrets:
        yield Unreadable("key log", "it holds no TLS secrets")
    yield from items(chunks, sha256, secrets)


def items(chunks: Iterable[bytes], sha256: str, secrets: Secrets | None = None) -> Iterator[Item]:
    """Every exchange, when its connection is over, and what could not be read. Secrets that the capture itself holds
    are added to those given."""
    file = PacketFile(chunks)
    connections = Connections(sha256, file.notes, secrets)
    packets = Packets(connections)
    empty = True
    for item in chain(_read(file.frames(), connections, packets), connections.end()):
        empty = empty and not isinstance(item, Exchange)
        yield item
    yield from packets.losses(empty)
    for why in file.notes.all_losses():
        yield Unreadable("file", why)


def _read(frames: Iterator[Frame], connections: Connections, packets: Packets) -> Iterator[Item]:
    road = Road(connections, packets)
    sweep = _SWEEP
    for number, (at, link, data, begin, end, full) in enumerate(frames, 1):
        found = road.plain(number, at, data, begin, end) if link == ETHERNET and end - begin >= _FAST_SIZE else None
        if found is None:
            found = packets.take(number, at, link, data, begin, end)
        if found:
            yield from found
        if full > end - begin:
            packets.cut += 1
        if number >= sweep:
            yield from connections.expired(at)
            sweep = number + max(_SWEEP, len(connections))


class Road:
    """The short way for what most packets are: TCP and UDP of known flows, in IPv4 without options, on Ethernet. One
    unpack, one look-up and a few additions each; payload is copied only where a flow still wants it."""

    def __init__(self, connections: Connections, packets: Packets) -> None:
        self._tcp, self._udp = connections.tcp.halves, connections.udp.halves
        self._feed, self._segment = connections.feed, packets.segment
        self._nothing: list[Item] = []

    def plain(self, number: int, at: float, data: bytes, begin: int, end: int) -> list[Item] | None:
        """None when the packet has to be looked at whole."""
        head, total, place, protocol, key, sequence, offset, flags = _FAST(data, begin)
        if head >> 8 != _PLAIN_IPV4 or place & _FRAGMENT or protocol not in (TCP, UDP):
            return None
        tcp = protocol == TCP
        half = self._tcp.get(key) if tcp else self._udp.get(key)
        skip = _IPV4 + (offset >> 4) * 4 if tcp else _IPV4 + _UDP
        size = total - skip
        if size < 0:
            return None
        if half is None or (tcp and flags & SYN):
            payload = data[begin + _ETHERNET + skip : min(begin + _ETHERNET + total, end)]
            macs = data[begin : begin + _MACS]
            return self._segment(number, at, key, macs, sequence, flags, payload, size) if tcp else None
        if tcp and flags & FIN_RST:
            signed(half, flags)
        flow = half.flow
        flow.last = at
        flow.packets += 1
        half.size += size
        if not size or not half.wants:
            return self._nothing
        payload = data[begin + _ETHERNET + skip : min(begin + _ETHERNET + total, end)]
        return self._feed(half, at, sequence, payload, size)
