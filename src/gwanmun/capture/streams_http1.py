"""HTTP/1 on a connection: keep-alive, pipelining, and what a connection turns into (CONNECT, WebSocket, h2c)."""

from __future__ import annotations

from collections.abc import Callable

from gwanmun.capture.place import Item
from gwanmun.capture.streams_answers import FILL_LIMIT, Answers
from gwanmun.capture.streams_message import BODY_LIMIT, Draft
from gwanmun.capture.streams_queue import Queue
from gwanmun.capture.streams_scene import Scene
from gwanmun.capture.streams_talk import Talk, Unknown, lost
from gwanmun.transfer import Request, first
from gwanmun.wire.http1 import END, Broken, Event, RequestHead, RequestReader, Upgraded

Successor = Callable[[Draft], Talk]
"""What a connection speaks after the answer to this request changed its protocol."""


class Http1:
    """The client's direction; `Answers` reads the other. After a change of protocol `_next` reads both."""

    def __init__(self, scene: Scene, successor: Successor) -> None:
        self._scene, self._successor = scene, successor
        self._queue = Queue(scene)
        self._reader = RequestReader()
        self._answers = Answers(self._queue)
        self._body: Draft | None = None
        self._length: int | None = 0
        self._held: list[tuple[float, bytes]] | None = None
        self._since: float | None = None
        self._next: Talk | None = None
        self._why = ""
        self.readable = False

    @property
    def protocol(self) -> str:
        return f"http1+{self._next.protocol}" if self._next else "http1"

    @property
    def certificate(self) -> bytes:
        return self._next.certificate if self._next else b""

    @property
    def hint(self) -> str | None:
        return self._next.hint if self._next else None

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        if self._next:
            return self._next.feed(at, up, data)
        if not up:
            return self._answer(at, data)
        if self._held is not None:
            return self._hold(at, data)
        return self._ask(at, data)

    def _ask(self, at: float, data: bytes) -> list[Item]:
        return [] if self._why else self._events(at, self._reader.feed(data))

    def _events(self, at: float, events: list[Event]) -> list[Item]:
        since = at if self._since is None else self._since
        items: list[Item] = []
        for event in events:
            items += self._event(since, at, event)
            since = at if isinstance(event, RequestHead) else since
        done = bool(events) and events[-1] is END
        self._since = None if done else since
        return items

    def _event(self, since: float, at: float, event: Event) -> list[Item]:
        if isinstance(event, RequestHead):
            return self._head(since, event)
        if isinstance(event, Upgraded):
            self._held = [(at, event.rest)]
        elif isinstance(event, Broken):
            return self.stop(True, event.why)
        elif self._body is not None and isinstance(event, bytes):
            self._body.body.add(event)
        elif self._body is not None and event is END:
            self._body.asked, self._body = True, None
            return self._queue.finished()
        return []

    def _head(self, at: float, head: RequestHead) -> list[Item]:
        endpoint = self._scene.endpoint("http", first(head.headers, "host"))
        far = self._scene.proxied(head.target)
        endpoint, target = far or (endpoint, head.target)
        if head.method == "CONNECT":
            endpoint = self._scene.tunnel(head.target) or endpoint
        self._body = Draft(at, endpoint, Request(head.method, target, head.headers, b"", head.version))
        self._length = head.length
        self.readable = True
        return self._queue.add(self._body)

    def _hold(self, at: float, data: bytes) -> list[Item]:
        """Another protocol was asked for: what the client sends next waits for the answer."""
        assert self._held is not None
        self._held.append((at, data))
        if sum(len(piece) for _, piece in self._held) > BODY_LIMIT:
            return self.stop(True, "the answer to a request for another protocol was not captured")
        return []

    def _answer(self, at: float, data: bytes) -> list[Item]:
        items = self._answers.feed(data)
        if self._answers.switched is not None:
            return items + self._switch(at, self._answers.switched)
        if self._held is not None and self._declined():
            items += self._decline()
        return items + (self.stop(False, self._answers.broken) if self._answers.broken else [])

    def _declined(self) -> bool:
        """The request that asked was answered with something else than the change."""
        draft = self._queue.last()
        return draft is None or (draft.response is not None and draft is self._queue.front())

    def _decline(self) -> list[Item]:
        held, self._held = self._held or [], None
        items = self._events(held[0][0], self._reader.decline_upgrade()) if held else []
        for at, data in held[1:]:
            items += self.feed(at, True, data)
        return items

    def _switch(self, at: float, rest: bytes) -> list[Item]:
        draft = self._queue.take_front()
        if draft is None:
            return self.stop(False, "an answer that changes the protocol, without a request")
        self._next = self._successor(draft)
        items = [] if draft.request.method == "CONNECT" or self._next.protocol == "http2" else self._granted(draft)
        if isinstance(self._next, Unknown):
            items.append(self._scene.place.unreadable("after a change of protocol", self._next.opaque()))
        held, self._held = self._held or [], None
        pieces = [(when, True, piece) for when, piece in held] + [(at, False, rest)]
        return items + [i for when, up, piece in pieces if piece for i in self._next.feed(when, up, piece)]

    def _granted(self, draft: Draft) -> list[Item]:
        draft.asked = draft.answered = True
        return draft.finish(self._scene)

    def gap(self, up: bool, missing: int) -> list[Item]:
        """Inside a body of known length the framing survives a loss: zeros stand for what is missing."""
        if self._next:
            return self._next.gap(up, missing)
        if not up:
            return self.stop(False, lost(missing)) if not self._answers.fill(missing) else []
        left = (self._length or 0) - self._body.body.size if self._body else 0
        if self._body is None or self._why or not 0 < missing <= min(left, FILL_LIMIT):
            return self.stop(True, lost(missing))
        self._body.lost = lost(missing)
        return self._ask(self._since or self._body.at, bytes(missing))

    def stop(self, up: bool, why: str) -> list[Item]:
        if self._next:
            return self._next.stop(up, why)
        if not up:
            self._answers.stop(why)
            return []
        if self._why:
            return []
        self._why = why
        if self._body is not None:
            self._body.lost = why
            return []
        return [self._scene.place.unreadable("requests", why)] if self.readable else []

    def close(self) -> list[Item]:
        items = [] if self._next else self._answers.close()
        if self._held is not None and not self._next:
            items.append(
                self._scene.place.unreadable("requests", "the answer to a request for another protocol is missing")
            )
        elif self._since is not None and self._body is None and self.readable and not (self._why or self._next):
            items.append(self._scene.place.unreadable("requests", "the head of a request was cut short"))
        return items + self._queue.close() + (self._next.close() if self._next else [])

    def opaque(self) -> str:
        return "" if self.readable else self._why or "no HTTP request was complete"
