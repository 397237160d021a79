"""The first bytes in a tunnel tell what it carries: TLS is terminated, HTTP read, anything else relayed or refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from gwanmun.gate.channel import Channel, TlsChannel
from gwanmun.gate.client import HttpSession
from gwanmun.gate.relay import Relay
from gwanmun.gate.route import Place
from gwanmun.gate.services import Found, Services, as_http
from gwanmun.transfer import Done, Judgement, Origin, Outcome
from gwanmun.wire.tls import HANDSHAKE_RECORD, ClientHello, NotHello, read_client_hello

METHODS = (b"GET ", b"POST ", b"PUT ", b"PATCH ", b"DELETE ", b"HEAD ", b"OPTIONS ", b"TRACE ")
REFUSED_US = "client refused our certificate"
NO_ADDRESS = "the name has no address"


class Opening:
    """Stage of a channel from the answer to CONNECT until it is known what is inside."""

    def __init__(self, services: Services, channel: Channel, origin: Origin, place: Place) -> None:
        self._services, self._channel, self._origin, self._place = services, channel, origin, place
        self._early = bytearray()
        self._decided = False
        self._deadline = asyncio.get_running_loop().time() + services.settings.patience.first_bytes
        services.locate(place, lambda found: None)  # the address is wanted soon

    def data_received(self, data: bytes) -> None:
        self._early += data
        if not self._decided and self._early:
            self._look()

    def _look(self) -> None:
        early = bytes(self._early)
        if early[0] == HANDSHAKE_RECORD:
            hello = read_client_hello(early)
            if isinstance(hello, ClientHello):
                self._hello(hello, early)
            elif isinstance(hello, NotHello):
                self._opaque(hello.why)
        elif early.startswith(METHODS):
            self._http(early)
        elif not any(method.startswith(early) for method in METHODS):
            self._opaque("neither TLS nor HTTP")

    def _http(self, early: bytes) -> None:
        self._decided = True
        session = HttpSession(self._services, self._channel, self._origin, as_http(self._place))
        self._channel.stage = session
        session.data_received(early)

    def _hello(self, hello: ClientHello, early: bytes) -> None:
        name = hello.server_name or self._place.host
        self._place = replace(self._place, name=name, sni=hello.server_name)
        if hello.alpn and "http/1.1" not in hello.alpn:
            self._opaque("the client does not speak HTTP/1.1")
        elif self._services.refusers.refuses(self._origin.address, name):
            self._opaque(REFUSED_US)
        else:
            self._terminate(early)

    def _terminate(self, early: bytes) -> None:
        self._decided = True
        context = self._services.contexts.for_host(self._place.name)
        deadline = asyncio.get_running_loop().time() + self._services.settings.patience.request
        channel = TlsChannel(self._channel, context, self._opened, self._failed, deadline)
        self._channel.stage = channel
        channel.data_received(early)

    def _opened(self, channel: TlsChannel) -> None:
        self._services.refusers.accepted(self._origin.address, self._place.name)
        channel.stage = HttpSession(self._services, channel, self._origin, self._place)

    def _failed(self, why: str, refused: str) -> None:
        self._channel.close()
        if refused:
            self._services.refusers.refused(self._origin.address, self._place.name, refused)
        opaque = REFUSED_US if refused else f"no TLS with the client: {why}"
        self._services.locate(self._place, lambda found: self._record_failed(found, opaque, why))

    def _record_failed(self, found: Found, opaque: str, why: str) -> None:
        judgement = self._services.judge_name(self._place, found, self._origin, opaque)
        self._services.record(judgement, Outcome("failed", note=why))

    def _opaque(self, why: str) -> None:
        """Not to be read: the judgement of the name alone decides whether it may pass."""
        self._decided = True
        self._channel.pause_reading()
        self._services.locate(self._place, lambda found: self._splice(found, why))

    def _splice(self, found: Found, why: str) -> None:
        services = self._services
        judgement = services.judge_name(self._place, found, self._origin, why)
        if judgement.verdict.action == "block":
            self._give_up(judgement, Outcome("refused"))
        elif not found:
            self._give_up(judgement, Outcome("failed", note=NO_ADDRESS))
        else:
            relay = Relay(
                self._channel, lambda *end: self._relayed(judgement, *end), services.settings.patience.silence
            )
            relay.begin(bytes(self._early))
            services.upstreams.connect_raw(found[0], relay.far, lambda failure: relay.over(failure.why))

    def _give_up(self, judgement: Judgement, outcome: Outcome) -> None:
        self._channel.close()
        self._services.record(judgement, outcome)

    def _relayed(self, judgement: Judgement, connected: bool, sent: int, received: int, note: str) -> None:
        done: Done = "passed-through" if connected else "failed"
        self._services.record(judgement, Outcome(done, 0, sent, received, note))

    def eof_received(self) -> None:
        self._channel.close()

    def connection_lost(self) -> None:
        self._decided = True

    def pause_writing(self) -> None:
        """Nothing is written here."""

    def resume_writing(self) -> None:
        """Nothing is written here."""

    def tick(self, now: float) -> None:
        if self._decided or now < self._deadline:
            return
        if self._early:
            self._channel.close()
        else:
            self._opaque("the client waits for the origin to speak first")

    def finish(self) -> None:
        self._channel.abort()
