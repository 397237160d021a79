"""HTTP/2 on a connection: each stream that the client opens is an exchange (RFC 9113 section 8.1).

Trailer fields are put behind the header fields: they were sent as well. Pushed answers belong to no request of the
client's and are left out.
"""

from __future__ import annotations

from dataclasses import replace

from gwanmun.capture.place import Item
from gwanmun.capture.streams_message import PENDING_BYTES, PENDING_LIMIT, Draft
from gwanmun.capture.streams_scene import Scene
from gwanmun.capture.streams_socket import WebSocket
from gwanmun.capture.streams_talk import lost
from gwanmun.transfer import Headers, Request, Response, first
from gwanmun.wire.http1_events import Broken
from gwanmun.wire.http2 import Data, Event, Fields, Http2Reader, Reset


class Http2:
    protocol = "http2"
    hint: str | None = None
    certificate = b""

    def __init__(self, scene: Scene, version: str = "2") -> None:
        self._scene, self._version = scene, version
        self._readers = (Http2Reader(False), Http2Reader(True))
        self._streams: dict[int, Draft] = {}
        self._sockets: dict[int, WebSocket] = {}
        self._whys = ["", ""]
        self.readable = False

    def adopt(self, draft: Draft) -> None:
        """A request made in HTTP/1 that asked for h2c is stream 1 (RFC 7540 section 3.2)."""
        draft.asked, draft.response = True, None
        self._streams[1] = draft
        self.readable = True

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        if self._whys[up]:
            return []
        return [i for event in self._readers[up].feed(data) for i in self.event(at, up, event)]

    def event(self, at: float, up: bool, event: Event) -> list[Item]:
        """What a reader of one direction told (HTTP/3 tells the same)."""
        if isinstance(event, Broken):
            return self.stop(up, event.why)
        if isinstance(event, Fields):
            return self._fields(at, up, event) if not event.promised else []
        if isinstance(event, Data):
            return self._data(at, up, event)
        return self._reset(up, event) if isinstance(event, Reset) else []

    def _fields(self, at: float, up: bool, event: Fields) -> list[Item]:
        items: list[Item] = []
        draft = self._streams.get(event.stream)
        if draft is None and up and first(event.fields, ":method"):
            draft = self._begin(at, event, items)
        elif draft is not None and up:
            draft.request = replace(draft.request, headers=(*draft.request.headers, *_plain(event.fields)))
        elif draft is not None:
            self._respond(event, draft)
        return items + (self._end(up, event.stream, draft) if event.end and draft else [])

    def _begin(self, at: float, event: Fields, items: list[Item]) -> Draft:
        authority = first(event.fields, ":authority") or first(event.fields, "host")
        request = Request(
            first(event.fields, ":method") or "",
            first(event.fields, ":path") or "/",
            _request(event.fields),
            b"",
            self._version,
        )
        draft = Draft(at, self._scene.endpoint("http", authority), request)
        if first(event.fields, ":protocol") == "websocket":  # RFC 8441
            draft.endpoint = self._scene.endpoint("ws", authority)
        self.readable = True
        items += self._make_room()
        self._streams[event.stream] = draft
        return draft

    def _make_room(self) -> list[Item]:
        items: list[Item] = []
        while self._streams and (len(self._streams) >= PENDING_LIMIT or self._held() > PENDING_BYTES):
            oldest = next(iter(self._streams))
            items += self._streams.pop(oldest).finish(self._scene)
        return items

    def _held(self) -> int:
        return sum(draft.held for draft in self._streams.values())

    def _respond(self, event: Fields, draft: Draft) -> None:
        status = first(event.fields, ":status") or ""
        if draft.response is not None:
            draft.response = replace(draft.response, headers=(*draft.response.headers, *_plain(event.fields)))
        elif len(status) == 3 and status.isascii() and status.isdigit() and status[0] != "1":
            draft.response = Response(int(status), _plain(event.fields), b"", "", self._version)
            if draft.endpoint.scheme in ("ws", "wss") and status[0] == "2":
                self._sockets[event.stream] = WebSocket(self._scene, draft, draft.response)

    def _data(self, at: float, up: bool, event: Data) -> list[Item]:
        draft = self._streams.get(event.stream)
        if draft is None:
            return []
        if socket := self._sockets.get(event.stream):
            items = socket.feed(at, up, event.data)
            return items + (self._end(up, event.stream, draft) if event.end else [])
        (draft.body if up else draft.answer).add(event.data)
        return self._end(up, event.stream, draft) if event.end else []

    def _end(self, up: bool, stream: int, draft: Draft) -> list[Item]:
        draft.asked, draft.answered = draft.asked or up, draft.answered or not up
        return self._finish(stream) if draft.complete else []

    def _reset(self, up: bool, event: Reset) -> list[Item]:
        draft = self._streams.get(event.stream)
        if draft is None:
            return []
        if not draft.asked and event.stream not in self._sockets:
            draft.lost = f"the stream was reset by the {'client' if up else 'server'} (error {event.code})"
        return self._finish(event.stream)

    def _finish(self, stream: int) -> list[Item]:
        draft, socket = self._streams.pop(stream), self._sockets.pop(stream, None)
        draft.asked = draft.asked or socket is not None
        return draft.finish(self._scene) + (socket.close() if socket else [])

    def gap(self, up: bool, missing: int) -> list[Item]:
        return self.stop(up, lost(missing))

    def stop(self, up: bool, why: str) -> list[Item]:
        if self._whys[up]:
            return []
        self._whys[up] = why
        for draft in self._streams.values():
            if up and not draft.asked:
                draft.lost = why
            elif not up and not draft.answered:
                draft.lost_answer = why
        return [self._scene.place.unreadable("requests" if up else "answers", why)] if self.readable else []

    def close(self) -> list[Item]:
        return [item for stream in tuple(self._streams) for item in self._finish(stream)]

    def opaque(self) -> str:
        return "" if self.readable else self._whys[True] or f"no HTTP/{self._version} request was complete"


def _plain(fields: Headers) -> Headers:
    return tuple((name, value) for name, value in fields if not name.startswith(":"))


def _request(fields: Headers) -> Headers:
    """`:authority` stands for a missing `host`; the pieces of a cookie are one field again (section 8.2.3)."""
    plain = _plain(fields)
    authority = first(fields, ":authority")
    host = (("host", authority),) if authority and first(plain, "host") is None else ()
    crumbs = [value for name, value in plain if name == "cookie"]
    if len(crumbs) < 2:
        return host + plain
    return (*host, *[f for f in plain if f[0] != "cookie"], ("cookie", "; ".join(crumbs)))
