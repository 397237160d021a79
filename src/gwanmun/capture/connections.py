"""All open connections of a capture: opened by their first packet, fed, and told as exchanges when they are over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from gwanmun.capture.asked import Asked
from gwanmun.capture.blind import Blind
from gwanmun.capture.ends import Ends, from_client
from gwanmun.capture.flows import Attempts, Flow, Half, Table
from gwanmun.capture.inside import Conversation, Heard, Inside
from gwanmun.capture.keys import Keys
from gwanmun.capture.naming import Names
from gwanmun.capture.place import Item
from gwanmun.capture.quic_inside import UdpInside
from gwanmun.capture.streams import Conversation as Streams
from gwanmun.capture.streams_quic import QuicConversation
from gwanmun.capture.tcp_inside import TcpInside
from gwanmun.capture.told import Teller
from gwanmun.capture.udp_inside import DnsInside, Untold
from gwanmun.transfer import Exchange
from gwanmun.wire.ip import TCP, UDP
from gwanmun.wire.tcp import Piece, Store, Stream
from gwanmun.wire.tls_secrets import Secrets
from gwanmun.wire.window import Notes

FIN, SYN, RST, ACK = 1, 2, 4, 16
FIN_RST = FIN | RST
DNS = 53


class Connections:
    def __init__(self, sha256: str, notes: Notes, secrets: Secrets | None) -> None:
        self.names = Names(notes.names)
        self.asked = Asked(sha256, self.names)
        self.tcp, self.udp = Table(TCP), Table(UDP)
        self._others: dict[int, Table] = {}
        self._teller, self._blind = Teller(sha256, self.names), Blind()
        self._keys, self._store = Keys(notes, secrets), Store()
        self._attempts = Attempts()

    def __len__(self) -> int:
        return sum(map(len, self._tables()))

    def _tables(self) -> Iterable[Table]:
        return (self.tcp, self.udp, *self._others.values())

    def segment(self, number: int, at: float, key: bytes, macs: bytes, sequence: int, flags: int) -> list[Item]:
        """A TCP segment that begins or ends a flow, or of which none is known: what that brought to an end.
        A lone reset opens nothing."""
        half = self.tcp.halves.get(key)
        items: list[Item] = []
        if half and flags & SYN and _renewed(half, sequence):
            if half.flow.inside is None and half.up:
                half.flow.again()
            else:
                items, half = self._ended(half.flow), None
        if half is None and not flags & RST:
            forward = not flags & ACK if flags & SYN else from_client(Ends.of(key, macs))
            half = self.tcp.open(number, at, key, macs, forward)
        if half and flags & SYN:
            half.begun = sequence
        if half and flags & FIN_RST:
            signed(half, flags)
        return items

    def _ended(self, flow: Flow) -> list[Item]:
        self.tcp.remove(flow)
        return self._over(flow)

    def datagram(self, number: int, at: float, key: bytes, macs: bytes) -> Half:
        half = self.udp.halves.get(key)
        return half or self.udp.open(number, at, key, macs, from_client(Ends.of(key, macs)))

    def other(self, number: int, at: float, protocol: int, key: bytes, macs: bytes) -> Half:
        """Of a protocol without ports that are read."""
        table = self._others.setdefault(protocol, Table(protocol))
        return table.halves.get(key) or table.open(number, at, key, macs, from_client(Ends.of(key, macs)))

    def _begun(self, flow: Flow) -> Inside:
        """The first payload of a flow has come."""
        if flow.protocol == TCP:
            for half in (flow.up, flow.down):
                half.stream = Stream(self._store)
                if half.begun is not None:
                    half.stream.begin(half.begun + 1)
        flow.inside = self._inside(flow)
        return flow.inside

    def _inside(self, flow: Flow) -> Inside:
        port = int.from_bytes(flow.key[-2:], "big")
        if port == DNS and flow.protocol in (TCP, UDP):
            return DnsInside(flow, self.asked)
        if flow.protocol not in (TCP, UDP):
            return Untold(flow.protocol)
        kind = TcpInside if flow.protocol == TCP else UdpInside
        return kind(port, partial(self._conversation, flow), self._keys.has)

    def _conversation(self, flow: Flow, heard: Heard) -> Conversation:
        kind = Streams if flow.protocol == TCP else QuicConversation
        return kind(self._teller.place(flow), self._teller.base(flow, heard), self._keys.current() or None)

    def feed(self, half: Half, at: float, sequence: int, payload: bytes, size: int) -> list[Item]:
        """Payload that the inside of the flow wants; `size` is its length on the wire."""
        flow = half.flow
        inside = flow.inside or self._begun(flow)
        pieces: list[Piece] = half.stream.feed(sequence, payload, size) if half.stream else [payload]
        return self._told(flow, at, _passed(inside, half, at, pieces))

    def _told(self, flow: Flow, at: float, items: list[Item]) -> list[Item]:
        """The last exchange among these carries what crossed since the one before."""
        for item in items:
            if isinstance(item, Exchange):
                self.asked.contacted(item)
        for index in range(len(items) - 1, -1, -1):
            if isinstance(item := items[index], Exchange):
                items[index] = replace(item, volume=flow.volume(at))
                flow.given = True
                break
        return items

    def _over(self, flow: Flow) -> list[Item]:
        inside = flow.inside
        if inside is None:
            return [self._attempted(gone) for gone in self._attempts.add(flow)]
        items: list[Item] = []
        for half in (flow.up, flow.down):
            if half.stream:
                items += _passed(inside, half, flow.last, half.stream.close())
        items = self._told(flow, flow.last, items + inside.close())
        if not (inside.readable and flow.given):
            heard = inside.heard()
            exchange = self._teller.named(flow, heard)
            self._blind.add(exchange, heard)
            self._named(flow, exchange)
            items.append(exchange)
        flow.forget()
        return items

    def _attempted(self, flow: Flow) -> Exchange:
        exchange = self._teller.attempted(flow)
        self._named(flow, exchange)
        return exchange

    def _named(self, flow: Flow, exchange: Exchange) -> None:
        """Where DNS alone names a connection, each of the names it gave may have been meant."""
        sure = exchange.endpoint.named_by != "dns"
        self.asked.contacted(exchange, () if sure else self.names.of(flow.ends, flow.at))

    def expired(self, now: float) -> list[Item]:
        gone = [item for table in self._tables() for flow in table.expired(now) for item in self._over(flow)]
        return [*gone, *self.asked.lookups.spill()]

    def end(self) -> Iterator[Item]:
        """The end of the capture: all that is still open, names that were only looked up, and what was not let see."""
        for flow in sorted((flow for table in self._tables() for flow in table.all()), key=lambda flow: flow.number):
            yield from self._over(flow)
        yield from map(self._attempted, self._attempts.all())
        yield from self.asked.lookups.end()
        yield from self._blind.items()


def _passed(inside: Inside, half: Half, at: float, pieces: Iterable[Piece]) -> list[Item]:
    items: list[Item] = []
    for piece in pieces:
        items += inside.gap(at, half.up, piece) if isinstance(piece, int) else inside.feed(at, half.up, piece)
    if not inside.wants:
        half.flow.forget()
    return items


def _renewed(half: Half, sequence: int) -> bool:
    """Whether a SYN begins another connection between the same ends, or only repeats itself (RFC 9293, 3.10.7.4)."""
    return half.flow.inside is not None or half.flow.over if half.begun is None else half.begun != sequence


def signed(half: Half, flags: int) -> None:
    """A segment that says the end: of its direction, or of the whole connection."""
    if flags & FIN:
        half.closed = True
    if flags & RST:
        half.flow.reset = True
