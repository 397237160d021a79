"""QUIC with a key log -> the exchanges of HTTP/3 in it. It is fed datagrams, not a stream of bytes.

A lost datagram that is not sent again leaves a hole in its streams: what stands after the hole is not read, and the
exchange is given as far as it goes.
"""

from __future__ import annotations

from dataclasses import replace

from gwanmun.capture.place import Item, Place
from gwanmun.capture.streams_http2 import Http2
from gwanmun.capture.streams_scene import Scene
from gwanmun.transfer import Endpoint, Exchange
from gwanmun.wire.http1_events import Broken
from gwanmun.wire.http2 import Event
from gwanmun.wire.http3 import Http3Reader
from gwanmun.wire.quic_session import QuicSession
from gwanmun.wire.tls_secrets import Secrets


class QuicConversation:
    """One QUIC connection, fed its datagrams in capture order; the rest is as in `streams.Conversation`."""

    def __init__(self, place: Place, base: Exchange, secrets: Secrets | None) -> None:
        self._scene = Scene(place, base, secrets)
        self._session = QuicSession(secrets)
        self._readers = (Http3Reader(), Http3Reader())
        self._talk: Http2 | None = None

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        items: list[Item] = []
        for piece in self._session.feed(up, data):
            reader, other = self._readers[piece.up], self._readers[not piece.up]
            items += self._items(at, piece.up, reader.feed(piece.stream, piece.data, piece.end))
            if reader.capacity is not None:
                items += self._items(at, not piece.up, other.allow(reader.capacity))
        return items

    def _items(self, at: float, up: bool, events: list[Event]) -> list[Item]:
        if events and self._talk is None:
            self._talk = Http2(self._scene.inside(self._endpoint(), secure=True), "3")
        return [item for event in events for item in self._item(at, up, event)]

    def _item(self, at: float, up: bool, event: Event) -> list[Item]:
        """What is broken in one stream leaves the others as they are."""
        if isinstance(event, Broken):
            return [self._scene.place.unreadable("requests" if up else "answers", event.why)]
        return self._talk.event(at, up, event) if self._talk else []

    def _endpoint(self) -> Endpoint:
        here, name = self._scene.base.endpoint, self.host_hint
        return replace(here, host=name, sni=name, named_by="quic-sni") if name else here

    def gap(self, up: bool, missing: int) -> list[Item]:
        return []

    def close(self) -> list[Item]:
        return self._talk.close() if self._talk else []

    @property
    def readable(self) -> bool:
        return self._talk is not None and self._talk.readable

    @property
    def host_hint(self) -> str | None:
        return self._session.opening.hello.server_name if self._session.opening else None

    @property
    def protocol(self) -> str:
        return "quic+http3" if self.readable else "quic"

    def opaque(self) -> str:
        if self.readable:
            return ""
        return self._session.why() or "decrypted, but no HTTP/3 request was complete"
