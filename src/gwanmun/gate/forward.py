"""The forward proxy's front: a client connects, and its first request says what is to be done for it."""

from __future__ import annotations

import asyncio
from typing import Protocol, cast

from gwanmun.gate.channel import Stage
from gwanmun.gate.client import HttpSession
from gwanmun.gate.opening import Opening
from gwanmun.gate.route import tunnel_place
from gwanmun.gate.services import Services
from gwanmun.transfer import Origin
from gwanmun.wire.http1 import Event, RequestHead, RequestReader

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
HIGH_WATER = 256 * 1024
"""Bytes waiting to be written to a client before its origin is no longer read."""


class Register(Protocol):
    """Keeps the open connections."""

    def admit(self, connection: ClientConnection) -> bool: ...

    def dismiss(self, connection: ClientConnection) -> None: ...


class ClientConnection(asyncio.Protocol):
    """One client's TCP connection: the lowest channel, and where its bytes go to the stage of the moment."""

    stage: Stage
    transport: asyncio.Transport

    def __init__(self, services: Services, register: Register) -> None:
        self._services = services
        self._register = register
        self._reading = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(HIGH_WATER)
        peer = transport.get_extra_info("peername")
        self.stage = Door(self._services, self, Origin(address=str(peer[0]) if peer else None, identified_by="address"))
        if not self._register.admit(self):
            self.write(BUSY)
            self.close()

    def data_received(self, data: bytes) -> None:
        self.stage.data_received(data)

    def eof_received(self) -> bool:
        self.stage.eof_received()
        return True  # the stage closes when it is done

    def connection_lost(self, exc: Exception | None) -> None:
        self._register.dismiss(self)
        self.stage.connection_lost()

    def pause_writing(self) -> None:
        self.stage.pause_writing()

    def resume_writing(self) -> None:
        self.stage.resume_writing()

    def write(self, data: bytes) -> None:
        self.transport.write(data)

    def pause_reading(self) -> None:
        if self._reading and not self.transport.is_closing():
            self._reading = False
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        if not self._reading and not self.transport.is_closing():
            self._reading = True
            self.transport.resume_reading()

    def end(self) -> None:
        if not self.transport.is_closing():
            self.transport.write_eof()

    def close(self) -> None:
        self.transport.close()

    def abort(self) -> None:
        self.transport.abort()


class Door:
    """First stage: CONNECT opens a tunnel, anything else is a request to be forwarded in the clear."""

    def __init__(self, services: Services, connection: ClientConnection, origin: Origin) -> None:
        self._services, self._connection, self._origin = services, connection, origin
        self._reader = RequestReader()
        self._deadline = asyncio.get_running_loop().time() + services.settings.patience.request

    def data_received(self, data: bytes) -> None:
        events = self._reader.feed(data)
        if not events:
            return
        head = events[0]
        if isinstance(head, RequestHead) and head.method == "CONNECT" and self._tunnel(head):
            return
        self._serve(events)

    def _tunnel(self, head: RequestHead) -> bool:
        place = tunnel_place(head.target)
        if place is None:
            return False
        opening = Opening(self._services, self._connection, self._origin, place)
        self._connection.stage = opening
        self._connection.write(ESTABLISHED)
        opening.data_received(self._reader.take_upgraded())
        return True

    def _serve(self, events: list[Event]) -> None:
        session = HttpSession(self._services, self._connection, self._origin, None, self._reader)
        self._connection.stage = session
        session.take(events)

    def eof_received(self) -> None:
        self._connection.close()

    def connection_lost(self) -> None:
        """Nothing was asked for."""

    def pause_writing(self) -> None:
        """Nothing is written here."""

    def resume_writing(self) -> None:
        """Nothing is written here."""

    def tick(self, now: float) -> None:
        if now > self._deadline:
            self._connection.close()

    def finish(self) -> None:
        self._connection.close()
