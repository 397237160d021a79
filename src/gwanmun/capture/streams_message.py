"""One exchange while it is put together from a connection: heads, and bodies kept up to a limit."""

from __future__ import annotations

from dataclasses import replace

from gwanmun.capture.place import Item
from gwanmun.capture.streams_scene import Scene
from gwanmun.transfer import Endpoint, Request, Response

BODY_LIMIT = 4 << 20
"""Bytes of one body that are kept; the judge parses no more than that whole (`judge.INSPECT_LIMIT`)."""

PENDING_LIMIT = 256
"""Exchanges of one connection that may be under way at once."""

PENDING_BYTES = 16 << 20
"""Bytes of body that the exchanges under way on one connection may hold together."""


class Body:
    """A body as it comes; `size` counts what is not kept too."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self.size = 0

    def add(self, data: bytes) -> None:
        self._kept += data[: BODY_LIMIT - len(self._kept)]
        self.size += len(data)

    def bytes(self) -> bytes:
        return bytes(self._kept)

    @property
    def kept(self) -> int:
        return len(self._kept)

    @property
    def cut(self) -> str:
        """Why not all of it is there, "" when it is."""
        return f"{self.kept} of {self.size} bytes of the body were kept" if self.size > self.kept else ""


class Draft:
    """A request, and the answer as far as it has come. `lost` and `lost_answer` say what did not come of each."""

    def __init__(self, at: float, endpoint: Endpoint, request: Request) -> None:
        self.at, self.endpoint, self.request = at, endpoint, request
        self.body = Body()
        self.response: Response | None = None
        self.answer = Body()
        self.asked = self.answered = False
        self.lost = self.lost_answer = ""

    @property
    def complete(self) -> bool:
        return self.asked and self.answered

    @property
    def held(self) -> int:
        return self.body.kept + self.answer.kept

    def finish(self, scene: Scene) -> list[Item]:
        """The exchange as it stands, and before it what is missing of it."""
        place = scene.part("exchange")
        request = replace(self.request, body=self.body.bytes())
        response = replace(self.response, body=self.answer.bytes()) if self.response else None
        exchange = replace(scene.base, at=self.at, endpoint=self.endpoint)
        why = self.lost or self.body.cut or ("" if self.asked else "the end of the request was not captured")
        items: list[Item] = [place.unreadable("request.body", why)] if why else []
        if lacking := self.answer.cut or (self.lost_answer if response else ""):
            items.append(place.unreadable("response.body", lacking))
        done = place.head(exchange, request, response, why) if why else place.full(exchange, request, response)
        return [*items, done]
