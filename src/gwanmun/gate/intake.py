"""Takes a request in: whole up to the limit of what is judged at once, beyond it piece by piece."""

from __future__ import annotations

import time

from gwanmun.gate.headers import visible
from gwanmun.gate.ports import Judge
from gwanmun.gate.route import Target
from gwanmun.gate.services import Found, Services, endpoint
from gwanmun.gate.upload import Carrier, Upload
from gwanmun.transfer import Exchange, Origin, Request, Seen
from gwanmun.wire.http1 import RequestHead

FRAMES = "websocket frames not inspected"


class Intake:
    """The request of one transaction on its way in; `complete` once its end was read, `upload` when it is large."""

    def __init__(self, services: Services, head: RequestHead, target: Target, found: Found, origin: Origin) -> None:
        self._services, self._head, self._target, self._found, self._origin = services, head, target, found, origin
        self._parts: list[bytes] = []
        self._size = 0
        self.upload: Upload | None = None
        self.complete = False

    def begin(self, judge: Judge, carrier: Carrier) -> None:
        """The head is there. A body that is announced as large is judged while it passes."""
        if self._head.length is not None and self._head.length > self._services.settings.inspect_limit:
            self._open_upload(judge, carrier)

    def body(self, data: bytes, judge: Judge, carrier: Carrier) -> None:
        """More of the body."""
        if self.upload is not None:
            self.upload.feed(data)
            return
        self._parts.append(data)
        self._size += len(data)
        if self._size > self._services.settings.inspect_limit:
            self._open_upload(judge, carrier)

    def _open_upload(self, judge: Judge, carrier: Carrier) -> None:
        upload = self.upload = Upload(carrier, judge.open(self.exchange()), chunked=self._head.length is None)
        parts, self._parts = self._parts, []
        for part in parts:
            if not upload.cut:
                upload.feed(part)

    def end(self) -> Exchange | None:
        """The request is complete: the exchange to be judged, None when that was done on the way."""
        self.complete = True
        if self.upload is not None:
            self.upload.close()
            return None
        return self.exchange(b"".join(self._parts))

    def exchange(self, body: bytes = b"", seen: Seen = "full", opaque: str = "") -> Exchange:
        """The exchange as far as it is known."""
        at, head, services = time.time(), self._head, self._services
        if head.upgrade == "websocket":
            seen, opaque = "head", opaque or FRAMES
        request = Request(head.method, self._target.target, visible(head), body, head.version)
        place = endpoint(self._target.place, self._found)
        name = services.ids.new(at)
        return Exchange(name, at, self._origin, place, services.provenance, request, seen=seen, opaque=opaque)
