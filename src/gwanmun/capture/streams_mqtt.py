"""MQTT on a connection: each CONNECT, PUBLISH and SUBSCRIBE of the client is an exchange.

The method is the packet's name, the target `/` and the topic, the body the payload; header fields `client-id`,
`username` and `password` are those of CONNECT. What the server publishes is not an exchange: it did not leave.
"""

from __future__ import annotations

from gwanmun.capture.place import Item
from gwanmun.capture.streams_message import Draft
from gwanmun.capture.streams_scene import Scene
from gwanmun.capture.streams_talk import lost
from gwanmun.transfer import Headers, Request
from gwanmun.wire.mqtt import MqttReader, Packet, Publish, Subscribe
from gwanmun.wire.mqtt_fields import Connect


class Mqtt:
    protocol = "mqtt"
    hint: str | None = None
    certificate = b""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._reader = MqttReader()
        self._client: Headers = ()
        self._since: float | None = None
        self._why = ""
        self.readable = False

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        if not up or self._why:
            return []
        since = self._since if self._since is not None else at
        packets = self._reader.feed(data)
        self._since = at if self._reader.partial else None
        items = [item for count, packet in enumerate(packets) for item in self._item(at if count else since, packet)]
        return items + (self.stop(up, self._reader.broken) if self._reader.broken else [])

    def _item(self, at: float, packet: Packet) -> list[Item]:
        self.readable = True
        request, why = self._request(packet), packet.cut if isinstance(packet, Publish) else ""
        draft = Draft(at, self._scene.endpoint("mqtt", None), request)
        draft.body.add(request.body)
        draft.asked, draft.lost = True, why
        return draft.finish(self._scene)

    def _request(self, packet: Packet) -> Request:
        if isinstance(packet, Publish):
            fields = tuple(("user-property", f"{name}: {value}") for name, value in packet.properties)
            return Request("PUBLISH", f"/{packet.topic}", self._client + fields, packet.payload, "")
        if isinstance(packet, Subscribe):
            topics = "\n".join(packet.topics)
            return Request("SUBSCRIBE", f"/{next(iter(packet.topics), '')}", self._client, topics.encode(), "")
        self._client = (("client-id", packet.client_id),)
        return Request("CONNECT", f"/{packet.will_topic or ''}", self._client + _login(packet), packet.will, "")

    def gap(self, up: bool, missing: int) -> list[Item]:
        return self.stop(up, lost(missing))

    def stop(self, up: bool, why: str) -> list[Item]:
        if not up or self._why:
            return []
        self._why = why
        return [self._scene.place.unreadable("", why)] if self.readable else []

    def close(self) -> list[Item]:
        return self.stop(True, "an MQTT packet was cut short") if self._reader.partial else []

    def opaque(self) -> str:
        return "" if self.readable else self._why or "no MQTT packet was complete"


def _login(packet: Connect) -> Headers:
    user = (("username", packet.user),) if packet.user is not None else ()
    password = packet.password.decode("utf-8", "replace") if packet.password is not None else None
    return user + ((("password", password),) if password is not None else ())
