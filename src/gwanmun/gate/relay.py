"""Bytes passed on unread, both ways: WebSocket after its handshake, tunnels that are not inspected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from gwanmun.gate.channel import Channel
from gwanmun.gate.upstream import Upstream

Done = Callable[[bool, int, int, str], None]
"""Called once: whether the origin was reached, bytes sent and received, and a note when it did not end by itself."""


class Relay:
    """The client's side of it, a stage of its channel; `far` is the origin's side.

    A side that cannot take more stops the reading of the other one, so at most the transports' buffers are held.
    """

    def __init__(self, channel: Channel, done: Done, idle: float) -> None:
        self.channel = channel
        self.far = FarSide(self)
        self.sent = self.received = 0
        self._done: Done | None = done
        self._early = bytearray()
        self._idle = idle
        self._deadline = asyncio.get_running_loop().time() + idle

    def begin(self, early: bytes) -> None:
        """Take over the channel; `early` are bytes of the client that were read already."""
        self.channel.stage = self
        if early:
            self.data_received(early)

    def data_received(self, data: bytes) -> None:
        self._touch()
        if self.far.transport is None:
            self._early += data
            self.channel.pause_reading()
        else:
            self.sent += len(data)
            self.far.transport.write(data)

    def connected(self, transport: asyncio.Transport) -> None:
        """The origin's side is there: pass on what waited for it."""
        if self._done is None:
            transport.close()
            return
        self.sent += len(self._early)
        transport.write(bytes(self._early))
        self._early.clear()
        self.channel.resume_reading()

    def from_far(self, data: bytes) -> None:
        self.received += len(data)
        self._touch()
        self.channel.write(data)

    def _touch(self) -> None:
        self._deadline = asyncio.get_running_loop().time() + self._idle

    def eof_received(self) -> None:
        far = self.far.transport
        if far is not None and far.can_write_eof():
            far.write_eof()  # the answer may still be on its way
        else:
            self.over()

    def connection_lost(self) -> None:
        self.over()

    def pause_writing(self) -> None:
        if self.far.transport is not None and not self.far.transport.is_closing():
            self.far.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.far.transport is not None and not self.far.transport.is_closing():
            self.far.transport.resume_reading()

    def tick(self, now: float) -> None:
        if now > self._deadline:
            self.over("nothing passed for too long")

    def finish(self) -> None:
        self.over("the gate stopped")

    def over(self, note: str = "") -> None:
        """End both sides and tell once."""
        if self._done is None:
            return
        done, self._done = self._done, None
        self.channel.close()
        if self.far.transport is not None:
            self.far.transport.close()
        done(self.far.transport is not None, self.sent, self.received, note)


class FarSide(asyncio.Protocol):
    """The origin's side of a relay."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self.transport: asyncio.Transport | None = None

    def adopt(self, upstream: Upstream) -> None:
        """Go on with a connection that spoke HTTP so far."""
        upstream.owner, upstream.raw, self.transport = None, self, upstream.transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._relay.connected(self.transport)

    def data_received(self, data: bytes) -> None:
        self._relay.from_far(data)

    def eof_received(self) -> None:
        self._relay.over()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relay.over()

    def pause_writing(self) -> None:
        self._relay.channel.pause_reading()

    def resume_writing(self) -> None:
        self._relay.channel.resume_reading()
