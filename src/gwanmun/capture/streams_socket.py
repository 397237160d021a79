"""A WebSocket on a connection: each message that the client sends is an exchange, as in a HAR (`harsocket`).

The method is `WEBSOCKET`; the handshake's own header fields stay with the handshake. MQTT may be spoken inside.
"""

from __future__ import annotations

from gwanmun.capture.place import Item
from gwanmun.capture.streams_message import Draft
from gwanmun.capture.streams_mqtt import Mqtt
from gwanmun.capture.streams_scene import Scene
from gwanmun.capture.streams_talk import lost
from gwanmun.transfer import Request, Response
from gwanmun.wire.websocket import SocketMessage, SocketReader
from gwanmun.wire.websocket_deflate import agreed


class WebSocket:
    """Speaks from the handshake on; `handshake` is the exchange that asked for it, `answer` what granted it."""

    protocol = "websocket"
    hint: str | None = None
    certificate = b""
    readable = True

    def __init__(self, scene: Scene, handshake: Draft, answer: Response) -> None:
        self._scene, self._handshake = scene, handshake
        deflate = agreed(answer.header("sec-websocket-extensions") or "")
        self._readers = (SocketReader(False, deflate), SocketReader(True, deflate))
        protocol = (answer.header("sec-websocket-protocol") or "").lower()
        self._mqtt = Mqtt(scene.inside(handshake.endpoint, secure=scene.secure)) if "mqtt" in protocol else None
        self._since: float | None = None
        self._stopped = [False, False]

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        if self._stopped[up]:
            return []
        reader = self._readers[up]
        since = at if self._since is None else self._since
        messages = reader.feed(data)
        if up:
            self._since = (at if messages else since) if reader.partial else None
        items = [i for count, m in enumerate(messages) for i in self._message(at if count else since, up, m)]
        return items + (self.stop(up, reader.broken) if reader.broken else [])

    def _message(self, at: float, up: bool, message: SocketMessage) -> list[Item]:
        if self._mqtt:
            items = self._mqtt.feed(at, up, message.data)
            return items + (self._mqtt.stop(up, message.cut) if message.cut else [])
        if not up:
            return []
        draft = Draft(at, self._handshake.endpoint, Request("WEBSOCKET", self._handshake.request.target, ()))
        draft.body.add(message.data)
        draft.asked, draft.lost = True, message.cut
        return draft.finish(self._scene)

    def gap(self, up: bool, missing: int) -> list[Item]:
        return self.stop(up, lost(missing))

    def stop(self, up: bool, why: str) -> list[Item]:
        if self._stopped[up]:
            return []
        items = self._rest(up)
        self._stopped[up] = True
        return [*items, self._scene.place.unreadable("websocket", why)] if up else items

    def _rest(self, up: bool) -> list[Item]:
        """What there is of a message that was cut."""
        return [i for m in self._readers[up].close() for i in self._message(self._since or 0.0, up, m)]

    def close(self) -> list[Item]:
        items = [] if self._stopped[True] else self._rest(True)
        return items + (self._mqtt.close() if self._mqtt else [])

    def opaque(self) -> str:
        return ""
