"""A reassembled connection -> exchanges: TLS, HTTP/1, HTTP/2, WebSocket, MQTT, told by the first bytes."""

from __future__ import annotations

from gwanmun.capture.place import Item, Place
from gwanmun.capture.streams_begin import Sniffed
from gwanmun.capture.streams_scene import Scene
from gwanmun.transfer import Exchange
from gwanmun.wire.tls_secrets import Secrets


class Conversation:
    """One connection, fed in capture order; gives exchanges as they complete, and what of it could not be read.

    `base` has origin, endpoint and time of the connection. `readable` tells that something inside was understood,
    `opaque()` why nothing was. `host_hint` is the name learnt inside (SNI), `protocol` what is spoken
    (`tls1.2+http1`), `certificate` the server's in DER where TLS showed it (b"": not).
    """

    def __init__(self, place: Place, base: Exchange, secrets: Secrets | None) -> None:
        self._talk = Sniffed(Scene(place, base, secrets), "")

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        """Exchanges completed by this chunk; `up` is from the client, `at` Unix seconds."""
        return self._talk.feed(at, up, data) if data else []

    def gap(self, up: bool, missing: int) -> list[Item]:
        """So many bytes of this direction are not in the capture."""
        return self._talk.gap(up, missing)

    def close(self) -> list[Item]:
        """The connection or the capture ended: what was still under way."""
        return self._talk.close()

    @property
    def readable(self) -> bool:
        return self._talk.readable

    def opaque(self) -> str:
        return self._talk.opaque()

    @property
    def host_hint(self) -> str | None:
        return self._talk.hint

    @property
    def protocol(self) -> str:
        return self._talk.protocol

    @property
    def certificate(self) -> bytes:
        return self._talk.certificate
