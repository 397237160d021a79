"""The exchanges of an HTTP/1 connection that are under way, in the order of their requests (RFC 9112 section 9.3)."""

from __future__ import annotations

from collections import deque

from gwanmun.capture.place import Item
from gwanmun.capture.streams_message import PENDING_BYTES, PENDING_LIMIT, Draft
from gwanmun.capture.streams_scene import Scene

UNANSWERED = "too many requests were under way to wait for the answer"


class Queue:
    """Answers come in the order of the requests. Those given up on while too many wait are still counted off."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._drafts: deque[Draft] = deque()
        self._owed = 0

    def add(self, draft: Draft) -> list[Item]:
        """A request has begun; gives exchanges that can wait no longer."""
        self._drafts.append(draft)
        items: list[Item] = []
        while len(self._drafts) > 1 and (len(self._drafts) > PENDING_LIMIT or self._held() > PENDING_BYTES):
            items += self._drafts.popleft().finish(self._scene)
            self._owed += 1
        return items

    def _held(self) -> int:
        return sum(draft.held for draft in self._drafts)

    def front(self) -> Draft | None:
        """Whose answer comes next; None when it is one that was given up on, or there is none."""
        return self._drafts[0] if self._drafts and not self._owed else None

    def last(self) -> Draft | None:
        """The request that came last."""
        return self._drafts[-1] if self._drafts else None

    def answered(self) -> list[Item]:
        """The answer that was coming is complete."""
        if self._owed:
            self._owed -= 1
        elif self._drafts:
            self._drafts[0].answered = True
        return self.finished()

    def finished(self) -> list[Item]:
        items: list[Item] = []
        while self._drafts and self._drafts[0].complete:
            items += self._drafts.popleft().finish(self._scene)
        return items

    def take_front(self) -> Draft | None:
        return self._drafts.popleft() if self.front() else None

    def heads(self) -> bool:
        """Whether a HEAD is among several that wait: then one answer may end where another begins, unannounced."""
        return len(self._drafts) > 1 and any(draft.request.method == "HEAD" for draft in self._drafts)

    def close(self) -> list[Item]:
        items = [item for draft in self._drafts for item in draft.finish(self._scene)]
        self._drafts.clear()
        return items
