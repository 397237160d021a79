"""The beginning of a connection, or of what lies inside TLS or a tunnel: tells the protocol, makes its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from gwanmun.capture.place import Item
from gwanmun.capture.streams_http1 import Http1
from gwanmun.capture.streams_http2 import Http2
from gwanmun.capture.streams_message import Draft
from gwanmun.capture.streams_mqtt import Mqtt
from gwanmun.capture.streams_scene import MAX_DEPTH, Scene
from gwanmun.capture.streams_sniff import Kind, told, told_by_server
from gwanmun.capture.streams_socket import WebSocket
from gwanmun.capture.streams_talk import Talk, Unknown, lost
from gwanmun.capture.streams_tls import Tls

WAIT_LIMIT = 64 * 1024
"""Bytes of each direction that are kept until the protocol is told."""

UNKNOWN = "in a protocol that is not read here"
NOTHING = "no content was captured"


class Sniffed:
    """Waits for the first bytes of the client, then hands over to the reader of its protocol. `alpn` is the protocol
    agreed on in TLS around it ("" none)."""

    def __init__(self, scene: Scene, alpn: str) -> None:
        self._scene, self._alpn = scene, alpn
        self._held: list[tuple[float, bool, bytes]] = []
        self._first = (bytearray(), bytearray())
        self._talk: Talk = Unknown(NOTHING)
        self._decided = False

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        if self._decided:
            return self._talk.feed(at, up, data)
        self._held.append((at, up, data))
        first = self._first[up]
        first += data
        kind = told(bytes(first)) if up else None
        if kind is None and len(first) > WAIT_LIMIT:
            kind = "unknown" if up else told_by_server(bytes(first))
        return self._decide(kind) if kind else []

    def _decide(self, kind: Kind) -> list[Item]:
        self._decided = True
        self._talk = _MAKERS[kind](self._scene) if kind != "unknown" else Unknown(self._unknown())
        held, self._held, self._first = self._held, [], (bytearray(), bytearray())
        return [item for at, up, data in held for item in self._talk.feed(at, up, data)]

    def _unknown(self) -> str:
        why = f"decrypted, but {UNKNOWN}" if self._scene.secure else UNKNOWN
        return f"{why} ({self._alpn})" if self._alpn.isprintable() and self._alpn else why

    def gap(self, up: bool, missing: int) -> list[Item]:
        if self._decided:
            return self._talk.gap(up, missing)
        return self.stop(up, lost(missing)) if self._first[up] else []

    def stop(self, up: bool, why: str) -> list[Item]:
        if self._decided:
            return self._talk.stop(up, why)
        if up:
            self._decided, self._talk = True, Unknown(why)
            self._held.clear()
        return []

    def close(self) -> list[Item]:
        items: list[Item] = []
        if not self._decided and self._held:
            items = self._decide("unknown" if self._first[True] else told_by_server(bytes(self._first[False])))
        return items + self._talk.close()

    def opaque(self) -> str:
        return self._talk.opaque()

    @property
    def readable(self) -> bool:
        return self._talk.readable

    @property
    def hint(self) -> str | None:
        return self._talk.hint

    @property
    def protocol(self) -> str:
        return self._talk.protocol

    @property
    def certificate(self) -> bytes:
        return self._talk.certificate


def _http1(scene: Scene) -> Talk:
    return Http1(scene, lambda draft: _after(scene, draft))


def _after(scene: Scene, draft: Draft) -> Talk:
    """What is spoken after a change of protocol that `draft` asked for and was granted."""
    response = draft.response
    if draft.request.method == "CONNECT":
        far = scene.inside(draft.endpoint, secure=False, depth=1)
        return Tunnel(far, draft) if far.depth <= MAX_DEPTH else Unknown("a tunnel inside a tunnel")
    upgrade = (response.header("upgrade") or "").strip().lower() if response else ""
    if upgrade == "websocket" and response:
        draft.endpoint = scene.endpoint("ws", draft.request.header("host"))
        return WebSocket(scene, draft, response)
    if upgrade == "h2c":
        http2 = Http2(scene)
        http2.adopt(draft)
        return http2
    return Unknown(UNKNOWN)


class Tunnel(Sniffed):
    """What a proxy passes on after CONNECT. When nothing inside is understood, the name asked for remains."""

    def __init__(self, scene: Scene, draft: Draft) -> None:
        super().__init__(scene, "")
        self._draft = draft

    def close(self) -> list[Item]:
        items = super().close()
        if self.readable:
            return items
        place = self._scene.part("tunnel")
        return [*items, place.named(replace(self._scene.base, at=self._draft.at), self.opaque())]


_MAKERS: Mapping[Kind, Callable[[Scene], Talk]] = {
    "tls": lambda scene: Tls(scene, Sniffed),
    "http1": _http1,
    "http2": Http2,
    "mqtt": Mqtt,
}
