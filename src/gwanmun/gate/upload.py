"""A request body too large to be judged whole: judged window by window, each before it leaves."""

from __future__ import annotations

from typing import Protocol

from gwanmun.gate.ports import Reading
from gwanmun.transfer import Judgement, strictness
from gwanmun.wire.http1 import LAST_CHUNK, chunk

CUT_FROM = strictness("pseudonymise")
"""What has partly left cannot be rewritten any more, so this action and stricter ones end the upload."""

TOO_LARGE = "too large to be rewritten on its way"


class Carrier(Protocol):
    """The transaction that the body belongs to."""

    def settle(self, judgement: Judgement) -> None: ...

    def push_head(self) -> None: ...

    def push(self, data: bytes, size: int) -> None: ...

    def refuse(self, note: str) -> None: ...


class Upload:
    """Feeds the reading and passes on what it clears."""

    def __init__(self, carrier: Carrier, reading: Reading, chunked: bool) -> None:
        self._carrier, self._reading, self._chunked = carrier, reading, chunked
        self._begun = self.cut = False

    def feed(self, data: bytes) -> None:
        judgement, cleared = self._reading.feed(data)
        self._pass(judgement, cleared)

    def close(self) -> None:
        """The body is complete: the verdict on all of it, before its last bytes leave."""
        judgement, cleared = self._reading.close()
        self._pass(judgement, cleared)
        if self._chunked and not self.cut:
            self._carrier.push(LAST_CHUNK, 0)

    def _pass(self, judgement: Judgement | None, cleared: bytes) -> None:
        if judgement is not None:
            self._carrier.settle(judgement)
            action = judgement.verdict.action
            if strictness(action) >= CUT_FROM:
                self.cut = True
                self._carrier.refuse("" if action == "block" else TOO_LARGE)
                return
        if cleared:
            self._begin()
            self._carrier.push(chunk(cleared) if self._chunked else cleared, len(cleared))

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._carrier.push_head()
