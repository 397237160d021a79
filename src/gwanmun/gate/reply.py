"""Passes an answer on to the client as it comes, in one write for each piece that arrives."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gwanmun.gate.answer import Answer
from gwanmun.gate.channel import Channel
from gwanmun.transfer import Judgement
from gwanmun.wire.http1 import END, Broken, Event, RequestHead, ResponseHead

CONNECTION_SCHEMES = re.compile(r"\b(ntlm|negotiate)\b", re.IGNORECASE)
UNASKED = Broken(502, "the origin switched to another protocol unasked")


class Reply:
    """`started` once a part of the final answer has gone to the client; `received` counts bytes of its body."""

    def __init__(self, channel: Channel, request: RequestHead) -> None:
        self._channel, self._request = channel, request
        self._judgement: Judgement | None = None
        self._restore: Mapping[str, str] = {}
        self._answer: Answer | None = None
        self._asked = ""
        self.received = 0

    def prepare(self, judgement: Judgement, restore: Mapping[str, str]) -> None:
        """What the answer is to be given: a notice by the judgement, values for tokens."""
        self._judgement, self._restore = judgement, restore

    @property
    def started(self) -> bool:
        return self._answer is not None

    @property
    def status(self) -> int:
        return self._answer.status if self._answer is not None else 0

    @property
    def note(self) -> str:
        return self._answer.note if self._answer is not None else ""

    @property
    def keep(self) -> bool:
        """The client's connection may carry another request."""
        return self._answer is not None and self._answer.keep

    @property
    def authenticates(self) -> bool:
        """The origin may take the connection itself for a proof of who the client is (NTLM, RFC 4559 section 5)."""
        schemes = self._request.by_name.get("authorization", "") + " " + self._asked
        return bool(CONNECTION_SCHEMES.search(schemes))

    @property
    def upstream_keep(self) -> bool:
        return self._answer is not None and self._answer.upstream_keep

    def pass_on(self, events: list[Event], complete: bool) -> tuple[Event | None, bool]:
        """Write what goes on to the client. Gives the event that ends the answer (None: there is more to come), and
        whether it was the last of `events`. `complete` tells that the request was read to its end."""
        out: list[bytes] = []
        end: Event | None = None
        last = 0
        for event in events:
            last += 1
            if isinstance(event, bytes):
                out.append(self._body(event))
            elif isinstance(event, ResponseHead) and (event.status != 101 or self._request.upgrade):
                out.append(self._head(event, complete))
            else:
                end = UNASKED if isinstance(event, ResponseHead) else event
                break
        if end is END and self._answer is not None:
            out.append(self._answer.end())
        data = b"".join(out)
        if data:
            self._channel.write(data)
        return end, last == len(events)

    def _body(self, data: bytes) -> bytes:
        self.received += len(data)
        assert self._answer is not None
        return self._answer.body(data)

    def _head(self, head: ResponseHead, complete: bool) -> bytes:
        informational = head.status < 200 and head.status != 101
        if informational and (head.status == 100 or self._request.version != "1.1"):
            return b""  # the client got its 100 from the gate
        answer = Answer(self._request, self._judgement, self._restore, complete)
        if not informational:
            self._answer = answer
            if head.status == 401:
                self._asked = " ".join(value for name, value in head.headers if name == "www-authenticate")
        return answer.head(head)
