"""The server's direction of an HTTP/1 connection: each answer goes to the request that waits for it."""

from __future__ import annotations

from gwanmun.capture.place import Item
from gwanmun.capture.streams_message import Draft
from gwanmun.capture.streams_queue import Queue
from gwanmun.transfer import Response
from gwanmun.wire.http1 import END, HEAD_LIMIT, Broken, Event, ResponseHead, ResponseReader, Upgraded

FILL_LIMIT = 16 << 20
"""Bytes lost inside a body that zeros may stand for."""

PATIENCE = 1 << 18
"""Bytes that are fed one by one on one connection where an answer may end unannounced."""


class Answers:
    """`switched` are the first bytes after an answer that changes the protocol (None: there was none), `broken` why
    nothing more is read."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._reader = ResponseReader()
        self._head = bytearray()
        self._between = True
        self._patience = PATIENCE
        self._left: int | None = None
        self._expected: Draft | None = None
        self.switched: bytes | None = None
        self.broken = ""

    def feed(self, data: bytes) -> list[Item]:
        items: list[Item] = []
        at = 0
        while at < len(data) and not self.broken and self.switched is None:
            step = self._step(len(data) - at)
            items += self._feed(data[at : at + step])
            at += step
        return items

    def _step(self, size: int) -> int:
        """Bytes to feed at once. Where an answer may end unannounced it is one by one, outside bodies of known length,
        as long as the patience lasts."""
        if not self._queue.heads() or not self._patience:
            return size
        if not self._between and self._left:
            return min(self._left, size)
        self._patience -= 1
        return 1

    def _feed(self, data: bytes) -> list[Item]:
        front = self._queue.front()
        if front is not None and front.request.method == "CONNECT" and self._between:
            return self._tunnel(data)
        self._expect(front)
        return self._events(self._reader.feed(data))

    def _expect(self, front: Draft | None) -> None:
        """Tell the reader once whose answer begins, for an answer to HEAD has no body."""
        if self._between and front is not None and front is not self._expected:
            self._expected = front
            self._reader.expect(front.request.method)

    def _tunnel(self, data: bytes) -> list[Item]:
        """After a 2xx answer to CONNECT there is no body, whatever its head says (RFC 9110 section 9.3.6)."""
        self._head += data
        end = self._head.find(b"\r\n\r\n") + 4
        if end < 4:
            self.broken = "the answer's head is too large" if len(self._head) > HEAD_LIMIT else ""
            return []
        head, rest = bytes(self._head[:end]), bytes(self._head[end:])
        self._head.clear()
        if head[8:10] == b" 2":
            front = self._queue.front()
            assert front is not None
            events = ResponseReader().feed(head)
            front.response = next((_response(e) for e in events if isinstance(e, ResponseHead)), None)
            self.switched = rest
            return []
        self._between = head[8:10] == b" 1"
        items = self._events(self._reader.feed(head))
        return items + (self._feed(rest) if rest else [])

    def _events(self, events: list[Event]) -> list[Item]:
        items: list[Item] = []
        for event in events:
            items += self._event(event)
        return items

    def _event(self, event: Event) -> list[Item]:
        front = self._queue.front()
        if isinstance(event, ResponseHead):
            self._begin(event)
        elif isinstance(event, Upgraded):
            self.switched = event.rest
        elif isinstance(event, Broken):
            self.stop(event.why)
        elif event is END:
            return self._end()
        elif front is not None and isinstance(event, bytes):
            front.answer.add(event)
            self._left = self._left - len(event) if self._left is not None else None
        return []

    def _begin(self, head: ResponseHead) -> None:
        self._between = head.status < 200
        self._left = head.length
        front = self._queue.front()
        if front is not None and (head.status >= 200 or head.status == 101):
            front.response = _response(head)

    def _end(self) -> list[Item]:
        items = self._queue.answered()
        self._between, self._left = True, None
        self._expect(self._queue.front())
        return items

    def fill(self, missing: int) -> bool:
        """Bytes are lost: zeros stand for them inside a body of known length; False when they are elsewhere."""
        front = self._queue.front()
        if front is None or self._between or not 0 < missing <= min(self._left or 0, FILL_LIMIT):
            return False
        front.lost_answer = f"{missing} bytes are missing from the capture"
        self._events(self._reader.feed(bytes(missing)))
        return True

    def stop(self, why: str) -> None:
        """Nothing more is read of this direction."""
        self.broken = self.broken or why
        front = self._queue.front()
        if front is not None and not self._between:
            front.lost_answer = why

    def close(self) -> list[Item]:
        return [] if self.broken or self.switched is not None else self._events(self._reader.eof())


def _response(head: ResponseHead) -> Response:
    return Response(head.status, head.headers, b"", head.reason, head.version)
