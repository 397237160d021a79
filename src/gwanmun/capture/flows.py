"""Connections of a capture while they are open: who began them, what crossed, when they are over.

Memory follows the number of open connections, not the length of the file. A connection is over when both sides closed
it, or after the idle time that a network address translator must grant (TCP: RFC 5382 section 5, UDP: RFC 4787
section 4.3); over `MAX_OPEN`, those that were silent longest are taken to be over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gwanmun.capture.ends import Ends
from gwanmun.transfer import Volume
from gwanmun.wire.ip import TCP, UDP

if TYPE_CHECKING:
    from gwanmun.capture.inside import Inside
    from gwanmun.wire.tcp import Stream

IDLE = {TCP: 2 * 3600 + 240.0, UDP: 300.0}
LINGER = 10.0
"""Seconds that a closed TCP connection is kept for late segments."""
MAX_OPEN = 1 << 17


class Half:
    """One direction of a flow. `wants` while the inside of the flow has use for its bytes; TCP's come by `stream`.
    `size` is the payload's on the wire, with what was sent again; `begun` the number of its SYN."""

    __slots__ = ("begun", "closed", "flow", "size", "stream", "up", "wants")

    def __init__(self, flow: Flow, up: bool) -> None:
        self.flow, self.up = flow, up
        self.size = 0
        self.wants = True
        self.stream: Stream | None = None
        self.begun: int | None = None
        self.closed = False


class Flow:
    """One connection; `key` and `macs` are seen from the client. `number` is its first packet's, counted from 1 in the
    file, `given` tells that an exchange was made of something in it, `tries` how often it was begun before any data."""

    __slots__ = (
        "at", "down", "given", "inside", "key", "last", "macs", "number", "packets", "protocol", "reset", "told",
        "tries", "up",
    )  # fmt: skip

    def __init__(self, number: int, at: float, protocol: int, key: bytes, macs: bytes) -> None:
        self.number, self.at, self.last = number, at, at
        self.protocol, self.key, self.macs = protocol, key, macs
        self.up, self.down = Half(self, True), Half(self, False)
        self.packets, self.tries = 0, 1
        self.reset = self.given = False
        self.inside: Inside | None = None
        self.told = (0, 0, 0, at)

    @property
    def ends(self) -> Ends:
        return Ends.of(self.key, self.macs)

    def again(self) -> None:
        """The next attempt of a connection on which no data crossed."""
        self.tries += 1
        self.reset = self.up.closed = self.down.closed = False

    @property
    def over(self) -> bool:
        return self.reset or (self.up.closed and self.down.closed)

    def volume(self, at: float) -> Volume:
        """What crossed since the last call: the volumes of all exchanges of a flow add up to it."""
        up, down, packets, since = self.told
        self.told = (self.up.size, self.down.size, self.packets, at)
        seconds = round(max(at - since, 0.0), 6)
        return Volume(self.up.size - up, self.down.size - down, self.packets - packets, seconds)

    def forget(self) -> None:
        """No byte is wanted any more: those that wait are let go."""
        for half in (self.up, self.down):
            if half.stream:
                half.stream.forget()
            half.wants, half.stream = False, None

    def idle(self, now: float) -> bool:
        kind = TCP if self.key[-4:-2] == b"\0\0" else self.protocol  # DNS: all questions to one resolver
        return now - self.last > (LINGER if self.over else IDLE.get(kind, IDLE[UDP]))


class Table:
    """Flows of one transport protocol by their key: both addresses, then both ports, as they stand in a packet."""

    def __init__(self, protocol: int) -> None:
        self.protocol = protocol
        self.halves: dict[bytes, Half] = {}

    def __len__(self) -> int:
        return len(self.halves) // 2

    def open(self, number: int, at: float, key: bytes, macs: bytes, forward: bool) -> Half:
        """A new flow; `forward` when the packet comes from the client. The half that the packet belongs to."""
        back = mirrored(key)
        if forward:
            flow = Flow(number, at, self.protocol, key, macs)
            self.halves[back], self.halves[key] = flow.down, flow.up
            return flow.up
        flow = Flow(number, at, self.protocol, back, macs[6:] + macs[:6])
        self.halves[back], self.halves[key] = flow.up, flow.down
        return flow.down

    def remove(self, flow: Flow) -> None:
        self.halves.pop(flow.key, None)
        self.halves.pop(mirrored(flow.key), None)

    def expired(self, now: float) -> list[Flow]:
        """Flows that are over, taken out, in the order of their first packets."""
        done = [flow for flow in self._flows() if flow.idle(now)]
        if len(self) - len(done) > MAX_OPEN:
            gone = set(map(id, done))
            rest = sorted((flow for flow in self._flows() if id(flow) not in gone), key=lambda flow: flow.last)
            done += rest[: len(rest) - MAX_OPEN * 7 // 8]
        return self._taken(done)

    def all(self) -> list[Flow]:
        return self._taken(self._flows())

    def _flows(self) -> list[Flow]:
        """Each once; a connection to oneself over the same port has one key for both directions."""
        return [half.flow for key, half in self.halves.items() if key == half.flow.key]

    def _taken(self, flows: list[Flow]) -> list[Flow]:
        for flow in flows:
            self.remove(flow)
        return sorted(flows, key=lambda flow: flow.number)


class Attempts:
    """Connections on which no data crossed, by client, server and its port: devices that get no answer try again
    thousands of times, and that is told once."""

    MAX_KEPT = 1 << 16

    def __init__(self) -> None:
        self._kept: dict[tuple[int, bytes], Flow] = {}

    def add(self, flow: Flow) -> list[Flow]:
        """Keep it; what there is no more room for."""
        key = flow.protocol, flow.key[:-4] + flow.key[-2:]
        if known := self._kept.get(key):
            known.tries += flow.tries
            known.packets += flow.packets
            known.last = max(known.last, flow.last)
            return []
        gone = [self._kept.pop(next(iter(self._kept)))] if len(self._kept) >= self.MAX_KEPT else []
        self._kept[key] = flow
        return gone

    def all(self) -> list[Flow]:
        kept, self._kept = sorted(self._kept.values(), key=lambda flow: flow.number), {}
        return kept


def mirrored(key: bytes) -> bytes:
    """The key of a packet that goes the other way."""
    size = (len(key) - 4) // 2
    return key[size : 2 * size] + key[:size] + key[-2:] + key[-4:-2]
