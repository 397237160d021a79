"""An origin's answer on its way to the client: head, body as it comes, end. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from gwanmun.gate.headers import OURS_TO_CLIENT, as_it_came, to_client
from gwanmun.gate.restoring import Restorer, restorer
from gwanmun.transfer import Judgement
from gwanmun.wire.http1 import LAST_CHUNK, RequestHead, ResponseHead, chunk, response_head

NOTICE = "gwanmun-notice"


class Answer:
    """Frames one answer for its client and puts back what was taken out of the request.

    `keep` tells whether the client's connection, `upstream_keep` whether the origin's may be used again; `note`
    says what could not be done.
    """

    status = 0
    note = ""
    keep = False
    upstream_keep = False

    def __init__(
        self, request: RequestHead, judgement: Judgement | None, restore: Mapping[str, str], complete: bool
    ) -> None:
        self._request, self._judgement, self._restore = request, judgement, restore
        self._complete = complete
        self._restorer: Restorer | None = None
        self._chunked = False

    def head(self, head: ResponseHead) -> bytes:
        """The bytes of the head as the client gets it."""
        self.status = head.status
        self.upstream_keep = head.keep_alive and not head.until_close
        self.keep = self._request.keep_alive and self._request.version == "1.1" and self._complete
        bodyless = self._request.method == "HEAD" or head.status in (204, 304) or head.status < 200
        if self._restore and not bodyless:
            self._restorer, self.note = restorer(head.headers, self._restore)
        warned = self._judgement is not None and self._judgement.verdict.action == "warn" and head.status >= 200
        if self._unchanged(head) and not warned:
            return head.raw
        headers = to_client(head, restored=self._restorer is not None)
        headers += self._upgrade(head) if head.status < 200 else self._framing(head, bodyless)
        if self._judgement is not None and warned:
            headers.append((NOTICE, quote(self._judgement.verdict.rule, safe=" /:")))
        return response_head(head.status, head.reason, tuple(headers))

    def _unchanged(self, head: ResponseHead) -> bool:
        kept = head.status >= 200 and head.status != 204 and self.keep and self.upstream_keep
        return kept and self._restorer is None and as_it_came(head, OURS_TO_CLIENT)

    def _upgrade(self, head: ResponseHead) -> list[tuple[str, str]]:
        return [("connection", "Upgrade"), ("upgrade", "websocket")] if head.status == 101 else []

    def _framing(self, head: ResponseHead, bodyless: bool) -> list[tuple[str, str]]:
        framing: list[tuple[str, str]] = []
        announced = head.by_name.get("content-length")
        if bodyless:
            framing = [("content-length", announced)] if announced is not None and head.status != 204 else []
        elif head.length is not None and self._restorer is None:
            framing = [("content-length", str(head.length))]
        elif self._request.version == "1.1":
            self._chunked, framing = True, [("transfer-encoding", "chunked")]
        return framing if self.keep else [*framing, ("connection", "close")]

    def body(self, data: bytes) -> bytes:
        """What the client gets of these bytes now."""
        if self._restorer is not None:
            data = self._restorer.feed(data)
        return chunk(data) if self._chunked else data

    def end(self) -> bytes:
        """What the client gets at the end of the body."""
        data = self._restorer.close() if self._restorer is not None else b""
        return chunk(data) + LAST_CHUNK if self._chunked else data
